//! Where a problem came from: its file, its text, and the place of every key.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How mistakes are talked about: as keys of a file or as flags of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Voice {
    #[default]
    File,
    Flags,
}

/// The bytes of a key and of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) key: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// The text a problem was read from. Empty for one that came out of the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Fit to be printed.
    pub(crate) name: String,
    /// What relative paths in the file are relative to.
    pub(crate) folder: PathBuf,
    pub(crate) text: Arc<str>,
    pub(crate) places: BTreeMap<String, Place>,
    pub(crate) voice: Voice,
}

impl Origin {
    pub(crate) fn file(path: &Path, text: &str) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Self {
            name: printable(&path.to_string_lossy()),
            folder,
            text: Arc::from(text),
            places: BTreeMap::new(),
            voice: Voice::File,
        }
    }

    pub(crate) fn command_line(text: &str) -> Self {
        Self {
            name: "command line".to_owned(),
            folder: PathBuf::new(),
            text: Arc::from(text),
            places: BTreeMap::new(),
            voice: Voice::Flags,
        }
    }

    /// The bytes to point at for a key: its value (or these bytes within it), else the nearest table around it, else the end
    /// of the text.
    pub(crate) fn bytes_of(&self, key: &str, within: Option<Range<usize>>) -> Range<usize> {
        let exact = self.places.get(key).map(|place| place.value.clone());
        match (exact, within) {
            (Some(value), Some(within)) => crate::quotes::within(&self.text, value, within),
            (Some(value), None) => value,
            (None, _) => match self.nearest(key) {
                Some(place) => place.value.clone(),
                None => self.text.trim_end().len()..self.text.trim_end().len(),
            },
        }
    }

    /// The place of a key, else of the nearest table around it.
    pub(crate) fn nearest(&self, key: &str) -> Option<&Place> {
        let mut key = key;
        loop {
            if let Some(place) = self.places.get(key) {
                return Some(place);
            }
            key = &key[..key.rfind(['.', '['])?];
        }
    }
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            name: "problem".to_owned(),
            folder: PathBuf::new(),
            text: Arc::from(""),
            places: BTreeMap::new(),
            voice: Voice::File,
        }
    }
}

/// Two problems are the same problem wherever they were read from.
impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The name with control characters written as escapes, so that a file name cannot forge lines of output.
pub(crate) fn printable(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}') {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}
