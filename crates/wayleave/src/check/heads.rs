//! First lines of declarations: after the name, the type and the title nothing else may stand.

use wayleave_rules::cursor::Cursor;
use wayleave_rules::token::TokenKind;

use super::Checker;
use crate::written::Declaration;

/// Declarations of a name alone, and those of a name with a type.
const NAMED: [&str; 10] = [
    "arrivals",
    "start",
    "stage",
    "gate",
    "agreement",
    "duration",
    "cost",
    "package",
    "capacity",
    "measure",
];
const TYPED: [&str; 8] = [
    "statistic",
    "table",
    "parameter",
    "assumption",
    "flow",
    "stock",
    "signal",
    "series",
];

/// Those that may go on with a formula.
const WORKED_OUT: [&str; 4] = ["capacity", "measure", "signal", "series"];

impl Checker<'_> {
    /// Reports what stands on a first line and is read by nothing.
    pub(super) fn heads(&mut self) {
        for declaration in &self.written.declarations {
            self.head(declaration);
        }
    }

    fn head(&mut self, declaration: &Declaration) {
        let is_in = |words: &[&str]| words.contains(&declaration.keyword.as_str());
        if !is_in(&NAMED) && !is_in(&TYPED) {
            return;
        }
        let mut c = Cursor::new(&declaration.head, declaration.span);
        c.take();
        let is_text = |c: &Cursor| matches!(c.peek().map(|t| &t.kind), Some(TokenKind::Text(_)));
        let is_formula = |c: &Cursor| c.peek().is_some_and(|t| t.is_mark("="));
        while is_in(&TYPED) && !c.is_done() && !is_text(&c) && !is_formula(&c) {
            c.take();
        }
        if is_text(&c) {
            c.take();
        }
        if !(is_formula(&c) && is_in(&WORKED_OUT)) {
            self.finish(&c);
        }
    }
}
