use crate::error::LearnError;

/// Fewest and most knots of a curve.
pub(super) const KNOTS: std::ops::RangeInclusive<usize> = 3..=7;

/// How one column enters the design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A number as it is: the form of numeric columns that are not mentioned.
    Straight,
    /// A number as a restricted cubic spline (cubic between the knots, a straight line outside): the number itself and `knots - 2` bends.
    ///
    /// The knots, 3 to 7, stand at the quantiles of Harrell (Regression Modeling Strategies, 2nd ed. 2015, table 2.3). Where ties leave fewer than three
    /// different ones the column stays straight.
    Curved {
        /// Number of knots.
        knots: usize,
    },
    /// One 0/1 column a label except the base: the form of categories that are not mentioned.
    OneHot {
        /// The label without a column; `None` is the most frequent one.
        base: Option<String>,
    },
    /// Ordered labels, one 0/1 column for each from the second on, which is 1 from that label up: a coefficient is the step from the label before.
    Steps {
        /// All labels of the column, lowest first.
        order: Vec<String>,
    },
    /// Ordered labels as the numbers 0, 1, 2, ...
    Scores {
        /// All labels of the column, lowest first.
        order: Vec<String>,
    },
    /// Not used.
    Absent,
}

impl Form {
    pub(super) fn unfit(column: &str, wanted: &'static str) -> LearnError {
        LearnError::Setting { name: "forms", found: format!("`{column}`"), wanted }
    }
}

/// The rank in `order` of each of `labels`.
pub(super) fn ranks(column: &str, labels: &[String], order: &[String]) -> Result<Vec<usize>, LearnError> {
    let rank = |label: &String| order.iter().position(|other| other == label);
    let all: Option<Vec<usize>> = labels.iter().map(rank).collect();
    all.ok_or_else(|| Form::unfit(column, "a column all of whose labels are in the order that is given"))
}
