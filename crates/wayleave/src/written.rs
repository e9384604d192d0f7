//! Files as written: declarations made of clauses, every place kept.
//!
//! A declaration begins at the left edge of a line; its clauses are the lines indented below it.
//! A line indented below a clause continues it, except below `leads to`, whose lines are clauses.

use wayleave_rules::place::{Problem, Span};
use wayleave_rules::token::{Token, TokenKind, tokens};

use crate::folder::Folder;

/// The largest `.way` file that is read. Unit: bytes.
pub const LARGEST_WAY: usize = 4 << 20;
/// The largest `.csv` file that is read. Unit: bytes.
pub const LARGEST_CSV: usize = 64 << 20;

/// How many problems of one file are told before reading stops.
const MOST_TOLD: usize = 1_000;

/// A country as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The files that it was read from.
    pub folder: Folder,
    /// Every declaration, in order of file and line.
    pub declarations: Vec<Declaration>,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// Its first word: `stage`, `gate`.
    pub keyword: String,
    /// The place of that word.
    pub keyword_span: Span,
    /// The rest of its first line.
    pub head: Vec<Token>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Where its numbers come from, as far as said for the whole.
    pub backing: Backing,
    /// The place of its first line.
    pub span: Span,
}

/// A clause of a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Its words.
    pub tokens: Vec<Token>,
    /// Its own clauses.
    pub clauses: Vec<Clause>,
    /// Where its numbers come from.
    pub backing: Backing,
    /// Its place.
    pub span: Span,
}

/// Where a number comes from, and why.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Backing {
    /// Ids in the register of sources.
    pub cites: Vec<(String, Span)>,
    /// The reason given.
    pub because: Option<String>,
    /// Whether it was never confirmed against a source.
    pub is_unverified: bool,
}

impl Backing {
    /// Adds what another says.
    pub fn join(&mut self, other: Backing) {
        self.cites.extend(other.cites);
        self.is_unverified |= other.is_unverified;
        self.because = match (self.because.take(), other.because) {
            (Some(a), Some(b)) => Some(format!("{a} {b}")),
            (a, b) => a.or(b),
        };
    }
}

/// Reads a folder's `.way` files.
///
/// Gives what could be read and every problem; a line that is wrong hides no other line.
pub fn parse(folder: Folder) -> (Written, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut declarations = Vec::new();
    let is_way = |path: &str| path.ends_with(".way");
    for (number, file) in folder
        .files()
        .iter()
        .enumerate()
        .filter(|(_, f)| is_way(&f.path))
    {
        let number = number as u32;
        let start = Span {
            file: number,
            start: 0,
            end: 0,
        };
        if file.bytes.len() > LARGEST_WAY {
            let message = format!("this file holds {} megabytes", file.bytes.len() >> 20);
            let help = format!(
                "a .way file holds at most {} megabytes; put large tables in .csv files",
                LARGEST_WAY >> 20
            );
            problems.push(Problem::error("L006", start, message).help(help));
            continue;
        }
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => read_file(text, number, &mut declarations, &mut problems),
            Err(error) => {
                let line = file.bytes[..error.valid_up_to()]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count();
                let message = format!("this file is not UTF-8 text: line {}", line + 1);
                problems.push(
                    Problem::error("L007", start, message)
                        .help("save it again with encoding UTF-8"),
                );
            }
        }
    }
    (
        Written {
            folder,
            declarations,
        },
        problems,
    )
}

struct Line {
    indent: usize,
    tokens: Vec<Token>,
    span: Span,
}

fn read_file(text: &str, file: u32, into: &mut Vec<Declaration>, problems: &mut Vec<Problem>) {
    let mut lines = Vec::new();
    let mut start = 0;
    let text = text
        .strip_prefix('\u{feff}')
        .inspect(|_| start = 3)
        .unwrap_or(text);
    let told = problems.len();
    for line in text.split_inclusive('\n') {
        let (tokens, _) = tokens(line.trim_end(), file, start, problems);
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let end = start + line.trim_end().len() as u32;
        let span = Span {
            file,
            start: start + indent as u32,
            end,
        };
        if line[..indent].contains('\t') && !tokens.is_empty() {
            let at = Span {
                file,
                start,
                end: start + indent as u32,
            };
            problems.push(
                Problem::error("L005", at, "this line is indented with tabs").help("use spaces"),
            );
        }
        if !tokens.is_empty() {
            lines.push(Line {
                indent,
                tokens,
                span,
            });
        }
        start += line.len() as u32;
        if problems.len() - told >= MOST_TOLD {
            let at = Span {
                file,
                start,
                end: start,
            };
            let message =
                "the rest of this file was not read: it has too many mistakes before here";
            problems.push(Problem::error("L032", at, message).help("mend those first"));
            break;
        }
    }
    let mut rest = &lines[..];
    while let Some((first, after)) = rest.split_first() {
        let n = after.iter().take_while(|l| l.indent > 0).count();
        if first.indent > 0 {
            problems.push(
                Problem::error("L008", first.span, "this line belongs to no declaration")
                    .help("declarations begin at the left edge; clauses are indented below them"),
            );
        } else if let Some(declaration) = declaration(first, &after[..n], problems) {
            into.push(declaration);
        }
        rest = &after[n..];
    }
}

