//! Ranges of samples.

/// The middle of a sample and the range that holds a stated share of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The median.
    pub median: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The central interval that holds this share of a sample.
///
/// Absent: for an empty sample. Panics: on `NaN`.
pub fn interval(sample: &[f64], level: f64) -> Option<Interval> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).expect("samples are numbers"));
    let at = |u| quantile(&sorted, u);
    let tail = (1.0 - level) / 2.0;
    Some(Interval {
        median: at(0.5)?,
        low: at(tail)?,
        high: at(1.0 - tail)?,
    })
}

/// The quantile of a sorted sample, interpolated between neighbours (type 7 of Hyndman and Fan).
///
/// Absent: for an empty sample.
pub fn quantile(sorted: &[f64], u: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = u * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

/// The mean of a sample and the standard error of that mean.
///
/// Absent: for fewer than two.
pub fn mean_and_error(sample: &[f64]) -> Option<(f64, f64)> {
    let n = sample.len() as f64;
    if n < 2.0 {
        return None;
    }
    let mean = sample.iter().sum::<f64>() / n;
    let squares: f64 = sample.iter().map(|x| (x - mean).powi(2)).sum();
    Some((mean, (squares / (n - 1.0) / n).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_its_share() {
        let sample: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        let found = interval(&sample, 0.8).unwrap();
        assert!((found.low - 10.0).abs() < 1e-9 && (found.high - 90.0).abs() < 1e-9);
        assert_eq!(found.median, 50.0);
        assert_eq!(interval(&[], 0.8), None);
        assert_eq!(quantile(&[1.0, 2.0], 0.25), Some(1.25));
        assert_eq!(mean_and_error(&[1.0, 3.0]), Some((2.0, 1.0)));
    }
}
