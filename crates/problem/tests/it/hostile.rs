//! Nothing panics, everything is shown with its place.

use std::path::Path;

use problem::{COMPLAINTS_MAX, Complaints, FILE_BYTES_MAX, Problem};
use proptest::prelude::*;

/// What must hold of all complaints about a text, however mad it is.
fn check(complaints: &Complaints) {
    assert!(complaints.iter().len() >= 1);
    assert!(complaints.iter().len() <= COMPLAINTS_MAX);
    for complaint in complaints {
        let span = complaint.span.expect("every complaint has its place");
        assert!(span.line >= 1 && span.column >= 1 && span.start <= span.end);
        assert!(!complaint.message.is_empty());
        assert!(!complaint.message.contains('\n'), "{}", complaint.message);
        assert!(!complaint.file.contains('\n'));
    }
    for color in [false, true] {
        assert!(complaints.render(color).contains("error"));
    }
    assert!(!complaints.to_string().is_empty());
    assert_eq!(complaints.to_json()["complaints"].as_array().map(Vec::len), Some(complaints.iter().len()));
}

fn parse(text: &str) {
    match Problem::parse(text, "problem.toml") {
        Ok(problem) => {
            let json = problem.to_json().unwrap();
            assert_eq!(Problem::from_json(&json).unwrap(), problem);
        }
        Err(complaints) => check(&complaints),
    }
}

fn load(bytes: &[u8], name: &str) -> Result<Problem, Complaints> {
    let folder = std::env::temp_dir().join(format!("problem-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let loaded = Problem::load(&path);
    std::fs::remove_file(&path).unwrap();
    loaded
}

#[test]
fn a_file_too_long_is_refused_by_its_first_line() {
    let mut bytes = b"[data]\n".to_vec();
    bytes.resize(10 << 20, b'#');
    let complaints = load(&bytes, "long.toml").unwrap_err();
    check(&complaints);
    assert!(complaints.to_string().contains("longer than 1 MiB"), "{complaints}");
    let text = "x".repeat(FILE_BYTES_MAX + 1);
    check(&Problem::parse(&text, "long.toml").unwrap_err());
}

#[test]
fn a_table_given_as_a_problem_is_recognised() {
    let complaints = load(b"a,b,c\n1,2,3\n", "table.csv").unwrap_err();
    assert!(complaints.to_string().contains("bakeoff run FILE --target"), "{complaints}");
    let complaints = load(b"PAR1\x00\x01\x02PAR1", "table.parquet").unwrap_err();
    assert!(complaints.to_string().contains("bakeoff run FILE --target"), "{complaints}");
}

#[test]
fn a_file_name_cannot_forge_lines() {
    let complaints = load(b"x = 1\n", "a\nerror: all is well\u{1b}[0m.toml").unwrap_err();
    check(&complaints);
    let shown = complaints.render(false);
    assert!(shown.contains("a\\nerror: all is well"), "{shown}");
    assert!(!shown.contains('\u{1b}'));
}

#[test]
fn what_cannot_be_read_is_named() {
    let complaints = Problem::load("no/such/problem.toml").unwrap_err();
    assert_eq!(
        complaints.to_string(),
        "no/such/problem.toml: cannot read the problem file: there is no such file\n  \
         hint: `bakeoff init TABLE --target COLUMN` writes one"
    );
    assert!(complaints.render(false).contains("no/such/problem.toml"));
    let complaints = Problem::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err();
    assert!(complaints.to_string().contains("it is a folder"), "{complaints}");
}

/// Each is close to the longest file there may be, and must not take time or stack out of proportion.
#[test]
fn long_files_are_read_in_passable_time() {
    let most = FILE_BYTES_MAX - 64;
    let fill = |piece: &str| piece.repeat(most / piece.len());
    let keys: String = (0..).map(|index| format!("k{index} = {index}\n")).take(20_000).collect();
    let tables: String = (0..).map(|index| format!("[t{index}]\n")).take(20_000).collect();
    for text in [
        keys,
        tables,
        fill("[[contender]]\n"),
        format!("x = {}", fill("[")),
        format!("x = {}", fill("{a=")),
        format!("{} = 1", fill("a.")),
        format!("[{}a]", fill("a.")),
        format!("[data]\ndrop = [{}]", fill("\"\",")),
        format!("[data]\nfeatures = [{}]", fill("1,")),
        format!("[data]\nsource = \"{}\"", fill("é")),
        format!("# {}", fill("x")),
        fill("\n"),
        fill("x = y\n"),
        fill("\"\\u00e9\" = 1\n"),
        format!(
            "[[contender]]\nname = \"r\"\nkind = \"rule\"\notherwise = 0\nrules = [{{ when = \"{}\", then = 1 }}]",
            fill("(")
        ),
        format!("[[contender]]\nname = \"r\"\nkind = \"rule\"\notherwise = 0\nrules = [{}]", fill("{when=\"a<\",then=1},")),
    ] {
        parse(&text);
    }
}

const SEEDS: [&str; 2] = [include_str!("../corpus/good/forecast.toml"), include_str!("../corpus/good/table.toml")];

/// One change of a text, at a place given as a share of its length.
#[derive(Debug, Clone)]
enum Change {
    Cut(f64, usize),
    Insert(f64, String),
    Swap(f64, f64),
    Truncate(f64),
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn at(text: &str, share: f64) -> usize {
    let mut at = (share * text.len() as f64) as usize;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Change {
    fn apply(&self, text: &str) -> String {
        match self {
            Self::Cut(share, chars) => {
                let from = at(text, *share);
                let rest: String = text[from..].chars().skip(*chars).collect();
                format!("{}{rest}", &text[..from])
            }
            Self::Insert(share, piece) => {
                let (before, after) = text.split_at(at(text, *share));
                format!("{before}{piece}{after}")
            }
            Self::Swap(one, other) => {
                let starts = line_starts(text);
                let pick = |share: f64| (share * (starts.len() - 1) as f64) as usize;
                let mut lines: Vec<&str> = text.split('\n').collect();
                lines.swap(pick(*one), pick(*other));
                lines.join("\n")
            }
            Self::Truncate(share) => text[..at(text, *share)].to_owned(),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "\"",
            "'",
            "\"\"\"",
            "[",
            "]",
            "[[",
            "{",
            "}",
            "=",
            ",",
            "\n",
            "#",
            "\\",
            "\\u",
            "\u{0}",
            "\u{feff}",
            "é",
            "\r",
            "-",
            "0",
            "nan",
            "1e999",
            "true",
            "%",
            "99999999999999999999",
            "[data]\n",
            "[[contender]]\n",
            "= [[",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop_oneof![
        (0.0..1.0f64, 1..12usize).prop_map(|(share, chars)| Change::Cut(share, chars)),
        (0.0..1.0f64, piece).prop_map(|(share, piece)| Change::Insert(share, piece)),
        (0.0..1.0f64, 0.0..1.0f64).prop_map(|(one, other)| Change::Swap(one, other)),
        (0.0..1.0f64).prop_map(Change::Truncate),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_shown_with_their_places(
        seed in prop::sample::select(SEEDS.to_vec()),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let text = changes.iter().fold(seed.to_owned(), |text, change| change.apply(&text));
        parse(&text);
    }

    #[test]
    fn any_text_is_shown_with_its_place(text in any::<String>()) {
        parse(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_shown_with_their_place(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(complaints) = load(&bytes, "any.toml") {
            check(&complaints);
        }
    }
}
