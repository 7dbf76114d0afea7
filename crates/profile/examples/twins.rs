//! Judges a split: `twins TRAIN.arrow SEALED.arrow TARGET [SKIP ...]`; prints the report and the judgement as JSON.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::File;

use arrow::ipc::reader::FileReader;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [train, sealed, target, skip @ ..] = arguments.as_slice() else {
        return Err("usage: twins TRAIN.arrow SEALED.arrow TARGET [SKIP ...]".into());
    };
    let skip: Vec<&str> = skip.iter().map(String::as_str).collect();
    let open = |path: &String| -> Result<_, Box<dyn Error>> { Ok(FileReader::try_new_buffered(File::open(path)?, None)?) };
    let report = profile::twins(open(train)?, open(sealed)?, &skip, Some(target))?;
    println!("{}", serde_json::json!({ "judgement": report.judgement(), "report": report }));
    Ok(())
}
