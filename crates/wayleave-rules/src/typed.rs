//! Expressions with every name resolved and every unit known.

use crate::calendar::{Day, Period};
use crate::expression::{Comparison, Expression, Form};
use crate::library::{Key, Library};
use crate::place::{Problem, Span};
use crate::program::{One, Program, Step, Two};
use crate::unit::{Dimension, Unit};

/// What kind of value an expression has.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// An amount in a unit.
    Amount(Unit),
    /// Yes or no.
    Truth,
    /// A day.
    Date,
    /// A period by number.
    Period(Period),
    /// A member of an enumeration, by the enumeration's name.
    Member(String),
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Type::Amount(unit) => write!(f, "{unit}"),
            Type::Truth => write!(f, "yes/no"),
            Type::Date => write!(f, "date"),
            Type::Period(period) => write!(f, "{}", period.word()),
            Type::Member(name) => write!(f, "{name}"),
        }
    }
}

/// An expression with its type.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// What it does.
    pub node: Node,
    /// The type of its value.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// What a typed expression does.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A constant; a zero without unit fits every unit.
    Constant(f64),
    /// An input of the program.
    Input(u16),
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
    /// The period that contains a day.
    PeriodOf(Period, Box<Typed>),
    /// A cell of a table.
    LookUp(u16, Vec<Typed>),
    /// A dated parameter.
    InForce(u16),
    /// An operation on two.
    Two(Two, Box<Typed>, Box<Typed>),
    /// An operation on one.
    One(One, Box<Typed>),
    /// A choice.
    If(Box<Typed>, Box<Typed>, Box<Typed>),
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// An expression in its own right.
    Value(Typed),
    /// A table, which wants keys.
    Table {
        /// Its number in the library.
        table: u16,
        /// The types of its keys.
        keys: Vec<Type>,
        /// The names of its keys.
        names: Vec<String>,
        /// The type of its cells.
        ty: Type,
    },
}

/// Where names get their meaning.
pub trait Scope {
    /// The meaning of a plain name.
    fn name(&mut self, name: &str, span: Span) -> Result<Meaning, Problem>;
    /// The total of a flow or a cost so far.
    fn total(&mut self, name: &str, span: Span) -> Result<Typed, Problem>;
    /// A flow over the last days.
    fn over(&mut self, name: &str, days: f64, span: Span) -> Result<Typed, Problem>;
    /// The number of days for which a gate has been open.
    fn days_open(&mut self, name: &str, span: Span) -> Result<Typed, Problem>;
}

