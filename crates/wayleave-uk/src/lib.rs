//! The United Kingdom as a folder of files, compiled in. Data only: no Rust here knows what is in it.

use include_dir::{Dir, include_dir};

static FOLDER: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../uk");

/// Every file of the country: its path below the folder, and what it holds. In order of path.
pub fn files() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    let mut open = vec![&FOLDER];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            let parts: Vec<_> = file.path().iter().map(|p| p.to_string_lossy()).collect();
            files.push((parts.join("/"), file.contents()));
        }
    }
    files.sort();
    files
}
