//! Which members went wrong, and how.

use crate::Outlook;

/// One reason and the members that share it.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The method that gave no forecast; empty where the series itself was refused.
    pub method: String,
    /// Its words.
    pub reason: String,
    /// What can be done about it.
    pub hint: Option<String>,
    /// Whether these members have no forecast at all (a simpler method answered otherwise).
    pub without_forecast: bool,
    /// Members with this reason.
    pub count: usize,
    /// The first few of them, [`Failure::EXAMPLES_MAX`] at most.
    pub examples: Vec<String>,
}

impl Failure {
    /// Members named in a row of the table.
    pub const EXAMPLES_MAX: usize = 5;
}

/// Every step down and every refusal, members with the same words together, the commonest first.
///
/// Cost: O(failures x reasons).
pub fn failures(outlooks: &[Outlook]) -> Vec<Failure> {
    let mut table: Vec<Failure> = Vec::new();
    let mut add = |id: &str, method: &str, reason: &crate::Refusal, without_forecast: bool| {
        let words = reason.to_string();
        let same = |row: &Failure| row.method == method && row.reason == words && row.without_forecast == without_forecast;
        let place = table.iter().position(same).unwrap_or_else(|| {
            let (method, reason, hint) = (method.to_owned(), words.clone(), reason.hint());
            table.push(Failure { method, reason, hint, without_forecast, count: 0, examples: Vec::new() });
            table.len() - 1
        });
        let row = &mut table[place];
        row.count += 1;
        if row.examples.len() < Failure::EXAMPLES_MAX {
            row.examples.push(id.to_owned());
        }
    };
    for outlook in outlooks {
        for step in &outlook.steps {
            add(&outlook.id, &step.method, &step.reason, outlook.forecast.is_err());
        }
        if let Err(reason) = &outlook.forecast {
            add(&outlook.id, "", reason, true);
        }
    }
    table.sort_by(|a, b| b.without_forecast.cmp(&a.without_forecast).then(b.count.cmp(&a.count)));
    table
}
