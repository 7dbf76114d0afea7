//! A folder of wrong files, each beside what is said about it. `UPDATE=1` writes what is said now.

use std::path::Path;

use problem::Problem;

fn said(path: &Path) -> String {
    // The folder of the tests is no part of what is said.
    let folder = format!("{}/", path.parent().unwrap().display());
    match Problem::load(path) {
        Ok(_) => "nothing to complain about\n".to_owned(),
        Err(complaints) => complaints.render(false).replace(&folder, ""),
    }
}

#[test]
fn every_wrong_file_is_shown_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/bad");
    let update = std::env::var_os("UPDATE").is_some();
    let mut cases = 0;
    let mut differing = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        cases += 1;
        let expected = path.with_extension("txt");
        let now = said(&path);
        if update {
            std::fs::write(&expected, &now).unwrap();
        } else if std::fs::read_to_string(&expected).ok().as_ref() != Some(&now) {
            differing.push(format!("{}:\n{now}", path.display()));
        }
    }
    assert!(cases >= 60, "only {cases} cases");
    assert!(differing.is_empty(), "{}\nUPDATE=1 accepts this", differing.join("\n"));
}
