//! What can be asked on the command line.

use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

/// An open laboratory for migration and asylum policy.
#[derive(Debug, Parser)]
#[command(name = "wayleave", version, about = "An open laboratory for migration and asylum policy", long_about = None, arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a package against a baseline; without a package, the demonstration
    Run(Run),
    /// Check a country, or packages written for it, and report every mistake
    Check(Check),
    /// Lay .way files out in the one layout
    Fmt(Fmt),
    /// Say what differs between two packages, in words
    Diff(Diff),
    /// Show the gates of a package: when each opens, how often, what it waits for
    Gates(Gates),
    /// Show a source, and every place that cites it
    Source(Source),
}

/// Which country.
#[derive(Debug, Clone, Group)]
pub struct Which {
    /// A folder to read instead of the built-in country
    #[arg(long, value_name = "DIR")]
    pub country: Option<PathBuf>,
}

/// How output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables and plots on a terminal, tab-separated values in a pipe
    Auto,
    /// Tables and plots
    Text,
    /// Tab-separated values
    Tsv,
    /// JSON
    Json,
}

/// How a command answers.
#[derive(Debug, Clone, Group)]
pub struct Answer {
    /// How the answer is written
    #[arg(long, value_enum, default_value = "auto")]
    pub format: Format,
    /// The same as --format json
    #[arg(long)]
    pub json: bool,
}

impl Answer {
    /// The format, with what the terminal decides.
    pub fn format(&self) -> Format {
        let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
        match (self.json, self.format) {
            (true, _) => Format::Json,
            (false, Format::Auto) if is_terminal => Format::Text,
            (false, Format::Auto) => Format::Tsv,
            (false, format) => format,
        }
    }
}

/// `wayleave run`.
#[derive(Debug, Group)]
pub struct Run {
    /// A package of the country by name, or a .way file with one
    pub package: Option<String>,
    /// The package to compare with
    #[arg(long, value_name = "BASE")]
    pub against: Option<String>,
    #[command(flatten)]
    pub how: How,
    /// Show the baseline beside the published record, quarter by quarter
    #[arg(long)]
    pub record: bool,
    /// A new folder for the results: CSV, Parquet, JSON and a manifest
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub answer: Answer,
}

/// How replications are made.
#[derive(Debug, Clone, Group)]
pub struct How {
    /// How many simulated histories, each with its own draws of the assumptions
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: u32,
    /// The seed of every random number
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// How many replications run at once; the results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// How many people one simulated person stands for
    #[arg(long, value_name = "W", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub weight: Option<u32>,
}

/// `wayleave check`.
#[derive(Debug, Group)]
pub struct Check {
    /// Folders of a country, or .way files written for one; without any, the built-in country
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub which: Which,
    /// Report as JSON
    #[arg(long)]
    pub json: bool,
}

/// `wayleave fmt`.
#[derive(Debug, Group)]
pub struct Fmt {
    /// .way files, or folders of them; without any, this folder
    pub paths: Vec<PathBuf>,
    /// Change nothing; say which files would change, and end with 1 if any would
    #[arg(long)]
    pub check: bool,
}

/// `wayleave diff`.
#[derive(Debug, Group)]
pub struct Diff {
    /// The first package
    pub first: String,
    /// The second package
    pub second: String,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub answer: Answer,
}

/// `wayleave gates`.
#[derive(Debug, Group)]
pub struct Gates {
    /// The package
    pub package: String,
    #[command(flatten)]
    pub how: How,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub answer: Answer,
}

/// `wayleave source`.
#[derive(Debug, Group)]
pub struct Source {
    /// The id of the source, such as T01; or the name of a statistic, assumption or gate
    pub id: String,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub answer: Answer,
}
