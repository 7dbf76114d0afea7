//! Judges one table: `leakage FILE.arrow TARGET regression|classes [SKIP ...]`; prints the report as JSON.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::File;

use arrow::ipc::reader::FileReader;
use profile::Task;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, target, task, skip @ ..] = arguments.as_slice() else {
        return Err("usage: leakage FILE.arrow TARGET regression|classes [SKIP ...]".into());
    };
    let task = if task == "classes" { Task::Classes } else { Task::Regression };
    let skip: Vec<&str> = skip.iter().map(String::as_str).collect();
    let batches = FileReader::try_new_buffered(File::open(file)?, None)?;
    let report = profile::leakage(batches, target, &skip, task)?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
