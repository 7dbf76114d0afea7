#!/usr/bin/env python3
"""Writes the small tables under data/ that the reference scripts of lib/learn read.

All but the two simulated ones are in statsmodels.datasets and in the public domain there (see README.md for sources).
"""
import os

import numpy as np
import pandas as pd
import statsmodels.api as sm

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, frame):
    frame.to_csv(f"{HERE}/data/{name}.csv", index=False)


def main():
    os.makedirs(f"{HERE}/data", exist_ok=True)
    d = sm.datasets
    longley = d.longley.load_pandas().data
    save("longley", longley.rename(columns={"TOTEMP": "target"})[["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR", "target"]])
    save("stackloss", d.stackloss.load_pandas().data.rename(columns={"STACKLOSS": "target"}))
    crime = d.statecrime.load_pandas().data.rename(columns={"murder": "target"}).reset_index(drop=True)
    save("statecrime", crime[["urban", "poverty", "hs_grad", "single", "target"]])
    spector = d.spector.load_pandas().data.rename(columns={"GRADE": "target"})
    save("spector", spector)
    fair = d.fair.load_pandas().data.iloc[::5].copy()
    fair["target"] = (fair.pop("affairs") > 0).astype(int)
    save("fair", fair)
    cpunish = d.cpunish.load_pandas().data.rename(columns={"EXECUTIONS": "target"})
    save("cpunish", cpunish)
    rand = d.randhie.load_pandas().data.iloc[::20].rename(columns={"mdvis": "target"})
    save("randhie", rand)
    anes = d.anes96.load_pandas().data.rename(columns={"PID": "target"})
    save("anes96", anes[["logpopul", "selfLR", "age", "educ", "income", "target"]])
    rng = np.random.RandomState(11)
    n = 600
    region = rng.choice(["north", "south", "east", "west"], n, p=[0.4, 0.3, 0.2, 0.1])
    size = np.exp(rng.normal(3, 1, n))
    year = 2000.0 + rng.randint(0, 20, n)
    effect = pd.Series(region).map({"north": 0.0, "south": 0.5, "east": -0.7, "west": 0.2}).values
    rate = np.exp(-1 + 0.4 * np.log(size) + effect + 0.02 * (year - 2010))
    save("claims", pd.DataFrame(dict(region=region, size=size, year=year, target=rng.poisson(rate))))
    kind = rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
    u, v = rng.normal(0, 1, n), 1e6 + 1e3 * rng.normal(0, 1, n)
    shift = pd.Series(kind).map({"a": 0.0, "b": 0.8, "c": -1.1}).values
    p = 1 / (1 + np.exp(-(0.3 + 0.9 * u - 0.0007 * (v - 1e6) + shift)))
    save("offsets", pd.DataFrame(dict(kind=kind, u=u, v=v, target=(rng.uniform(size=n) < p).astype(int))))


main()
