//! Parameters, assumptions and their priors.

use wayleave_fit::prior::Prior;
use wayleave_rules::calendar::Day;
use wayleave_rules::cursor::Cursor;
use wayleave_rules::expression::{self, Form};
use wayleave_rules::library::Dated;
use wayleave_rules::place::{Problem, Span};
use wayleave_rules::typed::Type;

use super::Checker;
use crate::country::{Assumption, Parameter};
use crate::written::{Backing, Clause, Declaration};

impl Checker<'_> {
    pub(super) fn parameter(&mut self, declaration: &Declaration, i: usize) -> Parameter {
        let ty = self.names.parameters[i].clone();
        let name = self.name_of(declaration);
        let mut backing = declaration.backing.clone();
        let mut versions: Vec<(Day, Option<Day>, f64, Span)> = Vec::new();
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if !c.take_word("from") {
                self.unknown_clause("L042", clause, "parameter", &["from DATE : VALUE"]);
                continue;
            }
            let dates = self.try_read(|_| {
                let from = c.date()?.0;
                let until = if c.take_word("until") {
                    Some(c.date()?.0)
                } else {
                    None
                };
                c.expect_mark(":")?;
                Ok((from, until))
            });
            let Some((from, until)) = dates else { continue };
            let Some(value) = self.plain_value(&mut c, &ty, self.names.parameter_scales[i]) else {
                continue;
            };
            self.finish(&c);
            backing.join(clause.backing.clone());
            versions.push((from, until, value, clause.span));
            if clause.backing == Backing::default() && declaration.backing == Backing::default() {
                let message = format!("this value of `{name}` has no source");
                let help = "cite the instrument, or give the reason with `because`";
                self.problems
                    .push(Problem::error("L043", clause.span, message).help(help));
            }
        }
        if !declaration
            .clauses
            .iter()
            .any(|c| c.tokens[0].is_word("from"))
        {
            let message = format!("the parameter `{name}` has no value");
            let help = "write `from DATE : VALUE   cite SOURCE`";
            self.problems
                .push(Problem::error("L044", declaration.span, message).help(help));
        }
        for pair in versions.windows(2) {
            let ((_, until, _, _), (from, _, _, span)) = (&pair[0], &pair[1]);
            let earlier = &pair[0].0;
            if from <= earlier || until.is_some_and(|until| *from <= until) {
                let until = until.map_or(format!("from {earlier}"), |u| format!("until {u}"));
                let message = format!("the value from {from} overlaps the one {until}");
                let help = "values come in order of date, and end before the next begins";
                self.problems
                    .push(Problem::error("L045", *span, message).help(help));
            } else if let Some(until) = until
                && until.plus(1) != *from
            {
                let (first, last) = (until.plus(1), from.plus(-1));
                let message = format!("no value is in force from {first} to {last}");
                let help = "a gap is an error: say what held on those days";
                self.problems
                    .push(Problem::error("L046", *span, message).help(help));
            }
        }
        let until = versions.last().and_then(|v| v.1);
        let mut dated: Vec<(Day, f64)> = versions.iter().map(|v| (v.0, v.2)).collect();
        dated.sort_by_key(|(day, _)| *day);
        dated.dedup_by_key(|(day, _)| *day);
        let dated = Dated::new(dated, until);
        Parameter {
            name,
            title: self.title(declaration),
            ty,
            dated,
            backing,
            span: declaration.span,
        }
    }

    /// A value that stands alone: a number takes the declared unit where it has none of its own.
    pub(super) fn plain_value(&mut self, c: &mut Cursor, ty: &Type, scale: f64) -> Option<f64> {
        let written = self.try_read(|s| expression::read(c, &s.names.units))?;
        let is_bare = |form: &Form| matches!(form, Form::Amount { is_bare: true, .. });
        let bare = match &written.form {
            Form::Amount {
                value,
                is_bare: true,
                ..
            } => Some(*value),
            Form::One(_, inner) if is_bare(&inner.form) => match &inner.form {
                Form::Amount { value, .. } => Some(-*value),
                _ => None,
            },
            _ => None,
        };
        if let (Some(value), Type::Amount(_)) = (bare, ty) {
            return Some(value * scale);
        }
        let typed = self.names.resolve(&written, super::Place::Time, Some(ty));
        let typed = self.keep(typed)?;
        let value = typed.compile().as_constant();
        if value.is_none() {
            let message = "expected a plain value";
            let help = "give a formula a name with `rule`";
            self.problems
                .push(Problem::error("L048", typed.span, message).help(help));
        }
        value
    }

    pub(super) fn assumption(&mut self, declaration: &Declaration, i: usize) -> Assumption {
        let ty = self.names.assumptions[i].clone();
        let mut assumption = Assumption {
            name: self.name_of(declaration),
            title: self.title(declaration),
            ty,
            basis: "judged".into(),
            prior: Prior::Fixed(0.0),
            range: None,
            backing: declaration.backing.clone(),
            span: declaration.span,
        };
        let mut n = 0;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            let word = c.name().map_or("", |(word, _)| word);
            if !["judged", "fitted", "measured", "unverified"].contains(&word) {
                let known = ["judged", "fitted", "measured", "because", "cite"];
                self.unknown_clause("A001", clause, "assumption", &known);
                continue;
            }
            n += 1;
            assumption.basis = word.to_owned();
            if let Some(prior) = self.prior(&mut c, i, clause) {
                assumption.prior = prior;
                if let Prior::Fixed(value) = prior
                    && c.take_word("in")
                {
                    assumption.range = self.range_around(value, &mut c, i);
                }
            }
            self.finish(&c);
            if clause.backing.because.is_some() {
                assumption.backing.because = clause.backing.because.clone();
            }
            assumption
                .backing
                .cites
                .extend(clause.backing.cites.iter().cloned());
            assumption.backing.is_unverified |= clause.backing.is_unverified;
        }
        if n != 1 {
            let message = format!(
                "the assumption `{}` says its value {n} times",
                assumption.name
            );
            let help = "write one line such as `judged uniform 0%..80%`";
            self.problems
                .push(Problem::error("A002", declaration.span, message).help(help));
        }
        if assumption.backing.because.is_none() {
            let message = format!("the assumption `{}` gives no reason", assumption.name);
            self.problems.push(
                Problem::error("A003", declaration.span, message).help("write `because \"…\"`"),
            );
        }
        assumption
    }

    /// Reads the range of a value that is fitted: `0.8..3`.
    fn range_around(&mut self, value: f64, c: &mut Cursor, i: usize) -> Option<(f64, f64)> {
        let at = c.span();
        let (ty, scale) = (
            &self.names.assumptions[i].clone(),
            self.names.assumption_scales[i],
        );
        let (low, high) = self.value_range(c, ty, scale)?;
        if !(low <= value && value <= high) {
            let message = format!("the value lies outside its range, {low} to {high}");
            let help = "write a range that holds the value, the smaller end first";
            self.problems
                .push(Problem::error("A004", at, message).help(help));
        }
        Some((low, high))
    }

    /// Reads a distribution: `uniform 0%..80%`, `lognormal median 3, spread 2`, a value.
    pub(super) fn prior(&mut self, c: &mut Cursor, i: usize, clause: &Clause) -> Option<Prior> {
        let at = c.span();
        let (ty, scale) = (
            &self.names.assumptions[i].clone(),
            self.names.assumption_scales[i],
        );
        let prior = if c.take_word("uniform") {
            let (low, high) = self.value_range(c, ty, scale)?;
            Prior::Uniform { low, high }
        } else if c.take_word("triangular") {
            let (low, high) = self.value_range(c, ty, scale)?;
            self.try_read(|_| {
                c.take_mark(",");
                c.expect_word("mode")
            })?;
            Prior::Triangular {
                low,
                mode: self.plain_value(c, ty, scale)?,
                high,
            }
        } else if c.take_word("lognormal") {
            self.try_read(|_| c.expect_word("median"))?;
            let median = self.plain_value(c, ty, scale)?;
            self.try_read(|_| {
                c.take_mark(",");
                c.expect_word("spread")
            })?;
            Prior::Lognormal {
                median,
                spread: self.plain_value(c, &super::number(), 1.0)?,
            }
        } else if c.take_word("normal") {
            self.try_read(|_| c.expect_word("mean"))?;
            let mean = self.plain_value(c, ty, scale)?;
            self.try_read(|_| {
                c.take_mark(",");
                c.expect_word("sd")
            })?;
            Prior::Normal {
                mean,
                sd: self.plain_value(c, ty, scale)?,
            }
        } else {
            Prior::Fixed(self.plain_value(c, ty, scale)?)
        };
        if let Some(fault) = prior.fault() {
            self.problems
                .push(Problem::error("A004", at.to(clause.span), fault));
            return None;
        }
        Some(prior)
    }

    fn value_range(&mut self, c: &mut Cursor, ty: &Type, scale: f64) -> Option<(f64, f64)> {
        let low = self.plain_value(c, ty, scale)?;
        self.try_read(|_| c.expect_mark(".."))?;
        Some((low, self.plain_value(c, ty, scale)?))
    }
}