/// Resolves the names of an expression and checks its units.
///
/// # Errors
/// Every problem in it.
pub fn resolve(expression: &Expression, scope: &mut dyn Scope) -> Result<Typed, Vec<Problem>> {
    let span = expression.span;
    let one = |problem: Problem| vec![problem];
    let amount = |value: f64, unit: Unit| Typed {
        node: Node::Constant(value),
        ty: Type::Amount(unit),
        span,
    };
    match &expression.form {
        Form::Amount { value, unit, .. } => Ok(amount(*value, unit.clone())),
        Form::Date(day) => Ok(Typed {
            node: Node::Constant(f64::from(day.0)),
            ty: Type::Date,
            span,
        }),
        Form::Period(period, index) => Ok(Typed {
            node: Node::Constant(f64::from(*index)),
            ty: Type::Period(*period),
            span,
        }),
        Form::Truth(yes) => Ok(Typed {
            node: Node::Constant(f64::from(u8::from(*yes))),
            ty: Type::Truth,
            span,
        }),
        Form::Today => Ok(Typed {
            node: Node::Today,
            ty: Type::Date,
            span,
        }),
        Form::Now(period) => Ok(Typed {
            node: Node::Now(*period),
            ty: Type::Period(*period),
            span,
        }),
        Form::Length(period) => Ok(Typed {
            node: Node::Length(*period),
            ty: Type::Amount(Unit::of(Dimension::Time)),
            span,
        }),
        Form::Start(period) => Ok(Typed {
            node: Node::Start(*period),
            ty: Type::Date,
            span,
        }),
        Form::MonthOfYear => Ok(Typed {
            node: Node::MonthOfYear,
            ty: Type::Amount(Unit::none()),
            span,
        }),
        Form::PeriodOf(period, inner) => {
            let inner = resolve(inner, scope)?;
            expect_type(&inner, &Type::Date).map_err(one)?;
            let node = Node::PeriodOf(*period, Box::new(inner));
            Ok(Typed {
                node,
                ty: Type::Period(*period),
                span,
            })
        }
        Form::Name(name) => match scope.name(name, span).map_err(one)? {
            Meaning::Value(typed) => Ok(Typed { span, ..typed }),
            Meaning::Table { names, .. } => Err(one(Problem::error(
                "L012",
                span,
                format!("`{name}` is a table and wants its keys"),
            )
            .help(format!("write `{name}[{}]`", names.join(", "))))),
        },
        Form::LookUp(name, keys) => look_up(name, keys, span, scope),
        Form::Total(name) => scope.total(name, span).map_err(one),
        Form::Over(name, days) => scope.over(name, *days, span).map_err(one),
        Form::OpenFor(name, days) => {
            let open = scope.days_open(name, span).map_err(one)?;
            let days = amount(*days, Unit::of(Dimension::Time));
            let node = Node::Two(Two::AtMost, Box::new(days), Box::new(open));
            Ok(Typed {
                node,
                ty: Type::Truth,
                span,
            })
        }
        Form::Two(operation, left, right) => {
            let (left, right) = pair(left, right, scope)?;
            two(*operation, left, right, span).map_err(one)
        }
        Form::Compare(comparison, left, right) => {
            let (left, right) = pair(left, right, scope)?;
            compare(*comparison, left, right, span).map_err(one)
        }
        Form::One(operation, inner) => {
            let inner = resolve(inner, scope)?;
            let ty = match operation {
                One::Not => Type::Truth,
                One::Negate => match &inner.ty {
                    Type::Amount(_) => inner.ty.clone(),
                    Type::Truth | Type::Date | Type::Period(_) | Type::Member(_) => {
                        Type::Amount(Unit::none())
                    }
                },
                One::Exp | One::Ln | One::Sin | One::Sqrt => Type::Amount(Unit::none()),
            };
            expect_type(&inner, &ty).map_err(one)?;
            Ok(Typed {
                node: Node::One(*operation, Box::new(inner)),
                ty,
                span,
            })
        }
        Form::If(condition, yes, no) => {
            let condition = resolve(condition, scope);
            let branches = pair(yes, no, scope);
            let (condition, (yes, no)) = match (condition, branches) {
                (Ok(c), Ok(b)) => (c, b),
                (c, b) => return Err(c.err().into_iter().chain(b.err()).flatten().collect()),
            };
            expect_type(&condition, &Type::Truth).map_err(one)?;
            let ty = common(&yes, &no).map_err(one)?;
            let node = Node::If(Box::new(condition), Box::new(yes), Box::new(no));
            Ok(Typed { node, ty, span })
        }
    }
}

fn pair(
    left: &Expression,
    right: &Expression,
    scope: &mut dyn Scope,
) -> Result<(Typed, Typed), Vec<Problem>> {
    match (resolve(left, scope), resolve(right, scope)) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (left, right) => Err(left
            .err()
            .into_iter()
            .chain(right.err())
            .flatten()
            .collect()),
    }
}

