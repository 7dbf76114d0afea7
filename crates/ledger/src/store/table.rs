//! The tables and their columns, in the order in which the chain hashes them.

/// One append-only table; every one begins with `seq`, the record's place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    Experiments,
    ExperimentStates,
    Runs,
    RunStates,
    Params,
    Metrics,
    Tags,
    Inputs,
    Documents,
    Artifacts,
    Models,
    ModelStates,
    Versions,
    VersionStates,
    Aliases,
    Seals,
}

impl Table {
    pub(crate) const ALL: [Table; 16] = [
        Table::Experiments,
        Table::ExperimentStates,
        Table::Runs,
        Table::RunStates,
        Table::Params,
        Table::Metrics,
        Table::Tags,
        Table::Inputs,
        Table::Documents,
        Table::Artifacts,
        Table::Models,
        Table::ModelStates,
        Table::Versions,
        Table::VersionStates,
        Table::Aliases,
        Table::Seals,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Table::Experiments => "experiments",
            Table::ExperimentStates => "experiment_states",
            Table::Runs => "runs",
            Table::RunStates => "run_states",
            Table::Params => "params",
            Table::Metrics => "metrics",
            Table::Tags => "tags",
            Table::Inputs => "inputs",
            Table::Documents => "documents",
            Table::Artifacts => "artifacts",
            Table::Models => "models",
            Table::ModelStates => "model_states",
            Table::Versions => "versions",
            Table::VersionStates => "version_states",
            Table::Aliases => "aliases",
            Table::Seals => "seals",
        }
    }

    /// The table of a name.
    pub(crate) fn named(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The columns after `seq`.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Experiments => &["experiment", "created_ms", "artifact_location"],
            Table::ExperimentStates => &["experiment", "name", "lifecycle_stage", "updated_ms"],
            Table::Runs => &[
                "run_id",
                "experiment",
                "parent",
                "kind",
                "start_ms",
                "user_id",
                "source_type",
                "source_name",
                "source_version",
                "entry_point",
                "artifact_uri",
            ],
            Table::RunStates => &["run", "name", "status", "end_ms", "deleted_ms"],
            Table::Params => &["run", "key", "value"],
            Table::Metrics => &["run", "key", "value", "is_nan", "step", "timestamp_ms"],
            Table::Tags => &["scope", "owner", "key", "value"],
            Table::Inputs => &["run", "name", "digest", "source_type", "source", "schema", "profile", "tags"],
            Table::Documents => &["run", "kind", "version", "json"],
            Table::Artifacts => &["run", "path", "hash", "bytes"],
            Table::Models => &["created_ms"],
            Table::ModelStates => &["model", "name", "description", "updated_ms", "deleted"],
            Table::Versions => &["model", "version", "created_ms", "source", "run_id", "run_link", "user_id"],
            Table::VersionStates => &["version", "description", "stage", "status", "status_message", "updated_ms", "deleted"],
            Table::Aliases => &["model", "alias", "version"],
            Table::Seals => &["run", "seal", "opened_ms", "reason"],
        }
    }

    /// The columns that make a record the same as another: writing it again writes nothing.
    pub(crate) fn identity(self) -> Option<&'static [&'static str]> {
        match self {
            Table::Metrics => Some(&["run", "key", "step", "timestamp_ms", "value", "is_nan"]),
            _ => None,
        }
    }

    /// The schema version that brought the table.
    pub(crate) fn since(self) -> u32 {
        match self {
            Table::Models | Table::ModelStates | Table::Versions | Table::VersionStates | Table::Aliases | Table::Seals => 2,
            _ => 1,
        }
    }
}
