//! Days and the periods that contain them.

use jiff::Span as Length;
use jiff::civil::Date;

/// A day, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The day of a calendar date. Absent: where no such date exists (30 February).
    pub fn of(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// Reads `2024-04-04`. Absent: for anything else.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 || parts.next().is_some() {
            return None;
        }
        Day::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The calendar date; the first or last that a calendar has, where the day lies beyond.
    pub fn date(self) -> Date {
        match Length::new().try_days(self.0) {
            Ok(days) => EPOCH.saturating_add(days),
            Err(_) if self.0 < 0 => Date::MIN,
            Err(_) => Date::MAX,
        }
    }

    /// The day `n` days later (earlier where negative).
    pub fn plus(self, n: i32) -> Day {
        Day(self.0.saturating_add(n))
    }

    fn from_date(date: Date) -> Day {
        let hours = date.duration_since(EPOCH).as_hours();
        Day((hours / 24) as i32)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.date())
    }
}

/// A kind of period that a table can be keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A single day, written `2018-01-31`.
    Date,
    /// A calendar month, written `2018-01`.
    Month,
    /// A calendar quarter, written `2018-Q1`.
    Quarter,
    /// A calendar year, written `2018`.
    Year,
    /// A financial year from 1 April, written by the year in which it starts: `2018`.
    FinancialYear,
}

impl Period {
    /// Every kind, in the order of length.
    pub const ALL: [Period; 5] = [
        Period::Date,
        Period::Month,
        Period::Quarter,
        Period::Year,
        Period::FinancialYear,
    ];

    /// The word for it in a file.
    pub fn word(self) -> &'static str {
        match self {
            Period::Date => "date",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
            Period::FinancialYear => "financial_year",
        }
    }

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Period> {
        Period::ALL.into_iter().find(|p| p.word() == word)
    }

    /// The number of the period that contains a day; the next period has the next number.
    pub fn index(self, day: Day) -> i32 {
        let date = day.date();
        let (year, month) = (i32::from(date.year()), i32::from(date.month()));
        match self {
            Period::Date => day.0,
            Period::Month => year * 12 + month - 1,
            Period::Quarter => year * 4 + (month - 1) / 3,
            Period::Year => year,
            Period::FinancialYear => year - i32::from(month < 4),
        }
    }

    /// The first day of the period with this number.
    pub fn first_day(self, index: i32) -> Day {
        let (year, month) = match self {
            Period::Date => return Day(index),
            Period::Month => (index.div_euclid(12), index.rem_euclid(12) + 1),
            Period::Quarter => (index.div_euclid(4), index.rem_euclid(4) * 3 + 1),
            Period::Year => (index, 1),
            Period::FinancialYear => (index, 4),
        };
        let year = year.clamp(i32::from(Date::MIN.year()), i32::from(Date::MAX.year()));
        Day::of(year as i16, month as i8, 1).expect("a period begins on a date that exists")
    }

    /// How many days the period that contains a day has.
    pub fn days(self, day: Day) -> f64 {
        let index = self.index(day);
        f64::from(self.first_day(index + 1).0 - self.first_day(index).0)
    }

    /// Reads a period as tables write it. Absent: where the text is not of this kind.
    pub fn parse(self, text: &str) -> Option<i32> {
        match self {
            Period::Date => Day::parse(text).map(|d| d.0),
            Period::Month => {
                let (year, month) = text.split_once('-')?;
                let (year, month) = (four_digits(year)?, month.parse::<i32>().ok()?);
                (text.len() == 7 && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
            }
            Period::Quarter => {
                let (year, quarter) = text.split_once("-Q")?;
                let (year, quarter) = (four_digits(year)?, quarter.parse::<i32>().ok()?);
                (1..=4).contains(&quarter).then_some(year * 4 + quarter - 1)
            }
            Period::Year | Period::FinancialYear => four_digits(text),
        }
    }

    /// Writes the period with this number as tables write it.
    pub fn show(self, index: i32) -> String {
        match self {
            Period::Date => Day(index).to_string(),
            Period::Month => format!("{}-{:02}", index.div_euclid(12), index.rem_euclid(12) + 1),
            Period::Quarter => format!("{}-Q{}", index.div_euclid(4), index.rem_euclid(4) + 1),
            Period::Year => index.to_string(),
            Period::FinancialYear => format!("{}/{:02}", index, (index + 1).rem_euclid(100)),
        }
    }
}

fn four_digits(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_knows_its_date() {
        let day = Day::parse("2024-02-29").unwrap();
        assert_eq!(day.to_string(), "2024-02-29");
        assert_eq!(day.plus(1).to_string(), "2024-03-01");
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("1969-12-31"), Some(Day(-1)));
        assert_eq!(Day::parse("2023-02-29"), None);
        assert_eq!(Day::parse("2023-2-9"), None);
    }

    #[test]
    fn a_period_contains_its_days() {
        for period in Period::ALL {
            for text in [
                "2018-01-01",
                "2018-03-31",
                "2018-04-01",
                "2020-02-29",
                "2035-12-31",
            ] {
                let day = Day::parse(text).unwrap();
                let index = period.index(day);
                assert!(period.first_day(index) <= day && day < period.first_day(index + 1));
            }
        }
    }

    #[test]
    fn a_period_reads_what_it_writes() {
        let day = Day::parse("2023-06-30").unwrap();
        for period in [Period::Date, Period::Month, Period::Quarter, Period::Year] {
            let index = period.index(day);
            assert_eq!(period.parse(&period.show(index)), Some(index));
        }
        assert_eq!(Period::Quarter.parse("2023-Q5"), None);
        assert_eq!(Period::Month.parse("2023-13"), None);
    }
}
