//! What a simulation is made of. The laboratory builds a [`Model`] from checked files.
//!
//! Everything here is immutable while it runs. Numbers that programs give are in base units:
//! days for time, people for counts, the country's currency for money.

use wayleave_rules::calendar::Day;
use wayleave_rules::library::Library;
use wayleave_rules::program::Program;

/// A whole model, ready to run.
#[derive(Debug, Clone)]
pub struct Model {
    /// The first simulated day, which is tick 0.
    pub start: Day,
    /// How many ticks are simulated. The last day is `start + ticks - 1`.
    pub ticks: u32,
    /// How time passes.
    pub clock: Clock,
    /// How many people one simulated person stands for.
    pub weight: f64,
    /// The attributes that a person can have, each an enumeration.
    pub attributes: Vec<Attribute>,
    /// What input `i` of every program means.
    pub inputs: Vec<Input>,
    /// Tables and dated parameters that programs look up.
    pub library: Library,
    /// Where people come from.
    pub sources: Vec<Source>,
    /// What people go through.
    pub stages: Vec<Stage>,
    /// What serves them.
    pub capacities: Vec<Capacity>,
    /// Quantities that the model can feel.
    pub signals: Vec<Signal>,
    /// System-level conditions.
    pub gates: Vec<Gate>,
    /// Batches of people taken from one stage to another while a gate is open.
    pub transfers: Vec<Transfer>,
    /// Events counted by tick.
    pub flows: Vec<Flow>,
    /// People counted at the end of each tick.
    pub stocks: Vec<Stock>,
    /// Lengths of time measured.
    pub durations: Vec<Measured>,
    /// Daily quantities worked out from stocks, flows and each other, in this order.
    pub series: Vec<Series>,
    /// Money spent by tick.
    pub costs: Vec<Cost>,
}

/// How time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// In whole ticks of a day, phase by phase; durations keep their mean.
    Ticks,
    /// Continuously, event by event from a heap: slower, exact, for theory.
    Continuous,
}

/// An enumeration that every person has one member of.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// How many members the enumeration has.
    pub n: usize,
}

/// What an input of a program stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The draw of an assumption for this replication.
    Draw(usize),
    /// The member of an attribute that the person has.
    Attribute(usize),
    /// The day on which the person arrived, as a number of days since 1970.
    Arrived,
    /// The day on which the person entered the stage they are in.
    Entered,
    /// The value of a signal today.
    Signal(usize),
    /// Whether a gate is open today.
    GateIsOpen(usize),
    /// For how many days a gate has been open, today excluded.
    GateDaysOpen(usize),
    /// A stock at the end of the tick before; in series and costs, at the end of this tick.
    Stock(usize),
    /// A series at the end of the tick before; in later series and costs, of this tick.
    Series(usize),
    /// A flow during the tick before; in series and costs, during this tick.
    Flow(usize),
    /// A flow from the start to the end of the tick before; in series and costs, including this tick.
    FlowTotal(usize),
    /// A flow over the last so many ticks, ended as for `FlowTotal`.
    FlowOver {
        /// The flow.
        flow: usize,
        /// How many ticks.
        ticks: u32,
    },
}

/// Where people come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// The number that keys its draws: stable under any change elsewhere in the model.
    pub key: u32,
    /// When and how many.
    pub comes: Comes,
    /// The share of those who would come that does not, felt at their arrival.
    pub except: Option<Program>,
    /// How each attribute is drawn, in order; a later one may read an earlier one.
    pub draws: Vec<AttributeDraw>,
    /// The stage that arrivals enter.
    pub enters: usize,
}

/// When people come and how many.
#[derive(Debug, Clone)]
pub enum Comes {
    /// At random, at this many people a day: a Poisson process with a rate that can change daily.
    Daily(Program),
    /// All on the first day, already some time in the stage that they enter.
    AtStart {
        /// How many people.
        people: Program,
        /// How long they have been there, as bands; the shares are scaled to sum to 1.
        aged: Vec<AgeBand>,
    },
}

