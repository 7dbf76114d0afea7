//! One `[[contender]]`.

use crate::amount::shown;
use crate::contender::Contender;
use crate::desk::{Desk, Draft};
use crate::expected::listed;
use crate::fields::{Bound, Fields};
use crate::kind::{Entry as KindEntry, KINDS, Kind};
use crate::limits::Limits;
use crate::schema;
use crate::tree::Entry;

/// Longest name of a contender, in characters.
const NAME_CHARS_MAX: usize = 80;

pub(super) fn read(desk: &mut Desk, path: &str, entries: &[Entry], base: &Limits) -> Contender {
    let mut known: Vec<&'static str> = schema::CONTENDER.to_vec();
    known.extend(KINDS.iter().flat_map(|entry| entry.keys));
    let fields = Fields::open(desk, path, entries, &known);
    let name = name(desk, &fields);
    let entry = kind_entry(desk, &fields);
    let kind = match entry {
        Some(entry) => {
            strangers(desk, &fields, entries, entry);
            super::kind::read(desk, &fields, entry.name)
        }
        None => None,
    };
    // A constant fits every task, so that nobody complains about it on top.
    let kind = kind.unwrap_or(Kind::Constant { statistic: None });
    let limits = fields.table(desk, "box").map(|entries| {
        let path = format!("{path}.box");
        let fields = Fields::open(desk, &path, entries, schema::keys_of("box"));
        super::tables::limits(desk, &fields, base)
    });
    Contender {
        name,
        tier: entry.map_or(1, |entry| tier(desk, &fields, entry)),
        kind,
        hours: fields.number(desk, "hours", Bound::NotNegative).unwrap_or(0.0),
        upkeep_hours: fields.number(desk, "upkeep_hours", Bound::NotNegative).unwrap_or(0.0),
        limits,
        note: fields.text(desk, "note"),
    }
}

fn name(desk: &mut Desk, fields: &Fields<'_>) -> String {
    if fields.node("name").is_none() {
        fields.missing(desk, "name", "\"our rule\"", "what the board and the page call it");
    }
    let name = fields.text(desk, "name").unwrap_or_default();
    let problem = if name.chars().count() > NAME_CHARS_MAX {
        format!("the name is longer than {NAME_CHARS_MAX} characters")
    } else if name.chars().any(char::is_control) {
        "the name holds a line break or another control character".to_owned()
    } else {
        return name;
    };
    let draft = desk.about(&fields.key("name"), problem).hint("keep it short; a longer remark fits in `note`");
    desk.push(draft);
    name
}

/// The kind's entry in the list of kinds, told from `kind`.
fn kind_entry(desk: &mut Desk, fields: &Fields<'_>) -> Option<&'static KindEntry> {
    let names: Vec<&'static str> = KINDS.iter().map(|entry| entry.name).collect();
    if fields.node("kind").is_none() {
        let told = KINDS.iter().find_map(|entry| {
            let key = entry.keys.iter().find(|key| fields.node(key).is_some())?;
            Some((entry.name, *key))
        });
        if let Some((name, key)) = told {
            fields.missing(desk, "kind", &format!("\"{name}\""), &format!("it has `{key}`"));
        } else {
            let all = format!("one of {}", listed(&names));
            fields.missing(desk, "kind", "\"constant\"", &all);
        }
        return None;
    }
    let name = fields.word(desk, "kind", &names, |word| names.iter().copied().find(|name| *name == word))?;
    KINDS.iter().find(|entry| entry.name == name)
}

/// Complains about keys that belong to another kind.
fn strangers(desk: &mut Desk, fields: &Fields<'_>, entries: &[Entry], entry: &KindEntry) {
    for stated in entries {
        let key = stated.key.as_str();
        let owners: Vec<&str> = KINDS.iter().filter(|entry| entry.keys.contains(&key)).map(|entry| entry.name).collect();
        if owners.is_empty() || entry.keys.contains(&key) || schema::CONTENDER.contains(&key) {
            continue;
        }
        let message = format!("a contender of kind `{}` has no `{}`", entry.name, shown(key));
        let hint = format!("`{key}` belongs to {}", listed(&owners));
        desk.push(Draft::new(stated.key_at.clone(), message).key(fields.key(key)).hint(hint));
    }
}

fn tier(desk: &mut Desk, fields: &Fields<'_>, entry: &KindEntry) -> u8 {
    let today = fields.flag(desk, "today") == Some(true);
    let stated = fields.whole(desk, "tier", 0..=4).map(|tier| tier as u8);
    match stated {
        Some(tier) if today && tier != 0 => {
            let message = format!("`today = true` means tier 0, but `tier` is {tier}");
            let draft = desk.about(&fields.key("tier"), message).hint("leave one of them out");
            desk.push(draft);
            0
        }
        // What a command does only its author knows: a rule of ten lines, or a network.
        Some(tier) if tier != 0 && tier < entry.tier && entry.name != "command" => {
            let message = format!("a contender of kind `{}` is tier {}, not {tier}", entry.name, entry.tier);
            let hint = "its tier may be raised, or be 0 if this is how it is done today";
            let draft = desk.about(&fields.key("tier"), message).hint(hint);
            desk.push(draft);
            tier
        }
        Some(tier) => tier,
        None if today => 0,
        None => entry.tier,
    }
}
