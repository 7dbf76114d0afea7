"""Small tables: the booster that counts its rounds beside LightGBM's defaults and the constant, means over five folds.

    VENV/bin/python bench/learn/defaults.py FOLDER [--target TARGET_DIR] [SET ...]      (default: the tables that judge)
"""
import argparse
import json
import math
import os
import subprocess

import data
import small


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    args.add_argument("--target", default="target")
    args.add_argument("sets", nargs="*")
    args = args.parse_intermixed_args()
    names = args.sets or small.JUDGE
    data.prepare(args.folder, [name for name in names if not os.path.exists(f"{args.folder}/{name}.0.folds.json")], 1)
    print("| set | loss over the constant's | LightGBM's defaults | fit CPU s | LightGBM's defaults |")
    print("|---|---|---|---|---|")
    logs, above = [], []
    for name in names:
        shares = []
        for key in ["stop=1", "rounds=100"]:
            command = [f"{args.target}/release/examples/booster_bench", f"{args.folder}/{name}.csv", f"{args.folder}/{name}.0.folds.json", key]
            rows = [json.loads(line) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()]
            mean = lambda key: sum(row[key] for row in rows) / len(rows)
            shares.append((mean("loss") / mean("constant"), mean("fit_cpu")))
        (stop, cpu), (plain, plain_cpu) = shares
        logs.append(math.log(stop / plain))
        above.append((stop > 1.005, plain > 1.005))
        print(f"| {name} | {stop:.3f} | {plain:.3f} | {cpu:.2f} | {plain_cpu:.3f} |", flush=True)
    print(f"\n{len(names)} tables; loss against LightGBM's defaults {math.exp(sum(logs) / len(logs)) - 1:+.1%} (geometric mean); "
          f"0.5 % and more above the constant: {sum(a for a, _ in above)} against {sum(b for _, b in above)}")


main()
