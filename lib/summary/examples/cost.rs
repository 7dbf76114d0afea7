//! What each summary costs: CPU nanoseconds a value (user time of this process), on a seeded skewed column of 20 million values.
//!
//! `cargo run --release -p summary --example cost`

use std::hint::black_box;

use summary::{
    Bottom, Column, Counts, Distinct, Drawn, Gram, LogSums, Moments, Numbers, Quantiles, RowHashes, TopK, Validity, hash_row,
    hash_word,
};

const BATCH: usize = 8192;
const BATCHES: usize = 2441;

/// CPU seconds of this process so far.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn uniform(at: u64) -> f64 {
    ((hash_word(1, at) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// Runs `add` over all batches and prints nanoseconds a value.
fn time(what: &str, values: &[Vec<f64>], mut add: impl FnMut(&[f64])) {
    let start = cpu();
    for batch in 0..BATCHES {
        add(&values[batch % values.len()]);
    }
    report(what, start, (BATCH * BATCHES) as f64);
}

#[allow(clippy::print_stdout)]
fn report(what: &str, start: f64, values: f64) {
    let seconds = cpu() - start;
    println!("{what:<44} {:>8.2} ns {seconds:>8.2} CPU s", seconds * 1e9 / values);
}

fn main() {
    let count = BATCH * 256;
    let skewed: Vec<f64> = (0..count as u64).map(|i| -uniform(i).ln() * 10.0).collect();
    let cents: Vec<f64> = skewed.iter().map(|x| (x * 4.0).round() / 4.0).collect();
    let batches = |v: &[f64]| v.chunks(BATCH).map(<[f64]>::to_vec).collect::<Vec<_>>();
    let (skewed, cents) = (batches(&skewed), batches(&cents));
    numbers(&skewed, &cents);
    rows();
    gram("Gram 14 columns, 20 M rows", 14, BATCHES, false);
    gram("Gram 14 columns, 20 M rows, 5 with 5 % gaps", 14, BATCHES, true);
    gram("Gram 1,500 columns, 8,192 rows", 1500, 1, false);
    gram("Gram 1,500 columns, 8,192 rows, all with gaps", 1500, 1, true);
}

fn numbers(skewed: &[Vec<f64>], cents: &[Vec<f64>]) {
    let mut scratch = Vec::new();
    let mut counts = Counts::new();
    time("sift + Counts", skewed, |v| counts.add(&Numbers::sift(Column::complete(v), &mut scratch)));
    let bits = vec![0b1111_0111_u8; BATCH / 8];
    time("sift + Counts, bitmap", skewed, |v| {
        counts.add(&Numbers::sift(Column::new(v, Validity::bitmap(&bits, 0)), &mut scratch));
    });
    black_box(counts);
    let mut moments = Moments::new();
    time("Moments", skewed, |v| moments.add_slice(v));
    black_box(moments);
    let mut logs = LogSums::new();
    time("LogSums", skewed, |v| logs.add_slice(v));
    black_box(logs);
    let mut quantiles = Quantiles::new(0, 1);
    time("Quantiles, sketch from the start", skewed, |v| quantiles.add_slice(v));
    black_box(&quantiles);
    let mut quantiles = Quantiles::new(1 << 20, 1);
    time("Quantiles, exact to 2^20, then sketch", skewed, |v| quantiles.add_slice(v));
    let start = cpu();
    black_box(Drawn::from_ranks(&quantiles.ranks()));
    report("ranks + Drawn (once)", start, 1.0);
    for (what, values) in [("all different", skewed), ("some 600 different", cents)] {
        let mut distinct = Distinct::new(1 << 16);
        time(&format!("Distinct, {what}"), values, |v| distinct.add_slice(v));
        black_box(distinct);
        let mut top = TopK::<f64>::new(4096);
        time(&format!("TopK 4,096, {what}"), values, |v| top.add_slice(v));
        black_box(top);
    }
}

fn rows() {
    let total = (BATCH * BATCHES) as u64;
    let start = cpu();
    let mut bottom = Bottom::new(65_536, 1);
    let mut entered = Vec::new();
    for batch in 0..BATCHES as u64 {
        entered.clear();
        bottom.add_range(batch * BATCH as u64, BATCH as u64, &mut entered);
    }
    black_box(bottom);
    report("Bottom 65,536", start, total as f64);
    let start = cpu();
    let mut hashes = RowHashes::new(3 << 20);
    (0..total).for_each(|row| hashes.add_hash(hash_row(0, row)));
    black_box(hashes);
    report("RowHashes 3 Mi", start, total as f64);
}

fn gram(what: &str, p: usize, batches: usize, gaps: bool) {
    let columns: Vec<Vec<f64>> = (0..p as u64).map(|c| (0..BATCH as u64).map(|i| uniform(c << 32 | i) + 1e6).collect()).collect();
    let masks: Vec<Vec<u8>> = (0..p as u64)
        .map(|c| (0..BATCH as u64 / 8).map(|i| if uniform(c << 40 | i) < 0.4 { 0xfe } else { 0xff }).collect())
        .collect();
    let gappy = |c: usize| gaps && (p > 100 || c < 5);
    let column = |c: usize| {
        if gappy(c) { Column::new(&columns[c], Validity::bitmap(&masks[c], 0)) } else { Column::complete(&columns[c]) }
    };
    let batch: Vec<Column<'_>> = (0..p).map(column).collect();
    let start = cpu();
    let mut gram = Gram::new(p);
    for _ in 0..batches {
        gram.add(&batch);
    }
    black_box(gram.pair(0, p - 1));
    report(what, start, (batches * BATCH) as f64);
}
