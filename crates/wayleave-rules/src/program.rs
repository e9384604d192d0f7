//! Compiled expressions: a flat list of steps over a stack of numbers.
//!
//! Yes and no are 1 and 0; a member of an enumeration is its place in the declared order;
//! a date is its number of days; amounts are in the base unit of their dimension (days for time).

use crate::calendar::{Day, Period};
use crate::library::Library;

/// One step of a program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Pushes a constant.
    Constant(f64),
    /// Pushes the value that the caller gives for this input.
    Input(u16),
    /// Pushes the number of the day.
    Today,
    /// Pushes the number of the period that contains the day.
    Now(Period),
    /// Pushes the length in days of the period that contains the day.
    Length(Period),
    /// Pushes the first day of the period that contains the day.
    Start(Period),
    /// Pushes the month of the year, from 1 to 12.
    MonthOfYear,
    /// Replaces the number of a day by the number of the period that contains it.
    PeriodOf(Period),
    /// Pops as many keys as the table has, last key first; pushes the cell, `NaN` where there is none.
    LookUp(u16),
    /// Pushes the value of a dated parameter, `NaN` where none is in force.
    InForce(u16),
    /// Pops two numbers, pushes one.
    Two(Two),
    /// Pops one number, pushes one.
    One(One),
    /// Goes on at this step where the popped number is 0.
    SkipUnless(u16),
    /// Goes on at this step.
    Skip(u16),
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Two {
    /// Sum.
    Add,
    /// Difference.
    Subtract,
    /// Product.
    Multiply,
    /// Quotient.
    Divide,
    /// The larger.
    Larger,
    /// The smaller.
    Smaller,
    /// First less than second.
    Less,
    /// First at most second.
    AtMost,
    /// Equal.
    Equal,
    /// Both yes.
    And,
    /// Either yes.
    Or,
}

/// An operation on one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum One {
    /// Minus the number.
    Negate,
    /// No for yes.
    Not,
    /// The exponential.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The sine, of radians.
    Sin,
    /// The square root.
    Sqrt,
}

impl Two {
    /// The result for two numbers.
    #[inline]
    pub fn of(self, a: f64, b: f64) -> f64 {
        let yes = |b: bool| f64::from(u8::from(b));
        match self {
            Two::Add => a + b,
            Two::Subtract => a - b,
            Two::Multiply => a * b,
            Two::Divide => a / b,
            Two::Larger => a.max(b),
            Two::Smaller => a.min(b),
            Two::Less => yes(a < b),
            Two::AtMost => yes(a <= b),
            Two::Equal => yes(a == b),
            Two::And => yes(a != 0.0 && b != 0.0),
            Two::Or => yes(a != 0.0 || b != 0.0),
        }
    }
}

impl One {
    /// The result for one number.
    #[inline]
    pub fn of(self, a: f64) -> f64 {
        match self {
            One::Negate => -a,
            One::Not => f64::from(u8::from(a == 0.0)),
            One::Exp => a.exp(),
            One::Ln => a.ln(),
            One::Sin => a.sin(),
            One::Sqrt => a.sqrt(),
        }
    }
}

/// A compiled expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    steps: Vec<Step>,
    inputs: Vec<u16>,
    is_dated: bool,
}

impl Program {
    /// A program of these steps.
    pub fn new(steps: Vec<Step>) -> Program {
        let mut inputs: Vec<u16> = steps
            .iter()
            .filter_map(|s| {
                if let Step::Input(i) = s {
                    Some(*i)
                } else {
                    None
                }
            })
            .collect();
        inputs.sort_unstable();
        inputs.dedup();
        let is_dated = steps.iter().any(|s| match s {
            Step::Today | Step::Now(_) | Step::Length(_) | Step::Start(_) => true,
            Step::MonthOfYear | Step::InForce(_) => true,
            Step::Constant(_) | Step::Input(_) | Step::PeriodOf(_) | Step::LookUp(_) => false,
            Step::Two(_) | Step::One(_) | Step::SkipUnless(_) | Step::Skip(_) => false,
        });
        Program {
            steps,
            inputs,
            is_dated,
        }
    }

