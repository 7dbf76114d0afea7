//! `notes.json`: what a contender says about itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Largest `notes.json` that is read, in bytes.
const NOTES_BYTES_MAX: u64 = 16 << 20;

/// The content of `notes.json`. Every part is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// Parameters, as text.
    pub params: BTreeMap<String, serde_json::Value>,
    /// Metrics.
    pub metrics: BTreeMap<String, f64>,
    /// Plain words: an equation, a query, a list of rules.
    pub text: Option<String>,
    /// Tuning trials, each of which becomes a child run.
    pub trials: Vec<Trial>,
}

/// One tuning attempt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trial {
    /// Parameters tried.
    pub params: BTreeMap<String, serde_json::Value>,
    /// Its score on the inner validation part; none when it was cut off.
    pub value: Option<f64>,
    /// CPU seconds it took, when known.
    pub cpu_seconds: Option<f64>,
    /// Validation score step by step, when kept.
    pub curve: Vec<f64>,
}

impl Notes {
    /// Reads `notes.json`; no file is no notes.
    ///
    /// # Errors
    /// In words, when the file is not a JSON object of the documented form or too large.
    pub fn read(dir: &Path) -> Result<Self, String> {
        let path = dir.join("notes.json");
        let size = match std::fs::metadata(&path) {
            Ok(found) if found.is_file() => found.len(),
            Ok(_) => return Err("notes.json is not a file".into()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(format!("notes.json cannot be read: {error}")),
        };
        if size > NOTES_BYTES_MAX {
            return Err(format!("notes.json is {size} bytes long; {NOTES_BYTES_MAX} are read at most"));
        }
        let bytes = std::fs::read(&path).map_err(|error| format!("notes.json cannot be read: {error}"))?;
        serde_json::from_slice(&bytes).map_err(|error| format!("notes.json: {error}"))
    }

    /// Writes `notes.json` into `dir`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, dir: &Path) -> std::io::Result<()> {
        let text = serde_json::to_vec(self)?;
        std::fs::write(dir.join("notes.json.part"), text)?;
        std::fs::rename(dir.join("notes.json.part"), dir.join("notes.json"))
    }
}

/// A parameter as text: strings without their quotes.
pub fn param_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
