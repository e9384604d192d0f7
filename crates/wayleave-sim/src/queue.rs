//! Who is next for service.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use crate::person::Ticket;

/// People waiting for service in one stage. Those who left stay in it as void tickets.
#[derive(Debug)]
pub enum Queue {
    /// First come, first served.
    FirstCome(VecDeque<Ticket>),
    /// The smallest value first; among equals, first come.
    Priority {
        /// Who waits.
        heap: BinaryHeap<Reverse<Place>>,
        /// How many ever joined.
        n_joined: u64,
    },
}

/// A place in a queue by priority.
#[derive(Debug)]
pub struct Place {
    value: f64,
    order: u64,
    ticket: Ticket,
}

impl Queue {
    /// An empty queue, first come first served.
    pub fn first_come() -> Queue {
        Queue::FirstCome(VecDeque::new())
    }

    /// An empty queue by priority.
    pub fn by_priority() -> Queue {
        Queue::Priority {
            heap: BinaryHeap::new(),
            n_joined: 0,
        }
    }

    /// Joins the queue; the value counts only in a queue by priority.
    #[inline]
    pub fn join(&mut self, ticket: Ticket, value: f64) {
        match self {
            Queue::FirstCome(queue) => queue.push_back(ticket),
            Queue::Priority { heap, n_joined } => {
                *n_joined += 1;
                heap.push(Reverse(Place {
                    value,
                    order: *n_joined,
                    ticket,
                }));
            }
        }
    }

    /// Takes the next ticket, void or not. Absent: where there is none.
    #[inline]
    pub fn next(&mut self) -> Option<Ticket> {
        match self {
            Queue::FirstCome(queue) => queue.pop_front(),
            Queue::Priority { heap, .. } => heap.pop().map(|Reverse(place)| place.ticket),
        }
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Place {}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> Ordering {
        self.value
            .total_cmp(&other.value)
            .then(self.order.cmp(&other.order))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_value_is_next_and_equals_are_first_come() {
        let mut queue = Queue::by_priority();
        for (row, value) in [(0, 2.0), (1, 1.0), (2, 2.0), (3, 1.0)] {
            queue.join(Ticket { row, epoch: 0 }, value);
        }
        let order: Vec<u32> = std::iter::from_fn(|| queue.next()).map(|t| t.row).collect();
        assert_eq!(order, [1, 3, 0, 2]);
    }
}
