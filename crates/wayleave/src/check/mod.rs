//! From files as written to a checked country: names resolved, units known, tables read.
//!
//! Every problem is reported, not the first alone. After it, a run cannot fail for a reason that
//! was in the files.

mod cases;
mod counts;
mod data;
mod gates;
mod heads;
mod names;
mod once;
mod packages;
mod pathways;
mod people;
mod scope;
mod survey;
mod tables;
mod values;

use wayleave_rules::calendar::Day;
use wayleave_rules::cursor::{Cursor, Read};
use wayleave_rules::expression;
use wayleave_rules::place::{Problem, Severity, Span, nearest};
use wayleave_rules::program::Program;
use wayleave_rules::typed::{Type, Typed};
use wayleave_rules::unit::{Dimension, Unit};
use wayleave_sim::model::{Clock, Model};

use crate::country::Country;
use crate::written::{Backing, Clause, Declaration, Written};
use names::{Named, Names, Place};

pub use cases::test;

/// Checks a country as written.
///
/// Gives every problem found, those of `parse` first, in order of place; the country is absent
/// where one of them is an error.
pub fn check(written: Written, mut problems: Vec<Problem>) -> (Option<Country>, Vec<Problem>) {
    let mut checker = Checker::new(&written);
    checker.run();
    problems.append(&mut checker.problems);
    let country = checker.country.take();
    problems.sort_by_key(|p| (p.span, p.code));
    problems.dedup();
    let has_error = problems.iter().any(|p| p.severity == Severity::Error);
    let country = country.filter(|_| !has_error).map(|mut country| {
        country.written = written;
        country
    });
    (country, problems)
}

/// The keywords of declarations, for finding the nearest.
const KEYWORDS: [&str; 23] = [
    "wayleave",
    "country",
    "person",
    "statistic",
    "table",
    "parameter",
    "rule",
    "assumption",
    "arrivals",
    "start",
    "stage",
    "capacity",
    "signal",
    "gate",
    "agreement",
    "flow",
    "stock",
    "duration",
    "series",
    "cost",
    "measure",
    "package",
    "test",
];

/// How many declarations a folder may hold, and how many of them gates, and packages.
const MOST: [(&str, usize); 3] = [("", 10_000), ("gate", 1_000), ("package", 1_000)];

struct Checker<'w> {
    written: &'w Written,
    names: Names,
    problems: Vec<Problem>,
    model: Model,
    /// Typed forms of programs, kept for the survey.
    surveyed: Vec<survey::Surveyed>,
    /// Gates, each after those that it reads.
    gate_order: Vec<&'w Declaration>,
    country: Option<Country>,
}

