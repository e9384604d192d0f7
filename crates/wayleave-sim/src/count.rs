//! What is counted as it happens, and the quantities worked out of it at the end of each tick.

use wayleave_rules::program::Program;

use crate::clock::Clock;
use crate::compiled::Compiled;
use crate::formula::{Formula, Kept, Subset};
use crate::model::{CostItem, Event, Place, Stock};
use crate::tally::DurationTally;
use crate::world::{Hall, World};

/// Everything counted in one replication.
#[derive(Debug)]
pub struct Counts {
    /// How many people one counted event of each flow stands for.
    units: Vec<f64>,
    weight: f64,
    flow_masks: Vec<Mask>,
    stock_masks: Vec<Mask>,
    flows_now: Vec<u64>,
    /// How often each happening happened in this tick.
    happened: Vec<u64>,
    /// `[happening]`: the flows that count some of it, as often as they count it.
    some: Vec<Vec<u32>>,
    /// `[flow]`: the happenings that it counts all of, as often as it counts them.
    all: Vec<Vec<u32>>,
    /// `[stage]`: how many people are in it.
    pub n_in: Vec<u32>,
    /// `[flow][tick + 1]`: how many events up to the end of a tick.
    sums: Vec<Vec<u64>>,
    stocks_now: Vec<i64>,
    /// `[stock][tick]`.
    pub stocks: Vec<Vec<f64>>,
    /// `[series][tick]`.
    pub series: Vec<Vec<f64>>,
    /// `[cost][tick]`.
    pub costs: Vec<Vec<f64>>,
    /// `[cost][item]`: whether money that is spent once was spent.
    spent: Vec<Vec<bool>>,
    /// Lengths of time.
    pub durations: Vec<DurationTally>,
    /// People who ever arrived.
    pub n_arrived: u64,
    /// People whose way ended.
    pub n_ended: u64,
    /// The sum of their moments of arrival, or 0 for those present at the start.
    pub sum_of_arrivals: f64,
    /// The sum of the moments at which ways ended.
    pub sum_of_ends: f64,
    /// Events handled.
    pub n_events: u64,
}

/// Which combinations of attributes are counted.
#[derive(Debug, Clone)]
enum Mask {
    Everyone,
    Some { subset: Subset, places: Vec<bool> },
    Nobody,
}

impl Counts {
    /// Nothing counted yet.
    pub fn new(plan: &Compiled) -> Counts {
        let model = plan.model;
        let ticks = model.ticks as usize;
        let empty = |n| vec![Vec::with_capacity(ticks); n];
        let is_batch = |event: &Event| matches!(event, Event::BatchLeft(_));
        let unit = |events: &[Event]| {
            let counts_batches = !events.is_empty() && events.iter().all(is_batch);
            if counts_batches { 1.0 } else { model.weight }
        };
        let duration = DurationTally {
            n: 0,
            sum: 0.0,
            histogram: vec![0; ticks + 1],
        };
        let mut some = vec![Vec::new(); plan.happenings.len()];
        let mut all = vec![Vec::new(); model.flows.len()];
        for (h, events) in plan.happenings.iter().enumerate() {
            for (f, flow) in model.flows.iter().enumerate() {
                let n = flow
                    .events
                    .iter()
                    .filter(|event| events.contains(event))
                    .count();
                if flow.who.is_some() {
                    some[h].extend(vec![f as u32; n]);
                } else {
                    all[f].extend(vec![h as u32; n]);
                }
            }
        }
        Counts {
            units: model.flows.iter().map(|flow| unit(&flow.events)).collect(),
            weight: model.weight,
            flow_masks: vec![Mask::Everyone; model.flows.len()],
            stock_masks: vec![Mask::Everyone; model.stocks.len()],
            flows_now: vec![0; model.flows.len()],
            happened: vec![0; plan.happenings.len()],
            some,
            all,
            n_in: vec![0; model.stages.len()],
            sums: vec![vec![0]; model.flows.len()],
            stocks_now: vec![0; model.stocks.len()],
            stocks: empty(model.stocks.len()),
            series: empty(model.series.len()),
            costs: empty(model.costs.len()),
            spent: model
                .costs
                .iter()
                .map(|cost| vec![false; cost.items.len()])
                .collect(),
            durations: vec![duration; model.durations.len()],
            n_arrived: 0,
            n_ended: 0,
            sum_of_arrivals: 0.0,
            sum_of_ends: 0.0,
            n_events: 0,
        }
    }

    /// A stock as last counted.
    pub fn stock(&self, i: usize) -> f64 {
        self.stocks[i].last().copied().unwrap_or(0.0)
    }

    /// A flow over so many ticks, ending with the last that is closed.
    pub fn flow_over(&self, i: usize, ticks: u32) -> f64 {
        let sums = &self.sums[i];
        let last = sums.len() - 1;
        (sums[last] - sums[last.saturating_sub(ticks as usize)]) as f64 * self.units[i]
    }

    /// `[flow][tick]`.
    pub fn flows(&self) -> Vec<Vec<f64>> {
        let daily = |(sums, unit): (&Vec<u64>, &f64)| {
            sums.windows(2)
                .map(|w| (w[1] - w[0]) as f64 * unit)
                .collect()
        };
        self.sums.iter().zip(&self.units).map(daily).collect()
    }

