//! What holds for every model: nobody is lost, and draws belong to people.

mod building;

use std::sync::atomic::AtomicBool;

use building::*;
use wayleave_rules::program::Step;
use wayleave_sim::model::*;
use wayleave_sim::stream::{Streams, uniform};
use wayleave_sim::tally::Tally;
use wayleave_sim::{replicate, run};

#[test]
fn everyone_who_arrived_is_somewhere_or_at_the_end() {
    for seed in 0..40 {
        for clock in [Clock::Ticks, Clock::Continuous] {
            let model = anything(seed, clock);
            let tally = replicate(&model, &[], seed, 0);
            let n = model.stages.len();
            let present: f64 = (0..n).map(|s| tally.stocks[s].last().unwrap()).sum();
            assert_eq!(tally.n_arrived, tally.n_ended + present, "model {seed}");
            assert!(
                tally.n_ended > 0.0 && present > 0.0,
                "model {seed} is a test of nothing"
            );
            for s in 0..n - 1 {
                for tick in 1..model.ticks as usize {
                    let change = tally.stocks[s][tick] - tally.stocks[s][tick - 1];
                    let net = tally.flows[2 * s][tick] - tally.flows[2 * s + 1][tick];
                    assert_eq!(change, net, "model {seed}, stage {s}, tick {tick}");
                }
            }
        }
    }
}

#[test]
fn a_masked_count_and_its_complement_are_the_whole() {
    let mut model = anything(3, Clock::Ticks);
    model.inputs.push(Input::Attribute(0));
    let i = (model.inputs.len() - 1) as u16;
    for member in 0..3 {
        let who = Some(is(i, f64::from(member)));
        model.stocks.push(Stock {
            who: who.clone(),
            ..stock(&[Place::In(0), Place::In(1)])
        });
        model.flows.push(Flow {
            who,
            ..flow(&[Event::Entered(1), Event::Left(0)])
        });
    }
    model.stocks.push(stock(&[
        Place::In(0),
        Place::In(1),
        Place::Waiting(0),
        Place::In(1),
    ]));
    model.flows.push(flow(&[Event::Entered(1), Event::Left(0)]));
    let tally = replicate(&model, &[], 3, 0);
    let whole = |of: &[Vec<f64>]| {
        let [.., a, b, c, all] = of else {
            unreachable!("four were added")
        };
        for tick in 0..all.len() {
            assert_eq!(a[tick] + b[tick] + c[tick], all[tick]);
        }
        assert!(total(all) > 0.0 && total(a) > 0.0 && total(b) > 0.0);
    };
    whole(&tally.stocks);
    whole(&tally.flows);
}

#[test]
fn a_run_is_a_function_of_model_and_seed() {
    let model = anything(5, Clock::Ticks);
    let all = |seed, threads| {
        let job = |r| replicate(&model, &[], seed, r);
        run(2..8, threads, job, |_| (), &AtomicBool::new(false)).unwrap()
    };
    assert_eq!(all(9, 1), all(9, 1));
    assert_eq!(all(9, 1), all(9, 2));
    assert_ne!(all(9, 1), all(10, 1));
    assert_ne!(all(9, 1)[0], all(9, 1)[1]);
}

#[test]
fn what_nobody_uses_changes_nothing() {
    for seed in 0..10 {
        let model = anything(seed, Clock::Ticks);
        let before = replicate(&model, &[], seed, 0);
        let mut larger = model.clone();
        let unused = larger.stages.len();
        larger.stages.push(stage("unused", Holds::Stays, vec![]));
        larger
            .sources
            .insert(0, daily("nobody", number(0.0), unused));
        larger.capacities.push(capacity(number(3.0)));
        // Only the flows and stocks that were there before are compared.
        for flow in &mut larger.flows {
            for event in &mut flow.events {
                if let Event::Arrived(source) = event {
                    *source += 1;
                }
            }
        }
        assert_eq!(before, replicate(&larger, &[], seed, 0));
    }
}

