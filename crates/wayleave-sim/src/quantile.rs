//! Inverse distribution functions: one uniform number in, one draw out, rising with it.

use statrs::function::erf::erfc;
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// The standard normal quantile by Wichura's algorithm AS 241, accurate to about 1 in 10^16.
#[inline]
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let r = (-u.min(1.0 - u).ln()).sqrt();
    let z = if r <= 5.0 {
        ratio(r - 1.6, &FLANK)
    } else {
        ratio(r - 5.0, &TAIL)
    };
    z.copysign(q)
}

type Rational = ([f64; 8], [f64; 8]);

#[inline]
fn ratio(x: f64, (over, under): &Rational) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
    polynomial(over) / polynomial(under)
}

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
);

const FLANK: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

/// The quantile of a gamma distribution of mean 1, tabulated for one shape.
///
/// The table holds cube roots against normal quantiles, which is nearly a straight line (Wilson
/// and Hilferty), so that linear interpolation is accurate to about 1 in 30,000.
#[derive(Debug)]
pub struct Gamma {
    roots: Vec<f64>,
}

const FURTHEST: f64 = 6.5;
const STEPS_A_UNIT: f64 = 32.0;

impl Gamma {
    /// The table for one shape.
    ///
    /// Panics: if the shape is not above 0.
    pub fn new(shape: f64) -> Gamma {
        assert!(
            shape > 0.0,
            "the shape of a gamma distribution is above 0, not {shape}"
        );
        let n = (2.0 * FURTHEST * STEPS_A_UNIT) as usize;
        let lowest = erfc(FURTHEST / std::f64::consts::SQRT_2) / 2.0;
        // Near 0 the distribution function is x^shape / gamma(shape + 1).
        let mut log = (lowest.ln() + ln_gamma(shape + 1.0)) / shape;
        let roots = (0..=n).map(|i| {
            log = solved(shape, i as f64 / STEPS_A_UNIT - FURTHEST, log);
            (log.exp() / shape).cbrt()
        });
        Gamma {
            roots: roots.collect(),
        }
    }

    /// The quantile.
    pub fn at(&self, u: f64) -> f64 {
        let x = (normal(u) + FURTHEST) * STEPS_A_UNIT;
        let i = (x as usize).min(self.roots.len() - 2);
        let root = self.roots[i] + (x - i as f64) * (self.roots[i + 1] - self.roots[i]);
        root.max(0.0).powi(3)
    }
}

/// The logarithm of the gamma quantile (of scale 1) at a normal quantile, by Newton's method on
/// the logarithm of the smaller tail.
fn solved(shape: f64, z: f64, guess: f64) -> f64 {
    let goal = (erfc(z.abs() / std::f64::consts::SQRT_2) / 2.0).ln();
    let mut log = guess.max(-600.0);
    for _ in 0..50 {
        let x = log.exp();
        let tail = if z < 0.0 {
            gamma_lr(shape, x)
        } else {
            gamma_ur(shape, x)
        };
        let density = (shape * log - x - ln_gamma(shape)).exp();
        let slope = density / tail * if z < 0.0 { 1.0 } else { -1.0 };
        let step = (tail.ln() - goal) / slope;
        if !step.is_finite() {
            break;
        }
        log = (log - step.clamp(-1.0, 1.0)).max(-600.0);
        if step.abs() < 1e-10 {
            break;
        }
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Gamma as Reference, Normal};

    #[test]
    fn the_normal_quantile_agrees_with_the_reference() {
        let reference = Normal::new(0.0, 1.0).unwrap();
        for i in 1..2000 {
            let u = f64::from(i) / 2000.0;
            assert!(
                (normal(u) - reference.inverse_cdf(u)).abs() < 1e-9,
                "at {u}"
            );
        }
        for u in [1e-10, 1e-6, 1e-3] {
            assert!(
                (normal(u) - reference.inverse_cdf(u)).abs() < 1e-8,
                "at {u}"
            );
            assert!((reference.cdf(normal(u)) / u - 1.0).abs() < 1e-8, "at {u}");
        }
    }

    #[test]
    fn the_gamma_table_agrees_with_the_reference() {
        for shape in [0.3, 1.0, 2.0, 4.5, 60.0] {
            let table = Gamma::new(shape);
            let reference = Reference::new(shape, shape).unwrap();
            for i in 1..200 {
                let u = f64::from(i) / 200.0;
                assert!(
                    (reference.cdf(table.at(u)) - u).abs() < 2e-4,
                    "shape {shape} at {u}"
                );
            }
            let n = 100_000;
            let mean: f64 = (0..n)
                .map(|i| table.at((f64::from(i) + 0.5) / f64::from(n)))
                .sum::<f64>()
                / f64::from(n);
            assert!((mean - 1.0).abs() < 3e-4, "shape {shape}: mean {mean}");
        }
    }
}
