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
                let sums = self.summed(rate, formula, place, who);
                let start = (from as usize).min(sums.len() - 2);
                let base = sums[start] + (from - start as f64) * (sums[start + 1] - sums[start]);
                let goal = base + goal;
                let after = start + 1 + sums[start + 1..].partition_point(|sum| *sum < goal);
                if after == sums.len() {
                    return None;
                }
                let share = (goal - sums[after - 1]) / (sums[after] - sums[after - 1]);
                Some((after as f64 - 1.0 + share - from).max(0.0))
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
    ) -> &[f64] {
        if self.hazards[rate].len() <= place {
            self.hazards[rate].resize(place + 1, Vec::new());
        }
        if self.hazards[rate][place].is_empty() {
            let model = self.plan.model;
            let mut sum = 0.0;
            let mut sums = vec![0.0];
            for tick in 0..model.ticks as i32 {
                sum += checked(self.on(formula.program, model.start.plus(tick), who));
                sums.push(sum);
            }
            self.hazards[rate][place] = sums;
        }
        &self.hazards[rate][place]
    }
}

fn checked(rate: f64) -> f64 {
    assert!(
        rate >= 0.0 && rate.is_finite(),
        "the rate of a leave is at least 0, not {rate}"
    );
    rate
}
