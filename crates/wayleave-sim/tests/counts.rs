//! Costs, series, weights, capacities and those present at the start.

mod building;

use building::*;
use wayleave_rules::library::Library;
use wayleave_rules::program::{Step, Two};
use wayleave_sim::model::*;
use wayleave_sim::replicate;

#[test]
fn each_kind_of_cost_falls_on_its_days() {
    let on = |tick, provided| CostItem::On {
        day: START.plus(tick),
        amount: number(9.0),
        provided,
    };
    let cost = |items| Cost {
        name: "cost".into(),
        items,
    };
    let model = Model {
        costs: vec![
            cost(vec![CostItem::ForEach {
                flow: 0,
                amount: number(3.0),
            }]),
            cost(vec![CostItem::Daily(program(&[
                Step::Constant(0.5),
                Step::Input(0),
                Step::Two(Two::Multiply),
            ]))]),
            cost(vec![
                on(4, None),
                on(6, Some(from_tick(7))),
                on(8, Some(from_tick(7))),
            ]),
            cost(vec![CostItem::Once {
                when: at_least(1, 50.0),
                amount: number(100.0),
            }]),
            cost(vec![CostItem::Daily(number(1.0)), on(2, None)]),
        ],
        inputs: vec![Input::Stock(0), Input::FlowTotal(0)],
        ..room()
    };
    let tally = replicate(&model, &[], 1, 0);
    let mut so_far = 0.0;
    let mut n_milestones = 0;
    for t in 0..30 {
        let (came, present) = (tally.flows[0][t], tally.stocks[0][t]);
        let is_milestone = so_far < 50.0 && so_far + came >= 50.0;
        so_far += came;
        n_milestones += u32::from(is_milestone);
        let fixed = if t == 4 || t == 8 { 9.0 } else { 0.0 };
        let milestone = if is_milestone { 100.0 } else { 0.0 };
        let both = if t == 2 { 10.0 } else { 1.0 };
        let found: Vec<f64> = tally.costs.iter().map(|cost| cost[t]).collect();
        assert_eq!(
            found,
            [3.0 * came, 0.5 * present, fixed, milestone, both],
            "on day {t}"
        );
    }
    assert_eq!(n_milestones, 1);
}

#[test]
fn series_see_this_tick_and_earlier_series() {
    let sum = |i, j| program(&[Step::Input(i), Step::Input(j), Step::Two(Two::Add)]);
    let model = Model {
        inputs: vec![
            Input::Flow(0),
            Input::Series(1),
            Input::Series(0),
            Input::FlowOver { flow: 0, ticks: 7 },
            Input::FlowTotal(0),
        ],
        // The first is the flow, the second sums the first to itself, the third is as declared.
        series: vec![
            series(input(0)),
            series(sum(2, 1)),
            series(input(3)),
            series(input(4)),
        ],
        ..room()
    };
    let tally = replicate(&model, &[], 1, 0);
    let flow = &tally.flows[0];
    assert_eq!(&tally.series[0], flow);
    for t in 0..30 {
        assert_eq!(tally.series[1][t], total(&flow[..=t]));
        assert_eq!(
            tally.series[2][t],
            total(&flow[(t + 1).saturating_sub(7)..=t])
        );
        assert_eq!(tally.series[3][t], total(&flow[..=t]));
    }
}

#[test]
fn weights_leave_means_alone() {
    let tally = |weight| {
        let model = Model {
            weight,
            sources: vec![daily("people", number(300.0), 0)],
            stages: vec![
                stage("desk", serve(0, fixed(20.0)), vec![then(1)]),
                end("done"),
            ],
            capacities: vec![capacity(number(1010.0))],
            flows: vec![flow(&[Event::Arrived(0)]), flow(&[Event::Entered(1)])],
            stocks: vec![stock(&[Place::In(0)]), stock(&[Place::Waiting(0)])],
            ..empty(2000)
        };
        replicate(&model, &[], 1, 0)
    };
    let (one, twenty) = (tally(1.0), tally(20.0));
    let close = |a: f64, b: f64, within: f64| assert!((a / b - 1.0).abs() < within, "{a}, {b}");
    close(total(&one.flows[0]), total(&twenty.flows[0]), 0.03);
    // 1010 units serve 50.5 people a day; a simulated person takes one of 50.5 simulated units.
    close(total(&one.flows[1]), 1980.0 * 50.5, 0.01);
    close(total(&twenty.flows[1]), 1980.0 * 50.5, 0.015);
    close(
        *one.stocks[0].last().unwrap(),
        *twenty.stocks[0].last().unwrap(),
        0.05,
    );
    close(one.person_days, twenty.person_days, 0.05);
    assert!(twenty.stocks[0].iter().all(|n| n % 20.0 == 0.0));
    let present = twenty.stocks[0].last().unwrap();
    assert_eq!(twenty.n_arrived, twenty.n_ended + present);
}

