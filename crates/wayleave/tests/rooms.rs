//! Tidiness: which crate may lean on which, which words and numbers may stand where.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use support::{blocks, files, text, top};

/// The crates of the project, and those of it that each may use.
const ARROWS: [(&str, &[&str]); 8] = [
    ("wayleave-rules", &[]),
    ("wayleave-sim", &["wayleave-rules"]),
    ("wayleave-fit", &[]),
    (
        "wayleave",
        &["wayleave-rules", "wayleave-sim", "wayleave-fit"],
    ),
    ("wayleave-uk", &[]),
    ("wayleave-cli", &["wayleave", "wayleave-uk"]),
    ("wayleave-server", &["wayleave", "wayleave-uk"]),
    ("wayleave-python", &["wayleave", "wayleave-uk"]),
];

const ENGINES: [&str; 3] = ["wayleave-rules", "wayleave-sim", "wayleave-fit"];

#[test]
fn arrows_between_crates_go_one_way() {
    let mut seen = 0;
    for manifest in files(&top().join("crates"), "/Cargo.toml") {
        let own = manifest
            .parent()
            .and_then(Path::file_name)
            .expect("a folder")
            .to_string_lossy()
            .into_owned();
        let (_, allowed) = ARROWS
            .iter()
            .find(|(name, _)| *name == own)
            .unwrap_or_else(|| panic!("the crate `{own}` has no place among the rooms"));
        for used in dependencies(&text(&manifest)) {
            if used.starts_with("wayleave") && used != own {
                assert!(
                    allowed.contains(&used.as_str()),
                    "`{own}` leans on `{used}`"
                );
            }
        }
        seen += 1;
    }
    assert!(seen >= 6, "{seen} crates");
}

/// The names in every table of dependencies of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_here = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            is_here = table.ends_with("dependencies");
            // `[dependencies.name]` names one in its own heading.
            if let Some((_, name)) = table.split_once("dependencies.") {
                found.push(name.trim_matches('"').to_owned());
            }
        } else if is_here && !line.starts_with('#') {
            let name: String = line
                .chars()
                .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
                .collect();
            found.extend((!name.is_empty()).then_some(name));
        }
    }
    found
}

#[test]
fn dependencies_are_read_in_every_form() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb-c = \"1\"\n# d = 1\n\
        [dev-dependencies]\ne = { path = \"..\" }\n[target.'cfg(unix)'.dependencies.f]\nversion = \"1\"\n[lints]\ng = 1\n";
    assert_eq!(dependencies(manifest), ["a", "b-c", "e", "f"]);
}

/// Words of the subject. The engines know none of them: they would serve a hospital as well.
const SUBJECT: [&str; 38] = [
    "asylum",
    "visa",
    "visas",
    "claim",
    "claims",
    "claimant",
    "claimants",
    "refugee",
    "refugees",
    "migrant",
    "migrants",
    "migration",
    "immigrant",
    "immigrants",
    "immigration",
    "emigration",
    "rwanda",
    "albania",
    "nationality",
    "nationalities",
    "citizenship",
    "sponsor",
    "sponsors",
    "deport",
    "deportation",
    "deported",
    "boat",
    "boats",
    "border",
    "borders",
    "detention",
    "detainee",
    "uk",
    "britain",
    "british",
    "refoulement",
    "smuggler",
    "passport",
];
const SUBJECT_PAIRS: [&str; 5] = [
    "home office",
    "united kingdom",
    "leave to remain",
    "entry clearance",
    "small boat",
];

#[test]
fn engines_know_no_word_of_the_subject() {
    for engine in ENGINES {
        for path in rust(engine, &["src", "tests"]) {
            for (i, line) in text(&path).lines().enumerate() {
                let lower = line.to_lowercase();
                let words = lower.split(|c: char| !c.is_alphabetic());
                let found = words.into_iter().find(|w| SUBJECT.contains(w));
                let pair = SUBJECT_PAIRS
                    .into_iter()
                    .find(|p| lower.replace('_', " ").contains(p));
                if let Some(word) = found.or(pair) {
                    panic!(
                        "{}:{}: the word `{word}` belongs to the subject",
                        path.display(),
                        i + 1
                    );
                }
            }
        }
    }
}

fn rust(krate: &str, dirs: &[&str]) -> Vec<std::path::PathBuf> {
    let below = top().join("crates").join(krate);
    dirs.iter()
        .flat_map(|dir| files(&below.join(dir), ".rs"))
        .collect()
}

