//! `bakeoff demo`: the shipped examples.

use std::path::Path;

use bakeoff::Options;
use problem::Problem;

use crate::arguments::{Demo, DemoArguments, General};
use crate::exit::{Exit, Failure};
use crate::out;

/// A file of an example, as it is shipped inside the program.
struct Shipped {
    name: &'static str,
    bytes: &'static [u8],
}

macro_rules! shipped {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(Shipped { name: $name, bytes: include_bytes!(concat!("../../../../examples/", $folder, "/", $name)) }),+]
    };
}

/// What all examples share: the script that makes the larger data, and the contenders in other languages.
const SHARED: &[(&str, Shipped)] = &[
    ("", shared("make.py", include_bytes!("../../../../examples/make.py"))),
    ("contenders", shared("lightgbm_contender.py", include_bytes!("../../../../examples/contenders/lightgbm_contender.py"))),
    ("contenders", shared("mlp_contender.py", include_bytes!("../../../../examples/contenders/mlp_contender.py"))),
    ("contenders", shared("forecast_contender.R", include_bytes!("../../../../examples/contenders/forecast_contender.R"))),
];

const fn shared(name: &'static str, bytes: &'static [u8]) -> Shipped {
    Shipped { name, bytes }
}

impl Demo {
    fn name(self) -> &'static str {
        match self {
            Self::Passengers => "passengers",
            Self::Flights => "flights",
            Self::Buyers => "buyers",
            Self::Churn => "churn",
            Self::Diamonds => "diamonds",
            Self::Departures => "departures",
        }
    }

    fn files(self) -> &'static [Shipped] {
        match self {
            Self::Passengers => shipped!("passengers": "README.md", "problem.toml", "passengers.csv"),
            Self::Flights => shipped!("flights": "README.md", "problem.toml"),
            Self::Buyers => shipped!("buyers": "README.md", "problem.toml", "buyers.csv.gz"),
            Self::Churn => shipped!("churn": "README.md", "problem.toml", "churn.csv.gz"),
            Self::Diamonds => shipped!("diamonds": "README.md", "problem.toml", "diamonds.csv.gz"),
            Self::Departures => shipped!("departures": "README.md", "problem.toml", "departures.csv"),
        }
    }
}

pub(crate) fn run(args: &DemoArguments, general: &General) -> Result<Exit, Failure> {
    let folder = args.folder.join(args.name.name());
    for file in args.name.files() {
        unpack(&folder, file)?;
    }
    for (beside, file) in SHARED {
        unpack(&args.folder.join(beside), file)?;
    }
    let path = folder.join("problem.toml");
    if !general.quiet {
        out::tell(format_args!("bakeoff run {}", path.display()));
    }
    let problem = Problem::load(&path)?;
    let ledger = general.ledger.clone().unwrap_or_else(|| ledger::default_dir(&path));
    let options = Options { ledger, jobs: Options::default_jobs(), resume: false };
    super::run::hold(&problem, &options, false, general)
}

/// Writes a shipped file, unless the user has it already.
fn unpack(folder: &Path, file: &Shipped) -> Result<(), Failure> {
    let path = folder.join(file.name);
    if path.exists() {
        return Ok(());
    }
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, file.bytes));
    written.map_err(|error| {
        let hint = "name another folder with `--folder`".to_owned();
        Failure::input(format!("cannot write {}: {error}", path.display()), Some(hint))
    })
}
