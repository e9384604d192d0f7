//! What one replication leaves behind.

/// The outcome of one replication of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// `[flow][tick]`: people (batches, for a flow of batches).
    pub flows: Vec<Vec<f64>>,
    /// `[stock][tick]`: people at the end of the tick.
    pub stocks: Vec<Vec<f64>>,
    /// `[series][tick]`.
    pub series: Vec<Vec<f64>>,
    /// `[cost][tick]`: money spent in the tick.
    pub costs: Vec<Vec<f64>>,
    /// Lengths of time, in the order of `Model::durations`.
    pub durations: Vec<DurationTally>,
    /// Gates, in the order of `Model::gates`.
    pub gates: Vec<GateTally>,
    /// Transfers, in the order of `Model::transfers`.
    pub transfers: Vec<TransferTally>,
    /// People who ever arrived, at the start or later, weighted.
    pub n_arrived: f64,
    /// People whose way ended, weighted.
    pub n_ended: f64,
    /// Sum over people of the days from arrival (or the start) to the end of their way or the horizon.
    pub person_days: f64,
    /// Events handled: arrivals, service and waits that ended, early leavings, transfers.
    pub n_events: u64,
}

/// Lengths of time measured in one replication. Unit: days. Unweighted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DurationTally {
    /// How many were measured.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// How many lasted `i` whole days.
    pub histogram: Vec<u64>,
}

/// What became of a gate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GateTally {
    /// The tick on which it first opened, if it did.
    pub opened: Option<u32>,
    /// The tick on which it shut for good, if it did.
    pub shut: Option<u32>,
    /// The tick on which its condition was first met, if it was (0 for a gate with a stated day).
    pub condition_met: Option<u32>,
    /// Whether its condition was met and chance decided that it never opens.
    pub failed: bool,
    /// Days on which it was open and not suspended.
    pub days_open: u32,
}

/// What a transfer did, and what held it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransferTally {
    /// People taken, weighted.
    pub n_people: f64,
    /// Batches that left with at least one person.
    pub n_batches: u32,
    /// How many batches each limit bound, in the order of `Transfer::limits`.
    pub bound_by_limit: Vec<u32>,
    /// Batches that took everyone eligible: people bound, not a limit.
    pub bound_by_people: u32,
}
