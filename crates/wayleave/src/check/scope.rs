//! What each name of a country means in an expression.

use wayleave_rules::place::{Problem, Span};
use wayleave_rules::typed::{self, Meaning, Node, Scope, Type, Typed};
use wayleave_rules::unit::{Dimension, Unit};
use wayleave_sim::model::Input;

use super::names::{DEEPEST_EXPRESSION, MOST_INPUTS, Named, Names, too_large, with_article};

impl Scope for Names {
    fn name(&mut self, name: &str, span: Span) -> Result<Meaning, Problem> {
        let value = |typed| Ok(Meaning::Value(typed));
        match name {
            "arrived" => {
                let typed = self.value(Input::Arrived, Type::Date, span)?;
                return value(typed);
            }
            "entered" => {
                let typed = self.value(Input::Entered, Type::Date, span)?;
                return value(typed);
            }
            _ => {}
        }
        let Some(named) = self.get(name) else {
            return match self.member(name)[..] {
                [(attribute, member)] => {
                    let ty = self.attributes[attribute].ty();
                    value(Typed::constant(member as f64, ty, span))
                }
                [] => Err(self.unknown("L025", "", name, span)),
                [(first, _), ..] => Err(Problem::error(
                    "L026",
                    span,
                    format!("`{name}` is a member of several attributes"),
                )
                .help(format!(
                    "write which one, as in `{}.{name}`",
                    self.attributes[first].name
                ))),
            };
        };
        match named {
            Named::Attribute(i) => {
                let ty = self.attributes[i].ty();
                match self.bound {
                    Some((attribute, member)) if attribute == i => {
                        value(Typed::constant(member as f64, ty, span))
                    }
                    _ => {
                        let typed = self.value(Input::Attribute(i), ty, span)?;
                        value(typed)
                    }
                }
            }
            Named::Table(i) => {
                let (keys, ty) = self.tables[i].clone();
                let names = self.key_names[i].clone();
                Ok(Meaning::Table {
                    table: i as u16,
                    keys,
                    names,
                    ty,
                })
            }
            Named::Parameter(i) => {
                let ty = self.parameters[i].clone();
                value(Typed {
                    node: Node::InForce(i as u16),
                    ty,
                    span,
                })
            }
            Named::Rule(i) => self.rule(i, span).map(Meaning::Value),
            Named::Assumption(i) => {
                let ty = self.assumptions[i].clone();
                let typed = self.value(Input::Draw(i), ty, span)?;
                value(typed)
            }
            Named::Signal(i) => {
                let ty = self.signals[i].clone();
                let typed = self.value(Input::Signal(i), ty, span)?;
                value(typed)
            }
            Named::Gate(i) => {
                let typed = self.value(Input::GateIsOpen(i), Type::Truth, span)?;
                value(typed)
            }
            Named::Flow(i) => {
                let ty = self.people_per_day(i);
                let typed = self.value(Input::Flow(i), ty, span)?;
                value(typed)
            }
            Named::Stock(i) => {
                let ty = Type::Amount(self.stocks[i].clone());
                let typed = self.value(Input::Stock(i), ty, span)?;
                value(typed)
            }
            Named::Series(i) => {
                let ty = self.series[i].clone();
                let typed = self.value(Input::Series(i), ty, span)?;
                value(typed)
            }
            Named::Source(_)
            | Named::Stage(_)
            | Named::Capacity(_)
            | Named::Agreement(_)
            | Named::Duration(_)
            | Named::Cost(_)
            | Named::Measure(_)
            | Named::Package(_) => {
                let message = format!(
                    "`{name}` is {} and has no value",
                    with_article(named.word())
                );
                let help = match named {
                    Named::Stage(_) => "count the people in it with a `stock`, and name that",
                    _ => "name a parameter, assumption, table, rule, signal, gate or count",
                };
                Err(Problem::error("L027", span, message).help(help))
            }
        }
    }

    fn total(&mut self, name: &str, span: Span) -> Result<Typed, Problem> {
        match self.get(name) {
            Some(Named::Flow(i)) => {
                let ty = Type::Amount(self.flows[i].clone());
                self.value(Input::FlowTotal(i), ty, span)
            }
            _ => Err(self.unknown("L028", "flow", name, span)),
        }
    }

    fn over(&mut self, name: &str, days: f64, span: Span) -> Result<Typed, Problem> {
        let is_whole = days >= 1.0 && days.fract() == 0.0 && days <= 1e5;
        match self.get(name) {
            Some(Named::Flow(_)) if !is_whole => Err(Problem::error(
                "L029",
                span,
                "expected a whole number of days, at least 1",
            )),
            Some(Named::Flow(flow)) => {
                let ty = Type::Amount(self.flows[flow].clone());
                self.value(
                    Input::FlowOver {
                        flow,
                        ticks: days as u32,
                    },
                    ty,
                    span,
                )
            }
            _ => Err(self.unknown("L028", "flow", name, span)),
        }
    }

    fn days_open(&mut self, name: &str, span: Span) -> Result<Typed, Problem> {
        match self.get(name) {
            Some(Named::Gate(i)) => {
                let ty = Type::Amount(Unit::of(Dimension::Time));
                self.value(Input::GateDaysOpen(i), ty, span)
            }
            _ => Err(self.unknown("L030", "gate", name, span)),
        }
    }
}

impl Names {
    fn value(&mut self, input: Input, ty: Type, span: Span) -> Result<Typed, Problem> {
        let Some(at) = self.input(input) else {
            let message = format!(
                "the expressions of this folder read more than {MOST_INPUTS} different things"
            );
            let help = "count flows over fewer different numbers of days";
            return Err(Problem::error("L036", span, message).help(help));
        };
        Ok(Typed {
            node: Node::Input(at),
            ty,
            span,
        })
    }

    fn rule(&mut self, i: usize, span: Span) -> Result<Typed, Problem> {
        let Some(rule) = self.rules[i].clone() else {
            let message = "this rule has a mistake of its own".to_owned();
            return Err(Problem::error("L023", span, message).help("mend the rule first"));
        };
        if self.within.contains(&i) {
            let message = format!("`{}` is worked out from itself", rule.name);
            return Err(
                Problem::error("L024", span, message).help("a rule cannot lead back to itself")
            );
        }
        if let Some(problem) = self.failed.get(&i) {
            return Err(problem.clone());
        }
        let levels: usize = self
            .within
            .iter()
            .flat_map(|j| &self.rules[*j])
            .map(|r| r.levels)
            .sum();
        if self.within.len() > 64 || levels + rule.levels > DEEPEST_EXPRESSION {
            return Err(
                Problem::error("L021", span, "rules refer to one another too deeply")
                    .help("let fewer rules stand between this one and the first"),
            );
        }
        self.within.push(i);
        let result = typed::resolve(&rule.body, self);
        self.within.pop();
        let first =
            |problems: Vec<Problem>| problems.into_iter().next().expect("an error has a problem");
        let found = result
            .map_err(first)
            .and_then(|typed| too_large(&typed, span).map_or(Ok(typed), Err));
        match found {
            Ok(typed) => Ok(Typed {
                span,
                ty: rule.ty,
                node: typed.node,
            }),
            Err(problem) => {
                self.failed.insert(i, problem.clone());
                Err(problem)
            }
        }
    }

    fn people_per_day(&self, flow: usize) -> Type {
        Type::Amount(self.flows[flow].over(&Unit::of(Dimension::Time)))
    }
}
