//! The state of one replication, and the values of programs in it.

use std::collections::VecDeque;

use wayleave_rules::calendar::Day;
use wayleave_rules::program::Program;

use crate::clock::Clock;
use crate::compiled::{Compiled, Held};
use crate::count::Counts;
use crate::formula::{Cell, Formula, Kept};
use crate::gate::GateState;
use crate::hazard::Summed;
use crate::length::Quantiles;
use crate::model::Input;
use crate::person::{People, Ticket, Who};
use crate::queue::Queue;
use crate::service::Units;
use crate::share::Sums;
use crate::stream::Streams;
use crate::transfer::BatchState;

/// The state of one replication.
#[derive(Debug)]
pub struct World<'p, 'm, C: Clock> {
    /// The model laid out.
    pub plan: &'p Compiled<'m>,
    /// The draws of assumptions.
    pub draws: &'p [f64],
    /// The random numbers.
    pub streams: Streams,
    /// How time passes.
    pub clock: C,
    /// The tick that it is.
    pub tick: u32,
    /// Kept values of formulas.
    pub cells: Vec<Cell>,
    /// Running sums of shares.
    pub sums: Vec<Sums>,
    /// Tables of quantiles in use.
    pub tables: Vec<Quantiles>,
    /// `[law]`: the table that it used last.
    pub hints: Vec<usize>,
    /// `[rate][place of the combination]`: the rate of a leave summed over time.
    pub hazards: Vec<Vec<Summed>>,
    /// Everyone who is anywhere.
    pub people: People<C::Time>,
    /// What goes on in each stage.
    pub halls: Vec<Hall>,
    /// Units of each capacity.
    pub units: Vec<Units>,
    /// Whether service may be able to start somewhere.
    pub is_stirred: bool,
    /// People in queues who leave in this tick unless their service starts in it.
    pub late: Vec<Ticket>,
    /// Gates.
    pub gates: Vec<GateState>,
    /// `[signal][tick]`: values as worked out, not yet felt.
    pub signals: Vec<Vec<f64>>,
    /// Transfers.
    pub batches: Vec<BatchState>,
    /// What is counted.
    pub counts: Counts,
}

/// What goes on in a stage.
#[derive(Debug)]
pub struct Hall {
    /// Who waits for service.
    pub queue: Queue,
    /// How many wait for service.
    pub n_waiting: u32,
    /// Whom a transfer can take, first come. Those who left stay in it as void tickets.
    pub roster: VecDeque<Ticket>,
}

impl<'p, 'm, C: Clock> World<'p, 'm, C> {
    /// The state before the first tick.
    pub fn new(plan: &'p Compiled<'m>, draws: &'p [f64], streams: Streams, clock: C) -> Self {
        let model = plan.model;
        let hall = |by_priority| Hall {
            queue: if by_priority {
                Queue::by_priority()
            } else {
                Queue::first_come()
            },
            n_waiting: 0,
            roster: VecDeque::new(),
        };
        let halls = plan.stages.iter().map(|stage| match &stage.holds {
            Held::Served { priority, .. } => hall(priority.is_some()),
            Held::Passes | Held::Waits(_) | Held::Stays | Held::Ends => hall(false),
        });
        let mut world = World {
            plan,
            draws,
            streams,
            clock,
            tick: 0,
            cells: vec![Cell::default(); plan.n_cells],
            sums: vec![Sums::default(); plan.n_sums],
            tables: Vec::new(),
            hints: vec![usize::MAX; plan.n_laws],
            hazards: vec![Vec::new(); plan.rates.len()],
            people: People::new(),
            halls: halls.collect(),
            units: vec![Units::default(); model.capacities.len()],
            is_stirred: false,
            late: Vec::new(),
            gates: vec![GateState::default(); model.gates.len()],
            signals: vec![Vec::new(); model.signals.len()],
            batches: model
                .transfers
                .iter()
                .map(|t| BatchState::new(t.limits.len()))
                .collect(),
            counts: Counts::new(plan),
        };
        world.fill_masks();
        world
    }

