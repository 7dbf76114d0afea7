//! The database's schema, one migration a version.
//!
//! A migration is never edited once released: a ledger of any earlier version is brought to the newest one step by
//! step, each step in a transaction of its own. All tables are `STRICT`, so that a value reads back with the type
//! it was hashed with.

/// The newest schema version.
pub(crate) const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// Marks the file as a ledger (`PRAGMA application_id`): "bkof" in ASCII.
pub(crate) const APPLICATION_ID: i32 = 0x626b_6f66;

/// The statements that lead from version `i` to version `i + 1`.
pub(crate) const MIGRATIONS: [&str; 2] = [TRACKING, REGISTRY_AND_SEALS];

const TRACKING: &str = "
CREATE TABLE chain (
    seq INTEGER PRIMARY KEY,
    tbl TEXT NOT NULL,
    run INTEGER,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE experiments (
    seq INTEGER PRIMARY KEY,
    experiment INTEGER NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    artifact_location TEXT
) STRICT;
CREATE TABLE experiment_states (
    seq INTEGER PRIMARY KEY,
    experiment INTEGER NOT NULL,
    name TEXT NOT NULL,
    lifecycle_stage TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX experiment_states_by_name ON experiment_states (name, seq);
CREATE INDEX experiment_states_by_experiment ON experiment_states (experiment, seq);
CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    experiment INTEGER NOT NULL,
    parent INTEGER,
    kind TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    user_id TEXT,
    source_type TEXT,
    source_name TEXT,
    source_version TEXT,
    entry_point TEXT,
    artifact_uri TEXT
) STRICT;
CREATE INDEX runs_by_parent ON runs (parent, seq);
CREATE INDEX runs_by_kind ON runs (kind, seq);
CREATE INDEX runs_by_experiment ON runs (experiment, seq);
CREATE TABLE run_states (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    end_ms INTEGER,
    deleted_ms INTEGER
) STRICT;
CREATE INDEX run_states_by_run ON run_states (run, seq);
CREATE TABLE params (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX params_by_key ON params (run, key);
CREATE TABLE metrics (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    key TEXT NOT NULL,
    value REAL NOT NULL,
    is_nan INTEGER NOT NULL,
    step INTEGER NOT NULL,
    timestamp_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX metrics_by_key ON metrics (run, key, step, timestamp_ms, value, is_nan);
CREATE TABLE tags (
    seq INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    owner INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT
) STRICT;
CREATE INDEX tags_by_owner ON tags (scope, owner, key, seq);
CREATE TABLE inputs (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source TEXT NOT NULL,
    schema TEXT,
    profile TEXT,
    tags TEXT NOT NULL
) STRICT;
CREATE INDEX inputs_by_run ON inputs (run, seq);
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_kind ON documents (run, kind, seq);
CREATE TABLE artifacts (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    path TEXT NOT NULL,
    hash TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX artifacts_by_path ON artifacts (run, path, seq);
CREATE INDEX artifacts_by_hash ON artifacts (hash);
";

const REGISTRY_AND_SEALS: &str = "
CREATE TABLE models (
    seq INTEGER PRIMARY KEY,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE model_states (
    seq INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    updated_ms INTEGER NOT NULL,
    deleted INTEGER NOT NULL
) STRICT;
CREATE INDEX model_states_by_name ON model_states (name, seq);
CREATE INDEX model_states_by_model ON model_states (model, seq);
CREATE TABLE versions (
    seq INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    source TEXT,
    run_id TEXT,
    run_link TEXT,
    user_id TEXT
) STRICT;
CREATE UNIQUE INDEX versions_by_model ON versions (model, version);
CREATE TABLE version_states (
    seq INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    description TEXT,
    stage TEXT NOT NULL,
    status TEXT NOT NULL,
    status_message TEXT,
    updated_ms INTEGER NOT NULL,
    deleted INTEGER NOT NULL
) STRICT;
CREATE INDEX version_states_by_version ON version_states (version, seq);
CREATE TABLE aliases (
    seq INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    alias TEXT NOT NULL,
    version INTEGER
) STRICT;
CREATE INDEX aliases_by_model ON aliases (model, alias, seq);
CREATE TABLE seals (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    seal TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX seals_by_seal ON seals (seal, seq);
";
