//! A package beside its baseline, replication by replication.

use serde::Serialize;
use wayleave_fit::interval::{Interval, interval, mean_and_error};
use wayleave_fit::score::misfit;
use wayleave_rules::calendar::Period;

use crate::bound::{agreements, gates};
use crate::build::Setting;
use crate::country::{Card, Country};
use crate::run::{Outcome, Plan, Results, is_summed};

/// The version of the form in which comparisons are written.
pub const SCHEMA: &str = "wayleave.comparison/1";

/// The share of replications that a range holds.
pub const LEVEL: f64 = 0.8;

/// A package beside its baseline.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The version of this form.
    pub schema: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// The country.
    pub country: String,
    /// The baseline: name and title.
    pub baseline: (String, String),
    /// The package: name and title.
    pub package: (String, String),
    /// Who proposed the package, and when.
    pub proposed: Option<String>,
    /// What the package takes for granted.
    pub premises: Vec<String>,
    /// How it was run.
    pub plan: Plan,
    /// How many people one simulated person stands for.
    pub weight: f64,
    /// The price base of money.
    pub prices: String,
    /// The mark before amounts of money.
    pub currency_mark: String,
    /// The share of replications that each range holds.
    pub level: f64,
    /// Headline measures.
    pub measures: Vec<MeasureRow>,
    /// Series by quarter.
    pub series: Vec<SeriesRow>,
    /// How far the baseline lies from what was published.
    pub fit: Vec<FitRow>,
    /// Gates under the package.
    pub gates: Vec<GateRow>,
    /// Agreements that the package opens, and what bound them.
    pub agreements: Vec<AgreementRow>,
    /// Lengths of time under the package.
    pub durations: Vec<DurationRow>,
    /// Assumptions and what was drawn of them.
    pub assumptions: Vec<AssumptionRow>,
    /// What a reader must know.
    pub remarks: Vec<String>,
}

/// A median and the range around it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The median of the replications.
    pub median: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl From<Interval> for Range {
    fn from(i: Interval) -> Range {
        Range {
            median: i.median,
            low: i.low,
            high: i.high,
        }
    }
}

/// A headline measure on both sides.
#[derive(Debug, Clone, Serialize)]
pub struct MeasureRow {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Under the baseline; absent where no replication has a value.
    pub baseline: Option<Range>,
    /// Under the package.
    pub package: Option<Range>,
    /// Package less baseline, within the same replication.
    pub change: Option<Range>,
    /// The standard error of the mean change, from the number of replications alone.
    pub change_error: Option<f64>,
    /// The share of replications in which the two differ at all.
    pub share_changed: f64,
}

/// A series by quarter.
#[derive(Debug, Clone, Serialize)]
pub struct SeriesRow {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// The statistic it answers to.
    pub answers_to: Option<String>,
    /// Whether it is summed over the quarter or taken on its last day.
    pub is_summed: bool,
    /// The quarters.
    pub quarters: Vec<String>,
    /// Under the baseline.
    pub baseline: Vec<Range>,
    /// Under the package.
    pub package: Vec<Range>,
    /// What was published.
    pub published: Vec<Option<f64>>,
}

/// How far the baseline lies from a published series.
#[derive(Debug, Clone, Serialize)]
pub struct FitRow {
    /// The series.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The statistic.
    pub statistic: String,
    /// What feeds it in, where its history is not worked out by the model.
    pub fed_by: Option<String>,
    /// From and to.
    pub quarters: (String, String),
    /// Mean error over the mean of the published.
    pub bias: f64,
    /// Mean absolute error over the mean of the published.
    pub mean_absolute: f64,
    /// The largest relative error, and its quarter.
    pub worst: (f64, String),
}

