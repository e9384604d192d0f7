//! Gates and agreements of a run: how often and when they opened, and what bound them.

use wayleave_sim::model::Opens;

use crate::build::Setting;
use crate::compare::{AgreementRow, GateRow, range};
use crate::country::Country;
use crate::run::{Outcome, Results};

/// Gates under a package.
pub fn gates(country: &Country, setting: &Setting, results: &Results) -> Vec<GateRow> {
    let n = results.outcomes.len() as f64;
    let start = setting.model.start;
    let headline = headline_gates(country, setting);
    let row = |(i, gate): (usize, &wayleave_sim::model::Gate)| {
        let card = &country.gates[i];
        let mut opened: Vec<u32> = results
            .outcomes
            .iter()
            .filter_map(|o| o.gates[i].opened)
            .collect();
        opened.sort_unstable();
        let by = |share: f64| {
            let at = (share * n).ceil() as usize;
            opened
                .get(at.max(1) - 1)
                .map(|tick| start.plus(*tick as i32).to_string())
        };
        let n_shut = results
            .outcomes
            .iter()
            .filter(|o| o.gates[i].shut.is_some())
            .count();
        let ticks = setting.model.ticks;
        let is_suspended = |tally: &wayleave_sim::tally::GateTally| {
            let end = tally.shut.unwrap_or(ticks);
            tally
                .opened
                .is_some_and(|opened| opened < end && tally.days_open < end - opened)
        };
        let n_suspended = results
            .outcomes
            .iter()
            .filter(|o| is_suspended(&o.gates[i]))
            .count();
        let is_drawn = matches!(gate.opens, Opens::After { .. });
        let is_history = matches!((&gate.opens, card.replay), (Opens::On(day), Some(Some(replay))) if *day == replay);
        GateRow {
            name: gate.name.clone(),
            title: card.title.clone(),
            how: if is_drawn {
                "drawn"
            } else if is_history {
                "history"
            } else if matches!(gate.opens, Opens::Never) {
                "never"
            } else {
                "set"
            }
            .into(),
            condition: card.condition.clone(),
            share_opened: opened.len() as f64 / n,
            opened_by: [by(0.1), by(0.5), by(0.9)],
            share_shut: n_shut as f64 / n,
            share_suspended: n_suspended as f64 / n,
            cites: card
                .backing
                .cites
                .iter()
                .map(|(id, _)| id.clone())
                .collect(),
            is_unverified: card.backing.is_unverified,
            is_headline: headline[i],
        }
    };
    setting.model.gates.iter().enumerate().map(row).collect()
}

fn headline_gates(country: &Country, setting: &Setting) -> Vec<bool> {
    let mut is_headline = vec![false; country.gates.len()];
    let open = country
        .agreements
        .iter()
        .zip(&setting.open)
        .filter(|(_, is_open)| **is_open);
    let operating: Vec<usize> = open.map(|(agreement, _)| agreement.gate).collect();
    operating.iter().for_each(|gate| is_headline[*gate] = true);
    let mut chain: Vec<usize> = operating.first().copied().into_iter().collect();
    let mut at = 0;
    while let Some(gate) = chain.get(at).copied() {
        at += 1;
        if matches!(setting.model.gates[gate].opens, Opens::After { .. }) {
            is_headline[gate] = true;
        }
        let further = country.gates[gate]
            .reads
            .iter()
            .filter(|g| !chain.contains(g));
        let further: Vec<usize> = further.copied().collect();
        chain.extend(further);
    }
    is_headline
}

/// Agreements that a package opens, and what bound each of them.
pub fn agreements(country: &Country, setting: &Setting, results: &Results) -> Vec<AgreementRow> {
    let n = results.outcomes.len() as f64;
    let open = country
        .agreements
        .iter()
        .zip(&setting.open)
        .filter(|(_, is_open)| **is_open);
    let row = |agreement: &crate::country::Agreement| {
        let mut causes: Vec<(String, f64)> = Vec::new();
        let mut n_operated = 0.0;
        for outcome in &results.outcomes {
            n_operated += f64::from(u8::from(outcome.gates[agreement.gate].opened.is_some()));
            let cause = cause(country, setting, agreement, outcome);
            match causes.iter_mut().find(|(c, _)| *c == cause) {
                Some((_, share)) => *share += 1.0 / n,
                None => causes.push((cause, 1.0 / n)),
            }
        }
        causes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let people = results
            .outcomes
            .iter()
            .map(|o| o.transfers[agreement.transfer].n_people);
        AgreementRow {
            name: agreement.name.clone(),
            title: agreement.title.clone(),
            share_operated: n_operated / n,
            people: range(people).expect("replications"),
            bound_by: causes,
        }
    };
    open.map(|(agreement, _)| row(agreement)).collect()
}

/// What held an agreement in one replication: a gate that stayed shut, or the limit that bound most batches.
fn cause(
    country: &Country,
    setting: &Setting,
    agreement: &crate::country::Agreement,
    outcome: &Outcome,
) -> String {
    if outcome.gates[agreement.gate].opened.is_none() {
        return shut(country, setting, agreement.gate, outcome);
    }
    let tally = &outcome.transfers[agreement.transfer];
    let limits = &setting.model.transfers[agreement.transfer].limits;
    let bound = tally
        .bound_by_limit
        .iter()
        .zip(limits)
        .map(|(n, (name, _))| (*n, name.as_str()));
    let most = bound
        .chain([(tally.bound_by_people, "people")])
        .max_by_key(|(n, _)| *n);
    match most {
        Some((n, name)) if n > 0 => match name {
            "people" => "people eligible: batches took all of them".into(),
            _ => format!("limit: {}", name.replace('_', " ")),
        },
        Some(_) | None => "open, but no batch fell due".into(),
    }
}

/// The gate furthest back in the chain that did not open, and why.
fn shut(country: &Country, setting: &Setting, gate: usize, outcome: &Outcome) -> String {
    let tally = &outcome.gates[gate];
    let name = &setting.model.gates[gate].name;
    if matches!(setting.model.gates[gate].opens, Opens::Never) {
        return format!("gate {name}: never opens in this package");
    }
    let waits_for = &country.gates[gate].waits_for;
    if let (Some(shut), None) = (tally.shut, tally.opened) {
        let came = |g: &usize| {
            outcome.gates[*g]
                .opened
                .is_some_and(|opened| opened <= shut)
        };
        return match waits_for.iter().find(|g| !came(g)) {
            Some(g) => format!(
                "gate {name}: ended while waiting for {}",
                setting.model.gates[*g].name
            ),
            None if tally.failed => format!("gate {name}: not to open, by the chance drawn for it"),
            None => format!("gate {name}: ended before it opened"),
        };
    }
    if tally.failed {
        return format!("gate {name}: not to open, by the chance drawn for it");
    }
    if tally.condition_met.is_some() {
        return format!("gate {name}: still under way at the end");
    }
    match waits_for
        .iter()
        .find(|g| outcome.gates[**g].opened.is_none() && **g != gate)
    {
        Some(next) => shut(country, setting, *next, outcome),
        None => format!("gate {name}: its condition was not met"),
    }
}
