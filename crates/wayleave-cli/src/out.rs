//! Writing a folder of results: whole, or not at all.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

/// A problem unless a folder can be made there.
pub fn is_free(dir: &Path) -> Result<()> {
    if dir.exists() {
        let is_empty = dir.is_dir() && std::fs::read_dir(dir).is_ok_and(|mut d| d.next().is_none());
        if !is_empty {
            bail!(
                "{} exists already; name a new folder, so that no result is lost",
                dir.display()
            );
        }
    }
    let parent = parent(dir);
    if !parent.is_dir() {
        bail!("there is no folder {}; make it first", parent.display());
    }
    // Hours of work should not end at a folder that takes no files.
    folder_beside(dir).map(drop)
}

/// Writes files into a folder beside the one wanted, then moves it there in one step.
///
/// Where anything fails, or an interruption comes, the folder beside is removed.
pub fn write(dir: &Path, files: &[(String, Vec<u8>)], cancelled: &AtomicBool) -> Result<()> {
    is_free(dir)?;
    let beside = folder_beside(dir)?;
    for (name, bytes) in files {
        if cancelled.load(Ordering::Relaxed) {
            bail!("interrupted; nothing was written");
        }
        let path = beside.path().join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if dir.exists() {
        std::fs::remove_dir(dir).with_context(|| format!("cannot replace {}", dir.display()))?;
    }
    std::fs::rename(beside.path(), dir)
        .with_context(|| format!("cannot make {}", dir.display()))?;
    // The folder has moved: nothing is left to remove.
    let _ = beside.keep();
    open_to_readers(dir)
}

/// A folder beside the one wanted, which goes again unless it is kept.
fn folder_beside(dir: &Path) -> Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(".wayleave-")
        .tempdir_in(parent(dir))
        .with_context(|| format!("cannot write in {}", parent(dir).display()))
}

#[cfg(unix)]
fn open_to_readers(dir: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))
        .with_context(|| format!("cannot open {} to readers", dir.display()))
}

#[cfg(not(unix))]
fn open_to_readers(_dir: &Path) -> Result<()> {
    Ok(())
}

fn parent(dir: &Path) -> &Path {
    dir.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
