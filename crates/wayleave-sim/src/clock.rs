//! The two ways in which time passes, behind one trait.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::person::Ticket;

/// How time passes and what is due when.
pub trait Clock {
    /// A moment.
    type Time: Copy + PartialOrd;

    /// The moment that it is.
    fn now(&self) -> Self::Time;

    /// The moment so many days before the start, which need not be whole; `u` decides the rounding.
    fn before_start(days: f64, u: f64) -> Self::Time;

    /// A moment as a number of days since the start.
    fn moment(time: Self::Time) -> f64;

    /// The tick that contains a moment.
    fn tick_of(time: Self::Time) -> i32;

    /// The days from one moment to another.
    fn between(from: Self::Time, to: Self::Time) -> f64;

    /// A length of time as this clock can keep it; `u` decides the rounding.
    fn kept(days: f64, u: f64) -> f64;

    /// Calls a person after a length of time, kept and above 0. Beyond the horizon, nobody calls.
    fn call(&mut self, after: f64, ticket: Ticket);
}

/// A length of time in whole ticks, with the mean of the given one where `u` is uniform.
///
/// The result is `k` with probability `E[max(0, 1 - |X - k|)]`.
#[inline]
pub fn whole(days: f64, u: f64) -> f64 {
    let floor = days as i64 as f64;
    // Added rather than chosen: a branch on a random number is guessed wrongly half the time.
    floor + f64::from(u8::from(u < days - floor))
}

/// Whole ticks, with a bucket of calls for each.
#[derive(Debug)]
pub struct Ticks {
    now: i32,
    buckets: Vec<Vec<Ticket>>,
    spare: Vec<Vec<Ticket>>,
}

impl Ticks {
    /// A clock with so many ticks.
    pub fn new(ticks: u32) -> Ticks {
        Ticks {
            now: 0,
            buckets: vec![Vec::new(); ticks as usize],
            spare: Vec::new(),
        }
    }

    /// Goes to a tick and gives whoever is called then.
    pub fn open(&mut self, tick: u32) -> Vec<Ticket> {
        self.now = tick as i32;
        std::mem::take(&mut self.buckets[tick as usize])
    }

    /// Takes an opened bucket back, so that its memory is used again.
    pub fn give_back(&mut self, mut bucket: Vec<Ticket>) {
        bucket.clear();
        self.spare.push(bucket);
    }
}

impl Clock for Ticks {
    type Time = i32;

    #[inline]
    fn now(&self) -> i32 {
        self.now
    }

    fn before_start(days: f64, u: f64) -> i32 {
        -(whole(days, u) as i32)
    }

    /// What happens in a tick happens, on average, in the middle of it.
    #[inline]
    fn moment(time: i32) -> f64 {
        f64::from(time) + 0.5
    }

    #[inline]
    fn tick_of(time: i32) -> i32 {
        time
    }

    #[inline]
    fn between(from: i32, to: i32) -> f64 {
        f64::from(to - from)
    }

    #[inline]
    fn kept(days: f64, u: f64) -> f64 {
        whole(days, u)
    }

    #[inline]
    fn call(&mut self, after: f64, ticket: Ticket) {
        let at = self.now.saturating_add(after as i32);
        let Some(bucket) = self.buckets.get_mut(at as usize) else {
            return;
        };
        if bucket.capacity() == 0
            && let Some(spare) = self.spare.pop()
        {
            *bucket = spare;
        }
        bucket.push(ticket);
    }
}

/// Time as it is, with a heap of calls.
#[derive(Debug, Default)]
pub struct Continuous {
    now: f64,
    calls: BinaryHeap<Reverse<Call>>,
    n_calls: u64,
}

#[derive(Debug, PartialEq)]
struct Call {
    at: f64,
    order: u64,
    ticket: Ticket,
}

impl Continuous {
    /// Goes to a moment.
    pub fn go_to(&mut self, time: f64) {
        self.now = time;
    }

    /// The moment of the next call. Absent: where there is none.
    pub fn next(&self) -> Option<f64> {
        self.calls.peek().map(|call| call.0.at)
    }

    /// Goes to the next call and gives whoever is called.
    pub fn take(&mut self) -> Ticket {
        let Reverse(call) = self
            .calls
            .pop()
            .expect("a call was seen before it is taken");
        self.now = call.at;
        call.ticket
    }
}

impl Clock for Continuous {
    type Time = f64;

    #[inline]
    fn now(&self) -> f64 {
        self.now
    }

    fn before_start(days: f64, _: f64) -> f64 {
        -days
    }

    #[inline]
    fn moment(time: f64) -> f64 {
        time
    }

    fn tick_of(time: f64) -> i32 {
        time.floor() as i32
    }

    #[inline]
    fn between(from: f64, to: f64) -> f64 {
        to - from
    }

    #[inline]
    fn kept(days: f64, _: f64) -> f64 {
        days
    }

    fn call(&mut self, after: f64, ticket: Ticket) {
        self.n_calls += 1;
        self.calls.push(Reverse(Call {
            at: self.now + after,
            order: self.n_calls,
            ticket,
        }));
    }
}

impl Eq for Call {}

impl Ord for Call {
    #[inline]
    fn cmp(&self, other: &Call) -> std::cmp::Ordering {
        self.at
            .total_cmp(&other.at)
            .then(self.order.cmp(&other.order))
    }
}

impl PartialOrd for Call {
    #[inline]
    fn partial_cmp(&self, other: &Call) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lengths_keep_their_mean() {
        for days in [0.0, 0.3, 1.0, 4.75] {
            let n = 1000;
            let sum: f64 = (0..n)
                .map(|i| whole(days, (f64::from(i) + 0.5) / f64::from(n)))
                .sum();
            assert!((sum / f64::from(n) - days).abs() < 1e-9);
        }
    }

    #[test]
    fn calls_come_in_the_order_of_their_time() {
        let ticket = |row| Ticket { row, epoch: 0 };
        let mut clock = Continuous::default();
        for (after, row) in [(2.0, 0), (1.0, 1), (2.0, 2)] {
            clock.call(after, ticket(row));
        }
        assert_eq!([1, 0, 2].map(|row| clock.take() == ticket(row)), [true; 3]);
    }
}
