//! Clauses that a declaration holds once: a second would stand for the first, or do nothing.

use wayleave_rules::place::{Problem, Span};

use super::Checker;
use super::names::with_article;
use crate::diagnostics::locate;
use crate::written::{Clause, Declaration};

/// By keyword, the first words of clauses that stand once.
///
/// `*` stands for any name, of which each has its own clause. Words parted by `|` say the same.
/// Where one clause begins like another, the longer stands first.
const ONCE: [(&str, &[&str]); 17] = [
    (
        "country",
        &[
            "currency",
            "prices",
            "clock",
            "weight",
            "units",
            "sources",
            "default package",
        ],
    ),
    ("statistic", &CARD),
    ("table", &CARD),
    ("arrivals", &["people per day", "except", "enters|in"]),
    ("start", &["people", "in|enters"]),
    ("stage", &["leads to", "leaves to *"]),
    ("capacity", &["="]),
    ("signal", &["=", "noticed after"]),
    (
        "gate",
        &[
            "after",
            "taking",
            "chance",
            "opens on",
            "replay",
            "suspended while",
            "shuts when",
            "needs agreement *",
        ],
    ),
    (
        "agreement",
        &[
            "operates with gate",
            "takes from",
            "batch every",
            "up to *",
            "partner",
            "status",
            "ruled out",
        ],
    ),
    ("flow", &["where", "answers to", "fed by"]),
    ("stock", &["where", "answers to", "fed by"]),
    ("series", &["=", "answers to", "fed by"]),
    ("duration", &["waiting|from"]),
    ("cost", &["of agreement"]),
    ("measure", &["="]),
    (
        "package",
        &["proposed by", "known until", "set *", "suppose *", "gate *"],
    ),
];

/// Declarations that have no clause but the formula, where they have one.
const WITHOUT: [&str; 3] = ["wayleave", "capacity", "measure"];

/// Those of statistics and tables.
const CARD: [&str; 10] = [
    "keyed by",
    "file",
    "basis",
    "publisher",
    "publication",
    "table",
    "release",
    "licence",
    "reached",
    "derived",
];

impl Checker<'_> {
    /// Reports every clause that stands a second time where it may stand once, or where none may.
    pub(super) fn clauses_once(&mut self) {
        for declaration in &self.written.declarations {
            if WITHOUT.contains(&declaration.keyword.as_str()) {
                let wrong = declaration
                    .clauses
                    .iter()
                    .find(|c| !c.tokens[0].is_mark("="));
                if let Some(clause) = wrong {
                    let message = format!("{} has no clauses", with_article(&declaration.keyword));
                    let help = "remove this, or begin a declaration of its own at the left edge";
                    self.problems
                        .push(Problem::error("L035", clause.span, message).help(help));
                }
            }
            let Some((_, once)) = ONCE
                .iter()
                .find(|(keyword, _)| *keyword == declaration.keyword)
            else {
                continue;
            };
            self.once_in(declaration, once);
        }
    }

    fn once_in(&mut self, declaration: &Declaration, once: &[&str]) {
        // A formula on the first line is a first `=`.
        let own = declaration.head.iter().find(|t| t.is_mark("="));
        let mut seen: Vec<(usize, String, Span)> = Vec::new();
        if let (Some(mark), Some(i)) = (own, once.iter().position(|words| *words == "=")) {
            seen.push((i, "=".into(), mark.span));
        }
        for clause in &declaration.clauses {
            let found = once
                .iter()
                .enumerate()
                .find_map(|(i, words)| Some((i, begins(clause, words)?)));
            let Some((i, (said, span))) = found else {
                continue;
            };
            let is_same = |(j, other, _): &&(usize, String, Span)| {
                i == *j && (once[i].contains('|') || said == *other)
            };
            if let Some((_, _, first)) = seen.iter().find(is_same) {
                let line = locate(&self.written.folder, *first).line;
                let message = format!(
                    "`{said}` stands a second time in {}",
                    with_article(&declaration.keyword)
                );
                let help = format!("keep one of them; the first is on line {line}");
                self.problems
                    .push(Problem::error("L034", span, message).help(help));
            } else {
                seen.push((i, said, span));
            }
        }
    }
}

/// How a clause begins, if it begins with these words, and the place of them.
fn begins(clause: &Clause, words: &str) -> Option<(String, Span)> {
    let mut said: Vec<&str> = Vec::new();
    let mut span = clause.tokens[0].span;
    for (i, word) in words.split(' ').enumerate() {
        let token = clause.tokens.get(i)?;
        let is_it = |w: &str| w == "*" || token.is_word(w) || token.is_mark(w);
        word.split('|').any(is_it).then_some(())?;
        said.push(token.word().unwrap_or(word));
        span = span.to(token.span);
    }
    // Values of one thing from several days are several.
    let day = match &clause.tokens[..] {
        [.., from, day] if from.is_word("from") => wayleave_rules::cursor::shown(day),
        _ => return Some((said.join(" "), span)),
    };
    Some((format!("{} … from {day}", said.join(" ")), span))
}

#[cfg(test)]
mod tests {
    use super::ONCE;

    #[test]
    fn a_longer_beginning_stands_before_a_shorter() {
        for (keyword, once) in ONCE {
            for (i, words) in once.iter().enumerate() {
                let hidden = once[..i]
                    .iter()
                    .find(|w| words.starts_with(&format!("{w} ")));
                assert!(
                    hidden.is_none(),
                    "{keyword}: `{words}` stands after {hidden:?}"
                );
            }
        }
    }
}
