//! One replication, in ticks or in continuous time.

use crate::clock::{Clock, Continuous, Ticks};
use crate::compiled::Compiled;
use crate::model::{Clock as Passing, Model};
use crate::stream::Streams;
use crate::tally::Tally;
use crate::world::World;

/// Runs one replication of a model: a function of what it is given and of nothing else.
///
/// `draws[i]` is the draw of assumption `i`.
/// Panics: where the model is not one that a check would pass.
pub fn replicate(model: &Model, draws: &[f64], seed: u64, replication: u32) -> Tally {
    let plan = Compiled::new(model);
    let streams = Streams::new(seed, replication);
    match model.clock {
        Passing::Ticks => in_ticks(World::new(&plan, draws, streams, Ticks::new(model.ticks))),
        Passing::Continuous => {
            in_continuous_time(World::new(&plan, draws, streams, Continuous::default()))
        }
    }
}

/// In each tick: gates, signals, capacities, completions, arrivals, transfers, starts, counts.
fn in_ticks(mut world: World<Ticks>) -> Tally {
    let mut candidates = Vec::new();
    for tick in 0..world.plan.model.ticks {
        let mut calls = world.clock.open(tick);
        open_tick(&mut world, tick);
        // Void calls go first. Reading all rows in one go also fetches them while none is waited for.
        calls.retain(|ticket| world.people.holds(*ticket));
        for &ticket in &calls {
            world.answer(ticket);
        }
        world.clock.give_back(calls);
        world.candidates(&mut candidates);
        for &candidate in &candidates {
            world.admit(candidate);
        }
        world.send_batches();
        world.start_service();
        world.close_tick();
    }
    tallied(world)
}

/// Days open and close as ticks do; between, each call and arrival has its own moment.
fn in_continuous_time(mut world: World<Continuous>) -> Tally {
    let mut candidates = Vec::new();
    for tick in 0..world.plan.model.ticks {
        let (start, end) = (f64::from(tick), f64::from(tick + 1));
        world.clock.go_to(start);
        open_tick(&mut world, tick);
        world.start_service();
        world.candidates(&mut candidates);
        candidates.sort_by(|a, b| a.within.total_cmp(&b.within));
        let mut coming = candidates.iter().peekable();
        loop {
            let arrival = coming
                .peek()
                .map_or(end, |candidate| start + candidate.within);
            match world.clock.next() {
                Some(call) if call < end && call <= arrival => {
                    let ticket = world.clock.take();
                    world.answer(ticket);
                }
                Some(_) | None => {
                    let Some(&candidate) = coming.next() else {
                        break;
                    };
                    world.clock.go_to(arrival);
                    world.admit(candidate);
                }
            }
            world.start_service();
        }
        world.clock.go_to(end);
        world.send_batches();
        world.start_service();
        world.close_tick();
    }
    tallied(world)
}

fn open_tick<C: Clock>(world: &mut World<C>, tick: u32) {
    world.tick = tick;
    world.update_gates();
    world.note_signals();
    world.open_capacities();
    if tick == 0 {
        world.set_the_stage();
    }
}

fn tallied<C: Clock>(world: World<C>) -> Tally {
    let model = world.plan.model;
    let weight = model.weight;
    let counts = world.counts;
    let n_present = (counts.n_arrived - counts.n_ended) as f64;
    let person_days =
        n_present * f64::from(model.ticks) + counts.sum_of_ends - counts.sum_of_arrivals;
    Tally {
        flows: counts.flows(),
        n_arrived: counts.n_arrived as f64 * weight,
        n_ended: counts.n_ended as f64 * weight,
        person_days: person_days * weight,
        n_events: counts.n_events,
        stocks: counts.stocks,
        series: counts.series,
        costs: counts.costs,
        durations: counts.durations,
        gates: world.gates.into_iter().map(|gate| gate.tally).collect(),
        transfers: world
            .batches
            .into_iter()
            .map(|b| b.into_tally(weight))
            .collect(),
    }
}
