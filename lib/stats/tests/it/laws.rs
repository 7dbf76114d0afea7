//! Laws that hold for all inputs.

use proptest::prelude::*;
use stats::{ChiSquared, Clusters, Continuous, Estimate, FisherF, LongRun, Moments, Normal, StudentT};

use crate::relative;

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1e3..1e3, 2..60)
}

fn close_or_small(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * scale.max(1e-9)
}

proptest! {
    #[test]
    fn quantiles_undo_tails(df in 0.3..500.0, other in 0.3..500.0, p in 1e-12..0.5) {
        let laws: [Box<dyn Continuous>; 4] = [
            Box::new(Normal::standard()),
            Box::new(StudentT::new(df).unwrap()),
            Box::new(ChiSquared::new(df).unwrap()),
            Box::new(FisherF::new(df, other).unwrap()),
        ];
        for law in laws {
            prop_assert!(relative(law.cdf(law.quantile(p).unwrap()), p) < 1e-11);
            prop_assert!(relative(law.sf(law.upper_quantile(p).unwrap()), p) < 1e-11);
        }
    }

    #[test]
    fn both_tails_sum_to_one_and_rise(df in 0.3..1e6, a in -30.0..30.0, step in 0.0..5.0) {
        let law = StudentT::new(df).unwrap();
        prop_assert!((law.cdf(a) + law.sf(a) - 1.0).abs() < 1e-15);
        prop_assert!(law.cdf(a + step) >= law.cdf(a) - 1e-16);
    }

    #[test]
    fn squared_t_is_f(df in 0.5..1e5, t in 0.01..20.0) {
        let two_sided = 2.0 * StudentT::new(df).unwrap().sf(t);
        prop_assert!(relative(FisherF::new(1.0, df).unwrap().sf(t * t), two_sided) < 1e-11);
    }

    #[test]
    fn moments_merge_in_any_split(values in values(), cut in 0.0..1.0) {
        let cut = (cut * values.len() as f64) as usize;
        let whole: Moments = values.iter().copied().collect();
        let mut left: Moments = values[..cut].iter().copied().collect();
        let right: Moments = values[cut..].iter().copied().collect();
        left.merge(&right);
        prop_assert_eq!(left.count(), whole.count());
        let scale = 1e3_f64;
        prop_assert!(close_or_small(left.mean().unwrap(), whole.mean().unwrap(), scale));
        prop_assert!(close_or_small(left.variance().unwrap(), whole.variance().unwrap(), scale * scale));
        if let (Some(a), Some(b)) = (left.skewness(), whole.skewness()) {
            prop_assert!(close_or_small(a, b, 1.0 + scale / whole.variance().unwrap().sqrt()));
        }
        let mut identity = Moments::default();
        identity.merge(&whole);
        prop_assert_eq!(identity, whole);
    }

    #[test]
    fn clusters_of_one_row_are_rows(values in values()) {
        let ids: Vec<u32> = (0..values.len() as u32).rev().collect();
        let (by_cluster, by_row) = (Clusters::new(&ids).mean(&values).unwrap(), stats::row_mean(&values).unwrap());
        prop_assert!(close_or_small(by_cluster.se, by_row.se, by_row.se));
        prop_assert!(relative(by_cluster.df, by_row.df) < 1e-9);
    }

    #[test]
    fn blocks_without_overlap_are_a_t_test_on_block_means(values in prop::collection::vec(-9.0..9.0, 60..=60)) {
        let by_block = LongRun::blocks(60, 1, 5).unwrap().mean(&values).unwrap();
        let means: Vec<f64> = values.chunks(12).map(|block| stats::mean(block).unwrap()).collect();
        let plain = stats::row_mean(&means).unwrap();
        prop_assert!(close_or_small(by_block.se, plain.se, plain.se));
        prop_assert!((by_block.df - 4.0).abs() < 1e-9);
    }

    #[test]
    fn holm_keeps_order_and_only_raises(p in prop::collection::vec(0.0..1.0, 1..20)) {
        let adjusted = stats::holm(&p).unwrap();
        let lowest = p.iter().copied().fold(1.0, f64::min);
        prop_assert!(relative(adjusted.iter().copied().fold(1.0, f64::min), (lowest * p.len() as f64).min(1.0)) < 1e-12);
        for i in 0..p.len() {
            prop_assert!(adjusted[i] >= p[i] && adjusted[i] <= 1.0);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }
    }

    #[test]
    fn p_value_and_bound_agree(value in -3.0..3.0, se in 0.0..2.0, df in 1.0..200.0, skew in -0.8..0.8, bar in -3.0..3.0) {
        let estimate = Estimate { value, se, df, skew, se_noise: 0.0 };
        let upper: f64 = estimate.upper(0.95).unwrap();
        prop_assume!(f64::abs(upper - bar) > 1e-9);
        prop_assert_eq!(upper < bar, estimate.p_at_least(bar).unwrap() < 0.05);
        prop_assert!(upper >= estimate.t_upper(0.95).unwrap() - 1e-12);
        prop_assert!(estimate.lower(0.95).unwrap() <= estimate.t_lower(0.95).unwrap() + 1e-12);
    }
}
