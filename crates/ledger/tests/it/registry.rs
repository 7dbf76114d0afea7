//! Registered models, versions, aliases, and openings of the seal.

use ledger::{Error, Ledger, ModelUpdate, NewVersion, Tagged, VersionStatus, VersionUpdate};

use crate::scratch::{Scratch, contest};

fn open() -> (Scratch, Ledger) {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    (scratch, ledger)
}

#[test]
fn a_model_and_its_versions_keep_every_field() {
    let (_scratch, ledger) = open();
    let (_, run) = contest(&ledger);
    ledger.create_model("demand", Some("monthly"), 10).unwrap();
    let new = NewVersion {
        source: Some("runs:/abc/model".into()),
        run: Some(run),
        run_link: Some("http://elsewhere/1".into()),
        user_id: Some("ann".into()),
        description: Some("first".into()),
        status: VersionStatus::PendingRegistration,
    };
    assert_eq!(ledger.create_version("demand", &new, 20).unwrap(), 1);
    assert_eq!(ledger.create_version("demand", &NewVersion::default(), 21).unwrap(), 2);
    let update = VersionUpdate {
        stage: Some("Production".into()),
        status: Some(VersionStatus::FailedRegistration),
        status_message: Some("no disk".into()),
        description: None,
    };
    ledger.update_version("demand", 1, &update, 30).unwrap();
    let version = ledger.version("demand", 1).unwrap();
    assert_eq!((version.model.as_str(), version.version, version.created_ms, version.updated_ms), ("demand", 1, 20, 30));
    assert_eq!(
        (version.source, version.run, version.run_link, version.user_id),
        (new.source, new.run, new.run_link, new.user_id)
    );
    assert_eq!((version.description, version.stage.as_str()), (Some("first".into()), "Production"));
    assert_eq!((version.status, version.status_message), (VersionStatus::FailedRegistration, Some("no disk".into())));
    assert_eq!(ledger.versions("demand").unwrap().len(), 2);
    let model = ledger.model("demand").unwrap();
    assert_eq!((model.description.as_deref(), model.created_ms, model.updated_ms), (Some("monthly"), 10, 10));
}

#[test]
fn renaming_a_model_takes_everything_along() {
    let (_scratch, ledger) = open();
    ledger.create_model("a", None, 1).unwrap();
    ledger.create_model("b", None, 1).unwrap();
    ledger.create_version("a", &NewVersion::default(), 2).unwrap();
    ledger.set_alias("a", "champion", 1).unwrap();
    ledger.set_tags(Tagged::Model("a".into()), [("team", "planning")]).unwrap();
    ledger.set_tags(Tagged::Version("a".into(), 1), [("checked", "yes")]).unwrap();
    let rename = |name: &str| ModelUpdate { name: Some(name.into()), description: Some("new".into()) };
    assert!(matches!(ledger.update_model("a", &rename("b"), 3), Err(Error::Exists { .. })));
    ledger.update_model("a", &rename("c"), 3).unwrap();
    assert!(matches!(ledger.model("a"), Err(Error::NotFound { what: "model", .. })));
    assert_eq!(ledger.version_by_alias("c", "champion").unwrap().version, 1);
    assert_eq!(ledger.tags(Tagged::Model("c".into())).unwrap()["team"], "planning");
    assert_eq!(ledger.tags(Tagged::Version("c".into(), 1)).unwrap()["checked"], "yes");
    ledger.create_model("a", None, 4).unwrap();
    assert!(ledger.versions("a").unwrap().is_empty());
    assert!(ledger.tags(Tagged::Model("a".into())).unwrap().is_empty());
    let names: Vec<_> = ledger.models().unwrap().into_iter().map(|model| model.name).collect();
    assert_eq!(names, ["c", "b", "a"]);
}

#[test]
fn deleted_things_are_gone_and_numbers_are_not_used_again() {
    let (_scratch, ledger) = open();
    ledger.create_model("m", None, 1).unwrap();
    for _ in 0..3 {
        ledger.create_version("m", &NewVersion::default(), 2).unwrap();
    }
    ledger.set_alias("m", "champion", 3).unwrap();
    ledger.set_alias("m", "challenger", 2).unwrap();
    ledger.delete_version("m", 3, 5).unwrap();
    assert!(matches!(ledger.version("m", 3), Err(Error::NotFound { what: "version", .. })));
    assert!(matches!(ledger.version_by_alias("m", "champion"), Err(Error::NotFound { what: "alias", .. })));
    assert!(matches!(ledger.set_alias("m", "champion", 3), Err(Error::NotFound { .. })));
    assert!(matches!(ledger.delete_version("m", 3, 6), Err(Error::NotFound { .. })));
    assert_eq!(ledger.version_by_alias("m", "challenger").unwrap().version, 2);
    assert_eq!(ledger.create_version("m", &NewVersion::default(), 7).unwrap(), 4);
    ledger.delete_model("m", 8).unwrap();
    assert!(matches!(ledger.version("m", 1), Err(Error::NotFound { what: "model", .. })));
    ledger.create_model("m", None, 9).unwrap();
    assert_eq!(ledger.create_version("m", &NewVersion::default(), 10).unwrap(), 1);
    assert!(ledger.model("m").unwrap().aliases.is_empty());
    assert!(ledger.verify().unwrap().is_intact());
}

#[test]
fn aliases_move_and_reserved_names_are_refused() {
    let (_scratch, ledger) = open();
    ledger.create_model("m", None, 1).unwrap();
    ledger.create_version("m", &NewVersion::default(), 2).unwrap();
    ledger.create_version("m", &NewVersion::default(), 2).unwrap();
    ledger.set_alias("m", "champion", 1).unwrap();
    ledger.set_alias("m", "champion", 2).unwrap();
    assert_eq!(ledger.model("m").unwrap().aliases.into_iter().collect::<Vec<_>>(), [("champion".to_owned(), 2)]);
    ledger.remove_alias("m", "champion").unwrap();
    assert!(matches!(ledger.remove_alias("m", "champion"), Err(Error::NotFound { .. })));
    for bad in ["", "latest", "LATEST", "v1", "V20", "a b", "a/b", "a\0"] {
        assert!(matches!(ledger.set_alias("m", bad, 1), Err(Error::BadName { .. })), "{bad:?}");
    }
    for good in ["v", "v1a", "vv1", "über-1_x"] {
        ledger.set_alias("m", good, 1).unwrap();
    }
}

#[test]
fn every_opening_of_a_seal_is_counted() {
    let (scratch, ledger) = open();
    let (experiment, run) = contest(&ledger);
    assert_eq!(ledger.open_seal(run, "5ea1", "the verdict", 10).unwrap(), 1);
    // On disk at once, without a flush.
    assert_eq!(scratch.reader().seal_openings("5ea1").unwrap().len(), 1);
    let later = ledger.create_run(&ledger::NewRun::new(experiment, ledger::RunKind::Contest, "again", 20)).unwrap();
    assert_eq!(ledger.open_seal(later, "5ea1", "curious", 30).unwrap(), 2);
    assert_eq!(ledger.open_seal(later, "0the", "another", 30).unwrap(), 1);
    let openings = ledger.seal_openings("5ea1").unwrap();
    assert_eq!((openings[1].run, openings[1].opened_ms, openings[1].reason.as_str()), (later, 30, "curious"));
    assert!(ledger.seal_openings("none").unwrap().is_empty());
}
