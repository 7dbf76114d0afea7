//! Every limit of the ledger, by name.
//!
//! The text limits are `MLflow`'s, counted in Unicode scalar values as its Python server counts them, so that
//! nothing recorded here is too long for a client of that server.

/// Longest experiment name, in characters.
pub const EXPERIMENT_NAME_CHARS_MAX: usize = 500;
/// Longest key of a param, metric or tag, in characters.
pub const KEY_CHARS_MAX: usize = 250;
/// Longest run name, in characters.
pub const RUN_NAME_CHARS_MAX: usize = 250;
/// Longest param value, in characters.
pub const PARAM_CHARS_MAX: usize = 6_000;
/// Longest tag value, in characters.
pub const TAG_CHARS_MAX: usize = 8_000;
/// Longest user id, in characters.
pub const USER_CHARS_MAX: usize = 256;
/// Longest source name, artifact location or run link, in characters.
pub const SOURCE_CHARS_MAX: usize = 500;
/// Longest registered model name or alias, in characters.
pub const MODEL_NAME_CHARS_MAX: usize = 255;
/// Longest description of a model or a version, in characters.
pub const DESCRIPTION_CHARS_MAX: usize = 5_000;
/// Longest dataset name, in characters.
pub const DATASET_NAME_CHARS_MAX: usize = 500;
/// Longest dataset digest, in characters.
pub const DATASET_DIGEST_CHARS_MAX: usize = 36;
/// Longest dataset source text, in characters.
pub const DATASET_SOURCE_CHARS_MAX: usize = 65_535;
/// Longest dataset schema text, in characters.
pub const DATASET_SCHEMA_CHARS_MAX: usize = 1_048_575;
/// Longest dataset profile text, in characters.
pub const DATASET_PROFILE_CHARS_MAX: usize = 16_777_215;
/// Longest path of an artifact, in characters.
pub const ARTIFACT_PATH_CHARS_MAX: usize = 1_024;
/// Largest artifact, in bytes (16 GiB).
pub const ARTIFACT_BYTES_MAX: u64 = 16 << 30;
/// Longest kind of a document, in characters.
pub const DOCUMENT_KIND_CHARS_MAX: usize = 64;
/// Largest document, in bytes (64 MiB); larger things are artifacts.
pub const DOCUMENT_BYTES_MAX: usize = 64 << 20;
/// Deepest nesting of runs.
pub const RUN_DEPTH_MAX: usize = 64;
/// Records that one group commit holds at most before it is written.
pub const GROUP_RECORDS_MAX: u64 = 1_000;
/// Time that a record waits at most for its group commit, in milliseconds.
pub const GROUP_WAIT_MS_MAX: u64 = 50;
/// Time that a statement waits at most for another process, in milliseconds.
pub const BUSY_WAIT_MS_MAX: u64 = 5_000;
/// Time that a writer waits at most for another writer's lock, in milliseconds.
pub const LOCK_WAIT_MS_MAX: u64 = 500;
/// Problems that one verification lists at most; the rest are counted.
pub const PROBLEMS_LISTED_MAX: usize = 1_000;
/// Candidates that an ambiguous run id lists at most; the rest are counted.
pub const CANDIDATES_LISTED_MAX: usize = 10;
