//! Verification: walks the whole chain and compares every record and every artifact with its hash.

use std::collections::BTreeMap;

use crate::chain::{self, Hash, Head};
use crate::error::Result;
use crate::head_file::{HeadCopy, HeadFile};
use crate::journal::{contradiction, read_head};
use crate::ledger::Ledger;
use crate::report::{Problem, ProblemKind, Report};
use crate::run::{self, RunId};
use crate::store::{BlobState, BlobStore, Link, Row, Select, Store, Table, Value, first};

const LINKS_PER_PAGE: usize = 1_024;

impl Ledger {
    /// Compares every record and artifact with the chain of hashes; see the crate's page for what it can find.
    ///
    /// Reads one committed state while others may go on writing. `O(records + artifact bytes)`.
    ///
    /// # Errors
    /// Only when the ledger cannot be read at all; what it finds is in the report.
    pub fn verify(&self) -> Result<Report> {
        self.verify_anchored(None)
    }

    /// As [`Ledger::verify`], and checks that the ledger still contains a head that was kept elsewhere.
    ///
    /// With a head from a printed page this also finds a ledger that was rewritten as a whole.
    pub fn verify_against(&self, head: &Head) -> Result<Report> {
        self.verify_anchored(Some(head))
    }

    fn verify_anchored(&self, anchor: Option<&Head>) -> Result<Report> {
        self.flush()?;
        // Read before the snapshot, so that a writer at work can only have gone further since.
        let copy = HeadFile::new(self.dir()).read()?;
        self.read_aside(|store| {
            let mut report = Report {
                head: read_head(store)?,
                records: BTreeMap::new(),
                artifacts: 0,
                artifact_bytes: 0,
                problems: Vec::new(),
                problems_unlisted: 0,
                notes: Vec::new(),
            };
            for damage in store.damage()? {
                report.problem(ProblemKind::Storage, "database".to_owned(), damage, None);
            }
            walk(store, &mut report)?;
            for table in Table::ALL {
                for seq in store.strays(table)? {
                    let place = format!("{} record {seq}", table.name());
                    report.problem(ProblemKind::Inserted, place, "the record was not written by bakeoff", None);
                }
            }
            check_head(store, &copy, anchor, &mut report)?;
            check_artifacts(store, &self.blobs, &mut report)?;
            Ok(report)
        })
    }
}

/// The hashes that the next entry may follow: the stored one, and the one computed where they differ.
struct Before {
    stored: Hash,
    /// Set after an entry whose hash did not match, until the next entry tells whether the record or the entry was changed.
    doubt: Option<(Hash, Problem)>,
}

fn walk(store: &dyn Store, report: &mut Report) -> Result<()> {
    let mut before = Before { stored: Head::EMPTY.hash, doubt: None };
    // The last entry of the chain proper, which begins with 1; entries before it were never written.
    let mut last = 0;
    let mut read = i64::MIN;
    loop {
        let page = store.links_after(read, LINKS_PER_PAGE)?;
        if page.is_empty() {
            break;
        }
        for link in &page {
            read = link.seq;
            if link.seq < 1 {
                let what = format!("entry {} was not written by bakeoff", link.seq);
                report.problem(ProblemKind::ChainBroken, "chain".to_owned(), what, None);
                continue;
            }
            if link.seq > last + 1 {
                settle(&mut before, report, false);
                gap(last, link.seq, report);
                // The hash before this entry is gone: it cannot be checked, and counts as it stands.
                count(store, link, report)?;
                before = Before { stored: link.hash, doubt: None };
            } else {
                follow(store, link, &mut before, report)?;
            }
            last = link.seq;
        }
    }
    settle(&mut before, report, false);
    Ok(())
}

/// Checks one entry against its record and the entry before it.
fn follow(store: &dyn Store, link: &Link, before: &mut Before, report: &mut Report) -> Result<()> {
    let mut doubt = None;
    let mut former_record_is_right = false;
    if let Some(row) = count(store, link, report)? {
        let hash_after = |hash: &Hash| chain::link(hash, link.seq, &link.table, link.run, &row.values);
        let computed = hash_after(&before.stored);
        if computed != link.hash {
            former_record_is_right = before.doubt.as_ref().is_some_and(|(other, _)| hash_after(other) == link.hash);
            if !former_record_is_right {
                let problem = Problem {
                    kind: ProblemKind::Edited,
                    what: format!("the record is not what was written: {}", describe(&row)),
                    place: format!("{} record {}", link.table, link.seq),
                    run: run_of(store, link),
                };
                doubt = Some((computed, problem));
            }
        }
    }
    settle(before, report, former_record_is_right);
    *before = Before { stored: link.hash, doubt };
    Ok(())
}

/// Reports an entry in doubt: the record was edited, unless the next entry follows from the record as it is.
fn settle(before: &mut Before, report: &mut Report, record_is_right: bool) {
    let Some((_, problem)) = before.doubt.take() else {
        return;
    };
    if record_is_right {
        let what = format!("the hash of {} was changed", problem.place);
        report.problem(ProblemKind::ChainBroken, "chain".to_owned(), what, problem.run);
    } else {
        report.problem(problem.kind, problem.place, problem.what, problem.run);
    }
}

