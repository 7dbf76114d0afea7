//! Params, metrics, tags, documents, artifacts, inputs: what goes in comes out.

use std::fs;
use std::time::Instant;

use ledger::{Dataset, Document, Error, Hash, Metric, limits};

use crate::scratch::{contest, open};

#[test]
fn a_param_is_written_once() {
    let (_scratch, ledger, run) = open();
    ledger.log_params(run, [("b", "2"), ("a", "1")]).unwrap();
    let head = ledger.head().unwrap();
    ledger.log_params(run, [("a", "1")]).unwrap();
    assert_eq!(ledger.head().unwrap(), head, "a repetition writes nothing");
    match ledger.log_params(run, [("c", "3"), ("a", "9")]).unwrap_err() {
        Error::ParamChanged { key, old, new, .. } => {
            assert_eq!((key, old, new), ("a".into(), "1".into(), "9".into()));
        }
        other => panic!("{other}"),
    }
    let params: Vec<_> = ledger.params(run).unwrap().into_iter().collect();
    assert_eq!(params, [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())], "c went with its batch");
}

#[test]
fn metrics_keep_every_number() {
    let (_scratch, ledger, run) = open();
    let numbers =
        [0.1, -1e308, f64::MIN_POSITIVE, 5e-324, 9_007_199_254_740_993.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0];
    let metrics: Vec<Metric> =
        numbers.iter().enumerate().map(|(step, value)| Metric::new("loss", *value, 7).at_step(step as i64 - 4)).collect();
    ledger.log_metrics(run, &metrics).unwrap();
    let history = ledger.metric_history(run, "loss").unwrap();
    assert_eq!(history.len(), numbers.len());
    for (found, put) in history.iter().zip(&metrics) {
        assert_eq!((found.step, found.timestamp_ms), (put.step, 7));
        let expected = if put.value == 0.0 { 0.0 } else { put.value };
        assert_eq!(found.value.to_bits(), expected.to_bits(), "{}", put.value);
    }
    assert!(ledger.verify().unwrap().is_intact());
}

#[test]
fn latest_is_by_step_then_time_then_value() {
    let (_scratch, ledger, run) = open();
    let log = |key: &str, value: f64, step: i64, ms: i64| {
        ledger.log_metrics(run, &[Metric::new(key, value, ms).at_step(step)]).unwrap();
    };
    log("step", 1.0, 5, 10);
    log("step", 2.0, 4, 99);
    log("time", 1.0, 0, 20);
    log("time", 9.0, 0, 10);
    log("value", 3.0, 0, 1);
    log("value", 1.0, 0, 1);
    log("back", 1.0, -7, 1);
    let latest: Vec<_> = ledger.latest_metrics(run).unwrap().into_iter().map(|m| (m.key, m.value, m.step)).collect();
    let expected = [("back", 1.0, -7), ("step", 1.0, 5), ("time", 1.0, 0), ("value", 3.0, 0)];
    assert_eq!(latest, expected.map(|(key, value, step)| (key.to_owned(), value, step)));
    assert!(ledger.metric_history(run, "nothing").unwrap().is_empty());
}

#[test]
fn an_exact_repetition_of_a_metric_is_left_out() {
    let (_scratch, ledger, run) = open();
    let metric = [Metric::new("m", f64::NAN, 1), Metric::new("m", 0.0, 1), Metric::new("m", 2.0, 1)];
    ledger.log_metrics(run, &metric).unwrap();
    let head = ledger.head().unwrap();
    ledger.log_metrics(run, &metric).unwrap();
    assert_eq!(ledger.head().unwrap(), head);
    assert_eq!(ledger.metric_history(run, "m").unwrap().len(), 3, "NaN and 0 are two values");
    assert!(ledger.verify().unwrap().is_intact());
}

#[test]
fn tags_change_and_go() {
    let (_scratch, ledger, run) = open();
    let (experiment, _) = contest(&ledger);
    ledger.set_tags(run, [("a", "1"), ("b", "2")]).unwrap();
    ledger.set_tags(experiment, [("a", "other")]).unwrap();
    ledger.set_tags(run, [("a", "3")]).unwrap();
    ledger.remove_tag(run, "b").unwrap();
    assert!(matches!(ledger.remove_tag(run, "b"), Err(Error::NotFound { what: "tag", .. })));
    let tags: Vec<_> = ledger.tags(run).unwrap().into_iter().collect();
    assert_eq!(tags, [("a".to_owned(), "3".to_owned())]);
    assert_eq!(ledger.tags(experiment).unwrap()["a"], "other");
    ledger.set_tags(run, [("b", "back")]).unwrap();
    assert_eq!(ledger.tags(run).unwrap()["b"], "back");
}

