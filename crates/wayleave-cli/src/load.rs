//! Reading a country's folder, and checking it.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use wayleave::Problem;
use wayleave::country::Country;
use wayleave::folder::{File, Folder};

/// The most files that a country may have.
const MOST_FILES: usize = 20_000;
/// The deepest folder within a country.
const DEEPEST: usize = 16;
/// The largest file that is read at all; the checker has tighter limits by kind. Unit: bytes.
const LARGEST: u64 = 256 << 20;

/// A checked country and the packages that were asked for by name or file.
pub struct Loaded {
    /// The country.
    pub country: Country,
    /// The number of each package asked for, in order.
    pub packages: Vec<usize>,
}

/// The files of the built-in country, or of a folder.
pub fn folder(country: Option<&Path>) -> Result<Folder> {
    match country {
        Some(dir) => read_folder(dir),
        None => Ok(wayleave_uk::files().into_iter().collect()),
    }
}

/// Reads and checks a country, with the packages asked for: names, or paths of `.way` files.
///
/// Absent: where something is wrong; what it is was written to standard error.
pub fn load(country: Option<&Path>, wanted: &[&str]) -> Result<Option<Loaded>> {
    let Some(mut folder) = folder_or_said(country)? else {
        return Ok(None);
    };
    let mut added: Vec<Option<String>> = Vec::new();
    for (i, name) in wanted.iter().enumerate() {
        let is_file = name.ends_with(".way") || name.contains(std::path::MAIN_SEPARATOR);
        added.push(is_file.then(|| format!("packages/{}", file_name(name))));
        if let Some(path) = added.last().and_then(Option::as_ref) {
            // One would take the place of the other among the country's files.
            if let Some(other) =
                (0..i).find(|j| added[*j].as_ref() == Some(path) && wanted[*j] != *name)
            {
                eprintln!(
                    "wayleave: {} and {name} have one name; rename one of them",
                    wanted[other]
                );
                return Ok(None);
            }
            match read_file(Path::new(name)) {
                Ok(bytes) => folder.insert(File {
                    path: path.clone(),
                    bytes,
                }),
                Err(error) => {
                    eprintln!("wayleave: {error:#}");
                    return Ok(None);
                }
            }
        }
    }
    let Some(country) = checked(folder) else {
        return Ok(None);
    };
    let mut packages = Vec::new();
    for (name, added) in wanted.iter().zip(added) {
        match find(&country, name, added.as_deref()) {
            Ok(package) => packages.push(package),
            Err(error) => {
                eprintln!("wayleave: {error:#}");
                return Ok(None);
            }
        }
    }
    Ok(Some(Loaded { country, packages }))
}

/// Checks a folder; says what is wrong on standard error.
pub fn checked(folder: Folder) -> Option<Country> {
    let (written, problems) = wayleave::parse(folder.clone());
    let (country, problems) = wayleave::check(written, problems);
    say(&folder, &problems);
    country
}

/// Says what is wrong on standard error; where nobody listens any more, nothing is lost.
pub fn say(folder: &Folder, problems: &[Problem]) {
    let mut err = std::io::stderr().lock();
    let is_coloured = std::io::IsTerminal::is_terminal(&err);
    let _ = write!(
        err,
        "{}",
        wayleave::diagnostics::render(folder, problems, is_coloured)
    );
}

/// A folder's files, or nothing where it cannot be read, which is the caller's input being wrong.
pub fn folder_or_said(country: Option<&Path>) -> Result<Option<Folder>> {
    match folder(country) {
        Ok(folder) => Ok(Some(folder)),
        Err(error) => {
            eprintln!("wayleave: {error:#}");
            Ok(None)
        }
    }
}

/// Reads one file, if it is not too large.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let name = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {name}"))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > LARGEST {
        bail!("{name} is larger than {} megabytes", LARGEST >> 20);
    }
    Ok(bytes)
}

/// Reads the `.way` and `.csv` files of a folder and the folders in it.
pub fn read_folder(dir: &Path) -> Result<Folder> {
    if !dir.is_dir() {
        bail!(
            "{} is no folder; give the folder that holds country.way",
            dir.display()
        );
    }
    let mut files = Vec::new();
    let mut open = vec![(dir.to_path_buf(), 0)];
    while let Some((at, depth)) = open.pop() {
        if depth > DEEPEST {
            bail!("{} lies more than {DEEPEST} folders deep", at.display());
        }
        let entries =
            std::fs::read_dir(&at).with_context(|| format!("cannot read {}", at.display()))?;
        for entry in entries {
            let path = entry
                .with_context(|| format!("cannot read {}", at.display()))?
                .path();
            let is_hidden = path
                .file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with('.'));
            if is_hidden {
                continue;
            }
            if path.is_dir() {
                open.push((path, depth + 1));
                continue;
            }
            let is_ours = path.extension().is_some_and(|e| e == "way" || e == "csv");
            if !is_ours {
                continue;
            }
            let below = path.strip_prefix(dir).expect("found below the folder");
            let parts: Option<Vec<&str>> = below.iter().map(|p| p.to_str()).collect();
            let Some(parts) = parts else {
                bail!("{} has a name that is not UTF-8", path.display())
            };
            files.push(File {
                path: parts.join("/"),
                bytes: read_file(&path)?,
            });
            if files.len() > MOST_FILES {
                bail!(
                    "{} holds more than {MOST_FILES} files; give the folder of one country",
                    dir.display()
                );
            }
        }
    }
    Ok(Folder::new(files))
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', std::path::MAIN_SEPARATOR])
        .next()
        .unwrap_or(path)
}

fn find(country: &Country, name: &str, added: Option<&str>) -> Result<usize> {
    let names = || country.packages.iter().map(|p| p.name.as_str());
    if let Some(path) = added {
        let number = country.written.folder.number(path).expect("just added");
        let in_file: Vec<usize> = (0..country.packages.len())
            .filter(|i| country.packages[*i].span.file == number)
            .collect();
        return match in_file[..] {
            [one] => Ok(one),
            [] => bail!("{name} declares no package"),
            _ => {
                let all: Vec<&str> = in_file
                    .iter()
                    .map(|i| country.packages[*i].name.as_str())
                    .collect();
                bail!(
                    "{name} declares several packages, {}; keep one in a file",
                    all.join(", ")
                )
            }
        };
    }
    names().position(|n| n == name).with_context(|| {
        let near = wayleave::nearest(name, names());
        let near = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        let all: Vec<&str> = names().collect();
        format!(
            "no package is called `{name}`{near}\n  packages: {}",
            all.join(", ")
        )
    })
}
