//! Lengths of time drawn from their distributions.

use crate::clock::Clock;
use crate::formula::{Former, Formula};
use crate::model::{Family, Length};
use crate::person::Who;
use crate::quantile::{Gamma, normal};
use crate::world::World;

/// The number of a law among all that need tables: where its table is remembered.
type Hint = usize;

/// A distribution of lengths of time, its programs compiled.
#[derive(Debug)]
pub enum Law<'m> {
    /// Always this long.
    Fixed(Formula<'m>),
    /// Equally likely between two lengths.
    Uniform(Formula<'m>, Formula<'m>),
    /// Exponential with this mean.
    Exponential(Formula<'m>, Hint),
    /// Log-normal with this mean and this standard deviation of the logarithm.
    Lognormal(Formula<'m>, Formula<'m>, Hint),
    /// Gamma with this mean and this shape.
    Gamma(Formula<'m>, Formula<'m>, Hint),
}

impl<'m> Law<'m> {
    /// The distribution of a length.
    pub fn new(length: &'m Length, former: &mut Former<'m>) -> Law<'m> {
        let hint = former.n_laws;
        former.n_laws += 1;
        match &length.family {
            Family::Fixed(days) => Law::Fixed(former.formula(days)),
            Family::Uniform(from, to) => Law::Uniform(former.formula(from), former.formula(to)),
            Family::Exponential(mean) => Law::Exponential(former.formula(mean), hint),
            Family::Lognormal { mean, sigma } => {
                Law::Lognormal(former.formula(mean), former.formula(sigma), hint)
            }
            Family::Gamma { mean, shape } => {
                Law::Gamma(former.formula(mean), former.formula(shape), hint)
            }
        }
    }
}

/// A distribution of mean 1.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Exponential,
    Lognormal { sigma: f64 },
    Gamma { shape: f64 },
}

/// The quantiles of a distribution of mean 1, tabulated where they are nearly straight.
#[derive(Debug)]
pub struct Quantiles {
    shape: Shape,
    gamma: Option<Gamma>,
    cells: Box<[f64; CELLS + 1]>,
}

const CELLS: usize = 2048;
/// So many cells at either end are not used: there the quantile bends too much.
const END: usize = CELLS / 32;

impl Quantiles {
    fn new(shape: Shape) -> Quantiles {
        let gamma = match shape {
            Shape::Exponential | Shape::Lognormal { .. } => None,
            Shape::Gamma { shape } => Some(Gamma::new(shape)),
        };
        let mut table = Quantiles {
            shape,
            gamma,
            cells: Box::new([0.0; CELLS + 1]),
        };
        for i in END..=CELLS - END {
            table.cells[i] = table.exact(i as f64 / CELLS as f64);
        }
        table
    }

    #[inline]
    fn at(&self, u: f64) -> f64 {
        let x = u * CELLS as f64;
        let i = x as i32 as usize;
        if !(END..CELLS - END).contains(&i) {
            return self.exact(u);
        }
        self.cells[i] + (x - i as f64) * (self.cells[i + 1] - self.cells[i])
    }

    #[inline(never)]
    fn exact(&self, u: f64) -> f64 {
        match (self.shape, &self.gamma) {
            (Shape::Exponential, _) => -(-u).ln_1p(),
            (Shape::Lognormal { sigma }, _) => (sigma * normal(u) - 0.5 * sigma * sigma).exp(),
            (Shape::Gamma { .. }, Some(gamma)) => gamma.at(u),
            (Shape::Gamma { .. }, None) => unreachable!("a gamma distribution has its own table"),
        }
    }
}

impl<C: Clock> World<'_, '_, C> {
    /// The length of time at a quantile, in days, at least 0.
    #[inline]
    pub fn length(&mut self, law: &Law, who: &Who<C::Time>, u: f64) -> f64 {
        let days = match law {
            Law::Fixed(days) => self.value(days, who),
            Law::Uniform(from, to) => {
                let from = self.value(from, who);
                from + u * (self.value(to, who) - from)
            }
            Law::Exponential(mean, hint) => {
                self.value(mean, who) * self.quantile(Shape::Exponential, *hint, u)
            }
            Law::Lognormal(mean, sigma, hint) => {
                let sigma = self.value(sigma, who);
                self.value(mean, who) * self.quantile(Shape::Lognormal { sigma }, *hint, u)
            }
            Law::Gamma(mean, shape, hint) => {
                let shape = self.value(shape, who);
                self.value(mean, who) * self.quantile(Shape::Gamma { shape }, *hint, u)
            }
        };
        days.max(0.0)
    }

    /// A quantile of a distribution of mean 1, from a table made on first use.
    #[inline(always)]
    fn quantile(&mut self, shape: Shape, hint: Hint, u: f64) -> f64 {
        match self.tables.get(self.hints[hint]) {
            Some(table) if table.shape == shape => table.at(u),
            Some(_) | None => {
                self.tabulate(shape, hint);
                self.tables[self.hints[hint]].at(u)
            }
        }
    }

    #[cold]
    fn tabulate(&mut self, shape: Shape, hint: Hint) {
        let known = self.tables.iter().position(|table| table.shape == shape);
        self.hints[hint] = known.unwrap_or(self.tables.len());
        if known.is_none() {
            self.tables.push(Quantiles::new(shape));
        }
    }
}
