//! Every example of the reference of the language is checked, and has no mistake.

mod support;

use support::{blocks, check, folder_of, prelude, shown, text, top};

#[test]
fn every_example_of_the_reference_checks() {
    let page = text(&top().join("docs/reference/language.md"));
    let prelude = prelude(&page);
    let (is_fine, problems) = check(&folder_of(&prelude, ""));
    assert!(
        is_fine && problems.is_empty(),
        "the prelude:\n{}",
        shown(&problems)
    );
    let mut n = 0;
    let mut wrong = String::new();
    for block in blocks(&page).iter().filter(|b| b.info == "way") {
        let folder = folder_of(&prelude, &block.text);
        let (is_fine, problems) = check(&folder);
        n += 1;
        if !is_fine || !problems.is_empty() {
            wrong.push_str(&format!(
                "the example at line {}:\n{}",
                block.line,
                shown(&problems)
            ));
            continue;
        }
        let (written, found) = wayleave::parse(folder);
        let country = wayleave::check(written, found).0.expect("it was checked");
        let failed = wayleave::check::test(&country);
        assert!(
            failed.is_empty(),
            "the tests in the example at line {}: {failed:?}",
            block.line
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(n >= 25, "the reference shows {n} examples");
}

#[test]
fn every_fenced_block_of_the_reference_says_what_it_is() {
    for page in ["language.md", "errors.md"] {
        for block in blocks(&text(&top().join("docs/reference").join(page))) {
            let first = block.info.split(' ').next().unwrap_or_default();
            let known = ["way", "way-fails", "way-prelude", "text", "csv"];
            assert!(
                known.contains(&first),
                "{page}:{}: `{}`",
                block.line,
                block.info
            );
        }
    }
}

#[test]
fn every_declaration_and_clause_of_the_checker_stands_in_the_reference() {
    let page = text(&top().join("docs/reference/language.md"));
    for keyword in [
        "wayleave",
        "country",
        "person",
        "statistic",
        "table",
        "parameter",
        "rule",
        "assumption",
        "arrivals",
        "start",
        "stage",
        "capacity",
        "signal",
        "gate",
        "agreement",
        "flow",
        "stock",
        "duration",
        "series",
        "cost",
        "measure",
        "package",
        "test",
    ] {
        assert!(
            page.contains(&format!("\n### `{keyword}`")),
            "`{keyword}` has no section"
        );
    }
    for path in support::files(&top().join("crates/wayleave/src/check"), ".rs") {
        let source = text(&path);
        // Lists of clauses stand as `let known = ["…", "…"]` before `unknown_clause`.
        for list in source.split("let known").skip(1) {
            let Some((_, list)) = list.split_once('[') else {
                continue;
            };
            let Some((list, _)) = list.split_once(']') else {
                continue;
            };
            for clause in list.split('"').skip(1).step_by(2) {
                let words: Vec<&str> = clause
                    .split(' ')
                    .take_while(|w| w.chars().all(|c| c.is_lowercase()))
                    .collect();
                let clause = words.join(" ");
                assert!(
                    page.contains(&clause),
                    "{}: the clause `{clause}`",
                    path.display()
                );
            }
        }
    }
}
