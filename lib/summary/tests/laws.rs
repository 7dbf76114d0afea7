//! Laws: merges, batches and order change nothing beyond the stated tolerance; odd values do no harm.
#![allow(missing_docs, clippy::unwrap_used, clippy::float_cmp)]

use proptest::prelude::*;
use summary::{
    Bottom, Column, Counts, Distinct, Drawn, Gram, Instants, LogSums, Moments, Numbers, Quantiles, RowHashes, TopK, Unit,
    Validity, hash_word,
};

fn near(a: Option<f64>, b: Option<f64>, tolerance: f64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= tolerance * a.abs().max(b.abs()),
        (a, b) => a == b,
    }
}

fn uniform(seed: u64, at: u64) -> f64 {
    ((hash_word(seed, at) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// Finite values with ties and an offset.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let offset = prop_oneof![Just(0.0), Just(1e6), Just(-1e9), Just(1e12)];
    (offset, prop::collection::vec(prop_oneof![-4.0..4.0_f64, (-3..3_i32).prop_map(f64::from)], 0..400))
        .prop_map(|(offset, v)| v.into_iter().map(|x| x + offset).collect())
}

/// Summaries of two parts of the values, joined, and of the whole.
macro_rules! joined {
    ($new:expr, $values:expr, $cut:expr) => {{
        let (first, second) = $values.split_at($cut.min($values.len()));
        let (mut a, mut b, mut whole) = ($new, $new, $new);
        a.add_slice(first);
        b.add_slice(second);
        whole.add_slice($values);
        a.merge(&b);
        let empty = $new;
        let before = a.clone();
        a.merge(&empty);
        prop_assert_eq!(&a, &before);
        let mut from_empty = empty;
        from_empty.merge(&a);
        prop_assert_eq!(&from_empty, &a);
        (a, whole)
    }};
}

fn counts(values: &[f64], validity: Validity<'_>) -> Counts {
    let mut counts = Counts::new();
    counts.add(&Numbers::sift(Column::new(values, validity), &mut Vec::new()));
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn counts_of_parts_are_those_of_the_whole(
        values in prop::collection::vec(prop_oneof![any::<f64>(), -2.0..2.0_f64, (-3..3_i32).prop_map(f64::from)], 0..100),
        bits in prop::collection::vec(any::<u8>(), 14),
        cut in 0_usize..100,
    ) {
        let cut = cut.min(values.len());
        let validity = Validity::bitmap(&bits, 3);
        let mut joined = counts(&values[..cut], validity);
        joined.merge(&counts(&values[cut..], validity.skip(cut)));
        let whole = counts(&values, validity);
        prop_assert_eq!(&joined, &whole);
        let there: Vec<f64> = (0..values.len()).filter(|&i| validity.get(i)).map(|i| values[i]).collect();
        let finite: Vec<f64> = there.iter().copied().filter(|x| x.is_finite()).collect();
        prop_assert_eq!(whole.finite(), finite.len() as u64);
        prop_assert_eq!(whole.missing(), (values.len() - there.len()) as u64);
        prop_assert_eq!(whole.whole(), finite.iter().filter(|x| x.fract() == 0.0).count() as u64);
        prop_assert_eq!(whole.zeros(), finite.iter().filter(|&&x| x == 0.0).count() as u64);
        prop_assert_eq!(whole.min(), finite.iter().copied().reduce(f64::min));
        prop_assert_eq!(whole.ascending(), finite.len() > 1 && finite.is_sorted());
        prop_assert_eq!(whole.strictly_descending(), finite.len() > 1 && finite.windows(2).all(|w| w[0] > w[1]));
    }

    #[test]
    fn moments_of_parts_are_those_of_the_whole(values in values(), cut in 0_usize..400) {
        let (joined, whole) = joined!(Moments::new(), &values, cut);
        prop_assert_eq!(joined.count(), whole.count());
        // Near zero the mean is as good as the values are large.
        let size = values.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
        let close = |other: Moments| (other.mean().unwrap_or(0.0) - whole.mean().unwrap_or(0.0)).abs() <= 1e-15 * size;
        prop_assert!(close(joined));
        prop_assert!(near(joined.variance(), whole.variance(), 1e-12));
        let mut one_by_one = Moments::new();
        for &x in &values {
            one_by_one.add(x);
        }
        prop_assert!(close(one_by_one));
    }

    #[test]
    fn exact_summaries_do_not_depend_on_order(values in values(), cut in 0_usize..400) {
        let (quantiles, whole) = joined!(Quantiles::new(1000, 1), &values, cut);
        prop_assert_eq!(quantiles.ranks(), whole.ranks());
        let (distinct, whole) = joined!(Distinct::new(1000), &values, cut);
        prop_assert_eq!(&distinct, &whole);
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.dedup();
        prop_assert_eq!(distinct.count(), sorted.len() as u64);
        let (top, whole) = joined!(TopK::<f64>::new(1000), &values, cut);
        prop_assert_eq!(&top, &whole);
        prop_assert!(top.exact());
        let mut reversed = values.clone();
        reversed.reverse();
        let mut other = TopK::<f64>::new(1000);
        other.add_slice(&reversed);
        prop_assert_eq!(&other, &whole);
        let (logs, whole) = joined!(LogSums::new(), &values, cut);
        prop_assert_eq!(logs.positive(), whole.positive());
        prop_assert!(near(logs.log_square(), whole.log_square(), 1e-12));
        prop_assert_eq!(logs.all_within_unit(), !values.is_empty() && values.iter().all(|&x| x > 0.0 && x < 1.0));
    }

    #[test]
    fn counts_of_frequent_keys_stay_within_their_bounds(keys in prop::collection::vec((0..40_u32).prop_map(|k| f64::from(k * k / 40)), 0..500), cap in 2_usize..30, cut in 0_usize..500) {
        let (first, second) = keys.split_at(cut.min(keys.len()));
        let (mut top, mut other) = (TopK::<f64>::new(cap), TopK::<f64>::new(cap));
        top.add_slice(first);
        other.add_slice(second);
        top.merge(&other);
        prop_assert!(top.held() <= cap && top.total() == keys.len() as u64);
        let held = top.top(cap);
        for k in &held {
            let true_count = keys.iter().filter(|&&x| x == k.key).count() as u64;
            prop_assert!((k.at_least..=k.at_most).contains(&true_count));
        }
        for key in keys.iter().filter(|x| held.iter().all(|k| k.key != **x)) {
            prop_assert!(keys.iter().filter(|x| *x == key).count() as u64 <= top.error());
        }
    }

    #[test]
    fn the_same_rows_are_sampled_however_batched(rows in 0_u64..3000, cut in 0_u64..3000, k in 0_usize..200) {
        let cut = cut.min(rows);
        let (mut whole, mut a, mut b) = (Bottom::new(k, 9), Bottom::new(k, 9), Bottom::new(k, 9));
        let mut entered = Vec::new();
        whole.add_range(0, rows, &mut entered);
        a.add_range(cut, rows - cut, &mut Vec::new());
        b.add_range(0, cut, &mut Vec::new());
        a.merge(&b);
        prop_assert_eq!(&a, &whole);
        prop_assert_eq!(whole.rows().len() as u64, rows.min(k as u64));
        prop_assert!(whole.rows().iter().all(|row| entered.contains(row) && whole.holds(*row)));
        prop_assert_eq!(entered.iter().filter(|&&row| whole.holds(row)).count(), whole.rows().len());
    }

    #[test]
    fn hashes_of_rows_do_not_depend_on_order(hashes in prop::collection::vec(0..600_u64, 0..900), cut in 0_usize..900, cap in 1_usize..300) {
        let hashes: Vec<u64> = hashes.into_iter().map(|h| hash_word(3, h)).collect();
        let (mut joined, whole) = joined!(RowHashes::new(cap), &hashes, cut);
        prop_assert_eq!(&joined, &whole);
        let mut other = RowHashes::new(cap);
        other.add_slice(&hashes.iter().rev().copied().collect::<Vec<_>>());
        prop_assert_eq!(&other, &whole);
        joined.merge(&other);
        prop_assert_eq!(joined.rows(), 2 * hashes.len() as u64);
    }

    #[test]
    fn instants_of_parts_are_those_of_the_whole(times in prop::collection::vec(any::<i64>(), 0..60), cut in 0_usize..60) {
        let (first, second) = times.split_at(cut.min(times.len()));
        let (mut a, mut b, mut whole) = (Instants::new(Unit::Days), Instants::new(Unit::Days), Instants::new(Unit::Days));
        a.add_slice(first, Validity::all());
        b.add_slice(second, Validity::all());
        whole.add_slice(&times, Validity::all());
        a.merge(&b).unwrap();
        prop_assert_eq!(a, whole);
    }

    #[test]
    fn cross_products_are_those_of_complete_pairs(
        rows in 0_usize..700, cut in 0_usize..700, gaps in prop::collection::vec(0.0..0.5_f64, 5), offset in prop_oneof![Just(0.0), Just(1e6), Just(1e9)],
    ) {
        let gaps: Vec<f64> = gaps.into_iter().map(|g| if g < 0.2 { 0.0 } else { g }).collect();
        let columns: Vec<Vec<f64>> = (0..5).map(|c| (0..rows).map(|i| offset + (uniform(c, i as u64) * 64.0).floor() + f64::from(i as u32 % 7) * c as f64).collect()).collect();
        let there = |c: usize, i: usize| uniform(50 + c as u64, i as u64) >= gaps[c];
        let masks: Vec<Vec<u8>> = (0..5).map(|c| (0..rows.div_ceil(8)).map(|b| (0..8).fold(0, |m, k| m | u8::from(there(c, b * 8 + k)) << k)).collect()).collect();
        let part = |from: usize, to: usize| {
            let mut gram = Gram::new(5);
            let columns: Vec<Column<'_>> = (0..5).map(|c| {
                let validity = if gaps[c] > 0.0 { Validity::bitmap(&masks[c], 0).skip(from) } else { Validity::all() };
                Column::new(&columns[c][from..to], validity)
            }).collect();
            gram.add(&columns);
            gram
        };
        let cut = cut.min(rows);
        let mut joined = part(0, cut);
        joined.merge(&part(cut, rows)).unwrap();
        let mut reverse = part(cut, rows);
        reverse.merge(&part(0, cut)).unwrap();
        let whole = part(0, rows);
        for i in 0..5 {
            for j in 0..5 {
                let both: Vec<usize> = (0..rows).filter(|&r| there(i, r) && there(j, r)).collect();
                let n = both.len() as f64;
                let mean = |c: usize| both.iter().map(|&r| columns[c][r] - offset).sum::<f64>() / n;
                let (mx, my) = (mean(i), mean(j));
                let xy: f64 = both.iter().map(|&r| (columns[i][r] - offset - mx) * (columns[j][r] - offset - my)).sum();
                for gram in [&whole, &joined, &reverse] {
                    let Some(pair) = gram.pair(i, j) else {
                        prop_assert!(both.is_empty());
                        continue;
                    };
                    prop_assert_eq!(pair.count, both.len() as u64);
                    prop_assert!((pair.mean_x - mx - offset).abs() <= 1e-12 * (offset + 100.0));
                    let scale = (pair.xx * pair.yy).sqrt();
                    prop_assert!((pair.xy - xy).abs() <= 1e-11 * scale.max(1.0), "{} {} {}", pair.xy, xy, offset);
                }
            }
        }
    }

    #[test]
    fn histograms_hold_every_value(values in prop::collection::vec(prop_oneof![any::<f64>(), -4.0..4.0_f64, Just(1.0)], 0..400)) {
        let mut quantiles = Quantiles::new(1000, 1);
        quantiles.add_slice(&values);
        let finite = values.iter().filter(|x| x.is_finite()).count() as u64;
        let Some(drawn) = Drawn::from_ranks(&quantiles.ranks()) else {
            prop_assert_eq!(finite, 0);
            return Ok(());
        };
        let h = &drawn.histogram;
        let points: u64 = drawn.points.iter().map(|p| p.count).sum();
        prop_assert_eq!(h.counts().iter().sum::<u64>() + h.below() + h.above() + points, finite);
        prop_assert!(h.counts().len() <= 125);
    }
}

