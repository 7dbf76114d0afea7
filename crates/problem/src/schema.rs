//! The keys of a problem file, and what people write in their place.

/// The tables of a problem file and their keys; the first is the top of the file. The keys of a contender that belong to
/// its kind are in [`crate::kind::KINDS`].
pub(crate) const TABLES: [(&str, &[&str]); 6] = [
    (
        "",
        &[
            "question",
            "sponsor",
            "seed",
            "ladder",
            "known_drivers",
            "data",
            "stake",
            "box",
            "split",
            "prices",
            "gotcha",
            "contender",
        ],
    ),
    (
        "data",
        &["source", "format", "target", "time", "group", "horizon", "season", "task", "positive", "features", "drop", "known"],
    ),
    ("stake", &["metric", "per_unit", "volume", "margin", "currency", "false_alarm", "miss"]),
    ("box", &["cpu", "wall", "memory"]),
    ("split", &["kind", "folds", "origins", "step", "sealed"]),
    ("prices", &crate::prices::Prices::KEYS),
];

/// The keys that every contender may have.
pub(crate) const CONTENDER: [&str; 8] = ["name", "kind", "tier", "today", "hours", "upkeep_hours", "box", "note"];

/// The keys of a gotcha.
pub(crate) const GOTCHA: [&str; 4] = ["name", "when", "expect", "loss_max"];

/// The keys of one line of a rule.
pub(crate) const RULE_LINE: [&str; 2] = ["when", "then"];

/// The keys of a table.
pub(crate) fn keys_of(table: &str) -> &'static [&'static str] {
    TABLES.iter().find(|(name, _)| *name == table).map_or(&[], |(_, keys)| keys)
}

/// Where a key belongs that does not belong into `table`: the name of another table, `""` for the top of the file.
pub(crate) fn home_of(key: &str, table: &str) -> Option<&'static str> {
    if table == "rule" {
        return None;
    }
    // `kind` and `currency` have two homes; the first is as good a guess as any.
    TABLES
        .iter()
        .find(|(name, keys)| *name != table && keys.contains(&key))
        .map(|(name, _)| *name)
        .or_else(|| (table != "contender" && CONTENDER.contains(&key)).then_some("contender"))
}

/// What other tools call the keys.
const KEYS_ELSEWHERE: [(&str, &str); 34] = [
    ("file", "source"),
    ("path", "source"),
    ("table", "source"),
    ("csv", "source"),
    ("label", "target"),
    ("y", "target"),
    ("outcome", "target"),
    ("response", "target"),
    ("date", "time"),
    ("timestamp", "time"),
    ("ds", "time"),
    ("id", "group"),
    ("series", "group"),
    ("groups", "group"),
    ("steps", "horizon"),
    ("h", "horizon"),
    ("period", "season"),
    ("seasonality", "season"),
    ("frequency", "season"),
    ("exclude", "drop"),
    ("ignore", "drop"),
    ("columns", "features"),
    ("loss", "metric"),
    ("score", "metric"),
    ("cost", "per_unit"),
    ("tolerance", "margin"),
    ("limits", "box"),
    ("limit", "box"),
    ("budget", "box"),
    ("time_limit", "cpu"),
    ("ram", "memory"),
    ("holdout", "sealed"),
    ("models", "contender"),
    ("model", "contender"),
];

/// What other tools call the kinds.
const KINDS_ELSEWHERE: [(&str, &str); 39] = [
    ("lightgbm", "boost"),
    ("lgbm", "boost"),
    ("xgboost", "boost"),
    ("catboost", "boost"),
    ("gbm", "boost"),
    ("gbdt", "boost"),
    ("boosting", "boost"),
    ("booster", "boost"),
    ("ebm", "gam"),
    ("explainable-boosting", "gam"),
    ("additive", "gam"),
    ("automl", "tuned-boost"),
    ("optuna", "tuned-boost"),
    ("ols", "linear"),
    ("glm", "linear"),
    ("ridge", "linear"),
    ("linear-regression", "linear"),
    ("logit", "logistic"),
    ("logistic-regression", "logistic"),
    ("bayes", "naive-bayes"),
    ("decision-tree", "tree"),
    ("cart", "tree"),
    ("mean", "constant"),
    ("median", "constant"),
    ("dummy", "constant"),
    ("baseline", "constant"),
    ("naive", "last-value"),
    ("snaive", "seasonal-naive"),
    ("auto-arima", "arima"),
    ("sarima", "arima"),
    ("holt-winters", "ets"),
    ("exponential-smoothing", "ets"),
    ("ensemble", "auto-forecast"),
    ("script", "command"),
    ("python", "command"),
    ("program", "command"),
    ("external", "command"),
    ("predictions", "answers"),
    ("query", "sql"),
];

/// The candidate that was most likely meant: the same but for case and hyphens, another tool's word for it, or a typing
/// error away. Candidates are few and words are cut at 64 bytes, so this takes constant time.
pub(crate) fn did_you_mean<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    const BYTES_MAX: usize = 64;
    if word.len() > BYTES_MAX {
        return None;
    }
    let wanted = plain(word);
    let elsewhere = KEYS_ELSEWHERE
        .iter()
        .chain(&KINDS_ELSEWHERE)
        .filter(|(theirs, _)| plain(theirs) == wanted)
        .find_map(|(_, ours)| candidates.iter().find(|candidate| *candidate == ours));
    if let Some(candidate) = elsewhere {
        return Some(candidate);
    }
    nearest(word, candidates)
}

/// The candidate that is a typing error away. `O(candidates)`.
pub(crate) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let wanted = plain(word);
    let (distance, best) = candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), *candidate))
        .min_by_key(|(distance, _)| *distance)?;
    let longest = wanted.chars().count().max(best.chars().count());
    (distance <= (longest / 3).max(1) && distance < longest).then_some(best)
}

/// A word without its case, hyphens for all that joins.
fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::{KEYS_ELSEWHERE, KINDS_ELSEWHERE, TABLES, did_you_mean};
    use crate::kind::KINDS;

    #[test]
    fn typing_errors_and_other_words_are_recognised() {
        let keys = ["source", "target", "time", "per_unit"];
        for (word, meant) in [
            ("traget", Some("target")),
            ("Target", Some("target")),
            ("per-unit", Some("per_unit")),
            ("label", Some("target")),
            ("timestamp", Some("time")),
            ("zebra", None),
            ("x", None),
        ] {
            assert_eq!(did_you_mean(word, &keys), meant, "{word}");
        }
        assert_eq!(did_you_mean(&"t".repeat(100_000), &keys), None);
    }

    #[test]
    fn words_from_elsewhere_lead_to_keys_and_kinds_there_are() {
        for (theirs, ours) in KEYS_ELSEWHERE {
            let known = |key: &str| TABLES.iter().any(|(_, keys)| keys.contains(&key));
            assert!(known(ours) && !known(theirs), "{theirs}");
        }
        for (theirs, ours) in KINDS_ELSEWHERE {
            let known = |name: &str| KINDS.iter().any(|entry| entry.name == name);
            assert!(known(ours) && !known(theirs), "{theirs}");
        }
    }
}