/// Numbers that look like facts of the world and are none: where, which, and why.
///
/// A file alone allows every number in it.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    (
        "wayleave-sim/src/quantile.rs",
        &[],
        "coefficients of Wichura's approximation to the normal quantile",
    ),
    (
        "wayleave-sim/src/stream.rs",
        &[],
        "constants of the counter-based generator and of the hash of names",
    ),
    (
        "wayleave-sim/src/length.rs",
        &["2048"],
        "cells of an inverse table",
    ),
    (
        "wayleave-sim/src/hazard.rs",
        &["1024"],
        "cells of a guide into a table",
    ),
    (
        "wayleave-sim/src/journey.rs",
        &["10_000"],
        "moves within one tick before a ring is suspected",
    ),
    (
        "wayleave-rules/src/calendar.rs",
        &["1970"],
        "the day that days are counted from",
    ),
    (
        "wayleave-rules/src/unit.rs",
        &["365.25"],
        "the mean length of a year of the calendar",
    ),
    (
        "wayleave/src/check/names.rs",
        &["20_000"],
        "a limit on the size of expressions",
    ),
    (
        "wayleave/src/check/survey.rs",
        &["100_000_000"],
        "a limit on the work of checking",
    ),
    (
        "wayleave/src/check/tables.rs",
        &["20_000_000"],
        "a limit on the size of tables",
    ),
    (
        "wayleave/src/check/tables.rs",
        &["2023"],
        "the year of the example date in a message",
    ),
    (
        "wayleave/src/check/people.rs",
        &["2_000_000", "1000", "9000"],
        "limits of the clock",
    ),
    (
        "wayleave/src/check/mod.rs",
        &["10_000", "1_000"],
        "limits on the number of declarations",
    ),
    (
        "wayleave/src/written.rs",
        &["1_000"],
        "a limit on the number of mistakes told",
    ),
];

/// A number of at least four significant digits, an amount of money, or a year: what facts of the
/// world look like. Powers of ten and of two that scale or mask are none.
fn is_suspicious(literal: &str) -> bool {
    let bare: String = literal.chars().filter(|c| *c != '_').collect();
    if let Some(hex) = bare.strip_prefix("0x") {
        return hex.trim_matches('0').len() >= 4;
    }
    let (mantissa, exponent) = bare.split_once(['e', 'E']).unwrap_or((&bare, ""));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0');
    let is_whole = !mantissa.contains('.') && exponent.is_empty();
    if is_whole {
        significant.len() >= 4
    } else {
        significant.trim_end_matches('0').len() >= 4
    }
}

/// The number literals of a line of Rust, outside comments and text.
fn literals(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let chars: Vec<char> = line.chars().collect();
    let (mut i, mut is_text) = (0, false);
    while i < chars.len() {
        let c = chars[i];
        if is_text {
            is_text = c != '"';
            i += if c == '\\' { 2 } else { 1 };
        } else if c == '"' {
            is_text = true;
            i += 1;
        } else if c == '/' && chars.get(i + 1) == Some(&'/') {
            break;
        } else if c.is_alphabetic() || c == '_' {
            while i < chars.len() && (chars[i].is_alphanumeric() || chars[i] == '_') {
                i += 1;
            }
        } else if c.is_ascii_digit() {
            let start = i;
            while i < chars.len() {
                let is_point =
                    chars[i] == '.' && chars.get(i + 1).is_some_and(char::is_ascii_digit);
                let is_sign = chars[i] == '-' && matches!(chars[i - 1], 'e' | 'E');
                if !(chars[i].is_ascii_alphanumeric() || chars[i] == '_' || is_point || is_sign) {
                    break;
                }
                i += 1;
            }
            let literal: String = chars[start..i].iter().collect();
            // The type after a literal is no part of the number.
            let ends = [
                "f64", "f32", "u64", "u32", "u16", "u8", "i64", "i32", "i16", "usize",
            ];
            let bare = ends
                .iter()
                .find_map(|e| literal.strip_suffix(e))
                .filter(|l| !l.starts_with("0x"));
            found.push(bare.unwrap_or(&literal).trim_end_matches('_').to_owned());
        } else {
            i += 1;
        }
    }
    found
}

#[test]
fn suspicious_numbers_are_told_from_others() {
    for fact in [
        "38700",
        "38_700",
        "41_700.5",
        "0.2754",
        "2024",
        "1.234e5",
        "0x9E37_79B9",
    ] {
        assert!(is_suspicious(fact), "{fact}");
    }
    for plain in [
        "0", "1.0", "0.5", "100", "0.999", "1e-9", "1e9", "0.001", "7.0", "365", "0xff",
    ] {
        assert!(!is_suspicious(plain), "{plain}");
    }
    assert_eq!(
        literals("let x1 = 38_700f64 + a2024(3..=40); // 1234"),
        ["38_700", "3", "40"]
    );
    assert_eq!(literals("f(\"2024 \\\" 99\", 1.5e-3)"), ["1.5e-3"]);
}

