//! Replications side by side, in the order of their numbers.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

/// Runs a job for each replication number on so many threads.
///
/// Shape: the results in the order of the numbers, whatever the number of threads.
/// `finished` is told each number as its job ends, from the thread that ran it.
/// Absent: where `cancelled` was set before the last job began.
/// Panics: if the system refuses the threads, or a job panics.
pub fn run<T: Send>(
    numbers: Range<u32>,
    threads: usize,
    job: impl Fn(u32) -> T + Sync,
    finished: impl Fn(u32) + Sync,
    cancelled: &AtomicBool,
) -> Option<Vec<T>> {
    let one = |number| {
        if cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let result = job(number);
        finished(number);
        Some(result)
    };
    if threads <= 1 {
        return numbers.map(one).collect();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("the system gives the threads that were asked for");
    pool.install(|| numbers.into_par_iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_their_numbers() {
        let quiet = AtomicBool::new(false);
        let squares = |threads| run(3..40, threads, |i| i * i, |_| (), &quiet);
        assert_eq!(squares(1), squares(2));
        assert_eq!(squares(2).unwrap()[1], 16);
    }

    #[test]
    fn a_cancelled_run_gives_nothing() {
        let cancelled = AtomicBool::new(false);
        let stop = |i| cancelled.store(i == 4, Ordering::Relaxed);
        assert_eq!(run(0..10, 1, |i| i, stop, &cancelled), None);
    }
}