/// A gate under the package.
#[derive(Debug, Clone, Serialize)]
pub struct GateRow {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// `history`, `set by the package`, `drawn`.
    pub how: String,
    /// What it waits for, as written.
    pub condition: String,
    /// The share of replications in which it opens within the horizon.
    pub share_opened: f64,
    /// The day by which it has opened in one tenth, a half and nine tenths of all replications.
    pub opened_by: [Option<String>; 3],
    /// The share of replications in which it ends for good, whether or not it had opened.
    pub share_shut: f64,
    /// The share of replications in which it is suspended for some time after it opened.
    pub share_suspended: f64,
    /// The sources that it cites.
    pub cites: Vec<String>,
    /// Whether something in it was never confirmed.
    pub is_unverified: bool,
    /// Whether it stands before the first open agreement and is drawn, or an agreement operates with it.
    pub is_headline: bool,
}

/// An agreement, and what bound it.
#[derive(Debug, Clone, Serialize)]
pub struct AgreementRow {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The share of replications in which it operates.
    pub share_operated: f64,
    /// People taken.
    pub people: Range,
    /// What bound it, and in what share of replications.
    pub bound_by: Vec<(String, f64)>,
}

/// A measured length of time. Unit: days.
#[derive(Debug, Clone, Serialize)]
pub struct DurationRow {
    /// Its name.
    pub name: String,
    /// The mean of each replication.
    pub mean: Range,
    /// The mean over replications and its standard error.
    pub mean_and_error: Option<(f64, f64)>,
    /// The 90th percentile of each replication.
    pub p90: Range,
    /// The same over replications and its standard error.
    pub p90_and_error: Option<(f64, f64)>,
}

/// An assumption and what was drawn of it.
#[derive(Debug, Clone, Serialize)]
pub struct AssumptionRow {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// On what basis.
    pub basis: String,
    /// What was drawn.
    pub drawn: Range,
    /// Why.
    pub because: Option<String>,
    /// The sources that it cites.
    pub cites: Vec<String>,
}

/// Compares a package with its baseline, replication by replication.
///
/// Panics: if the two runs have different numbers of replications.
pub fn compare(
    country: &Country,
    settings: (&Setting, &Setting),
    runs: (&Results, &Results),
    plan: Plan,
) -> Comparison {
    let (base, package) = runs;
    assert_eq!(
        base.outcomes.len(),
        package.outcomes.len(),
        "runs are paired"
    );
    let named = |i: usize| {
        let p = &country.packages[i];
        (p.name.clone(), p.title.clone())
    };
    let series: Vec<SeriesRow> = (0..country.counted.len())
        .map(|i| series(country, runs, i))
        .collect();
    let mut comparison = Comparison {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        country: country.title.clone(),
        baseline: named(base.package),
        package: named(package.package),
        proposed: country.packages[package.package].proposed.clone(),
        premises: country.packages[package.package].premises.clone(),
        plan,
        weight: country.base.weight,
        prices: country.prices.clone(),
        currency_mark: country.currency.1.clone(),
        level: LEVEL,
        measures: measures(country, runs),
        fit: fit(country, &series),
        series,
        gates: gates(country, settings.1, package),
        agreements: agreements(country, settings.1, package),
        durations: durations(country, package),
        assumptions: assumptions(country, package),
        remarks: Vec::new(),
    };
    comparison.remarks = remarks(country, &comparison);
    comparison
}

/// The median and range of a sample, without what is no number. Absent: where nothing is left.
pub fn range(sample: impl Iterator<Item = f64>) -> Option<Range> {
    let sample: Vec<f64> = sample.filter(|x| !x.is_nan()).collect();
    interval(&sample, LEVEL).map(Range::from)
}

fn measures(country: &Country, (base, package): (&Results, &Results)) -> Vec<MeasureRow> {
    let row = |(i, measure): (usize, &crate::country::Measure)| {
        let at = |outcome: &Outcome| outcome.measures[i];
        let changes: Vec<f64> = base
            .outcomes
            .iter()
            .zip(&package.outcomes)
            .map(|(b, p)| at(p) - at(b))
            .filter(|x| !x.is_nan())
            .collect();
        let n_changed = changes.iter().filter(|c| **c != 0.0).count();
        MeasureRow {
            name: measure.name.clone(),
            title: measure.title.clone(),
            unit: measure.unit.clone(),
            baseline: range(base.outcomes.iter().map(at)),
            package: range(package.outcomes.iter().map(at)),
            change: range(changes.iter().copied()),
            change_error: mean_and_error(&changes).map(|(_, error)| error),
            share_changed: n_changed as f64 / changes.len().max(1) as f64,
        }
    };
    country.measures.iter().enumerate().map(row).collect()
}

