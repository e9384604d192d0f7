//! Expressions over dates, units and tables: parsed, checked and compiled.
//!
//! This crate knows dates, units and tables. It knows no people, and no time passes in it.

pub mod calendar;
pub mod library;
pub mod program;
