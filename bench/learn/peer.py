"""Python LightGBM's defaults on the folds of one data set; prints the same JSON lines as examples/booster_bench.rs.

    peer.py FOLDER SET REPETITION [threads]
"""
import json
import re
import sys
import time
import warnings

import lightgbm as lgb
import numpy as np

from data import load

warnings.filterwarnings("ignore")


def status(key):
    return int(re.search(key + r":\s+(\d+)", open("/proc/self/status").read()).group(1)) / 1024


def score(task, y, p):
    if task == "binary":
        q = np.clip(p[:, 1], 1e-6, 1 - 1e-6)
        return float(-(y * np.log(q) + (1 - y) * np.log(1 - q)).mean())
    if task == "multiclass":
        return float(-np.log(np.clip(p[np.arange(len(y)), y.astype(int)], 1e-15, 1)).mean())
    return float(np.sqrt(((y - p) ** 2).mean()))


def main(folder, name, repetition, threads=1):
    x, y, fold, task = load(folder, name, repetition)
    kind = lgb.LGBMRegressor if task == "regression" else lgb.LGBMClassifier
    for k in range(5):
        train = fold != k
        a, b = x[train].reset_index(drop=True), x[~train].reset_index(drop=True)
        model = kind(n_jobs=threads, random_state=7 + k, verbose=-1, deterministic=True, force_row_wise=True)
        before = status("VmRSS")
        open("/proc/self/clear_refs", "w").write("5")
        start = time.process_time()
        model.fit(a, y[train])
        fit_cpu, fit_mb = time.process_time() - start, status("VmHWM") - before
        start = time.process_time()
        p = model.predict(b) if task == "regression" else model.predict_proba(b)
        predict_cpu = time.process_time() - start
        print(json.dumps({"fold": k, "loss": score(task, y[~train], p), "fit_cpu": fit_cpu,
                          "predict_cpu": predict_cpu, "fit_mb": fit_mb}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *map(int, sys.argv[4:]))