fn series(country: &Country, (base, package): (&Results, &Results), i: usize) -> SeriesRow {
    let counted = &country.counted[i];
    let n = base.outcomes.first().map_or(0, |o| o.quarters[i].len());
    let side = |results: &Results| -> Vec<Range> {
        (0..n)
            .map(|q| {
                range(results.outcomes.iter().map(|o| o.quarters[i][q])).expect("replications")
            })
            .collect()
    };
    let quarter = |q: usize| base.first_quarter + q as i32;
    let card = counted.answers_to.map(|t| (t, &country.tables[t]));
    let published = |q: usize| {
        let (t, card) = card?;
        published_quarter(country, t, card, quarter(q), is_summed(counted.quantity))
    };
    SeriesRow {
        name: counted.name.clone(),
        title: counted.title.clone(),
        unit: counted.unit.clone(),
        answers_to: card.map(|(_, c)| c.name.clone()),
        is_summed: is_summed(counted.quantity),
        quarters: (0..n).map(|q| Period::Quarter.show(quarter(q))).collect(),
        baseline: side(base),
        package: side(package),
        published: (0..n).map(published).collect(),
    }
}

/// What a statistic says of a quarter: the quarter itself, its months summed, or a day in it.
fn published_quarter(
    country: &Country,
    table: usize,
    card: &Card,
    quarter: i32,
    is_summed: bool,
) -> Option<f64> {
    let table = &country.base.library.tables[table];
    let (first, next) = (
        Period::Quarter.first_day(quarter),
        Period::Quarter.first_day(quarter + 1),
    );
    let last = next.plus(-1);
    match card.period()? {
        Period::Quarter => table.get(&[f64::from(quarter)]),
        Period::Month if is_summed => {
            let month = Period::Month.index(first);
            (month..month + 3).map(|m| table.get(&[f64::from(m)])).sum()
        }
        Period::Month => table.get(&[f64::from(Period::Month.index(last))]),
        Period::Date => table.get(&[f64::from(last.0)]),
        // A year's figure stands at its last quarter, for stocks alone.
        Period::Year if !is_summed && Period::Year.index(last) < Period::Year.index(next) => {
            table.get(&[f64::from(Period::Year.index(last))])
        }
        Period::Year | Period::FinancialYear => None,
    }
}

fn fit(country: &Country, series: &[SeriesRow]) -> Vec<FitRow> {
    let row = |(row, counted): (&SeriesRow, &crate::country::Counted)| {
        let pairs: Vec<(usize, f64, f64)> = (0..row.quarters.len())
            .filter_map(|q| Some((q, row.baseline[q].median, row.published[q]?)))
            .collect();
        let plain: Vec<(f64, f64)> = pairs.iter().map(|(_, e, p)| (*e, *p)).collect();
        let found = misfit(&plain)?;
        let quarter = |i: usize| row.quarters[pairs[i].0].clone();
        Some(FitRow {
            name: row.name.clone(),
            title: row.title.clone(),
            statistic: row.answers_to.clone()?,
            fed_by: counted.fed_by.clone(),
            quarters: (quarter(0), quarter(pairs.len() - 1)),
            bias: found.bias,
            mean_absolute: found.mean_absolute,
            worst: (found.worst, quarter(found.worst_at)),
        })
    };
    series
        .iter()
        .zip(&country.counted)
        .filter_map(row)
        .collect()
}

