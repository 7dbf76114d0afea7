//! `[data]`, `[stake]`, `[box]`, `[split]` and `[prices]`.

use crate::amount::{self, Unread, shown};
use crate::data::{Data, FORMATS, Task};
use crate::desk::{Desk, Draft};
use crate::expected::{DURATION, SIZE, listed};
use crate::fields::{Bound, Fields};
use crate::limits::Limits;
use crate::metric::{self, Metric};
use crate::prices::Prices;
use crate::schema;
use crate::split::{Sealed, Split, SplitKind};
use crate::stake::{Margin, Stake};
use crate::tree::Leaf;

/// Farthest horizon and longest season, in steps.
const STEPS_MAX: u32 = 100_000;

/// Most folds of the inner split.
const FOLDS_MAX: u32 = 100;

/// Most origins of a rolling split.
const ORIGINS_MAX: u32 = 10_000;

pub(super) fn data(desk: &mut Desk, fields: &Fields<'_>) -> Data {
    for (name, example, why) in
        [("source", "\"sales.csv\"", "a file, a glob or a folder"), ("target", "\"COLUMN\"", "the column to be predicted")]
    {
        if fields.node(name).is_none() {
            fields.missing(desk, name, example, why);
        }
    }
    let horizon = fields.whole(desk, "horizon", 1..=STEPS_MAX);
    let task = fields.word(desk, "task", &Task::NAMES, Task::named);
    Data {
        source: fields.text(desk, "source").unwrap_or_default(),
        format: fields.word(desk, "format", &FORMATS, |word| FORMATS.contains(&word).then(|| word.to_owned())),
        target: fields.text(desk, "target").unwrap_or_default(),
        time: fields.text(desk, "time"),
        group: fields.text(desk, "group"),
        horizon,
        season: fields.whole(desk, "season", 1..=STEPS_MAX),
        task: task.or(horizon.map(|_| Task::Forecast)),
        positive: fields.text(desk, "positive"),
        features: fields.columns(desk, "features"),
        drop: fields.texts(desk, "drop", true).unwrap_or_default(),
        known: fields.texts(desk, "known", true).unwrap_or_default(),
    }
}

pub(super) fn stake(desk: &mut Desk, fields: &Fields<'_>) -> Stake {
    let metric = fields.amount(desk, "metric", "a string", |name| {
        name.parse::<Metric>().map_err(|message| Unread {
            hint: match (metric::in_place_of(name), schema::did_you_mean(name, &Metric::NAMES)) {
                (Some(instead), _) => instead.to_owned(),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!("choose from {}", listed(&Metric::NAMES)),
            },
            message,
        })
    });
    let (margin, margin_currency) = margin(desk, fields);
    let currency = fields.amount(desk, "currency", "a string", currency);
    if let (Some(of_margin), Some(stated)) = (&margin_currency, &currency)
        && of_margin != stated
    {
        let message = format!("the margin is in {of_margin}, but `currency` is {stated}");
        desk.push(desk.about("stake.margin", message).hint("state one currency for all money"));
    }
    Stake {
        metric,
        per_unit: fields.number(desk, "per_unit", Bound::Positive),
        volume: fields.number(desk, "volume", Bound::Positive),
        margin,
        currency: currency.or(margin_currency),
        false_alarm: fields.number(desk, "false_alarm", Bound::Positive),
        miss: fields.number(desk, "miss", Bound::Positive),
    }
}

fn margin(desk: &mut Desk, fields: &Fields<'_>) -> (Margin, Option<String>) {
    const NONE: (Margin, Option<String>) = (Margin::Units(0.0), None);
    let Some(node) = fields.node("margin") else {
        let why = "the smallest difference that matters, which only whoever pays can know";
        fields.missing(desk, "margin", "\"2%\"", why);
        return NONE;
    };
    if let Leaf::Text(_) = &node.leaf {
        return fields.amount(desk, "margin", "a string", amount::margin).unwrap_or(NONE);
    }
    let Some(units) = fields.any_number(desk, "margin") else {
        return NONE;
    };
    match amount::positive_margin(units) {
        Ok(units) => (Margin::Units(units), None),
        Err(unread) => {
            fields.refuse(desk, "margin", node, &unread);
            NONE
        }
    }
}

