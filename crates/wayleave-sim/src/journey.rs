//! How a person goes from stage to stage.

use crate::clock::Clock;
use crate::compiled::{Held, Room, Taken};
use crate::hazard::FirstLeave;
use crate::person::{Doing, Person, Ticket, Who};
use crate::stream::{Identity, uniform};
use crate::world::World;

/// More moves than anyone makes without time passing.
const MOST_MOVES: u32 = 10_000;

impl<C: Clock> World<'_, '_, C> {
    /// Sets a person who was just added into their first stage, and on from there while no time passes.
    pub fn begin(&mut self, row: u32, stage: usize, who: Who<C::Time>) {
        if let Some(edge) = self.settle(row, stage, who) {
            self.travel(row, edge);
        }
    }

    /// Takes a person along a way, and on from there while no time passes.
    pub fn travel(&mut self, row: u32, edge: u32) {
        let plan = self.plan;
        let mut next = Some(edge);
        let mut n_moves = 0;
        while let Some(happening) = next {
            let edge = &plan.edges[happening as usize];
            n_moves += 1;
            assert!(
                n_moves < MOST_MOVES,
                "nobody goes round stage `{}` for ever without time passing",
                plan.model.stages[edge.to].name
            );
            self.unsettle(row);
            let now = self.clock.now();
            let person = &mut self.people[row];
            person.laps = person.laps.wrapping_add(u16::from(edge.is_back));
            person.entered = now;
            let who = Who {
                combo: person.combo,
                arrived: person.arrived,
                entered: now,
            };
            self.happens(happening, who.combo);
            let since_arrival = C::between(who.arrived, now);
            self.counts
                .measure(&plan.stages[edge.to].measured, since_arrival);
            next = self.settle(row, edge.to, who);
        }
    }

    /// Answers a call: the end of a stage, of service, or an early leaving.
    #[inline]
    pub fn answer(&mut self, ticket: Ticket) {
        if !self.people.holds(ticket) {
            return;
        }
        self.counts.n_events += 1;
        let person = &self.people[ticket.row];
        let room = &self.plan.stages[person.stage as usize];
        if person.pending > 0 {
            let edge = room.leaves[usize::from(person.pending) - 1].edge;
            self.travel(ticket.row, edge);
            return;
        }
        if person.doing == Doing::InService {
            self.end_service(ticket.row);
        }
        if let Some(edge) = self.way_on(room, ticket.row) {
            self.travel(ticket.row, edge);
        }
    }

    /// The way that a person takes at the end of their stage.
    #[inline]
    pub fn way_on(&mut self, room: &Room, row: u32) -> Option<u32> {
        let person = &self.people[row];
        let (who, u) = (person.who(), uniform(person.branch));
        let mut sum = 0.0;
        for way in &room.exits {
            let is_taken = match &way.taken {
                Taken::Share(share) => {
                    sum += self.value(share, &who);
                    u < sum
                }
                Taken::If(condition) => self.value(condition, &who) != 0.0,
                Taken::Otherwise => true,
            };
            if is_taken {
                return Some(way.edge);
            }
        }
        debug_assert!(false, "a checked stage has a way on for everyone");
        None
    }

    /// The four random words of a person for the stage that they are in.
    #[inline(always)]
    pub fn words(&self, row: u32) -> [u32; 4] {
        let person = &self.people[row];
        let purpose = self.plan.stages[person.stage as usize].key;
        self.streams
            .of(self.identity(person), purpose, u32::from(person.laps))
    }

    /// Who a person is. Those present at the start arrived before it, and have tick 0.
    #[inline]
    fn identity(&self, person: &Person<C::Time>) -> Identity {
        Identity {
            source: self.plan.model.sources[person.source as usize].key,
            tick: C::tick_of(person.arrived).max(0) as u32,
            number: person.number,
        }
    }

