//! Every declared name and its type, so that files may come in any order.

use wayleave_rules::cursor::Cursor;
use wayleave_rules::expression::{self, Form};
use wayleave_rules::place::Problem;
use wayleave_rules::token::TokenKind;
use wayleave_rules::typed::Type;

use super::Checker;
use super::names::{Named, RuleText, head_name};
use crate::country::Country;
use crate::written::Declaration;

impl Checker<'_> {
    /// Declares every name, so that files may come in any order.
    pub(super) fn declare_all(&mut self) {
        let mut n = [0usize; 17];
        let mut next = |kind: usize| {
            n[kind] += 1;
            n[kind] - 1
        };
        self.gate_order = gate_order(&self.all("gate").collect::<Vec<_>>());
        let gates = std::mem::take(&mut self.gate_order);
        for declaration in &self.written.declarations {
            let named = match declaration.keyword.as_str() {
                "statistic" | "table" => Named::Table(next(0)),
                "parameter" => Named::Parameter(next(1)),
                "rule" => Named::Rule(next(2)),
                "assumption" => Named::Assumption(next(3)),
                "arrivals" | "start" => Named::Source(next(4)),
                "stage" => Named::Stage(next(5)),
                "capacity" => Named::Capacity(next(6)),
                "signal" => Named::Signal(next(7)),
                "gate" => {
                    let place = gates.iter().position(|g| std::ptr::eq(*g, declaration));
                    Named::Gate(place.expect("every gate has a place in the order"))
                }
                "agreement" => Named::Agreement(next(9)),
                "flow" => Named::Flow(next(10)),
                "stock" => Named::Stock(next(11)),
                "duration" => Named::Duration(next(12)),
                "series" => Named::Series(next(13)),
                "cost" => Named::Cost(next(14)),
                "measure" => Named::Measure(next(15)),
                "package" => Named::Package(next(16)),
                _ => continue,
            };
            let mut c = Cursor::new(&declaration.head, declaration.span);
            let declared = head_name(declaration, &mut c)
                .and_then(|(name, span)| self.names.declare(name, named, span));
            if let Err(problem) = declared {
                self.problems.push(problem);
            }
        }
        self.gate_order = gates;
    }

    /// Reads the type in the head of every declaration that has a value.
    pub(super) fn types(&mut self) {
        for declaration in &self.written.declarations {
            match declaration.keyword.as_str() {
                "statistic" | "table" => {
                    let ty = self.head_type(declaration).0;
                    let (keys, names) = self.keys(declaration).into_iter().unzip();
                    self.names.tables.push((keys, ty));
                    self.names.key_names.push(names);
                }
                "parameter" => {
                    let (ty, scale) = self.head_type(declaration);
                    self.names.parameters.push(ty);
                    self.names.parameter_scales.push(scale);
                }
                "assumption" => {
                    let (ty, scale) = self.head_type(declaration);
                    self.names.assumptions.push(ty);
                    self.names.assumption_scales.push(scale);
                }
                "signal" => {
                    let ty = self.head_type(declaration).0;
                    self.names.signals.push(ty);
                }
                "series" => {
                    let ty = self.head_type(declaration).0;
                    self.names.series.push(ty);
                }
                "flow" | "stock" => {
                    let unit = match self.head_type(declaration).0 {
                        Type::Amount(unit) => unit,
                        Type::Truth | Type::Date | Type::Period(_) | Type::Member(_) => {
                            Default::default()
                        }
                    };
                    if declaration.keyword == "flow" {
                        self.names.flows.push(unit);
                    } else {
                        self.names.stocks.push(unit);
                    }
                }
                "rule" => {
                    let rule = self.rule_text(declaration);
                    self.names.rules.push(rule);
                }
                _ => {}
            }
        }
    }

    fn head_type(&mut self, declaration: &Declaration) -> (Type, f64) {
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let read = self.try_read(|s| {
            head_name(declaration, &mut c)?;
            c.expect_mark(":")?;
            s.names.read_type(&mut c)
        });
        let Some(found) = read else {
            return (super::number(), 1.0);
        };
        let at_end = c.is_done()
            || c.peek()
                .is_some_and(|t| t.is_mark("=") || matches!(t.kind, TokenKind::Text(_)));
        if !at_end {
            self.finish(&c);
        }
        found
    }

    /// The title after the name and type, empty where there is none.
    pub(super) fn title(&self, declaration: &Declaration) -> String {
        let text = declaration.head.iter().find_map(|t| match &t.kind {
            TokenKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        text.unwrap_or_default()
    }

    /// The name in the head; empty where it is wrong, which is reported already.
    pub(super) fn name_of(&self, declaration: &Declaration) -> String {
        declaration
            .head
            .first()
            .and_then(|t| t.word())
            .unwrap_or_default()
            .to_owned()
    }

    fn rule_text(&mut self, declaration: &Declaration) -> Option<RuleText> {
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let (name, ty) = self.try_read(|s| {
            let (name, _) = head_name(declaration, &mut c)?;
            c.expect_mark(":")?;
            let ty = s.names.read_type(&mut c)?.0;
            if matches!(c.peek().map(|t| &t.kind), Some(TokenKind::Text(_))) {
                c.take();
            }
            Ok((name.to_owned(), ty))
        })?;
        // The body follows `=`, on the first line or on the lines below.
        let body = if c.is_done() {
            let Some(clause) = declaration.clauses.first() else {
                let message = format!("the rule `{name}` has no formula");
                let problem = Problem::error("L040", declaration.span, message)
                    .help("write `= …` after the type");
                self.problems.push(problem);
                return None;
            };
            if let Some(second) = declaration.clauses.get(1) {
                self.unknown_clause("L041", second, "rule", &["= formula"]);
            }
            Cursor::new(&clause.tokens, clause.span)
        } else {
            c
        };
        let mut c = body;
        let body = self.try_read(|s| {
            c.expect_mark("=")?;
            let body = expression::read(&mut c, &s.names.units)?;
            c.finish()?;
            Ok(body)
        })?;
        let levels = body.levels();
        Some(RuleText {
            name,
            ty,
            body,
            levels,
        })
    }

    /// Reads statistics, tables, parameters and assumptions.
    pub(super) fn data(&mut self, country: &mut Country) {
        let mut i = 0;
        for declaration in &self.written.declarations {
            if matches!(declaration.keyword.as_str(), "statistic" | "table") {
                let card = self.card(declaration, i);
                country.tables.push(card);
                i += 1;
            }
        }
        for (i, declaration) in self.all("parameter").enumerate() {
            let parameter = self.parameter(declaration, i);
            self.model.library.parameters.push(parameter.dated.clone());
            country.parameters.push(parameter);
        }
        for (i, declaration) in self.all("assumption").enumerate() {
            let assumption = self.assumption(declaration, i);
            country.assumptions.push(assumption);
        }
    }

    /// Checks that every rule has the type it declares.
    pub(super) fn rules(&mut self) {
        let rules: Vec<RuleText> = self.names.rules.iter().flatten().cloned().collect();
        for rule in rules {
            let body = wayleave_rules::expression::Expression {
                form: Form::Name(rule.name.clone()),
                span: rule.body.span,
            };
            if matches!(self.names.get(&rule.name), Some(Named::Rule(_))) {
                let direct = self
                    .names
                    .resolve(&rule.body, super::Place::Person, Some(&rule.ty));
                let named = self.names.resolve(&body, super::Place::Person, None);
                self.keep(direct.and(named));
            }
        }
    }
}

/// Gates in an order in which each comes after those that it names, as far as there is one.
fn gate_order<'w>(gates: &[&'w Declaration]) -> Vec<&'w Declaration> {
    fn visit<'w>(
        at: usize,
        gates: &[&'w Declaration],
        seen: &mut [bool],
        order: &mut Vec<&'w Declaration>,
    ) {
        if std::mem::replace(&mut seen[at], true) {
            return;
        }
        for token in gates[at].clauses.iter().flat_map(|c| &c.tokens) {
            let named = gates.iter().position(|g| {
                g.head
                    .first()
                    .and_then(|t| t.word())
                    .is_some_and(|name| token.is_word(name))
            });
            if let Some(named) = named {
                visit(named, gates, seen, order);
            }
        }
        order.push(gates[at]);
    }
    let mut seen = vec![false; gates.len()];
    let mut order = Vec::new();
    (0..gates.len()).for_each(|at| visit(at, gates, &mut seen, &mut order));
    order
}