    /// Records a length of time.
    #[inline]
    pub fn measure(&mut self, durations: &[u32], days: f64) {
        for &i in durations {
            let tally = &mut self.durations[i as usize];
            tally.n += 1;
            tally.sum += days;
            let bin = (days as usize).min(tally.histogram.len() - 1);
            tally.histogram[bin] += 1;
        }
    }
}

impl<C: Clock> World<'_, '_, C> {
    /// Counts something that happens to a person.
    #[inline(always)]
    pub fn happens(&mut self, happening: u32, combo: u32) {
        let counts = &mut self.counts;
        counts.happened[happening as usize] += 1;
        for &i in &counts.some[happening as usize] {
            let is_counted =
                counts.flow_masks[i as usize].counts(|s| self.plan.combos.place(s, combo));
            counts.flows_now[i as usize] += u64::from(is_counted);
        }
    }

    /// Counts a person in stocks: 1 on coming, -1 on going.
    #[inline(always)]
    pub fn count_stocks(&mut self, stocks: &[u32], combo: u32, by: i64) {
        for &i in stocks {
            let counts =
                self.counts.stock_masks[i as usize].counts(|s| self.plan.combos.place(s, combo));
            self.counts.stocks_now[i as usize] += by * i64::from(counts);
        }
    }

    /// Works out who is counted, once for the replication.
    pub fn fill_masks(&mut self) {
        let plan = self.plan;
        self.counts.flow_masks = plan
            .flow_who
            .iter()
            .map(|who| self.mask(who.as_ref()))
            .collect();
        self.counts.stock_masks = plan
            .stock_who
            .iter()
            .map(|who| self.mask(who.as_ref()))
            .collect();
    }

    fn mask(&mut self, who: Option<&Formula>) -> Mask {
        let Some(formula) = who else {
            return Mask::Everyone;
        };
        match formula.kept {
            Kept::Constant(0.0) => Mask::Nobody,
            Kept::Constant(_) => Mask::Everyone,
            Kept::InCells { subset, .. } => {
                let combos = self.plan.combos.of_subset(subset);
                let nobody = self.nobody();
                let mut counted =
                    |combo| self.value(formula, &crate::person::Who { combo, ..nobody }) != 0.0;
                let places = combos.into_iter().map(&mut counted).collect();
                Mask::Some { subset, places }
            }
            Kept::Nowhere => unreachable!("who is counted reads only attributes and draws"),
        }
    }

    /// Closes the tick: stocks, flows, then series, then costs.
    pub fn close_tick(&mut self) {
        let model = self.plan.model;
        let counts = &mut self.counts;
        for (i, stock) in model.stocks.iter().enumerate() {
            let n = if stock.who.is_some() {
                counts.stocks_now[i]
            } else {
                everyone_at(stock, counts, &self.halls)
            };
            counts.stocks[i].push(n as f64 * counts.weight);
        }
        for (now, all) in counts.flows_now.iter_mut().zip(&counts.all) {
            *now += all
                .iter()
                .map(|happening| counts.happened[*happening as usize])
                .sum::<u64>();
        }
        counts.happened.fill(0);
        for (sums, now) in counts.sums.iter_mut().zip(&mut counts.flows_now) {
            sums.push(sums[sums.len() - 1] + std::mem::take(now));
        }
        for (i, series) in model.series.iter().enumerate() {
            let value = self.known_or_nan(&series.value);
            self.counts.series[i].push(value);
        }
        for (i, cost) in model.costs.iter().enumerate() {
            let items = cost.items.iter().enumerate();
            let spent = items.map(|(j, item)| self.spent(item, i, j)).sum();
            self.counts.costs[i].push(spent);
        }
        self.count_days_open();
    }

    /// What an item of a cost comes to in this tick.
    fn spent(&mut self, item: &CostItem, i: usize, j: usize) -> f64 {
        let holds = |world: &Self, condition: &Program| world.known(condition) != 0.0;
        match item {
            CostItem::ForEach { flow, amount } => {
                let n = self.counts.flow_over(*flow, 1);
                if n == 0.0 {
                    0.0
                } else {
                    n * self.known(amount)
                }
            }
            CostItem::Daily(amount) => self.known(amount),
            CostItem::On {
                day,
                amount,
                provided,
            } => {
                let is_due =
                    *day == self.today() && provided.as_ref().is_none_or(|p| holds(self, p));
                if is_due { self.known(amount) } else { 0.0 }
            }
            CostItem::Once { when, amount } => {
                if self.counts.spent[i][j] || !holds(self, when) {
                    return 0.0;
                }
                self.counts.spent[i][j] = true;
                self.known(amount)
            }
        }
    }
}

/// How many people are at the places of a stock, whoever is in a stage being counted once.
fn everyone_at(stock: &Stock, counts: &Counts, halls: &[Hall]) -> i64 {
    let mut n = 0;
    for (i, place) in stock.places.iter().enumerate() {
        if stock.places[..i].contains(place) {
            continue;
        }
        n += match place {
            Place::In(stage) => i64::from(counts.n_in[*stage]),
            Place::Waiting(stage) if stock.places.contains(&Place::In(*stage)) => 0,
            Place::Waiting(stage) => i64::from(halls[*stage].n_waiting),
        };
    }
    n
}

impl Mask {
    #[inline]
    fn counts(&self, place: impl FnOnce(Subset) -> usize) -> bool {
        match self {
            Mask::Everyone => true,
            Mask::Some { subset, places } => places[place(*subset)],
            Mask::Nobody => false,
        }
    }
}
