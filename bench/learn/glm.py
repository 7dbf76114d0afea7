#!/usr/bin/env python3
"""Logistic regression on flights against statsmodels: CPU seconds of the fit, one thread, and how far the answers are apart.

    cargo build --release -p learn --example glm_bench
    OMP_NUM_THREADS=1 python glm.py WORK flights.csv target/release/examples/glm_bench

`flights.csv` is the table of nycflights13 (336,776 rows). statsmodels gets a finished dense matrix, ours the table: its time has the encoding in it.
"""
import json
import os
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import statsmodels.api as sm

NUMBERS = ["month", "day", "sched_dep_time", "sched_arr_time", "distance", "hour"]


def prepare(work, source):
    d = pd.read_csv(source, low_memory=False)
    y = ((d.arr_delay > 15) | d.arr_delay.isna()).astype(int)
    for name, labels in dict(numbers=["origin"], labels=["origin", "carrier", "dest"]).items():
        d[NUMBERS + labels].assign(y=y).to_csv(f"{work}/flights-{name}.csv", index=False)


def matrix(d):
    X = {"(intercept)": np.ones(len(d))}
    X.update({c: d[c].astype(float) for c in d if d[c].dtype.kind in "if"})
    for c in d:
        if c not in X:
            counts = d[c].value_counts()
            base = sorted(counts.index, key=lambda l: (-counts[l], l))[0]
            X.update({f"{c}={l}": (d[c] == l).astype(float) for l in sorted(counts.index) if l != base})
    return pd.DataFrame(X)


def main():
    work, source, binary = sys.argv[1:4]
    os.makedirs(work, exist_ok=True)
    prepare(work, source)
    for name in ["numbers", "labels"]:
        path = f"{work}/flights-{name}.csv"
        ours = json.loads(subprocess.run([binary, path, "binomial", "0"], check=True, capture_output=True, text=True).stdout)
        d = pd.read_csv(path)
        y = d.pop("y").values.astype(float)
        X = matrix(d)[[n for n in ours["names"]]]
        row = dict(set=name, rows=len(y), columns=X.shape[1], ours_cpu_s=ours["cpu_s"])
        for who, fit in [("GLM", lambda: sm.GLM(y, X.values, family=sm.families.Binomial()).fit(tol=1e-12)),
                         ("Logit", lambda: sm.Logit(y, X.values).fit(disp=0, tol=1e-10))]:
            times = []
            for _ in range(3 if name == "numbers" else 1):
                start = time.process_time()
                try:
                    r = fit()
                except np.linalg.LinAlgError as error:
                    row[who] = str(error)
                    break
                times.append(time.process_time() - start)
            else:
                apart = lambda a, b: float(np.max(np.abs(np.array(a) - b) / np.abs(b)))
                row[f"{who}_cpu_s"] = float(np.median(times))
                row[f"{who}_apart"] = [apart(ours["coefficients"], r.params), apart(ours["standard_errors"], r.bse)]
        print(json.dumps(row), flush=True)


main()
