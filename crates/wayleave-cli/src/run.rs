//! `wayleave run`.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wayleave::compare::Comparison;
use wayleave::country::Country;
use wayleave::report;
use wayleave::run::{Plan, Results};

use crate::args::{Format, How, Run};
use crate::load::{Loaded, load};
use crate::{Ended, out, show};

/// Runs a package against a baseline and answers.
pub fn run(args: &Run) -> Result<Ended> {
    if let Some(dir) = &args.out
        && let Err(error) = out::is_free(dir)
    {
        eprintln!("wayleave: {error:#}");
        return Ok(Ended::WrongInput);
    }
    let wanted: Vec<&str> = args
        .package
        .iter()
        .chain(&args.against)
        .map(String::as_str)
        .collect();
    let Some(loaded) = load(args.which.country.as_deref(), &wanted)? else {
        return Ok(Ended::WrongInput);
    };
    let Some((package, base)) = sides(&loaded, args) else {
        return Ok(Ended::WrongInput);
    };
    let country = weighted(loaded.country, &args.how);
    let plan = plan(&args.how);
    let cancelled = interruptible()?;
    let settings = (
        wayleave::build(&country, base),
        wayleave::build(&country, package),
    );
    let bar = progress(u64::from(plan.replications) * if base == package { 1 } else { 2 });
    let finished = |_| bar.inc(1);
    let first = wayleave::run(&country, &settings.0, plan, finished, &cancelled);
    let second = match &first {
        Some(first) if base == package => Some(first.clone()),
        Some(_) => wayleave::run(&country, &settings.1, plan, finished, &cancelled),
        None => None,
    };
    bar.finish_and_clear();
    let (Some(first), Some(second)) = (first, second) else {
        bail!("interrupted; nothing was written");
    };
    let runs = (&first, &second);
    let comparison = wayleave::compare(&country, (&settings.0, &settings.1), runs, plan);
    let command = command(args, &country, (base, package), plan);
    if let Some(dir) = &args.out {
        let files = wayleave::files::files(&country, &comparison, runs, command.clone());
        out::write(dir, &files, &cancelled)?;
        eprintln!("results are in {}", dir.display());
    }
    answer(
        &comparison,
        args.answer.format(),
        args.record,
        &command,
        runs,
    )?;
    Ok(Ended::Done)
}

/// A country in which one simulated person stands for as many as was asked, where it was.
pub fn weighted(mut country: Country, how: &How) -> Country {
    if let Some(weight) = how.weight {
        country.base.weight = f64::from(weight);
    }
    country
}

/// How replications are made, by the flags and the machine.
pub fn plan(how: &How) -> Plan {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    Plan {
        seed: how.seed,
        replications: how.replications,
        threads: how.threads.map_or_else(cores, usize::from),
    }
}

/// A flag that an interruption sets; a second interruption ends the program at once.
pub fn interruptible() -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let setter = flag.clone();
    ctrlc::set_handler(move || {
        if setter.swap(true, Ordering::Relaxed) {
            std::process::exit(1);
        }
        eprintln!("\nstopping after the replications under way …");
    })
    .context("cannot listen for interruptions")?;
    Ok(flag)
}

/// A progress bar on a terminal, nothing in a pipe.
pub fn progress(n: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(n), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} replications, {eta} left");
    bar.set_style(style.expect("a template that is right"));
    bar
}

/// The numbers of the package and of the baseline.
fn sides(loaded: &Loaded, args: &Run) -> Option<(usize, usize)> {
    let country = &loaded.country;
    let default = country.default_run;
    let only = (country.packages.len() == 1).then_some(0);
    let mut asked = loaded.packages.iter().copied();
    let package = match &args.package {
        Some(_) => asked.next(),
        None => default.map(|d| d.0).or(only),
    };
    let base = match &args.against {
        Some(_) => asked.next(),
        None => default.map(|d| d.1).or(only).or(package),
    };
    if package.is_none() {
        let names: Vec<&str> = country.packages.iter().map(|p| p.name.as_str()).collect();
        match names[..] {
            [] => eprintln!(
                "wayleave: this country has no package to run; write one, or a line `package NAME`"
            ),
            _ => eprintln!("wayleave: say which package to run: {}", names.join(", ")),
        }
    }
    package.zip(base)
}

/// The command that makes the same bytes.
fn command(args: &Run, country: &Country, (base, package): (usize, usize), plan: Plan) -> String {
    let by_name = |asked: &Option<String>, i: usize| {
        asked
            .clone()
            .unwrap_or_else(|| country.packages[i].name.clone())
    };
    let mut words = vec![
        "wayleave run".to_owned(),
        quoted(&by_name(&args.package, package)),
        format!("--against {}", quoted(&by_name(&args.against, base))),
        format!("--replications {}", plan.replications),
        format!("--seed {}", plan.seed),
    ];
    words.extend(args.how.weight.map(|w| format!("--weight {w}")));
    words.extend(
        args.which
            .country
            .as_ref()
            .map(|c| format!("--country {}", quoted(&c.display().to_string()))),
    );
    words.join(" ")
}

/// A word as a shell takes it back.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./+=,:@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn answer(
    comparison: &Comparison,
    format: Format,
    is_recorded: bool,
    command: &str,
    runs: (&Results, &Results),
) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if format == Format::Json {
        let mut value = serde_json::to_value(comparison)?;
        value["command"] = command.into();
        value["results_sha256"] = wayleave::files::hash_results(runs).into();
        return show::json(&mut out, &value);
    }
    let is_compared = comparison.baseline.0 != comparison.package.0;
    let mut tables = Vec::new();
    if !comparison.measures.is_empty() {
        tables.push(report::measures(comparison));
    }
    if is_compared && comparison.gates.iter().any(|g| g.how != "never") {
        tables.push(report::gates(comparison));
    }
    if !comparison.agreements.is_empty() {
        tables.push(report::bound(comparison));
    }
    if !comparison.fit.is_empty() {
        tables.push(report::fit(comparison));
    }
    if is_recorded && !comparison.fit.is_empty() {
        tables.push(report::record(comparison));
    }
    if !comparison.durations.is_empty() {
        tables.push(report::durations(comparison));
    }
    show::table(&mut out, format, &report::heading(comparison))?;
    for table in &tables {
        show::table(&mut out, format, table)?;
    }
    if format != Format::Tsv
        && let Some(row) = report::plotted(comparison)
    {
        let width = show::width().saturating_sub(12);
        writeln!(out, "{}", wayleave::plot::plot(row, width))?;
    }
    show::table(&mut out, format, &report::notes(comparison))?;
    match format {
        Format::Tsv => writeln!(out, "# reproduce\t{command}")?,
        Format::Text | Format::Auto | Format::Json => writeln!(out, "reproduce: {command}")?,
    }
    Ok(())
}