/// A sketch answers within its stated error, the same however the values were batched or merged, in sorted and in random order.
#[test]
fn sketched_quantiles_stay_within_their_error() {
    let n = 1_000_000_u64;
    let orders: [Vec<f64>; 3] = [
        (0..n).map(|i| i as f64).collect(),
        (0..n).rev().map(|i| i as f64).collect(),
        (0..n).map(|i| (i * 7919 % n) as f64).collect(),
    ];
    for values in orders {
        let mut whole = Quantiles::new(20_000, 5);
        whole.add_slice(&values);
        let mut batched = Quantiles::new(20_000, 5);
        values.chunks(777).for_each(|batch| batched.add_slice(batch));
        assert_eq!(whole, batched);
        let mut merged = Quantiles::new(20_000, 5);
        for part in values.chunks(150_000) {
            let mut of_part = Quantiles::new(20_000, 6);
            of_part.add_slice(part);
            merged.merge(&of_part);
        }
        for quantiles in [&whole, &merged] {
            let ranks = quantiles.ranks();
            assert_eq!((ranks.count(), ranks.quantile(0.0), ranks.quantile(1.0)), (n, Some(0.0), Some((n - 1) as f64)));
            let error = quantiles.rank_error();
            assert!(error > 0.0 && error < 0.001, "{error}");
            let within = (1..1000).filter(|&i| {
                let p = f64::from(i) / 1000.0;
                (ranks.quantile(p).unwrap() / n as f64 - p).abs() <= error + 1e-6
            });
            assert!(within.count() >= 989);
        }
    }
}

