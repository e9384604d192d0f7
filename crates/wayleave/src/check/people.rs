//! The country, its clock, and the attributes that a person can have.

use wayleave_rules::calendar::Day;
use wayleave_rules::cursor::Cursor;
use wayleave_rules::place::{Problem, Span};
use wayleave_rules::token::TokenKind;
use wayleave_sim::model::{Attribute, Clock};

use super::Checker;
use super::names::{AttributeNames, Named, OWN_WORDS, head_name, with_article};
use crate::country::{Country, Source};

/// The version of the language that this program reads.
const VERSION: f64 = 1.0;

/// The longest horizon. Unit: ticks.
const LONGEST: i32 = 2_000_000;

/// The years that a clock may run through, both included: every date near them can be written.
const YEARS: (i16, i16) = (1000, 9000);

/// How many combinations of attributes a person can have.
const MOST_COMBINATIONS: usize = 1 << 16;

impl Checker<'_> {
    /// Reads the version line and the `country` declaration.
    pub(super) fn country_declaration(&mut self) -> Option<Country> {
        let versions: Vec<_> = self.all("wayleave").collect();
        // What the folder lacks as a whole is told at the top of its first file of the language.
        let files = self.written.folder.files();
        let file = self
            .written
            .folder
            .number("country.way")
            .map(|n| n as usize)
            .or_else(|| files.iter().position(|f| f.path.ends_with(".way")));
        let start = Span {
            file: file.unwrap_or(0) as u32,
            start: 0,
            end: 0,
        };
        match versions[..] {
            [] => self.problems.push(
                Problem::error(
                    "C002",
                    start,
                    "no file says which version of the language it is in",
                )
                .help("begin country.way with `wayleave 1`"),
            ),
            [version] => {
                let is_known = matches!(&version.head[..],
                    [t] if matches!(t.kind, TokenKind::Number(n) if n == VERSION));
                if !is_known {
                    let message = "this version of the language is not known";
                    self.problems.push(
                        Problem::error("C003", version.span, message).help("write `wayleave 1`"),
                    );
                }
            }
            [_, second, ..] => self.problems.push(
                Problem::error("C004", second.span, "the version is said twice")
                    .help("say it once, in country.way"),
            ),
        }
        let countries: Vec<_> = self.all("country").collect();
        let declaration = match countries[..] {
            [one] => one,
            [] => {
                self.problems.push(
                    Problem::error("C005", start, "this folder declares no country")
                        .help("add a file country.way with `country NAME \"Title\"`"),
                );
                return None;
            }
            [_, second, ..] => {
                self.problems.push(
                    Problem::error("C006", second.span, "a second country")
                        .help("a folder holds one country"),
                );
                return None;
            }
        };
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let (name, _) = self.try_read(|_| head_name(declaration, &mut c))?;
        let title = if c.is_done() {
            name.to_owned()
        } else {
            self.try_read(|_| c.text())?.0.to_owned()
        };
        self.finish(&c);
        let mut country = Country {
            written: crate::written::Written {
                folder: Default::default(),
                declarations: Vec::new(),
            },
            name: name.to_owned(),
            title,
            currency: ("money".into(), String::new()),
            prices: "not stated".into(),
            notes: Vec::new(),
            base: self.model.clone(),
            assumptions: Vec::new(),
            parameters: Vec::new(),
            tables: Vec::new(),
            agreements: Vec::new(),
            gates: Vec::new(),
            counted: Vec::new(),
            measures: Vec::new(),
            packages: Vec::new(),
            default_run: None,
            sources: Vec::new(),
            citations: Vec::new(),
            tests: Vec::new(),
        };
        self.names.units.add("people");
        let mut has_clock = false;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if c.take_word("currency") {
                if let Some((code, _)) = self.try_read(|_| c.name()) {
                    country.currency.0 = code.to_owned();
                }
                if !c.is_done()
                    && let Some((mark, _)) = self.try_read(|_| c.text())
                {
                    country.currency.1 = mark.to_owned();
                }
            } else if c.take_word("prices") {
                if let Some((text, _)) = self.try_read(|_| c.text()) {
                    country.prices = text.to_owned();
                }
            } else if c.take_word("clock") {
                has_clock = true;
                self.clock(&mut c);
            } else if c.take_word("weight") {
                match c.take().map(|t| &t.kind) {
                    Some(TokenKind::Number(n)) if *n >= 1.0 => self.model.weight = *n,
                    _ => self.problems.push(
                        Problem::error("C007", clause.span, "a weight is a number of at least 1")
                            .help("write how many people one simulated person stands for"),
                    ),
                }
            } else if c.take_word("units") {
                if let Some(units) = self.try_read(|_| c.names()) {
                    units
                        .iter()
                        .for_each(|(word, _)| self.names.units.add(word));
                }
            } else if c.take_word("note") {
                let note = self.try_read(|_| c.text());
                country.notes.extend(note.map(|(text, _)| text.to_owned()));
            } else if c.take_word("sources") {
                if let Some((path, span)) = self.try_read(|_| c.text()) {
                    country.sources = self.sources(path, span);
                }
            } else if c.take_words(&["default", "package"]) {
                continue;
            } else {
                let known = [
                    "currency",
                    "prices",
                    "clock",
                    "weight",
                    "note",
                    "units",
                    "sources",
                    "default package",
                ];
                self.unknown_clause("C008", clause, "country", &known);
                continue;
            }
            self.finish(&c);
        }
        if !has_clock {
            self.problems.push(
                Problem::error("C009", declaration.span, "this country has no clock")
                    .help("write `clock days from 2018-01-01 to 2035-12-31`"),
            );
            return None;
        }
        Some(country)
    }

    fn clock(&mut self, c: &mut Cursor) {
        let start = c.span();
        if c.take_word("continuous") {
            self.model.clock = Clock::Continuous;
        } else if !c.take_word("days") {
            let problem = c.missing("`days` or `continuous`");
            self.problems.push(problem);
            return;
        }
        let dates = self.try_read(|_| {
            c.expect_word("from")?;
            let (from, _) = c.date()?;
            if c.take_word("for") {
                let days = match c.take().map(|t| &t.kind) {
                    Some(TokenKind::Number(n)) if *n >= 1.0 && *n <= f64::from(LONGEST) => {
                        *n as i32
                    }
                    _ => {
                        return Err(Problem::error(
                            "C009",
                            start,
                            "expected a number of days after `for`",
                        ));
                    }
                };
                c.expect_word("days")?;
                return Ok((from, from.plus(days - 1)));
            }
            c.expect_word("to")?;
            Ok((from, c.date()?.0))
        });
        let Some((from, to)) = dates else { return };
        let ticks = to.0 - from.0 + 1;
        if !(1..=LONGEST).contains(&ticks) {
            let message = format!("a clock from {from} to {to} has {ticks} days");
            let help = format!("it needs at least 1 and at most {LONGEST}");
            self.problems
                .push(Problem::error("C009", start, message).help(help));
            return;
        }
        let in_years = |day: Day| (YEARS.0..=YEARS.1).contains(&day.date().year());
        if !in_years(from) || !in_years(to) {
            let message = format!("a clock from {from} to {to} leaves the calendar");
            let help = format!("it runs within the years {} to {}", YEARS.0, YEARS.1);
            self.problems
                .push(Problem::error("C009", start, message).help(help));
            return;
        }
        self.model.start = from;
        self.model.ticks = ticks as u32;
    }

    fn sources(&mut self, path: &str, span: Span) -> Vec<Source> {
        let Some(rows) = self.csv(path, span) else {
            return Vec::new();
        };
        let columns = ["id", "title", "publisher", "date", "url", "kind", "seen"];
        let places: Vec<Option<usize>> = columns
            .iter()
            .map(|c| rows.header.iter().position(|h| h == c))
            .collect();
        let Some(places) = places.into_iter().collect::<Option<Vec<usize>>>() else {
            let message = format!("`{path}` lacks a column of the register of sources");
            let help = format!("it needs: {}", columns.join(", "));
            self.problems
                .push(Problem::error("C011", span, message).help(help));
            return Vec::new();
        };
        let mut sources = Vec::new();
        for (_, row) in &rows.rows {
            let at = |i: usize| row[places[i]].clone();
            sources.push(Source {
                id: at(0),
                title: at(1),
                publisher: at(2),
                date: at(3),
                url: at(4),
                kind: at(5),
                seen: at(6),
            });
        }
        sources
    }

    /// Reads `person has`.
    pub(super) fn person(&mut self) {
        for declaration in self.all("person") {
            if !matches!(&declaration.head[..], [t] if t.is_word("has")) {
                self.problems.push(
                    Problem::error("C012", declaration.span, "expected `person has`")
                        .help("write the attributes below it, one a line: `route : boat, air`"),
                );
            }
            for clause in &declaration.clauses {
                let mut c = Cursor::new(&clause.tokens, clause.span);
                let read = self.try_read(|_| {
                    let (name, span) = c.name()?;
                    c.expect_mark(":")?;
                    if c.take_word("yes") {
                        c.expect_mark("/")?;
                        c.expect_word("no")?;
                        // A truth is 1 for yes, and a member is its place here.
                        return Ok((name, span, vec![("no", span), ("yes", span)], true));
                    }
                    Ok((name, span, c.names()?, false))
                });
                let Some((name, span, members, is_truth)) = read else {
                    continue;
                };
                self.finish(&c);
                for (i, (member, span)) in members.iter().enumerate() {
                    if members[..i].iter().any(|(m, _)| m == member) {
                        let message = format!("`{member}` is a member of `{name}` twice");
                        self.problems.push(Problem::error("C013", *span, message));
                    }
                }
                let i = self.names.attributes.len();
                if let Err(problem) = self.names.declare(name, Named::Attribute(i), span) {
                    self.problems.push(problem);
                    continue;
                }
                self.model.attributes.push(Attribute {
                    name: name.to_owned(),
                    n: members.len(),
                });
                let places = members.iter().map(|(_, place)| *place).collect();
                let members = members.iter().map(|(m, _)| (*m).to_owned()).collect();
                let name = name.to_owned();
                self.names.attributes.push(AttributeNames {
                    name,
                    members,
                    places,
                    is_truth,
                });
            }
        }
        let combinations = self.model.attributes.iter().try_fold(1usize, |n, a| {
            n.checked_mul(a.n).filter(|n| *n <= MOST_COMBINATIONS)
        });
        if combinations.is_none() {
            let span = self
                .all("person")
                .next()
                .map_or(Span::default(), |d| d.span);
            let message = format!("people could differ in more than {MOST_COMBINATIONS} ways");
            let help = "give the attributes fewer members, or leave one out";
            self.problems
                .push(Problem::error("C014", span, message).help(help));
            self.model.attributes.clear();
            self.names.attributes.clear();
        }
    }

    /// Warns of members whose names mean something else, which they would be taken for.
    pub(super) fn hidden_members(&mut self) {
        let mut problems = Vec::new();
        for attribute in self.names.attributes.iter().filter(|a| !a.is_truth) {
            for (member, place) in attribute.members.iter().zip(&attribute.places) {
                let it = match self.names.get(member) {
                    Some(named) => with_article(named.word()),
                    None if OWN_WORDS.contains(&member.as_str()) => "a word of the language".into(),
                    None => continue,
                };
                let message =
                    format!("`{member}` is {it} as well, and means that where a value stands");
                let help = format!(
                    "write `{}.{member}` for the member, or give one of them another name",
                    attribute.name
                );
                problems.push(Problem::warning("C016", *place, message).help(help));
            }
        }
        self.problems.append(&mut problems);
    }

    /// The first and the last simulated day.
    pub(super) fn horizon(&self) -> (Day, Day) {
        (
            self.model.start,
            self.model.start.plus(self.model.ticks as i32 - 1),
        )
    }
}
