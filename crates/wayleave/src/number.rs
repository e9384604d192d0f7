//! Numbers as people read them.

use crate::compare::Range;

/// A number in a unit, to two significant figures, with thousands separators.
///
/// Money takes its mark and a scale word: `£540m`. Full precision is in the files of a run.
pub fn show(value: f64, unit: &str, mark: &str) -> String {
    let is_counted = !matches!(unit, "money" | "number" | "ratio" | "days");
    let rounded = significant(if is_counted { value.round() } else { value }, 2);
    let sign = if rounded < 0.0 { "-" } else { "" };
    let size = rounded.abs();
    if unit == "money" {
        let (scaled, word) = match size {
            s if s >= 1e9 => (s / 1e9, "bn"),
            s if s >= 1e6 => (s / 1e6, "m"),
            s => (s, ""),
        };
        return format!("{sign}{mark}{}{word}", plain(scaled));
    }
    if unit == "number" {
        return format!("{sign}{}%", plain(significant(size * 100.0, 2)));
    }
    format!("{sign}{}", plain(size))
}

/// A median with its range: `120,000 (90,000 to 150,000)`.
pub fn show_range(range: &Range, unit: &str, mark: &str) -> String {
    if range.low == range.high {
        return show(range.median, unit, mark);
    }
    let at = |x| show(x, unit, mark);
    format!(
        "{} ({} to {})",
        at(range.median),
        at(range.low),
        at(range.high)
    )
}

/// The same for a change: with a sign before every number above zero.
pub fn show_change(range: &Range, unit: &str, mark: &str) -> String {
    let at = |x: f64| match show(x, unit, mark) {
        shown if x > 0.0 && shown != "0" => format!("+{shown}"),
        shown => shown,
    };
    if range.low == range.high {
        return if range.median == 0.0 {
            "0".into()
        } else {
            at(range.median)
        };
    }
    format!(
        "{} ({} to {})",
        at(range.median),
        at(range.low),
        at(range.high)
    )
}

/// A number to the unit, with thousands separators.
pub fn grouped(value: f64) -> String {
    let sign = if value <= -0.5 { "-" } else { "" };
    format!("{sign}{}", plain(value.abs().round()))
}

/// A number rounded to so many significant figures.
pub fn significant(value: f64, figures: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10f64.powi(figures - 1 - value.abs().log10().floor() as i32);
    if scale >= 1.0 {
        (value * scale).round() / scale
    } else {
        (value * scale).round() * (1.0 / scale).round()
    }
}

/// Digits with thousands separators, without needless decimals.
fn plain(value: f64) -> String {
    let text = if value >= 10.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        let places = (1 - value.log10().floor() as i32).clamp(1, 9) as usize;
        format!("{value:.places$}")
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    };
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_what_is_known_of_them() {
        let shown = |value, unit| show(value, unit, "£");
        assert_eq!(shown(123_456.0, "people"), "120,000");
        assert_eq!(shown(541_300_000.0, "money"), "£540m");
        assert_eq!(shown(-1_234_000_000.0, "money"), "-£1.2bn");
        assert_eq!(shown(0.0123, "number"), "1.2%");
        assert_eq!(shown(0.0, "people"), "0");
        assert_eq!(shown(4.0, "people"), "4");
        assert_eq!(shown(-0.3, "people"), "0");
        assert_eq!(shown(7.25, "days"), "7.3");
        assert_eq!(shown(999_999.0, "money"), "£1m");
    }
}
