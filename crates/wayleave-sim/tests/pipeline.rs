//! The workshop of two queues against its known statistics, and its two clocks against each other.

mod building;

use building::pipeline::*;
use building::*;
use wayleave_sim::model::Clock;
use wayleave_sim::replicate;
use wayleave_sim::tally::Tally;

const REPLICATIONS: u32 = 30;

/// Name, known value, standard deviation of one replication, and how to read it off.
type Headline = (&'static str, f64, f64, fn(&Tally) -> f64);

const HEADLINES: [Headline; 6] = [
    ("mean time in the workshop", 243.24, 3.00, |t| {
        mean_duration(t, 0)
    }),
    ("its 90th percentile", 431.5, 6.1, |t| quantile(t, 0, 0.9)),
    (
        "days waited in the first queue",
        17_077_560.0,
        302_414.0,
        |t| total(&t.stocks[FIRST]),
    ),
    // The known value was taken just after 100 more units had started on that day.
    ("the first queue after a year", 12_500.0, 149.0, |t| {
        t.stocks[FIRST][364] - 100.0
    }),
    ("the second queue at the end", 4_524.0, 198.0, |t| {
        t.stocks[SECOND][1825]
    }),
    ("ends", 93_366.0, 288.0, |t| total(&t.flows[0])),
];

#[test]
fn ticks_reproduce_the_known_statistics() {
    let tallies = tallies(Clock::Ticks);
    for (name, known, deviation, of) in HEADLINES {
        let (mean, _) = mean_and_error(&tallies.iter().map(of).collect::<Vec<_>>());
        let allowed = 4.0 * deviation / f64::from(REPLICATIONS).sqrt() + 0.003 * known;
        assert!(
            (mean - known).abs() < allowed,
            "{name}: {mean}, not {known} within {allowed}"
        );
    }
}

#[test]
fn the_clocks_agree() {
    let (ticks, continuous) = (tallies(Clock::Ticks), tallies(Clock::Continuous));
    for (name, _, _, of) in HEADLINES {
        let mean =
            |tallies: &[Tally]| tallies.iter().map(of).sum::<f64>() / f64::from(REPLICATIONS);
        let (a, b) = (mean(&ticks), mean(&continuous));
        println!("{name}: ticks {a:.2} continuous {b:.2} ratio {:.5}", a / b);
        assert!(
            (a / b - 1.0).abs() < 0.005,
            "{name}: {a} in ticks, {b} in continuous time"
        );
    }
}

fn tallies(clock: Clock) -> Vec<Tally> {
    let model = model(clock);
    (0..REPLICATIONS)
        .map(|replication| replicate(&model, &[], 2024, replication))
        .collect()
}
