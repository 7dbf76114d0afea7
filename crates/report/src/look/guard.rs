//! The rule that would guard a finding, in words.

use profile::look::Rule;

use super::view::{amount, percent};

/// One line.
pub(super) fn words(rule: &Rule) -> String {
    match rule {
        Rule::Missing { column, at_most } => format!("at most {} of {column} is missing", percent(*at_most)),
        Rule::Range { column, min, max, outside_at_most } => {
            let between = match (min, max) {
                (Some(min), Some(max)) => format!("between {} and {}", amount(*min), amount(*max)),
                (Some(min), None) => format!("at least {}", amount(*min)),
                (None, Some(max)) => format!("at most {}", amount(*max)),
                (None, None) => "a number".to_owned(),
            };
            format!("{column} is {between}, but for {} of the rows", percent(*outside_at_most))
        }
        Rule::Levels { column, allowed, others_at_most } => {
            format!("{column} holds one of {} known levels, but for {} of the rows", allowed.len(), percent(*others_at_most))
        }
        Rule::Unique { column } => format!("no value of {column} stands twice"),
        Rule::Mean { column, min, max } => format!("the mean of {column} is between {} and {}", amount(*min), amount(*max)),
        Rule::Distribution { column, distance_at_most } => {
            format!("{column} is distributed as today, to a Kolmogorov-Smirnov distance of {}", amount(*distance_at_most))
        }
        Rule::Sum { column, terms, fails_at_most, .. } => {
            let term = |(factor, name): &(f64, String)| {
                if (factor - 1.0).abs() < 1e-12 { name.clone() } else { format!("{} {name}", amount(*factor)) }
            };
            let terms: Vec<String> = terms.iter().map(term).collect();
            format!("{column} = {}, but for {} of the rows", terms.join(" + "), percent(*fails_at_most))
        }
        Rule::Correlation { columns: (a, b), min, max } => {
            format!("the correlation of {a} and {b} is between {} and {}", amount(*min), amount(*max))
        }
        Rule::Rows { min, max } => match max {
            Some(max) => format!("between {} and {} rows", amount(*min as f64), amount(*max as f64)),
            None => format!("at least {} rows", amount(*min as f64)),
        },
        Rule::Duplicates { at_most } => format!("at most {} of the rows repeat another", percent(*at_most)),
    }
}
