//! Priors, intervals and scores.
//!
//! This crate knows a function from draws to outcomes, and nothing else.

pub mod interval;
pub mod prior;
pub mod score;
