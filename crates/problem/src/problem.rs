//! The checked content of a problem file.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::complaint::{Complaint, Complaints};
use crate::contender::Contender;
use crate::data::Data;
use crate::gotcha::Gotcha;
use crate::ladder::LadderSize;
use crate::limits::Limits;
use crate::origin::Origin;
use crate::prices::Prices;
use crate::quick::Quick;
use crate::span::Span;
use crate::split::Split;
use crate::stake::Stake;

/// Version of the JSON form of [`Problem`]; raised when a stored problem would be read differently.
pub const PROBLEM_VERSION: u32 = 1;

/// A question, the table that answers it, what a mistake costs, and who enters: the checked content of a problem file.
///
/// Whatever can be checked without the table has been checked. What needs the table (is `data.target` a column of it?) is
/// checked by whoever opens it, who complains with [`Problem::complain`], pointing at the key in the file.
///
/// Its JSON form carries a `version` and the sections under the names of the file; the text and places of the file are not part
/// of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Version of the JSON form, [`PROBLEM_VERSION`].
    #[serde(deserialize_with = "known_version")]
    pub version: u32,
    /// `question`: the question in one sentence, for the page.
    pub question: Option<String>,
    /// `sponsor`: who pays and signs, for the page.
    pub sponsor: Option<String>,
    /// `seed`: of every random choice. Default 1.
    pub seed: u64,
    /// `ladder`: `"short"` or `"full"`, which default contenders enter. Leaving out both it and all `[[contender]]`s enters the
    /// short ladder for tables and the full one for forecasts; with `[[contender]]`s only these enter, unless `ladder` asks for the default ones beside them.
    pub ladder: Option<LadderSize>,
    /// `known_drivers`: columns of which the business already knows that they matter. What the winner knows beyond them is told after the contest.
    #[serde(default)]
    pub known_drivers: Vec<String>,
    /// `[data]`.
    pub data: Data,
    /// `[stake]`.
    pub stake: Stake,
    /// `[box]`.
    #[serde(rename = "box")]
    pub limits: Limits,
    /// `[split]`.
    pub split: Split,
    /// `[prices]`.
    pub prices: Prices,
    /// The `[[gotcha]]`s: special cases that are watched.
    #[serde(default, rename = "gotcha")]
    pub gotchas: Vec<Gotcha>,
    /// The `[[contender]]`s of the file, in ladder order. Empty: the default ladder. See [`crate::ladder::enter`].
    #[serde(rename = "contender")]
    pub contenders: Vec<Contender>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl Problem {
    /// Reads and checks a problem file. Paths in it are relative to its folder.
    ///
    /// Reads the file itself (at most [`crate::FILE_BYTES_MAX`]) and the files that `sql_file` keys name.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Complaints> {
        crate::load::load(path.as_ref())
    }

    /// Reads and checks the text of a problem file that would lie at `file`. Reads nothing but the files that `sql_file`
    /// keys name.
    pub fn parse(text: &str, file: impl AsRef<Path>) -> Result<Self, Complaints> {
        crate::load::parse(text, file.as_ref())
    }

    /// The problem that the command line of `bakeoff run` describes; complaints point at its flags.
    pub fn quick(quick: &Quick) -> Result<Self, Complaints> {
        crate::quick::read("bakeoff run", quick)
    }

    /// The same for another command, such as `bakeoff check`, which the complaints then show.
    pub fn quick_of(command: &str, quick: &Quick) -> Result<Self, Complaints> {
        crate::quick::read(command, quick)
    }

    /// A problem from its JSON form, as the ledger keeps it. It has no places to point at. One of a later version than
    /// [`PROBLEM_VERSION`] is refused.
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The same problem with its relative paths seen from `folder`: for a problem that came out of the ledger.
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.origin.folder = folder.into();
        self
    }

    /// The JSON form: stable for a given [`PROBLEM_VERSION`], keys in the order of the fields.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    /// The file the problem was read from, fit to be printed; `command line` for the quick form.
    pub fn file_name(&self) -> &str {
        &self.origin.name
    }

    /// The text of the file, or the command line; empty for a problem from JSON.
    pub fn text(&self) -> &str {
        &self.origin.text
    }

    /// Where a relative path of the problem lies: beside the problem file.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.origin.folder.join(relative)
    }

    /// The place of the value under a key, such as `data.target`, `stake.margin`, `box.cpu`, `contender[2].run` or
    /// `contender[0].rules[1].when`; the file's name of a key counts. For a table: its header. None if the file does not state it.
    pub fn place(&self, key: &str) -> Option<Span> {
        let place = self.origin.places.get(key)?;
        Some(Span::of(&self.origin.text, place.value.clone()))
    }

    /// The key under which a contender of this name states something, such as `contender[2].run`. Without such a contender
    /// in the file: the bare key.
    pub fn contender_key(&self, name: &str, key: &str) -> String {
        match self.contenders.iter().position(|contender| contender.name == name) {
            Some(index) if key.is_empty() => format!("contender[{index}]"),
            Some(index) => format!("contender[{index}].{key}"),
            None => key.to_owned(),
        }
    }

    /// A complaint that points at the value under this key, else at the table it would stand in, else at the end of the file.
    pub fn complain(&self, key: &str, message: impl Into<String>, hint: impl Into<Option<String>>) -> Complaint {
        self.pointed(key, None, message.into(), hint.into())
    }

    /// A complaint that points inside a text value: at these bytes of the text as it reads, without its quotes and escapes. For
    /// columns in a rule's `when` and for places in a query.
    pub fn complain_within(
        &self,
        key: &str,
        bytes: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) -> Complaint {
        self.pointed(key, Some(bytes), message.into(), hint.into())
    }

    fn pointed(&self, key: &str, within: Option<Range<usize>>, message: String, hint: Option<String>) -> Complaint {
        let origin = &self.origin;
        let mut complaint = if origin.text.is_empty() {
            Complaint::nowhere(origin, message)
        } else {
            let bytes = origin.bytes_of(key, within);
            Complaint::at(origin, bytes, message)
        };
        complaint.key = Some(key.to_owned());
        complaint.hint = hint;
        complaint
    }
}

fn known_version<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let version = u32::deserialize(from)?;
    if version > PROBLEM_VERSION {
        let message = format!("the problem is of version {version}, later than {PROBLEM_VERSION}");
        return Err(D::Error::custom(message));
    }
    Ok(version)
}
