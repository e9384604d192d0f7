//! Walks every expression over the days it will be asked on, before anything runs.
//!
//! It looks for values that a table or parameter lacks, and for numbers that no run could use:
//! a negative capacity, shares above one.

use std::collections::BTreeSet;

use wayleave_rules::calendar::{Day, Period};
use wayleave_rules::place::{Problem, Span};
use wayleave_rules::typed::{Lack, Node, Typed, show_keys};
use wayleave_sim::model::Input;

use super::Checker;
use crate::country::Country;

/// An attribute and one of its members.
type Member = (usize, usize);

/// What a program's value must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wants {
    /// Anything.
    Any,
    /// Not negative.
    Positive,
    /// From 0 to 1.
    Share,
    /// From 0 to 1, and with the others of this group at most 1 together.
    SharesOf(usize),
}

/// A program to survey.
#[derive(Debug, Clone)]
pub(super) struct Surveyed {
    pub typed: Typed,
    pub wants: Wants,
    /// The days on which it is asked, where that is not every day.
    pub from: Option<(Day, Day)>,
}

/// How many shortcomings of one expression are told.
const MOST_TOLD: usize = 3;

/// How many parts of one expression are worked out, over its days and combinations of attributes.
const MOST_WORK: usize = 100_000_000;

impl Checker<'_> {
    pub(super) fn survey(&mut self, country: &Country) {
        let surveyed = std::mem::take(&mut self.surveyed);
        let mut groups: std::collections::BTreeMap<usize, Vec<&Surveyed>> = Default::default();
        let mut seen: BTreeSet<(Span, &'static str)> = BTreeSet::new();
        for one in &surveyed {
            if let Wants::SharesOf(group) = one.wants {
                groups.entry(group).or_default().push(one);
            }
            if !self.is_too_much(&[one]) {
                self.survey_one(country, one, &mut seen);
            }
        }
        for group in groups.values() {
            if !self.problems.iter().any(|p| p.code == "L053") && !self.is_too_much(group) {
                self.survey_group(country, group);
            }
        }
    }

    /// Whether expressions together would take too long to survey, which is reported.
    fn is_too_much(&mut self, together: &[&Surveyed]) -> bool {
        let (mut parts, mut attributes) = (0usize, BTreeSet::new());
        for one in together {
            one.typed.walk(&mut |part| {
                parts += 1;
                if let Node::Input(i) = part.node
                    && let Input::Attribute(a) = self.names.inputs[i as usize]
                {
                    attributes.insert(a);
                }
            });
        }
        let kinds = attributes
            .iter()
            .map(|a| self.model.attributes[*a].n)
            .product::<usize>();
        let days = self.days(together).len();
        let work = kinds.saturating_mul(days).saturating_mul(parts);
        if work > MOST_WORK {
            let message = format!(
                "this cannot be checked: it is asked for {kinds} kinds of people on {days} days"
            );
            let help = match together.len() {
                1 => "let it read fewer attributes, or give the clock fewer days",
                _ => {
                    "let the shares of one stage read fewer attributes, or give the clock fewer days"
                }
            };
            let span = together
                .iter()
                .map(|s| s.typed.span)
                .reduce(Span::to)
                .expect("an expression");
            self.problems
                .push(Problem::error("L053", span, message).help(help));
        }
        work > MOST_WORK
    }

    fn survey_one(
        &mut self,
        country: &Country,
        one: &Surveyed,
        seen: &mut BTreeSet<(Span, &'static str)>,
    ) {
        let days = self.days(&[one]);
        let mut lacks: Vec<Lack> = Vec::new();
        let mut told: BTreeSet<(Span, u16, Vec<i64>)> = BTreeSet::new();
        let mut bad: Option<(f64, Day)> = None;
        self.combinations(&[&one.typed], &mut |members| {
            for day in &days {
                let mut here = Vec::new();
                one.typed.survey(
                    &self.model.library,
                    *day,
                    &|i| self.known(i, members, None, country),
                    &mut here,
                );
                for lack in here {
                    let key = match &lack {
                        Lack::Cell {
                            span, table, keys, ..
                        } => (*span, *table, keys.iter().map(|k| *k as i64).collect()),
                        Lack::Version {
                            span, parameter, ..
                        } => (*span, *parameter, Vec::new()),
                        Lack::UnknownKey { span } => (*span, u16::MAX, Vec::new()),
                    };
                    let n = told.iter().filter(|(s, ..)| *s == key.0).count();
                    if n < MOST_TOLD && told.insert(key) {
                        lacks.push(lack);
                    }
                }
                if one.wants == Wants::Any || bad.is_some() {
                    continue;
                }
                for u in [0.001, 0.5, 0.999] {
                    let known = |i: u16| self.known(i, members, Some(u), country);
                    let value =
                        one.typed
                            .survey(&self.model.library, *day, &known, &mut Vec::new());
                    if let Some(value) = value.filter(|v| !one.wants.allows(*v)) {
                        bad = Some((value, *day));
                    }
                }
            }
        });
        for lack in lacks {
            if seen.insert((lack.span(), "L050")) || told.len() <= MOST_TOLD {
                let problem = self.lack(country, &lack);
                self.problems.push(problem);
            }
        }
        if let Some((value, day)) = bad
            && seen.insert((one.typed.span, "W050"))
        {
            let (is, must) = match one.wants {
                Wants::Positive | Wants::Any => {
                    ("is negative", "it must be 0 or more on every day")
                }
                Wants::Share | Wants::SharesOf(_) => (
                    "is no share",
                    "it must lie from 0 to 1 on every day, for every draw of the assumptions",
                ),
            };
            let message = format!("this {is}: {value:.4} on {day}");
            self.problems
                .push(Problem::error("W050", one.typed.span, message).help(must));
        }
    }

    fn survey_group(&mut self, country: &Country, group: &[&Surveyed]) {
        let typed: Vec<&Typed> = group.iter().map(|s| &s.typed).collect();
        let days = self.days(group);
        let mut bad = None;
        self.combinations(&typed, &mut |members| {
            for (day, u) in days
                .iter()
                .flat_map(|d| [0.001, 0.5, 0.999].map(|u| (d, u)))
            {
                let known = |i: u16| self.known(i, members, Some(u), country);
                let sum: Option<f64> = typed
                    .iter()
                    .map(|t| t.survey(&self.model.library, *day, &known, &mut Vec::new()))
                    .sum();
                if let Some(sum) = sum.filter(|s| *s > 1.0 + 1e-6)
                    && bad.is_none()
                {
                    bad = Some((sum, *day));
                }
            }
        });
        if let Some((sum, day)) = bad {
            let span = typed
                .iter()
                .map(|t| t.span)
                .reduce(Span::to)
                .expect("a group has members");
            let message = format!("these shares sum to {sum:.4} on {day}");
            let help = "shares of one stage sum to at most 1; give the rest to `otherwise`";
            self.problems
                .push(Problem::error("W051", span, message).help(help));
        }
    }

    /// The first of every month, and the days that the expressions name, with those beside them.
    ///
    /// All are asked in the span of days of the first.
    fn days(&self, together: &[&Surveyed]) -> Vec<Day> {
        let (first, last) = together[0].from.unwrap_or_else(|| self.horizon());
        let mut days = BTreeSet::from([first, last]);
        let mut month = Period::Month.index(first) + 1;
        while Period::Month.first_day(month) <= last {
            days.insert(Period::Month.first_day(month));
            month += 1;
        }
        let mut near = |day: Day| days.extend([day.plus(-1), day, day.plus(1)]);
        let mut note = |part: &Typed| match (&part.node, &part.ty) {
            (Node::Constant(value), wayleave_rules::typed::Type::Date) => near(Day(*value as i32)),
            (Node::InForce(i), _) => {
                self.model.library.parameters[*i as usize]
                    .days()
                    .for_each(&mut near);
            }
            _ => {}
        };
        together.iter().for_each(|one| one.typed.walk(&mut note));
        days.into_iter()
            .filter(|d| first <= *d && *d <= last)
            .collect()
    }

    /// Calls `each` with every combination of the attributes that the expressions read.
    fn combinations(&self, typed: &[&Typed], each: &mut dyn FnMut(&[Member])) {
        let mut attributes = BTreeSet::new();
        for one in typed {
            one.walk(&mut |part| {
                if let Node::Input(i) = part.node
                    && let Input::Attribute(a) = self.names.inputs[i as usize]
                {
                    attributes.insert(a);
                }
            });
        }
        let attributes: Vec<usize> = attributes.into_iter().collect();
        let mut members: Vec<Member> = attributes.iter().map(|a| (*a, 0)).collect();
        loop {
            each(&members);
            let next = members
                .iter()
                .rposition(|(a, m)| m + 1 < self.model.attributes[*a].n);
            let Some(at) = next else { return };
            members[at].1 += 1;
            members[at + 1..].iter_mut().for_each(|(_, m)| *m = 0);
        }
    }

    /// What is known of an input: the members at hand, and draws at a quantile if one is given.
    fn known(
        &self,
        input: u16,
        members: &[Member],
        u: Option<f64>,
        country: &Country,
    ) -> Option<f64> {
        match self.names.inputs[input as usize] {
            Input::Attribute(a) => members
                .iter()
                .find(|(b, _)| *b == a)
                .map(|(_, m)| *m as f64),
            Input::Draw(i) => u.map(|u| country.assumptions[i].prior.quantile(u)),
            Input::Arrived
            | Input::Entered
            | Input::Signal(_)
            | Input::GateIsOpen(_)
            | Input::GateDaysOpen(_)
            | Input::Stock(_)
            | Input::Series(_)
            | Input::Flow(_)
            | Input::FlowTotal(_)
            | Input::FlowOver { .. } => None,
        }
    }

    fn lack(&self, country: &Country, lack: &Lack) -> Problem {
        match lack {
            Lack::Cell {
                span,
                table,
                keys,
                day,
            } => {
                let card = &country.tables[*table as usize];
                let members = |key: usize, member: usize| {
                    let name = &card.key_names[key];
                    let attribute = self.names.attributes.iter().find(|a| a.name == *name);
                    attribute.map_or(member.to_string(), |a| a.members[member].clone())
                };
                let keys = show_keys(
                    self.model.library.tables[*table as usize].keys(),
                    keys,
                    &members,
                );
                let message = format!(
                    "`{}` has no value for {keys}, asked for on {day}",
                    card.name
                );
                let help = "add the row, or say with `if` what holds where the table ends";
                Problem::error("L050", *span, message).help(help)
            }
            Lack::Version {
                span,
                parameter,
                day,
            } => {
                let name = &country.parameters[*parameter as usize].name;
                let message = format!("no value of `{name}` is in force on {day}");
                let help = "add a value from an earlier day, or say with `if` what holds then";
                Problem::error("L051", *span, message).help(help)
            }
            Lack::UnknownKey { span } => {
                let message =
                    "this key cannot be known before the run, so the table cannot be checked";
                let help = "key tables by the date, by attributes, or by constants";
                Problem::error("L052", *span, message).help(help)
            }
        }
    }
}

impl Wants {
    fn allows(self, value: f64) -> bool {
        match self {
            Wants::Any => true,
            Wants::Positive => value >= -1e-9,
            Wants::Share | Wants::SharesOf(_) => (-1e-9..=1.0 + 1e-9).contains(&value),
        }
    }
}
