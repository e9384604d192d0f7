//! System-level conditions: pending, open, suspended, shut for good.

use crate::clock::{Clock, whole};
use crate::model::{Gate, Opens};
use crate::stream::uniform;
use crate::tally::GateTally;
use crate::world::World;

/// The state of a gate.
#[derive(Debug, Clone, Default)]
pub struct GateState {
    /// What became of it so far.
    pub tally: GateTally,
    /// The tick on which it is due to open, once its condition was met and chance had it so.
    due: Option<u32>,
    is_suspended: bool,
}

const OPENING: u32 = crate::stream::key_of("opening of a gate");

impl GateState {
    /// Whether it is open, not suspended and not shut.
    #[inline]
    pub fn is_open(&self) -> bool {
        self.tally.opened.is_some() && self.tally.shut.is_none() && !self.is_suspended
    }
}

impl<C: Clock> World<'_, '_, C> {
    /// Brings each gate to its state today, in order of declaration.
    pub fn update_gates(&mut self) {
        let gates = &self.plan.model.gates;
        for (i, gate) in gates.iter().enumerate() {
            if self.gates[i].tally.shut.is_some() {
                continue;
            }
            if gate
                .shuts
                .as_ref()
                .is_some_and(|condition| self.known(condition) != 0.0)
            {
                self.gates[i].tally.shut = Some(self.tick);
                continue;
            }
            if self.gates[i].tally.opened.is_none() && self.opens(i, gate) {
                self.gates[i].tally.opened = Some(self.tick);
            }
            let suspended = gate
                .suspended
                .as_ref()
                .is_some_and(|p| self.known(p) != 0.0);
            self.gates[i].is_suspended = suspended;
        }
    }

    /// Counts a day for each gate that is open.
    pub fn count_days_open(&mut self) {
        for gate in &mut self.gates {
            gate.tally.days_open += u32::from(gate.is_open());
        }
    }

    /// Notes each signal as worked out at the start of the tick.
    pub fn note_signals(&mut self) {
        for (i, signal) in self.plan.model.signals.iter().enumerate() {
            let value = self.known(&signal.value);
            self.signals[i].push(value);
        }
    }

    /// Whether a pending gate opens today.
    fn opens(&mut self, i: usize, gate: &Gate) -> bool {
        match &gate.opens {
            Opens::On(day) => {
                self.gates[i].tally.condition_met = Some(0);
                *day <= self.today()
            }
            Opens::Never => false,
            Opens::After {
                condition, chance, ..
            } => {
                if self.gates[i].tally.failed {
                    return false;
                }
                let is_met = self.known(condition) != 0.0;
                if is_met && self.gates[i].tally.condition_met.is_none() {
                    self.meet(i, gate.key, self.known(chance));
                }
                is_met && self.gates[i].due.is_some_and(|due| due <= self.tick)
            }
        }
    }

    /// The condition of a gate is met for the first time: chance and delay are drawn.
    fn meet(&mut self, i: usize, key: u32, chance: f64) {
        let words = self.streams.of_thing(key, 0, OPENING);
        self.gates[i].tally.condition_met = Some(self.tick);
        if uniform(words[0]) >= chance {
            self.gates[i].tally.failed = true;
            return;
        }
        let plan = self.plan;
        let delay = plan.delays[i]
            .as_ref()
            .expect("a gate with a condition has a delay");
        let nobody = self.nobody();
        let days = whole(
            self.length(delay, &nobody, uniform(words[1])),
            uniform(words[2]),
        );
        self.gates[i].due = Some(self.tick.saturating_add(days as u32));
    }
}
