//! People moving through stages, queues, gates and capacities, simulated by replication.
//!
//! This crate knows no law and no country: a hospital or a workshop is described with the same words.

pub mod model;
pub mod tally;