/// A box; what it leaves out is that of `base`, except that the wall follows a stated `cpu`.
pub(super) fn limits(desk: &mut Desk, fields: &Fields<'_>, base: &Limits) -> Limits {
    let cpu = fields.amount(desk, "cpu", DURATION, amount::seconds);
    let wall = fields.amount(desk, "wall", DURATION, amount::seconds);
    let follows = cpu.map(|cpu| cpu * Limits::WALL_PER_CPU);
    Limits {
        cpu_seconds: cpu.unwrap_or(base.cpu_seconds),
        wall_seconds: wall.or(follows).unwrap_or(base.wall_seconds),
        memory_bytes: fields.amount(desk, "memory", SIZE, amount::bytes).unwrap_or(base.memory_bytes),
    }
}

pub(super) fn split(desk: &mut Desk, fields: &Fields<'_>) -> Split {
    Split {
        kind: fields.word(desk, "kind", &SplitKind::NAMES, SplitKind::named),
        folds: fields.whole(desk, "folds", 2..=FOLDS_MAX),
        origins: fields.whole(desk, "origins", 1..=ORIGINS_MAX),
        step: fields.whole(desk, "step", 1..=STEPS_MAX),
        sealed: sealed(desk, fields),
    }
}

fn sealed(desk: &mut Desk, fields: &Fields<'_>) -> Option<Sealed> {
    let node = fields.node("sealed")?;
    let read = match &node.leaf {
        Leaf::Text(_) => return fields.amount(desk, "sealed", "a string", amount::sealed),
        Leaf::Whole(rows) => amount::sealed_rows(u64::try_from(*rows).unwrap_or(0)),
        other => {
            let message = format!("expected a percentage or a number of rows, found {}", other.word());
            let hint = "for example `sealed = \"20%\"`";
            desk.push(Draft::new(node.at.clone(), message).key("split.sealed").hint(hint));
            return None;
        }
    };
    match read {
        Ok(sealed) => Some(sealed),
        Err(unread) => {
            fields.refuse(desk, "sealed", node, &unread);
            None
        }
    }
}

/// The prices, in the currency of the stake unless they state one.
pub(super) fn prices(desk: &mut Desk, fields: &Fields<'_>, of_stake: Option<&str>) -> Prices {
    let guess = Prices::default();
    let mut price = |name: &str| fields.number(desk, name, Bound::NotNegative);
    let (hour, cpu_hour, kwh) = (price("hour"), price("cpu_hour"), price("kwh"));
    let (watts, runs, refits) = (price("watts_per_core"), price("runs_a_year"), price("refits_a_year"));
    let own = fields.amount(desk, "currency", "a string", currency);
    let currency = own.or(of_stake.map(str::to_owned));
    let is_stated = |key: &str| fields.node(key).is_some() || (key == "currency" && of_stake.is_some());
    Prices {
        stated: Prices::KEYS.into_iter().filter(|key| is_stated(key)).map(str::to_owned).collect(),
        currency: currency.unwrap_or(guess.currency),
        hour: hour.unwrap_or(guess.hour),
        cpu_hour: cpu_hour.unwrap_or(guess.cpu_hour),
        kwh: kwh.unwrap_or(guess.kwh),
        watts_per_core: watts.unwrap_or(guess.watts_per_core),
        runs_a_year: runs,
        refits_a_year: refits.unwrap_or(guess.refits_a_year),
    }
}

fn currency(text: &str) -> Result<String, Unread> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(text.to_owned());
    }
    Err(Unread {
        message: format!("`{}` is not a currency", shown(text)),
        hint: "three capital letters, for example \"EUR\"".to_owned(),
    })
}
