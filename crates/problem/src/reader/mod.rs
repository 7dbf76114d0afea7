//! From what was written to the model, table by table; checks that need several tables are in [`crate::check`].
//!
//! Where something is wrong the readers complain and put anything in its place: with a complaint on the desk the model is
//! thrown away.

mod contender;
mod gotcha;
mod kind;
mod tables;

use std::ops::Range;

use crate::desk::{Desk, Draft};
use crate::fields::Fields;
use crate::ladder::LadderSize;
use crate::limits::Limits;
use crate::origin::{Origin, Place};
use crate::problem::{PROBLEM_VERSION, Problem};
use crate::schema;
use crate::tree::{Entry, Leaf};

/// Most contenders in one problem.
pub(crate) const CONTENDERS_MAX: usize = 200;

/// Most gotchas in one problem.
const GOTCHAS_MAX: usize = 100;

/// Reads the whole tree.
pub(crate) fn read(desk: &mut Desk, entries: &[Entry]) -> Problem {
    let top = Fields::open(desk, "", entries, schema::keys_of(""));
    let section = |desk: &mut Desk, name: &str| -> Fields<'_> {
        let entries = top.table(desk, name).unwrap_or(&[]);
        Fields::open(desk, name, entries, schema::keys_of(name))
    };
    let data = section(desk, "data");
    let stake = section(desk, "stake");
    let limits = section(desk, "box");
    let split = section(desk, "split");
    let prices = section(desk, "prices");
    let limits = tables::limits(desk, &limits, &Limits::default());
    let stake = tables::stake(desk, &stake);
    let prices = tables::prices(desk, &prices, stake.currency.as_deref());
    Problem {
        version: PROBLEM_VERSION,
        question: top.text(desk, "question"),
        sponsor: top.text(desk, "sponsor"),
        seed: seed(desk, &top),
        ladder: top.word(desk, "ladder", &LadderSize::NAMES, LadderSize::named),
        known_drivers: top.columns(desk, "known_drivers").unwrap_or_default(),
        data: tables::data(desk, &data),
        stake,
        split: tables::split(desk, &split),
        prices,
        gotchas: gotchas(desk, &top),
        contenders: contenders(desk, &top, &limits),
        limits,
        origin: Origin::default(),
    }
}

fn seed(desk: &mut Desk, top: &Fields<'_>) -> u64 {
    let Some(node) = top.node("seed") else {
        return 1;
    };
    if let Leaf::Whole(seed) = node.leaf
        && let Ok(seed) = u64::try_from(seed)
    {
        return seed;
    }
    let message = format!("{} must be an integer, zero or more", desk.name("seed"));
    desk.push(Draft::new(node.at.clone(), message).key("seed").label(match node.leaf {
        Leaf::Whole(seed) => format!("found {seed}"),
        _ => format!("found {}", node.leaf.word()),
    }));
    1
}

fn contenders(desk: &mut Desk, top: &Fields<'_>, limits: &Limits) -> Vec<crate::Contender> {
    let tables = list_of_tables(desk, top, "contender", CONTENDERS_MAX, "kind = \"...\"", "tuning belongs into one contender");
    tables.into_iter().map(|(path, entries)| contender::read(desk, &path, entries, limits)).collect()
}

fn gotchas(desk: &mut Desk, top: &Fields<'_>) -> Vec<crate::Gotcha> {
    let tables = list_of_tables(desk, top, "gotcha", GOTCHAS_MAX, "when = \"...\"", "join those that ask for the same");
    tables.into_iter().filter_map(|(path, entries)| gotcha::read(desk, &path, entries)).collect()
}

/// The tables under `[[name]]`, each with its path; what is no table is complained about.
fn list_of_tables<'t>(
    desk: &mut Desk,
    top: &Fields<'t>,
    name: &'static str,
    count_max: usize,
    example: &str,
    if_more: &str,
) -> Vec<(String, &'t [Entry])> {
    let Some(node) = top.node(name) else {
        return Vec::new();
    };
    let Leaf::List(list) = &node.leaf else {
        let message = format!("expected a list of {name}s, found {}", node.leaf.word());
        let draft = Draft::new(node.at.clone(), message).key(name);
        desk.push(draft.hint(format!("each {name} starts with a line `[[{name}]]`, in double brackets")));
        return Vec::new();
    };
    if list.len() > count_max {
        let message = format!("{} {name}s; at most {count_max} may enter", list.len());
        desk.push(Draft::new(node.at.clone(), message).key(name).hint(if_more));
        return Vec::new();
    }
    let mut tables = Vec::with_capacity(list.len());
    for (index, node) in list.iter().enumerate() {
        let path = format!("{name}[{index}]");
        let at: Range<usize> = node.at.clone();
        desk.remember(path.clone(), Place { key: at.clone(), value: at.clone() });
        match &node.leaf {
            Leaf::Table(entries) => tables.push((path, entries.as_slice())),
            other => {
                let message = format!("expected a {name}, found {}", other.word());
                let hint = format!("a {name} is a table: {{ name = \"...\", {example} }}");
                desk.push(Draft::new(at, message).key(path).hint(hint));
            }
        }
    }
    tables
}
