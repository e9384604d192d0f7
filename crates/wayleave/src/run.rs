//! Replications of a country under a package, reduced to what is kept.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use wayleave_rules::calendar::{Day, Period};
use wayleave_sim::replicate;
use wayleave_sim::stream::{Streams, uniform_fine};
use wayleave_sim::tally::{DurationTally, GateTally, Tally, TransferTally};

use crate::build::Setting;
use crate::country::{Country, Measured, Quantity};

/// How a run is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Plan {
    /// The seed of every random number.
    pub seed: u64,
    /// How many replications, each with its own draws of the assumptions.
    pub replications: u32,
    /// How many run at once; it changes nothing in the results, and is written nowhere.
    #[serde(skip)]
    pub threads: usize,
}

/// What is kept of one replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// `[counted][quarter]`: sums of flows and costs, last days of stocks and series.
    pub quarters: Vec<Vec<f64>>,
    /// The headline measures, in the order of the country; `NaN` for a ratio over nothing.
    pub measures: Vec<f64>,
    /// What became of the gates.
    pub gates: Vec<GateTally>,
    /// What the agreements did.
    pub transfers: Vec<TransferTally>,
    /// Lengths of time.
    pub durations: Vec<DurationTally>,
    /// The draws of the assumptions.
    pub draws: Vec<f64>,
    /// Events handled.
    pub n_events: u64,
}

/// The results of a run: one outcome a replication, in order.
#[derive(Debug, Clone)]
pub struct Results {
    /// The number of the package.
    pub package: usize,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// The number of the first quarter.
    pub first_quarter: i32,
}

/// Runs a country under a package.
///
/// `finished` is told of each replication as it ends. Absent: where `cancelled` was set.
pub fn run(
    country: &Country,
    setting: &Setting,
    plan: Plan,
    finished: impl Fn(u32) + Sync,
    cancelled: &AtomicBool,
) -> Option<Results> {
    let numbers: Range<u32> = 0..plan.replications;
    let job = |number| {
        let draws = draws(country, setting, plan.seed, number);
        let tally = replicate(&setting.model, &draws, plan.seed, number);
        reduce(country, setting, tally, draws)
    };
    let outcomes = wayleave_sim::run(numbers, plan.threads, job, finished, cancelled)?;
    let first_quarter = Period::Quarter.index(setting.model.start);
    Some(Results {
        package: setting.package,
        outcomes,
        first_quarter,
    })
}

/// The draws of one replication: each keyed by the name of its assumption alone.
pub fn draws(country: &Country, setting: &Setting, seed: u64, number: u32) -> Vec<f64> {
    let streams = Streams::new(seed, number);
    let draw = |(assumption, prior): (&crate::country::Assumption, &wayleave_fit::prior::Prior)| {
        let [high, low, ..] = streams.for_name(&assumption.name);
        prior.quantile(uniform_fine(high, low))
    };
    country
        .assumptions
        .iter()
        .zip(&setting.priors)
        .map(draw)
        .collect()
}

fn reduce(country: &Country, setting: &Setting, tally: Tally, draws: Vec<f64>) -> Outcome {
    let start = setting.model.start;
    let quarters = country
        .counted
        .iter()
        .map(|c| by_quarter(daily(&tally, c.quantity), start, is_summed(c.quantity)))
        .collect();
    let mut measures: Vec<f64> = Vec::new();
    for measure in &country.measures {
        let value = match &measure.of {
            Measured::At(quantity, day) => daily(&tally, *quantity)[(day.0 - start.0) as usize],
            Measured::Total(quantities, from, to) => quantities
                .iter()
                .flat_map(|quantity| between(daily(&tally, *quantity), start, *from, *to))
                .sum(),
            Measured::Mean(quantity, from, to) => {
                let days = between(daily(&tally, *quantity), start, *from, *to);
                days.iter().sum::<f64>() / days.len() as f64
            }
            // Ratios are worked out once the plain measures are known.
            Measured::Over(..) => f64::NAN,
        };
        measures.push(value);
    }
    for (i, measure) in country.measures.iter().enumerate() {
        if let Measured::Over(top, below) = measure.of
            && measures[below] != 0.0
        {
            measures[i] = measures[top] / measures[below];
        }
    }
    Outcome {
        quarters,
        measures,
        gates: tally.gates,
        transfers: tally.transfers,
        durations: tally.durations,
        draws,
        n_events: tally.n_events,
    }
}

fn daily(tally: &Tally, quantity: Quantity) -> &[f64] {
    match quantity {
        Quantity::Flow(i) => &tally.flows[i],
        Quantity::Stock(i) => &tally.stocks[i],
        Quantity::Series(i) => &tally.series[i],
        Quantity::Cost(i) => &tally.costs[i],
    }
}

/// Whether the quantity is summed over a period, rather than taken on its last day.
pub fn is_summed(quantity: Quantity) -> bool {
    match quantity {
        Quantity::Flow(_) | Quantity::Cost(_) => true,
        Quantity::Stock(_) | Quantity::Series(_) => false,
    }
}

fn between(days: &[f64], start: Day, from: Day, to: Day) -> &[f64] {
    &days[(from.0 - start.0) as usize..=(to.0 - start.0).max(from.0 - start.0) as usize]
}

fn by_quarter(days: &[f64], start: Day, is_summed: bool) -> Vec<f64> {
    let mut quarters = Vec::new();
    let mut rest = days;
    let mut day = start;
    while !rest.is_empty() {
        let next = Period::Quarter.first_day(Period::Quarter.index(day) + 1);
        let n = ((next.0 - day.0) as usize).min(rest.len());
        let (quarter, after) = rest.split_at(n);
        quarters.push(if is_summed {
            quarter.iter().sum()
        } else {
            quarter[n - 1]
        });
        (rest, day) = (after, next);
    }
    quarters
}
