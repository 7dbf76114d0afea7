//! The program `bakeoff`: reads the command line, wires the steps, prints and exits.

mod arguments;
mod commands;
mod exit;
mod live;
mod out;
mod place;
mod pool;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use exit::Exit;

fn main() -> ExitCode {
    // This program also serves as the supervisor of a box, and as the built-in contenders inside one.
    if let Some(code) = executor::supervise_main() {
        return code;
    }
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == bakeoff::CONTEND) {
        return contend(&words.next().unwrap_or_else(|| ".".into()));
    }
    std::panic::set_hook(Box::new(exit::panicked));
    match std::panic::catch_unwind(|| run(&Arguments::parse())) {
        Ok(Ok(exit)) => exit.code(),
        Ok(Err(failure)) => failure.tell(),
        Err(_) => Exit::Bug.code(),
    }
}

fn contend(dir: &std::ffi::OsStr) -> ExitCode {
    match contenders::contend(std::path::Path::new(dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            out::tell(error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<Exit, exit::Failure> {
    arguments.color.write_global();
    let general = &arguments.general;
    match &arguments.command {
        Command::Look(args) => commands::look::run(args, general),
        Command::Run(args) => commands::run::run(args, general),
        Command::Init(args) => commands::init::run(args),
        Command::Check(args) => commands::check::run(args, general),
        Command::Try(args) => commands::replay::run(args, general),
        Command::Board(args) => commands::board::run(args, general),
        Command::Show(args) => commands::show::run(args, general),
        Command::Runs => commands::runs::run(general),
        Command::Final(args) => commands::finale::run(args, general),
        Command::Page(args) => commands::page::run(args, general),
        Command::Verify => commands::verify::run(general),
        Command::Forecast(args) => commands::forecast::run(args, general),
        Command::CheckContender(args) => commands::check_contender::run(args),
        Command::Demo(args) => commands::demo::run(args, general),
    }
}
