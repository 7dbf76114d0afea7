//! `bakeoff demo`: the shipped examples.

use anstream::eprintln;
use bakeoff::Options;
use problem::Problem;

use crate::arguments::{Demo, DemoArguments, General};
use crate::exit::{Exit, Failure};

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
            _ => &[],
        }
    }
}

pub(crate) fn run(args: &DemoArguments, general: &General) -> Result<Exit, Failure> {
    let folder = args.folder.join(args.name.name());
    let failed = |what: &std::path::Path, error: std::io::Error| {
        Failure::input(format!("cannot write {}: {error}", what.display()), Some("name another folder with `--folder`".into()))
    };
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
    for file in args.name.files() {
        let path = folder.join(file.name);
        if !path.exists() {
            std::fs::write(&path, file.bytes).map_err(|error| failed(&path, error))?;
        }
    }
    let path = folder.join("problem.toml");
    eprintln!("bakeoff run {}", path.display());
    let problem = Problem::load(&path)?;
    let ledger = general.ledger.clone().unwrap_or_else(|| ledger::default_dir(&path));
    let options = Options { ledger, jobs: Options::default_jobs(), resume: false };
    super::run::hold(&problem, &options, false, general)
}
