//! Tests that stand beside the rules they test.

use wayleave_rules::cursor::Cursor;
use wayleave_rules::place::{Problem, Severity};

use super::Checker;
use super::names::Place;
use crate::country::{Country, Test};
use crate::written::Declaration;

impl Checker<'_> {
    /// `test "Title" as of DATE` with `given ATTRIBUTE MEMBER, …` and `expect NAME = VALUE`.
    pub(super) fn test(&mut self, declaration: &Declaration) -> Option<Test> {
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let (title, day) = self.try_read(|_| {
            let title = c.text()?.0.to_owned();
            c.expect_word("as")?;
            c.expect_word("of")?;
            let day = c.date()?.0;
            c.finish()?;
            Ok((title, day))
        })?;
        let mut test = Test {
            title,
            day,
            given: Vec::new(),
            expected: Vec::new(),
            span: declaration.span,
        };
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if c.take_word("given") {
                while let Some((name, span)) = self.try_read(|_| c.name()) {
                    let Some(attribute) = self.find("L060", "attribute", name, span) else {
                        break;
                    };
                    let Some((member, at)) = self.try_read(|_| c.name()) else {
                        break;
                    };
                    let members = &self.names.attributes[attribute].members;
                    let is_second = test.given.iter().any(|(a, _)| *a == attribute);
                    match members.iter().position(|m| m == member) {
                        Some(_) if is_second => {
                            let message = format!("`{name}` is given twice");
                            self.problems.push(
                                Problem::error("L034", span, message).help("keep one of them"),
                            );
                        }
                        Some(place) => test.given.push((attribute, place)),
                        None => {
                            let near = wayleave_rules::place::nearest(
                                member,
                                members.iter().map(String::as_str),
                            );
                            let message = format!("no {name} is called `{member}`");
                            self.problems
                                .push(Problem::error("L061", at, message).near(near));
                        }
                    }
                    if !c.take_mark(",") {
                        break;
                    }
                }
            } else if c.take_word("expect") {
                let left = self.expression_until_equals(&mut c);
                let Some(left) = left else { continue };
                let ty = left.ty.clone();
                let Some(right) = self.expression(&mut c, Place::Time, Some(&ty)) else {
                    continue;
                };
                let Some(value) = self.constant(&right) else {
                    continue;
                };
                let mut within = 1e-9;
                if c.take_word("within") {
                    let amount = self.expression(&mut c, Place::Time, Some(&ty));
                    let Some(amount) = amount.and_then(|a| self.constant(&a)) else {
                        continue;
                    };
                    within = amount;
                }
                test.expected.push((left, value, within));
            } else {
                self.unknown_clause("L062", clause, "test", &["given", "expect"]);
                continue;
            }
            self.finish(&c);
        }
        Some(test)
    }

    /// The value of an expression that is always the same, or the problem that it is not.
    fn constant(&mut self, typed: &wayleave_rules::typed::Typed) -> Option<f64> {
        let value = typed.compile().as_constant();
        if value.is_none() {
            let help = "write the value itself, as in `£20`";
            self.problems
                .push(Problem::error("L048", typed.span, "expected a plain value").help(help));
        }
        value
    }

    fn expression_until_equals(&mut self, c: &mut Cursor) -> Option<wayleave_rules::typed::Typed> {
        let (name, span) = self.try_read(|_| c.name())?;
        let mut form = wayleave_rules::expression::Form::Name(name.to_owned());
        if c.take_mark("[") {
            let mut keys = Vec::new();
            loop {
                keys.push(self.try_read(|s| wayleave_rules::expression::read(c, &s.names.units))?);
                if !c.take_mark(",") {
                    break;
                }
            }
            self.try_read(|_| c.expect_mark("]"))?;
            form = wayleave_rules::expression::Form::LookUp(name.to_owned(), keys);
        }
        let written = wayleave_rules::expression::Expression { form, span };
        let typed = self.names.resolve(&written, Place::Attributes, None);
        let typed = self.keep(typed)?;
        self.try_read(|_| {
            if c.take_mark("=") || c.take_word("is") {
                Ok(())
            } else {
                Err(c.missing("`=`"))
            }
        })?;
        Some(typed)
    }
}

/// Runs a country's tests: each expectation that does not hold is a problem at its place.
pub fn test(country: &Country) -> Vec<Problem> {
    let mut problems = Vec::new();
    for test in &country.tests {
        for (typed, wanted, within) in &test.expected {
            let program = typed.compile();
            let found = program.value(&country.base.library, test.day, |i| {
                match country.base.inputs[i as usize] {
                    wayleave_sim::model::Input::Attribute(a) => test
                        .given
                        .iter()
                        .find(|(b, _)| *b == a)
                        .map_or(f64::NAN, |(_, m)| *m as f64),
                    wayleave_sim::model::Input::Draw(d) => country.assumptions[d].prior.central(),
                    _ => f64::NAN,
                }
            });
            let holds = (found - wanted).abs() <= *within;
            if !holds {
                let message = format!("test \"{}\": expected {wanted}, found {found}", test.title);
                let severity = Severity::Error;
                problems.push(Problem {
                    severity,
                    ..Problem::error("L063", typed.span, message)
                });
            }
        }
    }
    problems
}
