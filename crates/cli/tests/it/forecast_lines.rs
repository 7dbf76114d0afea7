//! `bakeoff forecast --jsonl`: whatever comes in, one line goes out.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Bench, Ran};

fn lines(input: &[u8], more: &[&str]) -> (Ran, Vec<Value>) {
    let bench = Bench::new();
    let args = [&["forecast", "--jsonl"], more].concat();
    let mut command = bench.command(&args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let ran = Ran { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) };
    let answers = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")));
    let answers = answers.collect();
    (ran, answers)
}

fn series(id: &str, n: usize) -> String {
    let y: Vec<String> = (0..n).map(|t| format!("{}", 10 + t % 4 + (t * 7) % 5)).collect();
    format!("{{\"id\":\"{id}\",\"m\":4,\"h\":3,\"y\":[{}]}}", y.join(","))
}

#[test]
fn a_line_in_and_a_line_out() {
    let (ran, answers) = lines(format!("{}\n{}", series("a", 40), series("b", 41)).as_bytes(), &["--method", "ets"]);
    assert_eq!((ran.code, answers.len()), (0, 2), "{}", ran.stderr);
    for (answer, id) in answers.iter().zip(["a", "b"]) {
        assert_eq!(answer["id"], id);
        for key in ["f", "lo80", "hi80", "lo95", "hi95"] {
            assert_eq!(answer[key].as_array().unwrap().len(), 3, "{key}: {answer}");
        }
        assert!(answer["model"].as_str().unwrap().starts_with("ETS") && answer["cpu_ms"].as_f64().unwrap() > 0.0, "{answer}");
    }
}

