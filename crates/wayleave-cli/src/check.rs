//! `wayleave check` and `wayleave fmt`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wayleave::diagnostics::told;
use wayleave::folder::{File, Folder};

use crate::Ended;
use crate::args::{Check, Fmt};
use crate::load::{folder_or_said, read_file, say};

/// Checks countries, or files written for one.
pub fn check(args: &Check) -> Result<Ended> {
    let mut folders: Vec<(String, Folder)> = Vec::new();
    let (dirs, files): (Vec<&PathBuf>, Vec<&PathBuf>) = args.paths.iter().partition(|p| p.is_dir());
    for dir in dirs {
        let Some(folder) = folder_or_said(Some(dir))? else {
            return Ok(Ended::WrongInput);
        };
        folders.push((dir.display().to_string(), folder));
    }
    if folders.is_empty() || !files.is_empty() {
        let Some(mut folder) = folder_or_said(args.which.country.as_deref())? else {
            return Ok(Ended::WrongInput);
        };
        for path in &files {
            let bytes = match read_file(path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    eprintln!("wayleave: {error:#}");
                    return Ok(Ended::WrongInput);
                }
            };
            folder.insert(File {
                path: path.display().to_string(),
                bytes,
            });
        }
        let name = args
            .which
            .country
            .as_ref()
            .map_or("the built-in country".into(), |c| c.display().to_string());
        folders.push((name, folder));
    }
    let mut is_wrong = false;
    let mut out = std::io::stdout().lock();
    for (name, folder) in folders {
        let (written, problems) = wayleave::parse(folder.clone());
        let (country, mut problems) = wayleave::check(written, problems);
        if let Some(country) = &country {
            problems.extend(wayleave::check::test(country));
        }
        let n_errors = problems.iter().filter(|p| wayleave::is_error(p)).count();
        is_wrong |= n_errors > 0;
        if args.json {
            let all: Vec<_> = problems.iter().map(|p| told(&folder, p)).collect();
            let value = serde_json::json!({
                "schema": "wayleave.problems/1", "country": name, "problems": all,
            });
            writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
            continue;
        }
        say(&folder, &problems);
        match country {
            Some(country) if n_errors == 0 => writeln!(
                out,
                "{name}: {} files, {} packages, {} statistics and tables, {} assumptions, {} tests: no errors",
                folder.files().len(),
                country.packages.len(),
                country.tables.len(),
                country.assumptions.len(),
                country.tests.len(),
            )?,
            _ => writeln!(
                out,
                "{name}: {n_errors} {}",
                if n_errors == 1 { "error" } else { "errors" }
            )?,
        }
    }
    Ok(if is_wrong {
        Ended::WrongInput
    } else {
        Ended::Done
    })
}

/// Lays files out.
pub fn fmt(args: &Fmt) -> Result<Ended> {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() {
        &here[..]
    } else {
        &args.paths
    };
    let mut files = Vec::new();
    for path in paths {
        if !path.exists() {
            eprintln!("wayleave: there is no {}", path.display());
            return Ok(Ended::WrongInput);
        }
        // A table of numbers, laid out as if it were a .way file, would be spoilt.
        if !path.is_dir() && path.extension().is_none_or(|e| e != "way") {
            eprintln!(
                "wayleave: {} is no .way file; only those are laid out",
                path.display()
            );
            return Ok(Ended::WrongInput);
        }
        find_way(path, &mut files, 0)?;
    }
    files.sort();
    let mut changed = Vec::new();
    for path in &files {
        let bytes = read_file(path)?;
        let Ok(text) = String::from_utf8(bytes) else {
            eprintln!("wayleave: {} is not UTF-8 text", path.display());
            return Ok(Ended::WrongInput);
        };
        let laid_out = wayleave::format::format(&text);
        if laid_out == text {
            continue;
        }
        if !args.check {
            replace(path, &laid_out)?;
        }
        changed.push(path.display());
    }
    let mut out = std::io::stdout().lock();
    for path in &changed {
        writeln!(out, "{path}")?;
    }
    if args.check && !changed.is_empty() {
        anyhow::bail!(
            "{} of {} files would change; run `wayleave fmt`",
            changed.len(),
            files.len()
        );
    }
    Ok(Ended::Done)
}

/// Writes a file beside the old one and puts it in its place, so that neither is ever half there.
fn replace(path: &Path, text: &str) -> Result<()> {
    let dir = path
        .parent()
        .filter(|d| !d.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(dir)
        .with_context(|| format!("cannot write in {}", dir.display()))?;
    file.write_all(text.as_bytes())?;
    file.as_file()
        .set_permissions(std::fs::metadata(path)?.permissions())?;
    file.persist(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

fn find_way(path: &Path, files: &mut Vec<PathBuf>, depth: usize) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    if depth > 16 {
        return Ok(());
    }
    for entry in
        std::fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?
    {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let is_hidden = name.starts_with('.') || name == "target";
        if !is_hidden && (path.is_dir() || path.extension().is_some_and(|e| e == "way")) {
            find_way(&path, files, depth + 1)?;
        }
    }
    Ok(())
}