#[test]
fn documents_keep_their_bytes_and_the_newest_counts() {
    let (_scratch, ledger, run) = open();
    let odd = "{ \"b\" : 1e300,\n \"a\":\"\\u0000 \u{1f6eb}\" }";
    ledger.put_document(run, "plan", 1, "[1]").unwrap();
    ledger.put_document(run, "plan", 2, odd).unwrap();
    ledger.put_document(run, "bill", 7, "null").unwrap();
    let plan = Document { kind: "plan".into(), version: 2, json: odd.into() };
    assert_eq!(ledger.document(run, "plan").unwrap().unwrap(), plan);
    assert_eq!(ledger.document(run, "verdict").unwrap(), None);
    let bill = Document { kind: "bill".into(), version: 7, json: "null".into() };
    assert_eq!(ledger.documents(run).unwrap(), [bill, plan]);
    for bad in ["", "{", "{} x", "nul", "1e400", "NaN", "[".repeat(200).as_str()] {
        assert!(matches!(ledger.put_document(run, "plan", 3, bad), Err(Error::BadJson { .. })), "{bad:?}");
    }
}

#[test]
fn inputs_keep_every_field() {
    let (_scratch, ledger, run) = open();
    let dataset = Dataset {
        name: "flights".into(),
        digest: "abc".into(),
        source_type: "local".into(),
        source: "flights.parquet\0\u{7}".into(),
        schema: Some("{}".into()),
        profile: None,
        tags: vec![("b".into(), "2".into()), ("a".into(), "1".into()), ("b".into(), "3".into())],
    };
    ledger.log_input(run, &dataset).unwrap();
    assert_eq!(ledger.inputs(run).unwrap(), [dataset]);
}

#[test]
fn any_text_is_a_value_and_names_have_no_control_characters() {
    let (scratch, ledger, run) = open();
    let odd = ["", " ", "a\0b", "\u{1f6eb}\u{feff}", "'; drop table runs; --", "line\nbreak", "\u{202e}gnp", "e\u{301}", "é"];
    ledger.log_params(run, odd.iter().enumerate().map(|(n, value)| (format!("k{n}"), value))).unwrap();
    ledger.set_tags(run, odd.iter().enumerate().map(|(n, value)| (format!("k{n}"), value))).unwrap();
    let names = ["'; drop table runs; --", "e\u{301}", "é", "日本語", "a b/c.d-e_f", "\u{1f6eb}"];
    ledger.log_metrics(run, &names.map(|name| Metric::new(name, 1.0, 1))).unwrap();
    ledger.flush().unwrap();
    let reader = scratch.reader();
    for (n, value) in odd.iter().enumerate() {
        assert_eq!(&reader.params(run).unwrap()[&format!("k{n}")], value);
        assert_eq!(&reader.tags(run).unwrap()[&format!("k{n}")], value);
    }
    let mut found: Vec<_> = reader.latest_metrics(run).unwrap().into_iter().map(|metric| metric.key).collect();
    let mut expected = names.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "composed and decomposed letters are two names");
    for bad in ["", "a\0b", "\n", "\u{85}"] {
        assert!(matches!(ledger.log_params(run, [(bad, "1")]), Err(Error::BadName { .. })), "{bad:?}");
        assert!(matches!(ledger.set_tags(run, [(bad, "1")]), Err(Error::BadName { .. })), "{bad:?}");
        assert!(matches!(ledger.log_metrics(run, &[Metric::new(bad, 1.0, 1)]), Err(Error::BadName { .. })), "{bad:?}");
        assert!(matches!(ledger.ensure_experiment(bad, 1), Err(Error::BadName { .. })), "{bad:?}");
    }
    assert!(ledger.verify().unwrap().is_intact());
}