#[test]
fn a_capacity_that_falls_finishes_and_one_that_rises_starts() {
    let model = Model {
        sources: vec![at_start("people", 100.0, 0.0, 0.0, 0)],
        stages: vec![
            stage("desk", serve(0, fixed(10.0)), vec![then(1)]),
            end("done"),
        ],
        capacities: vec![capacity(program(&[Step::InForce(0)]))],
        library: Library {
            tables: vec![],
            parameters: vec![dated(&[(0, 8.0), (5, 3.0), (15, 10.0), (30, 0.0)])],
        },
        flows: vec![flow(&[Event::Entered(1)])],
        stocks: vec![stock(&[Place::In(0)]), stock(&[Place::Waiting(0)])],
        ..empty(60)
    };
    for clock in [Clock::Ticks, Clock::Continuous] {
        let tally = replicate(
            &Model {
                clock,
                ..model.clone()
            },
            &[],
            1,
            0,
        );
        let in_service = |t: usize| tally.stocks[0][t] - tally.stocks[1][t];
        let found = [0, 4, 5, 9, 10, 14, 15, 20, 29, 31].map(in_service);
        assert_eq!(found, [8.0, 8.0, 8.0, 8.0, 3.0, 3.0, 10.0, 10.0, 10.0, 7.0]);
        assert_eq!(total(&tally.flows[0]), 8.0 + 3.0 + 7.0 + 3.0 + 7.0);
    }
}

#[test]
fn service_of_no_time_needs_a_free_unit_but_occupies_none() {
    let model = |units| Model {
        sources: vec![at_start("people", 50.0, 0.0, 0.0, 0)],
        stages: vec![
            stage("stamp", serve(0, fixed(0.0)), vec![then(1)]),
            stage("desk", serve(0, fixed(5.0)), vec![then(2)]),
            end("done"),
        ],
        capacities: vec![capacity(number(units))],
        stocks: vec![
            stock(&[Place::In(0)]),
            stock(&[Place::In(1)]),
            stock(&[Place::Waiting(1)]),
        ],
        ..empty(3)
    };
    let last = |units| {
        let tally = replicate(&model(units), &[], 1, 0);
        (tally.stocks[0][0], tally.stocks[1][0], tally.stocks[2][0])
    };
    assert_eq!(last(0.0), (50.0, 0.0, 0.0));
    assert_eq!(last(2.0), (0.0, 50.0, 48.0));
}

#[test]
fn those_present_at_the_start_are_served_by_age() {
    let mut start = at_start("people", 1000.0, 0.0, 0.0, 0);
    let aged = vec![
        AgeBand {
            from: 0.0,
            to: 10.0,
            share: number(3.0),
        },
        AgeBand {
            from: 90.0,
            to: 100.0,
            share: number(1.0),
        },
    ];
    start.comes = Comes::AtStart {
        people: number(1000.0),
        aged,
    };
    let model = Model {
        sources: vec![start],
        stages: vec![
            stage("desk", serve(0, fixed(1.0)), vec![then(1)]),
            end("done"),
        ],
        capacities: vec![capacity(number(10.0))],
        flows: vec![
            flow(&[Event::Arrived(0), Event::Entered(0)]),
            flow(&[Event::Entered(1)]),
        ],
        stocks: vec![stock(&[Place::In(0)])],
        durations: vec![
            measured(Span::WaitForService(0)),
            measured(Span::ArrivalTo(0)),
            measured(Span::ArrivalToEnd),
        ],
        ..empty(15)
    };
    let tally = replicate(&model, &[], 1, 0);
    assert_eq!((total(&tally.flows[0]), tally.n_arrived), (0.0, 1000.0));
    assert_eq!(
        (total(&tally.flows[1]), tally.stocks[0][0]),
        (140.0, 1000.0)
    );
    // The 140 oldest of about 250 between 90 and 100 days: nobody under 90 is served.
    let waits = &tally.durations[0];
    assert_eq!((waits.n, tally.durations[1].n), (140, 0));
    assert!((94.0..115.0).contains(&mean_duration(&tally, 0)));
    assert_eq!(mean_duration(&tally, 2), mean_duration(&tally, 0) + 1.0);
    // Days are bounded by the horizon.
    assert_eq!(waits.histogram.len(), 16);
    assert_eq!(waits.histogram[15], 140);
}

