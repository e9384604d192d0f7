//! Programs with a place to keep their values, so that each is worked out once.
//!
//! A program that reads nothing of a person but attributes has one value for each combination of
//! the attributes that it reads: for the whole replication, or for the tick where it reads
//! anything that changes daily. A program that reads when a person came is worked out each time.

use wayleave_rules::program::Program;

use crate::model::{Attribute, Input, Model};

/// A program and where its values are kept.
#[derive(Debug, Clone, Copy)]
pub struct Formula<'m> {
    /// The program.
    pub program: &'m Program,
    /// Where its values are kept.
    pub kept: Kept,
}

/// Where the values of a program are kept.
#[derive(Debug, Clone, Copy)]
pub enum Kept {
    /// It has only this one.
    Constant(f64),
    /// In a run of cells, one for each combination of the attributes that it reads.
    InCells {
        /// The first cell.
        first: u32,
        /// The attributes that it reads, as a subset of all.
        subset: Subset,
        /// Whether they hold for one tick only.
        is_daily: bool,
    },
    /// Nowhere.
    Nowhere,
}

/// A kept value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell {
    /// When it was worked out: 0 for never, 1 for the whole replication, `tick + 2` for a tick.
    pub stamp: u32,
    /// The value.
    pub value: f64,
}

/// Every combination of attributes as one number, and subsets of the attributes.
#[derive(Debug)]
pub struct Combos {
    strides: Vec<u32>,
    sizes: Vec<u32>,
    n: usize,
    subsets: Vec<Vec<usize>>,
    /// The place of each combination among those of a subset, subset by subset.
    places: Vec<u32>,
}

/// Some of the attributes.
#[derive(Debug, Clone, Copy)]
pub struct Subset {
    /// Its number.
    number: u32,
    /// Where its places begin.
    first: u32,
    /// All bits where the place depends on the combination, none where there is only one place.
    mask: u32,
}

const MOST_COMBOS: usize = 1 << 20;

impl Combos {
    fn new(attributes: &[Attribute]) -> Combos {
        let sizes: Vec<u32> = attributes.iter().map(|a| a.n as u32).collect();
        let mut n = 1usize;
        let strides = attributes.iter().map(|attribute| {
            let stride = n as u32;
            n *= attribute.n;
            assert!(
                (1..=MOST_COMBOS).contains(&n),
                "attributes have 1 to {MOST_COMBOS} combinations, but with `{}` they have {n}",
                attribute.name
            );
            stride
        });
        Combos {
            strides: strides.collect(),
            sizes,
            n,
            subsets: Vec::new(),
            places: vec![0],
        }
    }

    /// The combination with another member of one attribute, whose member was the first.
    #[inline]
    pub fn with(&self, combo: u32, attribute: usize, member: usize) -> u32 {
        combo + self.strides[attribute] * member as u32
    }

    /// The member of one attribute.
    pub fn member(&self, combo: u32, attribute: usize) -> u32 {
        combo / self.strides[attribute] % self.sizes[attribute]
    }

    /// The place of a combination among those of a subset.
    #[inline(always)]
    pub fn place(&self, subset: Subset, combo: u32) -> usize {
        self.places[(subset.first + (combo & subset.mask)) as usize] as usize
    }

    /// How many places a subset has.
    pub fn size(&self, subset: Subset) -> usize {
        self.subsets[subset.number as usize]
            .iter()
            .map(|&a| self.sizes[a] as usize)
            .product()
    }

    /// A combination for each place of a subset, the other attributes being the first member.
    pub fn of_subset(&self, subset: Subset) -> Vec<u32> {
        let mut combos = vec![0];
        for &a in &self.subsets[subset.number as usize] {
            let members = (0..self.sizes[a]).map(|member| member * self.strides[a]);
            combos = members
                .flat_map(|m| combos.iter().map(move |c| c + m))
                .collect();
        }
        combos
    }

    fn subset(&mut self, attributes: Vec<usize>) -> Subset {
        let n = self.n as u32;
        let known = self.subsets.iter().position(|known| *known == attributes);
        let number = known.unwrap_or(self.subsets.len());
        // Subsets without attributes have the one place at 0; the others follow it in order.
        let before = self.subsets[..number]
            .iter()
            .filter(|known| !known.is_empty())
            .count();
        let subset = if attributes.is_empty() {
            Subset {
                number: number as u32,
                first: 0,
                mask: 0,
            }
        } else {
            Subset {
                number: number as u32,
                first: 1 + before as u32 * n,
                mask: u32::MAX,
            }
        };
        if known.is_none() {
            if !attributes.is_empty() {
                let places = (0..n).map(|combo| self.place_among(&attributes, combo));
                let places: Vec<u32> = places.collect();
                self.places.extend(places);
            }
            self.subsets.push(attributes);
        }
        subset
    }

