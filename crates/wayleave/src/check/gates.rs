//! Gates, and the agreements that stand behind them.

use wayleave_rules::calendar::Day;
use wayleave_rules::cursor::Cursor;
use wayleave_rules::place::{Problem, Span};
use wayleave_rules::program::{One, Program, Two};
use wayleave_rules::typed::{Node, Type, Typed};
use wayleave_sim::model::{CostItem, Family, Gate, Input, Length, Opens, Transfer};
use wayleave_sim::stream::key_of;

use super::Checker;
use super::names::Place;
use super::pathways::zero;
use super::survey::Wants;
use super::{number, people};
use crate::country::{Agreement, Country, GateCard};
use crate::written::{Clause, Declaration};

impl Checker<'_> {
    /// Reads gates, in an order in which each comes after those it reads.
    pub(super) fn gates(&mut self, country: &mut Country) {
        let mut all_reads: Vec<Vec<usize>> = Vec::new();
        for declaration in self.gate_order.clone() {
            let (gate, card, reads) = self.gate(declaration);
            self.model.gates.push(gate);
            country.gates.push(card);
            all_reads.push(reads);
        }
        let n = self.model.gates.len();
        let mut done = vec![false; n];
        for i in 0..n {
            let mut path = Vec::new();
            if let Some(ring) = ring(&all_reads, i, &mut path, &mut done) {
                let names: Vec<&str> = ring
                    .iter()
                    .map(|g| self.model.gates[*g].name.as_str())
                    .collect();
                let message = format!("these gates wait for one another: {}", names.join(" → "));
                let help = "a gate cannot wait for itself; let one of them open on its own";
                let span = country.gates[ring[0]].span;
                self.problems
                    .push(Problem::error("G001", span, message).help(help));
            }
        }
    }

    fn gate(&mut self, declaration: &Declaration) -> (Gate, GateCard, Vec<usize>) {
        let name = self.name_of(declaration);
        let mut condition = None;
        let mut condition_text = String::from("nothing");
        let mut taking = None;
        let mut chance = None;
        let mut on: Option<Day> = None;
        let mut replay = None;
        let mut suspended = None;
        let mut shuts = None;
        let mut reads = Vec::new();
        let mut waits_for = Vec::new();
        let mut backing = declaration.backing.clone();
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if c.take_word("after") {
                condition_text = self.text_of(&clause.tokens[1..]);
                condition = self.condition(&mut c, &mut reads, &mut waits_for);
            } else if c.take_word("taking") {
                taking = self.length(&mut c, Place::System);
            } else if c.take_word("chance") {
                chance = self.program(&mut c, Place::System, &number(), Wants::Share);
            } else if c.take_words(&["opens", "on"]) {
                on = self.try_read(|_| c.date()).map(|(day, _)| day);
            } else if c.take_word("replay") {
                replay = if c.take_word("never") {
                    Some(None)
                } else {
                    self.try_read(|_| c.date()).map(|(day, _)| Some(day))
                };
            } else if c.take_words(&["suspended", "while"]) {
                suspended = self.condition(&mut c, &mut reads, &mut Vec::new());
            } else if c.take_words(&["shuts", "when"]) {
                shuts = self.condition(&mut c, &mut reads, &mut Vec::new());
            } else if c.take_words(&["needs", "agreement"]) {
                if let Some((name, span)) = self.try_read(|_| c.name()) {
                    self.find("G002", "agreement", name, span);
                }
            } else {
                let known = [
                    "after",
                    "taking",
                    "chance",
                    "opens on",
                    "replay",
                    "suspended while",
                    "shuts when",
                    "needs agreement",
                ];
                self.unknown_clause("G003", clause, "gate", &known);
                continue;
            }
            self.finish(&c);
            backing.cites.extend(clause.backing.cites.iter().cloned());
            backing.is_unverified |= clause.backing.is_unverified;
            if backing.because.is_none() {
                backing.because = clause.backing.because.clone();
            }
        }
        let is_drawn = taking.is_some() || chance.is_some() || condition.is_some();
        if on.is_some() && is_drawn {
            let message = format!("`{name}` opens on a day and is drawn as well");
            self.problems
                .push(Problem::error("G004", declaration.span, message).help(
                "keep `opens on`, or `after`, `taking` and `chance`; history goes under `replay`",
            ));
        }
        if on.is_none() && !is_drawn && replay.is_none() {
            let message = format!("`{name}` never says when it opens");
            self.problems.push(
                Problem::error("G005", declaration.span, message)
                    .help("write `opens on DATE`, or `after CONDITION` and `taking LENGTH`"),
            );
        }
        if backing.cites.is_empty() && backing.because.is_none() {
            let message = format!("the gate `{name}` has no source and no reason");
            let help = "cite a source, or write `because \"…\"`";
            self.problems
                .push(Problem::error("G006", declaration.span, message).help(help));
        }
        let opens = match (on, is_drawn) {
            (Some(day), _) => Opens::On(day),
            (None, true) => Opens::After {
                condition: condition.unwrap_or_else(|| Program::constant(1.0)),
                taking: taking.unwrap_or(Length {
                    family: Family::Fixed(zero()),
                }),
                chance: chance.unwrap_or_else(|| Program::constant(1.0)),
            },
            (None, false) => match replay {
                Some(Some(day)) => Opens::On(day),
                Some(None) | None => Opens::Never,
            },
        };
        let key = key_of(&format!("gate {name}"));
        let card = GateCard {
            title: self.title(declaration),
            replay,
            condition: condition_text,
            waits_for,
            reads: reads.clone(),
            backing,
            span: declaration.span,
        };
        (
            Gate {
                name,
                key,
                opens,
                suspended,
                shuts,
            },
            card,
            reads,
        )
    }

    /// A condition, noting the gates that it reads, and those that it wants open.
    fn condition(
        &mut self,
        c: &mut Cursor,
        reads: &mut Vec<usize>,
        wanted: &mut Vec<usize>,
    ) -> Option<Program> {
        let typed = self.expression(c, Place::System, Some(&Type::Truth))?;
        self.gates_in(&typed, true, reads, wanted);
        Some(self.compiled(typed, Wants::Any))
    }

    fn gates_in(
        &self,
        typed: &Typed,
        is_wanted: bool,
        reads: &mut Vec<usize>,
        wanted: &mut Vec<usize>,
    ) {
        match &typed.node {
            Node::One(One::Not, inner) => self.gates_in(inner, !is_wanted, reads, wanted),
            Node::Two(Two::And | Two::Or | Two::AtMost, left, right) => {
                self.gates_in(left, is_wanted, reads, wanted);
                self.gates_in(right, is_wanted, reads, wanted);
            }
            _ => typed.walk(&mut |part| {
                let Node::Input(input) = part.node else {
                    return;
                };
                if let Input::GateIsOpen(gate) | Input::GateDaysOpen(gate) =
                    self.names.inputs[input as usize]
                {
                    reads.push(gate);
                    wanted.extend(is_wanted.then_some(gate));
                }
            }),
        }
    }

    /// The words of tokens, as they are written.
    pub(super) fn text_of(&self, tokens: &[wayleave_rules::token::Token]) -> String {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return String::new();
        };
        let text = self.written.folder.text(first.span.file);
        let written = &text[first.span.start as usize..last.span.end as usize];
        written.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Reads agreements: each a transfer behind a gate, with costs of its own.
    pub(super) fn agreements(&mut self, country: &mut Country) {
        for declaration in self.all("agreement") {
            if let Some(agreement) = self.agreement(declaration) {
                country.agreements.push(agreement);
            } else {
                let message = format!(
                    "the agreement `{}` is not complete",
                    self.name_of(declaration)
                );
                self.problems
                    .push(Problem::error("G010", declaration.span, message).help(
                    "it needs `operates with gate`, `takes from … to …`, `batch every` and `up to`",
                ));
            }
        }
        let needs: Vec<(usize, String)> = self
            .gate_order
            .iter()
            .enumerate()
            .flat_map(|(g, d)| {
                let needs = d.clauses.iter().filter(|c| c.tokens[0].is_word("needs"));
                needs.filter_map(move |c| Some((g, c.tokens.get(2)?.word()?.to_owned())))
            })
            .collect();
        for agreement in &mut country.agreements {
            agreement.gates.push(agreement.gate);
            let own = needs
                .iter()
                .filter(|(_, name)| *name == agreement.name)
                .map(|(g, _)| *g);
            agreement.gates.extend(own);
        }
    }

    fn agreement(&mut self, declaration: &Declaration) -> Option<Agreement> {
        let name = self.name_of(declaration);
        let mut agreement = Agreement {
            title: self.title(declaration),
            partner: String::new(),
            status: None,
            ruled_out: None,
            transfer: self.model.transfers.len(),
            gate: 0,
            gates: Vec::new(),
            costs: Vec::new(),
            span: declaration.span,
            backing: declaration.backing.clone(),
            name: name.clone(),
        };
        let mut gate = None;
        let mut ends = None;
        let mut who = None;
        let mut every = None;
        let mut limits: Vec<(String, Program)> = Vec::new();
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if c.take_word("partner") {
                agreement.partner = self
                    .try_read(|_| c.text())
                    .map_or(String::new(), |t| t.0.to_owned());
            } else if c.take_word("status") {
                agreement.status = self.try_read(|_| c.text()).map(|t| t.0.to_owned());
            } else if c.take_words(&["ruled", "out"]) {
                agreement.ruled_out = clause.backing.because.clone();
                if agreement.ruled_out.is_none() {
                    let message = "this does not say why it is ruled out";
                    let help = "write `ruled out because \"…\"`";
                    self.problems
                        .push(Problem::error("G011", clause.span, message).help(help));
                }
            } else if c.take_words(&["operates", "with", "gate"]) {
                let (name, span) = self.try_read(|_| c.name())?;
                gate = self.find("G012", "gate", name, span);
            } else if c.take_words(&["takes", "from"]) {
                let from = self.stage(&mut c);
                if c.take_words(&["those", "who"]) {
                    who = self.program(&mut c, Place::Person, &Type::Truth, Wants::Any);
                }
                self.try_read(|_| c.expect_word("to"))?;
                ends = from.zip(self.stage(&mut c));
            } else if c.take_words(&["batch", "every"]) {
                every = self.length(&mut c, Place::System);
            } else if c.take_words(&["up", "to"]) {
                let (name, _) = self.try_read(|_| c.name())?;
                let limit = self.program(&mut c, Place::System, &people(), Wants::Any);
                limits.extend(limit.map(|l| (name.to_owned(), l)));
            } else if Self::begins_with_amount(clause) {
                let message = "payments stand in a `cost` of the agreement";
                let help = format!(
                    "write `cost NAME`, below it `of agreement {}`, and then this",
                    agreement.name
                );
                self.problems
                    .push(Problem::error("G013", clause.span, message).help(help));
                continue;
            } else {
                let known = [
                    "partner",
                    "status",
                    "ruled out",
                    "operates with gate",
                    "takes from",
                    "batch every",
                    "up to",
                ];
                self.unknown_clause("G013", clause, "agreement", &known);
                continue;
            }
            self.finish(&c);
        }
        agreement.gate = gate?;
        let (from, to) = ends?;
        let key = key_of(&format!("agreement {name}"));
        if limits.is_empty() {
            return None;
        }
        self.model.transfers.push(Transfer {
            name,
            key,
            gate: gate?,
            from,
            who,
            to,
            every: every?,
            limits,
        });
        Some(agreement)
    }

    /// One item of a cost: `£120m on DATE`, `£20,000 for each FLOW`, `£1m/year each day`, `£120m once …`.
    pub(super) fn cost_item(&mut self, clause: &Clause) -> Option<CostItem> {
        let mut c = Cursor::new(&clause.tokens, clause.span);
        let amount = self.expression(&mut c, Place::System, None)?;
        let at = amount.span;
        let money = super::money();
        let item = if c.take_words(&["for", "each"]) {
            let (name, span) = self.try_read(|_| c.name())?;
            if c.take_words(&["each", "day"]) {
                let typed = self.names.resolve(
                    &wayleave_rules::expression::Expression {
                        form: wayleave_rules::expression::Form::Name(name.to_owned()),
                        span,
                    },
                    Place::System,
                    None,
                );
                let stock = self.keep(typed)?;
                let product = Typed {
                    ty: match (&amount.ty, &stock.ty) {
                        (Type::Amount(a), Type::Amount(b)) => Type::Amount(a.times(b)),
                        (ty, _) => ty.clone(),
                    },
                    span: at,
                    node: Node::Two(Two::Multiply, Box::new(amount), Box::new(stock)),
                };
                self.expect(&product, &Self::money_a_day())?;
                CostItem::Daily(self.compiled(product, Wants::Any))
            } else {
                let flow = self.find("W030", "flow", name, span)?;
                let each = Type::Amount(
                    wayleave_rules::unit::Unit::of(wayleave_rules::unit::Dimension::Money)
                        .over(&self.names.flows[flow]),
                );
                if amount.ty != money {
                    self.expect(&amount, &each)?;
                }
                CostItem::ForEach {
                    flow,
                    amount: self.compiled(amount, Wants::Any),
                }
            }
        } else if c.take_word("on") {
            let (day, span) = self.try_read(|_| c.date())?;
            self.expect(&amount, &money)?;
            self.inside_horizon(day, span);
            let provided = if c.take_word("if") {
                Some(self.program(&mut c, Place::System, &Type::Truth, Wants::Any)?)
            } else {
                None
            };
            CostItem::On {
                day,
                amount: self.compiled(amount, Wants::Any),
                provided,
            }
        } else if c.take_word("once") {
            self.expect(&amount, &money)?;
            let when = self.program(&mut c, Place::System, &Type::Truth, Wants::Any)?;
            CostItem::Once {
                when,
                amount: self.compiled(amount, Wants::Any),
            }
        } else if c.take_words(&["each", "day"]) {
            self.expect(&amount, &Self::money_a_day())?;
            let program = if c.take_word("while") {
                let while_it = self.expression(&mut c, Place::System, Some(&Type::Truth))?;
                let zero = Typed::constant(0.0, Self::money_a_day(), at);
                Typed {
                    ty: Self::money_a_day(),
                    span: at,
                    node: Node::If(Box::new(while_it), Box::new(amount), Box::new(zero)),
                }
            } else {
                amount
            };
            CostItem::Daily(self.compiled(program, Wants::Any))
        } else {
            let problem = c
                .missing("`on DATE`, `once …`, `for each …` or `each day`")
                .help("a cost says what is paid, then when");
            self.problems.push(problem);
            return None;
        };
        self.finish(&c);
        if clause.backing.cites.is_empty() && clause.backing.because.is_none() {
            let message = "this payment has no source";
            let help = "cite one, or give the reason with `because`";
            self.problems
                .push(Problem::error("W031", clause.span, message).help(help));
        }
        Some(item)
    }

    fn expect(&mut self, typed: &Typed, ty: &Type) -> Option<()> {
        let found = wayleave_rules::typed::expect_type(typed, ty);
        self.try_read(|_| found)
    }

    fn inside_horizon(&mut self, day: Day, span: Span) {
        let (first, last) = self.horizon();
        if day < first || day > last {
            let message = format!("{day} lies outside the clock, {first} to {last}");
            self.problems
                .push(Problem::warning("W032", span, message).help("this is never paid"));
        }
    }
}

/// A ring of gates that can be reached from one, if there is any.
fn ring(
    reads: &[Vec<usize>],
    at: usize,
    path: &mut Vec<usize>,
    done: &mut [bool],
) -> Option<Vec<usize>> {
    if let Some(start) = path.iter().position(|g| *g == at) {
        let mut ring = path[start..].to_vec();
        ring.push(at);
        return Some(ring);
    }
    if std::mem::replace(&mut done[at], true) {
        return None;
    }
    path.push(at);
    for next in &reads[at] {
        if let Some(found) = ring(reads, *next, path, done) {
            return Some(found);
        }
    }
    path.pop();
    None
}
