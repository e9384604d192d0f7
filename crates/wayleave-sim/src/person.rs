//! People as rows, recycled when their way ends.

/// One simulated person. 32 bytes on the ticking clock, so that none straddles a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub struct Person<T> {
    /// When they arrived; before the start for those present at the start.
    pub arrived: T,
    /// When they entered the stage they are in.
    pub entered: T,
    /// The number of their identity.
    pub number: u32,
    /// Their attributes, as one number.
    pub combo: u32,
    /// Raised whenever what is pending for them is void.
    pub epoch: u32,
    /// The random word that decides where they go next.
    pub branch: u32,
    /// The source they came from.
    pub source: u16,
    /// The stage they are in.
    pub stage: u16,
    /// How often they went back to an earlier stage: the occasion of their draws.
    pub laps: u16,
    /// What they are doing there.
    pub doing: Doing,
    /// What is pending: 0 for the end of the stage, otherwise the leave of that number, from 1.
    pub pending: u8,
}

/// What a person in a stage is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Staying, until a length of time ends or they leave.
    Staying,
    /// Waiting for service.
    Queueing,
    /// Being served.
    InService,
}

/// What programs can read of a person.
#[derive(Debug, Clone, Copy)]
pub struct Who<T> {
    /// Their attributes, as one number.
    pub combo: u32,
    /// When they arrived.
    pub arrived: T,
    /// When they entered the stage they are in.
    pub entered: T,
}

/// A reference to a person that is void once their epoch has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// Their row.
    pub row: u32,
    /// Their epoch when the ticket was made.
    pub epoch: u32,
}

/// Everyone who is anywhere.
#[derive(Debug)]
pub struct People<T> {
    rows: Vec<Person<T>>,
    /// How long each waited for service, in days; kept only where it is measured.
    waited: Vec<f64>,
    free: Vec<u32>,
}

impl<T: Copy> People<T> {
    /// Nobody.
    pub fn new() -> People<T> {
        People {
            rows: Vec::new(),
            waited: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Adds a person and gives their row. The epoch goes on from whoever had the row before.
    pub fn add(&mut self, mut person: Person<T>) -> u32 {
        if let Some(row) = self.free.pop() {
            person.epoch = self.rows[row as usize].epoch;
            self.rows[row as usize] = person;
            return row;
        }
        self.rows.push(person);
        u32::try_from(self.rows.len() - 1).expect("fewer than four thousand million people at once")
    }

    /// Removes a person.
    pub fn remove(&mut self, row: u32) {
        self[row].epoch = self[row].epoch.wrapping_add(1);
        self.free.push(row);
    }

    /// Keeps how long a person waited for service.
    pub fn keep_wait(&mut self, row: u32, days: f64) {
        if self.waited.len() <= row as usize {
            self.waited.resize(self.rows.len(), 0.0);
        }
        self.waited[row as usize] = days;
    }

    /// How long a person waited for service, as kept.
    pub fn wait(&self, row: u32) -> f64 {
        self.waited[row as usize]
    }

    /// A ticket for a person as they are.
    #[inline]
    pub fn ticket(&self, row: u32) -> Ticket {
        Ticket {
            row,
            epoch: self[row].epoch,
        }
    }

    /// Whether a ticket still holds.
    #[inline]
    pub fn holds(&self, ticket: Ticket) -> bool {
        self[ticket.row].epoch == ticket.epoch
    }
}

impl<T> std::ops::Index<u32> for People<T> {
    type Output = Person<T>;

    #[inline]
    fn index(&self, row: u32) -> &Person<T> {
        &self.rows[row as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for People<T> {
    #[inline]
    fn index_mut(&mut self, row: u32) -> &mut Person<T> {
        &mut self.rows[row as usize]
    }
}

impl<T: Copy> Person<T> {
    /// What programs can read of them.
    #[inline]
    pub fn who(&self) -> Who<T> {
        Who {
            combo: self.combo,
            arrived: self.arrived,
            entered: self.entered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_takes_32_bytes() {
        assert_eq!(std::mem::size_of::<Person<i32>>(), 32);
    }
}
