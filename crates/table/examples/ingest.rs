//! Ingests a source and prints what was found: `ingest SOURCE OUT.arrow [SQL over t]`.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::Instant;

use table::{Options, Table, TableError};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = run(&arguments) {
        println!("error: {error}");
        if let Some(hint) = error.hint() {
            println!("hint: {hint}");
        }
    }
}

fn run(arguments: &[String]) -> Result<(), TableError> {
    let [source, to, rest @ ..] = arguments else {
        println!("usage: ingest SOURCE OUT.arrow [SQL over t]");
        return Ok(());
    };
    let started = Instant::now();
    let table = Table::open(source, Path::new(""), &Options::default())?;
    println!("opened after {:.3} s", started.elapsed().as_secs_f64());
    let ingested = table.ingest(Path::new(to), &mut |_| {})?;
    println!("ingested after {:.3} s: {} rows, {}", started.elapsed().as_secs_f64(), ingested.rows, ingested.fingerprint);
    for note in &ingested.notes {
        println!("  {note}");
    }
    if let [sql, ..] = rest {
        for batch in table::query(sql, &[("t", Path::new(to))], 256 << 20, 1)? {
            println!("{} rows: {batch:?}", batch.num_rows());
        }
        println!("asked after {:.3} s", started.elapsed().as_secs_f64());
    }
    Ok(())
}
