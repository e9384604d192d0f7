//! Lengths of time in ticks keep their mean, whatever their distribution.

mod building;

use building::*;
use wayleave_rules::program::Step;
use wayleave_sim::model::*;
use wayleave_sim::replicate;

const PEOPLE: f64 = 100_000.0;

#[test]
fn every_distribution_keeps_its_mean_in_ticks() {
    for mean in [0.3, 1.0, 4.5, 90.0] {
        let gamma = |shape| Family::Gamma {
            mean: number(mean),
            shape: number(shape),
        };
        for family in [
            Family::Fixed(number(mean)),
            Family::Uniform(number(0.5 * mean), number(1.5 * mean)),
            Family::Exponential(number(mean)),
            Family::Lognormal {
                mean: number(mean),
                sigma: number(0.6),
            },
            Family::Lognormal {
                mean: number(mean),
                sigma: number(1.2),
            },
            gamma(0.4),
            gamma(3.0),
        ] {
            let what = format!("{family:?}");
            let times = times(Holds::Waits(Length { family }), vec![]);
            let (found, error) = times;
            assert!(
                (found - mean).abs() <= 4.0 * error,
                "{what}: {found} ± {error}"
            );
        }
    }
}

#[test]
fn a_leave_at_a_constant_rate_keeps_its_mean() {
    for mean in [0.3, 1.0, 4.5, 90.0] {
        let dated = program(&[
            Step::Today,
            Step::Constant(0.0),
            Step::Two(TIMES),
            Step::Constant(1.0 / mean),
            Step::Two(PLUS),
        ]);
        for rate in [number(1.0 / mean), dated] {
            let (found, error) = times(Holds::Stays, vec![leave("going", 1, rate)]);
            assert!(
                (found - mean).abs() <= 4.0 * error,
                "{mean}: {found} ± {error}"
            );
        }
    }
}

const TIMES: wayleave_rules::program::Two = wayleave_rules::program::Two::Multiply;
const PLUS: wayleave_rules::program::Two = wayleave_rules::program::Two::Add;

#[test]
fn the_earlier_of_wait_and_leave_wins() {
    let model = Model {
        sources: vec![daily("people", number(200.0), 0)],
        stages: vec![
            Stage {
                leaves: vec![
                    leave("going", 1, number(0.1)),
                    leave("fetched", 2, number(0.2)),
                ],
                ..stage("room", Holds::Waits(exponential(5.0)), vec![then(3)])
            },
            end("gone"),
            end("fetched"),
            end("done"),
        ],
        flows: vec![
            flow(&[Event::Entered(1)]),
            flow(&[Event::Entered(2)]),
            flow(&[Event::Entered(3)]),
        ],
        durations: vec![measured(Span::ArrivalToEnd)],
        ..empty(1000)
    };
    let tally = replicate(&model, &[], 1, 0);
    let ended = tally.n_ended;
    for (flow, share) in [(0, 0.2), (1, 0.4), (2, 0.4)] {
        let found = total(&tally.flows[flow]) / ended;
        assert!(
            (found - share).abs() < 4.0 * (0.25 / ended).sqrt(),
            "{flow}: {found}"
        );
    }
    assert!((mean_duration(&tally, 0) - 2.0).abs() < 0.03);
}

#[test]
fn impatience_in_ticks_waits_for_a_start_in_the_same_tick() {
    let mut model = Model {
        sources: vec![daily("people", number(10.0), 0)],
        stages: vec![
            stage("desk", serve(0, fixed(1.0)), vec![then(1)]),
            end("done"),
            end("gave up"),
        ],
        capacities: vec![capacity(number(1000.0))],
        flows: vec![flow(&[Event::Entered(2)])],
        ..empty(300)
    };
    model.stages[0].leaves = vec![leave("impatience", 2, number(2.0))];
    assert_eq!(total(&replicate(&model, &[], 1, 0).flows[0]), 0.0);
    model.capacities = vec![capacity(number(0.0))];
    let tally = replicate(&model, &[], 1, 0);
    assert_eq!(
        tally.n_arrived - tally.n_ended,
        tally.n_arrived - total(&tally.flows[0])
    );
    assert!(total(&tally.flows[0]) > 2_500.0);
}

/// The mean of the times that people spend in a stage, and its standard error.
fn times(holds: Holds, leaves: Vec<Leave>) -> (f64, f64) {
    let model = Model {
        sources: vec![at_start("people", PEOPLE, 0.0, 0.0, 0)],
        stages: vec![
            Stage {
                leaves,
                ..stage("room", holds, vec![then(1)])
            },
            end("done"),
        ],
        durations: vec![measured(Span::ArrivalToEnd)],
        ..empty(20_000)
    };
    let tally = replicate(&model, &[], 11, 0);
    let times = &tally.durations[0];
    assert_eq!(times.n, PEOPLE as u64);
    let mean = times.sum / PEOPLE;
    let squares = times.histogram.iter().enumerate();
    let variance: f64 = squares
        .map(|(days, n)| (days as f64 - mean).powi(2) * *n as f64)
        .sum::<f64>()
        / PEOPLE;
    (mean, (variance / PEOPLE).sqrt() + 1e-9)
}
