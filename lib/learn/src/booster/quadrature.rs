//! Gauss-Legendre rules on [0, 1].

/// The points and weights of the rule with `count` points: exact for polynomials up to degree `2 count - 1`.
///
/// Newton's method on the Legendre polynomial, from the usual cosines. Cost: O(count^2).
/// Reference: Golub & Welsch (1969), Calculation of Gauss quadrature rules, Mathematics of Computation 23,
/// doi:10.1090/S0025-5718-69-99647-1, whose rules these are.
pub(crate) fn rule(count: usize) -> Vec<(f64, f64)> {
    let n = count as f64;
    (0..count)
        .map(|place| {
            let mut x = (std::f64::consts::PI * (place as f64 + 0.75) / (n + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..STEPS {
                let (value, derivative) = legendre(count, x);
                slope = derivative;
                let step = value / derivative;
                x -= step;
                if step.abs() < 1e-16 {
                    break;
                }
            }
            ((1.0 - x) * 0.5, 1.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

/// Newton's method converges in four or five steps.
const STEPS: usize = 12;

/// Value and derivative of the Legendre polynomial of degree `degree` at `x` inside (-1, 1).
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut below, mut value) = (0.0, 1.0);
    for k in 0..degree {
        let k = k as f64;
        (below, value) = (value, ((2.0 * k + 1.0) * x * value - k * below) / (k + 1.0));
    }
    (value, degree as f64 * (x * value - below) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::rule;

    #[test]
    fn powers_are_integrated_exactly() {
        for count in 1..40 {
            for power in 0..2 * count {
                let found: f64 = rule(count).iter().map(|(x, w)| w * x.powi(power as i32)).sum();
                assert!((found * (power as f64 + 1.0) - 1.0).abs() < 1e-13, "{count} points, power {power}: {found}");
            }
        }
    }
}
