//! Queues before capacities, and service.

use crate::clock::Clock;
use crate::compiled::Held;
use crate::model::Model;
use crate::person::Doing;
use crate::stream::uniform;
use crate::world::World;

/// Units of one capacity.
///
/// Where one simulated person stands for several, or a size is not whole, units have a fraction.
/// The fraction is one more unit on some days: it is lent while `credit` allows, so that what it
/// serves in the long run is the fraction, however long service takes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Units {
    /// How many may be busy.
    pub n: u32,
    /// How many are busy.
    pub busy: u32,
    whole: u32,
    fraction: f64,
    credit: f64,
}

/// Closer to a whole number than this is whole.
const NEARLY: f64 = 1e-9;

impl Units {
    /// Opens a day on which the size is this many units.
    pub fn open(&mut self, size: f64) {
        // What the day before used of the lent unit is paid from the credit.
        if self.fraction > 0.0 {
            let lent = f64::from(self.busy.saturating_sub(self.whole).min(1));
            self.credit = (self.credit + self.fraction - lent).min(1.0);
        }
        let size = size.max(0.0).min(f64::from(u32::MAX));
        self.whole = (size + NEARLY) as u32;
        self.fraction = size - f64::from(self.whole);
        if self.fraction < NEARLY {
            self.fraction = 0.0;
        }
        let is_lent = self.fraction > 0.0 && self.credit + self.fraction >= 1.0 - NEARLY;
        self.n = self.whole + u32::from(is_lent);
    }
}

impl<C: Clock> World<'_, '_, C> {
    /// Sets the sizes of capacities for the day.
    pub fn open_capacities(&mut self) {
        let plan = self.plan;
        for (i, size) in plan.sizes.iter().enumerate() {
            let size = self.value_today(size) / plan.model.weight;
            let before = self.units[i].n;
            self.units[i].open(size);
            self.is_stirred |= self.units[i].n > before;
        }
    }

    /// Joins the queue of a stage.
    pub fn join(&mut self, stage: usize, row: u32, value: f64) {
        let room = &self.plan.stages[stage];
        let ticket = self.people.ticket(row);
        let person = &mut self.people[row];
        person.doing = Doing::Queueing;
        let combo = person.combo;
        self.halls[stage].n_waiting += 1;
        self.halls[stage].queue.join(ticket, value);
        self.is_stirred = true;
        self.count_stocks(&room.stocks_waiting, combo, 1);
        self.enrol(room, row);
        let Some(leave) = self.leave_from(room, row) else {
            return;
        };
        self.people[row].pending = leave.number;
        let kept = C::kept(leave.days, leave.u);
        if kept == 0.0 {
            self.late.push(ticket);
        } else {
            self.clock.call(kept, ticket);
        }
    }

    /// Starts service wherever there is room and somebody waits, until nothing more starts.
    ///
    /// Those whose patience ends in the tick in which they came leave after that.
    pub fn start_service(&mut self) {
        let plan = self.plan;
        while self.is_stirred || !self.late.is_empty() {
            while self.is_stirred {
                self.is_stirred = false;
                for &stage in &plan.served {
                    self.start_in(stage);
                }
            }
            for ticket in std::mem::take(&mut self.late) {
                self.answer(ticket);
            }
        }
    }

    fn start_in(&mut self, stage: usize) {
        let plan = self.plan;
        let room = &plan.stages[stage];
        let Held::Served { by, taking, .. } = &room.holds else {
            return;
        };
        while self.halls[stage].n_waiting > 0 && self.units[*by].busy < self.units[*by].n {
            let ticket = self.halls[stage]
                .queue
                .next()
                .expect("whoever waits is in the queue");
            if !self.people.holds(ticket) {
                continue;
            }
            let row = ticket.row;
            let words = self.words(row);
            let who = self.people[row].who();
            let days = self.length(taking, &who, uniform(words[0]));
            let kept = C::kept(days, uniform(words[1]));
            let now = self.clock.now();
            let person = &mut self.people[row];
            person.epoch = person.epoch.wrapping_add(1);
            person.doing = Doing::InService;
            person.pending = 0;
            person.branch = words[2];
            if !room.measured_served.is_empty() {
                self.people.keep_wait(row, C::between(who.entered, now));
            }
            self.halls[stage].n_waiting -= 1;
            self.units[*by].busy += 1;
            self.count_stocks(&room.stocks_waiting, who.combo, -1);
            if kept == 0.0 {
                let ticket = self.people.ticket(row);
                self.answer(ticket);
            } else {
                self.clock.call(kept, self.people.ticket(row));
            }
        }
    }

    /// Frees the unit that served a person.
    pub fn end_service(&mut self, row: u32) {
        let person = &self.people[row];
        let room = &self.plan.stages[person.stage as usize];
        let Held::Served { by, .. } = &room.holds else {
            return;
        };
        if !room.measured_served.is_empty() {
            self.counts
                .measure(&room.measured_served, self.people.wait(row));
        }
        self.units[*by].busy -= 1;
        self.is_stirred = true;
    }
}

/// The number of simulated people for a number of people, rounded.
pub fn simulated(people: f64, model: &Model) -> u32 {
    (people.max(0.0) / model.weight).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_a_unit_serves_its_fraction() {
        for length in [1, 7, 50] {
            let mut units = Units::default();
            let mut ends: Vec<u32> = Vec::new();
            let (mut busy_days, ticks) = (0u32, 20_000);
            for tick in 0..ticks {
                units.open(2.4);
                ends.retain(|end| *end > tick);
                units.busy = ends.len() as u32;
                while units.busy < units.n {
                    ends.push(tick + length);
                    units.busy += 1;
                }
                busy_days += units.busy;
            }
            let mean = f64::from(busy_days) / f64::from(ticks);
            assert!(
                (mean - 2.4).abs() < 0.01,
                "service of {length} ticks: {mean} busy"
            );
        }
    }

    #[test]
    fn an_unused_fraction_is_not_saved_up() {
        let mut units = Units::default();
        for _ in 0..100 {
            units.open(0.5);
            assert!(units.n <= 1);
        }
        units.busy = 1;
        units.open(0.5);
        units.busy = 0;
        let later: Vec<u32> = (0..4)
            .map(|_| {
                units.open(0.5);
                units.n
            })
            .collect();
        assert!(later.iter().sum::<u32>() <= 4);
    }
}
