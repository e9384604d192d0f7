//! How fast the engine runs a workshop of two queues, beside a loop written by hand for it.
//!
//! The loop keeps its events on a binary heap in continuous time, people in columns, and draws in
//! sequence. Both run in this process by turns; the figure is the ratio of their median CPU times.

use std::time::Instant;

use wayleave_sim::model::Clock;
use wayleave_sim::replicate;

#[path = "../tests/building/mod.rs"]
mod building;
#[path = "pipeline_speed/by_hand.rs"]
mod by_hand;

use building::pipeline::{FIRST, SECOND, model};
use building::{mean_and_error, mean_duration, quantile, total};

fn main() {
    let rounds: u32 = std::env::args()
        .nth(1)
        .map_or(11, |text| text.parse().expect("a number"));
    let (mut ours, mut theirs, mut exact) = (vec![], vec![], vec![]);
    let mut found: [Vec<[f64; 6]>; 2] = [vec![], vec![]];
    for round in 0..rounds {
        ours.push(timed(|replication| {
            let tally = replicate(&model(Clock::Ticks), &[], 1, round * IN_A_ROW + replication);
            found[0].push([
                mean_duration(&tally, 0),
                quantile(&tally, 0, 0.9),
                total(&tally.stocks[FIRST]),
                tally.stocks[FIRST][364],
                tally.stocks[SECOND][1825],
                total(&tally.flows[0]),
            ]);
        }));
        theirs.push(timed(|replication| {
            found[1].push(by_hand::replicate(u64::from(
                round * IN_A_ROW + replication,
            )));
        }));
        if round < 4 {
            exact.push(timed(|i| {
                drop(replicate(&model(Clock::Continuous), &[], 1, i))
            }));
        }
    }
    let names = [
        "mean time",
        "90th percentile",
        "days in queue 1",
        "queue 1, day 365",
        "queue 2 at end",
        "ends",
    ];
    for (i, name) in names.iter().enumerate() {
        let column = |of: &[[f64; 6]]| mean_and_error(&of.iter().map(|f| f[i]).collect::<Vec<_>>());
        let ((a, x), (b, y)) = (column(&found[0]), column(&found[1]));
        println!("{name:>16}: {a:.2} ± {x:.2}   by hand {b:.2} ± {y:.2}");
    }
    let (a, b, c) = (median(ours), median(theirs), median(exact));
    println!("by hand {b:.2} ms, ticks {a:.2} ms, continuous {c:.2} ms");
    println!(
        "the engine in ticks is {:.2} times as fast as the loop by hand",
        b / a
    );
}

/// The system counts processor time coarsely, so that several replications are timed together.
const IN_A_ROW: u32 = 10;

/// Milliseconds a replication on the processor, or by the clock where the system does not tell.
fn timed(mut job: impl FnMut(u32)) -> f64 {
    let (clock, before) = (Instant::now(), processor_ms());
    (0..IN_A_ROW).for_each(&mut job);
    let ms = match (before, processor_ms()) {
        (Some(before), Some(after)) => after - before,
        (None, _) | (_, None) => clock.elapsed().as_secs_f64() * 1e3,
    };
    ms / f64::from(IN_A_ROW)
}

fn processor_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
