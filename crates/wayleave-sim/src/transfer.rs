//! Batches of people taken from one stage to another while a gate is open.

use crate::clock::{Clock, whole};
use crate::person::Ticket;
use crate::stream::uniform;
use crate::tally::TransferTally;
use crate::world::World;

/// The state of a transfer.
#[derive(Debug)]
pub struct BatchState {
    /// What it did so far.
    pub tally: TransferTally,
    /// How many simulated people it took.
    n_taken: u64,
    /// The tick on which the next batch is due; the first is due when the gate opens.
    due: u32,
    /// How many batches were due.
    n_due: u32,
    /// What earlier batches left of a limit that is not a whole number of simulated people.
    carry: f64,
}

const INTERVAL: u32 = crate::stream::key_of("interval between batches");

impl BatchState {
    /// A transfer with so many limits, before its first batch.
    pub fn new(n_limits: usize) -> BatchState {
        let tally = TransferTally {
            bound_by_limit: vec![0; n_limits],
            ..TransferTally::default()
        };
        BatchState {
            tally,
            n_taken: 0,
            due: 0,
            n_due: 0,
            carry: 0.0,
        }
    }

    /// What it did, people weighted.
    pub fn into_tally(self, weight: f64) -> TransferTally {
        TransferTally {
            n_people: self.n_taken as f64 * weight,
            ..self.tally
        }
    }
}

impl<C: Clock> World<'_, '_, C> {
    /// Sends the batches that are due today, in order of declaration.
    pub fn send_batches(&mut self) {
        let plan = self.plan;
        for (i, transfer) in plan.model.transfers.iter().enumerate() {
            if !self.gates[transfer.gate].is_open() || self.tick < self.batches[i].due {
                continue;
            }
            self.send(i);
            let words = self
                .streams
                .of_thing(transfer.key, self.batches[i].n_due, INTERVAL);
            let nobody = self.nobody();
            let days = self.length(&plan.batches[i].every, &nobody, uniform(words[0]));
            let days = whole(days, uniform(words[1])).max(1.0) as u32;
            self.batches[i].n_due += 1;
            self.batches[i].due = self.tick.saturating_add(days);
        }
    }

    fn send(&mut self, i: usize) {
        let (limit, binding) = self.limit(i);
        let most = self.most(i, limit);
        let taken = self.eligible(i, most);
        let n = taken.len() as u64;
        let state = &mut self.batches[i];
        match binding {
            Some(binding) if n == most => state.tally.bound_by_limit[binding] += 1,
            Some(_) | None => state.tally.bound_by_people += 1,
        }
        if n == 0 {
            return;
        }
        state.n_taken += n;
        state.tally.n_batches += 1;
        let batches = &self.plan.batches[i];
        self.happens(batches.batch, 0);
        for ticket in taken {
            // A transfer into the stage it takes from could meet the same person again.
            if self.people.holds(ticket) {
                self.counts.n_events += 1;
                self.travel(ticket.row, batches.edge);
            }
        }
    }

    /// The smallest limit, in simulated people, and which it is.
    fn limit(&mut self, i: usize) -> (f64, Option<usize>) {
        let plan = self.plan;
        let mut smallest = (f64::INFINITY, None);
        for (j, limit) in plan.batches[i].limits.iter().enumerate() {
            let limit = (self.value_today(limit) / plan.model.weight).max(0.0);
            if limit < smallest.0 {
                smallest = (limit, Some(j));
            }
        }
        smallest
    }

    /// How many simulated people a batch takes at most. A fraction is carried to later batches,
    /// so that on average the limit holds exactly; no batch takes more than the limit rounded up.
    fn most(&mut self, i: usize, limit: f64) -> u64 {
        if limit.is_infinite() {
            return u64::MAX;
        }
        let carry = &mut self.batches[i].carry;
        let allowed = limit + *carry;
        let most = (allowed + 1e-9).floor().min(limit.ceil());
        *carry = (allowed - most).clamp(0.0, 1.0);
        most as u64
    }

    /// The first so many whom a transfer can take.
    fn eligible(&mut self, i: usize, most: u64) -> Vec<Ticket> {
        let plan = self.plan;
        let from = plan.model.transfers[i].from;
        let mut roster = std::mem::take(&mut self.halls[from].roster);
        roster.retain(|ticket| self.people.holds(*ticket));
        let mut taken = Vec::new();
        for &ticket in &roster {
            if taken.len() as u64 == most {
                break;
            }
            let is_eligible = match &plan.batches[i].who {
                Some(who) => {
                    let person = self.people[ticket.row].who();
                    self.value(who, &person) != 0.0
                }
                None => true,
            };
            if is_eligible {
                taken.push(ticket);
            }
        }
        self.halls[from].roster = roster;
        taken
    }
}
