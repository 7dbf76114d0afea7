//! From what was written to the model, table by table; checks that need several tables are in [`crate::check`].
//!
//! Where something is wrong the readers complain and put anything in its place: with a complaint on the desk the model is
//! thrown away.

mod contender;
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
        data: tables::data(desk, &data),
        stake,
        split: tables::split(desk, &split),
        prices,
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
    let Some(node) = top.node("contender") else {
        return Vec::new();
    };
    let Leaf::List(list) = &node.leaf else {
        let message = format!("expected a list of contenders, found {}", node.leaf.word());
        let draft = Draft::new(node.at.clone(), message).key("contender");
        desk.push(draft.hint("each contender starts with a line `[[contender]]`, in double brackets"));
        return Vec::new();
    };
    if list.len() > CONTENDERS_MAX {
        let message = format!("{} contenders; at most {CONTENDERS_MAX} may enter", list.len());
        desk.push(Draft::new(node.at.clone(), message).key("contender").hint("tuning belongs into one contender"));
        return Vec::new();
    }
    let mut read = Vec::with_capacity(list.len());
    for (index, node) in list.iter().enumerate() {
        let path = format!("contender[{index}]");
        let at: Range<usize> = node.at.clone();
        desk.remember(path.clone(), Place { key: at.clone(), value: at.clone() });
        match &node.leaf {
            Leaf::Table(entries) => read.push(contender::read(desk, &path, entries, limits)),
            other => {
                let message = format!("expected a contender, found {}", other.word());
                let hint = "a contender is a table: { name = \"...\", kind = \"...\" }";
                desk.push(Draft::new(at, message).key(path).hint(hint));
            }
        }
    }
    read
}
