//! Queues in continuous time against theory.

mod building;

use building::*;
use wayleave_sim::model::*;
use wayleave_sim::replicate;
use wayleave_sim::tally::Tally;

const REPLICATIONS: u32 = 12;
/// The 99% point of Student's distribution with 11 degrees of freedom, two-sided.
const WITHIN: f64 = 3.106;

#[test]
fn one_server() {
    expect_wait(queue(0.9, 1.0, exponential(1.0), 300_000.0), 9.0);
}

#[test]
fn twenty_servers() {
    expect_wait(queue(18.0, 20.0, exponential(1.0), 300_000.0), 0.275385);
}

#[test]
fn one_server_with_service_of_fixed_length() {
    expect_wait(queue(0.8, 1.0, fixed(1.0), 200_000.0), 2.0);
}

#[test]
fn one_server_with_lognormal_service() {
    expect_wait(
        queue(0.18, 1.0, lognormal(number(5.0), 0.6), 200_000.0),
        32.2499,
    );
}

#[test]
fn one_server_with_erlang_service() {
    let erlang = Length {
        family: Family::Gamma {
            mean: number(1.0),
            shape: number(2.0),
        },
    };
    expect_wait(queue(0.8, 1.0, erlang, 200_000.0), 3.0);
}

#[test]
fn impatience() {
    let mut model = queue(18.0, 16.0, exponential(1.0), 200_000.0);
    model.stages.push(end("gave up"));
    model.stages[0].leaves = vec![leave("impatience", 2, number(0.1))];
    model.flows = vec![flow(&[Event::Entered(2)]), flow(&[Event::Arrived(0)])];
    model.stocks = vec![stock(&[Place::Waiting(0)])];
    expect("share who give up", &model, 0.116518, |t| {
        total(&t.flows[0]) / total(&t.flows[1])
    });
    expect("people waiting", &model, 20.9733, |t| {
        total(&t.stocks[0]) / t.stocks[0].len() as f64
    });
}

#[test]
fn two_stations_with_feedback() {
    let stages = vec![
        stage(
            "first",
            serve(0, exponential(0.5)),
            vec![share(1, number(0.6)), then(2)],
        ),
        stage(
            "second",
            serve(1, exponential(1.0)),
            vec![share(0, number(0.3)), then(2)],
        ),
        end("done"),
    ];
    let model = Model {
        clock: Clock::Continuous,
        sources: vec![daily("parcels", number(1.0), 0)],
        stages,
        capacities: vec![capacity(number(1.0)), capacity(number(2.0))],
        stocks: vec![stock(&[Place::In(0)]), stock(&[Place::In(1)])],
        durations: vec![measured(Span::ArrivalToEnd)],
        ..empty(100_000)
    };
    let mean = |daily: &[f64]| total(daily) / daily.len() as f64;
    expect("people at the first", &model, 1.5625, |t| {
        mean(&t.stocks[0])
    });
    expect("people at the second", &model, 0.84478, |t| {
        mean(&t.stocks[1])
    });
    expect("time in both", &model, 2.40728, |t| mean_duration(t, 0));
}

#[test]
fn two_classes_by_priority() {
    let class = |name, stage| daily(name, number(0.4), stage);
    let served = |name, order| {
        stage(
            name,
            Holds::Served {
                by: 0,
                order,
                taking: exponential(1.0),
            },
            vec![then(2)],
        )
    };
    let model = Model {
        clock: Clock::Continuous,
        sources: vec![class("urgent", 0), class("ordinary", 1)],
        stages: vec![
            served("urgent", Order::FirstCome),
            served("ordinary", Order::Priority(number(1.0))),
            end("done"),
        ],
        capacities: vec![capacity(number(1.0))],
        durations: vec![
            measured(Span::WaitForService(0)),
            measured(Span::WaitForService(1)),
        ],
        ..empty(200_000)
    };
    expect("wait of the urgent", &model, 1.33333, |t| {
        mean_duration(t, 0)
    });
    expect("wait of the ordinary", &model, 6.66667, |t| {
        mean_duration(t, 1)
    });
}

/// One queue; the horizon lets so many people through.
fn queue(rate: f64, units: f64, service: Length, people: f64) -> Model {
    Model {
        clock: Clock::Continuous,
        sources: vec![daily("people", number(rate), 0)],
        stages: vec![
            stage("clinic", serve(0, service), vec![then(1)]),
            end("done"),
        ],
        capacities: vec![capacity(number(units))],
        durations: vec![measured(Span::WaitForService(0))],
        ..empty((people / rate) as u32)
    }
}

fn expect_wait(model: Model, known: f64) {
    expect("mean wait", &model, known, |t| mean_duration(t, 0));
}

fn expect(what: &str, model: &Model, known: f64, of: impl Fn(&Tally) -> f64) {
    let found: Vec<f64> = (0..REPLICATIONS)
        .map(|r| of(&replicate(model, &[], 7, r)))
        .collect();
    let (mean, error) = mean_and_error(&found);
    println!("{what}: {mean:.5} ± {error:.5}, theory {known}");
    assert!(
        (mean - known).abs() < WITHIN * error,
        "{what}: {mean} ± {error}, not {known}"
    );
}
