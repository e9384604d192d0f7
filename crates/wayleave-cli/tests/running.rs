//! `wayleave run`: what it writes where, and that the same run gives the same bytes.

mod support;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use support::{
    Ended, Room, SMALL, digest, files, items, json, named, program, top, wayleave, words,
};

const DEMONSTRATION: &str = "run --weight 200 --replications 4";

#[test]
fn a_run_in_a_pipe_writes_tab_separated_values_and_says_nothing_else() {
    let ended = wayleave(DEMONSTRATION).expect(0);
    let is_data = |line: &&str| line.contains('\t') || line.starts_with('#');
    assert_eq!(
        ended.err.lines().find(is_data),
        None,
        "standard error holds no data"
    );
    let mut columns = 0;
    for line in ended.out.lines() {
        let n = line.split('\t').count();
        match line {
            "" => columns = 0,
            line if line.starts_with('#') => {}
            _ if columns == 0 => columns = n,
            line => assert_eq!(n, columns, "{line}"),
        }
    }
    for table in [
        "# Headline measures",
        "# Gates",
        "# What bound",
        "# The baseline beside",
    ] {
        assert!(
            ended.out.contains(table),
            "`{table}` is missing:\n{}",
            ended.out
        );
    }
    assert!(!ended.out.contains('─'), "lines are for terminals");
}

#[test]
fn a_run_as_text_draws_tables_a_plot_and_remarks() {
    let ended = wayleave(&format!("run {SMALL} --format text")).expect(0);
    for words in [
        "─",
        "2 replications are few",
        "not forecasts",
        "wayleave run",
    ] {
        assert!(
            ended.out.contains(words),
            "`{words}` is missing:\n{}",
            ended.out
        );
    }
}

#[test]
fn the_record_is_shown_quarter_by_quarter_where_it_is_asked_for() {
    let line = format!("run no_agreement --against no_agreement {SMALL}");
    let [plain, with] =
        [line.clone(), format!("{line} --record")].map(|l| wayleave(&l).expect(0).out);
    for quarter in ["2018-Q1", "2023-Q2", "2025-Q4"] {
        let row = format!("\t{quarter}\t");
        assert!(with.contains(&row) && !plain.contains(&row), "{with}");
    }
}

#[test]
fn json_says_its_form_the_command_and_the_digest() {
    let value = json(DEMONSTRATION);
    assert_eq!(value["schema"], "wayleave.comparison/1");
    assert!(
        words(&value["command"])
            .starts_with("wayleave run rwanda_and_those_behind --against no_agreement")
    );
    assert_eq!(words(&value["results_sha256"]).len(), 64);
    assert!(!items(&value["measures"]).is_empty());
}

/// Standard output of a run in JSON, and the name and bytes of every file of its folder.
fn everything(line: &str) -> (String, Vec<(String, Vec<u8>)>) {
    let room = Room::new();
    let ended = wayleave(&format!("{line} --json --out {}", room.word("results"))).expect(0);
    let read = |path: std::path::PathBuf| {
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        (name, std::fs::read(path).expect("a file of the results"))
    };
    (
        ended.out,
        files(&room.path("results")).into_iter().map(read).collect(),
    )
}

fn expect_same(first: &str, second: &str) {
    let (first, second) = (everything(first), everything(second));
    assert_eq!(first.0, second.0, "standard output differs");
    assert_eq!(first.1.len(), second.1.len());
    let differing = first.1.iter().zip(&second.1).filter(|(a, b)| a != b);
    let differing: Vec<&str> = differing.map(|(a, _)| a.0.as_str()).collect();
    assert!(differing.is_empty(), "these files differ: {differing:?}");
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    expect_same(
        &format!("{DEMONSTRATION} --threads 1"),
        &format!("{DEMONSTRATION} --threads 2"),
    );
}

#[test]
fn one_seed_gives_the_same_bytes_twice_and_another_gives_others() {
    let seven = format!("run {SMALL} --seed 7");
    expect_same(&seven, &seven);
    assert_ne!(digest(&seven), digest(&format!("run {SMALL} --seed 8")));
}

#[test]
fn the_command_that_is_printed_gives_the_same_results() {
    for line in [
        format!("run {SMALL} --seed 3"),
        "run --country examples/two_sites".into(),
    ] {
        let value = json(&line);
        let command = words(&value["command"]);
        let again = command
            .strip_prefix("wayleave ")
            .expect("it names the program");
        assert_eq!(digest(again), words(&value["results_sha256"]), "{command}");
    }
    let out = wayleave(&format!("run {SMALL}")).expect(0).out;
    assert!(out.contains("reproduce\twayleave run "), "{out}");
}

