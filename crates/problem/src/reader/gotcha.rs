//! One `[[gotcha]]`.

use crate::condition::Condition;
use crate::desk::{Desk, Draft};
use crate::fields::{Bound, Fields};
use crate::gotcha::Gotcha;
use crate::schema;
use crate::tree::Entry;

/// Reads it; none with a complaint on the desk.
pub(super) fn read(desk: &mut Desk, path: &str, entries: &[Entry]) -> Option<Gotcha> {
    let fields = Fields::open(desk, path, entries, &schema::GOTCHA);
    for (name, example, why) in
        [("name", "\"new customers\"", "what the page calls it"), ("when", "\"tenure < 3\"", "which rows it is about")]
    {
        if fields.node(name).is_none() {
            fields.missing(desk, name, example, why);
        }
    }
    let name = fields.text(desk, "name");
    let when = condition(desk, &fields, "when");
    let expect = condition(desk, &fields, "expect");
    let loss_max = fields.number(desk, "loss_max", Bound::Positive);
    if fields.node("expect").is_none() && fields.node("loss_max").is_none() {
        let draft = desk.about(path, "this gotcha asks for nothing");
        desk.push(draft.hint("add `expect = \"prediction < 0.5\"`, or `loss_max = 0.4` in units of the metric"));
    }
    Some(Gotcha { name: name?, when: when?, expect, loss_max })
}

/// A condition in the little language of [`crate::condition`]; complaints point at the place within it.
pub(super) fn condition(desk: &mut Desk, fields: &Fields<'_>, name: &str) -> Option<Condition> {
    let text = fields.text(desk, name)?;
    Condition::parse(&text)
        .map_err(|error| {
            let key = fields.key(name);
            let at = desk.origin.bytes_of(&key, Some(error.at));
            let draft = Draft::new(at, error.message).key(key);
            desk.push(match error.hint {
                Some(hint) => draft.hint(hint),
                None => draft,
            });
        })
        .ok()
}