#[test]
fn rust_holds_no_number_about_the_world() {
    let mut wrong = Vec::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for room in ENGINES.into_iter().chain(["wayleave"]) {
        for path in rust(room, &["src"]) {
            let source = text(&path);
            // Tests stand last in a file.
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            let short = path.to_string_lossy().replace('\\', "/");
            for (i, line) in source.lines().enumerate() {
                for literal in literals(line).iter().filter(|l| is_suspicious(l)) {
                    let allowed = ALLOWED.iter().position(|(file, numbers, _)| {
                        short.ends_with(&format!("crates/{file}"))
                            && (numbers.is_empty() || numbers.contains(&literal.as_str()))
                    });
                    match allowed {
                        Some(allowed) => drop(used.insert(allowed)),
                        None => wrong.push(format!("{short}:{}: {literal}", i + 1)),
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "these numbers look like facts of the world; move them to a country's files, or allow them \
         here with a reason:\n{}",
        wrong.join("\n")
    );
    let idle: Vec<_> = (0..ALLOWED.len())
        .filter(|i| !used.contains(i))
        .map(|i| ALLOWED[i])
        .collect();
    assert!(
        idle.is_empty(),
        "these allowances are no longer used: {idle:?}"
    );
}

/// Marks of currencies as characters stand in the tokens alone; in text they are examples.
#[test]
fn rust_names_no_currency() {
    for room in ENGINES.into_iter().chain(["wayleave"]) {
        for path in rust(room, &["src"]) {
            let source = text(&path);
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for word in ["GBP", "\"£\"", "sterling"] {
                assert!(!source.contains(word), "{}: `{word}`", path.display());
            }
        }
    }
}

#[test]
fn country_files_are_tidy_text() {
    let mut seen = 0;
    for room in ["uk", "examples"] {
        for path in files(&top().join(room), ".way") {
            let text = text(&path);
            let shown = path.display();
            assert!(
                text.ends_with('\n') && !text.ends_with("\n\n"),
                "{shown} ends with one line end"
            );
            assert!(
                !text.starts_with('\u{feff}') && !text.contains('\r'),
                "{shown} has marks of another system"
            );
            for (i, line) in text.lines().enumerate() {
                assert!(!line.contains('\t'), "{shown}:{}: a tab", i + 1);
                assert!(
                    line == line.trim_end(),
                    "{shown}:{}: blanks at the end",
                    i + 1
                );
            }
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen} files");
}

#[test]
fn examples_check_and_begin_with_what_they_are() {
    let examples = support::examples();
    assert!(examples.len() >= 4, "{} examples", examples.len());
    for (name, folder) in examples {
        let (is_fine, problems) = support::check(&folder);
        assert!(
            is_fine && problems.is_empty(),
            "examples/{name}:\n{}",
            support::shown(&problems)
        );
        let text = folder.text(folder.number("country.way").expect("country.way"));
        assert!(
            text.starts_with("-- "),
            "examples/{name} does not say what it is"
        );
        let (written, found) = wayleave::parse(folder.clone());
        let country = wayleave::check(written, found).0.expect("it was checked");
        assert_eq!(country.name, name);
        assert!(
            country.default_run.is_some(),
            "examples/{name} has no default package"
        );
        assert_eq!(wayleave::check::test(&country), []);
    }
}

#[test]
fn commands_in_the_readme_name_what_there_is() {
    let path = top().join("README.md");
    // A copy of the crate alone has no README.
    let Ok(page) = std::fs::read_to_string(path) else {
        return;
    };
    let cli: String = rust("wayleave-cli", &["src"])
        .iter()
        .map(|p| text(p))
        .collect();
    for block in blocks(&page) {
        let is_shell = ["sh", "bash", "shell", "console"].contains(&block.info.as_str());
        for line in block.text.lines().filter(|_| is_shell) {
            let words: Vec<&str> = line.trim_start_matches("$ ").split_whitespace().collect();
            if let ["wayleave", verb, ..] = words[..]
                && verb.chars().all(|c| c.is_ascii_lowercase())
            {
                let of_type: String = verb[..1].to_uppercase() + &verb[1..];
                assert!(
                    cli.contains(&of_type) || cli.contains(verb),
                    "README.md:{}: the command line has no `{verb}`",
                    block.line
                );
            }
            for word in words {
                let is_path = ["examples/", "uk/", "docs/", "crates/"]
                    .iter()
                    .any(|p| word.starts_with(p));
                assert!(
                    !is_path || top().join(word).exists(),
                    "README.md:{}: there is no `{word}`",
                    block.line
                );
            }
        }
    }
}

#[test]
fn country_files_are_laid_out() {
    let paths: Vec<_> = ["uk", "examples"]
        .into_iter()
        .flat_map(|room| files(&top().join(room), ".way"))
        .collect();
    assert!(paths.len() >= 4, "{} files", paths.len());
    let is_other = |path: &&std::path::PathBuf| {
        let text = text(path);
        wayleave::format::format(&text) != text
    };
    let other: Vec<String> = paths
        .iter()
        .filter(is_other)
        .map(|path| path.display().to_string())
        .collect();
    assert!(
        other.is_empty(),
        "`wayleave fmt uk examples` would change\n{}",
        other.join("\n")
    );
}
