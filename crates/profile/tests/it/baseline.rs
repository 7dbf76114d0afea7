//! What stays of a table: no rows, the same from parts as from the whole, and never a panic over damaged bytes.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use profile::ProfileError;
use profile::look::{Asked, Baseline, Seen, Wanted, see};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// An id, a text, an amount with gaps, another that hangs on it, a category, a flag, a day.
fn table(seed: u64, rows: usize) -> RecordBatch {
    let mut rng = Pcg64::seed_from_u64(seed);
    let amounts: Vec<Option<f64>> =
        (0..rows).map(|_| (rng.random::<f64>() < 0.9).then(|| 1e6 + (rng.random::<f64>() * 1e4).round() / 8.0)).collect();
    let hangs: Vec<f64> = amounts.iter().map(|x| x.unwrap_or(1e6) * 0.5 + rng.random::<f64>() * 300.0).collect();
    let person = |i: usize| format!("person-{seed:03}-{i:06}@example.org");
    let note = |i: usize| format!("a long remark on row {i} of the table with seed {seed}, which nobody should read");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("person", Arc::new((0..rows).map(|i| Some(person(i))).collect::<StringArray>())),
        ("remark", Arc::new((0..rows).map(|i| Some(note(i))).collect::<StringArray>())),
        ("account_id", Arc::new(Int64Array::from_iter_values((0..rows).map(|i| 7_700_000 + (i as i64 * 7919) % 90_001)))),
        ("amount", Arc::new(amounts.into_iter().collect::<Float64Array>())),
        ("hangs", Arc::new(Float64Array::from(hangs))),
        ("shop", Arc::new((0..rows).map(|_| Some(["north", "south", "west"][rng.random_range(0..3)])).collect::<StringArray>())),
        ("late", Arc::new((0..rows).map(|_| Some(rng.random::<f64>() < 0.2)).collect::<BooleanArray>())),
        ("day", Arc::new((0..rows).map(|i| Some(19_000 + i as i32 / 10)).collect::<Date32Array>())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn seen(table: &RecordBatch) -> Seen {
    see(super::cut(table, 997), "table", &Asked::default(), &Wanted::default(), &mut |_| {}).unwrap()
}

fn baseline(table: &RecordBatch) -> Baseline {
    seen(table).baseline
}

fn merged(parts: &[&RecordBatch]) -> Baseline {
    let mut all = baseline(parts[0]);
    parts[1..].iter().for_each(|part| all.merge(&baseline(part)).unwrap());
    all
}

/// Figures that no merge may change but for rounding.
fn same(a: &Baseline, b: &Baseline) {
    assert_eq!(a.rows(), b.rows());
    let near = |x: f64, y: f64| assert!((x - y).abs() <= 1e-9 * x.abs().max(y.abs()), "{x} and {y}");
    for (x, y) in a.columns().iter().zip(b.columns()) {
        assert_eq!((&x.name, x.kind, x.present(), x.absent()), (&y.name, y.kind, y.present(), y.absent()));
        assert_eq!((x.extremes(), x.levels()), (y.extremes(), y.levels()), "{}", x.name);
        if let (Some(d), Some(e)) = (&x.distinct, &y.distinct) {
            let (d, e, exact) = (d.count() as f64, e.count() as f64, d.exact() && e.exact());
            assert!((d - e).abs() <= if exact { 0.0 } else { 0.025 * d }, "{}: {d} and {e}", x.name);
        }
        if let (Some(m), Some(n)) = (x.moments(), y.moments()) {
            near(m.mean().unwrap(), n.mean().unwrap());
            near(m.variance().unwrap(), n.variance().unwrap());
        }
        if let (Some(m), Some(n)) = (x.ranks(), y.ranks()) {
            assert!(m.distance(&n).unwrap() <= 2.0 * (m.rank_error() + n.rank_error()) + 1e-12, "{}", x.name);
        }
    }
    near(a.pair("amount", "hangs").unwrap().r().unwrap(), b.pair("amount", "hangs").unwrap().r().unwrap());
    assert_eq!(a.duplicates(), b.duplicates());
}

#[test]
fn it_holds_no_names_texts_or_rows() {
    let table = table(1, 5000);
    let baseline = baseline(&table);
    let bytes = baseline.encode();
    let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(holds("north") && holds("shop") && holds("account_id"));
    assert!(!holds("person-") && !holds("remark on row"));
    for name in ["person", "remark", "account_id"] {
        let column = baseline.column(name).unwrap();
        assert!(column.levels().is_none() && column.ranks().is_none(), "{name}: {:?}", column.meaning);
        let distinct = column.distinct.as_ref().unwrap();
        assert!(!distinct.exact() && (distinct.count() as f64 / 5000.0 - 1.0).abs() < 0.05, "{}", distinct.count());
    }
    // Of 4,500 different amounts at most a quarter is held.
    let amount = baseline.column("amount").unwrap();
    assert!(amount.ranks().unwrap().values().len() < 1100 && amount.ranks().unwrap().rank_error() < 0.005);
    assert!(bytes.len() < 350_000, "{}", bytes.len());
    same(&baseline, &Baseline::decode(&bytes).unwrap());
}

#[test]
fn parts_give_what_the_whole_gives_in_any_order() {
    let whole = table(2, 6000);
    let [a, b, c] = [whole.slice(0, 1500), whole.slice(1500, 700), whole.slice(2200, 3800)];
    let all = baseline(&whole);
    same(&all, &merged(&[&a, &b, &c]));
    let mut late = baseline(&b);
    late.merge(&baseline(&c)).unwrap();
    let mut first = baseline(&a);
    first.merge(&late).unwrap();
    same(&all, &first);
    same(&all, &merged(&[&c, &a, &b]));
    // Many small days cost ranks, and the error says so.
    let days: Vec<RecordBatch> = (0..60).map(|day| whole.slice(day * 100, 100)).collect();
    let many = merged(&days.iter().collect::<Vec<_>>());
    let (x, y) = (all.column("amount").unwrap().ranks().unwrap(), many.column("amount").unwrap().ranks().unwrap());
    assert!(x.distance(&y).unwrap() <= 2.0 * y.rank_error() + x.rank_error() && y.rank_error() < 0.02, "{}", y.rank_error());
}

#[test]
fn another_table_does_not_merge() {
    let (first, other) = (table(3, 200), table(4, 200).project(&[0, 1, 2, 4, 3, 5, 6, 7]).unwrap());
    let error = baseline(&first).merge(&baseline(&other)).unwrap_err();
    assert!(matches!(&error, ProfileError::DifferentColumns { name } if name == "amount"), "{error}");
    let narrow = first.project(&[0, 1, 2, 3, 4, 5, 6]).unwrap();
    for (a, b) in [(&first, &narrow), (&narrow, &first)] {
        let error = baseline(a).merge(&baseline(b)).unwrap_err();
        assert!(matches!(&error, ProfileError::DifferentColumns { name } if name == "day"), "{error}");
    }
}

#[test]
fn damage_is_told_apart() {
    let bytes = baseline(&table(5, 300)).encode();
    let told = |bytes: &[u8]| Baseline::decode(bytes).unwrap_err().to_string();
    assert_eq!(told(b"{\"version\":1}"), "this is not a baseline: it is too short");
    assert_eq!(told(&[b'x'; 64]), "this is not a baseline: it begins with other bytes");
    assert_eq!(told(&bytes[..bytes.len() / 2]), "the baseline is damaged: the bytes of a summary end too early");
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert_eq!(told(&newer), "the baseline has version 9, this program reads version 1");
    let mut flipped = bytes.clone();
    flipped[200] ^= 1;
    assert_eq!(told(&flipped), "the baseline is damaged: damaged summary: its checksum does not match its bytes");
    assert!(Baseline::decode(&flipped).unwrap_err().hint().is_some());
}

/// The bytes with a checksum that fits their body, so that its fields are read.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.split_off(28);
    bytes.truncate(12);
    bytes.extend_from_slice(&(body.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&summary::hash_bytes(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn damaged_fields_are_an_error_or_a_baseline(
        rows in 1_usize..60,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        word in any::<Option<(prop::sample::Index, u64)>>(),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let whole = baseline(&table(6, rows));
        let mut bytes = whole.encode();
        for (at, byte) in changes {
            let at = 28 + at.index(bytes.len() - 28);
            bytes[at] = byte;
        }
        if let Some((at, word)) = word {
            let at = 28 + at.index(bytes.len() - 36);
            bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
        }
        if let Some(cut) = cut {
            bytes.truncate(28 + cut.index(bytes.len() - 28));
        }
        if let Ok(mut other) = Baseline::decode(&sealed(bytes)) {
            let _ = other.merge(&whole);
            other.columns().iter().for_each(|c| drop((c.levels(), c.ranks(), c.absent())));
            let _ = (other.pair("amount", "hangs"), other.duplicates());
        }
    }
}
