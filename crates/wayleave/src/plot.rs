//! A plot of a series in a terminal: one column a quarter, readable without colour.

use crate::compare::SeriesRow;
use crate::number::show;

/// How many rows a plot has.
const ROWS: usize = 16;

/// Draws a series: baseline, package with its range, and what was published.
///
/// Marks: `░` range of the package, `·` baseline, `#` package, `+` both, `o` published.
pub fn plot(row: &SeriesRow, width: usize) -> String {
    let n = row.quarters.len();
    let width = width.clamp(10, n.max(10));
    let column = |x: usize| -> std::ops::Range<usize> {
        let from = x * n / width;
        from..((x + 1) * n / width).max(from + 1).min(n)
    };
    let published: f64 = row.published.iter().flatten().copied().fold(0.0, f64::max);
    let top = row
        .package
        .iter()
        .chain(&row.baseline)
        .map(|r| r.high)
        .fold(published, f64::max);
    if top <= 0.0 {
        return format!("{}: 0 throughout\n", row.title);
    }
    let step = step(top);
    let high = (top / step).ceil() * step;
    let level = |value: f64| ((value / high * ROWS as f64) as usize).min(ROWS - 1);
    let mut cells = vec![vec![' '; width]; ROWS];
    for x in 0..width {
        let quarters = column(x);
        let mean = |f: &dyn Fn(usize) -> f64| {
            quarters.clone().map(f).sum::<f64>() / quarters.len().max(1) as f64
        };
        let (low, up) = (
            mean(&|q| row.package[q].low),
            mean(&|q| row.package[q].high),
        );
        if up > low {
            cells[level(low)..=level(up)]
                .iter_mut()
                .for_each(|line| line[x] = '░');
        }
        let base = level(mean(&|q| row.baseline[q].median));
        let package = level(mean(&|q| row.package[q].median));
        cells[base][x] = '·';
        cells[package][x] = if base == package { '+' } else { '#' };
        for value in quarters.filter_map(|q| row.published[q]) {
            cells[level(value)][x] = 'o';
        }
    }
    let mut text = format!("{} ({}, by quarter)\n", row.title, row.unit);
    let label = |value: f64| show(value, &row.unit, "");
    let margin = label(high)
        .chars()
        .count()
        .max(label(high / 2.0).chars().count());
    for (y, line) in cells.iter().enumerate().rev() {
        let mark = match y {
            y if y == ROWS - 1 => label(high),
            y if y == ROWS / 2 => label(high / 2.0),
            0 => "0".into(),
            _ => String::new(),
        };
        let line: String = line.iter().collect();
        text.push_str(&format!("{mark:>margin$} │{}\n", line.trim_end()));
    }
    text.push_str(&format!("{:margin$} └{}\n", "", "─".repeat(width)));
    let mut years = vec![' '; width + 5];
    let mut free = 0;
    for x in 0..width {
        let quarter = &row.quarters[column(x).start];
        if let Some(year) = quarter.strip_suffix("-Q1")
            && x >= free
        {
            year.chars().enumerate().for_each(|(i, c)| years[x + i] = c);
            free = x + 6;
        }
    }
    let years: String = years.iter().collect();
    text.push_str(&format!("{:margin$}  {}\n", "", years.trim_end()));
    let answers = row
        .answers_to
        .as_ref()
        .map_or(String::new(), |_| "   o published".into());
    text.push_str(&format!(
        "{:margin$}  · baseline   # package   + both   ░ 80% range of the package{answers}\n",
        ""
    ));
    text
}

/// A round step of which at most ten reach the top.
fn step(top: f64) -> f64 {
    let power = 10f64.powf(top.log10().floor());
    [0.1, 0.2, 0.5, 1.0]
        .into_iter()
        .map(|s| s * power)
        .find(|s| top / s <= 20.0)
        .unwrap_or(power)
}