/// Mean error of the estimate over 40 sets: no bias beyond its own standard error, spread as stated; a merge never shrinks it.
#[test]
fn sketched_distinct_counts_have_the_stated_error() {
    for n in [20_000_u64, 60_000, 1_000_000] {
        let errors: Vec<f64> = (0..12)
            .map(|seed| {
                let mut distinct = Distinct::new(1000);
                (0..n).for_each(|i| distinct.add_hash(hash_word(seed, i)));
                let mut more = distinct.clone();
                let mut few = Distinct::new(1000);
                (0..500).for_each(|i| few.add_hash(hash_word(seed, i)));
                more.merge(&few);
                few.merge(&distinct);
                assert!(more.count() >= distinct.count() && few.count() >= distinct.count());
                distinct.count() as f64 / n as f64 - 1.0
            })
            .collect();
        let mean = errors.iter().sum::<f64>() / 12.0;
        let rms = (errors.iter().map(|e| e * e).sum::<f64>() / 12.0).sqrt();
        assert!(mean.abs() < 0.0081 * 3.0 / 12.0_f64.sqrt() && rms < 0.0081 * 1.7, "{n}: mean {mean}, rms {rms}");
    }
}

/// A thousand duplicates among a million rows are found from an eighth of the hashes.
#[test]
fn duplicates_are_estimated_from_a_sample_of_hashes() {
    let mut hashes = RowHashes::new(150_000);
    (0..1_000_000).for_each(|i| hashes.add_hash(hash_word(1, i)));
    (0..10_000).for_each(|i| hashes.add_hash(hash_word(1, i * 90)));
    let (duplicates, distinct) = (hashes.duplicates(), hashes.distinct());
    assert!(!hashes.exact());
    assert!((duplicates.value - 10_000.0).abs() < 3.0 * duplicates.error && duplicates.error < 400.0, "{duplicates:?}");
    assert!((distinct.value - 1e6).abs() < 3.0 * distinct.error, "{distinct:?}");
}