fn look_up(
    name: &str,
    keys: &[Expression],
    span: Span,
    scope: &mut dyn Scope,
) -> Result<Typed, Vec<Problem>> {
    let (table, types, names, ty) = match scope.name(name, span).map_err(|p| vec![p])? {
        Meaning::Table {
            table,
            keys,
            names,
            ty,
        } => (table, keys, names, ty),
        Meaning::Value(_) => {
            return Err(vec![
                Problem::error("L013", span, format!("`{name}` is not a table"))
                    .help(format!("write `{name}` without keys")),
            ]);
        }
    };
    if keys.len() != types.len() {
        let message = format!("`{name}` wants {} keys, found {}", types.len(), keys.len());
        let help = format!("write `{name}[{}]`", names.join(", "));
        return Err(vec![Problem::error("L014", span, message).help(help)]);
    }
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (key, ty) in keys.iter().zip(&types) {
        match resolve(key, scope) {
            Ok(typed) => {
                let typed = year_of(typed, ty);
                match expect_type(&typed, ty) {
                    Ok(()) => found.push(typed),
                    Err(problem) => problems.push(problem),
                }
            }
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(Typed {
            node: Node::LookUp(table, found),
            ty,
            span,
        })
    } else {
        Err(problems)
    }
}

fn two(operation: Two, left: Typed, right: Typed, span: Span) -> Result<Typed, Problem> {
    let amounts = |left: &Typed, right: &Typed| match (&left.ty, &right.ty) {
        (Type::Amount(a), Type::Amount(b)) => Ok((a.clone(), b.clone())),
        (Type::Amount(_), _) => Err(no_amount(right)),
        _ => Err(no_amount(left)),
    };
    let ty = match operation {
        Two::Multiply => {
            let (a, b) = amounts(&left, &right)?;
            Type::Amount(a.times(&b))
        }
        Two::Divide => {
            let (a, b) = amounts(&left, &right)?;
            Type::Amount(a.over(&b))
        }
        Two::And | Two::Or => {
            expect_type(&left, &Type::Truth)?;
            expect_type(&right, &Type::Truth)?;
            Type::Truth
        }
        Two::Add | Two::Subtract => stepped(operation, &left, &right)?,
        Two::Larger | Two::Smaller => common(&left, &right)?,
        Two::Less | Two::AtMost | Two::Equal => {
            unreachable!("comparisons are written as comparisons")
        }
    };
    Ok(Typed {
        node: Node::Two(operation, Box::new(left), Box::new(right)),
        ty,
        span,
    })
}

/// The type of a sum: dates move by days, periods by whole numbers, days between dates are time.
fn stepped(operation: Two, left: &Typed, right: &Typed) -> Result<Type, Problem> {
    let time = Type::Amount(Unit::of(Dimension::Time));
    match (&left.ty, &right.ty) {
        (Type::Date, Type::Date) if operation == Two::Subtract => Ok(time),
        (Type::Date, Type::Amount(_)) => expect_type(right, &time).map(|()| Type::Date),
        (Type::Period(period), Type::Amount(_)) => {
            expect_type(right, &Type::Amount(Unit::none())).map(|()| Type::Period(*period))
        }
        (Type::Period(a), Type::Period(b)) if a == b && operation == Two::Subtract => {
            Ok(Type::Amount(Unit::none()))
        }
        (Type::Amount(_), _) => common(left, right),
        _ => Err(no_amount(left)),
    }
}

fn no_amount(typed: &Typed) -> Problem {
    Problem::error(
        "L015",
        typed.span,
        format!("expected an amount, found {}", typed.ty),
    )
}

fn compare(
    comparison: Comparison,
    left: Typed,
    right: Typed,
    span: Span,
) -> Result<Typed, Problem> {
    let (left, right) = (year_of(left, &right.ty), right);
    let right = year_of(right, &left.ty);
    let ty = common(&left, &right)?;
    let is_ordered = matches!(ty, Type::Amount(_) | Type::Date | Type::Period(_));
    let wants_order = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
    if wants_order && !is_ordered {
        let message = format!("{ty} has no order");
        return Err(Problem::error("L016", span, message).help("compare with `is` or `is not`"));
    }
    let (operation, turned, negated) = match comparison {
        Comparison::Less => (Two::Less, false, false),
        Comparison::AtMost => (Two::AtMost, false, false),
        Comparison::More => (Two::Less, true, false),
        Comparison::AtLeast => (Two::AtMost, true, false),
        Comparison::Equal => (Two::Equal, false, false),
        Comparison::Unequal => (Two::Equal, false, true),
    };
    let (left, right) = if turned { (right, left) } else { (left, right) };
    let node = Node::Two(operation, Box::new(left), Box::new(right));
    let equal = Typed {
        node,
        ty: Type::Truth,
        span,
    };
    if !negated {
        return Ok(equal);
    }
    Ok(Typed {
        node: Node::One(One::Not, Box::new(equal)),
        ty: Type::Truth,
        span,
    })
}

/// A plain whole number where a year is wanted is that year.
fn year_of(typed: Typed, wanted: &Type) -> Typed {
    let is_year = matches!(wanted, Type::Period(Period::Year | Period::FinancialYear));
    match (&typed.node, &typed.ty) {
        (Node::Constant(value), Type::Amount(unit))
            if is_year && unit.is_none() && value.fract() == 0.0 && *value != 0.0 =>
        {
            Typed {
                ty: wanted.clone(),
                ..typed
            }
        }
        _ => typed,
    }
}

/// Whether a value fits a type: a zero without unit fits every amount.
pub fn fits(typed: &Typed, ty: &Type) -> bool {
    let is_plain_zero = matches!((&typed.node, &typed.ty, ty),
        (Node::Constant(value), Type::Amount(unit), Type::Amount(_)) if *value == 0.0 && unit.is_none());
    typed.ty == *ty || is_plain_zero
}

/// A problem unless a value fits a type.
pub fn expect_type(typed: &Typed, ty: &Type) -> Result<(), Problem> {
    if fits(typed, ty) {
        return Ok(());
    }
    Err(Problem::error(
        "L017",
        typed.span,
        format!("expected {ty}, found {}", typed.ty),
    ))
}

fn common(left: &Typed, right: &Typed) -> Result<Type, Problem> {
    if fits(right, &left.ty) {
        return Ok(left.ty.clone());
    }
    if fits(left, &right.ty) {
        return Ok(right.ty.clone());
    }
    let message = format!("{} and {} do not go together", left.ty, right.ty);
    Err(Problem::error("L018", left.span.to(right.span), message)
        .help("both sides must be of one kind and unit"))
}

impl Typed {
    /// A constant of a type.
    pub fn constant(value: f64, ty: Type, span: Span) -> Typed {
        Typed {
            node: Node::Constant(value),
            ty,
            span,
        }
    }

    /// The compiled form.
    pub fn compile(&self) -> Program {
        let mut steps = Vec::new();
        self.emit(&mut steps);
        if let Some(value) = self.folded(&steps) {
            return Program::constant(value);
        }
        Program::new(steps)
    }

    fn folded(&self, steps: &[Step]) -> Option<f64> {
        let is_constant = steps.iter().all(|s| match s {
            Step::Constant(_)
            | Step::Two(_)
            | Step::One(_)
            | Step::SkipUnless(_)
            | Step::Skip(_) => true,
            Step::PeriodOf(_) => true,
            Step::Input(_) | Step::Today | Step::Now(_) | Step::Length(_) => false,
            Step::Start(_) | Step::MonthOfYear => false,
            Step::LookUp(_) | Step::InForce(_) => false,
        });
        is_constant
            .then(|| Program::new(steps.to_vec()).value(&Library::default(), Day(0), |_| f64::NAN))
    }

    fn emit(&self, steps: &mut Vec<Step>) {
        match &self.node {
            Node::Constant(value) => steps.push(Step::Constant(*value)),
            Node::Input(input) => steps.push(Step::Input(*input)),
            Node::Today => steps.push(Step::Today),
            Node::Now(period) => steps.push(Step::Now(*period)),
            Node::Length(period) => steps.push(Step::Length(*period)),
            Node::Start(period) => steps.push(Step::Start(*period)),
            Node::MonthOfYear => steps.push(Step::MonthOfYear),
            Node::PeriodOf(period, inner) => {
                inner.emit(steps);
                steps.push(Step::PeriodOf(*period));
            }
            Node::LookUp(table, keys) => {
                for key in keys {
                    key.emit(steps);
                }
                steps.push(Step::LookUp(*table));
            }
            Node::InForce(parameter) => steps.push(Step::InForce(*parameter)),
            Node::Two(operation, left, right) => {
                left.emit(steps);
                right.emit(steps);
                steps.push(Step::Two(*operation));
            }
            Node::One(operation, inner) => {
                inner.emit(steps);
                steps.push(Step::One(*operation));
            }
            Node::If(condition, yes, no) => {
                condition.emit(steps);
                let skip_yes = steps.len();
                steps.push(Step::SkipUnless(0));
                yes.emit(steps);
                let skip_no = steps.len();
                steps.push(Step::Skip(0));
                steps[skip_yes] = Step::SkipUnless(steps.len() as u16);
                no.emit(steps);
                steps[skip_no] = Step::Skip(steps.len() as u16);
            }
        }
    }

    /// Calls `visit` on this expression and every part of it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Typed)) {
        visit(self);
        match &self.node {
            Node::Constant(_) | Node::Input(_) | Node::Today | Node::InForce(_) => {}
            Node::Now(_) | Node::Length(_) | Node::Start(_) | Node::MonthOfYear => {}
            Node::PeriodOf(_, inner) | Node::One(_, inner) => inner.walk(visit),
            Node::LookUp(_, keys) => keys.iter().for_each(|key| key.walk(visit)),
            Node::Two(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Node::If(condition, yes, no) => {
                condition.walk(visit);
                yes.walk(visit);
                no.walk(visit);
            }
        }
    }

    /// The value on a day as far as it can be told, noting each value that a table or parameter lacks.
    ///
    /// `input` gives what is known of an input; where a condition cannot be told, both branches count.
    /// Absent: the value depends on something unknown.
    pub fn survey(
        &self,
        library: &Library,
        day: Day,
        input: &dyn Fn(u16) -> Option<f64>,
        lacks: &mut Vec<Lack>,
    ) -> Option<f64> {
        match &self.node {
            Node::Constant(value) => Some(*value),
            Node::Input(i) => input(*i),
            Node::Today => Some(f64::from(day.0)),
            Node::Now(period) => Some(f64::from(period.index(day))),
            Node::Length(period) => Some(period.days(day)),
            Node::Start(period) => Some(f64::from(period.first_day(period.index(day)).0)),
            Node::MonthOfYear => Some(f64::from(day.date().month())),
            Node::PeriodOf(period, inner) => inner
                .survey(library, day, input, lacks)
                .map(|of| f64::from(period.index(Day(of as i32)))),
            Node::LookUp(table, keys) => {
                let known: Vec<Option<f64>> = keys
                    .iter()
                    .map(|k| k.survey(library, day, input, lacks))
                    .collect();
                let Some(values) = known.iter().copied().collect::<Option<Vec<f64>>>() else {
                    lacks.push(Lack::UnknownKey { span: self.span });
                    return None;
                };
                let value = library.tables[*table as usize].get(&values);
                if value.is_none() {
                    lacks.push(Lack::Cell {
                        span: self.span,
                        table: *table,
                        keys: values,
                        day,
                    });
                }
                value
            }
            Node::InForce(parameter) => {
                let value = library.parameters[*parameter as usize].on(day);
                if value.is_none() {
                    lacks.push(Lack::Version {
                        span: self.span,
                        parameter: *parameter,
                        day,
                    });
                }
                value
            }
            Node::One(operation, inner) => inner
                .survey(library, day, input, lacks)
                .map(|a| operation.of(a)),
            Node::Two(operation, left, right) => {
                let a = left.survey(library, day, input, lacks);
                let b = right.survey(library, day, input, lacks);
                match (operation, a, b) {
                    (_, Some(a), Some(b)) => Some(operation.of(a, b)),
                    (Two::And, Some(0.0), _) | (Two::And, _, Some(0.0)) => Some(0.0),
                    (Two::Or, Some(x), None) | (Two::Or, None, Some(x)) if x != 0.0 => Some(1.0),
                    _ => None,
                }
            }
            Node::If(condition, yes, no) => match condition.survey(library, day, input, lacks) {
                Some(0.0) => no.survey(library, day, input, lacks),
                Some(_) => yes.survey(library, day, input, lacks),
                None => {
                    yes.survey(library, day, input, lacks);
                    no.survey(library, day, input, lacks);
                    None
                }
            },
        }
    }
}

/// A value that an expression would ask for and not find.
#[derive(Debug, Clone, PartialEq)]
pub enum Lack {
    /// A cell of a table.
    Cell {
        /// The look-up.
        span: Span,
        /// The table.
        table: u16,
        /// The keys asked for.
        keys: Vec<f64>,
        /// The day on which it is asked.
        day: Day,
    },
    /// A version of a parameter.
    Version {
        /// The name.
        span: Span,
        /// The parameter.
        parameter: u16,
        /// The day on which it is asked.
        day: Day,
    },
    /// A key that cannot be known before the run.
    UnknownKey {
        /// The look-up.
        span: Span,
    },
}

impl Lack {
    /// Where it was asked for.
    pub fn span(&self) -> Span {
        match self {
            Lack::Cell { span, .. } | Lack::Version { span, .. } | Lack::UnknownKey { span } => {
                *span
            }
        }
    }
}

/// Writes the keys of a cell as a table would.
pub fn show_keys(keys: &[Key], values: &[f64], members: &dyn Fn(usize, usize) -> String) -> String {
    let shown: Vec<String> = keys
        .iter()
        .zip(values)
        .enumerate()
        .map(|(i, (key, value))| match key {
            Key::Category { .. } => members(i, *value as usize),
            Key::Period { period, .. } => period.show(*value as i32),
        })
        .collect();
    shown.join(", ")
}
