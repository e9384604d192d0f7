//! `wayleave fmt`: one layout, which changes nothing but blanks.

mod support;

use support::{Room, SMALL, digest, files, top, wayleave};

const COUNTRIES: [&str; 5] = [
    "uk",
    "examples/mm1",
    "examples/mm20",
    "examples/pipeline",
    "examples/two_sites",
];

#[test]
fn the_countries_of_the_repository_are_laid_out() {
    let ended = wayleave("fmt --check uk examples");
    assert_eq!(
        ended.code,
        Some(0),
        "run `wayleave fmt uk examples`:\n{}{}",
        ended.out,
        ended.err
    );
}

/// The text of every file of a room, without blanks.
fn without_blanks(room: &Room) -> Vec<String> {
    let text = |path| std::fs::read_to_string(path).expect("a file of a country is text");
    let bare = |text: String| text.chars().filter(|c| !c.is_whitespace()).collect();
    files(&room.path(""))
        .into_iter()
        .map(text)
        .map(bare)
        .collect()
}

#[test]
fn laying_out_changes_nothing_but_blanks_and_only_once() {
    for country in COUNTRIES {
        let room = Room::new();
        room.copy(country);
        let before = without_blanks(&room);
        wayleave(&format!("fmt {}", room.word(""))).expect(0);
        // Comments, words and their order are all in here.
        assert_eq!(without_blanks(&room), before, "{country}");
        assert_eq!(
            wayleave(&format!("fmt --check {}", room.word("")))
                .expect(0)
                .out,
            "",
            "{country}"
        );
        assert_eq!(
            wayleave(&format!("fmt {}", room.word(""))).expect(0).out,
            "",
            "{country}"
        );
    }
}

#[test]
fn a_country_laid_out_gives_the_same_results() {
    for country in ["uk", "examples/two_sites"] {
        let room = Room::new();
        room.copy(country);
        wayleave(&format!("fmt {}", room.word(""))).expect(0);
        let check = |dir: &str| wayleave(&format!("check {dir}")).expect(0);
        let (before, after) = (check(country), check(&room.word("")));
        assert_eq!(before.err, after.err, "{country}");
        let run = |dir: &str| digest(&format!("run --country {dir} {SMALL}"));
        assert_eq!(run(country), run(&room.word("")), "{country}");
    }
}

#[test]
fn check_says_which_files_would_change_and_changes_none() {
    let text = "wayleave   1\n-- why  so\n";
    let room = Room::with(&[("a.way", text), ("b.way", "wayleave 1\n")]);
    let ended = wayleave(&format!("fmt --check {}", room.word(""))).expect(1);
    assert_eq!(ended.out.lines().collect::<Vec<_>>(), [room.word("a.way")]);
    assert!(
        ended.err.contains("1 of 2 files would change"),
        "{}",
        ended.err
    );
    assert_eq!(
        std::fs::read_to_string(room.path("a.way")).expect("a file"),
        text
    );
    wayleave(&format!("fmt {}", room.word("a.way"))).expect(0);
    let laid_out = std::fs::read_to_string(room.path("a.way")).expect("a file");
    assert_eq!(laid_out, "wayleave 1\n-- why  so\n");
}

#[test]
fn what_is_no_way_file_is_left_alone() {
    let csv = "quarter,value\n2024-Q1,  1\n";
    let room = Room::with(&[("table.csv", csv), ("notes.md", "a   b\n")]);
    wayleave(&format!("fmt {}", room.word(""))).expect(0);
    wayleave(&format!("fmt {}", room.word("table.csv"))).expect_refused("is no .way file");
    wayleave(&format!("fmt {}", room.word("none.way"))).expect_refused("there is no");
    assert_eq!(
        std::fs::read_to_string(room.path("table.csv")).expect("a table"),
        csv
    );
    assert!(top().join("uk").is_dir());
}
