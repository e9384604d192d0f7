//! Words, numbers, dates and marks of the language.

use crate::calendar::{Day, Period};
use crate::place::{Problem, Span};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// A name or keyword; dots join the parts of a path.
    Word(String),
    /// A number as written, with its thousands separators taken out; `80%` is 0.8.
    Number(f64),
    /// An amount of money, and the currency mark before it.
    Money(f64, char),
    /// A calendar date.
    Date(Day),
    /// A month or quarter by name: `2018-01`, `2018-Q1`.
    Period(Period, i32),
    /// Text between quotation marks.
    Text(String),
    /// A mark such as `+` or `..`.
    Mark(&'static str),
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub span: Span,
}

impl Token {
    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this mark.
    pub fn is_mark(&self, mark: &str) -> bool {
        matches!(self.kind, TokenKind::Mark(m) if m == mark)
    }

    /// Whether it is this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }
}

const MARKS: [&str; 17] = [
    "..", "<=", ">=", "!=", "+", "-", "*", "/", "(", ")", "[", "]", ",", ":", "=", "<", ">",
];

/// The largest number that can be written. Whole numbers above it would not be exact.
const LARGEST: f64 = 1e15;

/// How many problems of one line are told.
const MOST_TOLD: usize = 20;

const CURRENCIES: [char; 5] = ['£', '€', '$', '¥', '₹'];

/// The tokens of one line, and the text of the comment that ends it.
///
/// `start` is the place of the line's first byte in its file. A character that begins no token is
/// reported and passed over, so that the rest of the line is still read.
pub fn tokens<'a>(
    line: &'a str,
    file: u32,
    start: u32,
    problems: &mut Vec<Problem>,
) -> (Vec<Token>, Option<&'a str>) {
    let mut tokens = Vec::new();
    let mut at = 0;
    let told = problems.len();
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let span = |n: usize| Span {
            file,
            start: start + at as u32,
            end: start + (at + n) as u32,
        };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if rest.starts_with("--") {
            return (tokens, Some(rest));
        }
        if problems.len() - told >= MOST_TOLD {
            return (tokens, None);
        }
        let (kind, n) = match next(rest) {
            Ok(found) => found,
            Err((n, message, help)) => {
                problems.push(Problem::error("L001", span(n), message).help(help));
                at += n;
                continue;
            }
        };
        tokens.push(Token {
            kind,
            span: span(n),
        });
        at += n;
    }
    (tokens, None)
}

type Found = Result<(TokenKind, usize), (usize, String, String)>;

fn next(rest: &str) -> Found {
    let c = rest.chars().next().expect("the caller saw a character");
    if c == '"' {
        return text(rest);
    }
    if c.is_ascii_digit() {
        return number(rest);
    }
    if CURRENCIES.contains(&c) {
        let after = &rest[c.len_utf8()..];
        if after.starts_with(|d: char| d.is_ascii_digit()) {
            let (value, n) = money(after);
            let n = n + c.len_utf8();
            return small_enough(value, &rest[..n]).map(|()| (TokenKind::Money(value, c), n));
        }
        let help = "write the amount straight after the mark, as in £38,700 or £120m";
        return Err((
            c.len_utf8(),
            format!("`{c}` has no amount after it"),
            help.into(),
        ));
    }
    if c.is_alphabetic() || c == '_' {
        let n = rest
            .char_indices()
            .find(|(i, c)| {
                let joins = *c == '.' && rest[i + 1..].starts_with(|d: char| d.is_alphabetic());
                !(c.is_alphanumeric() || *c == '_' || joins)
            })
            .map_or(rest.len(), |(i, _)| i);
        return Ok((TokenKind::Word(rest[..n].to_owned()), n));
    }
    for mark in MARKS {
        if rest.starts_with(mark) {
            return Ok((TokenKind::Mark(mark), mark.len()));
        }
    }
    let help = "remove it, or put it inside quotation marks";
    Err((
        c.len_utf8(),
        format!("`{c}` begins nothing in this language"),
        help.into(),
    ))
}

fn text(rest: &str) -> Found {
    match rest[1..].find('"') {
        Some(end) => Ok((TokenKind::Text(rest[1..=end].to_owned()), end + 2)),
        None => {
            let n = rest.trim_end().len();
            Err((
                n,
                "text that is not closed".into(),
                "end it with a quotation mark".into(),
            ))
        }
    }
}

