//! The complaints desk: everything that reads a problem brings its mistakes here, and goes on.

use std::collections::HashSet;
use std::ops::Range;

use crate::complaint::{COMPLAINTS_MAX, Complaint, Complaints};
use crate::origin::{Origin, Place, Voice};
use crate::quick;
use crate::span::Span;

/// A complaint before its line and column are worked out.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    key: Option<String>,
    at: Range<usize>,
    message: String,
    label: Option<String>,
    hint: Option<String>,
    also: Vec<(Range<usize>, String)>,
}

impl Draft {
    pub(crate) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { key: None, at, message: message.into(), label: None, hint: None, also: Vec::new() }
    }

    pub(crate) fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn also(mut self, at: Range<usize>, label: impl Into<String>) -> Self {
        self.also.push((at, label.into()));
        self
    }

    fn settle(self, origin: &Origin) -> Complaint {
        let place = |at: Range<usize>| Span::of(&origin.text, at);
        let mut complaint = Complaint::at(origin, self.at, self.message);
        complaint.key = self.key;
        complaint.label = self.label;
        complaint.hint = self.hint;
        complaint.also = self.also.into_iter().map(|(at, label)| (place(at), label)).collect();
        complaint
    }
}

/// Collects complaints and the places of keys while a problem is read.
pub(crate) struct Desk {
    pub(crate) origin: Origin,
    /// Whether parts of the text could not be read at all, so that what seems missing may be there.
    pub(crate) partial: bool,
    /// Keys and tables that were probably meant by something else that was written.
    doubted: HashSet<String>,
    drafts: Vec<Draft>,
}

impl Desk {
    pub(crate) fn new(origin: Origin) -> Self {
        Self { origin, partial: false, doubted: HashSet::new(), drafts: Vec::new() }
    }

    pub(crate) fn push(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// Complains about the value under a key.
    pub(crate) fn about(&self, key: &str, message: impl Into<String>) -> Draft {
        Draft::new(self.origin.bytes_of(key, None), message).key(key)
    }

    /// From now on nobody complains that this key, or a key of this table, is missing.
    pub(crate) fn doubt(&mut self, key: impl Into<String>) {
        self.doubted.insert(key.into());
    }

    /// Complains that a key is missing, with an example of its value; not when it may be there in some unreadable form.
    pub(crate) fn missing(&mut self, key: &str, example: &str, why: &str) {
        if self.partial || self.states(key) {
            return;
        }
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let message = format!("{} is missing", self.name(key));
        let draft = match (self.origin.places.get(table), self.origin.voice) {
            (Some(place), Voice::File) => Draft::new(place.key.clone(), message).label(format!("`{name}` is missing here")),
            _ => Draft::new(self.origin.bytes_of("", None), message),
        };
        let colon = if why.is_empty() { "" } else { ": " };
        self.push(draft.key(key).hint(format!("{}{colon}{why}", self.add(key, example))));
    }

    /// What to add, and where: a line of the file, or a flag.
    pub(crate) fn add(&self, key: &str, example: &str) -> String {
        if let (Voice::Flags, Some(flag)) = (self.origin.voice, quick::flag_of(key)) {
            return format!("add `{flag} {}`", example.trim_matches('"'));
        }
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let to = match table {
            "" => " at the top of the file".to_owned(),
            table if table.starts_with("contender") || table.starts_with("rule[") => " to it".to_owned(),
            table if self.origin.places.contains_key(table) => format!(" under `[{table}]`"),
            table => format!(" under a new table `[{table}]`"),
        };
        format!("add `{name} = {example}`{to}")
    }

    /// A key as the reader of a message knows it: the name in the file, or the flag.
    pub(crate) fn name(&self, key: &str) -> String {
        if let (Voice::Flags, Some(flag)) = (self.origin.voice, quick::flag_of(key)) {
            return format!("`{flag}`");
        }
        format!("`{}`", key.rsplit_once('.').map_or(key, |(_, name)| name))
    }

    /// Whether the text states this key, readable or not, or may have meant to.
    pub(crate) fn states(&self, key: &str) -> bool {
        let table = key.rsplit_once('.').map_or("", |(table, _)| table);
        self.origin.places.contains_key(key) || self.doubted.contains(key) || self.doubted.contains(table)
    }

    pub(crate) fn remember(&mut self, key: String, place: Place) {
        self.origin.places.insert(key, place);
    }

    /// The origin with all its places, or everything there is to complain about.
    pub(crate) fn close(mut self) -> Result<Origin, Complaints> {
        if self.drafts.is_empty() {
            return Ok(self.origin);
        }
        // Lines and columns are worked out for those that will be kept only.
        self.drafts.sort_by_key(|draft| (draft.at.start, draft.at.end));
        let more = self.drafts.len().saturating_sub(COMPLAINTS_MAX);
        self.drafts.truncate(COMPLAINTS_MAX);
        let list = self.drafts.into_iter().map(|draft| draft.settle(&self.origin)).collect();
        Err(Complaints::with_more(list, more))
    }
}