#[test]
fn a_priority_is_served_smallest_first() {
    let order = Order::Priority(input(0));
    let mut start = at_start("people", 60.0, 0.0, 0.0, 0);
    start.draws = vec![shares(0, &[1.0, 1.0, 1.0])];
    let model = Model {
        attributes: vec![attribute("class", 3)],
        inputs: vec![Input::Attribute(0)],
        sources: vec![start],
        stages: vec![
            stage(
                "desk",
                Holds::Served {
                    by: 0,
                    order,
                    taking: fixed(1.0),
                },
                vec![then(1)],
            ),
            end("done"),
        ],
        capacities: vec![capacity(number(1.0))],
        stocks: (0..3)
            .map(|class| Stock {
                who: Some(is(0, f64::from(class))),
                ..stock(&[Place::Waiting(0)])
            })
            .collect(),
        ..empty(60)
    };
    let tally = replicate(&model, &[], 1, 0);
    for t in 0..60 {
        for class in 1..3 {
            let is_untouched = tally.stocks[class][t] == tally.stocks[class][0];
            assert!(is_untouched || tally.stocks[class - 1][t] == 0.0);
        }
    }
}

#[test]
fn exits_depend_on_the_day_of_arrival_and_on_draws() {
    let model = Model {
        inputs: vec![Input::Arrived, Input::Draw(0)],
        sources: vec![daily("people", number(100.0), 0)],
        stages: vec![
            stage(
                "fork",
                Holds::Waits(fixed(10.0)),
                vec![
                    Exit {
                        to: 1,
                        who: Who::If(at_least(0, f64::from(START.plus(20).0))),
                    },
                    share(2, input(1)),
                    then(3),
                ],
            ),
            end("late"),
            end("lucky"),
            end("rest"),
        ],
        flows: (0..4).map(|s| flow(&[Event::Entered(s)])).collect(),
        ..empty(100)
    };
    let tally = replicate(&model, &[0.25], 1, 0);
    assert_eq!(total(&tally.flows[1]), total(&tally.flows[0][20..90]));
    let (lucky, rest) = (total(&tally.flows[2]), total(&tally.flows[3]));
    assert_eq!(lucky + rest, total(&tally.flows[0][..20]));
    assert!((lucky / (lucky + rest) - 0.25).abs() < 0.04);
}

#[test]
#[should_panic(expected = "without time passing")]
fn nobody_goes_round_for_ever() {
    let model = Model {
        sources: vec![at_start("people", 1.0, 0.0, 0.0, 0)],
        stages: vec![
            stage("there", Holds::Passes, vec![then(1)]),
            stage("back", Holds::Passes, vec![then(0)]),
        ],
        ..empty(2)
    };
    replicate(&model, &[], 1, 0);
}

/// People come at 5 a day and stay for 4 days.
fn room() -> Model {
    Model {
        sources: vec![daily("people", number(5.0), 0)],
        stages: vec![
            stage("room", Holds::Waits(fixed(4.0)), vec![then(1)]),
            end("done"),
        ],
        flows: vec![flow(&[Event::Arrived(0)])],
        stocks: vec![stock(&[Place::In(0)])],
        ..empty(30)
    }
}
