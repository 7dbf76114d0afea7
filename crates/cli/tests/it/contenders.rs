//! Contenders of the user's own: what they may do, and what becomes of those that misbehave.

use crate::program::Bench;

const MEAN: &str = r#"
import csv, json
task = json.load(open("task.json"))
rows = [r for r in csv.DictReader(open("train.csv")) if r[task["target"]]]
classes, target = task["classes"], task["target"]
with open("answer.csv", "w") as out:
    if task["task"] == "multiclass":
        out.write(",".join(["row_id"] + ["p_" + c for c in classes]) + "\n")
        answer = ",".join(repr(sum(r[target] == c for r in rows) / len(rows)) for c in classes)
    else:
        out.write("row_id,prediction\n")
        answer = repr(sum(float(r[target]) for r in rows) / len(rows))
    for r in csv.DictReader(open("ask.csv")):
        out.write(r["row_id"] + "," + answer + "\n")
"#;

#[test]
fn a_plain_script_conforms() {
    let bench = Bench::new();
    bench.write("mean.py", MEAN);
    let ran = bench.run(&["check-contender", "--csv", "--", "python3", "mean.py"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("8 passed, 0 failed"), "{}", ran.stdout);
}

#[test]
fn a_script_that_answers_nothing_does_not_conform() {
    let bench = Bench::new();
    let ran = bench.run(&["check-contender", "--", "true"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("there is no answer.arrow or answer.csv"), "{}", ran.stdout);
}

/// A contest of churn's first rows with one command, which is described here.
fn outcome(script: &str, boxed: &str) -> serde_json::Value {
    let bench = Bench::new();
    let rows: String = (0..200).map(|r| format!("{},{}\n", r % 13, (r * 7) % 5)).collect();
    bench.write("t.csv", format!("x,y\n{rows}"));
    bench.write("c.py", script);
    bench.write(
        "p.toml",
        format!(
            "[data]\nsource = \"t.csv\"\ntarget = \"y\"\n[stake]\nmargin = 0.5\n[split]\nfolds = 2\n\
             [[contender]]\nname = \"plain\"\nkind = \"constant\"\n\
             [[contender]]\nname = \"own\"\nkind = \"command\"\nrun = [\"python3\", \"c.py\"]\ncsv = true\nbox = {{ {boxed} }}\n"
        ),
    );
    let ran = bench.run(&["run", "p.toml", "--format", "json", "--quiet"]);
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.stderr);
    ran.json()["board"]["entries"][1].clone()
}

fn forfeit(script: &str, boxed: &str) -> String {
    let entry = outcome(script, boxed);
    entry["status"]["forfeit"]["reason"].as_str().unwrap_or_else(|| panic!("{entry}")).to_owned()
}

#[test]
fn forfeits_tell_why() {
    assert_eq!(forfeit("import sys; sys.exit('no idea')", "cpu = \"9s\", wall = \"5min\""), "exit-code");
    assert_eq!(forfeit("while True: pass", "cpu = \"1s\", wall = \"5min\""), "out-of-cpu");
    assert_eq!(forfeit("import time; time.sleep(99)", "cpu = \"9s\", wall = \"1s\""), "out-of-time");
    assert_eq!(forfeit("x = bytearray(1 << 30)", "memory = \"200MiB\", wall = \"5min\""), "out-of-memory");
    assert_eq!(forfeit("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "cpu = \"9s\", wall = \"5min\""), "signal");
    assert_eq!(
        forfeit("open('answer.csv', 'w').write('row_id,prediction\\n1,2\\n')", "cpu = \"9s\", wall = \"5min\""),
        "bad-answer"
    );
}

#[test]
fn the_last_valid_answer_counts_when_the_bell_rings() {
    let entry = outcome(&format!("{MEAN}\nwhile True: pass"), "cpu = \"2s\", wall = \"5min\"");
    assert_eq!(entry["status"]["status"], "scored", "{entry}");
    assert_eq!(entry["folds"][0]["interim"], true);
}

#[test]
fn cheating_does_not_pay() {
    let peek = r#"
import glob, os
here = os.path.dirname(os.path.abspath(__file__))
for path in glob.glob(here + "/t.csv") + glob.glob(here + "/.bakeoff/**", recursive=True):
    if os.path.isfile(path) and not os.path.realpath(path).startswith(os.getcwd()):
        open(path, "rb").read(1)
"#;
    let entry = outcome(peek, "cpu = \"9s\", wall = \"5min\"");
    assert_eq!(entry["status"]["forfeit"]["reason"], "exit-code", "{entry}");
    let detail = entry["status"]["forfeit"]["detail"].as_str().unwrap();
    assert!(detail.contains("PermissionError") || detail.contains("FileNotFoundError"), "{detail}");
}

#[test]
fn a_contender_without_its_runtime_is_skipped() {
    let bench = Bench::new();
    let rows: String = (0..200).map(|r| format!("{},{}\n", r % 13, (r * 7) % 5)).collect();
    bench.write("t.csv", format!("x,y\n{rows}"));
    bench.write(
        "p.toml",
        "[data]\nsource = \"t.csv\"\ntarget = \"y\"\n[stake]\nmargin = 0.5\n[[contender]]\nname = \"plain\"\nkind = \"constant\"\n\
         [[contender]]\nname = \"own\"\nkind = \"command\"\nrun = [\"julia\", \"x.jl\"]\nneeds = [\"no-such-program\"]\n",
    );
    let ran = bench.run(&["run", "p.toml"]);
    assert!(ran.stdout.contains("was skipped: the program no-such-program is not installed"), "{}{}", ran.stdout, ran.stderr);
}

/// The ready scripts under `examples/contenders`, with the Python that `scripts/setup-tests.sh` prepares.
#[test]
fn ready_contenders_conform() {
    let Some(python) = std::env::var_os("BAKEOFF_TEST_PATH") else {
        eprintln!("left out: run `bash scripts/test.sh`, which prepares a Python environment");
        return;
    };
    let bench = Bench::with_example("contenders");
    let path = format!("{}:{}", python.to_string_lossy(), std::env::var("PATH").unwrap());
    for (script, tasks) in [("lightgbm_contender.py", "regression,binary,multiclass"), ("mlp_contender.py", "forecast")] {
        let args = ["check-contender", "--csv", "--tasks", tasks, "--", "python3", script];
        let output = bench.command(&args).env("PATH", &path).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{script}: {said}{}", String::from_utf8_lossy(&output.stderr));
    }
}
