//! A comparison as tables of words, each row ready to be shown.

use crate::compare::Comparison;
use crate::number::{grouped, show_change, show_range};

/// A table of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it shows.
    pub title: String,
    /// The heads of its columns.
    pub header: Vec<String>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// How many causes are shown for each agreement; all of them are in the files.
const MOST_CAUSES: usize = 3;

fn words(title: &str, header: &[&str], rows: Vec<Vec<String>>) -> Words {
    Words {
        title: title.into(),
        header: header.iter().map(|h| (*h).into()).collect(),
        rows,
    }
}

/// The headline measures on both sides, with the paired change.
pub fn measures(comparison: &Comparison) -> Words {
    let mark = &comparison.currency_mark;
    let rows = comparison
        .measures
        .iter()
        .map(|m| {
            let side = |range: &Option<_>| {
                range
                    .as_ref()
                    .map_or("none".into(), |r| show_range(r, &m.unit, mark))
            };
            let unit = match m.unit.as_str() {
                "money" => mark.clone(),
                unit => unit.replace("number", "share"),
            };
            let change = match (&m.change, m.unit.as_str()) {
                (Some(range), unit) => show_change(range, unit, mark),
                (None, _) => "none".into(),
            };
            vec![
                m.title.clone(),
                side(&m.baseline),
                side(&m.package),
                change,
                unit,
            ]
        })
        .collect();
    let level = (comparison.level * 100.0).round();
    let range = format!("({level:.0}% range)");
    words(
        &format!("Headline measures (money: {})", comparison.prices),
        &[
            "measure",
            &format!("baseline {range}"),
            &format!("package {range}"),
            &format!("change, paired {range}"),
            "unit",
        ],
        rows,
    )
}

/// How often each gate opened, and when: those before the first agreement, and on which others operate.
pub fn gates(comparison: &Comparison) -> Words {
    let rows = comparison
        .gates
        .iter()
        .filter(|g| g.is_headline)
        .map(|g| {
            let day = |i: usize| g.opened_by[i].clone().unwrap_or("-".into());
            let how = match (g.how.as_str(), g.is_unverified) {
                (how, true) => format!("{how}, unverified"),
                (how, false) => how.to_owned(),
            };
            let some = |share: f64| {
                if share > 0.0 {
                    percent(share)
                } else {
                    "-".into()
                }
            };
            vec![
                g.title.clone(),
                percent(g.share_opened),
                day(0),
                day(1),
                day(2),
                some(g.share_suspended),
                some(g.share_shut),
                how,
            ]
        })
        .collect();
    let header = [
        "gate",
        "opens in",
        "by 10%",
        "by 50%",
        "by 90%",
        "suspended in",
        "ended in",
        "how",
    ];
    words(
        "Gates, as shares of replications (from judged chances; these are no forecasts)",
        &header,
        rows,
    )
}

/// What bound each agreement.
pub fn bound(comparison: &Comparison) -> Words {
    let mut rows = Vec::new();
    for agreement in &comparison.agreements {
        let shown = agreement.bound_by.iter().take(MOST_CAUSES);
        let rest: f64 = agreement
            .bound_by
            .iter()
            .skip(MOST_CAUSES)
            .map(|(_, share)| share)
            .sum();
        let rest = (rest > 0.0).then(|| ("other causes".to_owned(), rest));
        for (i, (cause, share)) in shown.chain(&rest).enumerate() {
            let first = |text: String| if i == 0 { text } else { String::new() };
            rows.push(vec![
                first(agreement.title.clone()),
                first(percent(agreement.share_operated)),
                first(show_range(&agreement.people, "people", "")),
                cause.clone(),
                percent(*share),
            ]);
        }
    }
    let header = [
        "agreement",
        "operates in",
        "people taken",
        "what bound",
        "share of replications",
    ];
    words("What bound", &header, rows)
}

/// How far the baseline lies from what was published.
pub fn fit(comparison: &Comparison) -> Words {
    let rows = comparison
        .fit
        .iter()
        .map(|f| {
            vec![
                f.title.clone(),
                format!("{} to {}", f.quarters.0, f.quarters.1),
                signed_percent(f.bias),
                percent(f.mean_absolute),
                format!("{} in {}", percent(f.worst.0), f.worst.1),
                f.fed_by
                    .clone()
                    .map_or("worked out".into(), |by| format!("fed by {by}")),
            ]
        })
        .collect();
    let header = [
        "series",
        "quarters",
        "bias",
        "mean absolute error",
        "worst quarter",
        "history is",
    ];
    words(
        "The baseline beside the published record (medians; errors relative to the published)",
        &header,
        rows,
    )
}

/// The baseline beside the published record, quarter by quarter: ours, theirs and the error.
pub fn record(comparison: &Comparison) -> Words {
    let mut rows = Vec::new();
    for series in &comparison.series {
        for (q, quarter) in series.quarters.iter().enumerate() {
            let Some(published) = series.published[q] else {
                continue;
            };
            let ours = series.baseline[q].median;
            let error = if published == 0.0 {
                "-".into()
            } else {
                signed_percent((ours - published) / published)
            };
            rows.push(vec![
                series.title.clone(),
                quarter.clone(),
                grouped(ours),
                grouped(published),
                error,
            ]);
        }
    }
    let header = ["series", "quarter", "baseline", "published", "error"];
    words(
        "The baseline beside the published record, by quarter (medians)",
        &header,
        rows,
    )
}

