//! Which column of the table is what.

use contest::{column_hint, listed};
use table::{ColumnFacts, Kind, Table};

use super::ForecastArguments;
use crate::exit::Failure;

/// The columns that a forecast reads.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// What is forecast.
    pub(super) target: String,
    /// Dates or whole numbers.
    pub(super) time: String,
    /// What the dates are.
    pub(super) time_kind: Kind,
    /// What tells series apart, from the whole to the part; empty for a single series.
    pub(super) group: Vec<String>,
    /// Regressors.
    pub(super) known: Vec<String>,
}

impl Columns {
    pub(super) fn of(args: &ForecastArguments, table: &Table) -> Result<Self, Failure> {
        let facts = table.columns();
        let target = place(facts, need("--target", args.target.as_deref(), facts)?)?;
        let time = place(facts, need("--time", args.time.as_deref(), facts)?)?;
        if !matches!(target.kind, Kind::Integer | Kind::Float | Kind::Boolean) {
            let message = format!("the target `{}` holds {}s, not numbers", target.name, target.kind);
            return Err(Failure::input(
                message,
                Some(columns_of("numbers", facts, |k| matches!(k, Kind::Integer | Kind::Float))),
            ));
        }
        if !matches!(time.kind, Kind::Date | Kind::Timestamp | Kind::Integer) {
            let message = format!("the time column `{}` holds {}s that are not all dates", time.name, time.kind);
            let hint = "write dates as 2024-01-31, months as 2024-01, stamps as 2024-01-31T13:00:00, or use whole numbers";
            return Err(Failure::input(message, Some(hint.into())));
        }
        let hierarchy = args.hierarchy.iter().flat_map(|path| path.split('/'));
        let group = args.group.iter().map(String::as_str).chain(hierarchy).map(|name| place(facts, name.trim()));
        let known = args.known.iter().map(|name| {
            let column = place(facts, name)?;
            if matches!(column.kind, Kind::Integer | Kind::Float | Kind::Boolean) {
                return Ok(column);
            }
            let hint = "a regressor needs numbers: write labels as columns of 0 and 1".to_owned();
            Err(Failure::input(format!("--known `{}` holds {}s", column.name, column.kind), Some(hint)))
        });
        let names = |found: Vec<&ColumnFacts>| found.into_iter().map(|c| c.name.clone()).collect::<Vec<_>>();
        let columns = Self {
            target: target.name.clone(),
            time: time.name.clone(),
            time_kind: time.kind,
            group: names(group.collect::<Result<_, _>>()?),
            known: names(known.collect::<Result<_, _>>()?),
        };
        columns.refuse_twice()?;
        Ok(columns)
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<&str> {
        [&self.target, &self.time].into_iter().chain(&self.group).chain(&self.known).map(String::as_str).collect()
    }

    fn refuse_twice(&self) -> Result<(), Failure> {
        let mut names = self.all();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Failure::input(format!("the column `{}` cannot have two parts to play", pair[0]), None)),
            None => Ok(()),
        }
    }
}

fn need<'a>(flag: &str, name: Option<&'a str>, facts: &[ColumnFacts]) -> Result<&'a str, Failure> {
    let hint = match flag {
        "--time" => columns_of("dates", facts, |k| matches!(k, Kind::Date | Kind::Timestamp)),
        _ => columns_of("numbers", facts, |k| matches!(k, Kind::Integer | Kind::Float)),
    };
    name.ok_or_else(|| Failure::input(format!("{flag} is missing"), Some(hint)))
}

fn columns_of(what: &str, facts: &[ColumnFacts], is: impl Fn(Kind) -> bool) -> String {
    let names: Vec<&str> = facts.iter().filter(|c| is(c.kind)).map(|c| c.name.as_str()).collect();
    if names.is_empty() { format!("the table has no column of {what}") } else { format!("columns of {what}: {}", listed(&names)) }
}

fn place<'a>(facts: &'a [ColumnFacts], name: &str) -> Result<&'a ColumnFacts, Failure> {
    if let Some(found) = facts.iter().find(|c| c.name == name) {
        return Ok(found);
    }
    let names: Vec<&str> = facts.iter().map(|c| c.name.as_str()).collect();
    Err(Failure::input(format!("the table has no column `{name}`"), Some(column_hint(name, &names))))
}
