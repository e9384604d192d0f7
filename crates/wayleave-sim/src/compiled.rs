//! A model laid out for running: formulas in cells, ways as numbered edges, who counts whom.

use crate::edge::{Edge, Ways, mark_back_edges};
use crate::formula::{Combos, Former, Formula};
use crate::length::Law;
use crate::model::{
    AttributeDraw, Comes, Event, Exit, Holds, Input, Model, Order, Place, Source, Span, Stage,
    Transfer, Who,
};
use crate::share::Shares;
use crate::stream::key_of;

/// A model laid out for running.
#[derive(Debug)]
pub struct Compiled<'m> {
    /// The model as declared.
    pub model: &'m Model,
    /// The combinations of attributes.
    pub combos: Combos,
    /// How many cells its formulas have.
    pub n_cells: usize,
    /// How many places for running sums its shares have.
    pub n_sums: usize,
    /// How many distributions of lengths of time it has.
    pub n_laws: usize,
    /// Where people come from.
    pub sources: Vec<Origin<'m>>,
    /// What people go through.
    pub stages: Vec<Room<'m>>,
    /// The ways from one stage to another.
    pub edges: Vec<Edge>,
    /// What can happen: first the taking of each edge, then the rest.
    pub happenings: Vec<Vec<Event>>,
    /// The rates of early leaving.
    pub rates: Vec<Formula<'m>>,
    /// The sizes of capacities.
    pub sizes: Vec<Formula<'m>>,
    /// Delays before gates open, where they have one.
    pub delays: Vec<Option<Law<'m>>>,
    /// Transfers.
    pub batches: Vec<Batches<'m>>,
    /// Who each flow counts.
    pub flow_who: Vec<Option<Formula<'m>>>,
    /// Who each stock counts.
    pub stock_who: Vec<Option<Formula<'m>>>,
    /// The durations measured when a way ends.
    pub measured_at_end: Vec<u32>,
    /// The stages that serve, in order of declaration.
    pub served: Vec<usize>,
}

/// A source laid out.
#[derive(Debug)]
pub struct Origin<'m> {
    /// When people come.
    pub comes: Coming<'m>,
    /// The share that stays away.
    pub except: Option<Formula<'m>>,
    /// How attributes are drawn.
    pub draws: Vec<Drawn<'m>>,
    /// The happening of an arrival.
    pub arrival: u32,
    /// The happening of somebody who stays away.
    pub away: u32,
}

/// When people come.
#[derive(Debug)]
pub enum Coming<'m> {
    /// At random, at a rate.
    Daily(Formula<'m>),
    /// At the start: how many, and the shares of the bands of their ages.
    AtStart(Formula<'m>, Shares<'m>),
}

/// How one attribute is drawn.
#[derive(Debug)]
pub struct Drawn<'m> {
    /// The attribute.
    pub attribute: usize,
    /// The key of its draw.
    pub key: u32,
    /// Which member it is.
    pub member: Member<'m>,
}

/// Which member of an attribute somebody has.
#[derive(Debug)]
pub enum Member<'m> {
    /// Always the same.
    Always(usize),
    /// Each with its share.
    ByShares(Shares<'m>),
}

/// A stage laid out.
#[derive(Debug)]
pub struct Room<'m> {
    /// What holds people there.
    pub holds: Held<'m>,
    /// The key of its draws.
    pub key: u32,
    /// The ways out at its end.
    pub exits: Vec<Way<'m>>,
    /// The ways out before that.
    pub leaves: Vec<Early>,
    /// Whether a share decides at its end.
    pub is_by_chance: bool,
    /// The stocks that count some of those in it.
    pub stocks: Vec<u32>,
    /// The stocks that count some of those in its queue only.
    pub stocks_waiting: Vec<u32>,
    /// The durations measured on entry.
    pub measured: Vec<u32>,
    /// The durations measured when service ends.
    pub measured_served: Vec<u32>,
    /// Whether a transfer takes people from it.
    pub has_roster: bool,
}

/// What holds people in a stage.
#[derive(Debug)]
pub enum Held<'m> {
    /// Nothing.
    Passes,
    /// A length of time.
    Waits(Law<'m>),
    /// A queue, then a length of service.
    Served {
        /// The capacity.
        by: usize,
        /// What the queue goes by. Absent: first come, first served.
        priority: Option<Formula<'m>>,
        /// How long service takes.
        taking: Law<'m>,
    },
    /// Nothing within the stage ends their stay.
    Stays,
    /// The way ends.
    Ends,
}

