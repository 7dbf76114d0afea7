#!/usr/bin/env python3
"""Do SQLite and DataFusion give the predictions of our models and cards? Largest relative difference on tables of reference/learn.

    pip install pandas datafusion
    cargo build --release -p learn --example glm_sql
    python glm_sql.py target/release/examples/glm_sql
"""
import json
import os
import sqlite3
import subprocess
import sys

import datafusion
import numpy as np
import pandas as pd

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../reference/learn/data")
RUNS = [("mtcars", ["gaussian", "wt"]), ("airquality", ["gaussian", "sun", "wind", "month"]),
        ("birthwt", ["binomial", "lwt", "smoke", "race"]), ("insurance", ["poisson"]), ("warpbreaks", ["poisson", "", "wool", "tension"]),
        ("mroz", ["binomial", "inc"]), ("salaries", ["gaussian", "service", "phd", "service"])]

for name, arguments in RUNS:
    path = f"{DATA}/{name}.csv"
    ours = json.loads(subprocess.run([sys.argv[1], path, *arguments], check=True, capture_output=True, text=True).stdout)
    table = pd.read_csv(path)
    for query, wanted in [("sql", "prediction"), ("card_sql", "card_prediction")]:
        if ours[query] is None:
            continue
        lite = sqlite3.connect(":memory:")
        table.to_sql("t", lite, index=False)
        fusion = datafusion.SessionContext()
        fusion.from_pandas(table, name="t")
        wanted = np.array(ours[wanted])
        apart = lambda found: float(np.max(np.abs(found - wanted) / np.abs(wanted)))
        print(name, query, "sqlite %.1e" % apart(pd.read_sql(ours[query], lite).prediction.values),
              "datafusion %.1e" % apart(fusion.sql(ours[query]).to_pandas().prediction.values))