impl<'w> Checker<'w> {
    fn new(written: &'w Written) -> Checker<'w> {
        let model = Model {
            start: Day(0),
            ticks: 0,
            clock: Clock::Ticks,
            weight: 1.0,
            attributes: Vec::new(),
            inputs: Vec::new(),
            library: Default::default(),
            sources: Vec::new(),
            stages: Vec::new(),
            capacities: Vec::new(),
            signals: Vec::new(),
            gates: Vec::new(),
            transfers: Vec::new(),
            flows: Vec::new(),
            stocks: Vec::new(),
            durations: Vec::new(),
            series: Vec::new(),
            costs: Vec::new(),
        };
        Checker {
            written,
            names: Names::default(),
            problems: Vec::new(),
            model,
            surveyed: Vec::new(),
            gate_order: Vec::new(),
            country: None,
        }
    }

    fn run(&mut self) {
        let Some(mut country) = self.country_declaration() else {
            return;
        };
        self.keywords();
        if self.too_many() {
            return;
        }
        self.clauses_once();
        self.heads();
        self.person();
        self.declare_all();
        self.hidden_members();
        self.types();
        self.data(&mut country);
        self.rules();
        self.pathways();
        self.gates(&mut country);
        self.agreements(&mut country);
        self.counts(&mut country);
        self.packages(&mut country);
        self.citations(&mut country);
        self.model.inputs = self.names.inputs.clone();
        country.base = self.model.clone();
        if !self.problems.iter().any(|p| p.severity == Severity::Error) {
            self.survey(&country);
        }
        self.country = Some(country);
    }

    fn all(&self, keyword: &'static str) -> impl Iterator<Item = &'w Declaration> + 'w {
        self.written
            .declarations
            .iter()
            .filter(move |d| d.keyword == keyword)
    }

    /// Whether there are more declarations than a folder may hold, which is reported.
    fn too_many(&mut self) -> bool {
        let before = self.problems.len();
        for (keyword, most) in MOST {
            let is_one = |d: &&Declaration| keyword.is_empty() || d.keyword == keyword;
            let mut beyond = self.written.declarations.iter().filter(is_one).skip(most);
            if let Some(first) = beyond.next() {
                let what = if keyword.is_empty() {
                    "declaration"
                } else {
                    keyword
                };
                let message = format!("this folder holds more than {most} {what}s");
                let help = "put what repeats itself into a table";
                self.problems
                    .push(Problem::error("C015", first.span, message).help(help));
            }
        }
        self.problems.len() > before
    }

    fn keywords(&mut self) {
        for declaration in &self.written.declarations {
            if !KEYWORDS.contains(&declaration.keyword.as_str()) {
                let message = format!("`{}` declares nothing", declaration.keyword);
                let near = nearest(&declaration.keyword, KEYWORDS);
                let problem = Problem::error("C001", declaration.keyword_span, message)
                    .help("a declaration begins with a word such as `stage`, `parameter` or `gate`")
                    .near(near);
                self.problems.push(problem);
            }
        }
    }

    /// Runs a reader, and keeps its problem where it fails.
    fn try_read<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Option<T> {
        match read(self) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    /// Keeps the problems where there is no value.
    fn keep<T>(&mut self, result: Result<T, Vec<Problem>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    /// Reads and resolves an expression, up to where it ends.
    fn expression(&mut self, c: &mut Cursor, place: Place, ty: Option<&Type>) -> Option<Typed> {
        let written = match expression::read(c, &self.names.units) {
            Ok(written) => written,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        let typed = self.names.resolve(&written, place, ty);
        self.keep(typed)
    }

    /// The same, compiled, and surveyed for values that tables lack and numbers out of range.
    fn program(
        &mut self,
        c: &mut Cursor,
        place: Place,
        ty: &Type,
        wants: survey::Wants,
    ) -> Option<Program> {
        let typed = self.expression(c, place, Some(ty))?;
        Some(self.compiled(typed, wants))
    }

    fn compiled(&mut self, typed: Typed, wants: survey::Wants) -> Program {
        let program = typed.compile();
        self.surveyed.push(survey::Surveyed {
            typed,
            wants,
            from: None,
        });
        program
    }

    fn finish(&mut self, c: &Cursor) {
        if let Err(problem) = c.finish() {
            self.problems.push(problem);
        }
    }

    /// The problem that a clause is none that its declaration knows.
    fn unknown_clause(&mut self, code: &'static str, clause: &Clause, of: &str, known: &[&str]) {
        let word = clause.tokens[0].word().unwrap_or("this").to_owned();
        let firsts = known.iter().map(|k| k.split(' ').next().unwrap_or(k));
        let near = nearest(&word, firsts);
        let of = names::with_article(of);
        let message = format!("`{word}` begins no clause of {of}");
        let problem = Problem::error(code, clause.tokens[0].span, message)
            .help(format!("{of} knows: {}", known.join(", ")))
            .near(near);
        self.problems.push(problem);
    }

    /// The number of a thing by its name, or the problem that there is none.
    fn find(
        &mut self,
        code: &'static str,
        what: &'static str,
        name: &str,
        span: Span,
    ) -> Option<usize> {
        let named = self.names.get(name).filter(|n| n.word() == what);
        let found = named.map(Named::index);
        if found.is_none() {
            let problem = self.names.unknown(code, what, name, span);
            self.problems.push(problem);
        }
        found
    }

    fn stage(&mut self, c: &mut Cursor) -> Option<usize> {
        let (name, span) = self.try_read(|_| c.name())?;
        self.find("W002", "stage", name, span)
    }

    fn citations(&mut self, country: &mut Country) {
        let is_listed = |id: &str| country.sources.iter().any(|s| s.id == id);
        let mut problems = Vec::new();
        let mut citations = Vec::new();
        let mut cite = |backing: &Backing, name: &str| {
            for (id, span) in &backing.cites {
                if !is_listed(id) {
                    let near = nearest(id, country.sources.iter().map(|s| s.id.as_str()));
                    let message = format!("no source is called `{id}`");
                    let problem = Problem::error("C010", *span, message)
                        .help("add it to the register of sources that country.way names")
                        .near(near);
                    problems.push(problem);
                }
                citations.push((id.clone(), name.to_owned(), *span));
            }
        };
        for declaration in &self.written.declarations {
            let name = declaration
                .head
                .first()
                .and_then(|t| t.word())
                .unwrap_or(&declaration.keyword);
            cite(&declaration.backing, name);
            for clause in &declaration.clauses {
                cite(&clause.backing, name);
                clause
                    .clauses
                    .iter()
                    .for_each(|inner| cite(&inner.backing, name));
            }
        }
        country.citations = citations;
        self.problems.append(&mut problems);
    }
}

/// People a day.
fn people_a_day() -> Type {
    Type::Amount(Unit::of(Dimension::Things("people".into())).over(&Unit::of(Dimension::Time)))
}

/// People.
fn people() -> Type {
    Type::Amount(Unit::of(Dimension::Things("people".into())))
}

/// A length of time.
fn time() -> Type {
    Type::Amount(Unit::of(Dimension::Time))
}

/// So much a day, of nothing: a rate of leaving.
fn rate() -> Type {
    Type::Amount(Unit::none().over(&Unit::of(Dimension::Time)))
}

/// A share or plain number.
fn number() -> Type {
    Type::Amount(Unit::none())
}

/// Money.
fn money() -> Type {
    Type::Amount(Unit::of(Dimension::Money))
}
