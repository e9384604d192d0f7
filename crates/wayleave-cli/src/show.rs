//! Tables of words on a terminal or in a pipe.

use std::io::Write;

use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets};
use wayleave::report::Words;

/// Writes a table for people.
pub fn text(out: &mut impl Write, words: &Words) -> Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(&words.header);
    if table.width().is_none() {
        table.set_width(120);
    }
    words.rows.iter().for_each(|row| {
        table.add_row(row);
    });
    writeln!(out, "{}", words.title)?;
    writeln!(out, "{table}\n")?;
    Ok(())
}

/// Writes a table as tab-separated values, its title as a comment.
pub fn tsv(out: &mut impl Write, words: &Words) -> Result<()> {
    writeln!(out, "# {}", words.title)?;
    writeln!(out, "{}", words.header.join("\t"))?;
    for row in &words.rows {
        let cells: Vec<String> = row.iter().map(|c| c.replace(['\t', '\n'], " ")).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    writeln!(out)?;
    Ok(())
}

/// How wide the terminal is; 120 where there is none. Unit: characters.
pub fn width() -> usize {
    Table::new().set_content_arrangement(ContentArrangement::Dynamic).width().map_or(120, usize::from)
}