    /// Sets a person into a stage. Gives the way on, where no time passes there.
    fn settle(&mut self, row: u32, stage: usize, who: Who<C::Time>) -> Option<u32> {
        let plan = self.plan;
        let room = &plan.stages[stage];
        let now = self.clock.now();
        let person = &mut self.people[row];
        person.stage = stage as u16;
        person.doing = Doing::Staying;
        person.pending = 0;
        if let Held::Ends = room.holds {
            self.counts
                .measure(&plan.measured_at_end, C::between(who.arrived, now));
            self.counts.n_ended += 1;
            self.counts.sum_of_ends += C::moment(now).max(0.0);
            self.people.remove(row);
            return None;
        }
        self.counts.n_in[stage] += 1;
        self.count_stocks(&room.stocks, who.combo, 1);
        match &room.holds {
            Held::Passes => {
                if room.is_by_chance {
                    self.people[row].branch = self.words(row)[2];
                }
                self.way_on(room, row)
            }
            Held::Waits(law) => {
                let words = self.words(row);
                self.people[row].branch = words[2];
                let days = self.length(law, &who, uniform(words[0]));
                let leave = self
                    .leave_from(room, row)
                    .filter(|leave| leave.days <= days);
                if let Some(leave) = leave {
                    return self.hold_until_leave(room, row, leave);
                }
                let kept = C::kept(days, uniform(words[1]));
                if kept == 0.0 {
                    self.counts.n_events += 1;
                    return self.way_on(room, row);
                }
                self.enrol(room, row);
                self.clock.call(kept, self.people.ticket(row));
                None
            }
            Held::Served { priority, .. } => {
                let value = match priority {
                    Some(priority) => self.value(priority, &who),
                    None => 0.0,
                };
                self.join(stage, row, value);
                None
            }
            Held::Stays => {
                if let Some(leave) = self.leave_from(room, row) {
                    return self.hold_until_leave(room, row, leave);
                }
                self.enrol(room, row);
                None
            }
            Held::Ends => unreachable!("a way that ended goes no further"),
        }
    }

    /// Takes a person out of the stage that they are in, and voids what is pending for them.
    fn unsettle(&mut self, row: u32) {
        let plan = self.plan;
        let person = &mut self.people[row];
        person.epoch = person.epoch.wrapping_add(1);
        let (stage, doing, combo) = (person.stage as usize, person.doing, person.combo);
        let room = &plan.stages[stage];
        self.counts.n_in[stage] -= 1;
        self.count_stocks(&room.stocks, combo, -1);
        if doing == Doing::Queueing {
            self.halls[stage].n_waiting -= 1;
            self.count_stocks(&room.stocks_waiting, combo, -1);
        }
    }

    fn hold_until_leave(&mut self, room: &Room, row: u32, leave: FirstLeave) -> Option<u32> {
        let kept = C::kept(leave.days, leave.u);
        if kept == 0.0 {
            self.counts.n_events += 1;
            return Some(room.leaves[usize::from(leave.number) - 1].edge);
        }
        self.people[row].pending = leave.number;
        self.enrol(room, row);
        self.clock.call(kept, self.people.ticket(row));
        None
    }

    /// How the person would leave the stage first, where it has leaves.
    #[inline(always)]
    pub fn leave_from(&mut self, room: &Room, row: u32) -> Option<FirstLeave> {
        if room.leaves.is_empty() {
            None
        } else {
            self.first_leave_from(room, row)
        }
    }

    fn first_leave_from(&mut self, room: &Room, row: u32) -> Option<FirstLeave> {
        let person = &self.people[row];
        let identity = self.identity(person);
        let (laps, who) = (u32::from(person.laps), person.who());
        self.first_leave(room, identity, laps, &who)
    }

    /// Puts a person on the roster that transfers take from.
    #[inline(always)]
    pub fn enrol(&mut self, room: &Room, row: u32) {
        if room.has_roster {
            self.enter_roster(row);
        }
    }

    fn enter_roster(&mut self, row: u32) {
        let ticket = self.people.ticket(row);
        let roster = &mut self.halls[self.people[row].stage as usize].roster;
        // Void tickets are cleared whenever the memory would grow, so that they never fill it.
        if roster.len() == roster.capacity() {
            let people = &self.people;
            roster.retain(|ticket| people.holds(*ticket));
            roster.reserve(roster.len() + 64);
        }
        roster.push_back(ticket);
    }
}
