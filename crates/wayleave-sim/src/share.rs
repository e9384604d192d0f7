//! Which of several shares somebody falls into.

use wayleave_rules::program::Program;

use crate::clock::Clock;
use crate::formula::{Former, Formula, Kept, Subset};
use crate::person::Who;
use crate::stream::uniform;
use crate::world::World;

/// Several shares, scaled to sum to 1, and where their running sums are kept.
#[derive(Debug)]
pub struct Shares<'m> {
    formulas: Vec<Formula<'m>>,
    /// The attributes that they read, as a subset of all. Absent: they read more of a person.
    subset: Option<Subset>,
    is_daily: bool,
    first: usize,
}

/// The running sums of several shares, for one combination of attributes.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    stamp: u32,
    sums: Vec<f64>,
}

impl<'m> Shares<'m> {
    /// The shares that programs give.
    pub fn new(programs: impl Iterator<Item = &'m Program>, former: &mut Former<'m>) -> Shares<'m> {
        let formulas: Vec<Formula> = programs.map(|program| former.formula(program)).collect();
        let subset = former.union(&formulas);
        let is_daily = formulas
            .iter()
            .any(|formula| matches!(formula.kept, Kept::InCells { is_daily: true, .. }));
        let first = former.n_sums;
        former.n_sums += subset.map_or(1, |subset| former.combos.size(subset));
        Shares {
            formulas,
            subset,
            is_daily,
            first,
        }
    }
}

impl<C: Clock> World<'_, '_, C> {
    /// The share that a random word falls into.
    ///
    /// Panics: if all shares are 0.
    #[inline]
    pub fn share(&mut self, shares: &Shares, who: &Who<C::Time>, word: u32) -> usize {
        let place = shares
            .subset
            .map_or(0, |subset| self.plan.combos.place(subset, who.combo));
        let kept = shares.first + place;
        let stamp = if shares.is_daily { self.tick + 2 } else { 1 };
        if self.sums[kept].stamp != stamp || shares.subset.is_none() {
            self.sum_up(shares, who, kept, stamp);
        }
        let sums = &self.sums[kept].sums;
        let goal = uniform(word) * sums[sums.len() - 1];
        sums.partition_point(|sum| *sum <= goal)
    }

    #[cold]
    fn sum_up(&mut self, shares: &Shares, who: &Who<C::Time>, kept: usize, stamp: u32) {
        let mut sums = std::mem::take(&mut self.sums[kept].sums);
        sums.clear();
        let mut sum = 0.0;
        for formula in &shares.formulas {
            let share = self.value(formula, who);
            assert!(share >= 0.0, "a share is at least 0, not {share}");
            sum += share;
            sums.push(sum);
        }
        assert!(
            sum > 0.0 && sum.is_finite(),
            "shares sum to more than 0, not {sum}"
        );
        self.sums[kept] = Sums { stamp, sums };
    }
}
