//! Batches of people taken from one stage to another while a gate is open.

mod building;

use building::*;
use wayleave_sim::model::*;
use wayleave_sim::replicate;
use wayleave_sim::stream::key_of;

#[test]
fn the_smallest_limit_binds_until_people_run_out() {
    let mut model = shelf(100.0, 7.0);
    model.transfers[0]
        .limits
        .push(("lorry".into(), number(7.0)));
    model.transfers[0].limits.push(("ramp".into(), number(9.0)));
    let tally = replicate(&model, &[], 1, 0);
    let transfer = &tally.transfers[0];
    // From day 10 to day 99 in steps of 3 there are 30 batches: 14 of 7, one of 2, and 15 of nobody.
    assert_eq!((transfer.n_people, transfer.n_batches), (100.0, 15));
    assert_eq!(transfer.bound_by_limit, [14, 0, 0]);
    assert_eq!(transfer.bound_by_people, 16);
    let days: Vec<usize> = (0..100).filter(|t| tally.flows[0][*t] > 0.0).collect();
    assert_eq!(days, (0..15).map(|i| 10 + 3 * i).collect::<Vec<_>>());
    assert_eq!(total(&tally.flows[0]), 100.0);
    assert_eq!(total(&tally.flows[1]), 15.0);
    assert_eq!(total(&tally.flows[2]), 100.0);
    assert_eq!(*tally.stocks[0].last().unwrap(), 0.0);
}

#[test]
fn a_batch_waits_while_the_gate_is_suspended() {
    let mut model = shelf(1000.0, 1.0);
    model.inputs = vec![Input::Series(0)];
    // The series is yes at the end of days 11 to 19, so the gate is suspended on days 12 to 20.
    model.series = vec![series(program(&{
        use wayleave_rules::program::{Step::*, Two as Op};
        let day = |tick| Constant(f64::from(START.plus(tick).0));
        [
            day(11),
            Today,
            Two(Op::AtMost),
            Today,
            day(19),
            Two(Op::AtMost),
            Two(Op::And),
        ]
    }))];
    model.gates[0].suspended = Some(input(0));
    let tally = replicate(&model, &[], 1, 0);
    let days: Vec<usize> = (0..30).filter(|t| tally.flows[0][*t] > 0.0).collect();
    assert_eq!(days, [10, 21, 24, 27]);
}

#[test]
fn only_the_eligible_are_taken_and_first_come_first() {
    let mut model = shelf(0.0, 5.0);
    model.attributes = vec![attribute("colour", 2)];
    model.inputs = vec![Input::Attribute(0), Input::Arrived];
    model.sources[0] = at_start("shelf", 200.0, 0.0, 50.0, 0);
    model.sources[0].draws = vec![shares(0, &[0.5, 0.5])];
    model.transfers[0].who = Some(is(0, 1.0));
    model.stocks.push(Stock {
        who: Some(is(0, 0.0)),
        ..stock(&[Place::In(0)])
    });
    model.durations = vec![measured(Span::ArrivalTo(1))];
    let tally = replicate(&model, &[], 1, 0);
    assert!(tally.stocks[1].iter().all(|n| *n == tally.stocks[1][0]));
    assert_eq!(tally.transfers[0].n_people, 200.0 - tally.stocks[1][0]);
    // Each batch is younger than the one before, so that nobody is taken very old or very young.
    let ages = &tally.durations[0].histogram;
    assert_eq!(tally.durations[0].n as f64, tally.transfers[0].n_people);
    assert!(ages[..40].iter().all(|n| *n == 0) && ages[80..].iter().all(|n| *n == 0));
}

#[test]
fn people_in_service_are_not_taken_and_the_queue_closes_up() {
    let mut model = shelf(50.0, 10.0);
    model.stages[0].holds = serve(0, fixed(1000.0));
    model.capacities = vec![capacity(number(5.0))];
    let tally = replicate(&model, &[], 1, 0);
    assert_eq!(tally.transfers[0].n_people, 45.0);
    assert_eq!(*tally.stocks[0].last().unwrap(), 5.0);
}

#[test]
fn a_limit_holds_on_average_where_a_person_stands_for_several() {
    let mut model = shelf(100_000.0, 7.0);
    model.weight = 4.0;
    let tally = replicate(&model, &[], 1, 0);
    assert_eq!(tally.transfers[0].bound_by_limit, [30]);
    let off = tally.transfers[0].n_people - 30.0 * 7.0;
    assert!(off.abs() <= 4.0, "{off} people off");
}

#[test]
fn continuous_time_sends_the_same_batches() {
    let mut model = shelf(100.0, 7.0);
    let in_ticks = replicate(&model, &[], 1, 0);
    model.clock = Clock::Continuous;
    let tally = replicate(&model, &[], 1, 0);
    assert_eq!(tally.transfers, in_ticks.transfers);
    assert_eq!(tally.stocks, in_ticks.stocks);
    assert_eq!(tally.flows, in_ticks.flows);
}

/// So many parcels on a shelf; from day 10, every 3 days, up to a limit is taken away.
fn shelf(people: f64, limit: f64) -> Model {
    Model {
        sources: vec![at_start("shelf", people, 0.0, 0.0, 0)],
        stages: vec![stage("shelf", Holds::Stays, vec![]), end("away")],
        gates: vec![gate("door", Opens::On(START.plus(10)))],
        transfers: vec![Transfer {
            name: "van".into(),
            key: key_of("van"),
            gate: 0,
            from: 0,
            who: None,
            to: 1,
            every: fixed(3.0),
            limits: vec![("van".into(), number(limit))],
        }],
        flows: vec![
            flow(&[Event::Transferred(0)]),
            flow(&[Event::BatchLeft(0)]),
            flow(&[Event::Moved(0, 1)]),
        ],
        stocks: vec![stock(&[Place::In(0)])],
        ..empty(100)
    }
}
