//! What every command answers, and with which exit code.

mod support;

use support::{Room, SMALL, items, json, named, wayleave, words};

#[test]
fn every_command_explains_its_flags() {
    let country = ["--country"];
    let answer = ["--format", "--json"];
    let how = ["--replications", "--seed", "--threads", "--weight"];
    let commands: [(&str, &[&[&str]]); 6] = [
        (
            "run",
            &[&["--against", "--out", "--record"], &how, &country, &answer],
        ),
        ("check", &[&country, &["--json"]]),
        ("fmt", &[&["--check"]]),
        ("diff", &[&country, &answer]),
        ("gates", &[&how, &country, &answer]),
        ("source", &[&country, &answer]),
    ];
    let all = wayleave("--help").expect(0).out;
    for (command, flags) in commands {
        assert!(all.contains(command), "{all}");
        let help = wayleave(&format!("{command} --help")).expect(0).out;
        for flag in flags.iter().copied().flatten() {
            assert!(
                help.contains(flag),
                "`{command} --help` does not mention {flag}:\n{help}"
            );
        }
    }
}

#[test]
fn wrong_flags_and_numbers_are_refused() {
    for line in [
        "run --wrong",
        "runs",
        "run --replications 0",
        "run --replications ten",
        "run --threads 0",
        "run --weight 0",
        "run --seed -1",
        "run --format table",
        "diff no_agreement",
        "gates",
    ] {
        wayleave(line).expect_refused("");
    }
}

#[test]
fn an_unknown_package_is_refused_with_the_nearest_name() {
    for line in [
        "run no_agrement",
        "run no_agreement --against no_agrement",
        "gates no_agrement",
        "diff no_agreement no_agrement",
    ] {
        wayleave(line).expect_refused("did you mean `no_agreement`?");
    }
    wayleave("run none/my.way").expect_refused("cannot read none/my.way");
}

#[test]
fn an_unknown_country_is_refused() {
    for line in [
        "run",
        "check",
        "gates no_agreement",
        "diff no_agreement no_agreement",
        "source T01",
    ] {
        wayleave(&format!("{line} --country nowhere")).expect_refused("nowhere is no folder");
    }
    let room = Room::new();
    wayleave(&format!("run --country {}", room.word(""))).expect(2);
    wayleave("check nowhere").expect_refused("cannot read nowhere");
}

/// A copy of the clinic in which people enter a stage that does not exist, and the line of that.
fn broken() -> (Room, u64) {
    let room = Room::new();
    room.copy("examples/two_sites");
    let text = std::fs::read_to_string(room.path("country.way")).expect("the copy");
    let is_ours = |line: &str| line.trim_start().starts_with("enters ");
    let line = text
        .lines()
        .position(is_ours)
        .expect("arrivals enter a stage")
        + 1;
    room.write(
        "country.way",
        &text.replace("enters first_site", "enters frist_site"),
    );
    (room, line as u64)
}

#[test]
fn a_broken_country_is_refused_with_the_place() {
    let (room, at) = broken();
    let place = format!("country.way:{at}:");
    for line in [
        "run",
        "gates with_second_site",
        "diff first_site_alone larger_bus",
        "source giving_up",
    ] {
        wayleave(&format!("{line} --country {}", room.word(""))).expect_refused(&place);
    }
    let ended = wayleave(&format!("check {}", room.word(""))).expect(2);
    assert!(ended.err.contains(&place), "{}", ended.err);
    assert!(
        ended.err.contains("first_site"),
        "the nearest name is shown:\n{}",
        ended.err
    );
}

#[test]
fn problems_that_nobody_reads_are_still_problems() {
    let (room, _) = broken();
    let mut child = support::program()
        .args(["check", &room.word("")])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(2));
}

#[test]
fn problems_are_told_as_json_too() {
    let (room, at) = broken();
    let ended = wayleave(&format!("check {} --json", room.word(""))).expect(2);
    let value = ended.json();
    assert_eq!(value["schema"], "wayleave.problems/1");
    let first = &items(&value["problems"])[0];
    assert_eq!(
        (first["severity"].as_str(), first["place"]["line"].as_u64()),
        (Some("error"), Some(at))
    );
    let built_in = json("check");
    assert!(
        items(&built_in["problems"])
            .iter()
            .all(|p| p["severity"] == "warning"),
        "{built_in}"
    );
}

