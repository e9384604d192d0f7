//! Tables and dated parameters that expressions look values up in.

use crate::calendar::{Day, Period};

/// What one key of a table runs over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// An enumeration with this many members, in their declared order.
    Category {
        /// How many members it has.
        n: usize,
    },
    /// A run of periods.
    Period {
        /// What kind of period.
        period: Period,
        /// The number of the first period that the table has.
        first: i32,
        /// How many periods it runs over.
        n: usize,
    },
}

impl Key {
    fn len(&self) -> usize {
        match self {
            Key::Category { n } | Key::Period { n, .. } => *n,
        }
    }

    /// The place of a key value along this axis. Absent: outside the table.
    fn place(&self, value: f64) -> Option<usize> {
        let offset = match self {
            Key::Category { .. } => value,
            Key::Period { first, .. } => value - f64::from(*first),
        };
        (offset >= 0.0 && offset < self.len() as f64).then_some(offset as usize)
    }
}

/// Values by key, dense; a cell that the table lacks holds `NaN`.
#[derive(Debug, Clone)]
pub struct Table {
    keys: Vec<Key>,
    values: Vec<f64>,
}

impl Table {
    /// An empty table over these keys.
    pub fn new(keys: Vec<Key>) -> Table {
        let size = keys.iter().map(Key::len).product();
        Table {
            keys,
            values: vec![f64::NAN; size],
        }
    }

    /// The keys, outermost first.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Sets one cell. Gives `false` where the key lies outside the table.
    pub fn set(&mut self, keys: &[f64], value: f64) -> bool {
        let cell = self.cell(keys);
        if let Some(cell) = cell {
            self.values[cell] = value;
        }
        cell.is_some()
    }

    /// The value of one cell. Absent: where the table has none.
    pub fn get(&self, keys: &[f64]) -> Option<f64> {
        let value = self.values[self.cell(keys)?];
        (!value.is_nan()).then_some(value)
    }

    fn cell(&self, keys: &[f64]) -> Option<usize> {
        assert_eq!(
            keys.len(),
            self.keys.len(),
            "a look-up gives every key of its table"
        );
        let mut cell = 0;
        for (key, value) in self.keys.iter().zip(keys) {
            cell = cell * key.len() + key.place(*value)?;
        }
        Some(cell)
    }
}

/// A value that changes on stated days.
#[derive(Debug, Clone, Default)]
pub struct Dated {
    versions: Vec<(Day, f64)>,
    until: Option<Day>,
}

impl Dated {
    /// A parameter with these versions, each in force from its day until the next.
    ///
    /// `until` is the last day of the last version, where it has one.
    /// Panics: if the days do not rise.
    pub fn new(versions: Vec<(Day, f64)>, until: Option<Day>) -> Dated {
        assert!(
            versions.windows(2).all(|w| w[0].0 < w[1].0),
            "versions come in order of date"
        );
        Dated { versions, until }
    }

    /// The value in force on a day. Absent: before the first version and after the last.
    pub fn on(&self, day: Day) -> Option<f64> {
        let after = self.versions.partition_point(|(from, _)| *from <= day);
        let value = self.versions[..after].last()?.1;
        self.until.is_none_or(|until| day <= until).then_some(value)
    }

    /// The versions, each with the day from which it holds.
    pub fn versions(&self) -> impl Iterator<Item = (Day, f64)> + '_ {
        self.versions.iter().copied()
    }

    /// The days on which the value changes.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.versions.iter().map(|(day, _)| *day)
    }
}

/// Everything that programs of one model look up.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Tables, by the number that programs know them by.
    pub tables: Vec<Table>,
    /// Dated parameters, by number.
    pub parameters: Vec<Dated>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_only_the_cells_it_was_given() {
        let mut table = Table::new(vec![
            Key::Category { n: 2 },
            Key::Period {
                period: Period::Year,
                first: 2018,
                n: 3,
            },
        ]);
        assert!(table.set(&[1.0, 2019.0], 0.5));
        assert!(!table.set(&[2.0, 2019.0], 0.5));
        assert_eq!(table.get(&[1.0, 2019.0]), Some(0.5));
        assert_eq!(table.get(&[0.0, 2019.0]), None);
        assert_eq!(table.get(&[1.0, 2021.0]), None);
        assert_eq!(table.get(&[1.0, 2017.0]), None);
    }

    #[test]
    fn a_dated_value_holds_from_its_day() {
        let dated = Dated::new(vec![(Day(10), 1.0), (Day(20), 2.0)], Some(Day(29)));
        let on = |day| dated.on(Day(day));
        assert_eq!((on(9), on(10), on(19)), (None, Some(1.0), Some(1.0)));
        assert_eq!((on(20), on(29), on(30)), (Some(2.0), Some(2.0), None));
    }
}
