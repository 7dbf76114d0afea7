"""Booster and LightGBM side by side, one thread, same five folds: loss, CPU seconds, memory; then the tuner and the tuned booster.

    python3 -m venv VENV && VENV/bin/pip install -r bench/learn/requirements.txt      (VENV outside the clone)
    cargo build --release -p learn --example booster_bench --example tuner_bench
    VENV/bin/python bench/learn/run.py FOLDER [--target TARGET_DIR] [--tuned] [--more] [SET ...]

FOLDER receives the data sets, which come out of Python packages.
"""
import argparse
import json
import os
import subprocess
import sys

import data

HERE = os.path.dirname(os.path.abspath(__file__))
TUNED_BARS = {"churn": 0.413, "cdnow": 0.491, "diamonds": 0.090}


def lines(command):
    env = dict(os.environ, OMP_NUM_THREADS="1", PYTHONPATH=HERE)
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        sys.exit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def mean(rows, key):
    return sum(row[key] for row in rows) / len(rows)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    args.add_argument("--target", default="target")
    args.add_argument("--tuned", action="store_true")
    args.add_argument("--more", action="store_true")
    args.add_argument("sets", nargs="*")
    args = args.parse_intermixed_args()
    names = args.sets or list(data.SETS) + (list(data.MORE) if args.more else [])
    ours = f"{args.target}/release/examples/booster_bench"
    missing = [name for name in names if not os.path.exists(f"{args.folder}/{name}.0.folds.json")]
    data.prepare(args.folder, missing, 1)
    table = lambda name: [f"{args.folder}/{name}.csv", f"{args.folder}/{name}.0.folds.json"]
    print("| set | loss | LightGBM | difference | fit CPU s | LightGBM | ratio | predict CPU s | LightGBM | fit MB | LightGBM |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    differences = []
    for name in names:
        a = lines([ours, *table(name)])
        b = lines([sys.executable, f"{HERE}/peer.py", args.folder, name, "0"])
        differences.append(mean(a, "loss") / mean(b, "loss") - 1)
        pair = lambda key, digits: f"{mean(a, key):.{digits}f} | {mean(b, key):.{digits}f}"
        memory = f"{max(r['fit_mb'] for r in a):.0f} | {max(r['fit_mb'] for r in b):.0f}"
        print(f"| {name} | {pair('loss', 5)} | {differences[-1]:+.2%} | {pair('fit_cpu', 3)} | "
              f"{mean(a, 'fit_cpu') / mean(b, 'fit_cpu'):.2f} | {pair('predict_cpu', 3)} | {memory} |", flush=True)
    print(f"\nmean difference of loss {sum(differences) / len(differences):+.3%}\n")
    print(subprocess.run([f"{args.target}/release/examples/tuner_bench"], capture_output=True, text=True).stdout)
    print(subprocess.run([sys.executable, f"{HERE}/tuner.py", "50", "100"], capture_output=True, text=True).stdout)
    if args.tuned:
        for name, bar in TUNED_BARS.items():
            rows = lines([ours, *table(name), "trials=20"])
            print(f"tuned booster, 20 trials, {name}: {mean(rows, 'loss'):.4f} (bar {bar}), {mean(rows, 'fit_cpu'):.1f} CPU s a fold", flush=True)


main()
