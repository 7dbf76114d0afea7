//! **columns**: what is worth saying about one column on its own.
//!
//! Missing values (more than 5 %, or NaN and infinity at all), columns with one value or none, names of rows that a model
//! would learn by heart, values far outside, one level that holds nearly all rows.

use super::{Column, Facts, Finding, Meaning, Rule};

/// Missing values beyond this share are worth a finding.
const MISSING_SHARE: f64 = 0.05;
/// Columns, or sets that miss the same rows, whose share is told.
const SETS_MAX: usize = 3;
/// Values beyond the fences up to this share are outliers; more is a long tail.
const OUTLIER_SHARE: f64 = 0.01;

pub(crate) fn findings(facts: &Facts) -> Vec<Finding> {
    let of = |check: fn(&Column, &Facts) -> Option<Finding>| {
        let found: Vec<Finding> = facts.columns.iter().filter_map(|column| check(column, facts)).collect();
        joined(found)
    };
    let mut findings: Vec<Finding> =
        [of(empty), of(constant), of(named), of(odd_numbers), of(outliers)].into_iter().flatten().collect();
    findings.extend(missing(facts));
    findings
}

/// One finding of all columns that show the same: the gravest in words, the others by name.
fn joined(mut found: Vec<Finding>) -> Option<Finding> {
    // Stable: equal ones stay in the order of the table.
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let names: Vec<String> = found.iter().flat_map(|f| f.columns.clone()).collect();
    let mut first = found.into_iter().next()?;
    if names.len() > 1 {
        let others: Vec<&str> = names[1..].iter().map(String::as_str).collect();
        first.effect = format!("{}; the same goes for {}", first.effect, listed(&others));
        first.columns = names;
    }
    Some(first)
}

/// Whether the user gave the column a role.
fn has_role(column: &Column, facts: &Facts) -> bool {
    let roles = [&facts.asked.target, &facts.asked.time, &facts.asked.group];
    roles.into_iter().flatten().any(|role| *role == column.name)
}

fn empty(column: &Column, facts: &Facts) -> Option<Finding> {
    let name = column.name.as_str();
    (column.meaning == Meaning::Empty && !has_role(column, facts)).then(|| {
        Finding::new(
            "columns.empty",
            &[name],
            0.3,
            format!("{name} holds no value at all"),
            format!("{} rows", column.rows),
            "leave it out; ask whoever delivers the data whether it was lost on the way".to_owned(),
        )
    })
}

fn constant(column: &Column, facts: &Facts) -> Option<Finding> {
    let name = column.name.as_str();
    (column.meaning == Meaning::Constant && !has_role(column, facts)).then(|| {
        let evidence = match column.rows - column.present() {
            0 => format!("all {} rows", column.rows),
            _ => format!("{} of {} rows, the others are missing", column.present(), column.rows),
        };
        Finding::new(
            "columns.constant",
            &[name],
            0.2,
            format!("{name} holds one value only"),
            evidence,
            "leave it out: it cannot tell rows apart".to_owned(),
        )
    })
}

/// Columns that name rows.
fn named(column: &Column, facts: &Facts) -> Option<Finding> {
    let name = column.name.as_str();
    let (weight, what) = match column.meaning {
        Meaning::Key => (0.1, format!("{name} numbers the rows")),
        Meaning::Id => (0.25, format!("{name} names rows or entities: {} different values", column.distinct.count)),
        _ => return None,
    };
    (!has_role(column, facts)).then(|| {
        Finding::new(
            "columns.id",
            &[name],
            weight,
            what,
            format!("{} different values in {} rows", column.distinct.count, column.present()),
            "leave it out of the model, or split by it when rows of one entity must stay together".to_owned(),
        )
    })
}

fn odd_numbers(column: &Column, _: &Facts) -> Option<Finding> {
    let odd = column.nan + column.infinite;
    (odd > 0).then(|| {
        let name = column.name.as_str();
        Finding::new(
            "columns.not-finite",
            &[name],
            0.45,
            format!("{name} holds {} NaN and {} infinite values", column.nan, column.infinite),
            format!("of {} rows; counted apart from {} missing, and in no other figure", column.rows, column.missing),
            "a division by zero or an overflow upstream: mend it there, for one NaN spoils a mean".to_owned(),
        )
        .guarded(Rule::Missing { column: name.to_owned(), at_most: column.missing as f64 / column.rows as f64 })
    })
}

