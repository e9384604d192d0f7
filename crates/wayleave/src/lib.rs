//! The laboratory: from a country's files and a package to an answer.
//!
//! Each arrow is one function and each stage one type: [`parse`], [`check`], and what follows them.
//! Nothing here prints, reads a file or a clock, or knows a number about the world.

pub mod check;
pub mod country;
pub mod diagnostics;
pub mod folder;
pub mod written;

pub use check::check;
pub use written::parse;
