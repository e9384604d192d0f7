//! Tables of words on a terminal or in a pipe.

use std::io::Write;

use anyhow::Result;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use wayleave::report::Words;

/// Writes a table for people.
pub fn text(out: &mut impl Write, words: &Words) -> Result<()> {
    let mut table = Table::new();
    table
        .load_style(style())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(&words.header);
    if table.width().is_none() {
        table.set_width(120);
    }
    let is_narrow = table.width().is_none_or(|w| w < 160);
    for row in &words.rows {
        // On a narrow screen a range stands below its median, so that both stay whole.
        let cell = |text: &String| if is_narrow { text.replacen(" (", "\n(", 1) } else { text.clone() };
        let (first, rest) = row.split_first().expect("a row has cells");
        table.add_row(std::iter::once(first.clone()).chain(rest.iter().map(cell)));
    }
    writeln!(out, "{}", words.title)?;
    writeln!(out, "{table}\n")?;
    Ok(())
}

/// Lines above, below the header and at the end; none between rows.
fn style() -> TableStyle {
    let line = LineStyle::none().fill('─').junction('─');
    TableStyle::new().top_border(line).header_separator(line).bottom_border(line)
}

/// Writes a table as tab-separated values, its title as a comment.
pub fn tsv(out: &mut impl Write, words: &Words) -> Result<()> {
    for line in words.title.lines() {
        writeln!(out, "# {line}")?;
    }
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