    fn place_among(&self, attributes: &[usize], combo: u32) -> u32 {
        let among = |place, &a: &usize| place * self.sizes[a] + self.member(combo, a);
        attributes.iter().rev().fold(0, among)
    }
}

/// Gives each program of a model its cells.
#[derive(Debug)]
pub struct Former<'m> {
    model: &'m Model,
    /// The combinations and the subsets in use.
    pub combos: Combos,
    /// How many cells were given.
    pub n_cells: usize,
    /// How many places for running sums were given.
    pub n_sums: usize,
    /// How many distributions of lengths of time there are.
    pub n_laws: usize,
}

impl<'m> Former<'m> {
    /// For one model.
    pub fn new(model: &'m Model) -> Former<'m> {
        Former {
            model,
            combos: Combos::new(&model.attributes),
            n_cells: 0,
            n_sums: 0,
            n_laws: 0,
        }
    }

    /// The formula of a program.
    pub fn formula(&mut self, program: &'m Program) -> Formula<'m> {
        if let Some(value) = program.as_constant() {
            return Formula {
                program,
                kept: Kept::Constant(value),
            };
        }
        let mut is_daily = program.is_dated();
        let mut attributes = Vec::new();
        for &input in program.inputs() {
            match self.model.inputs[input as usize] {
                Input::Draw(_) => {}
                Input::Attribute(a) => attributes.push(a),
                Input::Arrived | Input::Entered => {
                    return Formula {
                        program,
                        kept: Kept::Nowhere,
                    };
                }
                Input::Signal(_)
                | Input::GateIsOpen(_)
                | Input::GateDaysOpen(_)
                | Input::Stock(_)
                | Input::Series(_)
                | Input::Flow(_)
                | Input::FlowTotal(_)
                | Input::FlowOver { .. } => is_daily = true,
            }
        }
        attributes.sort_unstable();
        attributes.dedup();
        let subset = self.combos.subset(attributes);
        let first = self.n_cells as u32;
        self.n_cells += self.combos.size(subset);
        Formula {
            program,
            kept: Kept::InCells {
                first,
                subset,
                is_daily,
            },
        }
    }

    /// The attributes that any of several formulas read. Absent: where one is kept nowhere.
    pub fn union(&mut self, formulas: &[Formula]) -> Option<Subset> {
        let mut attributes = Vec::new();
        for formula in formulas {
            match formula.kept {
                Kept::Constant(_) => {}
                Kept::InCells { subset, .. } => {
                    attributes.extend(&self.combos.subsets[subset.number as usize]);
                }
                Kept::Nowhere => return None,
            }
        }
        attributes.sort_unstable();
        attributes.dedup();
        Some(self.combos.subset(attributes))
    }

    /// The formula of a program that must not read anything but attributes, draws and, where
    /// `dates` says so, the day.
    ///
    /// Panics: if it reads anything else.
    pub fn plain(&mut self, program: &'m Program, dates: bool, of: &str) -> Formula<'m> {
        let reads_little = program.inputs().iter().all(|&input| {
            matches!(
                self.model.inputs[input as usize],
                Input::Draw(_) | Input::Attribute(_)
            )
        });
        assert!(
            reads_little && (dates || !program.is_dated()),
            "{of} reads more than attributes{}",
            if dates {
                ", draws and dates"
            } else {
                " and draws"
            }
        );
        self.formula(program)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_its_place_in_a_subset() {
        let attribute = |n| Attribute {
            name: "colour".into(),
            n,
        };
        let mut combos = Combos::new(&[attribute(2), attribute(3), attribute(4)]);
        let subset = combos.subset(vec![0, 2]);
        let combo = combos.with(combos.with(combos.with(0, 0, 1), 1, 2), 2, 3);
        assert_eq!([0, 1, 2].map(|a| combos.member(combo, a)), [1, 2, 3]);
        let of_subset = combos.of_subset(subset);
        assert_eq!(of_subset.len(), 8);
        for (place, &combo) in of_subset.iter().enumerate() {
            assert_eq!(combos.place(subset, combo), place);
        }
        assert_eq!(combos.place(subset, combo), 1 + 2 * 3);
    }
}
