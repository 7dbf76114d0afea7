//! A column can have one role only.

use std::collections::HashSet;

use crate::amount::shown;
use crate::desk::Desk;
use crate::problem::Problem;

pub(super) fn check(desk: &mut Desk, problem: &Problem) {
    let data = &problem.data;
    let roles = [("data.target", Some(&data.target)), ("data.time", data.time.as_ref()), ("data.group", data.group.as_ref())];
    for (index, (key, column)) in roles.iter().enumerate() {
        for (earlier, other) in &roles[..index] {
            if column.is_some_and(|column| !column.is_empty()) && column == other {
                clash(desk, key, earlier);
            }
        }
    }
    let features = data.features.as_deref().unwrap_or_default();
    let drivers = problem.known_drivers.as_slice();
    let lists = [("data.features", features), ("data.drop", &data.drop), ("data.known", &data.known), ("known_drivers", drivers)];
    for (key, list) in lists {
        if let Some(index) = list.iter().position(|column| *column == data.target) {
            let message = format!("the target `{}` is listed in {}", shown(&data.target), desk.name(key));
            let draft = desk.about(&format!("{key}[{index}]"), message);
            desk.push(draft.hint("leave it out: no contender sees the target of the rows it is asked for"));
        }
    }
    let dropped: HashSet<&String> = data.drop.iter().filter(|column| **column != data.target).collect();
    for (key, list) in [("data.features", features), ("data.known", &data.known), ("known_drivers", drivers)] {
        for (index, column) in list.iter().enumerate().filter(|(_, column)| dropped.contains(column)) {
            let (here, drop) = (desk.name(key), desk.name("data.drop"));
            let message = format!("`{}` is listed in both {here} and {drop}", shown(column));
            let draft = desk.about(&format!("{key}[{index}]"), message).hint("keep it in one of them");
            desk.push(draft);
        }
    }
}

fn clash(desk: &mut Desk, key: &str, earlier: &str) {
    let message = format!("{} and {} are the same column", desk.name(earlier), desk.name(key));
    let draft = desk.about(key, message).hint("each has a column of its own");
    let first = desk.origin.bytes_of(earlier, None);
    desk.push(draft.also(first, "also here"));
}
