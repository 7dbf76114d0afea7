//! What a column seems to mean, from how it is stored and what stands in it.

use serde::{Deserialize, Serialize};

use super::{Column, Order};

/// The role that a column's values play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// No value at all.
    Empty,
    /// One value only.
    Constant,
    /// Unique and sorted: the number of the row, a running clock.
    Key,
    /// All but unique: names a row or an entity, says nothing about another.
    Id,
    /// Yes or no.
    Flag,
    /// A few levels without an order.
    Category,
    /// Whole numbers from 0 or 1 on: how many.
    Count,
    /// A number between 0 and 1, or of percent.
    Rate,
    /// Any other number.
    Amount,
    /// A day or an instant.
    Date,
    /// Free text.
    Text,
}

/// Up to so many levels, a column of codes is a category.
const LEVELS_MAX: u64 = 50;
/// A column with this share of different values names its rows.
const UNIQUE_SHARE: f64 = 0.98;
/// Beyond it doubles do not hold every whole number: 2^53.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
/// Fewer rows than this say nothing about being unique.
const ROWS_MIN: u64 = 20;

impl Meaning {
    /// The meaning of a column whose other fields are filled in.
    ///
    /// By kind and counts, the name only where they leave it open. O(1).
    pub fn of(column: &Column) -> Self {
        let present = column.present();
        if present == 0 {
            return Self::Empty;
        }
        let distinct = column.distinct.count;
        if distinct == 1 && present > 1 {
            return Self::Constant;
        }
        let unique = present >= ROWS_MIN && distinct as f64 >= UNIQUE_SHARE * present as f64;
        match column.kind.as_str() {
            "boolean" => Self::Flag,
            "date" | "timestamp" => Self::Date,
            "text" => Self::of_texts(column, unique),
            _ => Self::of_numbers(column, unique),
        }
    }

    fn of_texts(column: &Column, unique: bool) -> Self {
        let (present, distinct) = (column.present(), column.distinct.count);
        let long = column.texts.as_ref().is_some_and(|t| t.mean_length > 40.0);
        let folded = column.texts.as_ref().is_some_and(|t| shared(&t.shapes) > 0.9 * present as f64);
        match distinct {
            2 if present > 2 => Self::Flag,
            _ if long => Self::Text,
            _ if unique || (folded && distinct > LEVELS_MAX && distinct as f64 > 0.5 * present as f64) => Self::Id,
            n if n <= LEVELS_MAX || (n as f64) < 0.2 * present as f64 => Self::Category,
            _ => Self::Text,
        }
    }

    fn of_numbers(column: &Column, unique: bool) -> Self {
        let Some(numbers) = &column.numbers else { return Self::Amount };
        let (present, distinct) = (column.present(), column.distinct.count);
        let sorted = matches!(column.order, Order::Rising | Order::Falling);
        let named_id = is_id(&column.name);
        if !numbers.whole {
            let rate = numbers.min >= 0.0 && numbers.max <= 1.0;
            let percent = numbers.min >= 0.0 && numbers.max <= 100.0 && is_percent(&column.name);
            return if rate || percent { Self::Rate } else { Self::Amount };
        }
        match distinct {
            2 if present > 2 && numbers.min >= 0.0 && numbers.max <= 1.0 => Self::Flag,
            _ if unique && sorted => Self::Key,
            // Nobody counts or measures that far to the last digit.
            _ if unique && numbers.max.max(-numbers.min) > WHOLE_MAX => Self::Id,
            // Unique whole numbers that fill their range are numbers of rows or entities; amounts leave holes.
            n if unique && (named_id || numbers.max - numbers.min < 1.5 * n as f64) => Self::Id,
            n if named_id => {
                if n <= LEVELS_MAX {
                    Self::Category
                } else {
                    Self::Id
                }
            }
            _ if numbers.min < 0.0 => Self::Amount,
            n if n as f64 > numbers.max - numbers.min - 1.0 || numbers.max <= 1000.0 && n > LEVELS_MAX => Self::Count,
            n if n <= 12 && numbers.max > 12.0 => Self::Category,
            _ => Self::Amount,
        }
    }

    /// Whether its numbers may be added, averaged and fitted.
    pub fn is_quantity(self) -> bool {
        matches!(self, Self::Count | Self::Rate | Self::Amount)
    }

    /// Whether its levels may be compared.
    pub fn is_levels(self) -> bool {
        matches!(self, Self::Flag | Self::Category)
    }
}

/// Rows of the most frequent shapes.
fn shared(shapes: &[super::Level]) -> f64 {
    shapes.iter().take(3).map(|s| s.rows).sum::<u64>() as f64
}

/// Whether a name says that the column names something: `id`, `customer_id`, `customerID`, `zip_code`.
fn is_id(name: &str) -> bool {
    let lower = name.to_lowercase();
    let camel = name.ends_with("ID") || name.ends_with("Id");
    camel
        || lower == "id"
        || [" id", "_id", ".id", "-id", "_key", "_code", "zip", "postcode"].iter().any(|end| lower.ends_with(end))
}

fn is_percent(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["percent", "pct", "rate", "share", "ratio"].iter().any(|word| lower.contains(word))
}