/// A share of those present at the start, who have been there between two numbers of days.
#[derive(Debug, Clone)]
pub struct AgeBand {
    /// Fewest days.
    pub from: f64,
    /// Most days.
    pub to: f64,
    /// How many of them, up to scale.
    pub share: Program,
}

/// How one attribute is drawn.
#[derive(Debug, Clone)]
pub enum AttributeDraw {
    /// Always the same member.
    Member {
        /// The attribute.
        attribute: usize,
        /// The member.
        member: usize,
    },
    /// Each member with its share, up to scale.
    Shares {
        /// The attribute.
        attribute: usize,
        /// The share of each member, in their order.
        shares: Vec<Program>,
    },
}

/// Something that people go through.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// The number that keys its draws.
    pub key: u32,
    /// What holds people there.
    pub holds: Holds,
    /// Where they go afterwards: the first that applies, shares adding up from the first.
    pub exits: Vec<Exit>,
    /// Ways to leave before that, as competing rates: while waiting for service, or at any time
    /// in a stage that is not served.
    pub leaves: Vec<Leave>,
}

/// What holds people in a stage.
#[derive(Debug, Clone)]
pub enum Holds {
    /// Nothing: they go on at once.
    Passes,
    /// A length of time.
    Waits(Length),
    /// A queue before a capacity, then a length of service that occupies one unit of it.
    Served {
        /// The capacity.
        by: usize,
        /// Who is next.
        order: Order,
        /// How long service takes. Service of no time occupies nothing.
        taking: Length,
    },
    /// Nothing within the stage ends their stay: they leave by a rate or a transfer, or stay.
    Stays,
    /// The person's way ends here; they are no longer anywhere.
    Ends,
}

/// Who is next in a queue.
#[derive(Debug, Clone)]
pub enum Order {
    /// First come, first served.
    FirstCome,
    /// The smallest value first, worked out on entry; among equals, first come.
    Priority(Program),
}

/// A length of time.
#[derive(Debug, Clone)]
pub struct Length {
    /// Its distribution.
    pub family: Family,
}

/// A distribution of lengths of time, in days.
#[derive(Debug, Clone)]
pub enum Family {
    /// Always this long.
    Fixed(Program),
    /// Equally likely between two lengths.
    Uniform(Program, Program),
    /// Exponential with this mean.
    Exponential(Program),
    /// Log-normal with this mean and this standard deviation of the logarithm.
    Lognormal {
        /// The mean.
        mean: Program,
        /// The standard deviation of the logarithm.
        sigma: Program,
    },
    /// Gamma with this mean and this shape (Erlang where the shape is whole).
    Gamma {
        /// The mean.
        mean: Program,
        /// The shape.
        shape: Program,
    },
}

/// A way out of a stage.
#[derive(Debug, Clone)]
pub struct Exit {
    /// The stage it leads to.
    pub to: usize,
    /// Who takes it.
    pub who: Who,
}

/// Who takes an exit.
#[derive(Debug, Clone)]
pub enum Who {
    /// This share of those who come to the stage's end.
    Share(Program),
    /// Those for whom it is yes.
    If(Program),
    /// Everyone left.
    Otherwise,
}

/// A way to leave a stage early.
#[derive(Debug, Clone)]
pub struct Leave {
    /// The number that keys its draws.
    pub key: u32,
    /// The stage it leads to.
    pub to: usize,
    /// The rate a day: over dates, draws and attributes only.
    pub rate: Program,
}

/// Units that serve.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Its name.
    pub name: String,
    /// How many units there are on a day. Where it falls below what is busy, service under way is
    /// finished and nothing starts until there is room; where it rises, the difference starts at once.
    pub size: Program,
}

