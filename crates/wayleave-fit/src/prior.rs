//! What is supposed of an unknown number before anything is seen.

use statrs::distribution::{ContinuousCDF, Normal};

/// A distribution of an unknown number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Prior {
    /// Taken as known.
    Fixed(f64),
    /// Equally likely anywhere between.
    Uniform {
        /// The least.
        low: f64,
        /// The most.
        high: f64,
    },
    /// Between two numbers, most likely at a third.
    Triangular {
        /// The least.
        low: f64,
        /// The most likely.
        mode: f64,
        /// The most.
        high: f64,
    },
    /// Normal.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// Log-normal: two thirds of it lies between the median divided and multiplied by the spread.
    Lognormal {
        /// The median.
        median: f64,
        /// The factor of one standard deviation of the logarithm.
        spread: f64,
    },
}

impl Prior {
    /// The number below which a share `u` of the distribution lies.
    ///
    /// Panics: if `u` is not strictly between 0 and 1.
    pub fn quantile(&self, u: f64) -> f64 {
        assert!(
            u > 0.0 && u < 1.0,
            "a quantile is of a share between 0 and 1"
        );
        let z = || Normal::standard().inverse_cdf(u);
        match *self {
            Prior::Fixed(value) => value,
            Prior::Uniform { low, high } => low + u * (high - low),
            Prior::Triangular { low, mode, high } => {
                let below = (mode - low) / (high - low);
                if u < below {
                    low + (u * (high - low) * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * (high - low) * (high - mode)).sqrt()
                }
            }
            Prior::Normal { mean, sd } => mean + sd * z(),
            Prior::Lognormal { median, spread } => median * (spread.ln() * z()).exp(),
        }
    }

    /// The least and most that it can be; for unbounded ones, all but one in a thousand on each side.
    pub fn range(&self) -> (f64, f64) {
        match *self {
            Prior::Fixed(value) => (value, value),
            Prior::Uniform { low, high } | Prior::Triangular { low, high, .. } => (low, high),
            Prior::Normal { .. } | Prior::Lognormal { .. } => {
                (self.quantile(0.001), self.quantile(0.999))
            }
        }
    }

    /// Its median.
    pub fn central(&self) -> f64 {
        self.quantile(0.5)
    }

    /// What is wrong with its numbers, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        match *self {
            Prior::Fixed(_) => None,
            Prior::Uniform { low, high } => (low > high).then_some("the least is above the most"),
            Prior::Triangular { low, mode, high } => (!(low <= mode && mode <= high)
                || low == high)
                .then_some("the most likely value must lie between the least and the most"),
            Prior::Normal { sd, .. } => (sd < 0.0).then_some("the standard deviation is negative"),
            Prior::Lognormal { median, spread } => (median <= 0.0 || spread < 1.0)
                .then_some("the median must be above 0 and the spread at least 1"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_match_known_values() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} is not {b}");
        near(
            Prior::Uniform {
                low: 2.0,
                high: 4.0,
            }
            .quantile(0.25),
            2.5,
        );
        near(
            Prior::Normal {
                mean: 10.0,
                sd: 2.0,
            }
            .quantile(0.975),
            13.919_928,
        );
        near(
            Prior::Lognormal {
                median: 3.0,
                spread: 2.0,
            }
            .quantile(0.5),
            3.0,
        );
        near(
            Prior::Lognormal {
                median: 3.0,
                spread: 2.0,
            }
            .quantile(0.841_344_746),
            6.0,
        );
        let triangle = Prior::Triangular {
            low: 0.0,
            mode: 1.0,
            high: 4.0,
        };
        near(triangle.quantile(0.25), 1.0);
        near(triangle.quantile(1e-12), 2e-6);
        assert!(
            Prior::Triangular {
                low: 1.0,
                mode: 0.0,
                high: 4.0
            }
            .fault()
            .is_some()
        );
    }
}
