//! What the user wants beyond a look: a comparison, rules judged, rules suggested.

use std::fs;
use std::path::Path;

use problem::Rules;
use profile::look::{Baseline, Every, Evidence, Look, Outcome, Rule, Seen, Wanted, against, check, deliveries_min, suggest};
use table::Table;

use super::LookArguments;
use crate::exit::{Exit, Failure};

/// Largest baseline that is read.
const BYTES_MAX: u64 = 1 << 30;

/// Everything that is known before the first row is read.
pub(super) struct Demands {
    before: Option<Baseline>,
    rules: Option<Rules>,
    pub(super) wanted: Wanted,
    promised: f64,
}

impl Demands {
    /// Reads the baseline and the rules, and checks both against the table.
    pub(super) fn of(args: &LookArguments, table: &Table) -> Result<Self, Failure> {
        let before = args.against.as_deref().map(baseline).transpose()?;
        let rules = args.rules.as_deref().map(Rules::load).transpose()?;
        if let Some(rules) = &rules {
            // A column whose numbers have become texts is a fault of the table, not of the rules: its rules fail.
            let columns: Vec<(&str, bool)> = table.columns().iter().map(|c| (c.name.as_str(), true)).collect();
            rules.check_columns(&columns)?;
            let compares = |rule: &Rule| matches!(rule, Rule::Distribution { .. });
            if let Some(at) = rules.list.iter().position(compares).filter(|_| before.is_none()) {
                let hint = "add `--against look.json`, the look that the distribution was learned from".to_owned();
                return Err(rules.complain(at, "this rule compares with a baseline, and none is given", hint).into());
            }
        }
        let every = args.every.as_deref().map(|name| {
            let hint = Some("choose from hour, day, week, month, quarter and year".to_owned());
            Every::named(name).ok_or_else(|| Failure::input(format!("`{name}` is not a period"), hint))
        });
        if !(args.false_alarms > 0.0 && args.false_alarms < 0.5) {
            let hint = Some("0.01 is 1 delivery in 100".to_owned());
            return Err(Failure::input("--false-alarms must lie between 0 and 0.5", hint));
        }
        let wanted = Wanted {
            rules: rules.as_ref().map(|rules| rules.list.clone()).unwrap_or_default(),
            history: args.suggest_rules,
            every: every.transpose()?,
            day_first: None,
        };
        Ok(Self { before, rules, wanted, promised: args.false_alarms })
    }

    /// The look with the answers to all of this.
    pub(super) fn answer(&self, seen: Seen) -> Result<(Look, Baseline), Failure> {
        let Seen { mut look, baseline, counted, history } = seen;
        if let Some(rules) = &self.rules {
            let evidence =
                Evidence { now: &baseline, duplicates: &look.duplicates, counted: &counted, before: self.before.as_ref() };
            look.rules = Some(check(&rules.list, &evidence));
        }
        if let Some(history) = history {
            let few = || {
                let message = format!("a history of {} deliveries is too short to learn rules from", history.deliveries.len());
                let hint = format!(
                    "{} are needed to promise 1 false alarm in {:.0}: name the column of time with --time, a shorter period with --every, more data, or a higher rate with --false-alarms",
                    deliveries_min(self.promised),
                    1.0 / self.promised
                );
                Failure::input(message, Some(hint))
            };
            look.suggested = Some(suggest(&look, &baseline, &history, self.promised).ok_or_else(few)?);
        }
        if let Some(before) = &self.before {
            look = look.compared(against(before, &baseline));
        }
        Ok((look, baseline))
    }
}

/// Whether no rule fails; those that cannot be judged are told.
pub(super) fn exit(look: &Look) -> Exit {
    let fails = look.rules.iter().flatten().any(|rule| rule.outcome == Outcome::Failed);
    if fails { Exit::No } else { Exit::Done }
}

/// The baseline of an earlier look, from either of its two files.
fn baseline(path: &Path) -> Result<Baseline, Failure> {
    let path = path.with_extension("baseline");
    let hint = || Some("`bakeoff look DATA` writes look.json and look.baseline side by side; keep both".to_owned());
    let cannot = |why: String| Failure::input(format!("cannot read the baseline {}: {why}", path.display()), hint());
    let size = fs::metadata(&path).map_err(|error| cannot(error.to_string()))?.len();
    if size > BYTES_MAX {
        return Err(cannot(format!("it is larger than {} MiB", BYTES_MAX >> 20)));
    }
    let bytes = fs::read(&path).map_err(|error| cannot(error.to_string()))?;
    Baseline::decode(&bytes).map_err(|error| Failure::input(format!("{}: {error}", path.display()), error.hint()))
}
