//! Every code has a line in the reference, and its examples do what they say.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{blocks, check, files, folder_of, prelude, shown, text, top};

/// How many codes have a failing and a mended example at least.
const FEWEST_EXAMPLES: usize = 25;

fn page() -> String {
    text(&top().join("docs/reference/errors.md"))
}

/// Codes that stand as text in the sources of the parser and the checker.
fn emitted() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for room in ["crates/wayleave/src", "crates/wayleave-rules/src"] {
        for path in files(&top().join(room), ".rs") {
            let source = text(&path);
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            codes.extend(source.split('"').filter(|t| is_code(t)).map(str::to_owned));
        }
    }
    codes
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// Codes that have a line in the tables of the page, with how often.
fn documented(page: &str) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for line in page.lines() {
        let code = line
            .strip_prefix("| `")
            .and_then(|l| l.get(..4))
            .filter(|c| is_code(c));
        if let Some(code) = code {
            *codes.entry(code.to_owned()).or_default() += 1;
        }
    }
    codes
}

#[test]
fn every_code_is_documented_once_and_no_other_is() {
    let documented = documented(&page());
    let emitted = emitted();
    let missing: Vec<&String> = emitted
        .iter()
        .filter(|c| !documented.contains_key(*c))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/reference/errors.md lacks {missing:?}"
    );
    let gone: Vec<&String> = documented
        .keys()
        .filter(|c| !emitted.contains(*c))
        .collect();
    assert!(
        gone.is_empty(),
        "docs/reference/errors.md has {gone:?}, which nothing gives"
    );
    let twice: Vec<&String> = documented
        .iter()
        .filter(|(_, n)| **n > 1)
        .map(|(c, _)| c)
        .collect();
    assert!(
        twice.is_empty(),
        "docs/reference/errors.md has {twice:?} twice"
    );
}

#[test]
fn failing_examples_fail_so_and_mended_ones_do_not() {
    let page = page();
    let prelude = prelude(&page);
    let (is_fine, problems) = check(&folder_of(&prelude, ""));
    assert!(
        is_fine && problems.is_empty(),
        "the prelude:\n{}",
        shown(&problems)
    );
    let mut shown_codes = BTreeSet::new();
    let mut failing: Option<String> = None;
    for block in blocks(&page) {
        let (is_fine, problems) = check(&folder_of(&prelude, &block.text));
        if let Some(code) = block.info.strip_prefix("way-fails ") {
            assert!(
                failing.is_none(),
                "line {}: the example before has no mended one",
                block.line
            );
            let gives = problems.iter().any(|p| p.code == code);
            assert!(
                gives,
                "line {}: expected {code}, found\n{}",
                block.line,
                shown(&problems)
            );
            let severity = &problems
                .iter()
                .find(|p| p.code == code)
                .expect("found")
                .severity;
            assert_eq!(is_fine, severity == "warning", "line {}", block.line);
            failing = Some(code.to_owned());
        } else if block.info == "way" {
            let code = failing
                .take()
                .unwrap_or_else(|| panic!("line {}: no failing example", block.line));
            assert!(
                is_fine && problems.is_empty(),
                "line {}:\n{}",
                block.line,
                shown(&problems)
            );
            shown_codes.insert(code);
        }
    }
    assert!(failing.is_none(), "the last example has no mended one");
    assert!(
        shown_codes.len() >= FEWEST_EXAMPLES,
        "{} codes have examples",
        shown_codes.len()
    );
}