/// A quantity that the model can feel.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Its name.
    pub name: String,
    /// Its value, worked out at the start of each tick.
    pub value: Program,
    /// After how many ticks it is felt; before that, 0.
    pub noticed_after: u32,
}

/// A system-level condition: pending, open, suspended, or shut for good.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Its name.
    pub name: String,
    /// The number that keys its draws.
    pub key: u32,
    /// When it opens.
    pub opens: Opens,
    /// While this is yes, an open gate is suspended.
    pub suspended: Option<Program>,
    /// Once this is yes, the gate shuts for good, open or not.
    pub shuts: Option<Program>,
}

/// When a gate opens.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a model has few gates")]
pub enum Opens {
    /// On a stated day.
    On(Day),
    /// Never.
    Never,
    /// A length of time after its condition is first met, if chance has it so.
    /// If the condition is not met on the day it is due, on the first day after when it is.
    After {
        /// The condition.
        condition: Program,
        /// How long it takes.
        taking: Length,
        /// The chance that it ever opens.
        chance: Program,
    },
}

/// Batches of people taken from one stage to another while a gate is open.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// Its name.
    pub name: String,
    /// The number that keys its draws.
    pub key: u32,
    /// The gate that must be open.
    pub gate: usize,
    /// The stage people are taken from, first come.
    pub from: usize,
    /// Who may be taken; everyone there, where absent.
    pub who: Option<Program>,
    /// The stage they are taken to.
    pub to: usize,
    /// The time from one batch to the next; the first goes on the day the gate opens.
    pub every: Length,
    /// What limits a batch: a name and a number of people. The smallest binds.
    pub limits: Vec<(String, Program)>,
}

/// Events counted by tick.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// The events.
    pub events: Vec<Event>,
    /// Who is counted, over attributes only; everyone, where absent.
    pub who: Option<Program>,
}

/// Something that happens to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Came from a source.
    Arrived(usize),
    /// Would have come from a source, and did not.
    StayedAway(usize),
    /// Entered a stage.
    Entered(usize),
    /// Left a stage.
    Left(usize),
    /// Went from one stage to another.
    Moved(usize, usize),
    /// Was taken by a transfer.
    Transferred(usize),
    /// A batch of a transfer left, with at least one person: counted once, unweighted.
    BatchLeft(usize),
}

/// People counted at the end of each tick.
#[derive(Debug, Clone)]
pub struct Stock {
    /// Its name.
    pub name: String,
    /// Where they are.
    pub places: Vec<Place>,
    /// Who is counted, over attributes only; everyone, where absent.
    pub who: Option<Program>,
}

/// Where a counted person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Anywhere in a stage.
    In(usize),
    /// In the queue of a stage, service not begun.
    Waiting(usize),
}

/// A length of time measured.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// What is measured.
    pub span: Span,
}

/// From what to what a length of time is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From entry into a served stage to the start of service, when service is completed.
    WaitForService(usize),
    /// From arrival to entry into a stage.
    ArrivalTo(usize),
    /// From arrival to the end of the way, wherever it ends.
    ArrivalToEnd,
}

/// A daily quantity worked out from others.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its value at the end of a tick.
    pub value: Program,
}

/// Money spent.
#[derive(Debug, Clone)]
pub struct Cost {
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub items: Vec<CostItem>,
}

/// A part of a cost.
#[derive(Debug, Clone)]
pub enum CostItem {
    /// So much for each event of a flow in the tick.
    ForEach {
        /// The flow.
        flow: usize,
        /// Money an event.
        amount: Program,
    },
    /// So much a day.
    Daily(Program),
    /// So much on one day, if a condition holds on it.
    On {
        /// The day.
        day: Day,
        /// Money.
        amount: Program,
        /// Condition; always, where absent.
        provided: Option<Program>,
    },
    /// So much on the first day on which a condition holds.
    Once {
        /// The condition.
        when: Program,
        /// Money.
        amount: Program,
    },
}