#[test]
fn odd_columns_do_no_harm() {
    let columns: [&[f64]; 7] = [
        &[],
        &[f64::NAN; 3],
        &[3.5],
        &[0.1; 2000],
        &[1e300, -1e300, 1.7e308, 1.7e308],
        &[5e-324, 1e-310, 0.0],
        &[f64::INFINITY, 1.0, f64::NEG_INFINITY, 2.0],
    ];
    for values in columns {
        let moments: Moments = values.iter().copied().collect();
        let counts = counts(values, Validity::all());
        assert_eq!(moments.count(), counts.finite());
        assert!([moments.mean(), moments.variance(), moments.skewness()].into_iter().flatten().all(f64::is_finite));
        let mut quantiles = Quantiles::new(2, 1);
        quantiles.add_slice(values);
        assert_eq!(quantiles.quantile(0.0), counts.min());
        assert_eq!(quantiles.quantile(1.0), counts.max());
        assert_eq!(Drawn::from_ranks(&quantiles.ranks()).is_some(), counts.finite() > 0);
        let mut gram = Gram::new(2);
        gram.add(&[Column::complete(values), Column::complete(values)]);
        assert!(gram.pair(0, 1).and_then(|p| p.r()).is_none_or(|r| (r - 1.0).abs() < 1e-12));
    }
    let constant: Moments = [0.1; 2000].into_iter().collect();
    assert_eq!((constant.mean(), constant.variance(), constant.skewness()), (Some(0.1), Some(0.0), None));
    assert_eq!(Counts::new().min(), None);
    assert!(counts(&[0.1; 2000], Validity::all()).constant());
}

