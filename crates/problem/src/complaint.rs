//! What is wrong, where, and what to do about it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::origin::Origin;
use crate::span::Span;

/// Most complaints that are kept of one file; the rest is counted.
pub const COMPLAINTS_MAX: usize = 50;

/// Version of the JSON form of [`Complaints`].
const JSON_VERSION: u32 = 1;

/// One mistake: what, where, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// The key it is about, such as `data.target` or `contender[2].run`, where there is one.
    pub key: Option<String>,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// A few words for beside the caret.
    pub label: Option<String>,
    /// What to do about it: a key to write, a command to run.
    pub hint: Option<String>,
    /// The file's name, fit to be printed; `command line` for the quick form.
    pub file: String,
    /// Where in the file; none where there is no file to point into, such as one that cannot be read.
    pub span: Option<Span>,
    /// Other places that belong to it, such as the first of two equal names.
    pub also: Vec<(Span, String)>,
    pub(crate) text: Arc<str>,
}

impl Complaint {
    pub(crate) fn at(origin: &Origin, bytes: Range<usize>, message: impl Into<String>) -> Self {
        Self { span: Some(Span::of(&origin.text, bytes)), ..Self::nowhere(origin, message) }
    }

    pub(crate) fn nowhere(origin: &Origin, message: impl Into<String>) -> Self {
        Self {
            key: None,
            message: message.into(),
            label: None,
            hint: None,
            file: origin.name.clone(),
            span: None,
            also: Vec::new(),
            text: Arc::clone(&origin.text),
        }
    }

    /// The same with this hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with these words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same with another place that belongs to it.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.also.push((span, label.into()));
        self
    }

    fn to_json(&self) -> Value {
        let place = |span: &Span| {
            json!({
                "line": span.line, "column": span.column, "start": span.start, "end": span.end,
            })
        };
        let also: Vec<Value> = self.also.iter().map(|(span, label)| json!({ "place": place(span), "label": label })).collect();
        json!({
            "file": self.file,
            "place": self.span.as_ref().map(place),
            "key": self.key,
            "message": self.message,
            "label": self.label,
            "hint": self.hint,
            "also": also,
        })
    }
}

impl fmt::Display for Complaint {
    /// `file:line:column: message`, and the hint on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(span) = &self.span {
            write!(f, ":{}:{}", span.line, span.column)?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// All mistakes found in one go, in the order of the file. At least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaints {
    list: Vec<Complaint>,
    /// How many more there were than [`COMPLAINTS_MAX`].
    more: usize,
}

impl Complaints {
    pub(crate) fn new(mut list: Vec<Complaint>) -> Self {
        list.sort_by_key(|complaint| complaint.span.map(|span| (span.start, span.end)));
        let more = list.len().saturating_sub(COMPLAINTS_MAX);
        list.truncate(COMPLAINTS_MAX);
        Self { list, more }
    }

    pub(crate) fn with_more(list: Vec<Complaint>, more: usize) -> Self {
        Self { list, more }
    }

    /// An error that holds all of these, or nothing to complain about.
    pub fn check(list: Vec<Complaint>) -> Result<(), Self> {
        if list.is_empty() { Ok(()) } else { Err(Self::new(list)) }
    }

    /// The complaints, in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Complaint> {
        self.list.iter()
    }

    /// How many mistakes were found, counting those beyond [`COMPLAINTS_MAX`].
    pub fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// How many mistakes were found but not kept.
    pub fn more(&self) -> usize {
        self.more
    }

    /// The complaints as a compiler shows them: the line, a caret under the text, the hint. With `color`, ANSI colours.
    pub fn render(&self, color: bool) -> String {
        crate::render::render(self, color)
    }

    /// The complaints for programs: `{ "version": 1, "more": 0, "complaints": [{ file, place, key, message, label, hint, also }] }`,
    /// where a place is `{ line, column, start, end }`, lines and columns from 1, bytes from 0.
    pub fn to_json(&self) -> Value {
        let list: Vec<Value> = self.list.iter().map(Complaint::to_json).collect();
        json!({ "version": JSON_VERSION, "more": self.more, "complaints": list })
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, complaint) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{complaint}")?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Complaints {}

impl From<Complaint> for Complaints {
    fn from(complaint: Complaint) -> Self {
        Self::new(vec![complaint])
    }
}

impl<'a> IntoIterator for &'a Complaints {
    type Item = &'a Complaint;
    type IntoIter = std::slice::Iter<'a, Complaint>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
