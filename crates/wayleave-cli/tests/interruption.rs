//! What is left when a run is stopped: nothing.
#![cfg(unix)]

mod support;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{Room, program};

/// After this, a stopped run counts as hanging. It measures no speed: it usually ends within a second.
const LONGEST: Duration = Duration::from_secs(60);

/// Starts a run that would take hours, and waits until it surely runs.
fn started(room: &Room) -> Child {
    let child = program()
        .args("run --replications 100000 --weight 50 --out".split(' '))
        .arg(room.path("results"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    while !listens(child.id()) && start.elapsed() < LONGEST {
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(500));
    child
}

/// Whether a process catches interruptions, as far as the system tells.
fn listens(process: u32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) else {
        // Other systems do not tell; a second and a half is long enough on most machines.
        std::thread::sleep(Duration::from_millis(1500));
        return true;
    };
    let mask = status.lines().find_map(|l| l.strip_prefix("SigCgt:"));
    mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok())
        .is_some_and(|m| m & 0b10 != 0)
}

fn signal(child: &Child, which: &str) {
    let sent = Command::new("kill")
        .args([which, &child.id().to_string()])
        .status();
    assert!(sent.expect("`kill` can be run").success());
}

/// The exit code of a run that was told to stop.
fn ended(mut child: Child) -> Option<i32> {
    let start = Instant::now();
    while start.elapsed() < LONGEST {
        if let Some(status) = child.try_wait().expect("it is our child") {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("it still runs");
    panic!("it did not stop within {LONGEST:?}");
}

#[test]
fn an_interrupted_run_ends_soon_and_leaves_nothing() {
    let room = Room::new();
    let child = started(&room);
    signal(&child, "-INT");
    assert_eq!(ended(child), Some(1));
    assert!(room.names().is_empty(), "left: {:?}", room.names());
}

#[test]
fn a_killed_run_leaves_no_results() {
    let room = Room::new();
    let child = started(&room);
    signal(&child, "-KILL");
    assert_eq!(ended(child), None);
    assert!(!room.path("results").exists());
}
