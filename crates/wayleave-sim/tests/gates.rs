//! Gates: when they open, are suspended and shut; and the signals beside them.

mod building;

use building::*;
use wayleave_rules::program::{Program, Step, Two};
use wayleave_sim::model::*;
use wayleave_sim::replicate;
use wayleave_sim::tally::{GateTally, Tally};

#[test]
fn a_gate_opens_on_its_day() {
    let tally = history(vec![
        gate("before", Opens::On(START.plus(-30))),
        gate("later", Opens::On(START.plus(7))),
        gate("beyond", Opens::On(START.plus(1000))),
        gate("never", Opens::Never),
    ]);
    let opened: Vec<_> = tally.gates.iter().map(|gate| gate.opened).collect();
    assert_eq!(opened, [Some(0), Some(7), None, None]);
    let days: Vec<_> = tally.gates.iter().map(|gate| gate.days_open).collect();
    assert_eq!(days, [100, 93, 0, 0]);
    assert_eq!(tally.gates[1].condition_met, Some(0));
    // What a gate was is seen in the series of the same tick.
    assert_eq!((tally.series[1][6], tally.series[1][7]), (0.0, 1.0));
}

#[test]
fn a_gate_opens_a_time_after_its_condition() {
    let after = |condition: Program, days| Opens::After {
        condition,
        taking: fixed(days),
        chance: number(1.0),
    };
    let opened = |opens| replicate_one(opens).opened;
    assert_eq!(opened(after(from_tick(10), 5.0)), Some(15));
    assert_eq!(opened(after(from_tick(10), 0.0)), Some(10));
    assert_eq!(opened(after(from_tick(-9), 2.0)), Some(2));
    // Met on days 10 to 12 and again from 40: due on day 15, it opens on day 40.
    let broken = program(&[
        Step::Today,
        Step::Constant(day(10)),
        Step::Two(Two::Less),
        Step::One(wayleave_rules::program::One::Not),
        Step::Today,
        Step::Constant(day(12)),
        Step::Two(Two::AtMost),
        Step::Two(Two::And),
        Step::Constant(day(40)),
        Step::Today,
        Step::Two(Two::AtMost),
        Step::Two(Two::Or),
    ]);
    let gate = replicate_one(after(broken, 5.0));
    assert_eq!((gate.condition_met, gate.opened), (Some(10), Some(40)));
}

#[test]
fn chance_decides_once_whether_a_gate_ever_opens() {
    let opens = Opens::After {
        condition: from_tick(3),
        taking: fixed(1.5),
        chance: number(0.3),
    };
    let model = Model {
        gates: vec![gate("chancy", opens)],
        ..gated(vec![])
    };
    let n = 2000;
    let gates: Vec<GateTally> = (0..n)
        .map(|r| replicate(&model, &[], 1, r).gates.remove(0))
        .collect();
    let n_opened = gates.iter().filter(|gate| gate.opened.is_some()).count();
    let share = n_opened as f64 / f64::from(n);
    assert!(
        (share - 0.3).abs() < 4.0 * (0.21 / f64::from(n)).sqrt(),
        "{share} opened"
    );
    assert!(
        gates
            .iter()
            .all(|gate| gate.failed == gate.opened.is_none())
    );
    let ticks: Vec<f64> = gates
        .iter()
        .filter_map(|g| g.opened)
        .map(f64::from)
        .collect();
    let (mean, error) = mean_and_error(&ticks);
    assert!((mean - 4.5).abs() < 4.0 * error, "opened after {mean}");
}

#[test]
fn a_gate_is_suspended_and_shut() {
    let stopped = program(&[
        Step::Constant(day(20)),
        Step::Today,
        Step::Two(Two::AtMost),
        Step::Today,
        Step::Constant(day(30)),
        Step::Two(Two::Less),
        Step::Two(Two::And),
    ]);
    let tally = history(vec![
        Gate {
            suspended: Some(stopped),
            shuts: Some(from_tick(60)),
            ..gate("first", Opens::On(START.plus(10)))
        },
        gate(
            "second",
            Opens::After {
                condition: at_least(4, 15.0),
                taking: fixed(0.0),
                chance: number(1.0),
            },
        ),
        Gate {
            shuts: Some(from_tick(5)),
            ..gate("third", Opens::On(START.plus(10)))
        },
    ]);
    let first = &tally.gates[0];
    assert_eq!(
        (first.opened, first.shut, first.days_open),
        (Some(10), Some(60), 40)
    );
    let open: Vec<usize> = (0..100).filter(|t| tally.series[0][*t] == 1.0).collect();
    assert_eq!(open, (10..20).chain(30..60).collect::<Vec<_>>());
    // 10 days to day 19, the 15th on day 34, so on day 35 it has been open for 15 days.
    assert_eq!(tally.gates[1].opened, Some(35));
    assert_eq!(
        (tally.gates[2].opened, tally.gates[2].shut),
        (None, Some(5))
    );
}

#[test]
fn a_signal_is_felt_when_it_is_noticed() {
    let signal = |noticed_after| Signal {
        name: "age".into(),
        value: input(0),
        noticed_after,
    };
    let model = Model {
        inputs: vec![Input::Series(0), Input::Signal(0), Input::Signal(1)],
        signals: vec![signal(0), signal(4)],
        series: vec![
            series(program(&[
                Step::Today,
                Step::Constant(day(0) - 1.0),
                Step::Two(Two::Subtract),
            ])),
            series(input(1)),
            series(input(2)),
        ],
        ..empty(20)
    };
    let tally = replicate(&model, &[], 1, 0);
    // The series is the number of days so far; a signal knows it as of the day before.
    assert_eq!(tally.series[0][..3], [1.0, 2.0, 3.0]);
    assert_eq!(tally.series[1][..3], [0.0, 1.0, 2.0]);
    assert_eq!(
        tally.series[2][..8],
        [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]
    );
}

fn day(tick: i32) -> f64 {
    f64::from(START.plus(tick).0)
}

fn replicate_one(opens: Opens) -> GateTally {
    history(vec![gate("only", opens)]).gates.remove(0)
}

fn history(gates: Vec<Gate>) -> Tally {
    replicate(&gated(gates), &[], 1, 0)
}

/// Inputs 0 to 3: whether each of four gates is open; 4 to 7: for how many days.
fn gated(gates: Vec<Gate>) -> Model {
    let n = gates.len();
    let inputs = (0..4)
        .map(Input::GateIsOpen)
        .chain((0..4).map(Input::GateDaysOpen))
        .collect();
    Model {
        gates,
        inputs,
        series: (0..n as u16).map(|i| series(input(i))).collect(),
        ..empty(100)
    }
}
