//! `bakeoff forecast`: forecasts with intervals for a table of series, or for JSON lines.
//!
//! | file | holds |
//! |---|---|
//! | `arguments`, `request` | what is asked, and checked |
//! | `columns`, `rows`, `lineup` | from a table to series on their grids |
//! | `tree` | sums of a hierarchy |
//! | `play` | chunk by chunk through the batch |
//! | `tally`, `trial`, `shown` | what is counted on the way, backtests, series for charts |
//! | `sink` | forecasts as a file |
//! | `tell`, `page` | summary, document, page |
//! | `jsonl/` | lines in, lines out |

mod arguments;
mod columns;
mod jsonl;
mod lineup;
mod page;
mod play;
mod request;
mod rows;
mod shown;
mod sink;
mod tally;
mod tell;
mod tree;
mod trial;

pub(crate) use arguments::ForecastArguments;

use crate::arguments::General;
use crate::exit::{Exit, Failure};
use crate::pool::pool;
use request::Request;

pub(crate) fn run(args: &ForecastArguments, general: &General) -> Result<Exit, Failure> {
    let request = Request::of(args)?;
    let pool = pool(args.threads)?;
    pool.install(|| {
        if args.jsonl { jsonl::run(&request, args.together as usize, general) } else { play::run(args, &request, general) }
    })
}
