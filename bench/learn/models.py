"""Model files and TreeSHAP against LightGBM: ours read by Python, Python's read by ours; answers compared, CPU seconds beside.

    VENV/bin/python bench/learn/models.py FOLDER [--target TARGET_DIR] [SET ...]        (FOLDER as `run.py` left it)

Fold 0 is left out; up to 2,000 of its rows are predicted and explained, on one thread.
"""
import argparse
import json
import os
import subprocess
import time

import lightgbm as lgb
import numpy as np

import data

ROWS = 2000


def seconds(call):
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    args.add_argument("--target", default="target")
    args.add_argument("sets", nargs="*")
    args = args.parse_intermixed_args()
    ours = f"{args.target}/release/examples/booster_bench"
    print("| set | model of | predictions differ by | contributions differ by | contributions CPU s | LightGBM | ratio |")
    print("|---|---|---|---|---|---|---|")
    for name in args.sets or list(data.SETS):
        x, y, fold, task = data.load(args.folder, name, 0)
        x.columns = [column.replace(" ", "_") for column in x.columns]
        kind = lgb.LGBMRegressor if task == "regression" else lgb.LGBMClassifier
        theirs = kind(n_jobs=1, verbose=-1, deterministic=True, force_row_wise=True)
        theirs.fit(x[fold != 0].reset_index(drop=True), y[fold != 0])
        path = f"{args.folder}/{name}.model"
        theirs.booster_.save_model(path + ".theirs")
        for verb, file in [("write", path + ".ours"), ("read", path + ".theirs")]:
            table = [f"{args.folder}/{name}.csv", f"{args.folder}/{name}.0.folds.json"]
            subprocess.run([ours, *table, f"{verb}={file}"], check=True)
            found = json.load(open(file + ".json"))
            model = lgb.Booster(model_file=file)
            ask = x[fold == 0].head(ROWS)
            contrib_cpu, contrib = seconds(lambda: model.predict(ask, pred_contrib=True, num_threads=1))
            predict = np.ravel(model.predict(ask, num_threads=1))
            gap = lambda a, b: np.max(np.abs(np.array(a) - np.ravel(b)) / np.maximum(1, np.abs(np.ravel(b))))
            whose = "ours" if verb == "write" else "LightGBM"
            print(f"| {name} | {whose} | {gap(found['predict'], predict):.1e} | {gap(found['contrib'], contrib):.1e} | "
                  f"{found['contrib_cpu']:.3f} | {contrib_cpu:.3f} | {found['contrib_cpu'] / contrib_cpu:.2f} |", flush=True)
            os.remove(file + ".json")


main()
