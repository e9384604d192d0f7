//! The workshop as a loop over a binary heap, written for it alone.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

const HORIZON: f64 = 1826.0;
const MEANS: [f64; 5] = [4.0, 5.0, 5.0, 6.0, 6.0];
const SENT_BACK: [f64; 5] = [0.20, 0.40, 0.45, 0.55, 0.70];
const UNITS: [(f64, [usize; 2]); 3] = [
    (365.0, [200, 80]),
    (730.0, [300, 120]),
    (1096.0, [400, 160]),
];

#[derive(Clone, Copy, PartialEq)]
enum What {
    Comes,
    Units(usize),
    Day(usize),
    First(u32),
    Second(u32),
    Dry(u32),
}

#[derive(Clone, Copy, PartialEq)]
struct Event(f64, What);

impl Eq for Event {}

impl Ord for Event {
    fn cmp(&self, other: &Event) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Event) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Mean time, its 90th percentile, days in queue 1, queue 1 on day 365, queue 2 at the end, ends.
pub fn replicate(seed: u64) -> [f64; 6] {
    let mut draw = Sequence(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66, None);
    let mut heap = BinaryHeap::with_capacity(1 << 15);
    let (mut arrived, mut group) = (Vec::<f64>::new(), Vec::<u8>::new());
    let (mut first, mut second) = (VecDeque::<u32>::new(), VecDeque::<u32>::new());
    let (mut units, mut busy) = ([100usize, 40], [0usize, 0]);
    let level = 100_000.0 / HORIZON;
    let mut times = Vec::new();
    let mut days = Vec::with_capacity(1827);
    let mut n_in = 0usize;
    for (i, (at, _)) in UNITS.iter().enumerate() {
        heap.push(Reverse(Event(*at, What::Units(i))));
    }
    heap.push(Reverse(Event(
        draw.exponential() / (1.5 * level),
        What::Comes,
    )));
    heap.push(Reverse(Event(1.0, What::Day(1))));
    while let Some(Reverse(Event(now, what))) = heap.pop() {
        if now > HORIZON {
            break;
        }
        let mut end = |arrived: f64, n_in: &mut usize| {
            times.push(now - arrived);
            *n_in -= 1;
        };
        match what {
            What::Comes => {
                heap.push(Reverse(Event(
                    now + draw.exponential() / (1.5 * level),
                    What::Comes,
                )));
                let season = (std::f64::consts::TAU * (now - 120.0) / 365.25).sin();
                if draw.uniform() * 1.5 >= 1.0 + 0.5 * season {
                    continue;
                }
                let u = draw.uniform();
                let shares = [0.30, 0.55, 0.75, 0.90];
                group.push(shares.iter().filter(|s| u >= **s).count() as u8);
                first.push_back(arrived.len() as u32);
                arrived.push(now);
                n_in += 1;
            }
            What::Units(i) => units = UNITS[i].1,
            What::Day(day) => {
                days.push((first.len(), second.len(), n_in));
                if day < 1826 {
                    heap.push(Reverse(Event((day + 1) as f64, What::Day(day + 1))));
                }
            }
            What::First(who) => {
                busy[0] -= 1;
                if draw.uniform() >= SENT_BACK[group[who as usize] as usize] {
                    end(arrived[who as usize], &mut n_in);
                } else if draw.uniform() < 0.75 {
                    second.push_back(who);
                } else {
                    heap.push(Reverse(Event(
                        now + 90.0 * draw.exponential(),
                        What::Dry(who),
                    )));
                }
            }
            What::Second(who) => {
                busy[1] -= 1;
                if draw.uniform() < 0.30 {
                    end(arrived[who as usize], &mut n_in);
                } else {
                    heap.push(Reverse(Event(
                        now + 90.0 * draw.exponential(),
                        What::Dry(who),
                    )));
                }
            }
            What::Dry(who) => end(arrived[who as usize], &mut n_in),
        }
        while busy[0] < units[0] && !first.is_empty() {
            let who = first.pop_front().expect("not empty");
            let time = MEANS[group[who as usize] as usize] * draw.lognormal(0.6);
            heap.push(Reverse(Event(now + time, What::First(who))));
            busy[0] += 1;
        }
        while busy[1] < units[1] && !second.is_empty() {
            let who = second.pop_front().expect("not empty");
            heap.push(Reverse(Event(
                now + 8.0 * draw.lognormal(0.5),
                What::Second(who),
            )));
            busy[1] += 1;
        }
    }
    let n = times.len();
    let mean = times.iter().sum::<f64>() / n as f64;
    times.sort_unstable_by(f64::total_cmp);
    let queue: usize = days.iter().map(|day| day.0).sum();
    let ninetieth = times[(0.9 * (n - 1) as f64) as usize];
    std::hint::black_box(days.iter().map(|day| day.2).max());
    [
        mean,
        ninetieth,
        queue as f64,
        days[364].0 as f64,
        days[1825].1 as f64,
        n as f64,
    ]
}

/// Splitmix64, and half a pair of normal numbers by the polar method.
struct Sequence(u64, Option<f64>);

impl Sequence {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.uniform()).ln()
    }

    fn lognormal(&mut self, sigma: f64) -> f64 {
        (sigma * self.normal() - 0.5 * sigma * sigma).exp()
    }

    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.1.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                let scale = (-2.0 * s.ln() / s).sqrt();
                self.1 = Some(y * scale);
                return x * scale;
            }
        }
    }
}
