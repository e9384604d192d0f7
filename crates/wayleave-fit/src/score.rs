//! How far estimates lie from what was published.

/// How far a series lies from another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Misfit {
    /// Mean of estimate less published, over the mean of the published.
    pub bias: f64,
    /// Mean of the absolute differences, over the mean of the published.
    pub mean_absolute: f64,
    /// The largest absolute difference, over the published value at that place; places where less
    /// than a tenth of the mean was published are left out.
    pub worst: f64,
    /// The place of the largest.
    pub worst_at: usize,
}

/// How far estimates lie from published values, pair by pair.
///
/// Absent: without pairs, or where the published values sum to zero.
pub fn misfit(pairs: &[(f64, f64)]) -> Option<Misfit> {
    let total: f64 = pairs.iter().map(|(_, published)| published).sum();
    if pairs.is_empty() || total == 0.0 {
        return None;
    }
    let difference = |(estimate, published): &(f64, f64)| estimate - published;
    let relative = |pair: &(f64, f64)| difference(pair).abs() / pair.1.abs();
    let least = 0.1 * (total / pairs.len() as f64).abs();
    let worst_at = (0..pairs.len())
        .filter(|i| pairs[*i].1.abs() >= least)
        .max_by(|a, b| relative(&pairs[*a]).total_cmp(&relative(&pairs[*b])))
        .expect("some value is as large as the mean");
    Some(Misfit {
        bias: pairs.iter().map(difference).sum::<f64>() / total,
        mean_absolute: pairs.iter().map(|p| difference(p).abs()).sum::<f64>() / total,
        worst: relative(&pairs[worst_at]),
        worst_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misfit_is_relative_to_what_was_published() {
        let found = misfit(&[(110.0, 100.0), (90.0, 100.0), (230.0, 200.0)]).unwrap();
        let with_a_small_one = misfit(&[(110.0, 100.0), (2.0, 1.0)]).unwrap();
        assert_eq!(with_a_small_one.worst_at, 0);
        assert!((found.bias - 30.0 / 400.0).abs() < 1e-12);
        assert!((found.mean_absolute - 50.0 / 400.0).abs() < 1e-12);
        assert_eq!(found.worst_at, 2);
        assert_eq!(misfit(&[]), None);
    }
}