fn durations(country: &Country, results: &Results) -> Vec<DurationRow> {
    let row = |(i, duration): (usize, &wayleave_sim::model::Measured)| {
        let tallies: Vec<_> = results
            .outcomes
            .iter()
            .map(|o| &o.durations[i])
            .filter(|d| d.n > 0)
            .collect();
        let means: Vec<f64> = tallies.iter().map(|d| d.sum / d.n as f64).collect();
        let p90: Vec<f64> = tallies.iter().map(|d| percentile(d, 0.9)).collect();
        Some(DurationRow {
            name: duration.name.clone(),
            mean: range(means.iter().copied())?,
            mean_and_error: mean_and_error(&means),
            p90: range(p90.iter().copied())?,
            p90_and_error: mean_and_error(&p90),
        })
    };
    country
        .base
        .durations
        .iter()
        .enumerate()
        .filter_map(row)
        .collect()
}

/// The percentile of measured lengths of time, in whole days.
fn percentile(tally: &wayleave_sim::tally::DurationTally, share: f64) -> f64 {
    let wanted = (share * (tally.n - 1) as f64) as u64;
    let mut below = 0;
    for (days, n) in tally.histogram.iter().enumerate() {
        below += n;
        if below > wanted {
            return days as f64;
        }
    }
    tally.histogram.len() as f64
}

fn assumptions(country: &Country, results: &Results) -> Vec<AssumptionRow> {
    let row = |(i, assumption): (usize, &crate::country::Assumption)| AssumptionRow {
        name: assumption.name.clone(),
        title: assumption.title.clone(),
        unit: assumption.ty.to_string(),
        basis: assumption.basis.clone(),
        drawn: range(results.outcomes.iter().map(|o| o.draws[i])).expect("replications"),
        because: assumption.backing.because.clone(),
        cites: assumption
            .backing
            .cites
            .iter()
            .map(|(id, _)| id.clone())
            .collect(),
    };
    country.assumptions.iter().enumerate().map(row).collect()
}

fn remarks(country: &Country, comparison: &Comparison) -> Vec<String> {
    let mut remarks = Vec::new();
    let n = comparison.plan.replications;
    if n < 50 {
        remarks.push(format!(
            "{n} replications are few: the ends of the ranges are rough"
        ));
    }
    let gates = country.gates.iter().zip(&country.base.gates);
    let unverified: Vec<&str> = gates
        .filter(|(card, gate)| {
            card.backing.is_unverified
                && comparison
                    .gates
                    .iter()
                    .any(|g| g.name == gate.name && g.how != "never")
        })
        .map(|(_, gate)| gate.name.as_str())
        .chain(
            country
                .parameters
                .iter()
                .filter(|p| p.backing.is_unverified)
                .map(|p| p.name.as_str()),
        )
        .chain(
            country
                .assumptions
                .iter()
                .filter(|a| a.backing.is_unverified)
                .map(|a| a.name.as_str()),
        )
        .collect();
    if !unverified.is_empty() {
        remarks.push(format!(
            "a date, value or reason is remembered, not confirmed against a source: {}",
            unverified.join(", ")
        ));
    }
    remarks.extend(country.notes.iter().cloned());
    let changed = comparison.measures.iter().any(|m| m.share_changed > 0.0);
    if !changed && comparison.baseline.0 != comparison.package.0 && !comparison.measures.is_empty()
    {
        let why = comparison
            .agreements
            .iter()
            .filter_map(|a| Some(format!("{}: {}", a.name, a.bound_by.first()?.0)))
            .collect::<Vec<_>>();
        let why = if why.is_empty() {
            "its changes touch nothing measured".into()
        } else {
            why.join("; ")
        };
        remarks.push(format!("the package changes no headline measure: {why}"));
    }
    if comparison.baseline.0 != comparison.package.0 {
        remarks.push(
            "a change is taken within each replication: its median is not the difference of the medians"
                .into(),
        );
    }
    let judged = country
        .assumptions
        .iter()
        .filter(|a| a.basis == "judged")
        .count();
    if judged > 0 {
        remarks.push(format!(
            "ranges come from {} assumptions, {judged} of them judged, and from chance; they leave out \
             what the model does not have: another model would give another range",
            country.assumptions.len()
        ));
    }
    remarks
}