fn declaration(first: &Line, body: &[Line], problems: &mut Vec<Problem>) -> Option<Declaration> {
    let Some(keyword) = first.tokens[0].word() else {
        problems.push(
            Problem::error(
                "L009",
                first.tokens[0].span,
                "a declaration begins with a word",
            )
            .help("such as `stage`, `parameter` or `gate`"),
        );
        return None;
    };
    let (head, mut backing) = split_backing(first.tokens[1..].to_vec(), problems);
    let mut clauses = clauses(body, problems);
    clauses.retain(|clause| {
        if clause.tokens.is_empty() {
            backing.join(clause.backing.clone());
        }
        !clause.tokens.is_empty()
    });
    Some(Declaration {
        keyword: keyword.to_owned(),
        keyword_span: first.tokens[0].span,
        head,
        clauses,
        backing,
        span: first.span,
    })
}

/// The clauses of these lines: one for each line as far left as the first.
fn clauses(lines: &[Line], problems: &mut Vec<Problem>) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut rest = lines;
    while let Some((first, after)) = rest.split_first() {
        let n = after.iter().take_while(|l| l.indent > first.indent).count();
        let below = &after[..n];
        rest = &after[n..];
        let is_block = matches!(&first.tokens[..], [a, b] if a.is_word("leads") && b.is_word("to"));
        let mut span = first.span;
        let mut tokens = first.tokens.clone();
        if !is_block {
            for line in below {
                span = span.to(line.span);
                tokens.extend(line.tokens.iter().cloned());
            }
        }
        let (tokens, backing) = split_backing(tokens, problems);
        let clauses_below = if is_block {
            self::clauses(below, problems)
        } else {
            Vec::new()
        };
        clauses.push(Clause {
            tokens,
            clauses: clauses_below,
            backing,
            span,
        });
    }
    clauses
}

/// Takes `because "…"`, `cite …` and `unverified` from the end of a clause.
///
/// `unverified` is a word of the clause itself after `basis`, and where a value follows it.
fn split_backing(mut tokens: Vec<Token>, problems: &mut Vec<Problem>) -> (Vec<Token>, Backing) {
    let mut backing = Backing::default();
    let is_keyword = |t: &Token| t.is_word("because") || t.is_word("cite");
    let begins = |i: usize| {
        let ends = tokens.get(i + 1).is_none_or(is_keyword);
        let is_basis = i > 0 && tokens[i - 1].is_word("basis");
        is_keyword(&tokens[i]) || (tokens[i].is_word("unverified") && ends && !is_basis)
    };
    let Some(at) = (0..tokens.len()).find(|i| begins(*i)) else {
        return (tokens, backing);
    };
    let mut is_cite = false;
    let mut texts: Vec<String> = Vec::new();
    for token in tokens.split_off(at) {
        match token.kind {
            TokenKind::Word(word) if word == "cite" || word == "because" => {
                is_cite = word == "cite"
            }
            TokenKind::Word(word) if word == "unverified" => backing.is_unverified = true,
            TokenKind::Word(word) if is_cite && word != "via" => {
                backing.cites.push((word, token.span))
            }
            TokenKind::Text(text) if !is_cite => texts.push(text),
            // A part of the source, such as a paragraph, and what joins several.
            TokenKind::Text(_) | TokenKind::Mark(",") => {}
            TokenKind::Word(word) if is_cite && word == "via" => {}
            _ => problems.push(
                Problem::error("L033", token.span, "this is neither a source nor a reason")
                    .help("write `cite ID` with an id of the register, and `because \"…\"`"),
            ),
        }
    }
    if !texts.is_empty() {
        backing.because = Some(texts.join(" "));
    }
    (tokens, backing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Declaration>, Vec<Problem>) {
        let (written, problems) = parse([("a.way", text)].into_iter().collect());
        (written.declarations, problems)
    }

    #[test]
    fn a_clause_goes_on_below_itself() {
        let (declarations, problems) = read(
            "-- a comment\nstage desk \"A desk\"\n  waits\n    3 days\n  leads to\n    out  share 10%\n    in   otherwise\n  because \"one\"\n    \"two\"   cite T01 T02\n",
        );
        assert_eq!(problems, []);
        let stage = &declarations[0];
        assert_eq!((stage.keyword.as_str(), stage.clauses.len()), ("stage", 2));
        assert_eq!(stage.clauses[0].tokens.len(), 3);
        assert_eq!(stage.clauses[1].clauses.len(), 2);
        assert_eq!(stage.backing.because.as_deref(), Some("one two"));
        assert_eq!(stage.backing.cites.len(), 2);
    }

    #[test]
    fn a_wrong_line_hides_no_other() {
        let (declarations, problems) = read("  lost\nstage a\n\twaits 3 days\n7 up\nstage b\n");
        assert_eq!(declarations.len(), 2);
        let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["L005", "L008", "L009"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let (_, problems) = parse(
            [("a.way", vec![b'a', b'\n', 0xff, 0xfe])]
                .into_iter()
                .collect(),
        );
        assert_eq!(problems[0].code, "L007");
        assert!(
            problems[0].message.ends_with("line 2"),
            "{}",
            problems[0].message
        );
    }
}
