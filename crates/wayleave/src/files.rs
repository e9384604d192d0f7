//! A comparison as files: CSV and Parquet tables and a manifest.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::compare::{Comparison, Range};
use crate::country::Country;
use crate::folder::Folder;
use crate::run::Results;

/// A column of a table.
enum Column {
    Text(Vec<String>),
    Number(Vec<Option<f64>>),
}

/// A table of columns of one length.
struct Frame {
    columns: Vec<(&'static str, Column)>,
}

/// What was run, by what, on what, and what came out.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// The version of this form.
    pub schema: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// The command that makes the same bytes.
    pub command: String,
    /// The country, baseline and package.
    pub country: String,
    /// The baseline.
    pub baseline: String,
    /// The package.
    pub package: String,
    /// The seed.
    pub seed: u64,
    /// The number of replications.
    pub replications: u32,
    /// The SHA-256 of the country's files, all together.
    pub country_sha256: String,
    /// The digest of every number of every replication.
    pub results_sha256: String,
    /// The SHA-256 of each other file of this folder.
    pub files: Vec<(String, String)>,
}

/// The SHA-256 of a folder: of every path and everything in it, in order of path.
pub fn hash_folder(folder: &Folder) -> String {
    let mut hasher = Sha256::new();
    for file in folder.files() {
        for part in [file.path.as_bytes(), &file.bytes] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hex(&hasher.finalize())
}

/// The digest of every number of two runs, replication by replication.
pub fn hash_results(runs: (&Results, &Results)) -> String {
    let mut hasher = Sha256::new();
    for outcome in runs.0.outcomes.iter().chain(&runs.1.outcomes) {
        let numbers = outcome
            .quarters
            .iter()
            .flatten()
            .chain(&outcome.measures)
            .chain(&outcome.draws);
        numbers.for_each(|x| hasher.update(x.to_bits().to_le_bytes()));
        for gate in &outcome.gates {
            hasher.update(gate.opened.unwrap_or(u32::MAX).to_le_bytes());
            hasher.update(gate.shut.unwrap_or(u32::MAX).to_le_bytes());
        }
        for transfer in &outcome.transfers {
            hasher.update(transfer.n_people.to_bits().to_le_bytes());
            let counts = [transfer.n_batches, transfer.bound_by_people];
            counts
                .iter()
                .chain(&transfer.bound_by_limit)
                .for_each(|n| hasher.update(n.to_le_bytes()));
        }
        for duration in &outcome.durations {
            hasher.update(duration.sum.to_bits().to_le_bytes());
            duration
                .histogram
                .iter()
                .for_each(|n| hasher.update(n.to_le_bytes()));
        }
        hasher.update(outcome.n_events.to_le_bytes());
    }
    hex(&hasher.finalize())
}

/// The files of a run: path and bytes, the manifest last.
///
/// Panics: if a table cannot be written to memory.
pub fn files(
    country: &Country,
    comparison: &Comparison,
    runs: (&Results, &Results),
    command: String,
) -> Vec<(String, Vec<u8>)> {
    let frames = [
        ("measures", measures(country, comparison, runs)),
        ("series", series(comparison)),
        ("gates", gates(country, comparison, runs)),
        ("draws", draws(country, runs)),
    ];
    let mut files = Vec::new();
    for (name, frame) in frames {
        files.push((format!("{name}.csv"), frame.csv()));
        files.push((format!("{name}.parquet"), frame.parquet()));
    }
    let json = serde_json::to_vec_pretty(comparison).expect("a comparison is plain data");
    files.push(("comparison.json".into(), json));
    let manifest = Manifest {
        schema: "wayleave.manifest/1",
        version: comparison.version,
        command,
        country: country.name.clone(),
        baseline: comparison.baseline.0.clone(),
        package: comparison.package.0.clone(),
        seed: comparison.plan.seed,
        replications: comparison.plan.replications,
        country_sha256: hash_folder(&country.written.folder),
        results_sha256: hash_results(runs),
        files: files
            .iter()
            .map(|(p, b)| (p.clone(), hex(&Sha256::digest(b))))
            .collect(),
    };
    let json = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
    files.push(("manifest.json".into(), json));
    files
}

fn sides<'r>(
    comparison: &Comparison,
    runs: (&'r Results, &'r Results),
) -> [(String, &'r Results); 2] {
    [
        (comparison.baseline.0.clone(), runs.0),
        (comparison.package.0.clone(), runs.1),
    ]
}

/// Every measure of every replication, on both sides.
fn measures(country: &Country, comparison: &Comparison, runs: (&Results, &Results)) -> Frame {
    let (mut side, mut package, mut name, mut unit) = (vec![], vec![], vec![], vec![]);
    let (mut replication, mut value) = (vec![], vec![]);
    for (which, (label, results)) in ["baseline", "package"]
        .into_iter()
        .zip(sides(comparison, runs))
    {
        for (r, outcome) in results.outcomes.iter().enumerate() {
            for (measure, x) in country.measures.iter().zip(&outcome.measures) {
                side.push(which.to_owned());
                package.push(label.clone());
                replication.push(Some(r as f64));
                name.push(measure.name.clone());
                unit.push(measure.unit.clone());
                value.push((!x.is_nan()).then_some(*x));
            }
        }
    }
    Frame {
        columns: vec![
            ("side", Column::Text(side)),
            ("package", Column::Text(package)),
            ("replication", Column::Number(replication)),
            ("measure", Column::Text(name)),
            ("unit", Column::Text(unit)),
            ("value", Column::Number(value)),
        ],
    }
}

/// Every series by quarter: medians and ranges of both sides, and what was published.
fn series(comparison: &Comparison) -> Frame {
    let (mut name, mut unit, mut quarter, mut answers) = (vec![], vec![], vec![], vec![]);
    let mut numbers: [Vec<Option<f64>>; 7] = Default::default();
    for row in &comparison.series {
        for (q, at) in row.quarters.iter().enumerate() {
            name.push(row.name.clone());
            unit.push(row.unit.clone());
            quarter.push(at.clone());
            answers.push(row.answers_to.clone().unwrap_or_default());
            let three = |r: &Range| [Some(r.median), Some(r.low), Some(r.high)];
            let all = three(&row.baseline[q])
                .into_iter()
                .chain(three(&row.package[q]));
            for (column, value) in numbers.iter_mut().zip(all.chain([row.published[q]])) {
                column.push(value);
            }
        }
    }
    let names = [
        "baseline_median",
        "baseline_low",
        "baseline_high",
        "package_median",
        "package_low",
        "package_high",
        "published",
    ];
    let mut columns = vec![
        ("series", Column::Text(name)),
        ("unit", Column::Text(unit)),
        ("quarter", Column::Text(quarter)),
        ("answers_to", Column::Text(answers)),
    ];
    columns.extend(names.into_iter().zip(numbers.map(Column::Number)));
    Frame { columns }
}

/// When each gate opened in each replication, on both sides.
fn gates(country: &Country, comparison: &Comparison, runs: (&Results, &Results)) -> Frame {
    let (mut side, mut name, mut opened, mut shut) = (vec![], vec![], vec![], vec![]);
    let mut replication = vec![];
    for (which, (_, results)) in ["baseline", "package"]
        .into_iter()
        .zip(sides(comparison, runs))
    {
        for (r, outcome) in results.outcomes.iter().enumerate() {
            for (gate, tally) in country.base.gates.iter().zip(&outcome.gates) {
                let day = |tick: Option<u32>| {
                    tick.map_or(String::new(), |t| {
                        country.base.start.plus(t as i32).to_string()
                    })
                };
                side.push(which.to_owned());
                replication.push(Some(r as f64));
                name.push(gate.name.clone());
                opened.push(day(tally.opened));
                shut.push(day(tally.shut));
            }
        }
    }
    Frame {
        columns: vec![
            ("side", Column::Text(side)),
            ("replication", Column::Number(replication)),
            ("gate", Column::Text(name)),
            ("opened", Column::Text(opened)),
            ("shut", Column::Text(shut)),
        ],
    }
}

/// What was drawn of each assumption in each replication.
fn draws(country: &Country, runs: (&Results, &Results)) -> Frame {
    let (mut replication, mut name, mut value) = (vec![], vec![], vec![]);
    for (r, outcome) in runs.1.outcomes.iter().enumerate() {
        for (assumption, x) in country.assumptions.iter().zip(&outcome.draws) {
            replication.push(Some(r as f64));
            name.push(assumption.name.clone());
            value.push(Some(*x));
        }
    }
    Frame {
        columns: vec![
            ("replication", Column::Number(replication)),
            ("assumption", Column::Text(name)),
            ("value", Column::Number(value)),
        ],
    }
}

impl Frame {
    fn rows(&self) -> usize {
        match &self.columns[0].1 {
            Column::Text(text) => text.len(),
            Column::Number(numbers) => numbers.len(),
        }
    }

    fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let names = self.columns.iter().map(|(name, _)| *name);
        writer.write_record(names).expect("memory takes every row");
        for i in 0..self.rows() {
            let cells = self.columns.iter().map(|(_, column)| match column {
                Column::Text(text) => text[i].clone(),
                Column::Number(numbers) => numbers[i].map_or(String::new(), |x| x.to_string()),
            });
            writer.write_record(cells).expect("memory takes every row");
        }
        writer.into_inner().expect("memory takes every row")
    }

    fn parquet(&self) -> Vec<u8> {
        let mut fields = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for (name, column) in &self.columns {
            match column {
                Column::Text(text) => {
                    fields.push(Field::new(*name, DataType::Utf8, false));
                    arrays.push(Arc::new(StringArray::from_iter_values(text)));
                }
                Column::Number(numbers) => {
                    fields.push(Field::new(*name, DataType::Float64, true));
                    arrays.push(Arc::new(Float64Array::from(numbers.clone())));
                }
            }
        }
        let schema = Arc::new(Schema::new(fields));
        let batch = RecordBatch::try_new(schema.clone(), arrays).expect("columns of one length");
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties))
            .expect("a schema of text and numbers");
        writer.write(&batch).expect("memory takes every row");
        writer.close().expect("memory takes every row");
        bytes
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
