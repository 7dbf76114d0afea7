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
use crate::pool::pool;

pub(crate) fn run(args: &LookArguments, general: &General) -> Result<Exit, Failure> {
    let pool = pool(args.threads)?;
    let table = read::open(args)?;
    let demands = demands::Demands::of(args, &table)?;
    let files = write::Files::of(args, &table)?;
    let (look, baseline) = pool.install(|| demands.answer(read::look(args, &table, &demands.wanted, general.quiet)?))?;
    files.write(&look, &baseline, args.show_values)?;
    match general.format {
        Format::Json => out::json(&look)?,
        Format::Text => {
            let width = out::width();
            let text = report::look_text(&look, args.show_values, true, width);
            out::answer(text + &report::look_rules_text(&look, true, width))?;
        }
    }
    if !general.quiet {
        files.tell();
    }
    Ok(demands::exit(&look))
}
