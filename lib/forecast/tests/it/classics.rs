//! The classic series that the reference values belong to.

use std::collections::BTreeMap;

use forecast::Series;

const CLASSICS: &str = include_str!("../../../../reference/forecast/classics.tsv");

/// All twelve by name.
pub(crate) fn classics() -> BTreeMap<&'static str, Series> {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let (name, period) = (cells.next().unwrap(), cells.next().unwrap().parse().unwrap());
        let values = cells.next().unwrap().split_whitespace().map(|v| v.parse().unwrap()).collect();
        (name, Series::new(values, period).unwrap())
    };
    CLASSICS.lines().map(row).collect()
}

/// A number out of a table.
pub(crate) fn number(text: &str) -> f64 {
    text.trim().parse().unwrap()
}