    /// The day that it is.
    pub fn today(&self) -> Day {
        self.plan.model.start.plus(self.tick as i32)
    }

    /// The value of a formula for somebody, kept where it can be.
    #[inline(always)]
    pub fn value(&mut self, formula: &Formula, who: &Who<C::Time>) -> f64 {
        match formula.kept {
            Kept::Constant(value) => value,
            Kept::InCells {
                first,
                subset,
                is_daily,
            } => {
                let cell = first as usize + self.plan.combos.place(subset, who.combo);
                let stamp = if is_daily { self.tick + 2 } else { 1 };
                let kept = self.cells[cell];
                if kept.stamp == stamp {
                    kept.value
                } else {
                    self.keep(formula, who, cell, stamp)
                }
            }
            Kept::Nowhere => self.worked_out(formula.program, who),
        }
    }

    /// The value of a formula that reads nothing of a person.
    pub fn value_today(&mut self, formula: &Formula) -> f64 {
        self.value(formula, &self.nobody())
    }

    /// The value of a program that reads nothing of a person, from what is known at this moment.
    pub fn known(&self, program: &Program) -> f64 {
        self.worked_out(program, &self.nobody())
    }

    /// The same, where the program may have no value: 0 divided by 0.
    pub fn known_or_nan(&self, program: &Program) -> f64 {
        self.of(program, self.today(), &self.nobody())
    }

    /// The value of a program on another day.
    pub fn on(&self, program: &Program, day: Day, who: &Who<C::Time>) -> f64 {
        let value = self.of(program, day, who);
        assert!(
            !value.is_nan(),
            "a program has no value on {day}: {program:?}"
        );
        value
    }

    /// Stands where a program reads nothing of a person.
    pub fn nobody(&self) -> Who<C::Time> {
        let now = self.clock.now();
        Who {
            combo: 0,
            arrived: now,
            entered: now,
        }
    }

    #[cold]
    fn keep(&mut self, formula: &Formula, who: &Who<C::Time>, cell: usize, stamp: u32) -> f64 {
        let value = self.worked_out(formula.program, who);
        self.cells[cell] = Cell { stamp, value };
        value
    }

    #[inline(never)]
    fn worked_out(&self, program: &Program, who: &Who<C::Time>) -> f64 {
        self.on(program, self.today(), who)
    }

    fn of(&self, program: &Program, day: Day, who: &Who<C::Time>) -> f64 {
        program.value(&self.plan.model.library, day, |i| {
            self.input(self.plan.input(i), who)
        })
    }

    fn input(&self, input: Input, who: &Who<C::Time>) -> f64 {
        let day_of = |time| f64::from(self.plan.model.start.0 + C::tick_of(time));
        match input {
            Input::Draw(i) => self.draws[i],
            Input::Attribute(a) => f64::from(self.plan.combos.member(who.combo, a)),
            Input::Arrived => day_of(who.arrived),
            Input::Entered => day_of(who.entered),
            Input::Signal(i) => self.felt(i),
            Input::GateIsOpen(i) => f64::from(u8::from(self.gates[i].is_open())),
            Input::GateDaysOpen(i) => f64::from(self.gates[i].tally.days_open),
            Input::Stock(i) => self.counts.stock(i),
            Input::Series(i) => self.counts.series[i].last().copied().unwrap_or(0.0),
            Input::Flow(i) => self.counts.flow_over(i, 1),
            Input::FlowTotal(i) => self.counts.flow_over(i, u32::MAX),
            Input::FlowOver { flow, ticks } => self.counts.flow_over(flow, ticks),
        }
    }

    /// A signal as it is felt: 0 before it is noticed.
    fn felt(&self, i: usize) -> f64 {
        let after = self.plan.model.signals[i].noticed_after as usize;
        let known = self.signals[i].len();
        if known > after {
            self.signals[i][known - 1 - after]
        } else {
            0.0
        }
    }
}