#[test]
fn deterring_some_leaves_the_arrival_of_others_alone() {
    let mut model = anything(1, Clock::Ticks);
    model.inputs = vec![Input::Attribute(0)];
    for member in 0..3 {
        let who = Some(is(0, f64::from(member)));
        model.flows.push(Flow {
            who,
            ..flow(&[Event::Arrived(0)])
        });
    }
    model.flows.push(flow(&[Event::StayedAway(0)]));
    let before = replicate(&model, &[], 1, 0);
    // if the member is 0 then 0.01 else 0
    model.sources[0].except = Some(program(&[
        Step::Input(0),
        Step::SkipUnless(4),
        Step::Constant(0.0),
        Step::Skip(5),
        Step::Constant(0.01),
    ]));
    let after = replicate(&model, &[], 1, 0);
    let [.., first, second, third, _] = &before.flows[..] else {
        unreachable!("four were added")
    };
    let [.., fewer, same, alike, away] = &after.flows[..] else {
        unreachable!("four were added")
    };
    assert_eq!((second, third), (same, alike));
    assert!(total(away) > 0.0);
    for tick in 0..first.len() {
        assert_eq!(first[tick], fewer[tick] + away[tick]);
    }
}

#[test]
fn a_higher_rate_keeps_everyone() {
    let arrivals = |rate| {
        let mut model = anything(2, Clock::Ticks);
        model.sources[0].comes = Comes::Daily(number(rate));
        let tally: Tally = replicate(&model, &[], 4, 0);
        tally.flows.last().unwrap().clone()
    };
    let (low, high) = (arrivals(5.0), arrivals(6.0));
    assert!(low.iter().zip(&high).all(|(low, high)| low <= high));
    let days = low.len() as f64;
    assert!((total(&low) / days - 5.0).abs() < 4.0 * (5.0 / days).sqrt());
}

/// A small model made at random: flows are `Entered` and `Left` of each stage and the arrivals
/// from the first source, stocks are everyone in each stage, and the last stage is the end.
fn anything(seed: u64, clock: Clock) -> Model {
    let streams = Streams::new(seed, 0);
    let mut n_drawn = 0;
    let mut draw = |n: usize| {
        n_drawn += 1;
        (uniform(streams.of_thing(1, n_drawn, 2)[0]) * n as f64) as usize
    };
    let n = 3 + draw(4);
    let last = n - 1;
    let mut stages = Vec::new();
    for s in 0..last {
        let mean = 0.2 + draw(30) as f64 / 4.0;
        let holds = match draw(5) {
            0 => Holds::Passes,
            1 => Holds::Waits(exponential(mean)),
            2 => Holds::Waits(lognormal(number(mean), 0.8)),
            3 => serve(0, exponential(mean)),
            _ => {
                let order = Order::Priority(input(0));
                Holds::Served {
                    by: 1,
                    order,
                    taking: fixed(mean),
                }
            }
        };
        // Only stages that take time lead back.
        let back = if matches!(holds, Holds::Passes) {
            last
        } else {
            draw(s + 1)
        };
        let mut next = stage(
            &format!("stage {s}"),
            holds,
            vec![
                share(back, number(0.2)),
                share(last, number(0.1)),
                then(s + 1),
            ],
        );
        if draw(2) == 0 {
            let to = s + 1 + draw(n - s - 1);
            next.leaves
                .push(leave(&format!("from {s}"), to, number(0.05)));
        }
        stages.push(next);
    }
    stages.push(end("end"));
    let mut first = daily("orders", number(4.0), 0);
    first.draws = vec![shares(0, &[0.5, 0.3, 0.2])];
    let mut second = daily("returns", number(1.5), 1.min(last));
    second.draws = vec![AttributeDraw::Member {
        attribute: 0,
        member: 1,
    }];
    let flows = (0..last).flat_map(|s| [flow(&[Event::Entered(s)]), flow(&[Event::Left(s)])]);
    let flows = flows.chain([flow(&[Event::Arrived(0)])]).collect();
    Model {
        clock,
        attributes: vec![attribute("colour", 3)],
        inputs: vec![Input::Attribute(0)],
        sources: vec![first, second, at_start("shelf", 40.0, 0.0, 100.0, 0)],
        stages,
        capacities: vec![
            capacity(number(6.0)),
            capacity(program(&[Step::Constant(5.5)])),
        ],
        flows,
        stocks: (0..n).map(|s| stock(&[Place::In(s)])).collect(),
        durations: vec![measured(Span::ArrivalToEnd)],
        ..empty(200)
    }
}
