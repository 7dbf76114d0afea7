//! SQL.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use table::TableError;

use crate::{Folder, cells, schema};

const MEMORY: usize = 256 << 20;

struct Set {
    _folder: Folder,
    train: PathBuf,
    ask: PathBuf,
}

fn set() -> Set {
    let folder = Folder::new();
    let mut text = "Month,shop,sold,day\n".to_owned();
    for i in 0..1000 {
        writeln!(text, "{},s{},{},2024-01-{:02}", i % 12 + 1, i % 7, i, i % 28 + 1).unwrap();
    }
    folder.put("train.csv", &text);
    folder.load("train.csv").unwrap();
    let train = folder.path().join("train.arrow");
    std::fs::rename(folder.path().join("CSV.normal"), &train).unwrap();
    folder.put("ask.csv", "Month,shop\n1,s1\n2,s2\n3,s9\n");
    folder.load("ask.csv").unwrap();
    let ask = folder.path().join("ask.arrow");
    std::fs::rename(folder.path().join("CSV.normal"), &ask).unwrap();
    Set { _folder: folder, train, ask }
}

impl Set {
    fn ask(&self, sql: &str) -> Result<RecordBatch, TableError> {
        self.ask_with(sql, MEMORY, 1)
    }

    fn ask_with(&self, sql: &str, memory: usize, threads: usize) -> Result<RecordBatch, TableError> {
        let tables: [(&str, &Path); 2] = [("train", &self.train), ("ask", &self.ask)];
        let batches = table::query(sql, &tables, memory, threads)?;
        Ok(concat_batches(&batches[0].schema(), &batches).unwrap())
    }

    /// Message, place and hint of a query that fails.
    fn refused(&self, sql: &str) -> (String, Option<(u64, u64)>, String) {
        let error = self.ask(sql).unwrap_err();
        let place = error.place().and_then(|p| p.line.zip(p.column));
        (error.to_string(), place, error.hint().unwrap_or_default())
    }
}

#[test]
fn cells_by_quantile_as_an_analyst_writes_them() {
    let set = set();
    let sql = "
        with cut as (select row_id, shop, Month, sold, ntile(5) over (order by sold) as q from train),
             means as (select shop, avg(sold) as mean, max(q) as top from cut group by shop),
             overall as (select avg(sold) as mean from train)
        select ask.row_id, coalesce(means.mean, overall.mean) as prediction, means.top, row_number() over (order by ask.row_id) as n
        from ask left join means on ask.shop = means.shop cross join overall
        order by ask.row_id";
    for threads in [1, 2] {
        let rows = set.ask_with(sql, MEMORY, threads).unwrap();
        assert_eq!(rows.schema().field(0).name(), "row_id");
        assert_eq!(schema(&rows), "prediction:Float64 top:Int64 n:Int64");
        assert_eq!(cells(&rows, "prediction"), ["498.0", "499.0", "499.5"]);
        assert_eq!(cells(&rows, "top"), ["5", "5", "~"]);
    }
}

#[test]
fn results_are_of_the_six_types() {
    let set = set();
    let rows = set.ask("select 0 as zero, cast(1 as smallint) a, cast(2.5 as decimal(5,2)) b, 'x' c, date '2024-01-31' d, now() e, true f, null g, 0.0/0.0 h, arrow_cast('y', 'Dictionary(Int32, Utf8)') i").unwrap();
    assert_eq!(schema(&rows), "a:Int64 b:Float64 c:Utf8 d:Date32 e:Timestamp(µs) f:Boolean g:Float64 h:Float64 i:Utf8");
    assert_eq!((cells(&rows, "b")[0].as_str(), cells(&rows, "h")[0].as_str()), ("2.5", "~"));
    let rows = set.ask("select sold from train where sold < 0").unwrap();
    assert_eq!((rows.num_rows(), rows.schema().field(0).data_type().to_string().as_str()), (0, "Int64"));
}

#[test]
fn mistakes_come_with_a_place_and_a_hint() {
    let set = set();
    let (message, place, hint) = set.refused("select shop,\n  month from train");
    assert_eq!((message.as_str(), hint.as_str()), ("no column \"month\"", "did you mean \"Month\"?"));
    assert_eq!(place, Some((2, 3)));
    let (message, _, hint) = set.refused("select * from trian");
    assert_eq!((message.as_str(), hint.as_str()), ("no table \"trian\"", "did you mean \"train\"?"));
    let (message, _, hint) = set.refused("select shop from train join ask on true");
    assert_eq!((message.as_str(), hint.as_str()), ("column \"shop\" is in more than one table", "say which: train.shop"));
    let (message, _, hint) = set.refused("select averge(sold) from train");
    assert!(message.starts_with("invalid function 'averge'") && hint.starts_with("did you mean"), "{message} / {hint}");
    let (message, place, _) = set.refused("select shop\nfrom train wher sold > 1");
    assert!(message.to_lowercase().contains("expected") && place.is_some_and(|p| p.0 == 2), "{message} {place:?}");
    let (message, _, hint) = set.refused("select cast(shop as int) from train");
    assert!(message.starts_with("cannot cast string 's0'") && hint.contains("try_cast"), "{message} / {hint}");
    let (message, _, _) = set.refused("select 1; select 2");
    assert_eq!(message, "more than one statement");
    let (message, _, _) = set.refused("select array_agg(sold) as all_sold from train");
    assert_eq!(message, "column \"all_sold\" of the result cannot be used: lists");
    for writing in [
        "drop table train",
        "create table x as select 1",
        "insert into train select * from train",
        "set a.b = 1",
        "copy train to 'x.csv'",
    ] {
        let (message, _, hint) = set.refused(writing);
        assert_eq!(hint, "only a query is allowed: SELECT or WITH", "{writing}: {message}");
    }
    for nothing in ["", "  ", ";", "-- why\n", "\0", "select", "'"] {
        assert!(!set.refused(nothing).0.is_empty(), "{nothing:?}");
    }
}

#[test]
fn a_memory_limit_is_an_answer() {
    let set = set();
    let sql =
        "select a.sold as x, b.sold as y, c.sold as z from train a cross join train b cross join train c order by x + y * z";
    let error = set.ask_with(sql, 32 << 20, 1).unwrap_err();
    assert!(matches!(error, TableError::OutOfMemory { .. }), "{error}");
    assert!(error.hint().unwrap().contains("memory"));
}

#[test]
fn one_thread_gives_the_same_bytes() {
    let set = set();
    let sql = "select shop, avg(sold / 3.0) m, stddev(sold * 0.1) s from train group by shop order by shop";
    assert_eq!(set.ask(sql).unwrap(), set.ask(sql).unwrap());
}

#[test]
fn it_may_be_asked_from_inside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let set = set();
    assert_eq!(runtime.block_on(async { set.ask("select count(*) from train").unwrap().num_rows() }), 1);
}
