//! When somebody leaves a stage early: the moment at which a summed rate reaches their own draw.

use crate::clock::Clock;
use crate::compiled::Room;
use crate::formula::{Formula, Kept};
use crate::person::Who;
use crate::stream::{Identity, uniform};
use crate::world::World;

/// The first of several ways to leave.
#[derive(Debug, Clone, Copy)]
pub struct FirstLeave {
    /// The days until then, not rounded.
    pub days: f64,
    /// A uniform number that decides the rounding.
    pub u: f64,
    /// Its number in the stage, from 1.
    pub number: u8,
}

impl<C: Clock> World<'_, '_, C> {
    /// The way by which somebody who enters a stage would leave it first.
    ///
    /// Absent: where they would leave by none before the horizon.
    pub fn first_leave(
        &mut self,
        room: &Room,
        identity: Identity,
        occasion: u32,
        who: &Who<C::Time>,
    ) -> Option<FirstLeave> {
        let mut first: Option<FirstLeave> = None;
        for (i, leave) in room.leaves.iter().enumerate() {
            let words = self.streams.of(identity, leave.key, occasion);
            let goal = -uniform(words[0]).ln();
            let Some(days) = self.days_until(leave.rate, who, goal) else {
                continue;
            };
            if first.is_none_or(|f| days < f.days) {
                first = Some(FirstLeave {
                    days,
                    u: uniform(words[1]),
                    number: i as u8 + 1,
                });
            }
        }
        first
    }

    /// The days from now until the summed rate has grown by a goal. Absent: not before the horizon.
    fn days_until(&mut self, rate: usize, who: &Who<C::Time>, goal: f64) -> Option<f64> {
        let plan = self.plan;
        let formula = &plan.rates[rate];
        match formula.kept {
            Kept::Constant(_)
            | Kept::InCells {
                is_daily: false, ..
            } => {
                let rate = checked(self.value(formula, who));
                (rate > 0.0).then(|| goal / rate)
            }
            Kept::InCells {
                subset,
                is_daily: true,
                ..
            } => {
                let place = plan.combos.place(subset, who.combo);
                let from = C::moment(self.clock.now());
                self.summed(rate, formula, place, who)
                    .days_until(from, goal)
            }
            Kept::Nowhere => unreachable!("the rate of a leave reads nothing else of a person"),
        }
    }

    /// The summed rate at the start of each tick, made on first use.
    fn summed(
        &mut self,
        rate: usize,
        formula: &Formula,
        place: usize,
        who: &Who<C::Time>,
    ) -> &Summed {
        if self.hazards[rate].len() <= place {
            self.hazards[rate].resize(place + 1, Summed::default());
        }
        if self.hazards[rate][place].sums.is_empty() {
            let model = self.plan.model;
            let mut sum = 0.0;
            let mut sums = vec![0.0];
            for tick in 0..model.ticks as i32 {
                sum += checked(self.on(formula.program, model.start.plus(tick), who));
                sums.push(sum);
            }
            self.hazards[rate][place] = Summed::new(sums);
        }
        &self.hazards[rate][place]
    }
}

/// A rate summed from the start, with a guide to where a sum is reached.
#[derive(Debug, Clone, Default)]
pub struct Summed {
    /// The sum at the start of each tick, and at the horizon.
    sums: Vec<f64>,
    /// For each of `CELLS` equal parts of the whole sum, the first tick whose sum is at least its start.
    guide: Vec<u32>,
}

/// How many cells a guide has.
const CELLS: usize = 1024;

impl Summed {
    fn new(sums: Vec<f64>) -> Summed {
        let total = sums[sums.len() - 1];
        let first = |cell: usize| {
            let least = total * cell as f64 / CELLS as f64;
            sums.partition_point(|sum| *sum < least) as u32
        };
        let guide = (0..=CELLS).map(first).collect();
        Summed { sums, guide }
    }

    /// The days from a moment until the sum has grown by a goal. Absent: not before the horizon.
    fn days_until(&self, from: f64, goal: f64) -> Option<f64> {
        let sums = &self.sums;
        let start = (from as usize).min(sums.len() - 2);
        let base = sums[start] + (from - start as f64) * (sums[start + 1] - sums[start]);
        let goal = base + goal;
        let total = sums[sums.len() - 1];
        if goal > total {
            return None;
        }
        let cell = ((goal / total * CELLS as f64) as usize).min(CELLS - 1);
        // Rounding can put the goal one cell off: the search takes a tick more on either side.
        let least = (self.guide[cell] as usize).saturating_sub(1).max(start + 1);
        let most = (self.guide[cell + 1] as usize + 2).clamp(least, sums.len());
        let after = least + sums[least..most].partition_point(|sum| *sum < goal);
        let share = (goal - sums[after - 1]) / (sums[after] - sums[after - 1]);
        Some((after as f64 - 1.0 + share - from).max(0.0))
    }
}

fn checked(rate: f64) -> f64 {
    assert!(
        rate >= 0.0 && rate.is_finite(),
        "the rate of a leave is at least 0, not {rate}"
    );
    rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_finds_what_a_plain_search_finds() {
        let mut sums = vec![0.0];
        for tick in 0..3_000u32 {
            let rate = if tick % 7 < 3 {
                0.0
            } else {
                f64::from(tick % 11) / 500.0
            };
            sums.push(sums[tick as usize] + rate);
        }
        let summed = Summed::new(sums.clone());
        for i in 0..2_000 {
            let (from, goal) = (f64::from(i) * 1.3 + 0.5, f64::from(i % 97) / 7.0 + 0.01);
            let start = from as usize;
            let base = sums[start] + (from - start as f64) * (sums[start + 1] - sums[start]);
            let at = sums
                .partition_point(|sum| *sum < base + goal)
                .max(start + 1);
            let plain = (at < sums.len()).then(|| {
                let share = (base + goal - sums[at - 1]) / (sums[at] - sums[at - 1]);
                (at as f64 - 1.0 + share - from).max(0.0)
            });
            assert_eq!(
                summed.days_until(from, goal),
                plain,
                "from {from}, goal {goal}"
            );
        }
    }
}
