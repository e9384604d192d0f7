//! People moving through stages, queues, gates and capacities, simulated by replication.
//!
//! This crate knows no law and no country: a hospital or a workshop is described with the same words.
//! A [`model::Model`] goes in, [`replicate`] runs one history of it, and a [`tally::Tally`] comes out.

mod arrival;
mod clock;
mod compiled;
mod count;
mod edge;
mod formula;
mod gate;
mod hazard;
mod journey;
mod length;
pub mod model;
mod person;
mod quantile;
mod queue;
mod replicate;
mod run;
mod service;
mod share;
pub mod stream;
pub mod tally;
mod transfer;
mod world;

pub use replicate::replicate;
pub use run::run;
