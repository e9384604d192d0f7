//! Places in files, and what is wrong there.

/// A run of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The number of the file.
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest run that holds both.
    pub fn to(self, other: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The empty run just after this one.
    pub fn after(self) -> Span {
        Span {
            start: self.end,
            ..self
        }
    }
}

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The files cannot be run.
    Error,
    /// The files can be run; a reader would want to know.
    Warning,
}

/// Something wrong in what a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A stable code, documented in the reference: `W203`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The words at fault.
    pub span: Span,
    /// What is wrong, in the reader's words: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// An error without a remedy yet.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Problem {
            code,
            severity: Severity::Error,
            span,
            message: message.into(),
            help: None,
        }
    }

    /// A warning without a remedy yet.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(code, span, message)
        }
    }

    /// The same with a remedy.
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    /// The same with "did you mean", where there is a name to mean.
    pub fn near(self, name: Option<String>) -> Problem {
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// The name among `known` that is nearest to a misspelt one. Absent: where none is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(name, k), k))
        .filter(|(distance, k)| *distance <= 1 + k.len().max(name.len()) / 4)
        .min()
        .map(|(_, k)| k.to_owned())
}
