//! What moved: found where planted, quiet where nothing moved, tests at their level.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use profile::look::{Asked, Baseline, Moved, Wanted, against, see};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// What differs in a delivery.
#[derive(Clone, Copy, Default)]
struct Change {
    missing: f64,
    shift: f64,
    scale: f64,
    east: f64,
    west: f64,
    unlinked: bool,
    repeated: bool,
}

fn table(rng: &mut Pcg64, rows: usize, change: Change) -> RecordBatch {
    let normal = |rng: &mut Pcg64| (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let mut columns: Vec<Vec<Option<f64>>> = vec![Vec::new(); 5];
    let mut shops = Vec::new();
    for row in 0..rows {
        if change.repeated && row % 10 == 9 {
            for column in &mut columns {
                column.push(*column.last().unwrap());
            }
            shops.push(*shops.last().unwrap());
            continue;
        }
        let gappy = (rng.random::<f64>() >= 0.05 + change.missing).then(|| normal(rng));
        let shifted = normal(rng) + change.shift;
        let scaled = (normal(rng) * (1.0 + change.scale)).exp();
        let base = normal(rng);
        let linked = if change.unlinked { normal(rng) } else { 0.8 * base + 0.6 * normal(rng) };
        for (column, x) in columns.iter_mut().zip([gappy, Some(shifted), Some(scaled), Some(base), Some(linked)]) {
            column.push(x);
        }
        let u = rng.random::<f64>();
        let shop = if u < change.east {
            "east"
        } else if u < 0.5 + change.west {
            "west"
        } else {
            "north"
        };
        shops.push(shop);
    }
    let mut all: Vec<(&str, ArrayRef)> = Vec::new();
    for (name, column) in ["gappy", "shifted", "scaled", "base", "linked"].into_iter().zip(columns) {
        all.push((name, Arc::new(column.into_iter().collect::<Float64Array>())));
    }
    all.push(("shop", Arc::new(shops.into_iter().map(Some).collect::<StringArray>())));
    RecordBatch::try_from_iter(all).unwrap()
}

fn baseline(table: &RecordBatch) -> Baseline {
    see(super::cut(table, 2048), "table", &Asked::default(), &Wanted::default(), &mut |_| {}).unwrap().baseline
}

fn moved(change: Change) -> Moved {
    let mut rng = Pcg64::seed_from_u64(11);
    let before = baseline(&table(&mut rng, 6000, Change::default()));
    against(&before, &baseline(&table(&mut rng, 4000, change)))
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    let none = moved(Change::default());
    assert!(none.findings.is_empty(), "{:#?}", none.findings);
    assert_eq!((none.rows, none.columns.len(), none.pairs), ((6000, 4000), 6, 10));
    let still = Change::default();
    for (change, words, column) in [
        (Change { missing: 0.1, ..still }, "gappy is missing in 1", "gappy"),
        (Change { shift: 0.4, ..still }, "mean of shifted moved by +0.", "shifted"),
        (Change { scale: 0.6, ..still }, "spread of scaled changed", "scaled"),
        (Change { east: 0.02, ..still }, "levels that were not there before", "shop"),
        (Change { west: 0.25, ..still }, "levels of shop are mixed otherwise", "shop"),
        (Change { west: 0.5, ..still }, "lost levels that held 50", "shop"),
        (Change { unlinked: true, ..still }, "no longer go together", "base"),
        (Change { repeated: true, ..still }, "of the rows repeat another row", ""),
    ] {
        let moved = moved(change);
        let told: Vec<(&str, String)> = moved
            .findings
            .iter()
            .map(|f| (f.columns.first().map_or("", String::as_str), format!("{}; {}", f.effect, f.evidence)))
            .collect();
        assert!(told.iter().any(|(c, text)| *c == column && text.contains(words)), "{words}: {told:?}");
        assert!(told.iter().all(|(c, _)| *c == column || *c == "base" || *c == "linked"), "{words}: {told:?}");
    }
    let far = moved(Change { shift: 0.4, ..still });
    let mean = far.columns[0].mean.as_ref().unwrap();
    assert!(mean.interval.0 < 0.4 && mean.interval.1 > 0.4 && far.columns[0].column == "shifted", "{mean:?}");
}

#[test]
fn columns_that_come_and_go_are_named() {
    let mut rng = Pcg64::seed_from_u64(12);
    let (first, second) = (table(&mut rng, 500, Change::default()), table(&mut rng, 500, Change::default()));
    let counts: ArrayRef = Arc::new(Int64Array::from_iter_values(0..500));
    let texts: ArrayRef = Arc::new((0..500).map(|i| Some(["a", "b"][i % 2])).collect::<StringArray>());
    let columns = |extra: &str, array: &ArrayRef, of: &RecordBatch, odd: &ArrayRef| {
        let odd = [("odd", odd.clone()), (extra, array.clone())];
        RecordBatch::try_from_iter([("base", of.column(3).clone())].into_iter().chain(odd)).unwrap()
    };
    let before = baseline(&columns("old", &counts, &first, &counts));
    let after = baseline(&columns("fresh", &counts, &second, &texts));
    let moved = against(&before, &after);
    assert_eq!((moved.gone.as_slice(), moved.new.as_slice()), (&["old".to_owned()][..], &["fresh".to_owned()][..]));
    assert_eq!(moved.stored, [("odd".to_owned(), "integer".to_owned(), "text".to_owned())]);
    let kinds: Vec<&str> = moved.findings.iter().map(|f| f.kind.as_str()).collect();
    assert_eq!(kinds, ["against.gone", "against.stored", "against.new"]);
    // Comparing what came out of the binary form gives the same.
    let again = |b: &Baseline| Baseline::decode(&b.encode()).unwrap();
    assert_eq!(against(&again(&before), &again(&after)), moved);
}

/// Two tables of the same population, 400 times: shares of p-values below 0.05 by test. Measured: missing 5.5, mean 5.2, distribution 3.8 (the sketches' error is
/// taken off), levels 5.5 %; one finding in all (a false discovery rate of 1 % allows for 4).
#[test]
#[ignore = "a minute"]
fn tests_hold_their_level() {
    let mut rng = Pcg64::seed_from_u64(13);
    let (mut below, mut of, mut findings) = ([0_u32; 4], [0_u32; 4], Vec::new());
    for _ in 0..400 {
        let before = baseline(&table(&mut rng, 3000, Change::default()));
        let moved = against(&before, &baseline(&table(&mut rng, 800, Change::default())));
        findings.extend(moved.findings.iter().map(|f| f.effect.clone()));
        for column in &moved.columns {
            let levels = column.levels.as_ref().and_then(|l| l.test);
            let tests =
                [column.missing.test, column.mean.as_ref().map(|m| m.test), column.distance.as_ref().map(|d| d.test), levels];
            for (at, test) in tests.iter().enumerate() {
                let Some(test) = test else { continue };
                of[at] += 1;
                below[at] += u32::from(test.p < 0.05);
            }
        }
    }
    let rates: Vec<f64> = below.iter().zip(of).map(|(b, n)| 100.0 * f64::from(*b) / f64::from(n)).collect();
    assert!(rates.iter().all(|r| *r < 7.5) && rates[1] > 3.5 && findings.len() <= 4, "{rates:?} of {of:?}: {findings:#?}");
}
