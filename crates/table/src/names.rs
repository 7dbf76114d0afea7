//! The names of the columns of one table, and how the columns of its other files line up with them.

use std::collections::HashMap;
use std::path::Path;

use crate::error::TableError;
use crate::kind::ROW_ID;

/// No table may have more columns than this.
const COLUMNS_MAX: usize = 100_000;

/// Refuses more columns than the limit.
pub(crate) fn check_count(path: &Path, found: usize) -> Result<(), TableError> {
    if found > COLUMNS_MAX {
        return Err(TableError::TooManyColumns { path: path.to_owned(), found, limit: COLUMNS_MAX });
    }
    Ok(())
}

/// Usable names for the columns of a file: an empty one becomes `column_3`, a `row_id` makes way for ours.
///
/// What was renamed is added to the notes; two columns of one name are refused.
pub(crate) fn settle(path: &Path, names: Vec<String>, notes: &mut Vec<String>) -> Result<Vec<String>, TableError> {
    check_count(path, names.len())?;
    let mut at: HashMap<String, usize> = HashMap::with_capacity(names.len());
    for (i, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(first) = at.insert(name.clone(), i) {
            let (first, second) = (first + 1, i + 1);
            return Err(TableError::DuplicateColumn { path: path.to_owned(), name: name.clone(), first, second });
        }
    }
    let mut free = |mut name: String, i: usize| {
        while name == ROW_ID || at.contains_key(&name) {
            name.push_str("_1");
        }
        at.insert(name.clone(), i);
        name
    };
    let mut settled = Vec::with_capacity(names.len());
    for (i, name) in names.into_iter().enumerate() {
        settled.push(if name.is_empty() {
            let name = free(format!("column_{}", i + 1), i);
            notes.push(format!("column {} has no name and is called {name:?}", i + 1));
            name
        } else if name == ROW_ID {
            let name = free(name, i);
            notes.push(format!("column {ROW_ID:?} of the source is called {name:?}, since row ids are ours"));
            name
        } else {
            name
        });
    }
    Ok(settled)
}

/// For each column of `path` its position among the columns of `first`; both must have the same names.
pub(crate) fn line_up(path: &Path, names: &[String], first: &Path, expected: &[String]) -> Result<Vec<usize>, TableError> {
    let different = |difference| TableError::DifferentColumns { path: path.to_owned(), first: first.to_owned(), difference };
    let places: HashMap<&str, usize> = expected.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
    if let Some(missing) = expected.iter().find(|n| !names.contains(n)) {
        let extra = names.iter().find(|n| !places.contains_key(n.as_str()));
        let instead = extra.map(|n| format!(" but {n:?}")).unwrap_or_default();
        return Err(different(format!("has no column {missing:?}{instead}")));
    }
    names.iter().map(|n| places.get(n.as_str()).copied().ok_or_else(|| different(format!("has an extra column {n:?}")))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn empty_and_reserved_names_are_replaced() {
        let mut notes = Vec::new();
        let names = owned(&["", "column_1", "row_id", "x"]);
        let settled = settle(Path::new("f"), names, &mut notes).unwrap();
        assert_eq!(settled, ["column_1_1", "column_1", "row_id_1", "x"]);
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn two_of_a_name_are_refused_with_their_places() {
        let error = settle(Path::new("f.csv"), owned(&["a", "b", "a"]), &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "f.csv: columns 1 and 3 are both called \"a\"");
    }

    #[test]
    fn columns_line_up_by_name() {
        let expected = owned(&["a", "b"]);
        let (f, g) = (Path::new("f"), Path::new("g"));
        assert_eq!(line_up(g, &owned(&["b", "a"]), f, &expected).unwrap(), [1, 0]);
        let error = line_up(g, &owned(&["a", "c"]), f, &expected).unwrap_err();
        assert_eq!(error.to_string(), "g has no column \"b\" but \"c\", unlike f");
        let error = line_up(g, &owned(&["a", "b", "c"]), f, &expected).unwrap_err();
        assert_eq!(error.to_string(), "g has an extra column \"c\", unlike f");
    }
}
