//! Statistics and tables: their cards, and the CSV files that they are read from.

use wayleave_rules::calendar::{Day, Period};
use wayleave_rules::cursor::Cursor;
use wayleave_rules::library::{Key, Table};
use wayleave_rules::place::{Problem, Span, nearest};
use wayleave_rules::typed::Type;

use super::Checker;
use crate::country::Card;
use crate::written::{Declaration, LARGEST_CSV};

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
    /// The keys of a table: type and name of each.
    pub(super) fn keys(&mut self, declaration: &Declaration) -> Vec<(Type, String)> {
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

    pub(super) fn card(&mut self, declaration: &Declaration, i: usize) -> Card {
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
}
