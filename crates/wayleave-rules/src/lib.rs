//! Expressions over dates, units and tables: parsed, checked and compiled.
//!
//! This crate knows dates, units and tables. It knows no people, and no time passes in it.

pub mod calendar;
pub mod cursor;
pub mod expression;
pub mod library;
pub mod place;
pub mod program;
pub mod token;
pub mod typed;
pub mod unit;
