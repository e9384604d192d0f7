//! A country under a package: the model and the priors that a run takes.

use wayleave_fit::prior::Prior;
use wayleave_rules::calendar::Day;
use wayleave_rules::library::Dated;
use wayleave_rules::program::{Program, Step, Two};
use wayleave_sim::model::{Model, Opens};

use crate::country::{Changed, Country};

/// A country under one package, ready to run.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The number of the package.
    pub package: usize,
    /// The model.
    pub model: Model,
    /// The prior of each assumption.
    pub priors: Vec<Prior>,
    /// Which agreements are open.
    pub open: Vec<bool>,
}

/// Puts a package over a country.
///
/// Agreements that the package does not open pay nothing, and the gates that need them never open.
/// Gates follow history until the package's `known until`; from the day after they are drawn.
pub fn build(country: &Country, package: usize) -> Setting {
    let mut model = country.base.clone();
    let mut priors: Vec<Prior> = country.assumptions.iter().map(|a| a.prior).collect();
    let mut open = vec![false; country.agreements.len()];
    let declared = &country.packages[package];
    if let Some(until) = declared.known_until {
        for (gate, card) in model.gates.iter_mut().zip(&country.gates) {
            follow(&mut gate.opens, card.replay, until);
        }
    }
    for change in &declared.changes {
        match &change.what {
            Changed::Open(agreement) => open[*agreement] = true,
            Changed::Set {
                parameter,
                value,
                from,
            } => {
                let dated = &mut model.library.parameters[*parameter];
                *dated = overlaid(dated, *value, from.unwrap_or(model.start));
            }
            Changed::Suppose { assumption, prior } => priors[*assumption] = *prior,
            Changed::Gate { gate, opens } => {
                model.gates[*gate].opens = opens.map_or(Opens::Never, Opens::On);
                model.gates[*gate].suspended = None;
                model.gates[*gate].shuts = None;
            }
        }
    }
    for (agreement, is_open) in country.agreements.iter().zip(&open) {
        if *is_open {
            continue;
        }
        agreement
            .gates
            .iter()
            .for_each(|gate| model.gates[*gate].opens = Opens::Never);
        agreement
            .costs
            .iter()
            .for_each(|cost| model.costs[*cost].items.clear());
    }
    Setting {
        package,
        model,
        priors,
        open,
    }
}

/// Puts a gate on its historical day where that is known, and holds it back until then where not.
fn follow(opens: &mut Opens, replay: Option<Option<Day>>, until: Day) {
    match replay {
        Some(Some(day)) if day <= until => *opens = Opens::On(day),
        Some(_) | None => {
            if let Opens::After { condition, .. } = opens {
                *condition = after(condition, until);
            }
        }
    }
}

/// A condition that can be met only after a day.
fn after(condition: &Program, until: Day) -> Program {
    let later = [
        Step::Constant(f64::from(until.0)),
        Step::Today,
        Step::Two(Two::Less),
    ];
    condition.and(&later)
}

/// A parameter with another value from a day on.
fn overlaid(dated: &Dated, value: f64, from: Day) -> Dated {
    let mut versions: Vec<(Day, f64)> = dated.versions().filter(|(day, _)| *day < from).collect();
    versions.push((from, value));
    Dated::new(versions, None)
}
