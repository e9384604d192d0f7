//! A workshop of two queues, a long wait and five groups, whose statistics are known.

use wayleave_rules::library::Library;
use wayleave_rules::program::{One, Program, Step, Two};
use wayleave_sim::model::*;

use super::*;

pub const TICKS: u32 = 1826;
pub const FIRST: usize = 0;
pub const SECOND: usize = 1;

/// Stocks: waiting in the first queue, waiting in the second, everywhere. Flow: ends.
pub fn model(clock: Clock) -> Model {
    let by_group = |table| [Step::Input(0), Step::LookUp(table)];
    let mean = Length {
        family: Family::Lognormal {
            mean: program(&by_group(0)),
            sigma: number(0.6),
        },
    };
    let sent_back = |share: f64| {
        let [group, look_up] = by_group(1);
        program(&[
            group,
            look_up,
            Step::Constant(share),
            Step::Two(Two::Multiply),
        ])
    };
    let mut source = daily("orders", rate(), FIRST);
    source.draws = vec![shares(0, &[0.30, 0.25, 0.20, 0.15, 0.10])];
    Model {
        clock,
        attributes: vec![attribute("group", 5)],
        inputs: vec![Input::Attribute(0)],
        library: Library {
            tables: vec![
                table(&[4.0, 5.0, 5.0, 6.0, 6.0]),
                table(&[0.20, 0.40, 0.45, 0.55, 0.70]),
            ],
            parameters: vec![
                dated(&[(0, 100.0), (365, 200.0), (730, 300.0), (1096, 400.0)]),
                dated(&[(0, 40.0), (365, 80.0), (730, 120.0), (1096, 160.0)]),
            ],
        },
        sources: vec![source],
        stages: vec![
            stage(
                "first",
                serve(0, mean),
                vec![
                    share(SECOND, sent_back(0.75)),
                    share(2, sent_back(0.25)),
                    then(3),
                ],
            ),
            stage(
                "second",
                serve(1, lognormal(number(8.0), 0.5)),
                vec![share(3, number(0.30)), then(2)],
            ),
            stage("drying", Holds::Waits(exponential(90.0)), vec![then(3)]),
            end("gone"),
        ],
        capacities: vec![
            capacity(program(&[Step::InForce(0)])),
            capacity(program(&[Step::InForce(1)])),
        ],
        flows: vec![flow(&[Event::Entered(3)]), flow(&[Event::Arrived(0)])],
        stocks: vec![
            stock(&[Place::Waiting(FIRST)]),
            stock(&[Place::Waiting(SECOND)]),
            stock(&[Place::In(0), Place::In(1), Place::In(2)]),
        ],
        durations: vec![measured(Span::ArrivalToEnd)],
        ..empty(TICKS)
    }
}

/// A season over the year, taken at the middle of the day.
fn rate() -> Program {
    let level = 100_000.0 / 1826.0;
    program(&[
        Step::Today,
        Step::Constant(120.0 - 0.5 + f64::from(START.0)),
        Step::Two(Two::Subtract),
        Step::Constant(std::f64::consts::TAU / 365.25),
        Step::Two(Two::Multiply),
        Step::One(One::Sin),
        Step::Constant(0.5 * level),
        Step::Two(Two::Multiply),
        Step::Constant(level),
        Step::Two(Two::Add),
    ])
}
