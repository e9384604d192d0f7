//! Who comes, when, and with which attributes.

use crate::clock::Clock;
use crate::compiled::{Coming, Drawn, Member};
use crate::model::Comes;
use crate::person::{Doing, Person, Who};
use crate::service::simulated;
use crate::stream::{Identity, Streams, key_of, uniform};
use crate::world::World;

const GAP: u32 = key_of("gap before an arrival");
const AWAY: u32 = key_of("staying away");
const AGE: u32 = key_of("age at the start");

/// The last moment within a tick: rounding must carry nobody into the next.
const LAST: f64 = 1.0 - 1e-9;

/// Somebody who would come.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The source.
    pub source: usize,
    /// Their number within the tick.
    pub number: u32,
    /// When within the tick, from 0 to below 1.
    pub within: f64,
}

impl<C: Clock> World<'_, '_, C> {
    /// Everyone who would come in this tick, source by source.
    ///
    /// Of a fixed sequence of unit exponential gaps, as many fit as the rate allows: a higher rate
    /// keeps everyone and adds more.
    pub fn candidates(&mut self, candidates: &mut Vec<Candidate>) {
        candidates.clear();
        let plan = self.plan;
        for (source, origin) in plan.sources.iter().enumerate() {
            let Coming::Daily(rate) = &origin.comes else {
                continue;
            };
            let rate = self.value_today(rate) / plan.model.weight;
            assert!(
                rate < f64::from(u32::MAX),
                "a rate of arrivals is finite, not {rate}"
            );
            let mut gaps = Gaps::new(self.streams, plan.model.sources[source].key, self.tick);
            let mut sum = gaps.next();
            while sum <= rate {
                let number = gaps.n - 1;
                candidates.push(Candidate {
                    source,
                    number,
                    within: (sum / rate).min(LAST),
                });
                sum += gaps.next();
            }
        }
    }

    /// Lets somebody come, unless they stay away.
    pub fn admit(&mut self, candidate: Candidate) {
        let plan = self.plan;
        let source = candidate.source;
        let origin = &plan.sources[source];
        let key = plan.model.sources[source].key;
        let identity = Identity {
            source: key,
            tick: self.tick,
            number: candidate.number,
        };
        let now = self.clock.now();
        let who = self.drawn(identity, &origin.draws, now);
        if let Some(except) = &origin.except {
            let u = uniform(self.streams.of(identity, AWAY, 0)[0]);
            if u < self.value(except, &who) {
                self.happens(origin.away, who.combo);
                return;
            }
        }
        self.counts.n_events += 1;
        self.counts.sum_of_arrivals += C::moment(now);
        self.happens(origin.arrival, who.combo);
        let first = &plan.stages[plan.model.sources[source].enters];
        self.counts.measure(&first.measured, 0.0);
        self.add(source, identity, who);
    }

    /// Sets those present at the start into their stages, whoever came first before the others.
    pub fn set_the_stage(&mut self) {
        let plan = self.plan;
        for (source, origin) in plan.sources.iter().enumerate() {
            let Coming::AtStart(people, bands) = &origin.comes else {
                continue;
            };
            let n = simulated(self.value_today(people), plan.model);
            let key = plan.model.sources[source].key;
            let nobody = self.nobody();
            let Comes::AtStart { aged, .. } = &plan.model.sources[source].comes else {
                continue;
            };
            let mut present = Vec::with_capacity(n as usize);
            for number in 0..n {
                let identity = Identity {
                    source: key,
                    tick: 0,
                    number,
                };
                let words = self.streams.of(identity, AGE, 0);
                let band = &aged[self.share(bands, &nobody, words[0])];
                let age = band.from + uniform(words[1]) * (band.to - band.from);
                present.push((age, C::before_start(age, uniform(words[2])), identity));
            }
            present.sort_by(|a, b| b.0.total_cmp(&a.0));
            for (_, arrived, identity) in present {
                let who = self.drawn(identity, &origin.draws, arrived);
                self.add(source, identity, who);
            }
        }
    }

    fn add(&mut self, source: usize, identity: Identity, who: Who<C::Time>) {
        let Who {
            combo,
            arrived,
            entered,
        } = who;
        let row = self.people.add(Person {
            arrived,
            entered,
            number: identity.number,
            combo,
            epoch: 0,
            branch: 0,
            source: source as u16,
            stage: 0,
            laps: 0,
            doing: Doing::Staying,
            pending: 0,
        });
        self.counts.n_arrived += 1;
        self.begin(row, self.plan.model.sources[source].enters, who);
    }

    /// Somebody with their attributes, each drawn by a uniform number of their own.
    fn drawn(&mut self, identity: Identity, draws: &[Drawn], arrived: C::Time) -> Who<C::Time> {
        let mut combo = 0;
        let who = |combo| Who {
            combo,
            arrived,
            entered: arrived,
        };
        for draw in draws {
            let member = match &draw.member {
                Member::Always(member) => *member,
                Member::ByShares(shares) => {
                    let word = self.streams.of(identity, draw.key, 0)[0];
                    self.share(shares, &who(combo), word)
                }
            };
            combo = self.plan.combos.with(combo, draw.attribute, member);
        }
        who(combo)
    }
}

/// The unit exponential gaps of one source in one tick. One block of four words serves four.
struct Gaps {
    streams: Streams,
    key: u32,
    tick: u32,
    block: [u32; 4],
    n: u32,
}

impl Gaps {
    fn new(streams: Streams, key: u32, tick: u32) -> Gaps {
        Gaps {
            streams,
            key,
            tick,
            block: [0; 4],
            n: 0,
        }
    }

    #[inline]
    fn next(&mut self) -> f64 {
        let within = self.n % 4;
        if within == 0 {
            let identity = Identity {
                source: self.key,
                tick: self.tick,
                number: self.n / 4,
            };
            self.block = self.streams.of(identity, GAP, 0);
        }
        self.n += 1;
        -uniform(self.block[within as usize]).ln()
    }
}
