//! A country's files, handed in by a door.

/// One file of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the country's folder, with `/` between parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files of one country, in order of path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    files: Vec<File>,
}

impl Folder {
    /// A folder of these files, in any order.
    pub fn new(mut files: Vec<File>) -> Folder {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Folder { files }
    }

    /// The files, in order of path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The number of the file at a path.
    pub fn number(&self, path: &str) -> Option<u32> {
        self.files
            .binary_search_by(|f| f.path.as_str().cmp(path))
            .ok()
            .map(|i| i as u32)
    }

    /// The text of a file, as far as it is text; other bytes are shown as marks.
    pub fn text(&self, number: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.files[number as usize].bytes)
    }

    /// Adds a file, in place of one with the same path.
    pub fn insert(&mut self, file: File) {
        self.files.retain(|f| f.path != file.path);
        self.files.push(file);
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Folder {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Folder {
        Folder::new(
            files
                .into_iter()
                .map(|(p, b)| File {
                    path: p.into(),
                    bytes: b.into(),
                })
                .collect(),
        )
    }
}
