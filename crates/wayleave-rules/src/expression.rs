//! Expressions as written, and the parser that reads them.

use crate::calendar::{Day, Period};
use crate::cursor::{Cursor, Read};
use crate::place::{Problem, Span};
use crate::program::{One, Two};
use crate::token::TokenKind;
use crate::unit::{Unit, UnitWords};

/// An expression as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub form: Form,
    /// Where it is.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A number in its unit's base. `is_bare` where no unit was written.
    Amount {
        /// How much.
        value: f64,
        /// Of what.
        unit: Unit,
        /// Whether no unit was written.
        is_bare: bool,
    },
    /// A date.
    Date(Day),
    /// A period by name.
    Period(Period, i32),
    /// Yes or no.
    Truth(bool),
    /// Today.
    Today,
    /// The period that contains today.
    Now(Period),
    /// The length of the period that contains today.
    Length(Period),
    /// The first day of the period that contains today.
    Start(Period),
    /// The month of the year, from 1 to 12.
    MonthOfYear,
    /// The period that contains a date.
    PeriodOf(Period, Box<Expression>),
    /// A name.
    Name(String),
    /// A table at its keys.
    LookUp(String, Vec<Expression>),
    /// The total of a flow so far.
    Total(String),
    /// A flow over the last days.
    Over(String, f64),
    /// Whether a gate has been open for so many days.
    OpenFor(String, f64),
    /// An operation on two.
    Two(Two, Box<Expression>, Box<Expression>),
    /// A comparison, turned round or negated as its flag says.
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// An operation on one.
    One(One, Box<Expression>),
    /// A choice.
    If(Box<Expression>, Box<Expression>, Box<Expression>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=`, `is`
    Equal,
    /// `!=`, `is not`
    Unequal,
}

/// How deep expressions may nest.
const DEEPEST: usize = 64;

/// How many values and names one expression may hold.
const MOST_PARTS: usize = 500;

/// Reads one expression.
///
/// # Errors
/// Where the words are no expression, the problem at the first that is wrong.
pub fn read(cursor: &mut Cursor, units: &UnitWords) -> Read<Expression> {
    Reader {
        units,
        depth: 0,
        parts: 0,
    }
    .choice(cursor)
}

/// Reads the unit after a number or in a type: `people/day`, `days`, `£ a person`.
///
/// Gives the unit and how many base units one of it is.
///
/// # Errors
/// Where a word is no unit.
pub fn read_unit(cursor: &mut Cursor, units: &UnitWords) -> Read<(Unit, f64)> {
    let (mut unit, mut scale) = one_unit(cursor, units)?;
    loop {
        if cursor.take_mark("/") || cursor.take_word("per") {
            let (other, by) = one_unit(cursor, units)?;
            unit = unit.over(&other);
            scale /= by;
        } else if cursor.take_mark("*") {
            let (other, by) = one_unit(cursor, units)?;
            unit = unit.times(&other);
            scale *= by;
        } else {
            return Ok((unit, scale));
        }
    }
}

fn one_unit(cursor: &mut Cursor, units: &UnitWords) -> Read<(Unit, f64)> {
    // A rate of nothing in particular begins with 1, as in `1/day`.
    if matches!(cursor.peek().map(|t| &t.kind), Some(TokenKind::Number(1.0)))
        && cursor.peek_second().is_some_and(|t| t.is_mark("/"))
    {
        cursor.take();
        return Ok((Unit::none(), 1.0));
    }
    let (word, span) = cursor.name()?;
    units
        .get(word)
        .ok_or_else(|| unknown_unit(word, span, units))
}

fn unknown_unit(word: &str, span: Span, units: &UnitWords) -> Problem {
    let near = crate::place::nearest(word, units.words());
    Problem::error("L010", span, format!("no unit is called `{word}`"))
        .help("units of things counted are declared in country.way, under `units`")
        .near(near)
}

struct Reader<'u> {
    units: &'u UnitWords,
    depth: usize,
    parts: usize,
}

impl Reader<'_> {
    /// Reads a part one level further down.
    fn deeper(
        &mut self,
        c: &mut Cursor,
        read: impl FnOnce(&mut Self, &mut Cursor) -> Read<Expression>,
    ) -> Read<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(
                Problem::error("L004", c.span(), "this expression is nested too deeply").help(
                    format!("at most {DEEPEST} levels; give parts of it names with `rule`"),
                ),
            );
        }
        let result = read(self, c);
        self.depth -= 1;
        result
    }

    fn choice(&mut self, c: &mut Cursor) -> Read<Expression> {
        self.deeper(c, Self::choice_here)
    }

    fn choice_here(&mut self, c: &mut Cursor) -> Read<Expression> {
        let start = c.span();
        if c.take_word("if") {
            let condition = self.choice(c)?;
            c.expect_word("then")?;
            let yes = self.choice(c)?;
            c.expect_word("else")?;
            let no = self.choice(c)?;
            let span = start.to(no.span);
            let form = Form::If(Box::new(condition), Box::new(yes), Box::new(no));
            Ok(Expression { form, span })
        } else {
            self.either(c)
        }
    }

    fn either(&mut self, c: &mut Cursor) -> Read<Expression> {
        let mut left = self.both(c)?;
        while c.take_word("or") {
            left = two(Two::Or, left, self.both(c)?);
        }
        Ok(left)
    }

    fn both(&mut self, c: &mut Cursor) -> Read<Expression> {
        let mut left = self.negated(c)?;
        while c.take_word("and") {
            left = two(Two::And, left, self.negated(c)?);
        }
        Ok(left)
    }

    fn negated(&mut self, c: &mut Cursor) -> Read<Expression> {
        let start = c.span();
        let mut n = 0;
        while c.take_word("not") {
            n += 1;
        }
        let mut inner = self.compared(c)?;
        if n % 2 == 1 {
            let span = start.to(inner.span);
            inner = Expression {
                form: Form::One(One::Not, Box::new(inner)),
                span,
            };
        }
        Ok(inner)
    }

    fn compared(&mut self, c: &mut Cursor) -> Read<Expression> {
        let left = self.sum(c)?;
        let comparison = if c.take_mark("<") {
            Comparison::Less
        } else if c.take_mark("<=") {
            Comparison::AtMost
        } else if c.take_mark(">") {
            Comparison::More
        } else if c.take_mark(">=") {
            Comparison::AtLeast
        } else if c.take_mark("!=") || c.take_words(&["is", "not"]) {
            Comparison::Unequal
        } else if c.take_mark("=") || c.take_word("is") {
            Comparison::Equal
        } else {
            return Ok(left);
        };
        let right = self.sum(c)?;
        let span = left.span.to(right.span);
        Ok(Expression {
            form: Form::Compare(comparison, Box::new(left), Box::new(right)),
            span,
        })
    }

    fn sum(&mut self, c: &mut Cursor) -> Read<Expression> {
        let mut left = self.product(c)?;
        loop {
            let operation = if c.take_mark("+") {
                Two::Add
            } else if c.take_mark("-") {
                Two::Subtract
            } else {
                return Ok(left);
            };
            left = two(operation, left, self.product(c)?);
        }
    }

    fn product(&mut self, c: &mut Cursor) -> Read<Expression> {
        let mut left = self.single(c)?;
        loop {
            let operation = if c.take_mark("*") {
                Two::Multiply
            } else if c.take_mark("/") {
                Two::Divide
            } else {
                return Ok(left);
            };
            left = two(operation, left, self.single(c)?);
        }
    }

    fn single(&mut self, c: &mut Cursor) -> Read<Expression> {
        let start = c.span();
        let Some(token) = c.peek() else {
            return Err(c.missing("a value"));
        };
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(
                Problem::error("L019", start, "this expression is too long").help(format!(
                    "at most {MOST_PARTS} values and names; give parts of it names with `rule`"
                )),
            );
        }
        let form = match &token.kind {
            TokenKind::Number(value) => {
                c.take();
                return self.amount(c, *value, Unit::none(), true, start);
            }
            TokenKind::Money(value, _) => {
                c.take();
                let money = self
                    .units
                    .get("money")
                    .expect("money is a unit of the language")
                    .0;
                return self.amount(c, *value, money, false, start);
            }
            TokenKind::Date(day) => {
                c.take();
                Form::Date(*day)
            }
            TokenKind::Period(period, index) => {
                c.take();
                Form::Period(*period, *index)
            }
            TokenKind::Text(_) => return Err(c.missing("a value")),
            TokenKind::Mark("(") => {
                c.take();
                let inner = self.choice(c)?;
                let end = c.span();
                c.expect_mark(")")?;
                return Ok(Expression {
                    form: inner.form,
                    span: start.to(end),
                });
            }
            TokenKind::Mark("-") => {
                c.take();
                let inner = self.deeper(c, Self::single)?;
                let span = start.to(inner.span);
                return Ok(Expression {
                    form: Form::One(One::Negate, Box::new(inner)),
                    span,
                });
            }
            TokenKind::Mark(_) => return Err(c.missing("a value")),
            TokenKind::Word(word) => return self.word(c, word, start),
        };
        Ok(Expression { form, span: start })
    }

    /// The rest of an amount: its unit, if one follows.
    fn amount(
        &mut self,
        c: &mut Cursor,
        value: f64,
        unit: Unit,
        is_bare: bool,
        start: Span,
    ) -> Read<Expression> {
        let (mut unit, mut value, mut is_bare, mut end) = (unit, value, is_bare, start);
        if is_bare
            && let Some((own, by)) = c
                .peek()
                .and_then(|t| t.word())
                .and_then(|w| self.units.get(w))
        {
            end = c.span();
            c.take();
            (unit, value, is_bare) = (own, value * by, false);
        }
        loop {
            let follows = c
                .peek()
                .is_some_and(|t| t.is_mark("/") || t.is_word("per") || t.is_word("a"));
            let under = c
                .peek_second()
                .and_then(|t| t.word())
                .and_then(|w| self.units.get(w));
            let Some((under, by)) = under.filter(|_| follows && !is_bare) else {
                break;
            };
            c.take();
            end = c.span();
            c.take();
            (unit, value) = (unit.over(&under), value / by);
        }
        Ok(Expression {
            form: Form::Amount {
                value,
                unit,
                is_bare,
            },
            span: start.to(end),
        })
    }

    fn word(&mut self, c: &mut Cursor, word: &str, start: Span) -> Read<Expression> {
        c.take();
        let one = |operation| Some(operation);
        let function = match word {
            "exp" => one(One::Exp),
            "ln" => one(One::Ln),
            "sin" => one(One::Sin),
            "sqrt" => one(One::Sqrt),
            _ => None,
        };
        if let Some(function) = function {
            c.expect_mark("(")?;
            let inner = self.choice(c)?;
            let end = c.span();
            c.expect_mark(")")?;
            let form = Form::One(function, Box::new(inner));
            return Ok(Expression {
                form,
                span: start.to(end),
            });
        }
        if let Some(period) = Period::named(word) {
            if c.take_word("of") {
                let inner = self.deeper(c, Self::single)?;
                let span = start.to(inner.span);
                return Ok(Expression {
                    form: Form::PeriodOf(period, Box::new(inner)),
                    span,
                });
            }
            let form = if period == Period::Date {
                Form::Today
            } else {
                Form::Now(period)
            };
            return Ok(Expression { form, span: start });
        }
        let form = match word {
            "yes" => Form::Truth(true),
            "no" => Form::Truth(false),
            "larger" | "largest" | "smaller" | "smallest" | "least" if c.take_word("of") => {
                let operation = if word.starts_with("larg") {
                    Two::Larger
                } else {
                    Two::Smaller
                };
                let mut left = self.deeper(c, Self::sum)?;
                if !c.peek().is_some_and(|t| t.is_mark(",")) {
                    return Err(c.missing("`,` and a second value"));
                }
                while c.take_mark(",") {
                    left = two(operation, left, self.deeper(c, Self::sum)?);
                }
                left.span = start.to(left.span);
                return Ok(left);
            }
            "month_of_year" => Form::MonthOfYear,
            "length" | "start" if c.take_word("of") => {
                let (name, end) = c.name()?;
                let period = Period::named(name).ok_or_else(|| {
                    Problem::error("L002", end, format!("expected a period, found `{name}`")).help(
                        format!("write `{word} of month`, `{word} of quarter` or `{word} of year`"),
                    )
                })?;
                let form = if word == "length" {
                    Form::Length(period)
                } else {
                    Form::Start(period)
                };
                return Ok(Expression {
                    form,
                    span: start.to(end),
                });
            }
            "total" => {
                let (name, end) = c.name()?;
                return Ok(Expression {
                    form: Form::Total(name.to_owned()),
                    span: start.to(end),
                });
            }
            "if" | "not" => {
                return Err(Problem::error(
                    "L002",
                    start,
                    format!("expected a value, found `{word}`"),
                )
                .help(format!("put brackets round it: `({word} …)`")));
            }
            "then" | "else" | "and" | "or" | "of" => {
                return Err(Problem::error(
                    "L002",
                    start,
                    format!("expected a value, found `{word}`"),
                ));
            }
            _ => return self.name(c, word, start),
        };
        Ok(Expression { form, span: start })
    }

    fn name(&mut self, c: &mut Cursor, word: &str, start: Span) -> Read<Expression> {
        let name = word.to_owned();
        if c.take_mark("[") {
            let mut keys = vec![self.deeper(c, Self::sum)?];
            while c.take_mark(",") {
                keys.push(self.deeper(c, Self::sum)?);
            }
            let end = c.span();
            c.expect_mark("]")?;
            return Ok(Expression {
                form: Form::LookUp(name, keys),
                span: start.to(end),
            });
        }
        let is_over = c.peek().is_some_and(|t| t.is_word("over"));
        let is_for = c.peek().is_some_and(|t| t.is_word("for"));
        let days_follow = matches!(c.peek_second().map(|t| &t.kind), Some(TokenKind::Number(_)));
        if (is_over || is_for) && days_follow {
            c.take();
            let (days, end) = self.days(c)?;
            let form = if is_over {
                Form::Over(name, days)
            } else {
                Form::OpenFor(name, days)
            };
            return Ok(Expression {
                form,
                span: start.to(end),
            });
        }
        Ok(Expression {
            form: Form::Name(name),
            span: start,
        })
    }

    fn days(&mut self, c: &mut Cursor) -> Read<(f64, Span)> {
        let length = self.single(c)?;
        match &length.form {
            Form::Amount { value, unit, .. } if *unit == Unit::of(crate::unit::Dimension::Time) => {
                Ok((*value, length.span))
            }
            _ => Err(Problem::error(
                "L011",
                length.span,
                "expected a length of time such as 90 days",
            )),
        }
    }
}

impl Expression {
    /// How many levels it has, itself the first.
    pub fn levels(&self) -> usize {
        let below = match &self.form {
            Form::Amount { .. }
            | Form::Date(_)
            | Form::Period(..)
            | Form::Truth(_)
            | Form::Today => 0,
            Form::Now(_) | Form::Length(_) | Form::Start(_) | Form::MonthOfYear => 0,
            Form::Name(_) | Form::Total(_) => 0,
            Form::Over(..) | Form::OpenFor(..) => 0,
            Form::PeriodOf(_, inner) | Form::One(_, inner) => inner.levels(),
            Form::LookUp(_, keys) => keys.iter().map(Expression::levels).max().unwrap_or(0),
            Form::Two(_, left, right) | Form::Compare(_, left, right) => {
                left.levels().max(right.levels())
            }
            Form::If(condition, yes, no) => condition.levels().max(yes.levels()).max(no.levels()),
        };
        below + 1
    }
}

fn two(operation: Two, left: Expression, right: Expression) -> Expression {
    let span = left.span.to(right.span);
    Expression {
        form: Form::Two(operation, Box::new(left), Box::new(right)),
        span,
    }
}
