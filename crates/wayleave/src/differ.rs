//! What differs between two packages, in words.

use serde::Serialize;
use wayleave_fit::prior::Prior;
use wayleave_rules::typed::Type;

use crate::country::{Change, Changed, Country};

/// One difference between two packages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `+` where only the second package has it, `-` where only the first.
    pub side: char,
    /// What it is about.
    pub name: String,
    /// The change in words.
    pub words: String,
    /// Sources.
    pub cites: Vec<String>,
    /// Why.
    pub because: Option<String>,
}

/// What differs between two packages: the changes that only one of them makes.
pub fn diff(country: &Country, first: usize, second: usize) -> Vec<Difference> {
    let (a, b) = (&country.packages[first], &country.packages[second]);
    let mut found = Vec::new();
    if a.known_until != b.known_until {
        let words = |until: Option<_>| match until {
            Some(day) => format!("gates follow history until {day}, and are drawn after it"),
            None => "gates are drawn throughout".into(),
        };
        for (side, package) in [('-', a), ('+', b)] {
            found.push(Difference {
                side,
                name: "known until".into(),
                words: words(package.known_until),
                cites: Vec::new(),
                because: None,
            });
        }
    }
    let only = |these: &[Change], those: &[Change], side: char| -> Vec<Difference> {
        let new = these
            .iter()
            .filter(|c| !those.iter().any(|d| d.what == c.what));
        new.map(|change| describe(country, change, side)).collect()
    };
    found.extend(only(&a.changes, &b.changes, '-'));
    found.extend(only(&b.changes, &a.changes, '+'));
    found
}

fn describe(country: &Country, change: &Change, side: char) -> Difference {
    let mark = &country.currency.1;
    let (name, words) = match &change.what {
        Changed::Open(i) => {
            let agreement = &country.agreements[*i];
            let condition = &country.gates[agreement.gate].condition;
            let gate = &country.base.gates[agreement.gate].name;
            let words = format!(
                "opened: {}; operates with {gate}, after {condition}",
                agreement.title
            );
            (agreement.name.clone(), words)
        }
        Changed::Set {
            parameter,
            value,
            from,
        } => {
            let parameter = &country.parameters[*parameter];
            let day = from.unwrap_or(country.base.start);
            let before = parameter.dated.on(day);
            let show = |v: f64| shown(v, &parameter.ty, mark);
            let before_words = before.map_or("nothing".into(), show);
            let no_effect = if before == Some(*value) {
                " (no change: the law already says so)"
            } else {
                ""
            };
            let words = format!("{before_words} → {} from {day}{no_effect}", show(*value));
            (parameter.name.clone(), words)
        }
        Changed::Suppose { assumption, prior } => {
            let assumption = &country.assumptions[*assumption];
            let show = |p: &Prior| {
                let (low, high) = p.range();
                let at = |v| shown(v, &assumption.ty, mark);
                if low == high {
                    at(low)
                } else {
                    format!("{} to {}", at(low), at(high))
                }
            };
            (
                assumption.name.clone(),
                format!("{} → {}", show(&assumption.prior), show(prior)),
            )
        }
        Changed::Gate { gate, opens } => {
            let words = opens.map_or("never opens".into(), |day| format!("opens on {day}"));
            (country.base.gates[*gate].name.clone(), words)
        }
    };
    Difference {
        side,
        name,
        words,
        cites: change
            .backing
            .cites
            .iter()
            .map(|(id, _)| id.clone())
            .collect(),
        because: change.backing.because.clone(),
    }
}

/// A value in its own unit, exactly.
fn shown(value: f64, ty: &Type, mark: &str) -> String {
    match ty {
        Type::Truth => if value == 0.0 { "no" } else { "yes" }.into(),
        Type::Amount(unit) if unit.is_none() => format!("{value}"),
        Type::Amount(unit) if unit.to_string() == "money" => format!("{mark}{value}"),
        Type::Amount(unit) => format!("{value} {unit}"),
        Type::Date => wayleave_rules::calendar::Day(value as i32).to_string(),
        Type::Period(period) => period.show(value as i32),
        Type::Member(_) => format!("{value}"),
    }
}