/// A way out at the end of a stage.
#[derive(Debug)]
pub struct Way<'m> {
    /// Who takes it.
    pub taken: Taken<'m>,
    /// The edge.
    pub edge: u32,
}

/// Who takes a way.
#[derive(Debug)]
pub enum Taken<'m> {
    /// This share.
    Share(Formula<'m>),
    /// Those for whom it is yes.
    If(Formula<'m>),
    /// Everyone left.
    Otherwise,
}

/// A way out before the end of a stage.
#[derive(Debug)]
pub struct Early {
    /// The key of its draws.
    pub key: u32,
    /// Its place among all rates.
    pub rate: usize,
    /// The edge.
    pub edge: u32,
}

/// A transfer laid out.
#[derive(Debug)]
pub struct Batches<'m> {
    /// Who may be taken.
    pub who: Option<Formula<'m>>,
    /// The time from one batch to the next.
    pub every: Law<'m>,
    /// What limits a batch.
    pub limits: Vec<Formula<'m>>,
    /// The edge.
    pub edge: u32,
    /// The happening of a batch that leaves.
    pub batch: u32,
}

impl<'m> Compiled<'m> {
    /// Lays a model out.
    ///
    /// Panics: where the model is not one that a check would pass.
    pub fn new(model: &'m Model) -> Compiled<'m> {
        assert!(
            model.weight > 0.0,
            "a simulated person stands for more than 0 people"
        );
        let mut former = Former::new(model);
        let mut ways = Ways {
            model,
            edges: Vec::new(),
            happenings: Vec::new(),
            n_rates: 0,
        };
        let mut rates = Vec::new();
        let mut stages = Vec::new();
        for (s, stage) in model.stages.iter().enumerate() {
            stages.push(room(s, stage, &mut former, &mut ways));
            for leave in &stage.leaves {
                rates.push(former.plain(&leave.rate, true, "the rate of a leave"));
            }
        }
        let sources = (model.sources.iter())
            .map(|source| origin(source, model, &mut former))
            .collect();
        let mut batches: Vec<Batches> = (model.transfers.iter().enumerate())
            .map(|(i, transfer)| batches(i, transfer, &mut former, &mut ways))
            .collect();
        let delays = (model.gates.iter())
            .map(|gate| match &gate.opens {
                crate::model::Opens::After { taking, .. } => Some(Law::new(taking, &mut former)),
                crate::model::Opens::On(_) | crate::model::Opens::Never => None,
            })
            .collect();
        let flow_who = (model.flows.iter()).map(|f| {
            f.who
                .as_ref()
                .map(|who| former.plain(who, false, "who a flow counts"))
        });
        let flow_who = flow_who.collect();
        let stock_who = (model.stocks.iter()).map(|s| {
            s.who
                .as_ref()
                .map(|who| former.plain(who, false, "who a stock counts"))
        });
        let stock_who = stock_who.collect();
        let sizes = model
            .capacities
            .iter()
            .map(|c| former.formula(&c.size))
            .collect();
        let Ways {
            mut edges,
            mut happenings,
            ..
        } = ways;
        for (i, source) in model.sources.iter().enumerate() {
            happenings.push(vec![Event::Arrived(i), Event::Entered(source.enters)]);
            happenings.push(vec![Event::StayedAway(i)]);
        }
        happenings.extend((0..batches.len()).map(|i| vec![Event::BatchLeft(i)]));
        for (i, batches) in batches.iter_mut().enumerate() {
            batches.batch = (edges.len() + 2 * model.sources.len() + i) as u32;
        }
        let mut sources: Vec<Origin> = sources;
        for (i, origin) in sources.iter_mut().enumerate() {
            origin.arrival = (edges.len() + 2 * i) as u32;
            origin.away = origin.arrival + 1;
        }
        mark_back_edges(model, &mut edges);
        Compiled {
            model,
            sources,
            edges,
            happenings,
            rates,
            sizes,
            delays,
            batches,
            flow_who,
            stock_who,
            measured_at_end: measured(model, Span::ArrivalToEnd),
            served: (0..stages.len())
                .filter(|&s| matches!(stages[s].holds, Held::Served { .. }))
                .collect(),
            stages,
            n_cells: former.n_cells,
            n_sums: former.n_sums,
            n_laws: former.n_laws,
            combos: former.combos,
        }
    }

    /// What an input of the model's programs means.
    #[inline]
    pub fn input(&self, i: u16) -> Input {
        self.model.inputs[i as usize]
    }
}

fn room<'m>(s: usize, stage: &'m Stage, former: &mut Former<'m>, ways: &mut Ways<'m>) -> Room<'m> {
    let holds = match &stage.holds {
        Holds::Passes => Held::Passes,
        Holds::Waits(length) => Held::Waits(Law::new(length, former)),
        Holds::Served { by, order, taking } => Held::Served {
            by: *by,
            priority: match order {
                Order::FirstCome => None,
                Order::Priority(value) => Some(former.formula(value)),
            },
            taking: Law::new(taking, former),
        },
        Holds::Stays => Held::Stays,
        Holds::Ends => Held::Ends,
    };
    let mut way = |exit: &'m Exit| Way {
        taken: match &exit.who {
            Who::Share(share) => Taken::Share(former.formula(share)),
            Who::If(condition) => Taken::If(former.formula(condition)),
            Who::Otherwise => Taken::Otherwise,
        },
        edge: ways.edge(s, exit.to, None),
    };
    let exits: Vec<Way> = stage.exits.iter().map(&mut way).collect();
    assert!(
        stage.leaves.len() < 255,
        "stage `{}` has fewer than 255 leaves",
        stage.name
    );
    let mut leaves = Vec::new();
    for leave in &stage.leaves {
        let edge = ways.edge(s, leave.to, None);
        leaves.push(Early {
            key: leave.key,
            rate: ways.n_rates,
            edge,
        });
        ways.n_rates += 1;
    }
    let model = ways.model;
    let stocks = some_at(model, Place::In(s));
    let mut stocks_waiting = some_at(model, Place::Waiting(s));
    stocks_waiting.retain(|stock| !stocks.contains(stock));
    Room {
        holds,
        key: stage.key,
        is_by_chance: exits.iter().any(|way| matches!(way.taken, Taken::Share(_))),
        exits,
        leaves,
        stocks,
        stocks_waiting,
        measured: measured(model, Span::ArrivalTo(s)),
        measured_served: measured(model, Span::WaitForService(s)),
        has_roster: model.transfers.iter().any(|transfer| transfer.from == s),
    }
}

