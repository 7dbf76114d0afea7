//! `bakeoff look`: formal data analysis of a table, before any model.
//!
//! | file | holds |
//! |---|---|
//! | `arguments` | what is asked |
//! | `read` | the table on its way through the checks |
//! | `write` | `look.json` and `look.html` |

mod arguments;
mod read;
mod write;

pub(crate) use arguments::LookArguments;

use crate::arguments::{Format, General};
use crate::exit::{Exit, Failure};
use crate::out;

pub(crate) fn run(args: &LookArguments, general: &General) -> Result<Exit, Failure> {
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::input(format!("cannot start threads: {error}"), None))?;
    let table = read::open(args)?;
    let files = write::Files::of(args, &table)?;
    let look = pool.install(|| read::look(args, &table, general.quiet))?;
    files.write(&look, args.show_values)?;
    match general.format {
        Format::Json => out::json(&look)?,
        Format::Text => {
            let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(columns, _)| usize::from(columns.0));
            out::answer(report::look_text(&look, args.show_values, true, width))?;
        }
    }
    if !general.quiet {
        files.tell();
    }
    Ok(Exit::Done)
}
