"""Ten families fitted to one sample: scipy and lib/stats side by side, CPU seconds (user + system) of whole processes.

    pip install numpy==2.4.6 scipy==1.17.1
    cargo build --release -p stats --example ten_fits
    python3 bench/look/fits.py [--n 1000000] [--ours target/release/examples/ten_fits]

`scipy` is its loop as people write it (fit with free location, logpdf, kstest); `scipy fixed` keeps every support where ours is (floc=0, the
beta's scale known), which is the fairer and faster one.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

CODE = """
import sys, json, warnings
import numpy as np, scipy.stats as st
warnings.simplefilter("ignore")
x = np.fromfile(sys.argv[1])
fixed = sys.argv[2] == "fixed"
end = x.max() * (1 + 1e-6)
fams = {"norm": {}, "lognorm": {"floc": 0}, "gamma": {"floc": 0}, "expon": {"floc": 0}, "weibull_min": {"floc": 0},
        "beta": {"floc": 0, "fscale": end}, "t": {}, "logistic": {}, "pareto": {"floc": 0, "fscale": x.min()}, "uniform": {}}
for name, fix in fams.items():
    d = getattr(st, name)
    th = d.fit(x, **(fix if fixed else {}))
    ll = float(d.logpdf(x, *th).sum())
    free = len(th) - len(fix) * fixed
    print(json.dumps({"family": name, "aic": 2 * free - 2 * ll, "ks": float(st.kstest(x, name, args=th).statistic), "parameters": [float(v) for v in th]}), flush=True)
"""


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, [json.loads(line) for line in out.splitlines()]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--n", type=int, default=1_000_000)
    ap.add_argument("--ours", default="target/release/examples/ten_fits")
    ap.add_argument("--skip-free", action="store_true", help="leave out scipy's slow loop with free locations")
    a = ap.parse_args()
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x")
        np.random.default_rng(1).gamma(2.3, 1.7, a.n).tofile(path)
        peers = {"ours": [a.ours, path], "scipy fixed": [sys.executable, "-c", CODE, path, "fixed"]}
        if not a.skip_free:
            peers["scipy"] = [sys.executable, "-c", CODE, path, "free"]
        seconds = {}
        for name, command in peers.items():
            seconds[name], rows = cpu(command)
            print(f"\n{name}: {seconds[name]:.2f} CPU s" + (f", {seconds[name] / seconds['ours']:.1f} times ours" if name != "ours" else ""))
            for row in sorted(rows, key=lambda r: r["aic"]):
                print(f"  {row['family']:<12} aic {row['aic']:>16.3f}  ks {row['ks']:.6f}  {[float(f'{v:.6g}') for v in row['parameters']]}")


main()