#[test]
fn thinned_quantiles_are_small_and_stay_within_their_error() {
    let (n, items) = (100_000_u64, 256);
    let order: Vec<f64> = (0..n).map(|at| (at * 7919 % n) as f64).collect();
    let mut whole = Quantiles::new(1 << 20, 3);
    let mut parts = Quantiles::new(1 << 20, 4);
    for piece in order.chunks(1000) {
        let mut part = Quantiles::new(1 << 20, 5);
        part.add_slice(piece);
        part.thin(items);
        parts.merge(&part);
        parts.thin(items);
        whole.add_slice(piece);
    }
    let exact = whole.ranks();
    whole.thin(items);
    for (thin, most) in [(&whole, 2.0 / 256.0), (&parts, 0.06)] {
        let (ranks, error) = (thin.ranks(), thin.rank_error());
        assert!(thin.held() <= items + 20 && error > 0.0 && error < most, "{} held, error {error}", thin.held());
        assert_eq!((ranks.count(), ranks.quantile(0.0), ranks.quantile(1.0)), (n, Some(0.0), Some((n - 1) as f64)));
        // The bound holds for one rank at 99 %: of 99 ranks a few may be beyond it, none far.
        let off: Vec<f64> = (1..100).map(|p| (ranks.rank(f64::from(p * 1000)).unwrap() - f64::from(p) / 100.0).abs()).collect();
        assert!(off.iter().filter(|&&e| e > error).count() <= 3 && off.iter().all(|&e| e < 2.0 * error), "{error}: {off:?}");
        assert!(exact.distance(&ranks).unwrap() < 2.0 * error);
    }
    assert_eq!(exact.distance(&exact), Some(0.0));
    let mut few = Quantiles::new(10, 0);
    assert_eq!(few.ranks().distance(&exact), None);
    few.add_slice(&[-1.0, 49_999.5]);
    assert_eq!(few.ranks().distance(&exact), Some(0.5));
}