fn origin<'m>(source: &'m Source, model: &'m Model, former: &mut Former<'m>) -> Origin<'m> {
    let comes = match &source.comes {
        Comes::Daily(rate) => Coming::Daily(former.formula(rate)),
        Comes::AtStart { people, aged } => {
            let bands = Shares::new(aged.iter().map(|band| &band.share), former);
            Coming::AtStart(former.formula(people), bands)
        }
    };
    let key = |attribute: usize| key_of(&model.attributes[attribute].name);
    let mut drawn = |draw: &'m AttributeDraw| match draw {
        AttributeDraw::Member { attribute, member } => Drawn {
            attribute: *attribute,
            key: key(*attribute),
            member: Member::Always(*member),
        },
        AttributeDraw::Shares { attribute, shares } => Drawn {
            attribute: *attribute,
            key: key(*attribute),
            member: Member::ByShares(Shares::new(shares.iter(), former)),
        },
    };
    let draws = source.draws.iter().map(&mut drawn).collect();
    Origin {
        comes,
        except: source.except.as_ref().map(|share| former.formula(share)),
        draws,
        arrival: 0,
        away: 0,
    }
}

fn batches<'m>(
    i: usize,
    transfer: &'m Transfer,
    former: &mut Former<'m>,
    ways: &mut Ways<'m>,
) -> Batches<'m> {
    Batches {
        who: transfer.who.as_ref().map(|who| former.formula(who)),
        every: Law::new(&transfer.every, former),
        limits: transfer
            .limits
            .iter()
            .map(|(_, limit)| former.formula(limit))
            .collect(),
        edge: ways.edge(transfer.from, transfer.to, Some(Event::Transferred(i))),
        batch: 0,
    }
}

/// The stocks that count some people at a place, not everyone.
fn some_at(model: &Model, place: Place) -> Vec<u32> {
    let stocks = model.stocks.iter().enumerate();
    let some = stocks.filter(|(_, stock)| stock.who.is_some() && stock.places.contains(&place));
    some.map(|(i, _)| i as u32).collect()
}

/// The durations that measure a span.
fn measured(model: &Model, span: Span) -> Vec<u32> {
    let durations = model.durations.iter().enumerate();
    durations
        .filter(|(_, m)| m.span == span)
        .map(|(i, _)| i as u32)
        .collect()
}
