//! What the tests of this crate share: folders from strings, and checking with the time taken.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wayleave::diagnostics::{Told, told};
use wayleave::folder::Folder;

/// After this, reading and checking one small folder counts as hanging. It measures no speed: it usually
/// takes milliseconds, and a busy machine must not fail a test.
pub const HANGING: Duration = Duration::from_secs(30);

/// A folder of these files, as text.
pub fn folder(files: &[(&str, &str)]) -> Folder {
    files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect()
}

/// Every problem of a folder, in order, and whether a country came of it.
///
/// Panics: if it hangs.
pub fn check(folder: &Folder) -> (bool, Vec<Told>) {
    let start = Instant::now();
    let (written, problems) = wayleave::parse(folder.clone());
    let (country, problems) = wayleave::check(written, problems);
    let taken = start.elapsed();
    assert!(taken < HANGING, "parse and check took {taken:?}");
    (
        country.is_some(),
        problems.iter().map(|p| told(folder, p)).collect(),
    )
}

/// Problems, one a line, for messages of tests.
pub fn shown(problems: &[Told]) -> String {
    let line = |p: &Told| {
        let help = p.help.as_deref().unwrap_or("no help");
        let place = format!("{}:{}:{}", p.place.file, p.place.line, p.place.column);
        format!(
            "  {} {place} [{}] {} ({help})\n",
            p.code, p.words, p.message
        )
    };
    problems.iter().map(line).collect()
}

/// The top of the repository.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below a folder whose name ends so, in order; none where there is no such folder.
pub fn files(below: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![below.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).into_iter().flatten() {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A file as text.
pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The example countries: name and folder.
pub fn examples() -> Vec<(String, Folder)> {
    let top = top().join("examples");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&top).expect("the folder of examples") {
        let dir = entry.expect("an entry of a folder").path();
        if !dir.join("country.way").exists() {
            continue;
        }
        let read = |path: PathBuf| {
            let name = path
                .strip_prefix(&dir)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(&path).expect("a file"))
        };
        let name = dir
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        found.push((name, files(&dir, "").into_iter().map(read).collect()));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// A fenced block of a page: the words after the fence, what it holds, and its line.
pub struct Block {
    /// The words after the fence: `way-fails L001`.
    pub info: String,
    /// What it holds.
    pub text: String,
    /// The line of the page on which it begins.
    pub line: usize,
}

/// The fenced blocks of a page.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (i, line) in page.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            if !is_open {
                blocks.push(Block {
                    info: info.trim().to_owned(),
                    text: String::new(),
                    line: i + 1,
                });
            }
            is_open = !is_open;
        } else if is_open {
            let block = blocks.last_mut().expect("a block is open");
            block.text.push_str(line);
            block.text.push('\n');
        }
    }
    assert!(!is_open, "a fenced block is not closed");
    blocks
}

/// The prelude of a page.
pub fn prelude(page: &str) -> String {
    let mut preludes = blocks(page).into_iter().filter(|b| b.info == "way-prelude");
    preludes.next().expect("the page has a `way-prelude`").text
}

/// The folder that an example stands for.
///
/// A line such as `-- numbers.csv` begins that file. What comes before the first is
/// `country.way`, appended to that of the prelude unless it declares a country itself.
pub fn folder_of(prelude: &str, example: &str) -> Folder {
    let (mut country, mut files) = parts(prelude);
    let (own, more) = parts(example);
    if own.lines().any(|l| l.starts_with("country ")) {
        country = own;
    } else {
        country.push('\n');
        country.push_str(&own);
    }
    for (path, text) in more {
        files.retain(|(p, _)| *p != path);
        files.push((path, text));
    }
    files.push(("country.way".into(), country));
    files.into_iter().collect()
}

fn parts(text: &str) -> (String, Vec<(String, String)>) {
    let mut country = String::new();
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let name = line
            .strip_prefix("-- ")
            .filter(|n| n.ends_with(".csv") && !n.contains(' '));
        if let Some(name) = name {
            files.push((name.to_owned(), String::new()));
            continue;
        }
        let into = files.last_mut().map_or(&mut country, |(_, text)| text);
        into.push_str(line);
        into.push('\n');
    }
    (country, files)
}