fn outliers(column: &Column, _: &Facts) -> Option<Finding> {
    let numbers = column.numbers.as_ref().filter(|_| column.meaning.is_quantity())?;
    let outliers = numbers.outliers?;
    let far = outliers.below + outliers.above;
    let share = far as f64 / column.present().max(1) as f64;
    (far > 0 && share <= OUTLIER_SHARE && column.present() >= 50).then(|| {
        let name = column.name.as_str();
        Finding::new(
            "columns.outliers",
            &[name],
            0.2 + 0.1 * (1.0 - share / OUTLIER_SHARE),
            if far == 1 {
                format!("one value of {name} lies far outside")
            } else {
                format!("{far} values of {name} lie far outside")
            },
            format!(
                "{} below and {} above the fences, six half spreads beyond the quartiles; {:.3} % of the rows",
                outliers.below,
                outliers.above,
                100.0 * share
            ),
            format!(
                "look at {}: typing errors are to be mended; true values call for absolute instead of squared error",
                if far == 1 { "it" } else { "them" }
            ),
        )
        .guarded(Rule::Range {
            column: name.to_owned(),
            min: Some(outliers.lower),
            max: Some(outliers.upper),
            outside_at_most: 2.0 * share,
        })
    })
}

/// Missing values: one finding of all columns, the target first, then those that miss most; columns that miss the same number of rows are one entry.
fn missing(facts: &Facts) -> Option<Finding> {
    let mut sets: Vec<(u64, Vec<&Column>)> = Vec::new();
    let gappy = |c: &&Column| c.meaning != Meaning::Empty && c.missing as f64 > MISSING_SHARE * c.rows as f64;
    for column in facts.columns.iter().filter(gappy) {
        match sets.iter_mut().find(|(n, _)| *n == column.missing) {
            Some((_, set)) => set.push(column),
            None => sets.push((column.missing, vec![column])),
        }
    }
    let is_target = |column: &&Column| facts.asked.target.as_ref() == Some(&column.name);
    sets.sort_by_key(|(n, set)| (!set.iter().any(&is_target), std::cmp::Reverse(*n)));
    let share = |n: u64| n as f64 / facts.rows as f64;
    let entry = |(at, (n, set)): (usize, &(u64, Vec<&Column>))| {
        let names: Vec<&str> = set.iter().map(|c| c.name.as_str()).collect();
        let verb = match (at, names.len()) {
            (0, 1) => "is missing ",
            (0, _) => "are missing ",
            _ => "",
        };
        format!("{} {verb}in {:.1} %", listed(&names), 100.0 * share(*n))
    };
    let told: Vec<String> = sets.iter().take(SETS_MAX).enumerate().map(entry).collect();
    let rest: usize = sets.iter().skip(SETS_MAX).map(|(_, set)| set.len()).sum();
    let more = match (rest, sets.get(SETS_MAX)) {
        (0, _) | (_, None) => String::new(),
        (1, Some((n, _))) => format!(", one more column in {:.1} %", 100.0 * share(*n)),
        (n, Some((most, _))) => format!(", {n} more columns in up to {:.1} %", 100.0 * share(*most)),
    };
    let (first, set) = sets.first()?;
    let target = set.iter().any(&is_target);
    let names: Vec<&str> = sets.iter().flat_map(|(_, set)| set).map(|c| c.name.as_str()).collect();
    let same = if sets.iter().any(|(_, set)| set.len() > 1) { "; columns in one entry miss the same number of rows" } else { "" };
    let finding = Finding::new(
        "columns.missing",
        &names,
        0.25 + 0.25 * share(*first),
        format!("{}{more} of the rows", told.join(", ")),
        format!("{first} of {} rows in the first{same}", facts.rows),
        if target {
            "rows without the target teach nothing: find out whether they are missing at random, or the model learns a choice"
                .to_owned()
        } else {
            "find out why before filling a gap: keep an indicator beside whatever is filled in".to_owned()
        },
    );
    Some(finding.guarded(Rule::Missing { column: names[0].to_owned(), at_most: (1.5 * share(*first)).min(1.0) }))
}

/// `a, b, c and 5 more`.
fn listed(names: &[&str]) -> String {
    match names.len() {
        0..=4 => names.join(", "),
        n => format!("{} and {} more", names[..3].join(", "), n - 3),
    }
}
