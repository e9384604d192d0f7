//! Tables of words on a terminal or in a pipe.

use std::io::Write;

use anyhow::Result;
use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use wayleave::report::Words;

use crate::args::Format;

/// The longest name that is kept whole in the first column of a table. Unit: characters.
const LONGEST_NAME: usize = 32;
/// The longest word that is kept whole in the others.
const LONGEST_WORD: usize = 12;

fn has_header(words: &Words) -> bool {
    words.header.iter().any(|head| !head.is_empty())
}

/// Writes a table in the format asked for.
pub fn table(out: &mut impl Write, format: Format, words: &Words) -> Result<()> {
    match format {
        Format::Tsv => tsv(out, words),
        Format::Text | Format::Auto | Format::Json => text(out, words),
    }
}

/// Writes a value as JSON, and a line end.
pub fn json(out: &mut impl Write, value: &serde_json::Value) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Writes a table for people.
fn text(out: &mut impl Write, words: &Words) -> Result<()> {
    let mut table = Table::new();
    table
        .load_style(style())
        .set_content_arrangement(ContentArrangement::Dynamic);
    if has_header(words) {
        table.set_header(&words.header);
    }
    if table.width().is_none() {
        table.set_width(120);
    }
    let is_narrow = table.width().is_none_or(|w| w < 160);
    for row in &words.rows {
        // On a narrow screen a range stands below its median, so that both stay whole.
        let is_range = |text: &str| text.len() < 40 && text.contains(" to ") && text.ends_with(')');
        let cell = |text: &String| match text.split_once(" (") {
            Some((median, range)) if is_narrow && is_range(text) => format!("{median}\n({range}"),
            Some(_) | None => text.clone(),
        };
        let (first, rest) = row.split_first().expect("a row has cells");
        table.add_row(std::iter::once(first.clone()).chain(rest.iter().map(cell)));
    }
    for (i, column) in table.column_iter_mut().enumerate() {
        // No word is broken, as far as words are of a usual length.
        let cells = words
            .rows
            .iter()
            .map(|row| &row[i])
            .chain([&words.header[i]]);
        let longest = cells
            .flat_map(|cell| cell.split_whitespace())
            .map(|w| w.chars().count())
            .max();
        let most = if i == 0 { LONGEST_NAME } else { LONGEST_WORD };
        let width = longest.unwrap_or(0).min(most) as u16 + 2;
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    }
    writeln!(out, "{}", words.title)?;
    writeln!(out, "{table}\n")?;
    Ok(())
}

/// Lines above, below the header and at the end; none between rows.
fn style() -> TableStyle {
    let line = LineStyle::none().fill('─').junction('─');
    TableStyle::new()
        .top_border(line)
        .header_separator(line)
        .bottom_border(line)
}

/// Writes a table as tab-separated values, its title as a comment.
fn tsv(out: &mut impl Write, words: &Words) -> Result<()> {
    for line in words.title.lines() {
        writeln!(out, "# {line}")?;
    }
    if has_header(words) {
        writeln!(out, "{}", words.header.join("\t"))?;
    }
    for row in &words.rows {
        let cells: Vec<String> = row.iter().map(|c| c.replace(['\t', '\n'], " ")).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    writeln!(out)?;
    Ok(())
}

/// How wide the terminal is; 120 where there is none. Unit: characters.
pub fn width() -> usize {
    Table::new()
        .set_content_arrangement(ContentArrangement::Dynamic)
        .width()
        .map_or(120, usize::from)
}
