//! A checked country: what a folder says, with every name resolved.

use wayleave_fit::prior::Prior;
use wayleave_rules::calendar::{Day, Period};
use wayleave_rules::library::Dated;
use wayleave_rules::place::Span;
use wayleave_rules::typed::{Type, Typed};
use wayleave_sim::model::Model;

use crate::written::{Backing, Written};

/// A checked country.
#[derive(Debug, Clone)]
pub struct Country {
    /// The files as written.
    pub written: Written,
    /// Its name: `uk`.
    pub name: String,
    /// Its title: `United Kingdom`.
    pub title: String,
    /// The code of its currency, and the mark before amounts.
    pub currency: (String, String),
    /// The price base of amounts of money, in words.
    pub prices: String,
    /// What every reader of a result must know.
    pub notes: Vec<String>,
    /// The model before any package.
    pub base: Model,
    /// Assumptions, in the order of the draws that programs read.
    pub assumptions: Vec<Assumption>,
    /// Parameters, in the order of the library.
    pub parameters: Vec<Parameter>,
    /// Tables and statistics, in the order of the library.
    pub tables: Vec<Card>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// What gates declare beyond the model, in the order of `Model::gates`.
    pub gates: Vec<GateCard>,
    /// What counted quantities declare beyond the model.
    pub counted: Vec<Counted>,
    /// Headline measures, in the order of the files.
    pub measures: Vec<Measure>,
    /// Packages.
    pub packages: Vec<Package>,
    /// The package run when none is named, and the one that it is compared with.
    pub default_run: Option<(usize, usize)>,
    /// The register of sources.
    pub sources: Vec<Source>,
    /// Every place that cites a source: id, name of the declaration, place.
    pub citations: Vec<(String, String, Span)>,
    /// Tests beside the rules.
    pub tests: Vec<Test>,
}

/// A source in the register.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    pub date: String,
    /// Where.
    pub url: String,
    /// Whether official, a mirror, or secondary.
    pub kind: String,
    /// How much of it was seen.
    pub seen: String,
}

/// A statistic or table: what was published, by whom.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The type of its values.
    pub ty: Type,
    /// The types of its keys.
    pub keys: Vec<Type>,
    /// The names of its keys, which are those of the columns that hold them.
    pub key_names: Vec<String>,
    /// The file and column it was read from.
    pub file: (String, String),
    /// Clauses such as publisher, release and licence: word and text.
    pub said: Vec<(String, String)>,
    /// Whether it was published, or is a table that the model supposes.
    pub is_statistic: bool,
    /// Where it comes from.
    pub backing: Backing,
    /// Where it is declared.
    pub span: Span,
}

impl Card {
    /// The period that the card is keyed by alone, if it is.
    pub fn period(&self) -> Option<Period> {
        match self.keys[..] {
            [Type::Period(period)] => Some(period),
            [Type::Date] => Some(Period::Date),
            _ => None,
        }
    }

    /// What a clause of the card says.
    pub fn said(&self, word: &str) -> Option<&str> {
        self.said
            .iter()
            .find(|(w, _)| w == word)
            .map(|(_, text)| text.as_str())
    }
}

/// An assumption.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The type of its value.
    pub ty: Type,
    /// On what basis: judged, fitted, measured or unverified.
    pub basis: String,
    /// Its distribution.
    pub prior: Prior,
    /// Where fitting may look and sensitivity tests sweep, where that is said.
    pub range: Option<(f64, f64)>,
    /// Where it comes from, and why.
    pub backing: Backing,
    /// Where it is declared.
    pub span: Span,
}

/// A dated parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The type of its value.
    pub ty: Type,
    /// Its history.
    pub dated: Dated,
    /// Where its values come from.
    pub backing: Backing,
    /// Where it is declared.
    pub span: Span,
}

/// An agreement.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The partner.
    pub partner: String,
    /// The state of it, in words.
    pub status: Option<String>,
    /// Why policy rules it out, if it does.
    pub ruled_out: Option<String>,
    /// Its transfer in the model.
    pub transfer: usize,
    /// The gate on which it operates.
    pub gate: usize,
    /// The gates that need it: shut for good where a package does not open it.
    pub gates: Vec<usize>,
    /// The costs that it alone pays.
    pub costs: Vec<usize>,
    /// Where it is declared.
    pub span: Span,
    /// Where it comes from.
    pub backing: Backing,
}

/// What a gate declares beyond the model.
#[derive(Debug, Clone)]
pub struct GateCard {
    /// Its title.
    pub title: String,
    /// When it opened, if that is history: `Some(None)` for never.
    pub replay: Option<Option<Day>>,
    /// The condition as it is written.
    pub condition: String,
    /// The gates that the condition wants open.
    pub waits_for: Vec<usize>,
    /// Every gate that it reads, whether it wants it open or shut, to open, to rest or to end.
    pub reads: Vec<usize>,
    /// Where it comes from.
    pub backing: Backing,
    /// Where it is declared.
    pub span: Span,
}

/// What kind of quantity is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Events over a period.
    Flow(usize),
    /// People on a day.
    Stock(usize),
    /// A daily quantity worked out from others.
    Series(usize),
    /// Money spent over a period.
    Cost(usize),
}

/// A counted quantity.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it counts.
    pub quantity: Quantity,
    /// Its unit in words.
    pub unit: String,
    /// The statistic that it answers to, by number of the table.
    pub answers_to: Option<usize>,
    /// Whether its history is fed in rather than worked out, in words.
    pub fed_by: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A headline measure.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its unit in words.
    pub unit: String,
    /// What is measured.
    pub of: Measured,
    /// Where it is declared.
    pub span: Span,
}

/// What a measure measures.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// A stock or series at the end of a day.
    At(Quantity, Day),
    /// The sum of flows or costs over days, both included.
    Total(Vec<Quantity>, Day, Day),
    /// The mean of a stock or series over days, both included.
    Mean(Quantity, Day, Day),
    /// One measure over another; absent where the second is zero.
    Over(usize, usize),
}

/// A policy package.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Who proposed it, and when.
    pub proposed: Option<String>,
    /// What it takes for granted, in words.
    pub premises: Vec<String>,
    /// Until when gates follow history.
    pub known_until: Option<Day>,
    /// The changes, in order, those of packages that it is like first.
    pub changes: Vec<Change>,
    /// Where it comes from.
    pub backing: Backing,
    /// Where it is declared.
    pub span: Span,
}

/// One change that a package makes.
#[derive(Debug, Clone)]
pub struct Change {
    /// What it changes.
    pub what: Changed,
    /// Where it comes from.
    pub backing: Backing,
    /// Where it is written.
    pub span: Span,
}

/// What a change changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Changed {
    /// An agreement is opened.
    Open(usize),
    /// A parameter has another value from a day.
    Set {
        /// The parameter.
        parameter: usize,
        /// Its value.
        value: f64,
        /// The first day; from the start where absent.
        from: Option<Day>,
    },
    /// Something else is supposed.
    Suppose {
        /// The assumption.
        assumption: usize,
        /// The distribution supposed.
        prior: Prior,
    },
    /// A gate opens on a day, or never.
    Gate {
        /// The gate.
        gate: usize,
        /// The day; never where absent.
        opens: Option<Day>,
    },
}

/// A test of an expression.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its title.
    pub title: String,
    /// The day.
    pub day: Day,
    /// Given members of attributes: attribute and member.
    pub given: Vec<(usize, usize)>,
    /// What is expected: expression, value, tolerance.
    pub expected: Vec<(Typed, f64, f64)>,
    /// Where it is declared.
    pub span: Span,
}
