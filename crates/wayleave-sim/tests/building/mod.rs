//! Short words for building models in tests.

#![allow(dead_code, missing_docs)]

pub mod pipeline;

use wayleave_rules::calendar::Day;
use wayleave_rules::library::{Dated, Key, Library, Table};
use wayleave_rules::program::{Program, Step, Two};
use wayleave_sim::model::*;
use wayleave_sim::stream::key_of;
use wayleave_sim::tally::Tally;

pub const START: Day = Day(19_000);

pub fn empty(ticks: u32) -> Model {
    Model {
        start: START,
        ticks,
        clock: Clock::Ticks,
        weight: 1.0,
        attributes: vec![],
        inputs: vec![],
        library: Library::default(),
        sources: vec![],
        stages: vec![],
        capacities: vec![],
        signals: vec![],
        gates: vec![],
        transfers: vec![],
        flows: vec![],
        stocks: vec![],
        durations: vec![],
        series: vec![],
        costs: vec![],
    }
}

pub fn number(value: f64) -> Program {
    Program::constant(value)
}

pub fn program(steps: &[Step]) -> Program {
    Program::new(steps.to_vec())
}

pub fn input(i: u16) -> Program {
    program(&[Step::Input(i)])
}

/// Whether an input is at least a number.
pub fn at_least(i: u16, value: f64) -> Program {
    program(&[
        Step::Constant(value),
        Step::Input(i),
        Step::Two(Two::AtMost),
    ])
}

/// Whether the day is at least so many days after the start.
pub fn from_tick(tick: i32) -> Program {
    let day = f64::from(START.0 + tick);
    program(&[Step::Constant(day), Step::Today, Step::Two(Two::AtMost)])
}

/// Whether an input is a number.
pub fn is(i: u16, value: f64) -> Program {
    program(&[Step::Input(i), Step::Constant(value), Step::Two(Two::Equal)])
}

/// A table over one enumeration.
pub fn table(values: &[f64]) -> Table {
    let mut table = Table::new(vec![Key::Category { n: values.len() }]);
    for (i, value) in values.iter().enumerate() {
        assert!(table.set(&[i as f64], *value));
    }
    table
}

/// A parameter with values from so many days after the start.
pub fn dated(versions: &[(i32, f64)]) -> Dated {
    Dated::new(
        versions
            .iter()
            .map(|(tick, value)| (START.plus(*tick), *value))
            .collect(),
        None,
    )
}

pub fn fixed(days: f64) -> Length {
    Length {
        family: Family::Fixed(number(days)),
    }
}

pub fn exponential(mean: f64) -> Length {
    Length {
        family: Family::Exponential(number(mean)),
    }
}

pub fn lognormal(mean: Program, sigma: f64) -> Length {
    Length {
        family: Family::Lognormal {
            mean,
            sigma: number(sigma),
        },
    }
}

pub fn daily(name: &str, rate: Program, enters: usize) -> Source {
    let key = key_of(&format!("source {name}"));
    let comes = Comes::Daily(rate);
    Source {
        name: name.into(),
        key,
        comes,
        except: None,
        draws: vec![],
        enters,
    }
}

pub fn at_start(name: &str, people: f64, from: f64, to: f64, enters: usize) -> Source {
    let aged = vec![AgeBand {
        from,
        to,
        share: number(1.0),
    }];
    Source {
        comes: Comes::AtStart {
            people: number(people),
            aged,
        },
        ..daily(name, number(0.0), enters)
    }
}

pub fn stage(name: &str, holds: Holds, exits: Vec<Exit>) -> Stage {
    let key = key_of(&format!("stage {name}"));
    Stage {
        name: name.into(),
        key,
        holds,
        exits,
        leaves: vec![],
    }
}

pub fn end(name: &str) -> Stage {
    stage(name, Holds::Ends, vec![])
}

pub fn serve(by: usize, taking: Length) -> Holds {
    Holds::Served {
        by,
        order: Order::FirstCome,
        taking,
    }
}

pub fn then(to: usize) -> Exit {
    Exit {
        to,
        who: Who::Otherwise,
    }
}

pub fn share(to: usize, share: Program) -> Exit {
    Exit {
        to,
        who: Who::Share(share),
    }
}

pub fn leave(name: &str, to: usize, rate: Program) -> Leave {
    Leave {
        key: key_of(&format!("leave {name}")),
        to,
        rate,
    }
}

pub fn capacity(size: Program) -> Capacity {
    Capacity {
        name: "units".into(),
        size,
    }
}

pub fn flow(events: &[Event]) -> Flow {
    Flow {
        name: "flow".into(),
        events: events.to_vec(),
        who: None,
    }
}

pub fn stock(places: &[Place]) -> Stock {
    Stock {
        name: "stock".into(),
        places: places.to_vec(),
        who: None,
    }
}

pub fn measured(span: Span) -> Measured {
    Measured {
        name: "length".into(),
        span,
    }
}

pub fn series(value: Program) -> Series {
    Series {
        name: "series".into(),
        value,
    }
}

pub fn gate(name: &str, opens: Opens) -> Gate {
    let key = key_of(&format!("gate {name}"));
    Gate {
        name: name.into(),
        key,
        opens,
        suspended: None,
        shuts: None,
    }
}

pub fn attribute(name: &str, n: usize) -> Attribute {
    Attribute {
        name: name.into(),
        n,
    }
}

pub fn shares(attribute: usize, shares: &[f64]) -> AttributeDraw {
    AttributeDraw::Shares {
        attribute,
        shares: shares.iter().map(|s| number(*s)).collect(),
    }
}

pub fn total(daily: &[f64]) -> f64 {
    daily.iter().sum()
}

/// The mean of some numbers and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

pub fn mean_duration(tally: &Tally, i: usize) -> f64 {
    tally.durations[i].sum / tally.durations[i].n as f64
}

/// A quantile of a measured length, days within a bin being equally likely.
pub fn quantile(tally: &Tally, i: usize, q: f64) -> f64 {
    let mut left = q * tally.durations[i].n as f64;
    for (days, n) in tally.durations[i].histogram.iter().enumerate() {
        let n = *n as f64;
        if left < n {
            return days as f64 + left / n - 0.5;
        }
        left -= n;
    }
    unreachable!("the bins hold every length")
}
