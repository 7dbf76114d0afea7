//! Three hundred malformed inputs: none panics, each gives exit code 2 and a message that names the place.

use crate::program::Bench;

/// A broken table: its name, its bytes, and what the message must mention, besides the error itself.
struct Broken {
    name: String,
    bytes: Vec<u8>,
    flags: Vec<&'static str>,
    names: Vec<&'static str>,
}

/// Whole numbers that look random and are always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

fn good(rows: usize) -> String {
    let lines = (0..rows).map(|r| format!("{},{},{}\n", r % 7, ["a", "b", "c"][r % 3], (r * 37) % 11));
    std::iter::once("x,kind,y\n".to_owned()).chain(lines).collect()
}

fn broken(name: impl Into<String>, bytes: impl Into<Vec<u8>>, names: &[&'static str]) -> Broken {
    Broken { name: name.into(), bytes: bytes.into(), flags: vec!["--target", "y", "--margin", "2%"], names: names.to_vec() }
}

/// A line with a field too many or too few, at a random place.
fn ragged(chance: &mut Chance, number: usize) -> Broken {
    let mut lines: Vec<String> = good(60).lines().map(str::to_owned).collect();
    let at = 1 + chance.below(59);
    if chance.below(2) == 0 {
        lines[at].push_str(",extra");
    } else {
        lines[at] = "1,a".into();
    }
    broken(format!("ragged-{number}.csv"), lines.join("\n"), &["line"])
}

/// A byte that is no UTF-8, at a random place.
fn no_utf8(chance: &mut Chance, number: usize) -> Broken {
    let mut bytes = good(60).into_bytes();
    let at = 9 + chance.below(bytes.len() - 9);
    bytes[at] = 0xff;
    broken(format!("bytes-{number}.csv"), bytes, &["line"])
}

/// A quote that never ends.
fn open_quote(chance: &mut Chance, number: usize) -> Broken {
    let mut lines: Vec<String> = good(60).lines().map(str::to_owned).collect();
    let at = 1 + chance.below(59);
    lines[at] = "1,\"never ends,3".into();
    broken(format!("quote-{number}.csv"), lines.join("\n"), &["line"])
}

/// A binary format cut off at a random place.
fn cut_off(chance: &mut Chance, number: usize) -> Broken {
    let ending = ["parquet", "arrow", "csv.gz"][number % 3];
    let head: &[u8] = match ending {
        "parquet" => b"PAR1",
        "arrow" => b"ARROW1\0\0",
        _ => b"\x1f\x8b\x08\0",
    };
    let rest = (0..chance.below(400)).map(|_| chance_byte(chance)).collect::<Vec<_>>();
    broken(format!("cut-{number}.{ending}"), [head, &rest].concat(), &["cut"])
}

fn chance_byte(chance: &mut Chance) -> u8 {
    chance.below(256) as u8
}

/// A JSON line that is none.
fn json(chance: &mut Chance, number: usize) -> Broken {
    let mut lines: Vec<String> = (0..60).map(|r| format!("{{\"x\":{},\"y\":{}}}", r % 7, (r * 37) % 11)).collect();
    let flaws = ["{\"x\":1,", "not json", "{\"x\":1}{", "[1,2]", "{\"x\":{\"deep\":1},\"y\":2}", "{\"x\":01,\"y\":2}"];
    let at = chance.below(60);
    lines[at] = flaws[chance.below(flaws.len())].into();
    broken(format!("lines-{number}.ndjson"), lines.join("\n"), &["lines"])
}

/// Tables that can be read but cannot be a contest.
fn hopeless(number: usize) -> Broken {
    let all = |value: &str| (0..60).map(|r| format!("{r},{value}\n")).collect::<String>();
    let (text, names): (String, &[&'static str]) = match number % 10 {
        0 => (String::new(), &["hopeless"]),
        1 => ("x,y\n".into(), &["hopeless"]),
        2 => ("x,y\n1,2\n".into(), &["y"]),
        3 => (format!("x,y\n{}", all("")), &["y"]),
        4 => (format!("x,y\n{}", all("5")), &["y"]),
        5 => (format!("x,y\n{}", all("same")), &["y"]),
        6 => (good(60).replace(",y", ",yy"), &["y"]),
        7 => (good(4), &["rows"]),
        8 => ("x,x,y\n1,2,3\n4,5,6\n".into(), &["x"]),
        _ => (format!("x,y\n{}", (0..600).map(|r| format!("1,text number {r}\n")).collect::<String>()), &["y"]),
    };
    broken(format!("hopeless-{number}.csv"), text, names)
}

/// Flags that make no sense.
fn flags(number: usize) -> Broken {
    let (flags, names): (Vec<&'static str>, &[&'static str]) = match number % 14 {
        0 => (vec!["--target", "y"], &["--margin"]),
        1 => (vec!["--margin", "2%"], &["--target"]),
        2 => (vec!["--target", "y", "--margin", "0"], &["--margin"]),
        3 => (vec!["--target", "y", "--margin", "-3"], &["--margin"]),
        4 => (vec!["--target", "y", "--margin", "lots"], &["--margin"]),
        5 => (vec!["--target", "z", "--margin", "2%"], &["z"]),
        6 => (vec!["--target", "y", "--margin", "2%", "--time", "kind"], &["time"]),
        7 => (vec!["--target", "y", "--margin", "2%", "--time", "kind", "--horizon", "3"], &["kind"]),
        8 => (vec!["--target", "y", "--margin", "2%", "--horizon", "3"], &["horizon"]),
        9 => (vec!["--target", "y", "--margin", "2%", "--metric", "rsme"], &["rsme"]),
        10 => (vec!["--target", "y", "--margin", "2%", "--group", "shop"], &["shop"]),
        11 => (vec!["--target", "y", "--margin", "2%", "--folds", "40"], &["fold"]),
        12 => (vec!["--target", "y", "--margin", "2%", "--cpu", "-5s"], &["cpu"]),
        _ => (vec!["--target", "y", "--margin", "2%", "--drop", "x,kind"], &["column"]),
    };
    Broken { flags, ..broken(format!("flags-{number}.csv"), good(60), names) }
}

/// Names that break careless programs; the table inside is broken too, and the message must still come.
fn hostile_names(number: usize) -> Broken {
    let names =
        ["new\nline.csv", "with space.csv", "ünï\u{202e}code.csv", "%20.csv", "[a].csv", "star*.csv", "quote\".csv", "$(x).csv"];
    broken(names[number % names.len()], "x,y\n1\n", &["line"])
}

/// Problem files with a mistake somewhere.
fn toml(chance: &mut Chance, number: usize) -> Broken {
    let lines = [
        "question = \"q\"",
        "[data]",
        "source = \"good.csv\"",
        "target = \"y\"",
        "[stake]",
        "margin = \"2%\"",
        "[box]",
        "cpu = \"9s\"",
    ];
    let flaws = [
        "tarqet = \"y\"",
        "target = 5",
        "margin = \"2%%\"",
        "[data",
        "source = \"good.csv",
        "cpu = \"soon\"",
        "= 3",
        "[[contender]]\nname = 1",
        "[[contender]]\nname = \"a\"\nkind = \"magic\"",
        "[nosuch]\nx = 1",
        "\u{0}",
        "margin = true",
        "a = 1979-05-27T25:00:00",
    ];
    let mut lines: Vec<&str> = lines.to_vec();
    let at = chance.below(lines.len());
    lines[at] = flaws[chance.below(flaws.len())];
    broken(format!("toml-{number}.toml"), lines.join("\n"), &["toml"])
}

fn inputs() -> Vec<Broken> {
    let mut chance = Chance(42);
    let mut inputs = Vec::new();
    for number in 0..30 {
        inputs.push(ragged(&mut chance, number));
        inputs.push(no_utf8(&mut chance, number));
        inputs.push(open_quote(&mut chance, number));
        inputs.push(cut_off(&mut chance, number));
        inputs.push(json(&mut chance, number));
        inputs.push(hopeless(number));
        inputs.push(flags(number));
        inputs.push(hostile_names(number));
        inputs.push(toml(&mut chance, number));
        inputs.push(toml(&mut chance, number + 100));
    }
    inputs
}

#[test]
fn three_hundred_malformed_inputs_are_refused_by_name() {
    let inputs = inputs();
    assert_eq!(inputs.len(), 300);
    let bench = Bench::new();
    bench.write("good.csv", good(60));
    let mut flaws = Vec::new();
    for input in &inputs {
        bench.write(&input.name, &input.bytes);
        let mut args = vec!["run", input.name.as_str(), "--color", "never"];
        if std::path::Path::new(&input.name).extension().is_none_or(|ending| ending != "toml") {
            args.extend(&input.flags);
        }
        let ran = bench.run(&args);
        let refused = ran.code == 2 && ran.stderr.contains("error");
        let placed = input.names.iter().all(|name| ran.stderr.contains(name));
        let calm = !ran.stderr.contains("panicked") && !ran.stderr.contains("bug");
        if !(refused && placed && calm) {
            flaws.push(format!(
                "{:?} {:?}: exit {}, wanted {:?} in\n{}{}",
                input.name, input.flags, ran.code, input.names, ran.stderr, ran.stdout
            ));
        }
        std::fs::remove_file(bench.path().join(&input.name)).unwrap();
    }
    assert!(flaws.is_empty(), "{} flaws:\n{}", flaws.len(), flaws.join("\n"));
}
