//! Lengths of time drawn from their distributions.

use crate::clock::Clock;
use crate::formula::{Former, Formula};
use crate::model::{Family, Length};
use crate::person::Who;
use crate::quantile::{Gamma, normal};
use crate::world::World;

/// A distribution of lengths of time, its programs compiled.
#[derive(Debug)]
pub enum Law<'m> {
    /// Always this long.
    Fixed(Formula<'m>),
    /// Equally likely between two lengths.
    Uniform(Formula<'m>, Formula<'m>),
    /// Exponential with this mean.
    Exponential(Formula<'m>),
    /// Log-normal with this mean and this standard deviation of the logarithm.
    Lognormal(Formula<'m>, Formula<'m>),
    /// Gamma with this mean and this shape.
    Gamma(Formula<'m>, Formula<'m>),
}

impl<'m> Law<'m> {
    /// The distribution of a length.
    pub fn new(length: &'m Length, former: &mut Former<'m>) -> Law<'m> {
        match &length.family {
            Family::Fixed(days) => Law::Fixed(former.formula(days)),
            Family::Uniform(from, to) => Law::Uniform(former.formula(from), former.formula(to)),
            Family::Exponential(mean) => Law::Exponential(former.formula(mean)),
            Family::Lognormal { mean, sigma } => {
                Law::Lognormal(former.formula(mean), former.formula(sigma))
            }
            Family::Gamma { mean, shape } => Law::Gamma(former.formula(mean), former.formula(shape)),
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
            Law::Exponential(mean) => -u.ln() * self.value(mean, who),
            Law::Lognormal(mean, sigma) => {
                let sigma = self.value(sigma, who);
                self.value(mean, who) * (sigma * normal(u) - 0.5 * sigma * sigma).exp()
            }
            Law::Gamma(mean, shape) => {
                let shape = self.value(shape, who);
                self.value(mean, who) * self.gamma(shape, u)
            }
        };
        days.max(0.0)
    }

    /// The quantile of a gamma distribution of mean 1, from a table made on first use.
    fn gamma(&mut self, shape: f64, u: f64) -> f64 {
        if let Some(table) = self.gammas.iter().find(|table| table.shape() == shape) {
            return table.at(u);
        }
        let table = Gamma::new(shape);
        let quantile = table.at(u);
        self.gammas.push(table);
        quantile
    }
}
