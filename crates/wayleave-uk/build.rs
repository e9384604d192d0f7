//! Rebuilds the crate when a file of the country changes.

fn main() {
    println!("cargo::rerun-if-changed=../../uk");
}
