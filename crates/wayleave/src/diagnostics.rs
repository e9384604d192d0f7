//! Problems as a person reads them: code, words, place, remedy.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;
use wayleave_rules::place::{Problem, Severity, Span};

use crate::folder::Folder;

/// A place in words: file, line and column, both from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located {
    /// The path of the file below the country's folder.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A problem in a form that other programs read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// Where it is.
    pub place: Located,
    /// The words at fault.
    pub words: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// The longest run of a line that is shown. Unit: bytes.
const LONGEST_SHOWN: usize = 160;

/// Where a span is, in words.
pub fn locate(folder: &Folder, span: Span) -> Located {
    let Some(file) = folder.files().get(span.file as usize) else {
        return Located {
            file: String::new(),
            line: 1,
            column: 1,
        };
    };
    let bytes = &file.bytes[..(span.start as usize).min(file.bytes.len())];
    let line = bytes.iter().filter(|b| **b == b'\n').count() + 1;
    let from = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let column = String::from_utf8_lossy(&bytes[from..]).chars().count() + 1;
    Located {
        file: file.path.clone(),
        line,
        column,
    }
}

/// A problem in a form that other programs read.
pub fn told(folder: &Folder, problem: &Problem) -> Told {
    let bytes = folder
        .files()
        .get(problem.span.file as usize)
        .map_or(&[][..], |f| &f.bytes);
    let words = bytes
        .get(problem.span.start as usize..problem.span.end as usize)
        .unwrap_or(&[]);
    Told {
        code: problem.code.into(),
        severity: severity(problem).into(),
        place: locate(folder, problem.span),
        words: String::from_utf8_lossy(words).into_owned(),
        message: problem.message.clone(),
        help: problem.help.clone(),
    }
}

/// Problems as text, one after the other, with the words at fault underlined.
pub fn render(folder: &Folder, problems: &[Problem], is_coloured: bool) -> String {
    let renderer = if is_coloured {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for problem in problems {
        text.push_str(&one(folder, problem, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn severity(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn one(folder: &Folder, problem: &Problem, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&problem.message).id(problem.code));
    let shown = shown(folder, problem.span);
    if let Some((path, line, source, range)) = &shown {
        let annotation = AnnotationKind::Primary.span(range.clone());
        let snippet = Snippet::source(source.as_str())
            .line_start(*line)
            .path(path.as_str());
        group = group.element(snippet.annotation(annotation));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

type Shown = (String, usize, String, std::ops::Range<usize>);

/// The line at fault, short enough to show, and the words in it.
fn shown(folder: &Folder, span: Span) -> Option<Shown> {
    let file = folder.files().get(span.file as usize)?;
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        return Some((file.path.clone(), 1, String::new(), 0..0));
    };
    let start = (span.start as usize).min(text.len());
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let line = text[..from].matches('\n').count() + 1;
    let mut shown_from = from;
    while start - shown_from > LONGEST_SHOWN / 2 || !text.is_char_boundary(shown_from) {
        shown_from += 1;
    }
    let mut shown_to = to.min(shown_from + LONGEST_SHOWN);
    while !text.is_char_boundary(shown_to) {
        shown_to -= 1;
    }
    let end = (span.end as usize).clamp(start, shown_to.max(start));
    let source = text[shown_from..shown_to].to_owned();
    Some((
        file.path.clone(),
        line,
        source,
        start - shown_from..end - shown_from,
    ))
}