fn gap(last: i64, next: i64, report: &mut Report) {
    let what = match next - last {
        2 => format!("entry {} is missing", last + 1),
        _ => format!("entries {} to {} are missing", last + 1, next - 1),
    };
    report.problem(ProblemKind::ChainBroken, "chain".to_owned(), what, None);
}

/// The record of an entry; reports it when it is gone.
fn count(store: &dyn Store, link: &Link, report: &mut Report) -> Result<Option<Row>> {
    let Some(table) = Table::named(&link.table) else {
        let what = format!("entry {} names the unknown table {:?}", link.seq, link.table);
        report.problem(ProblemKind::ChainBroken, "chain".to_owned(), what, None);
        return Ok(None);
    };
    let row = first(store, &Select::from(table).equal("seq", link.seq))?;
    if row.is_some() {
        *report.records.entry(table.name()).or_default() += 1;
    } else {
        let place = format!("{} record {}", link.table, link.seq);
        report.problem(ProblemKind::Removed, place, "the record was removed", run_of(store, link));
    }
    Ok(row)
}

/// The run that an entry belongs to; `None` also when the tampering reaches the run itself.
fn run_of(store: &dyn Store, link: &Link) -> Option<RunId> {
    link.run.and_then(|number| run::id_of(store, number).ok())
}

/// The first columns of a record, shortened.
fn describe(row: &Row) -> String {
    const CHARS_MAX: usize = 60;
    let mut parts = Vec::new();
    for (column, value) in row.table.columns().iter().zip(&row.values) {
        let text = match value {
            Value::Null => continue,
            Value::Int(value) => value.to_string(),
            Value::Real(value) => value.to_string(),
            Value::Bytes(bytes) => format!("{} bytes that are not text", bytes.len()),
            Value::Text(text) if text.chars().count() > CHARS_MAX => {
                format!("{:?}...", text.chars().take(CHARS_MAX).collect::<String>())
            }
            Value::Text(text) => format!("{text:?}"),
        };
        parts.push(format!("{column} {text}"));
    }
    parts.join(", ")
}

fn check_head(store: &dyn Store, copy: &HeadCopy, anchor: Option<&Head>, report: &mut Report) -> Result<()> {
    let lost = match copy {
        HeadCopy::Says(head) => contradiction(store, head)?.map(|found| format!("it names {head}, but {found}")),
        // A ledger that is being made has records only after it has its copy.
        HeadCopy::Missing if report.head == Head::EMPTY => None,
        HeadCopy::Missing => Some("it is missing, so records may have been cut off at the end".to_owned()),
        HeadCopy::Unreadable(why) => Some(format!("it cannot be read, so records may have been cut off at the end: {why}")),
    };
    if let Some(what) = lost {
        report.problem(ProblemKind::HeadLost, "HEAD file".to_owned(), what, None);
    }
    if let Some(head) = anchor
        && let Some(found) = contradiction(store, head)?
    {
        report.problem(ProblemKind::HeadLost, "head kept elsewhere".to_owned(), format!("it is {head}, but {found}"), None);
    }
    Ok(())
}

fn check_artifacts(store: &dyn Store, blobs: &dyn BlobStore, report: &mut Report) -> Result<()> {
    let mut owners: BTreeMap<Hash, (String, Option<RunId>)> = BTreeMap::new();
    for row in store.select(&Select::from(Table::Artifacts))? {
        // A hash that cannot be read was edited, and the walk has said so.
        if let Ok(hash) = row.word(2, |text| text.parse().ok()) {
            let run = row.int(0).ok().and_then(|number| run::id_of(store, number).ok());
            owners.entry(hash).or_insert((row.text(1).unwrap_or_default(), run));
        }
    }
    let (stored, others) = blobs.list()?;
    for (hash, (path, run)) in &owners {
        match blobs.check(hash)? {
            BlobState::Intact { bytes } => {
                report.artifacts += 1;
                report.artifact_bytes += bytes;
            }
            BlobState::Altered => {
                let what = "its file has other bytes than were recorded";
                report.problem(ProblemKind::ArtifactEdited, format!("artifact {path:?} ({hash})"), what, *run);
            }
            BlobState::Missing => {
                report.problem(ProblemKind::ArtifactMissing, format!("artifact {path:?} ({hash})"), "its file is missing", *run);
            }
        }
    }
    let orphans = stored.iter().filter(|hash| !owners.contains_key(hash)).count();
    if orphans > 0 {
        report
            .notes
            .push(format!("{orphans} artifact files belong to no run; a run that was killed, or one at work, leaves such files"));
    }
    if !others.is_empty() {
        report.notes.push(format!(
            "{} files in the artifact folder are not artifacts, such as {}",
            others.len(),
            others[0].display()
        ));
    }
    Ok(())
}
