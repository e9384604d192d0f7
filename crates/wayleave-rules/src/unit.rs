//! Units of measure: what may be added to what.

/// A dimension: time, money, or something counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Time, in days.
    Time,
    /// Money, in the country's currency.
    Money,
    /// Things counted, by their name in the plural.
    Things(String),
}

/// A product of powers of dimensions. Empty for shares and plain numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    powers: Vec<(Dimension, i8)>,
}

/// Words for lengths of time, and how many days each is.
pub const TIMES: [(&str, &str, f64); 4] = [
    ("day", "days", 1.0),
    ("week", "weeks", 7.0),
    ("month", "months", 365.25 / 12.0),
    ("year", "years", 365.25),
];

impl Unit {
    /// No unit: a share or a plain number.
    pub fn none() -> Unit {
        Unit::default()
    }

    /// One dimension.
    pub fn of(dimension: Dimension) -> Unit {
        Unit {
            powers: vec![(dimension, 1)],
        }
    }

    /// Whether it is no unit.
    pub fn is_none(&self) -> bool {
        self.powers.is_empty()
    }

    /// The unit of a product.
    pub fn times(&self, other: &Unit) -> Unit {
        self.combine(other, 1)
    }

    /// The unit of a quotient.
    pub fn over(&self, other: &Unit) -> Unit {
        self.combine(other, -1)
    }

    fn combine(&self, other: &Unit, sign: i8) -> Unit {
        let mut powers = self.powers.clone();
        for (dimension, power) in &other.powers {
            match powers.iter_mut().find(|(d, _)| d == dimension) {
                Some((_, p)) => *p += sign * power,
                None => powers.push((dimension.clone(), sign * power)),
            }
        }
        powers.retain(|(_, p)| *p != 0);
        powers.sort();
        Unit { powers }
    }
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |d: &Dimension| match d {
            Dimension::Time => "days".to_owned(),
            Dimension::Money => "money".to_owned(),
            Dimension::Things(name) => name.clone(),
        };
        let side = |sign: i8| {
            let mut names = Vec::new();
            for (d, p) in &self.powers {
                if p.signum() == sign {
                    names.extend(std::iter::repeat_n(name(d), p.unsigned_abs() as usize));
                }
            }
            names.join("*")
        };
        match (side(1), side(-1)) {
            (top, bottom) if top.is_empty() && bottom.is_empty() => write!(f, "number"),
            (top, bottom) if bottom.is_empty() => write!(f, "{top}"),
            (top, bottom) if top.is_empty() => write!(f, "1/{bottom}"),
            (top, bottom) => write!(f, "{top}/{bottom}"),
        }
    }
}

/// The unit words of one country: those of the language and the things that it counts.
#[derive(Debug, Clone, Default)]
pub struct UnitWords {
    things: Vec<String>,
}

impl UnitWords {
    /// Adds a word for things counted.
    pub fn add(&mut self, plural: &str) {
        if self.get(plural).is_none() {
            self.things.push(plural.to_owned());
        }
    }

    /// The unit that a word means, and how many base units one of it is.
    pub fn get(&self, word: &str) -> Option<(Unit, f64)> {
        if let Some((_, _, days)) = TIMES
            .iter()
            .find(|(one, many, _)| word == *one || word == *many)
        {
            return Some((Unit::of(Dimension::Time), *days));
        }
        match word {
            "money" => Some((Unit::of(Dimension::Money), 1.0)),
            "share" | "number" => Some((Unit::none(), 1.0)),
            "person" => self.get("people"),
            _ => self
                .things
                .iter()
                .find(|things| *things == word || things.strip_suffix('s') == Some(word))
                .map(|things| (Unit::of(Dimension::Things(things.clone())), 1.0)),
        }
    }

    /// Every word, for finding the nearest.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let times = TIMES.iter().flat_map(|(one, many, _)| [*one, *many]);
        times
            .chain(["money", "share", "number"])
            .chain(self.things.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_and_cancel() {
        let mut words = UnitWords::default();
        words.add("people");
        let unit = |word| words.get(word).unwrap().0;
        let rate = unit("people").over(&unit("day"));
        assert_eq!(rate.to_string(), "people/days");
        assert_eq!(rate.times(&unit("week")), unit("person"));
        assert!(unit("people").over(&unit("people")).is_none());
        assert_eq!(words.get("year").unwrap().1, 365.25);
    }
}
