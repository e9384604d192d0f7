//! Sources, stages, capacities and signals.

use wayleave_rules::cursor::Cursor;
use wayleave_rules::expression;
use wayleave_rules::place::Problem;
use wayleave_rules::program::Program;
use wayleave_rules::token::TokenKind;
use wayleave_rules::typed::Type;
use wayleave_rules::unit::{Dimension, Unit};
use wayleave_sim::model::{
    AgeBand, AttributeDraw, Capacity, Comes, Exit, Family, Holds, Leave, Length, Order, Signal,
    Source, Stage, Who,
};
use wayleave_sim::stream::key_of;

use super::names::Place;
use super::survey::Wants;
use super::{Checker, number, people, people_a_day, rate, time};
use crate::written::{Clause, Declaration};

impl Checker<'_> {
    /// Reads sources, stages, capacities and signals.
    pub(super) fn pathways(&mut self) {
        let sources = |d: &&Declaration| matches!(d.keyword.as_str(), "arrivals" | "start");
        for declaration in self.written.declarations.iter().filter(sources) {
            let source = self.source(declaration);
            self.model.sources.push(source);
        }
        for declaration in self.all("stage") {
            let stage = self.stage_declaration(declaration);
            self.model.stages.push(stage);
        }
        for declaration in self.all("capacity") {
            let size = self.after_equals(declaration);
            let size = size.and_then(|mut c| {
                // The unit of a capacity is its own; any amount will do.
                let typed = self.expression(&mut c, Place::System, None)?;
                self.finish(&c);
                if !matches!(typed.ty, Type::Amount(_)) {
                    let message = format!("expected an amount, found {}", typed.ty);
                    self.problems
                        .push(Problem::error("W003", typed.span, message));
                }
                Some(self.compiled(typed, Wants::Positive))
            });
            let name = self.name_of(declaration);
            self.model.capacities.push(Capacity {
                name,
                size: size.unwrap_or_else(zero),
            });
        }
        for (i, declaration) in self.all("signal").enumerate() {
            let ty = self.names.signals[i].clone();
            let value = self.after_equals(declaration).and_then(|mut c| {
                let program = self.program(&mut c, Place::System, &ty, Wants::Any);
                self.finish(&c);
                program
            });
            let mut noticed_after = 0;
            for clause in declaration
                .clauses
                .iter()
                .filter(|c| !c.tokens[0].is_mark("="))
            {
                let mut c = Cursor::new(&clause.tokens, clause.span);
                if c.take_words(&["noticed", "after"]) {
                    let at = c.span();
                    match self.plain_value(&mut c, &time(), 1.0) {
                        Some(days)
                            if days >= 0.0
                                && days.fract() == 0.0
                                && days <= f64::from(u32::MAX) =>
                        {
                            noticed_after = days as u32;
                        }
                        Some(days) => {
                            let message = format!(
                                "a signal is noticed after whole days, and this is {days} days"
                            );
                            let help = "write a whole number of days, 0 or more";
                            self.problems
                                .push(Problem::error("W046", at, message).help(help));
                        }
                        None => {}
                    }
                    self.finish(&c);
                } else {
                    self.unknown_clause("W004", clause, "signal", &["= formula", "noticed after"]);
                }
            }
            let name = self.name_of(declaration);
            self.model.signals.push(Signal {
                name,
                value: value.unwrap_or_else(zero),
                noticed_after,
            });
        }
        self.stage_graph();
    }

    /// A cursor after the `=` of a declaration, on its first line or in its first clause.
    pub(super) fn after_equals<'a>(&mut self, declaration: &'a Declaration) -> Option<Cursor<'a>> {
        if let Some(at) = declaration.head.iter().position(|t| t.is_mark("=")) {
            return Some(Cursor::new(&declaration.head[at + 1..], declaration.span));
        }
        let clause = declaration
            .clauses
            .iter()
            .find(|c| c.tokens[0].is_mark("="));
        if clause.is_none() {
            let message = format!("this {} has no formula", declaration.keyword);
            self.problems
                .push(Problem::error("W005", declaration.span, message).help("write `= …`"));
        }
        clause.map(|c| Cursor::new(&c.tokens[1..], c.span))
    }

    fn source(&mut self, declaration: &Declaration) -> Source {
        let name = self.name_of(declaration);
        let is_start = declaration.keyword == "start";
        let what = if is_start { "start" } else { "arrivals" };
        let mut people_program = None;
        let mut aged = Vec::new();
        let mut except = None;
        let mut draws: Vec<AttributeDraw> = Vec::new();
        let mut enters = None;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if !is_start && c.take_words(&["people", "per", "day"]) {
                people_program =
                    self.program(&mut c, Place::System, &people_a_day(), Wants::Positive);
            } else if is_start && c.take_word("people") {
                people_program = self.program_on_start(&mut c, &people());
            } else if is_start && c.take_word("aged") {
                if let Some(band) = self.age_band(&mut c) {
                    aged.push(band);
                }
            } else if !is_start && c.take_word("except") {
                except = self.program(&mut c, Place::System, &number(), Wants::Share);
            } else if c.take_words(&["each", "has"]) {
                draws.extend(self.attribute_draw(&mut c, is_start));
            } else if c.take_word("enters") || c.take_word("in") {
                enters = self.stage(&mut c);
            } else {
                let known: &[&str] = if is_start {
                    &["people", "aged", "each has", "in"]
                } else {
                    &["people per day", "except", "each has", "enters"]
                };
                self.unknown_clause("W006", clause, what, known);
                continue;
            }
            self.finish(&c);
        }
        self.all_attributes_drawn(declaration, &draws);
        let mut missing = Vec::new();
        if !declaration
            .clauses
            .iter()
            .any(|c| c.tokens[0].is_word("people"))
        {
            missing.push(if is_start { "people" } else { "people per day" });
        }
        let says_where = |c: &Clause| c.tokens[0].is_word("enters") || c.tokens[0].is_word("in");
        if !declaration.clauses.iter().any(says_where) {
            missing.push(if is_start { "in STAGE" } else { "enters STAGE" });
        }
        for clause in missing {
            let message = format!("`{name}` does not say `{clause}`");
            self.problems
                .push(Problem::error("W007", declaration.span, message));
        }
        let people_program = people_program.unwrap_or_else(zero);
        let comes = if is_start {
            if aged.is_empty() {
                aged.push(AgeBand {
                    from: 0.0,
                    to: 0.0,
                    share: Program::constant(1.0),
                });
            }
            Comes::AtStart {
                people: people_program,
                aged,
            }
        } else {
            Comes::Daily(people_program)
        };
        let key = key_of(&format!("source {name}"));
        Source {
            name,
            key,
            comes,
            except,
            draws,
            enters: enters.unwrap_or(0),
        }
    }

    /// A program that is asked on the first day only.
    fn program_on_start(&mut self, c: &mut Cursor, ty: &Type) -> Option<Program> {
        let program = self.program(c, Place::Time, ty, Wants::Positive);
        let start = self.model.start;
        if let Some(last) = self.surveyed.last_mut().filter(|_| program.is_some()) {
            last.from = Some((start, start));
        }
        program
    }

    fn age_band(&mut self, c: &mut Cursor) -> Option<AgeBand> {
        let from = self.plain_value(c, &time(), 1.0)?;
        self.try_read(|_| c.expect_mark(".."))?;
        let to = self.plain_value(c, &time(), 1.0)?;
        self.try_read(|_| c.expect_word("share"))?;
        let typed = self.expression(c, Place::Time, None)?;
        let share = self.compiled(typed, Wants::Positive);
        let start = self.model.start;
        self.surveyed.last_mut().expect("just added").from = Some((start, start));
        if !(0.0 <= from && from <= to) {
            let message = format!("nobody is aged {from} to {to} days");
            self.problems
                .push(Problem::error("W008", c.span(), message));
        }
        Some(AgeBand { from, to, share })
    }

    /// `route boat` | `nationality by share EXPRESSION` | `supported share EXPRESSION`.
    fn attribute_draw(&mut self, c: &mut Cursor, is_start: bool) -> Option<AttributeDraw> {
        let (name, span) = self.try_read(|_| c.name())?;
        let attribute = self.find("W009", "attribute", name, span)?;
        let names = self.names.attributes[attribute].clone();
        let on_start = |s: &mut Self| {
            if is_start {
                let start = s.model.start;
                s.surveyed.last_mut().expect("just added").from = Some((start, start));
            }
        };
        if c.take_words(&["by", "share"]) {
            let written = self.try_read(|s| expression::read(c, &s.names.units))?;
            let mut shares = Vec::new();
            for member in 0..names.members.len() {
                let typed =
                    self.names
                        .resolve_for(&written, Place::Attributes, None, (attribute, member));
                let Some(typed) = self.keep(typed) else { break };
                shares.push(self.compiled(typed, Wants::Positive));
                on_start(self);
            }
            return (shares.len() == names.members.len())
                .then_some(AttributeDraw::Shares { attribute, shares });
        }
        if names.is_truth && c.take_word("share") {
            let typed = self.expression(c, Place::Attributes, Some(&number()))?;
            let yes = typed.compile();
            let one = wayleave_rules::typed::Typed::constant(1.0, number(), typed.span);
            let rest = wayleave_rules::typed::Typed {
                node: wayleave_rules::typed::Node::Two(
                    wayleave_rules::program::Two::Subtract,
                    Box::new(one),
                    Box::new(typed.clone()),
                ),
                ..typed.clone()
            };
            self.compiled(typed, Wants::Share);
            on_start(self);
            return Some(AttributeDraw::Shares {
                attribute,
                shares: vec![rest.compile(), yes],
            });
        }
        let (member, at) = self.try_read(|_| c.name())?;
        let found = names.members.iter().position(|m| m == member);
        if found.is_none() {
            let near =
                wayleave_rules::place::nearest(member, names.members.iter().map(String::as_str));
            let message = format!("no {name} is called `{member}`");
            let problem = Problem::error("W010", at, message)
                .help(format!("write a member, or `{name} by share …`"))
                .near(near);
            self.problems.push(problem);
        }
        found.map(|member| AttributeDraw::Member { attribute, member })
    }

    fn all_attributes_drawn(&mut self, declaration: &Declaration, draws: &[AttributeDraw]) {
        for (i, attribute) in self.names.attributes.iter().enumerate() {
            let n = draws
                .iter()
                .filter(|d| match d {
                    AttributeDraw::Member { attribute, .. }
                    | AttributeDraw::Shares { attribute, .. } => *attribute == i,
                })
                .count();
            let name = &attribute.name;
            let says = declaration
                .clauses
                .iter()
                .any(|c| c.tokens.get(2).is_some_and(|t| t.is_word(name)));
            if n == 0 && !says {
                let message = format!("people who come here have no `{name}`");
                let help = format!("write `each has {name} …`");
                self.problems
                    .push(Problem::error("W011", declaration.span, message).help(help));
            } else if n > 1 {
                let message = format!("people who come here have `{name}` twice");
                self.problems
                    .push(Problem::error("W012", declaration.span, message));
            }
        }
    }

    fn stage_declaration(&mut self, declaration: &Declaration) -> Stage {
        let name = self.name_of(declaration);
        let mut holds: Option<Holds> = None;
        let mut exits = Vec::new();
        let mut leaves = Vec::new();
        let mut leads_at = None;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            let mut hold = None;
            if c.take_words(&["served", "by"]) {
                hold = Some(self.served(&mut c));
            } else if c.take_word("waits") {
                hold = Some(self.length(&mut c, Place::Person).map(Holds::Waits));
            } else if c.take_word("stays") {
                hold = Some(Some(Holds::Stays));
            } else if c.take_word("ends") {
                hold = Some(Some(Holds::Ends));
            } else if c.take_words(&["leads", "to"]) {
                leads_at = Some(clause.span);
                if clause.clauses.is_empty() {
                    if let Some(to) = self.stage(&mut c) {
                        exits.push(Exit {
                            to,
                            who: Who::Otherwise,
                        });
                    }
                } else {
                    exits = self.exits(clause);
                }
            } else if c.take_words(&["leaves", "to"]) {
                leaves.extend(self.leave(&mut c, &name));
            } else {
                let known = [
                    "served by",
                    "waits",
                    "stays",
                    "ends",
                    "leads to",
                    "leaves to",
                ];
                self.unknown_clause("W013", clause, "stage", &known);
                continue;
            }
            self.finish(&c);
            if let Some(hold) = hold {
                if holds.is_some() {
                    let message = format!("`{name}` says twice what holds people there");
                    self.problems
                        .push(Problem::error("W014", clause.span, message));
                }
                holds = Some(hold.unwrap_or(Holds::Passes));
            }
        }
        let holds = holds.unwrap_or(Holds::Passes);
        let goes_on = !matches!(holds, Holds::Stays | Holds::Ends);
        if goes_on && leads_at.is_none() {
            let message = format!("nobody leaves `{name}`");
            self.problems
                .push(Problem::error("W015", declaration.span, message).help(
                "write `leads to STAGE`; where people end, write `ends`; where they stay, `stays`",
            ));
        }
        if let (false, Some(span)) = (goes_on, leads_at) {
            let message = "people who stay or end here are led nowhere";
            self.problems
                .push(Problem::error("W016", span, message).help("remove `leads to`"));
        }
        let key = key_of(&format!("stage {name}"));
        Stage {
            name,
            key,
            holds,
            exits,
            leaves,
        }
    }

    fn served(&mut self, c: &mut Cursor) -> Option<Holds> {
        let (name, span) = self.try_read(|_| c.name())?;
        let by = self.find("W017", "capacity", name, span);
        self.try_read(|_| c.expect_mark(","))?;
        let order = if c.take_words(&["first", "come"]) {
            Order::FirstCome
        } else if c.take_words(&["by", "priority"]) {
            let typed = self.expression(c, Place::Person, None)?;
            Order::Priority(self.compiled(typed, Wants::Any))
        } else {
            let problem = c.missing("`first come` or `by priority …`");
            self.problems.push(problem);
            return None;
        };
        self.try_read(|_| {
            c.expect_mark(",")?;
            c.expect_word("taking")
        })?;
        let taking = self.length(c, Place::Person)?;
        Some(Holds::Served {
            by: by?,
            order,
            taking,
        })
    }

    /// A length of time and its distribution.
    pub(super) fn length(&mut self, c: &mut Cursor, place: Place) -> Option<Length> {
        let wants = Wants::Positive;
        let family = if c.take_word("between") {
            let low = self.program(c, place, &time(), wants)?;
            self.try_read(|_| c.expect_mark(".."))?;
            Family::Uniform(low, self.program(c, place, &time(), wants)?)
        } else if c.take_word("exponential") {
            self.try_read(|_| c.expect_word("mean"))?;
            Family::Exponential(self.program(c, place, &time(), wants)?)
        } else if c.take_word("lognormal") || c.peek().is_some_and(|t| t.is_word("gamma")) {
            let is_gamma = c.take_word("gamma");
            self.try_read(|_| c.expect_word("mean"))?;
            let mean = self.program(c, place, &time(), wants)?;
            let second = if is_gamma { "shape" } else { "sigma" };
            self.try_read(|_| {
                c.expect_mark(",")?;
                c.expect_word(second)
            })?;
            let other = self.program(c, place, &number(), wants)?;
            if is_gamma {
                Family::Gamma { mean, shape: other }
            } else {
                Family::Lognormal { mean, sigma: other }
            }
        } else {
            Family::Fixed(self.program(c, place, &time(), wants)?)
        };
        Some(Length { family })
    }

    fn exits(&mut self, clause: &Clause) -> Vec<Exit> {
        let mut exits = Vec::new();
        let group = clause.span.start as usize + ((clause.span.file as usize) << 32);
        let mut has_otherwise = false;
        let mut sum = 0.0;
        for inner in &clause.clauses {
            let mut c = Cursor::new(&inner.tokens, inner.span);
            let Some(to) = self.stage(&mut c) else {
                continue;
            };
            if has_otherwise {
                let message = "nobody is left for this";
                let help = "put `otherwise` last";
                self.problems
                    .push(Problem::error("W018", inner.span, message).help(help));
            }
            let who = if c.take_word("share") {
                let program =
                    self.program(&mut c, Place::Person, &number(), Wants::SharesOf(group));
                sum += program
                    .as_ref()
                    .and_then(Program::as_constant)
                    .unwrap_or(0.0);
                program.map(Who::Share)
            } else if c.take_word("if") {
                self.program(&mut c, Place::Person, &Type::Truth, Wants::Any)
                    .map(Who::If)
            } else if c.take_word("otherwise") {
                has_otherwise = true;
                Some(Who::Otherwise)
            } else {
                let problem = c.missing("`share …`, `if …` or `otherwise`");
                self.problems.push(problem);
                None
            };
            let Some(who) = who else { continue };
            self.finish(&c);
            exits.push(Exit { to, who });
        }
        if !has_otherwise && (sum - 1.0_f64).abs() > 1e-9 {
            let message = "some people are led nowhere";
            let help = "end with a line `STAGE otherwise`";
            self.problems
                .push(Problem::error("W019", clause.span, message).help(help));
        }
        exits
    }

    fn leave(&mut self, c: &mut Cursor, stage: &str) -> Option<Leave> {
        let (name, span) = self.try_read(|_| c.name())?;
        let to = self.find("W002", "stage", name, span)?;
        self.try_read(|_| c.expect_word("at"))?;
        let rate = self.program(c, Place::Attributes, &rate(), Wants::Positive)?;
        Some(Leave {
            key: key_of(&format!("leave {stage} to {name}")),
            to,
            rate,
        })
    }

    /// Stages through which people would pass for ever, stages that nobody enters, idle capacities.
    fn stage_graph(&mut self) {
        if self.problems.iter().any(|p| p.code.starts_with('W')) {
            return;
        }
        let stages = &self.model.stages;
        let declarations: Vec<&Declaration> = self.all("stage").collect();
        let passes: Vec<bool> = stages
            .iter()
            .map(|s| matches!(s.holds, Holds::Passes))
            .collect();
        let next = |i: usize| {
            stages[i]
                .exits
                .iter()
                .map(|e| e.to)
                .filter(|j| passes[*j])
                .collect::<Vec<_>>()
        };
        let starts = (0..stages.len()).filter(|i| passes[*i]);
        let mut problems = Vec::new();
        for i in starts {
            let mut seen = vec![false; stages.len()];
            let mut open = next(i);
            while let Some(j) = open.pop() {
                if j == i {
                    let message =
                        format!("people would pass through `{}` for ever", stages[i].name);
                    let help = "a ring of stages needs one that waits or serves";
                    problems.push(Problem::error("W020", declarations[i].span, message).help(help));
                    break;
                }
                if !std::mem::replace(&mut seen[j], true) {
                    open.extend(next(j));
                }
            }
        }
        let is_used = |i: usize| {
            stages
                .iter()
                .any(|s| s.exits.iter().any(|e| e.to == i) || s.leaves.iter().any(|l| l.to == i))
                || self.model.sources.iter().any(|s| s.enters == i)
        };
        for (i, stage) in stages.iter().enumerate() {
            let by_agreement = self.all("agreement").any(|d| {
                d.clauses
                    .iter()
                    .any(|c| c.tokens.iter().any(|t| t.is_word(&stage.name)))
            });
            if !is_used(i) && !by_agreement {
                let message = format!("nobody ever enters `{}`", stage.name);
                problems.push(
                    Problem::warning("W021", declarations[i].span, message)
                        .help("lead a stage or arrivals to it, or remove it"),
                );
            }
        }
        self.problems.extend(problems);
    }

    /// Whether the words of a clause begin with a number, as payments do.
    pub(super) fn begins_with_amount(clause: &Clause) -> bool {
        matches!(
            clause.tokens[0].kind,
            TokenKind::Money(..) | TokenKind::Number(_)
        ) || clause.tokens[0].is_mark("(")
    }

    /// Money a day.
    pub(super) fn money_a_day() -> Type {
        Type::Amount(Unit::of(Dimension::Money).over(&Unit::of(Dimension::Time)))
    }
}

/// A program that stands for one that was wrong and reported.
pub(super) fn zero() -> Program {
    Program::constant(0.0)
}