/// A number, a percentage, a date, a month or a quarter.
fn number(rest: &str) -> Found {
    let run = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '-' || c == 'Q'))
        .unwrap_or(rest.len());
    let run = &rest[..run];
    if run.len() >= 10 && looks_dated(&run[..10], &[4, 7]) {
        return match Day::parse(&run[..10]) {
            Some(day) => Ok((TokenKind::Date(day), 10)),
            None => Err((
                10,
                format!("there is no day {}", &run[..10]),
                "write year-month-day".into(),
            )),
        };
    }
    if run.len() >= 7 && looks_dated(&run[..7], &[4]) && run.as_bytes().get(7) != Some(&b'-') {
        for period in [Period::Month, Period::Quarter] {
            if let Some(index) = period.parse(&run[..7]) {
                return Ok((TokenKind::Period(period, index), 7));
            }
        }
    }
    let (mut value, mut n) = plain(rest);
    if rest[n..].starts_with('%') {
        n += 1;
        value /= 100.0;
    }
    if rest[n..].starts_with(|c: char| c.is_alphabetic() || c == '_') {
        let end = rest[n..]
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map_or(rest.len(), |i| n + i);
        let help = "put a space between a number and its unit, and begin names with a letter";
        return Err((
            end,
            format!("`{}` is neither a number nor a name", &rest[..end]),
            help.into(),
        ));
    }
    small_enough(value, &rest[..n]).map(|()| (TokenKind::Number(value), n))
}

fn small_enough(value: f64, written: &str) -> Result<(), (usize, String, String)> {
    if value <= LARGEST {
        return Ok(());
    }
    let start: String = written.chars().take(20).collect();
    let help =
        format!("numbers run up to {LARGEST}; look for digits too many, or choose a larger unit");
    Err((
        written.len(),
        format!("the number that begins `{start}` is too large"),
        help,
    ))
}

fn looks_dated(text: &str, dashes: &[usize]) -> bool {
    text.bytes().enumerate().all(|(i, b)| match b {
        b'-' => dashes.contains(&i),
        b'Q' => i == 5 && dashes.len() == 1,
        _ => b.is_ascii_digit() && !dashes.contains(&i),
    })
}

/// A plain number with thousands separators and a decimal point, and how long it is.
fn plain(rest: &str) -> (f64, usize) {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut digits = String::new();
    let mut n = 0;
    let mut has_point = false;
    while n < bytes.len() {
        match bytes[n] {
            b'0'..=b'9' => digits.push(bytes[n] as char),
            b',' if !has_point && digit(n + 1) && digit(n + 2) && digit(n + 3) && !digit(n + 4) => {
            }
            b'.' if !has_point && digit(n + 1) => {
                has_point = true;
                digits.push('.');
            }
            _ => break,
        }
        n += 1;
    }
    (digits.parse().expect("digits and at most one point"), n)
}

/// An amount with its scale letter: `120m` is 120 million.
fn money(rest: &str) -> (f64, usize) {
    let (value, n) = plain(rest);
    for (letters, scale) in [("bn", 1e9), ("m", 1e6), ("k", 1e3)] {
        if let Some(after) = rest[n..].strip_prefix(letters)
            && !after.starts_with(|c: char| c.is_alphanumeric())
        {
            return (value * scale, n + letters.len());
        }
    }
    (value, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(line: &str) -> Vec<TokenKind> {
        let mut problems = Vec::new();
        let (tokens, _) = tokens(line, 0, 0, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        tokens.into_iter().map(|t| t.kind).collect()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        use TokenKind::*;
        assert_eq!(kinds("38,700"), [Number(38_700.0)]);
        assert_eq!(kinds("1, 250"), [Number(1.0), Mark(","), Number(250.0)]);
        assert_eq!(kinds("80%..100%"), [Number(0.8), Mark(".."), Number(1.0)]);
        assert_eq!(kinds("0..3.5"), [Number(0.0), Mark(".."), Number(3.5)]);
        assert_eq!(kinds("£120m"), [Money(120e6, '£')]);
        assert_eq!(kinds("£150,874"), [Money(150_874.0, '£')]);
        assert_eq!(kinds("2024-04-04"), [Date(Day::of(2024, 4, 4).unwrap())]);
        assert_eq!(
            kinds("2018-Q1"),
            [Period(crate::calendar::Period::Quarter, 2018 * 4)]
        );
        assert_eq!(kinds("7 - 3"), [Number(7.0), Mark("-"), Number(3.0)]);
    }

    #[test]
    fn a_bad_character_does_not_hide_the_rest() {
        let mut problems = Vec::new();
        let (tokens, comment) = tokens("a ; 2018-02-30 \"open -- x", 0, 100, &mut problems);
        assert_eq!((tokens.len(), comment), (1, None));
        assert_eq!(problems.len(), 3);
        assert_eq!((problems[1].span.start, problems[1].span.end), (104, 114));
    }
}
