//! The laboratory: from a country's files and a package to an answer.
//!
//! Each arrow is one function and each stage one type: [`parse()`], [`check()`], and what follows them.
//! Nothing here prints, reads a file or a clock, or knows a number about the world.

pub mod bound;
pub mod build;
pub mod check;
pub mod compare;
pub mod country;
pub mod diagnostics;
pub mod differ;
pub mod files;
pub mod folder;
pub mod format;
pub mod number;
pub mod plot;
pub mod provenance;
pub mod report;
pub mod run;
pub mod written;

pub use build::build;
pub use check::check;
pub use compare::compare;
pub use run::run;
pub use wayleave_rules::place::{Problem, nearest};
pub use written::parse;

/// Whether a problem keeps the files from being run.
pub fn is_error(problem: &Problem) -> bool {
    problem.severity == wayleave_rules::place::Severity::Error
}
