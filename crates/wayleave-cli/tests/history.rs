//! The baseline beside the published record: the distance is printed, and must stay small.

mod support;

use serde_json::Value;
use support::{items, json, named, words};

/// A quarter, what the baseline gives (the median of the replications), and what was published.
type Point = (String, f64, f64);

fn points(series: &Value) -> Vec<Point> {
    let quarters = items(&series["quarters"]).iter().map(words);
    let estimates = items(&series["baseline"])
        .iter()
        .map(|r| r["median"].as_f64().expect("a number"));
    let published = items(&series["published"]).iter().map(Value::as_f64);
    let all = quarters.zip(estimates).zip(published);
    all.filter_map(|((quarter, estimate), published)| Some((quarter, estimate, published?)))
        .collect()
}

/// The mean absolute error as a share of the mean of the published.
fn error(points: &[Point]) -> f64 {
    let off: f64 = points.iter().map(|(_, e, p)| (e - p).abs()).sum();
    off / points.iter().map(|(_, _, p)| p).sum::<f64>()
}

#[test]
fn the_baseline_stays_close_to_the_published_record() {
    let value = json("run no_agreement --against no_agreement --weight 50 --replications 8");
    let bounds = [
        ("claims", 0.02),
        ("initial_decisions", 0.05),
        ("awaiting_initial_decision", 0.05),
        ("supported_people", 0.10),
    ];
    for (name, most) in bounds {
        let points = points(named(&value["series"], name));
        let quarters = (points[0].0.as_str(), points[points.len() - 1].0.as_str());
        assert_eq!(quarters, ("2018-Q1", "2025-Q4"), "{name}");
        let error = error(&points);
        println!(
            "{name}: mean absolute error {:.1}%, at most {:.0}%",
            100.0 * error,
            100.0 * most
        );
        assert!(error < most, "{name}: {error}");
    }
}

#[test]
fn most_people_await_a_decision_when_the_record_says_so() {
    let value = json("run no_agreement --against no_agreement --weight 50 --replications 8");
    let points = points(named(&value["series"], "awaiting_initial_decision"));
    let (quarter, most, _) = points
        .iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .expect("quarters");
    let published = 175_457.0;
    println!("most await a decision in {quarter}: {most:.0}, published {published:.0} in 2023-Q2");
    assert!(
        ["2023-Q1", "2023-Q2", "2023-Q3"].contains(&quarter.as_str()),
        "{quarter}"
    );
    assert!((most / published - 1.0).abs() < 0.05, "{most}");
}