#[cfg(unix)]
#[test]
fn the_command_that_is_printed_is_quoted_for_a_shell() {
    let room = Room::new();
    let dir = "a clinic; it's here";
    for path in files(&top().join("examples/two_sites")) {
        let text = std::fs::read_to_string(path).expect("an example");
        room.write(&format!("{dir}/country.way"), &text);
    }
    let run = program()
        .args(["run", "--json", "--country", &room.word(dir)])
        .output();
    let value = Ended::from(run.expect("the program starts"))
        .expect(0)
        .json();
    let command = words(&value["command"]);
    let line = command.replacen("wayleave", env!("CARGO_BIN_EXE_wayleave"), 1);
    let again = Command::new("sh")
        .args(["-c", &format!("{line} --json")])
        .output();
    let again = Ended::from(again.expect("a shell")).expect(0).json();
    assert_eq!(
        again["results_sha256"], value["results_sha256"],
        "{command}"
    );
}

#[test]
fn a_package_of_ones_own_in_a_file_is_run() {
    let text = "package mine \"The same, if few are deterred\"\n  like rwanda_and_those_behind\n  \
        suppose deterrence_ceiling = 0.05\n";
    let room = Room::with(&[("my.way", text)]);
    let line = format!("run {} {SMALL}", room.word("my.way"));
    let value = json(&line);
    assert_eq!(value["package"][0], "mine");
    assert_eq!(value["baseline"][0], "no_agreement");
    let drawn = &named(&value["assumptions"], "deterrence_ceiling")["drawn"];
    assert_eq!(
        (drawn["low"].as_f64(), drawn["high"].as_f64()),
        (Some(0.05), Some(0.05))
    );
    let command = words(&value["command"]);
    let again = command
        .strip_prefix("wayleave ")
        .expect("it names the program");
    assert_eq!(digest(again), words(&value["results_sha256"]));
    wayleave(&format!(
        "diff rwanda_and_those_behind {}",
        room.word("my.way")
    ))
    .expect(0);
}

#[test]
fn two_files_of_one_name_are_not_taken_for_each_other() {
    let package = |name: &str| format!("package {name} \"{name}\"\n  like no_agreement\n");
    let room = Room::with(&[("a/my.way", &package("one")), ("b/my.way", &package("two"))]);
    let (a, b) = (room.word("a/my.way"), room.word("b/my.way"));
    wayleave(&format!("run {a} --against {b} {SMALL}")).expect_refused("rename one of them");
    wayleave(&format!("run {a} --against {a} {SMALL}")).expect(0);
}

#[test]
fn a_package_against_itself_changes_nothing() {
    let value = json(&format!("run no_agreement --against no_agreement {SMALL}"));
    expect_no_change(&value);
}

#[test]
fn a_package_that_opens_nothing_says_that_it_changes_nothing_and_why() {
    let room = Room::with(&[(
        "twin.way",
        "package twin \"The same\"\n  like no_agreement\n",
    )]);
    let value = json(&format!(
        "run {} --against no_agreement {SMALL}",
        room.word("twin.way")
    ));
    expect_no_change(&value);
    let remark = "the package changes no headline measure: its changes touch nothing measured";
    assert!(
        items(&value["remarks"]).iter().any(|r| r == remark),
        "{}",
        value["remarks"]
    );
}

fn expect_no_change(value: &serde_json::Value) {
    for measure in items(&value["measures"]) {
        assert_eq!(measure["share_changed"], 0.0, "{measure}");
        // A ratio over nothing has no value, and then no change.
        for end in ["median", "low", "high"] {
            assert!(
                measure["change"].is_null() || measure["change"][end] == 0.0,
                "{measure}"
            );
        }
    }
    for series in items(&value["series"]) {
        assert_eq!(series["baseline"], series["package"], "{}", series["name"]);
    }
}

#[test]
fn a_reader_who_goes_early_ends_the_program_without_a_word() {
    for line in [
        "run --weight 1000 --replications 2 --json",
        "run --weight 1000 --replications 2",
        "check --json",
    ] {
        let mut child = program()
            .args(line.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let pipe = child.stdout.take().expect("a pipe");
        if line.contains("json") {
            // The reader has gone before anything is written.
            drop(pipe);
        } else {
            let mut first = String::new();
            BufReader::new(pipe).read_line(&mut first).expect("a line");
            assert!(first.starts_with('#'), "{first}");
        }
        let mut err = String::new();
        child
            .stderr
            .take()
            .expect("a pipe")
            .read_to_string(&mut err)
            .expect("words");
        let status = child.wait().expect("it ends");
        assert!(
            !err.contains("panicked") && !err.contains("pipe"),
            "{line}: {err}"
        );
        assert_eq!(status.code(), Some(0), "{line}: {err}");
    }
}