/// A week of days in `m`, and the year beside it in a list or by `--season`: taken out, and said so.
#[test]
fn a_year_of_days_beside_the_week() {
    let day = |t: usize| 100.0 + 25.0 * (t as f64 / 58.13).sin() - if t % 7 > 4 { 30.0 } else { 0.0 } + ((t * 7) % 5) as f64;
    let y: Vec<f64> = (0..900).map(day).collect();
    let line = |m: Value| format!("{}\n", serde_json::json!({ "id": "a", "m": m, "h": 60, "y": y }));
    let year = serde_json::json!([7, 365.25]);
    for (m, more) in [(year, &[][..]), (serde_json::json!(7), &["--season", "7,365.25"][..])] {
        let (ran, answers) = lines(line(m).as_bytes(), &[&["--method", "ets", "--together", "1"], more].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(answers[0]["model"].as_str().is_some_and(|m| m.starts_with("MSTL(365.25 by")), "{}", answers[0]);
        assert!(answers[0]["notes"][0].as_str().is_some_and(|n| n.contains("365.25")), "{}", answers[0]);
    }
    let (ran, _) = lines(line(serde_json::json!(7)).as_bytes(), &["--season", "7,5"]);
    assert!(ran.code == 2 && ran.stderr.contains("hint: the shortest first"), "{}", ran.stderr);
}

#[test]
fn hostile_lines_get_an_error_each_and_the_rest_a_forecast() {
    let good = series("good", 30);
    let deep = format!("{{\"id\":1,\"y\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let long = format!("{{\"id\":2,\"y\":[{}]}}", "1,".repeat(9 << 20));
    let bad: Vec<&[u8]> = vec![
        b"not json",
        b"{\"id\":\"cut\",\"y\":[1,2",
        b"[1,2,3]",
        b"{\"id\":\"a\",\"h\":3}",
        b"{\"h\":3,\"y\":[1,2]}",
        b"{\"id\":\"text\",\"h\":3,\"y\":[1,\"2\"]}",
        b"{\"id\":\"nan\",\"h\":3,\"y\":[1,NaN]}",
        b"{\"id\":\"big\",\"h\":3,\"y\":[1,1e999]}",
        b"{\"id\":\"none\",\"h\":3,\"y\":[]}",
        b"{\"id\":\"null\",\"h\":3,\"y\":[null,null]}",
        b"{\"id\":\"h0\",\"h\":0,\"y\":[1,2]}",
        b"{\"id\":\"h\",\"h\":99999999,\"y\":[1,2]}",
        b"{\"id\":\"h-\",\"h\":-1,\"y\":[1,2]}",
        b"{\"id\":\"m0\",\"h\":3,\"m\":0,\"y\":[1,2]}",
        b"{\"id\":\"m\",\"h\":3,\"m\":18446744073709551615,\"y\":[1,2]}",
        b"{\"id\":\"m2\",\"h\":3,\"m\":[7.5,9],\"y\":[1,2]}",
        b"{\"id\":\"m3\",\"h\":3,\"m\":[],\"y\":[1,2]}",
        b"{\"id\":\"noh\",\"y\":[1,2]}",
        b"{\"id\":\"huge\",\"h\":3,\"y\":[1e300,2e300,3e307]}",
        b"{\"id\":\"x\",\"h\":2,\"y\":[1,2,3],\"x\":[[1,2,3]]}",
        b"{\"id\":\"xf\",\"h\":2,\"y\":[1,2,3],\"x\":[[1,2,3]],\"xf\":[[1,2,3]]}",
        b"{\"id\":\"\xff\xfe\",\"h\":2,\"y\":[1]}",
        deep.as_bytes(),
        long.as_bytes(),
    ];
    let mut input: Vec<u8> = Vec::new();
    for line in &bad {
        input.extend([good.as_bytes(), b"\n", line, b"\n\n"].concat());
    }
    let (ran, answers) = lines(&input, &["--method", "seasonal-naive"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_eq!(answers.len(), 2 * bad.len());
    for (k, pair) in answers.chunks(2).enumerate() {
        assert_eq!(pair[0]["f"].as_array().map(Vec::len), Some(3), "{}", pair[0]);
        let what = String::from_utf8_lossy(&bad[k][..bad[k].len().min(60)]).into_owned();
        assert!(pair[1]["error"].as_str().is_some_and(|e| !e.is_empty()), "{what}: {}", pair[1]);
        assert_eq!(pair[1]["line"].as_u64(), Some(3 * k as u64 + 2), "{what}: {}", pair[1]);
    }
    assert_eq!(answers[11]["id"], "text", "the id is kept where it can be read");
}

#[test]
fn nothing_usable_is_an_error() {
    for input in ["", "\n\n", "garbage\n"] {
        let (ran, _) = lines(input.as_bytes(), &[]);
        assert_eq!(ran.code, 2, "{input:?}");
        assert!(ran.stderr.contains("no line got a forecast") && ran.stderr.contains("hint:"), "{}", ran.stderr);
    }
}

#[test]
fn regressors_by_rows_columns_and_names() {
    let noise = |t: usize| ((t * 37) % 11) as f64 / 10.0;
    let x: Vec<f64> = (0..60).map(|t| f64::from((t * 13) % 7)).collect();
    let y: Vec<f64> = (0..60).map(|t| 50.0 + noise(t) - 4.0 * x[t]).collect();
    let future = [5.0, 0.0];
    let rows = |v: &[f64]| v.iter().map(|a| vec![*a]).collect::<Vec<_>>();
    let shapes = [
        serde_json::json!({ "x": [x], "xf": [future] }),
        serde_json::json!({ "x": rows(&x), "xf": rows(&future) }),
        serde_json::json!({ "x": x, "xf": future }),
        serde_json::json!({ "x": { "x1": x }, "xf": { "x1": future } }),
    ];
    let mut input = String::new();
    for shape in shapes {
        let mut line = serde_json::json!({ "id": 1, "m": 1, "h": 2, "y": y });
        line["x"] = shape["x"].clone();
        line["xf"] = shape["xf"].clone();
        input.push_str(&format!("{line}\n"));
    }
    let (_, answers) = lines(input.as_bytes(), &[]);
    for answer in &answers {
        let step = answer["f"][1].as_f64().unwrap() - answer["f"][0].as_f64().unwrap();
        assert!((step - 20.0).abs() < 1.5, "{answer}");
        assert_eq!(answer["f"], answers[0]["f"], "all shapes say the same");
    }
}

#[test]
fn the_same_on_any_number_of_threads() {
    let input: String = (0..60).map(|k| series(&k.to_string(), 30 + k % 9) + "\n").collect();
    let plain = |more: &[&str]| {
        let (_, answers) = lines(input.as_bytes(), &[&["--method", "theta"], more].concat());
        answers
            .into_iter()
            .map(|mut a| {
                a["cpu_ms"] = Value::Null;
                a
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&["--threads", "1"]), plain(&["--threads", "4"]));
    assert_eq!(plain(&["--threads", "1", "--together", "25"]), plain(&["--threads", "3", "--together", "25"]));
}
