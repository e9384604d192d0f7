//! The example countries against theory, and against a simulation written by hand.
//!
//! Every seed is fixed, so a test that passes once passes always; the bounds are those that a
//! right program would exceed by chance at most once in a hundred such tests.

mod support;

use std::sync::atomic::AtomicBool;

use support::{folder, text, top};
use wayleave::country::Country;
use wayleave::run::{Outcome, Plan};
use wayleave_fit::interval::mean_and_error;

/// The text of an example.
fn example(name: &str) -> String {
    text(&top().join("examples").join(name).join("country.way"))
}

/// An example with one piece of its text replaced.
///
/// Panics: if the piece does not stand there.
fn altered(name: &str, from: &str, to: &str) -> String {
    let text = example(name);
    assert!(text.contains(from), "{name} has no `{from}`");
    text.replace(from, to)
}

fn country(text: &str) -> Country {
    let (written, problems) = wayleave::parse(folder(&[("country.way", text)]));
    let (country, problems) = wayleave::check(written, problems);
    country.unwrap_or_else(|| panic!("{problems:?}"))
}

/// Replications of a country's first package.
fn outcomes(country: &Country, replications: u32) -> Vec<Outcome> {
    let setting = wayleave::build(country, 0);
    let plan = Plan {
        seed: 20_260_101,
        replications,
        threads: 2,
    };
    let results = wayleave::run(country, &setting, plan, |_| {}, &AtomicBool::new(false));
    results.expect("nobody interrupts a test").outcomes
}

/// The mean of the first length of time that each replication measured.
fn mean_days(outcomes: &[Outcome]) -> Vec<f64> {
    outcomes
        .iter()
        .map(|o| o.durations[0].sum / o.durations[0].n as f64)
        .collect()
}

/// The 90th percentile of the same, at the middle of its whole day.
fn ninetieth(outcomes: &[Outcome]) -> Vec<f64> {
    let of = |outcome: &Outcome| {
        let duration = &outcome.durations[0];
        let wanted = (0.9 * (duration.n - 1) as f64) as u64;
        let mut below = 0;
        let day = duration.histogram.iter().position(|n| {
            below += n;
            below > wanted
        });
        day.expect("the histogram holds everybody") as f64 + 0.5
    };
    outcomes.iter().map(of).collect()
}

/// A headline measure in each replication.
fn measure(country: &Country, outcomes: &[Outcome], name: &str) -> Vec<f64> {
    let at = country.measures.iter().position(|m| m.name == name);
    let at = at.unwrap_or_else(|| panic!("no measure is called {name}"));
    outcomes.iter().map(|o| o.measures[at]).collect()
}

/// Panics: if theory lies outside the 99% interval of the mean wait, or the interval says nothing.
fn expect_wait(name: &str, theory: f64) {
    const REPLICATIONS: u32 = 16;
    // The point of Student's distribution with 15 degrees of freedom that 0.5% exceed.
    const T: f64 = 2.946_713;
    let (mean, error) = mean_and_error(&mean_days(&outcomes(
        &country(&example(name)),
        REPLICATIONS,
    )))
    .expect("more than one replication");
    println!("{name}: {mean:.5} ± {error:.5}, theory {theory}");
    assert!(
        (mean - theory).abs() < T * error,
        "{name}: {mean} ± {error}, theory {theory}"
    );
    assert!(
        error < 0.01 * theory,
        "{name}: an error of {error} would hide a mistake"
    );
}

#[test]
fn customers_of_one_server_wait_as_long_as_theory_says() {
    expect_wait("mm1", 9.0);
}

#[test]
fn customers_of_twenty_servers_wait_as_long_as_theory_says() {
    expect_wait("mm20", 0.275_385);
}

/// What 200 histories of a simulation written by hand gave, with the deviation between histories.
struct ByHand {
    mean: f64,
    deviation: f64,
}

impl ByHand {
    /// Panics: if ours lies further off than four standard errors of the difference and 0.3%.
    fn expect(&self, what: &str, ours: &[f64]) {
        let (mean, error) = mean_and_error(ours).expect("more than one replication");
        let apart = 4.0 * error.hypot(self.deviation / 200_f64.sqrt()) + 0.003 * self.mean;
        println!(
            "{what}: {mean:.2} ± {error:.2}, by hand {}, may lie {apart:.2} apart",
            self.mean
        );
        assert!(
            (mean - self.mean).abs() < apart,
            "{what}: {mean} ± {error}, by hand {}",
            self.mean
        );
    }
}

#[test]
fn the_pipeline_agrees_with_a_simulation_written_by_hand() {
    let more = "measure mean_caseload \"Mean number waiting for the first decision\" \
        = mean waiting_first from 2001-01-01 to 2005-12-31\n";
    let country = country(&format!("{}\n{more}", example("pipeline")));
    let outcomes = outcomes(&country, 40);
    let of = |name: &str| measure(&country, &outcomes, name);
    ByHand {
        mean: 243.24,
        deviation: 3.0,
    }
    .expect("mean days in the system", &mean_days(&outcomes));
    ByHand {
        mean: 431.5,
        deviation: 6.1,
    }
    .expect("90th percentile", &ninetieth(&outcomes));
    ByHand {
        mean: 93_366.0,
        deviation: 288.0,
    }
    .expect("people through", &of("people_through"));
    ByHand {
        mean: 4_524.0,
        deviation: 198.0,
    }
    .expect("second caseload, end", &of("caseload_at_end"));
    // By hand it was counted after the step of capacity, which at once starts a hundred people who
    // still wait at the end of our day before.
    let after_step: Vec<f64> = of("caseload_day_365").iter().map(|n| n - 100.0).collect();
    ByHand {
        mean: 12_500.0,
        deviation: 149.0,
    }
    .expect("first caseload, day 365", &after_step);
    let days = 1826.0;
    ByHand {
        mean: 17_077_560.0 / days,
        deviation: 302_414.0 / days,
    }
    .expect("mean of the first caseload", &of("mean_caseload"));
}

#[test]
fn days_and_the_continuous_clock_give_the_same_means() {
    let in_days = country(&example("pipeline"));
    let continuous = country(&altered("pipeline", "clock days", "clock continuous"));
    let both = [&in_days, &continuous].map(|c| outcomes(c, 60));
    let expect = |what: &str, [a, b]: [Vec<f64>; 2]| {
        let of = |sample: &[f64]| mean_and_error(sample).expect("more than one replication");
        let ((a, a_error), (b, b_error)) = (of(&a), of(&b));
        println!(
            "{what}: {a:.2} ± {a_error:.2} in days, {b:.2} ± {b_error:.2} on the continuous clock"
        );
        assert!(
            (a / b - 1.0).abs() < 0.005,
            "{what}: {a} in days, {b} on the continuous clock"
        );
    };
    expect(
        "mean days in the system",
        both.each_ref().map(|o| mean_days(o)),
    );
    expect("90th percentile", both.each_ref().map(|o| ninetieth(o)));
    for name in [
        "people_through",
        "caseload_day_365",
        "caseload_at_end",
        "money_spent",
    ] {
        expect(name, both.each_ref().map(|o| measure(&in_days, o, name)));
    }
}
