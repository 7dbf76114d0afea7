//! `bakeoff look`: formal data analysis of a table, before any model.
//!
//! | file | holds |
//! |---|---|
//! | `arguments` | what is asked |
//! | `demands` | what is asked beyond a look: comparison, rules |
//! | `read` | the table on its way through the checks |
//! | `write` | `look.json`, `look.baseline`, `look.html`, `rules.toml` |

mod arguments;
mod demands;
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
    let demands = demands::Demands::of(args, &table)?;
    let files = write::Files::of(args, &table)?;
    let (look, baseline) = pool.install(|| demands.answer(read::look(args, &table, &demands.wanted, general.quiet)?))?;
    files.write(&look, &baseline, args.show_values)?;
    match general.format {
        Format::Json => out::json(&look)?,
        Format::Text => {
            let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(columns, _)| usize::from(columns.0));
            let text = report::look_text(&look, args.show_values, true, width);
            out::answer(text + &report::look_rules_text(&look, true, width))?;
        }
    }
    if !general.quiet {
        files.tell();
    }
    Ok(demands::exit(&look))
}