#[test]
fn limits_are_in_characters_and_exact() {
    let (_scratch, ledger, run) = open();
    let long = |chars: usize| "ü".repeat(chars);
    ledger.log_params(run, [(long(limits::KEY_CHARS_MAX), long(limits::PARAM_CHARS_MAX))]).unwrap();
    ledger.set_tags(run, [("t", long(limits::TAG_CHARS_MAX))]).unwrap();
    let too_long = |result: ledger::Result<()>, limit: usize| match result.unwrap_err() {
        Error::TooLong { found, limit: named, .. } => assert_eq!((found, named), (limit + 1, limit)),
        other => panic!("{other}"),
    };
    too_long(ledger.log_params(run, [("p", long(limits::PARAM_CHARS_MAX + 1))]), limits::PARAM_CHARS_MAX);
    too_long(ledger.log_params(run, [(long(limits::KEY_CHARS_MAX + 1), "1")]), limits::KEY_CHARS_MAX);
    too_long(ledger.set_tags(run, [("t", long(limits::TAG_CHARS_MAX + 1))]), limits::TAG_CHARS_MAX);
    let metric = Metric::new(long(limits::KEY_CHARS_MAX + 1), 1.0, 1);
    too_long(ledger.log_metrics(run, &[metric]), limits::KEY_CHARS_MAX);
    assert!(matches!(ledger.log_metrics(run, &[Metric::new("m", 1.0, -1)]), Err(Error::BadTime { .. })));
    let large = format!("\"{}\"", "x".repeat(limits::DOCUMENT_BYTES_MAX - 1));
    assert!(matches!(ledger.put_document(run, "d", 1, &large), Err(Error::TooLarge { .. })));
    ledger.put_document(run, "d", 1, &large[1..]).unwrap_err();
}

#[test]
fn a_batch_is_kept_whole_or_not_at_all() {
    let (scratch, ledger, run) = open();
    ledger.set_tags(run, [("state", "before")]).unwrap();
    let head = ledger.head().unwrap();
    let failed: ledger::Result<()> = ledger.batch(|batch| {
        batch.set_tags(run, [("state", "half")])?;
        batch.log_metrics(run, &[Metric::new("m", 1.0, 1)])?;
        batch.remove_tag(run, "nothing")
    });
    assert!(matches!(failed, Err(Error::NotFound { .. })));
    assert_eq!(ledger.head().unwrap(), head);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _: ledger::Result<()> = ledger.batch(|batch| {
            batch.set_tags(run, [("state", "panicked")])?;
            panic!("on purpose");
        });
    }));
    assert!(panicked.is_err());
    ledger.log_metrics(run, &[Metric::new("after", 1.0, 1)]).unwrap();
    ledger.flush().unwrap();
    let reader = scratch.reader();
    assert_eq!(reader.tags(run).unwrap()["state"], "before");
    assert_eq!(reader.latest_metrics(run).unwrap().len(), 1);
    assert!(reader.verify().unwrap().is_intact());
}

#[test]
fn the_export_has_the_whole_subtree() {
    let (scratch, run) = crate::scratch::full();
    let export = scratch.reader().export_json(run).unwrap();
    assert_eq!(export["version"], 1);
    assert_eq!(export["experiment"]["name"], "test");
    let runs = export["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 3);
    assert_eq!((&runs[0]["name"], &runs[0]["depth"]), (&"contest".into(), &0.into()));
    assert_eq!(runs[0]["documents"][1]["content"]["winner"], "last year");
    assert_eq!(runs[1]["parent"], run.to_string());
    assert_eq!(runs[1]["params"]["season"], "12");
    let metrics: Vec<_> = runs[1]["metrics"].as_array().unwrap().iter().map(|metric| &metric["value"]).collect();
    assert_eq!(metrics, [&"Infinity".into(), &10.25.into(), &serde_json::json!(-0.5), &"NaN".into()]);
    assert_eq!(runs[2]["artifacts"][0]["hash"], Hash::of(b"ets").to_string());
}

/// CPU nanoseconds of this thread, where the system tells.
fn cpu_ns() -> Option<u64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

#[test]
fn a_hundred_thousand_metrics() {
    let (scratch, ledger, run) = open();
    let metrics: Vec<Metric> =
        (0..100_000i64).map(|n| Metric::new(["loss", "error"][n as usize % 2], n as f64 / 3.0, 1_000 + n).at_step(n)).collect();
    let before = cpu_ns();
    for some in metrics.chunks(250) {
        ledger.log_metrics(run, some).unwrap();
    }
    ledger.flush().unwrap();
    let written = cpu_ns();
    if let (Some(before), Some(written)) = (before, written) {
        let per_second = 1e14 / (written - before) as f64;
        println!("{per_second:.0} metrics a CPU second");
        assert!(per_second > 20_000.0, "{per_second:.0} metrics a CPU second");
    }
    let reader = scratch.reader();
    assert_eq!(reader.metric_history(run, "loss").unwrap().len(), 50_000);
    let started = Instant::now();
    let latest: Vec<_> = reader.latest_metrics(run).unwrap().into_iter().map(|metric| metric.step).collect();
    println!("latest metrics in {:?}", started.elapsed());
    assert_eq!(latest, [99_999, 99_998]);
    let started = cpu_ns();
    let report = reader.verify().unwrap();
    println!("verified in {:?} CPU ns", cpu_ns().zip(started).map(|(end, start)| end - start));
    assert!(report.is_intact());
    assert_eq!(report.records["metrics"], 100_000);
}
