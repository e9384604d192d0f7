//! What the tests of the command line share: running it, and folders for it to run in.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A run of the whole built-in country that takes a moment.
pub const SMALL: &str = "--weight 1000 --replications 2";

/// How a command ended, and what it wrote.
pub struct Ended {
    /// The exit code; absent where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// This, if it ended so and did not panic.
    pub fn expect(self, code: i32) -> Ended {
        let Ended { out, err, .. } = &self;
        assert!(!err.contains("panicked"), "{err}");
        assert_eq!(
            self.code,
            Some(code),
            "standard output:\n{out}\nstandard error:\n{err}"
        );
        self
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}:\n{}", self.out))
    }

    /// Panics: if the command did not refuse, or did not say this, or wrote data.
    pub fn expect_refused(self, said: &str) {
        let ended = self.expect(2);
        assert!(
            ended.err.contains(said),
            "expected `{said}` in:\n{}",
            ended.err
        );
        assert_eq!(
            ended.out, "",
            "nothing is answered where the input is wrong"
        );
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("words are UTF-8");
        Ended {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// The program, started at the top of the repository.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wayleave"));
    command.current_dir(top()).stdin(Stdio::null());
    command
}

/// Runs a command written as one line, without the name of the program.
pub fn wayleave(line: &str) -> Ended {
    program()
        .args(line.split_whitespace())
        .output()
        .expect("the program starts")
        .into()
}

/// The same, where it ends well and answers in JSON.
pub fn json(line: &str) -> Value {
    wayleave(&format!("{line} --json")).expect(0).json()
}

/// The digest of every number of a run.
pub fn digest(line: &str) -> String {
    words(&json(line)["results_sha256"])
}

/// The words of a JSON text.
pub fn words(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("expected a text, found {value}"))
        .to_owned()
}

/// The items of a JSON list.
pub fn items(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("expected a list, found {value}"))
}

/// The item of a JSON list with this name.
pub fn named<'v>(list: &'v Value, name: &str) -> &'v Value {
    items(list)
        .iter()
        .find(|v| v["name"] == name)
        .unwrap_or_else(|| panic!("nothing is called {name}"))
}

/// The top of the repository.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder that goes when the test ends.
pub struct Room(tempfile::TempDir);

impl Room {
    /// An empty folder.
    pub fn new() -> Room {
        Room(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Room {
        let room = Room::new();
        for (name, text) in files {
            room.write(name, text);
        }
        room
    }

    /// The path of something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The same as a word of a command.
    pub fn word(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes a file, and makes the folders above it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        let above = path.parent().expect("it lies in the room");
        std::fs::create_dir_all(above).expect("a folder in the room");
        std::fs::write(&path, text).expect("a file in the room");
    }

    /// Copies a folder of the repository into it.
    pub fn copy(&self, from: &str) {
        let dir = top().join(from);
        for path in files(&dir) {
            let below = path.strip_prefix(&dir).expect("found below it");
            let bytes = std::fs::read(&path).expect("a file of the repository");
            let text = String::from_utf8(bytes).expect("files of countries are text");
            self.write(&below.display().to_string(), &text);
        }
    }

    /// The names in it, in order.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }
}

/// The names in a folder, in order.
pub fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("a folder that can be read");
    let name = |e: std::io::Result<std::fs::DirEntry>| e.expect("an entry").file_name();
    let mut names: Vec<String> = entries
        .map(|e| name(e).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Every file below a folder, in order.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in names(dir) {
        let path = dir.join(name);
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