#[test]
fn the_examples_and_the_built_in_country_have_no_errors() {
    let ended =
        wayleave("check examples/mm1 examples/mm20 examples/pipeline examples/two_sites").expect(0);
    assert_eq!(ended.out.matches("no errors").count(), 4, "{}", ended.out);
    assert_eq!(ended.err, "");
    wayleave("check").expect(0);
    wayleave("check uk").expect(0);
}

#[test]
fn warnings_alone_keep_nothing_from_running() {
    let room = Room::new();
    room.copy("examples/two_sites");
    room.write("more.way", "stage unused\n  ends\n");
    let ended = wayleave(&format!("check {}", room.word(""))).expect(0);
    assert!(ended.err.contains("warning"), "{}", ended.err);
    let ended = wayleave(&format!("run --country {}", room.word(""))).expect(0);
    assert!(ended.err.contains("warning"), "{}", ended.err);
    assert!(!ended.out.contains("warning"), "{}", ended.out);
}

#[test]
fn a_package_file_is_checked_with_the_built_in_country() {
    let right = "package mine \"Mine\"\n  like no_agreement\n";
    let wrong = "package other \"Other\"\n  like no_agrement\n";
    let room = Room::with(&[("right.way", right), ("wrong.way", wrong)]);
    let ended = wayleave(&format!("check {}", room.word("right.way"))).expect(0);
    assert!(
        ended.out.starts_with("the built-in country: "),
        "{}",
        ended.out
    );
    let ended = wayleave(&format!("check {}", room.word("wrong.way"))).expect(2);
    assert!(ended.err.contains("wrong.way:2:"), "{}", ended.err);
}

#[test]
fn differences_are_told_in_each_form() {
    let line = "diff rwanda_and_those_behind alternatives_do_not_wait";
    let tsv = wayleave(&format!("{line} --format tsv")).expect(0).out;
    assert!(
        tsv.lines().any(|l| l.starts_with("+\talternatives_wait\t")),
        "{tsv}"
    );
    // Titles are comments, and nothing else stands outside the columns.
    let rows = tsv.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    assert!(rows.clone().all(|l| l.split('\t').count() == 4), "{tsv}");
    assert_eq!(
        wayleave(line).expect(0).out,
        tsv,
        "a pipe takes tab-separated values"
    );
    let text = wayleave(&format!("{line} --format text")).expect(0).out;
    assert!(
        text.contains("─") && text.contains("alternatives_wait"),
        "{text}"
    );
    let value = json(line);
    assert_eq!(value["schema"], "wayleave.diff/1");
    assert_eq!(
        named(&value["differences"], "alternatives_wait")["side"],
        "+"
    );
}

#[test]
fn a_package_does_not_differ_from_itself() {
    let line = "diff no_agreement no_agreement";
    let ended = wayleave(line).expect(0);
    assert!(
        ended
            .err
            .contains("the two packages change the same things"),
        "{}",
        ended.err
    );
    assert!(items(&json(line)["differences"]).is_empty());
}

#[test]
fn gates_are_listed_as_a_run_finds_them() {
    let tsv = wayleave(&format!("gates rwanda_and_those_behind {SMALL}"))
        .expect(0)
        .out;
    assert!(
        tsv.lines().any(|l| l.starts_with("rwanda_operates\t")),
        "{tsv}"
    );
    let listed = json(&format!("gates rwanda_and_those_behind {SMALL}"));
    let run = json(&format!("run rwanda_and_those_behind {SMALL}"));
    assert_eq!(listed["schema"], "wayleave.gates/1");
    assert_eq!(listed["gates"], run["gates"]);
}

#[test]
fn sources_and_names_are_shown_with_what_cites_them() {
    let source = wayleave("source T01").expect(0).out;
    assert!(source.contains("cited by\trwanda_payments"), "{source}");
    let assumption = wayleave("source deterrence_ceiling").expect(0).out;
    assert!(assumption.contains("basis\tjudged"), "{assumption}");
    let value = json("source T01");
    assert_eq!(value["schema"], "wayleave.source/1");
    assert_eq!(words(&value["found"][0]["what"]), "source T01");
    wayleave("source nothing_like_it").expect_refused("nothing is called `nothing_like_it`");
    wayleave("source deterrence_cieling").expect_refused("did you mean `deterrence_ceiling`?");
}