    /// A program that always gives the same number.
    pub fn constant(value: f64) -> Program {
        Program::new(vec![Step::Constant(value)])
    }

    /// A program that is yes where this one and those further steps are.
    pub fn and(&self, further: &[Step]) -> Program {
        let mut steps: Vec<Step> = self.steps.clone();
        steps.extend_from_slice(further);
        steps.push(Step::Two(Two::And));
        Program::new(steps)
    }

    /// The inputs it reads, rising.
    pub fn inputs(&self) -> &[u16] {
        &self.inputs
    }

    /// Whether its value can change from day to day by itself.
    pub fn is_dated(&self) -> bool {
        self.is_dated
    }

    /// The number that it always gives. Absent: where it reads anything.
    pub fn as_constant(&self) -> Option<f64> {
        match self.steps[..] {
            [Step::Constant(value)] => Some(value),
            _ => None,
        }
    }

    /// The value on a day, with inputs from the caller.
    ///
    /// `NaN` where a table or parameter has no value: a checked model never asks for one.
    pub fn value(&self, library: &Library, day: Day, mut input: impl FnMut(u16) -> f64) -> f64 {
        if let Some(value) = self.as_constant() {
            return value;
        }
        let mut stack: Vec<f64> = Vec::with_capacity(8);
        let mut at = 0;
        while let Some(step) = self.steps.get(at) {
            at += 1;
            match *step {
                Step::Constant(value) => stack.push(value),
                Step::Input(i) => stack.push(input(i)),
                Step::Today => stack.push(f64::from(day.0)),
                Step::Now(period) => stack.push(f64::from(period.index(day))),
                Step::Length(period) => stack.push(period.days(day)),
                Step::Start(period) => {
                    stack.push(f64::from(period.first_day(period.index(day)).0));
                }
                Step::MonthOfYear => stack.push(f64::from(day.date().month())),
                Step::PeriodOf(period) => {
                    let of = pop(&mut stack);
                    stack.push(f64::from(period.index(Day(of as i32))));
                }
                Step::LookUp(i) => {
                    let table = &library.tables[i as usize];
                    let keys = stack.split_off(stack.len() - table.keys().len());
                    stack.push(table.get(&keys).unwrap_or(f64::NAN));
                }
                Step::InForce(i) => {
                    let value = library.parameters[i as usize].on(day);
                    stack.push(value.unwrap_or(f64::NAN));
                }
                Step::Two(two) => {
                    let b = pop(&mut stack);
                    let a = pop(&mut stack);
                    stack.push(two.of(a, b));
                }
                Step::One(one) => {
                    let a = pop(&mut stack);
                    stack.push(one.of(a));
                }
                Step::SkipUnless(to) => {
                    if pop(&mut stack) == 0.0 {
                        at = to as usize;
                    }
                }
                Step::Skip(to) => at = to as usize,
            }
        }
        pop(&mut stack)
    }
}

fn pop(stack: &mut Vec<f64>) -> f64 {
    stack
        .pop()
        .expect("a compiled program leaves what its next step needs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_chooses_one_branch() {
        // if input 0 then 1 / input 0 else 7
        let program = Program::new(vec![
            Step::Input(0),
            Step::SkipUnless(6),
            Step::Constant(1.0),
            Step::Input(0),
            Step::Two(Two::Divide),
            Step::Skip(7),
            Step::Constant(7.0),
        ]);
        let value = |x: f64| program.value(&Library::default(), Day(0), |_| x);
        assert_eq!((value(4.0), value(0.0)), (0.25, 7.0));
        assert_eq!(program.inputs(), [0]);
        assert!(!program.is_dated());
    }
}