/// Lengths of time, with the interval of their mean.
pub fn durations(comparison: &Comparison) -> Words {
    let shown = |found: Option<(f64, f64)>| {
        found.map_or("-".into(), |(mean, error)| {
            format!("{mean:.4} ± {error:.4}")
        })
    };
    let rows = comparison
        .durations
        .iter()
        .map(|d| {
            vec![
                d.name.clone(),
                shown(d.mean_and_error),
                shown(d.p90_and_error),
            ]
        })
        .collect();
    words(
        "Lengths of time, in days: mean over replications ± standard error",
        &["duration", "mean", "90th percentile"],
        rows,
    )
}

/// A share in whole or, below one in a hundred, small per cent.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0%".into(),
        p if p < 1.0 => format!("{p:.1}%"),
        p => format!("{p:.0}%"),
    }
}

fn signed_percent(share: f64) -> String {
    format!("{:+.1}%", share * 100.0)
}

/// What was run: baseline, premises, replications, money.
pub fn heading(comparison: &Comparison) -> Words {
    let mut rows = vec![("against", comparison.baseline.1.clone())];
    rows.extend(
        comparison
            .proposed
            .iter()
            .map(|p| ("proposed by", p.clone())),
    );
    for (i, premise) in comparison.premises.iter().enumerate() {
        rows.push((if i == 0 { "premises" } else { "" }, premise.clone()));
    }
    let weight = match comparison.weight {
        1.0 => "one simulated person is one person".to_owned(),
        w => format!("one simulated person stands for {w} people"),
    };
    let plan = comparison.plan;
    let many = format!(
        "{} replications, seed {}; {weight}",
        plan.replications, plan.seed
    );
    rows.push(("run", many));
    rows.push(("money", comparison.prices.clone()));
    rows.push((
        "status",
        "estimates of a model, not forecasts by any authority".into(),
    ));
    let title = format!("{}: {}", comparison.country, comparison.package.1);
    let rows = rows
        .into_iter()
        .map(|(word, text)| vec![word.to_owned(), text])
        .collect();
    words(&title, &["", ""], rows)
}

/// What a reader must know.
pub fn notes(comparison: &Comparison) -> Words {
    let rows = comparison
        .remarks
        .iter()
        .map(|r| vec!["note".to_owned(), r.clone()])
        .collect();
    words("Notes", &["", ""], rows)
}

/// The series to plot: the first that answers to a published stock, else the first of all.
pub fn plotted(comparison: &Comparison) -> Option<&crate::compare::SeriesRow> {
    let answers = |r: &&crate::compare::SeriesRow| r.answers_to.is_some() && !r.is_summed;
    comparison
        .series
        .iter()
        .find(answers)
        .or(comparison.series.first())
}

/// The gates of a package, with what each waits for.
pub fn gate_chain(rows: &[crate::compare::GateRow]) -> Words {
    let rows = rows
        .iter()
        .filter(|g| g.how != "never")
        .map(|g| {
            let day = |i: usize| g.opened_by[i].clone().unwrap_or("-".into());
            let how = if g.is_unverified {
                format!("{}, unverified", g.how)
            } else {
                g.how.clone()
            };
            vec![
                g.name.clone(),
                g.condition.clone(),
                day(0),
                day(1),
                day(2),
                percent(1.0 - g.share_opened),
                if g.share_suspended > 0.0 {
                    percent(g.share_suspended)
                } else {
                    "-".into()
                },
                how,
                g.cites.join(" "),
            ]
        })
        .collect();
    let header = [
        "gate",
        "waits for",
        "by 10%",
        "by 50%",
        "by 90%",
        "not opened",
        "suspended in",
        "how",
        "sources",
    ];
    words(
        "Gates: the day by which each has opened, as shares of all replications",
        &header,
        rows,
    )
}

/// What differs between two packages.
pub fn differences(
    country: &crate::country::Country,
    first: usize,
    second: usize,
    differences: &[crate::differ::Difference],
) -> Words {
    let rows = differences
        .iter()
        .map(|d| {
            let mut because = d.because.clone().unwrap_or_default();
            if !d.cites.is_empty() {
                because = format!("{because} [{}]", d.cites.join(" "))
                    .trim()
                    .to_owned();
            }
            vec![d.side.to_string(), d.name.clone(), d.words.clone(), because]
        })
        .collect();
    let title = |i: usize| {
        format!(
            "{} ({})",
            country.packages[i].name, country.packages[i].title
        )
    };
    let title = format!("- only in {}\n+ only in {}", title(first), title(second));
    words(&title, &["", "what", "change", "because"], rows)
}

/// What stands behind a name.
pub fn card(found: &crate::provenance::Found) -> Words {
    let rows = found
        .lines
        .iter()
        .map(|(word, text)| vec![word.clone(), text.clone()])
        .collect();
    words(&found.what, &["", ""], rows)
}
