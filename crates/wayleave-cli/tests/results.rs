//! `wayleave run --out`: a folder of results that is whole, or is not there.

mod support;

use std::fs::File;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::{Room, SMALL, items, json, names, top, wayleave, words};

const TABLES: [&str; 4] = ["measures", "series", "gates", "draws"];

#[test]
fn the_manifest_names_every_file_and_its_digest() {
    let room = Room::new();
    let ended = wayleave(&format!(
        "run {SMALL} --json --out {}",
        room.word("results")
    ))
    .expect(0);
    let text = std::fs::read_to_string(room.path("results/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&text).expect("a manifest is JSON");
    assert_eq!(manifest["schema"], "wayleave.manifest/1");
    assert_eq!(manifest["results_sha256"], ended.json()["results_sha256"]);
    assert_eq!(manifest["command"], ended.json()["command"]);
    let mut listed = vec!["manifest.json".to_owned()];
    for entry in items(&manifest["files"]) {
        let (name, digest) = (words(&entry[0]), words(&entry[1]));
        let bytes =
            std::fs::read(room.path("results").join(&name)).expect("a file of the manifest");
        let found: String = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(found, digest, "{name}");
        listed.push(name);
    }
    listed.sort();
    assert_eq!(listed, names(&room.path("results")));
    assert_eq!(room.names(), ["results"], "nothing else is left beside");
}

#[test]
fn parquet_and_csv_hold_the_same_columns_and_as_many_rows() {
    let room = Room::new();
    wayleave(&format!("run {SMALL} --out {}", room.word("results"))).expect(0);
    for table in TABLES {
        let csv =
            std::fs::read_to_string(room.path(&format!("results/{table}.csv"))).expect("a table");
        let (header, rows) = csv.split_once('\n').expect("a header");
        let file = File::open(room.path(&format!("results/{table}.parquet"))).expect("a table");
        let opened = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
        let columns: Vec<&str> = opened
            .schema()
            .fields()
            .iter()
            .map(|f| f.name().as_str())
            .collect();
        assert_eq!(columns.join(","), header, "{table}");
        let batches = opened.build().expect("its columns can be read");
        let n: usize = batches
            .map(|b| b.expect("a batch of rows").num_rows())
            .sum();
        assert_eq!(n, rows.lines().count(), "{table}");
        assert!(n > 0, "{table} is empty");
    }
}

#[test]
fn a_folder_that_holds_something_is_refused_and_left_alone() {
    let room = Room::with(&[("results/kept.txt", "kept"), ("file", "kept")]);
    for name in ["results", "file"] {
        let line = format!("run {SMALL} --out {}", room.word(name));
        wayleave(&line).expect_refused("exists already");
    }
    assert_eq!(names(&room.path("results")), ["kept.txt"]);
    let kept = std::fs::read_to_string(room.path("results/kept.txt")).expect("it was kept");
    assert_eq!(kept, "kept");
    assert_eq!(room.names(), ["file", "results"]);
}

#[test]
fn an_empty_folder_is_filled() {
    let room = Room::new();
    std::fs::create_dir(room.path("results")).expect("a folder in the room");
    wayleave(&format!("run {SMALL} --out {}", room.word("results"))).expect(0);
    assert!(room.path("results/manifest.json").exists());
}

#[test]
fn a_folder_without_a_parent_is_refused_before_anything_is_run() {
    let room = Room::new();
    let line = format!(
        "run --replications 1000000 --out {}",
        room.word("none/results")
    );
    wayleave(&line).expect_refused("there is no folder");
    assert!(room.names().is_empty());
}

#[cfg(unix)]
#[test]
fn a_parent_that_takes_no_files_is_refused_before_anything_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::with(&[("shut/file", "")]);
    let set = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(room.path("shut"), permissions).expect("a folder of ours");
    };
    set(0o555);
    // Whoever may write anywhere is not kept out by permissions, and sees the results written.
    let is_kept_out = File::create(room.path("shut/probe")).is_err();
    let line = format!("run {SMALL} --out {}", room.word("shut/results"));
    if is_kept_out {
        wayleave(&line).expect_refused("cannot write in");
        assert_eq!(names(&room.path("shut")), ["file"]);
    } else {
        wayleave(&line).expect(0);
    }
    set(0o755);
}

/// No account may make folders below `/proc`.
#[cfg(target_os = "linux")]
#[test]
fn a_parent_that_takes_no_folders_from_anybody_is_refused() {
    wayleave("run --replications 1000000 --out /proc/results").expect_refused("cannot write in");
}

#[test]
fn results_can_be_read_by_everybody_who_can_read_the_parent() {
    let room = Room::new();
    wayleave(&format!("run {SMALL} --out {}", room.word("results"))).expect(0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(room.path("results"))
            .expect("a folder")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o755);
    }
}

/// Every measure of every replication of one side.
fn measures(csv: &str, side: &str) -> Vec<(String, String)> {
    let rows = csv
        .lines()
        .map(|l| l.split(',').collect::<Vec<_>>())
        .filter(|r| r[0] == side);
    // A measure's name and replication beside its value, to the last digit.
    rows.map(|r| (format!("{} in {}", r[3], r[2]), r[5].to_owned()))
        .collect()
}

#[test]
fn where_nobody_is_relocated_nothing_but_payments_moves_in_any_replication() {
    let room = Room::new();
    let line = "run rwanda_as_it_happened --against no_agreement --weight 200 --replications 4";
    wayleave(&format!("{line} --out {}", room.word("results"))).expect(0);
    let csv = std::fs::read_to_string(room.path("results/measures.csv")).expect("a table");
    let (base, package) = (measures(&csv, "baseline"), measures(&csv, "package"));
    assert_eq!(base.len(), package.len());
    let mut moved: Vec<&str> = Vec::new();
    for (b, p) in base.iter().zip(&package) {
        assert_eq!(b.0, p.0);
        if b.1 != p.1 {
            moved.push(b.0.split(' ').next().expect("a name"));
        }
    }
    moved.sort_unstable();
    moved.dedup();
    assert_eq!(moved, ["m_gross", "m_operations", "m_payments"]);
}

#[test]
fn a_run_without_out_writes_no_file() {
    let room = Room::new();
    let line = format!(
        "run --country {}",
        top().join("examples/two_sites").display()
    );
    let output = support::program()
        .args(line.split(' '))
        .arg("--json")
        .current_dir(room.path(""))
        .output();
    support::Ended::from(output.expect("the program starts")).expect(0);
    assert!(room.names().is_empty());
    assert!(json(&line)["measures"].is_array());
}
