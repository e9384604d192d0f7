//! Reading tokens one after the other, with a problem where the wrong one stands.

use crate::calendar::Day;
use crate::place::{Problem, Span};
use crate::token::{Token, TokenKind};

/// A reader over the tokens of a clause.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
    end: Span,
}

/// What was read, or the problem that stopped it.
pub type Read<T> = Result<T, Problem>;

impl<'a> Cursor<'a> {
    /// A reader of these tokens; `whole` is the clause that they stand in, named where they run out.
    pub fn new(tokens: &'a [Token], whole: Span) -> Cursor<'a> {
        let end = tokens.last().map_or(whole.after(), |t| t.span.after());
        Cursor { tokens, at: 0, end }
    }

    /// The next token, not consumed.
    pub fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// The token after the next.
    pub fn peek_second(&self) -> Option<&'a Token> {
        self.tokens.get(self.at + 1)
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// The place of the next token, or of the end.
    pub fn span(&self) -> Span {
        self.peek().map_or(self.end, |t| t.span)
    }

    /// Consumes the next token.
    pub fn take(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at);
        self.at += usize::from(token.is_some());
        token
    }

    /// Consumes the next token if it is this word.
    pub fn take_word(&mut self, word: &str) -> bool {
        self.take_if(|t| t.is_word(word))
    }

    /// Consumes the next tokens if they are these words.
    pub fn take_words(&mut self, words: &[&str]) -> bool {
        let here = &self.tokens[self.at..];
        let is_here =
            here.len() >= words.len() && here.iter().zip(words).all(|(t, w)| t.is_word(w));
        if is_here {
            self.at += words.len();
        }
        is_here
    }

    /// Consumes the next token if it is this mark.
    pub fn take_mark(&mut self, mark: &str) -> bool {
        self.take_if(|t| t.is_mark(mark))
    }

    fn take_if(&mut self, is: impl Fn(&Token) -> bool) -> bool {
        let yes = self.peek().is_some_and(is);
        self.at += usize::from(yes);
        yes
    }

    /// Consumes this word, or says that it is missing.
    pub fn expect_word(&mut self, word: &str) -> Read<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.missing(&format!("`{word}`")))
        }
    }

    /// Consumes this mark, or says that it is missing.
    pub fn expect_mark(&mut self, mark: &str) -> Read<()> {
        if self.take_mark(mark) {
            Ok(())
        } else {
            Err(self.missing(&format!("`{mark}`")))
        }
    }

    /// Consumes a name.
    pub fn name(&mut self) -> Read<(&'a str, Span)> {
        match self.peek() {
            Some(Token {
                kind: TokenKind::Word(word),
                span,
            }) => {
                self.at += 1;
                Ok((word, *span))
            }
            _ => Err(self.missing("a name")),
        }
    }

    /// Consumes names separated by commas.
    pub fn names(&mut self) -> Read<Vec<(&'a str, Span)>> {
        let mut names = vec![self.name()?];
        while self.take_mark(",") {
            names.push(self.name()?);
        }
        Ok(names)
    }

    /// Consumes a text.
    pub fn text(&mut self) -> Read<(&'a str, Span)> {
        match self.peek() {
            Some(Token {
                kind: TokenKind::Text(text),
                span,
            }) => {
                self.at += 1;
                Ok((text, *span))
            }
            _ => Err(self.missing("text in quotation marks")),
        }
    }

    /// Consumes a date.
    pub fn date(&mut self) -> Read<(Day, Span)> {
        match self.peek() {
            Some(Token {
                kind: TokenKind::Date(day),
                span,
            }) => {
                self.at += 1;
                Ok((*day, *span))
            }
            _ => Err(self.missing("a date such as 2024-04-25")),
        }
    }

    /// A problem unless everything was read.
    pub fn finish(&self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(token) => Err(Problem::error(
                "L003",
                token.span,
                format!("`{}` is not expected here", shown(token)),
            )
            .help("this clause is complete before it; remove it, or begin a clause of its own")),
        }
    }

    /// The problem that `what` is missing at this place.
    pub fn missing(&self, what: &str) -> Problem {
        let message = match self.peek() {
            Some(token) => format!("expected {what}, found `{}`", shown(token)),
            None => format!("expected {what}, but the clause ends"),
        };
        Problem::error("L002", self.span(), message)
    }
}

/// A token as a message shows it.
pub fn shown(token: &Token) -> String {
    match &token.kind {
        TokenKind::Word(word) => word.clone(),
        TokenKind::Number(value) => value.to_string(),
        TokenKind::Money(value, mark) => format!("{mark}{value}"),
        TokenKind::Date(day) => day.to_string(),
        TokenKind::Period(period, index) => period.show(*index),
        TokenKind::Text(text) => format!("\"{text}\""),
        TokenKind::Mark(mark) => (*mark).to_owned(),
    }
}
