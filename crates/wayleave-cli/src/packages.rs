//! `wayleave diff`, `wayleave gates` and `wayleave source`.

use anyhow::Result;
use wayleave::report;

use crate::args::{Diff, Format, Gates, Source};
use crate::load::load;
use crate::run::{interruptible, plan, progress, weighted};
use crate::{Ended, show};

/// What differs between two packages.
pub fn diff(args: &Diff) -> Result<Ended> {
    let wanted = [args.first.as_str(), args.second.as_str()];
    let Some(loaded) = load(args.which.country.as_deref(), &wanted)? else {
        return Ok(Ended::WrongInput);
    };
    let (first, second) = (loaded.packages[0], loaded.packages[1]);
    let differences = wayleave::differ::diff(&loaded.country, first, second);
    let mut out = std::io::stdout().lock();
    if args.answer.format() == Format::Json {
        let value = serde_json::json!({
            "schema": "wayleave.diff/1",
            "first": args.first, "second": args.second, "differences": differences,
        });
        show::json(&mut out, &value)?;
        return Ok(Ended::Done);
    }
    show::table(
        &mut out,
        args.answer.format(),
        &report::differences(&loaded.country, first, second, &differences),
    )?;
    if differences.is_empty() {
        eprintln!("the two packages change the same things");
    }
    Ok(Ended::Done)
}

/// The gates of a package.
pub fn gates(args: &Gates) -> Result<Ended> {
    let Some(loaded) = load(args.which.country.as_deref(), &[&args.package])? else {
        return Ok(Ended::WrongInput);
    };
    let country = &weighted(loaded.country, &args.how);
    let setting = wayleave::build(country, loaded.packages[0]);
    let plan = plan(&args.how);
    let cancelled = interruptible()?;
    let bar = progress(u64::from(plan.replications));
    let results = wayleave::run(country, &setting, plan, |_| bar.inc(1), &cancelled);
    bar.finish_and_clear();
    let Some(results) = results else {
        anyhow::bail!("interrupted")
    };
    let rows = wayleave::bound::gates(country, &setting, &results);
    let mut out = std::io::stdout().lock();
    if args.answer.format() == Format::Json {
        let value = serde_json::json!({
            "schema": "wayleave.gates/1", "package": args.package, "gates": rows,
            "seed": plan.seed, "replications": plan.replications,
        });
        show::json(&mut out, &value)?;
        return Ok(Ended::Done);
    }
    show::table(&mut out, args.answer.format(), &report::gate_chain(&rows))?;
    Ok(Ended::Done)
}

/// A source, and every place that cites it.
pub fn source(args: &Source) -> Result<Ended> {
    let Some(loaded) = load(args.which.country.as_deref(), &[])? else {
        return Ok(Ended::WrongInput);
    };
    let mut out = std::io::stdout().lock();
    match wayleave::provenance::of(&loaded.country, &args.id) {
        Ok(found) if args.answer.format() == Format::Json => {
            let value =
                serde_json::json!({ "schema": "wayleave.source/1", "of": args.id, "found": found });
            show::json(&mut out, &value)?;
        }
        Ok(found) => {
            for card in found {
                show::table(&mut out, args.answer.format(), &report::card(&card))?;
            }
        }
        Err(near) => {
            let near = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            eprintln!("wayleave: nothing is called `{}`{near}", args.id);
            return Ok(Ended::WrongInput);
        }
    }
    Ok(Ended::Done)
}
