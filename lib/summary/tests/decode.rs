//! The binary form: what is written is read back, and damaged bytes are an error.
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;
use summary::{
    Bottom, Column, Counts, Distinct, Gram, Histogram, Instants, Lengths, LogSums, Moments, Numbers, Patterns, Quantiles,
    RowHashes, TopK, Unit, Validity,
};

/// Encodes, decodes, compares; then reads every cut of the bytes and the bytes with one byte changed.
macro_rules! round_trip {
    ($type:ty, $value:expr, $at:expr, $byte:expr) => {{
        let value: $type = $value;
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        let mut with_more = bytes.clone();
        with_more.push(7);
        let mut rest = with_more.as_slice();
        prop_assert_eq!(&<$type>::decode(&mut rest).unwrap(), &value);
        prop_assert_eq!(rest, &[7][..]);
        for cut in (0..bytes.len()).step_by(1 + bytes.len() / 200) {
            prop_assert!(<$type>::decode(&mut &bytes[..cut]).is_err());
        }
        let mut damaged = bytes.clone();
        let at = $at % damaged.len();
        damaged[at] = $byte;
        if let Ok(mut other) = <$type>::decode(&mut damaged.as_slice()) {
            other.merge_with(&value);
        }
    }};
}

trait Merge {
    fn merge_with(&mut self, other: &Self);
}

macro_rules! merges {
    ($($type:ty),*) => { $(impl Merge for $type { fn merge_with(&mut self, other: &Self) { let _ = self.merge(other); } })* };
}
merges!(
    Counts,
    Moments,
    Quantiles,
    Distinct,
    TopK<f64>,
    TopK<String>,
    LogSums,
    Gram,
    Lengths,
    Patterns,
    Instants,
    Bottom,
    RowHashes,
    Histogram
);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn summaries_survive_their_binary_form(
        values in prop::collection::vec(prop_oneof![any::<f64>(), -3.0..3.0_f64, Just(0.0)], 0..300),
        at in any::<usize>(),
        byte in any::<u8>(),
        cap in 1_usize..400,
    ) {
        let mut scratch = Vec::new();
        let numbers = Numbers::sift(Column::complete(&values), &mut scratch);
        let mut counts = Counts::new();
        counts.add(&numbers);
        round_trip!(Counts, counts, at, byte);
        let mut moments = Moments::new();
        moments.add_slice(&values.iter().copied().filter(|x| x.abs() < 1e60).collect::<Vec<_>>());
        round_trip!(Moments, moments, at, byte);
        let mut quantiles = Quantiles::new(cap, 3);
        quantiles.add_slice(&values);
        round_trip!(Quantiles, quantiles.clone(), at, byte);
        quantiles.thin(16);
        round_trip!(Quantiles, quantiles, at, byte);
        let mut distinct = Distinct::new(cap);
        distinct.add_slice(numbers.finite);
        round_trip!(Distinct, distinct, at, byte);
        let mut top = TopK::<f64>::new(cap);
        top.add_slice(&values);
        round_trip!(TopK<f64>, top, at, byte);
        let mut logs = LogSums::new();
        logs.add_slice(&values.iter().copied().filter(|x| x.abs() > 1e-100 && x.abs() < 1e100).collect::<Vec<_>>());
        round_trip!(LogSums, logs, at, byte);
        let mut histogram = Histogram::new(vec![-1.0, 0.0, 2.0]).unwrap();
        histogram.add_slice(&values);
        round_trip!(Histogram, histogram, at, byte);
        let mut gram = Gram::new(2);
        let tame: Vec<f64> = values.iter().map(|x| x % 8.0).collect();
        gram.add(&[Column::complete(&tame), Column::new(&tame, Validity::bitmap(&[0x5f; 64], 3))]);
        round_trip!(Gram, gram, at, byte);
    }

    #[test]
    fn summaries_of_texts_and_rows_survive_their_binary_form(
        texts in prop::collection::vec(".{0,20}", 0..60),
        times in prop::collection::vec(any::<i64>(), 0..60),
        at in any::<usize>(),
        byte in any::<u8>(),
        cap in 1_usize..40,
    ) {
        let (mut lengths, mut patterns, mut top) = (Lengths::new(), Patterns::new(), TopK::<String>::new(cap));
        for text in &texts {
            lengths.add(text);
            patterns.add(text);
            top.add_text(text);
        }
        round_trip!(Lengths, lengths, at, byte);
        round_trip!(Patterns, patterns, at, byte);
        round_trip!(TopK<String>, top, at, byte);
        for unit in [Unit::Days, Unit::Microseconds] {
            let mut instants = Instants::new(unit);
            instants.add_slice(&times, Validity::bitmap(&[0xf7; 8], 0));
            round_trip!(Instants, instants, at, byte);
        }
        let (mut bottom, mut hashes) = (Bottom::new(cap, 1), RowHashes::new(cap));
        bottom.add_range(5, texts.len() as u64, &mut Vec::new());
        hashes.add_slice(&times.iter().map(|t| summary::hash_word(0, t.cast_unsigned())).collect::<Vec<_>>());
        round_trip!(Bottom, bottom, at, byte);
        round_trip!(RowHashes, hashes, at, byte);
    }

    #[test]
    fn any_bytes_are_an_error_or_a_summary(kind in 1_u8..14, mut bytes in prop::collection::vec(prop_oneof![Just(0_u8), Just(255), any::<u8>()], 0..400)) {
        bytes.splice(0..0, [kind, 1]);
        let _ = Counts::decode(&mut bytes.as_slice());
        let _ = Moments::decode(&mut bytes.as_slice());
        let _ = Quantiles::decode(&mut bytes.as_slice());
        let _ = Distinct::decode(&mut bytes.as_slice());
        let _ = TopK::<f64>::decode(&mut bytes.as_slice());
        let _ = TopK::<String>::decode(&mut bytes.as_slice());
        let _ = LogSums::decode(&mut bytes.as_slice());
        let _ = Gram::decode(&mut bytes.as_slice());
        let _ = Lengths::decode(&mut bytes.as_slice());
        let _ = Patterns::decode(&mut bytes.as_slice());
        let _ = Instants::decode(&mut bytes.as_slice());
        let _ = Bottom::decode(&mut bytes.as_slice());
        let _ = RowHashes::decode(&mut bytes.as_slice());
        let _ = Histogram::decode(&mut bytes.as_slice());
    }
}
