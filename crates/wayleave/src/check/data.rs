//! Statistics, tables, parameters and assumptions.

use wayleave_fit::prior::Prior;
use wayleave_rules::calendar::{Day, Period};
use wayleave_rules::cursor::Cursor;
use wayleave_rules::expression::{self, Form};
use wayleave_rules::library::{Dated, Key, Table};
use wayleave_rules::place::{Problem, Span, nearest};
use wayleave_rules::token::TokenKind;
use wayleave_rules::typed::Type;

use super::Checker;
use super::names::{Named, RuleText, head_name};
use crate::country::{Assumption, Card, Country, Parameter};
use crate::written::{Backing, Clause, Declaration, LARGEST_CSV};

/// A CSV file as rows of text.
pub(super) struct Rows {
    /// The names of the columns.
    pub header: Vec<String>,
    /// Each row with its place in the file.
    pub rows: Vec<(Span, Vec<String>)>,
}

/// The words of a card that hold text.
const SAID: [&str; 9] = [
    "publisher",
    "publication",
    "table",
    "release",
    "licence",
    "note",
    "derived",
    "reached",
    "break",
];

/// How many cells a table may have.
const LARGEST_TABLE: usize = 20_000_000;

impl Checker<'_> {
    /// Declares every name, so that files may come in any order.
    pub(super) fn declare_all(&mut self) {
        let mut n = [0usize; 17];
        let mut next = |kind: usize| {
            n[kind] += 1;
            n[kind] - 1
        };
        self.gate_order = gate_order(&self.all("gate").collect::<Vec<_>>());
        let gates = std::mem::take(&mut self.gate_order);
        for declaration in &self.written.declarations {
            let named = match declaration.keyword.as_str() {
                "statistic" | "table" => Named::Table(next(0)),
                "parameter" => Named::Parameter(next(1)),
                "rule" => Named::Rule(next(2)),
                "assumption" => Named::Assumption(next(3)),
                "arrivals" | "start" => Named::Source(next(4)),
                "stage" => Named::Stage(next(5)),
                "capacity" => Named::Capacity(next(6)),
                "signal" => Named::Signal(next(7)),
                "gate" => {
                    let place = gates.iter().position(|g| std::ptr::eq(*g, declaration));
                    Named::Gate(place.expect("every gate has a place in the order"))
                }
                "agreement" => Named::Agreement(next(9)),
                "flow" => Named::Flow(next(10)),
                "stock" => Named::Stock(next(11)),
                "duration" => Named::Duration(next(12)),
                "series" => Named::Series(next(13)),
                "cost" => Named::Cost(next(14)),
                "measure" => Named::Measure(next(15)),
                "package" => Named::Package(next(16)),
                _ => continue,
            };
            let mut c = Cursor::new(&declaration.head, declaration.span);
            let declared = head_name(declaration, &mut c)
                .and_then(|(name, span)| self.names.declare(name, named, span));
            if let Err(problem) = declared {
                self.problems.push(problem);
            }
        }
        self.gate_order = gates;
    }

    /// Reads the type in the head of every declaration that has a value.
    pub(super) fn types(&mut self) {
        for declaration in &self.written.declarations {
            match declaration.keyword.as_str() {
                "statistic" | "table" => {
                    let ty = self.head_type(declaration).0;
                    let (keys, names) = self.keys(declaration).into_iter().unzip();
                    self.names.tables.push((keys, ty));
                    self.names.key_names.push(names);
                }
                "parameter" => {
                    let (ty, scale) = self.head_type(declaration);
                    self.names.parameters.push(ty);
                    self.names.parameter_scales.push(scale);
                }
                "assumption" => {
                    let (ty, scale) = self.head_type(declaration);
                    self.names.assumptions.push(ty);
                    self.names.assumption_scales.push(scale);
                }
                "signal" => {
                    let ty = self.head_type(declaration).0;
                    self.names.signals.push(ty);
                }
                "series" => {
                    let ty = self.head_type(declaration).0;
                    self.names.series.push(ty);
                }
                "flow" | "stock" => {
                    let unit = match self.head_type(declaration).0 {
                        Type::Amount(unit) => unit,
                        Type::Truth | Type::Date | Type::Period(_) | Type::Member(_) => {
                            Default::default()
                        }
                    };
                    if declaration.keyword == "flow" {
                        self.names.flows.push(unit);
                    } else {
                        self.names.stocks.push(unit);
                    }
                }
                "rule" => {
                    let rule = self.rule_text(declaration);
                    self.names.rules.push(rule);
                }
                _ => {}
            }
        }
    }

    fn head_type(&mut self, declaration: &Declaration) -> (Type, f64) {
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let read = self.try_read(|s| {
            head_name(declaration, &mut c)?;
            c.expect_mark(":")?;
            s.names.read_type(&mut c)
        });
        let Some(found) = read else {
            return (super::number(), 1.0);
        };
        let at_end = c.is_done()
            || c.peek()
                .is_some_and(|t| t.is_mark("=") || matches!(t.kind, TokenKind::Text(_)));
        if !at_end {
            self.finish(&c);
        }
        found
    }

    /// The title after the name and type, empty where there is none.
    pub(super) fn title(&self, declaration: &Declaration) -> String {
        let text = declaration.head.iter().find_map(|t| match &t.kind {
            TokenKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        text.unwrap_or_default()
    }

    /// The name in the head; empty where it is wrong, which is reported already.
    pub(super) fn name_of(&self, declaration: &Declaration) -> String {
        declaration
            .head
            .first()
            .and_then(|t| t.word())
            .unwrap_or_default()
            .to_owned()
    }

    fn rule_text(&mut self, declaration: &Declaration) -> Option<RuleText> {
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let (name, ty) = self.try_read(|s| {
            let (name, _) = head_name(declaration, &mut c)?;
            c.expect_mark(":")?;
            let ty = s.names.read_type(&mut c)?.0;
            if matches!(c.peek().map(|t| &t.kind), Some(TokenKind::Text(_))) {
                c.take();
            }
            Ok((name.to_owned(), ty))
        })?;
        // The body follows `=`, on the first line or on the lines below.
        let body = if c.is_done() {
            let Some(clause) = declaration.clauses.first() else {
                let message = format!("the rule `{name}` has no formula");
                let problem = Problem::error("L040", declaration.span, message)
                    .help("write `= …` after the type");
                self.problems.push(problem);
                return None;
            };
            if let Some(second) = declaration.clauses.get(1) {
                self.unknown_clause("L041", second, "rule", &["= formula"]);
            }
            Cursor::new(&clause.tokens, clause.span)
        } else {
            c
        };
        let mut c = body;
        let body = self.try_read(|s| {
            c.expect_mark("=")?;
            let body = expression::read(&mut c, &s.names.units)?;
            c.finish()?;
            Ok(body)
        })?;
        let levels = body.levels();
        Some(RuleText {
            name,
            ty,
            body,
            levels,
        })
    }

    /// The keys of a table: type and name of each.
    fn keys(&mut self, declaration: &Declaration) -> Vec<(Type, String)> {
        let keyed = declaration
            .clauses
            .iter()
            .find(|c| c.tokens[0].is_word("keyed"));
        let Some(clause) = keyed else {
            let message = format!("this {} has no keys", declaration.keyword);
            self.problems.push(
                Problem::error("D001", declaration.span, message)
                    .help("write `keyed by quarter`, or the other keys of its rows"),
            );
            return Vec::new();
        };
        let mut c = Cursor::new(&clause.tokens, clause.span);
        c.take();
        let read = self.try_read(|_| {
            c.expect_word("by")?;
            let names = c.names()?;
            c.finish()?;
            Ok(names)
        });
        let mut keys: Vec<(Type, String)> = Vec::new();
        for (name, span) in read.unwrap_or_default() {
            if keys.iter().any(|(_, key)| key == name) {
                let message = format!("`{name}` is a key twice");
                self.problems
                    .push(Problem::error("L034", span, message).help("remove one of them"));
            } else if let Some(period) = Period::named(name) {
                let ty = if period == Period::Date {
                    Type::Date
                } else {
                    Type::Period(period)
                };
                keys.push((ty, name.to_owned()));
            } else if let Some(attribute) = self.names.attributes.iter().find(|a| a.name == name) {
                keys.push((attribute.ty(), name.to_owned()));
            } else {
                let words = Period::ALL.iter().map(|p| p.word());
                let attributes = self.names.attributes.iter().map(|a| a.name.as_str());
                let near = nearest(name, words.chain(attributes));
                let message = format!("`{name}` is no key");
                let problem = Problem::error("D002", span, message)
                    .help("keys are date, month, quarter, year, financial_year, or an attribute")
                    .near(near);
                self.problems.push(problem);
            }
        }
        keys
    }

    /// Reads statistics, tables, parameters and assumptions.
    pub(super) fn data(&mut self, country: &mut Country) {
        let mut i = 0;
        for declaration in &self.written.declarations {
            if matches!(declaration.keyword.as_str(), "statistic" | "table") {
                let card = self.card(declaration, i);
                country.tables.push(card);
                i += 1;
            }
        }
        for (i, declaration) in self.all("parameter").enumerate() {
            let parameter = self.parameter(declaration, i);
            self.model.library.parameters.push(parameter.dated.clone());
            country.parameters.push(parameter);
        }
        for (i, declaration) in self.all("assumption").enumerate() {
            let assumption = self.assumption(declaration, i);
            country.assumptions.push(assumption);
        }
    }

    fn card(&mut self, declaration: &Declaration, i: usize) -> Card {
        let is_statistic = declaration.keyword == "statistic";
        let (keys, ty) = self.names.tables[i].clone();
        let mut card = Card {
            name: self.name_of(declaration),
            title: self.title(declaration),
            ty,
            keys,
            key_names: self.names.key_names[i].clone(),
            file: (String::new(), String::new()),
            said: Vec::new(),
            is_statistic,
            backing: declaration.backing.clone(),
            span: declaration.span,
        };
        let mut file = None;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            let word = c.name().map_or("", |(word, _)| word);
            match word {
                "keyed" => continue,
                "file" => {
                    file = self.try_read(|_| {
                        let (path, span) = c.text()?;
                        c.expect_word("column")?;
                        let (column, at) = c.name()?;
                        Ok((path.to_owned(), span, column.to_owned(), at))
                    });
                }
                "basis" => {
                    if let Some((basis, _)) = self.try_read(|_| c.name()) {
                        card.said.push(("basis".into(), basis.into()));
                    }
                }
                _ if SAID.contains(&word) => {
                    let date = c
                        .date()
                        .map_or(String::new(), |(day, _)| format!("{day}: "));
                    if let Some((text, _)) = self.try_read(|_| c.text()) {
                        card.said.push((word.into(), format!("{date}{text}")));
                    }
                }
                _ => {
                    let known = [
                        "keyed by",
                        "file",
                        "basis",
                        "publisher",
                        "publication",
                        "table",
                        "release",
                        "licence",
                        "note",
                        "derived",
                        "reached",
                        "break",
                    ];
                    self.unknown_clause("D003", clause, &declaration.keyword, &known);
                    continue;
                }
            }
            self.finish(&c);
        }
        if is_statistic {
            for word in ["publisher", "publication", "licence"] {
                if card.said(word).is_none() {
                    let message = format!("the statistic `{}` does not say its {word}", card.name);
                    let help = format!(
                        "write `{word} \"…\"`; a figure that nobody published is a `table`"
                    );
                    self.problems
                        .push(Problem::error("D004", declaration.span, message).help(help));
                }
            }
        } else if card.said("basis").is_none() || card.backing.because.is_none() {
            let message = format!(
                "the table `{}` does not say where its numbers come from",
                card.name
            );
            let help = "write `basis judged`, `fitted` or `unverified`, and `because \"…\"`";
            self.problems
                .push(Problem::error("D005", declaration.span, message).help(help));
        }
        let table = match &file {
            Some((path, span, column, at)) => {
                card.file = (path.clone(), column.clone());
                self.table(&card, *span, *at)
            }
            None => {
                if !declaration
                    .clauses
                    .iter()
                    .any(|c| c.tokens[0].is_word("file"))
                {
                    let message = format!("`{}` names no file", card.name);
                    let help = "write `file \"name.csv\" column name`";
                    self.problems
                        .push(Problem::error("D006", declaration.span, message).help(help));
                }
                None
            }
        };
        self.model
            .library
            .tables
            .push(table.unwrap_or_else(|| Table::new(Vec::new())));
        card
    }

    fn table(&mut self, card: &Card, span: Span, at: Span) -> Option<Table> {
        let rows = self.csv(&card.file.0, span)?;
        let Some(column) = rows.header.iter().position(|h| *h == card.file.1) else {
            let near = nearest(&card.file.1, rows.header.iter().map(String::as_str));
            let message = format!("`{}` has no column `{}`", card.file.0, card.file.1);
            self.problems
                .push(Problem::error("D007", at, message).near(near));
            return None;
        };
        let mut key_columns = Vec::new();
        for word in &card.key_names {
            let found = rows.header.iter().position(|h| h == word);
            let Some(found) = found else {
                let message = format!("`{}` has no column `{word}` to key it by", card.file.0);
                self.problems.push(Problem::error("D007", span, message));
                return None;
            };
            key_columns.push(found);
        }
        let mut cells: Vec<(Span, Vec<i32>, f64)> = Vec::new();
        for (place, row) in &rows.rows {
            let text = row[column].trim();
            if text.is_empty() {
                continue;
            }
            let mut keys = Vec::new();
            for (ty, at) in card.keys.iter().zip(&key_columns) {
                keys.extend(self.key(ty, row[*at].trim(), *place));
            }
            let value = self.cell(text, *place);
            if let Some(value) = value.filter(|_| keys.len() == card.keys.len()) {
                cells.push((*place, keys, value));
            }
        }
        let axes: Vec<Key> = card
            .keys
            .iter()
            .enumerate()
            .map(|(i, ty)| self.axis(ty, cells.iter().map(|(_, keys, _)| keys[i])))
            .collect();
        let size = axes.iter().try_fold(1usize, |n, axis| {
            let n_axis = match axis {
                Key::Category { n } | Key::Period { n, .. } => *n,
            };
            n.checked_mul(n_axis).filter(|n| *n <= LARGEST_TABLE)
        });
        if size.is_none() {
            let message = format!(
                "the keys of `{}` span more than {LARGEST_TABLE} cells",
                card.file.0
            );
            self.problems
                .push(Problem::error("D012", span, message).help("look for a mistyped date"));
            return None;
        }
        let mut table = Table::new(axes);
        for (place, keys, value) in cells {
            let keys: Vec<f64> = keys.iter().map(|k| f64::from(*k)).collect();
            if table.get(&keys).is_some() {
                let message = "a second row with these keys".to_owned();
                let help = "a table has one row for each combination of its keys";
                self.problems
                    .push(Problem::error("D008", place, message).help(help));
            }
            table.set(&keys, value);
        }
        Some(table)
    }

    fn key(&mut self, ty: &Type, text: &str, place: Span) -> Option<i32> {
        let (found, wanted) = match ty {
            Type::Date => (
                Period::Date.parse(text),
                "a date such as 2023-06-30".to_owned(),
            ),
            Type::Period(period) => {
                let example = period.show(period.index(Day::of(2023, 6, 30).expect("a date")));
                (
                    period.parse(text),
                    format!("a {} such as {example}", period.word()),
                )
            }
            Type::Member(name) => {
                let attribute = self.names.attributes.iter().find(|a| a.name == *name)?;
                let found = attribute
                    .members
                    .iter()
                    .position(|m| m == text)
                    .map(|i| i as i32);
                let near = nearest(text, attribute.members.iter().map(String::as_str));
                if found.is_none() {
                    let message = format!("no {name} is called `{text}`");
                    self.problems
                        .push(Problem::error("D009", place, message).near(near));
                    return None;
                }
                (found, String::new())
            }
            Type::Truth => {
                let value = ["no", "yes"].iter().position(|word| *word == text);
                (value.map(|v| v as i32), "yes or no".into())
            }
            Type::Amount(_) => (None, "another key".into()),
        };
        if found.is_none() {
            let message = format!("expected {wanted}, found `{text}`");
            self.problems.push(Problem::error("D010", place, message));
        }
        found
    }

    fn cell(&mut self, text: &str, place: Span) -> Option<f64> {
        let value = text.parse::<f64>().ok().filter(|v| v.is_finite());
        if value.is_none() {
            let message = format!("`{text}` is no number");
            let help = "write digits with a decimal point, without separators or units; leave the cell empty where nothing is known";
            self.problems
                .push(Problem::error("D011", place, message).help(help));
        }
        value
    }

    fn axis(&self, ty: &Type, keys: impl Iterator<Item = i32>) -> Key {
        let members = |name: &str| {
            let attribute = self.names.attributes.iter().find(|a| a.name == name);
            attribute.map_or(0, |a| a.members.len())
        };
        match ty {
            Type::Member(name) => Key::Category { n: members(name) },
            Type::Amount(_) | Type::Truth => Key::Category { n: 2 },
            Type::Date | Type::Period(_) => {
                let period = if let Type::Period(period) = ty {
                    *period
                } else {
                    Period::Date
                };
                let (least, most) =
                    keys.fold((i32::MAX, i32::MIN), |(a, b), k| (a.min(k), b.max(k)));
                let n = if least > most {
                    0
                } else {
                    (i64::from(most) - i64::from(least) + 1) as usize
                };
                Key::Period {
                    period,
                    first: least.min(most),
                    n,
                }
            }
        }
    }

    /// Reads a CSV file of the folder.
    pub(super) fn csv(&mut self, path: &str, span: Span) -> Option<Rows> {
        let folder = &self.written.folder;
        let here = &folder.files()[span.file as usize].path;
        let beside = here
            .rsplit_once('/')
            .map_or(path.to_owned(), |(dir, _)| format!("{dir}/{path}"));
        let Some(number) = folder.number(&beside).or_else(|| folder.number(path)) else {
            let files = folder
                .files()
                .iter()
                .map(|f| f.path.as_str())
                .filter(|p| p.ends_with(".csv"));
            let names = files.map(|p| p.rsplit('/').next().unwrap_or(p));
            let near = nearest(path, names);
            let message = format!("there is no file `{path}` here");
            self.problems.push(
                Problem::error("D013", span, message)
                    .help("files are looked for beside this one, then from the top of the folder")
                    .near(near),
            );
            return None;
        };
        let bytes = &folder.files()[number as usize].bytes;
        let whole = Span {
            file: number,
            start: 0,
            end: 0,
        };
        if bytes.len() > LARGEST_CSV {
            let message = format!("this file holds {} megabytes", bytes.len() >> 20);
            let help = format!("a .csv file holds at most {} megabytes", LARGEST_CSV >> 20);
            self.problems
                .push(Problem::error("D014", whole, message).help(help));
            return None;
        }
        let mut reader = csv::ReaderBuilder::new()
            .flexible(false)
            .from_reader(&bytes[..]);
        let mut rows = Rows {
            header: Vec::new(),
            rows: Vec::new(),
        };
        let fail = |error: csv::Error, problems: &mut Vec<Problem>| {
            let line = error.position().map_or(1, |p| p.line());
            let at = error.position().map_or(whole, |p| {
                let start = p.byte() as u32;
                Span {
                    file: number,
                    start,
                    end: start,
                }
            });
            let what = match error.kind() {
                csv::ErrorKind::Utf8 { .. } => "is not UTF-8 text".to_owned(),
                csv::ErrorKind::UnequalLengths {
                    expected_len, len, ..
                } => {
                    format!("has {len} cells, and the header has {expected_len}")
                }
                _ => "cannot be read".to_owned(),
            };
            problems.push(
                Problem::error("D015", at, format!("line {line} {what}"))
                    .help("save the file as comma-separated values in UTF-8, one row a line"),
            );
        };
        match reader.headers() {
            Ok(header) => {
                rows.header = header
                    .iter()
                    .map(|h| h.trim_start_matches('\u{feff}').to_owned())
                    .collect()
            }
            Err(error) => {
                fail(error, &mut self.problems);
                return None;
            }
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let start = record.position().map_or(0, |p| p.byte()) as u32;
                    let line = bytes[start as usize..].iter().position(|b| *b == b'\n');
                    let end = line.map_or(bytes.len() as u32, |n| start + n as u32);
                    let place = Span {
                        file: number,
                        start,
                        end,
                    };
                    rows.rows
                        .push((place, record.iter().map(str::to_owned).collect()));
                }
                Err(error) => {
                    fail(error, &mut self.problems);
                    return None;
                }
            }
        }
        Some(rows)
    }

    fn parameter(&mut self, declaration: &Declaration, i: usize) -> Parameter {
        let ty = self.names.parameters[i].clone();
        let name = self.name_of(declaration);
        let mut versions: Vec<(Day, Option<Day>, f64, Span)> = Vec::new();
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if !c.take_word("from") {
                self.unknown_clause("L042", clause, "parameter", &["from DATE : VALUE"]);
                continue;
            }
            let dates = self.try_read(|_| {
                let from = c.date()?.0;
                let until = if c.take_word("until") {
                    Some(c.date()?.0)
                } else {
                    None
                };
                c.expect_mark(":")?;
                Ok((from, until))
            });
            let Some((from, until)) = dates else { continue };
            let Some(value) = self.plain_value(&mut c, &ty, self.names.parameter_scales[i]) else {
                continue;
            };
            self.finish(&c);
            versions.push((from, until, value, clause.span));
            if clause.backing == Backing::default() && declaration.backing == Backing::default() {
                let message = format!("this value of `{name}` has no source");
                let help = "cite the instrument, or give the reason with `because`";
                self.problems
                    .push(Problem::error("L043", clause.span, message).help(help));
            }
        }
        if !declaration
            .clauses
            .iter()
            .any(|c| c.tokens[0].is_word("from"))
        {
            let message = format!("the parameter `{name}` has no value");
            let help = "write `from DATE : VALUE   cite SOURCE`";
            self.problems
                .push(Problem::error("L044", declaration.span, message).help(help));
        }
        for pair in versions.windows(2) {
            let ((_, until, _, _), (from, _, _, span)) = (&pair[0], &pair[1]);
            let earlier = &pair[0].0;
            if from <= earlier || until.is_some_and(|until| *from <= until) {
                let until = until.map_or(format!("from {earlier}"), |u| format!("until {u}"));
                let message = format!("the value from {from} overlaps the one {until}");
                let help = "values come in order of date, and end before the next begins";
                self.problems
                    .push(Problem::error("L045", *span, message).help(help));
            } else if let Some(until) = until
                && until.plus(1) != *from
            {
                let (first, last) = (until.plus(1), from.plus(-1));
                let message = format!("no value is in force from {first} to {last}");
                let help = "a gap is an error: say what held on those days";
                self.problems
                    .push(Problem::error("L046", *span, message).help(help));
            }
        }
        let until = versions.last().and_then(|v| v.1);
        let mut dated: Vec<(Day, f64)> = versions.iter().map(|v| (v.0, v.2)).collect();
        dated.sort_by_key(|(day, _)| *day);
        dated.dedup_by_key(|(day, _)| *day);
        let dated = Dated::new(dated, until);
        Parameter {
            name,
            title: self.title(declaration),
            ty,
            dated,
            span: declaration.span,
        }
    }

    /// A value that stands alone: a number takes the declared unit where it has none of its own.
    pub(super) fn plain_value(&mut self, c: &mut Cursor, ty: &Type, scale: f64) -> Option<f64> {
        let written = self.try_read(|s| expression::read(c, &s.names.units))?;
        let is_bare = |form: &Form| matches!(form, Form::Amount { is_bare: true, .. });
        let bare = match &written.form {
            Form::Amount {
                value,
                is_bare: true,
                ..
            } => Some(*value),
            Form::One(_, inner) if is_bare(&inner.form) => match &inner.form {
                Form::Amount { value, .. } => Some(-*value),
                _ => None,
            },
            _ => None,
        };
        if let (Some(value), Type::Amount(_)) = (bare, ty) {
            return Some(value * scale);
        }
        let typed = self.names.resolve(&written, super::Place::Time, Some(ty));
        let typed = self.keep(typed)?;
        let value = typed.compile().as_constant();
        if value.is_none() {
            let message = "expected a plain value";
            let help = "give a formula a name with `rule`";
            self.problems
                .push(Problem::error("L048", typed.span, message).help(help));
        }
        value
    }

    fn assumption(&mut self, declaration: &Declaration, i: usize) -> Assumption {
        let ty = self.names.assumptions[i].clone();
        let mut assumption = Assumption {
            name: self.name_of(declaration),
            title: self.title(declaration),
            ty,
            basis: "judged".into(),
            prior: Prior::Fixed(0.0),
            range: None,
            backing: declaration.backing.clone(),
            span: declaration.span,
        };
        let mut n = 0;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            let word = c.name().map_or("", |(word, _)| word);
            if !["judged", "fitted", "measured", "unverified"].contains(&word) {
                let known = ["judged", "fitted", "measured", "because", "cite"];
                self.unknown_clause("A001", clause, "assumption", &known);
                continue;
            }
            n += 1;
            assumption.basis = word.to_owned();
            if let Some(prior) = self.prior(&mut c, i, clause) {
                assumption.prior = prior;
                if let Prior::Fixed(value) = prior
                    && c.take_word("in")
                {
                    assumption.range = self.range_around(value, &mut c, i);
                }
            }
            self.finish(&c);
            if clause.backing.because.is_some() {
                assumption.backing.because = clause.backing.because.clone();
            }
            assumption
                .backing
                .cites
                .extend(clause.backing.cites.iter().cloned());
            assumption.backing.is_unverified |= clause.backing.is_unverified;
        }
        if n != 1 {
            let message = format!(
                "the assumption `{}` says its value {n} times",
                assumption.name
            );
            let help = "write one line such as `judged uniform 0%..80%`";
            self.problems
                .push(Problem::error("A002", declaration.span, message).help(help));
        }
        if assumption.backing.because.is_none() {
            let message = format!("the assumption `{}` gives no reason", assumption.name);
            self.problems.push(
                Problem::error("A003", declaration.span, message).help("write `because \"…\"`"),
            );
        }
        assumption
    }

    /// Reads the range of a value that is fitted: `0.8..3`.
    fn range_around(&mut self, value: f64, c: &mut Cursor, i: usize) -> Option<(f64, f64)> {
        let at = c.span();
        let (ty, scale) = (
            &self.names.assumptions[i].clone(),
            self.names.assumption_scales[i],
        );
        let (low, high) = self.value_range(c, ty, scale)?;
        if !(low <= value && value <= high) {
            let message = format!("the value lies outside its range, {low} to {high}");
            let help = "write a range that holds the value, the smaller end first";
            self.problems
                .push(Problem::error("A004", at, message).help(help));
        }
        Some((low, high))
    }

    /// Reads a distribution: `uniform 0%..80%`, `lognormal median 3, spread 2`, a value.
    pub(super) fn prior(&mut self, c: &mut Cursor, i: usize, clause: &Clause) -> Option<Prior> {
        let at = c.span();
        let (ty, scale) = (
            &self.names.assumptions[i].clone(),
            self.names.assumption_scales[i],
        );
        let prior = if c.take_word("uniform") {
            let (low, high) = self.value_range(c, ty, scale)?;
            Prior::Uniform { low, high }
        } else if c.take_word("triangular") {
            let (low, high) = self.value_range(c, ty, scale)?;
            self.try_read(|_| {
                c.take_mark(",");
                c.expect_word("mode")
            })?;
            Prior::Triangular {
                low,
                mode: self.plain_value(c, ty, scale)?,
                high,
            }
        } else if c.take_word("lognormal") {
            self.try_read(|_| c.expect_word("median"))?;
            let median = self.plain_value(c, ty, scale)?;
            self.try_read(|_| {
                c.take_mark(",");
                c.expect_word("spread")
            })?;
            Prior::Lognormal {
                median,
                spread: self.plain_value(c, &super::number(), 1.0)?,
            }
        } else if c.take_word("normal") {
            self.try_read(|_| c.expect_word("mean"))?;
            let mean = self.plain_value(c, ty, scale)?;
            self.try_read(|_| {
                c.take_mark(",");
                c.expect_word("sd")
            })?;
            Prior::Normal {
                mean,
                sd: self.plain_value(c, ty, scale)?,
            }
        } else {
            Prior::Fixed(self.plain_value(c, ty, scale)?)
        };
        if let Some(fault) = prior.fault() {
            self.problems
                .push(Problem::error("A004", at.to(clause.span), fault));
            return None;
        }
        Some(prior)
    }

    fn value_range(&mut self, c: &mut Cursor, ty: &Type, scale: f64) -> Option<(f64, f64)> {
        let low = self.plain_value(c, ty, scale)?;
        self.try_read(|_| c.expect_mark(".."))?;
        Some((low, self.plain_value(c, ty, scale)?))
    }

    /// Checks that every rule has the type it declares.
    pub(super) fn rules(&mut self) {
        let rules: Vec<RuleText> = self.names.rules.iter().flatten().cloned().collect();
        for rule in rules {
            let body = wayleave_rules::expression::Expression {
                form: Form::Name(rule.name.clone()),
                span: rule.body.span,
            };
            if matches!(self.names.get(&rule.name), Some(Named::Rule(_))) {
                let direct = self
                    .names
                    .resolve(&rule.body, super::Place::Person, Some(&rule.ty));
                let named = self.names.resolve(&body, super::Place::Person, None);
                self.keep(direct.and(named));
            }
        }
    }
}

/// Gates in an order in which each comes after those that it names, as far as there is one.
fn gate_order<'w>(gates: &[&'w Declaration]) -> Vec<&'w Declaration> {
    fn visit<'w>(
        at: usize,
        gates: &[&'w Declaration],
        seen: &mut [bool],
        order: &mut Vec<&'w Declaration>,
    ) {
        if std::mem::replace(&mut seen[at], true) {
            return;
        }
        for token in gates[at].clauses.iter().flat_map(|c| &c.tokens) {
            let named = gates.iter().position(|g| {
                g.head
                    .first()
                    .and_then(|t| t.word())
                    .is_some_and(|name| token.is_word(name))
            });
            if let Some(named) = named {
                visit(named, gates, seen, order);
            }
        }
        order.push(gates[at]);
    }
    let mut seen = vec![false; gates.len()];
    let mut order = Vec::new();
    (0..gates.len()).for_each(|at| visit(at, gates, &mut seen, &mut order));
    order
}
