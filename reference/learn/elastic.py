#!/usr/bin/env python3
"""Elastic net: the objective that scikit-learn reaches, on designs of inference.py with scaled numbers. Writes elastic.json.

Objective: deviance / (2 n) + lambda (mix |b|_1 + (1 - mix) / 2 |b|^2), the intercept free.
"""
import json
import os
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.linear_model import ElasticNet, LogisticRegression, PoissonRegressor

from inference import design

HERE = os.path.dirname(os.path.abspath(__file__))
warnings.filterwarnings("ignore")
SETS = {"mtcars": "gaussian", "airquality": "gaussian", "swiss": "gaussian", "salaries": "gaussian", "mroz": "binomial",
        "birthwt": "binomial", "epil": "poisson", "insurance": "poisson"}


def objective(family, y, eta, b, lam, mix):
    if family == "gaussian":
        half = np.mean((y - eta) ** 2) / 2
    elif family == "binomial":
        half = np.mean(np.logaddexp(0, eta) - y * eta)
    else:
        with np.errstate(all="ignore"):
            half = np.mean(np.where(y > 0, y * np.log(np.where(y > 0, y, 1)) - y * eta, 0) - y + np.exp(eta))
    return half + lam * (mix * np.abs(b).sum() + (1 - mix) / 2 * (b ** 2).sum())


def solve(family, X, y, lam, mix):
    n = len(y)
    if family == "gaussian":
        return ElasticNet(alpha=lam, l1_ratio=mix, tol=1e-14, max_iter=10**6).fit(X, y)
    if family == "binomial":
        return LogisticRegression(C=1 / (n * lam), l1_ratio=mix, solver="saga", tol=1e-12, max_iter=10**5).fit(X, y)
    return PoissonRegressor(alpha=lam, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(X, y)


def main():
    out = dict(version=sklearn.__version__, fits=[])
    for name, family in SETS.items():
        table = pd.read_csv(f"{HERE}/data/{name}.csv")
        y = table.target.values.astype(float)
        features = table.drop(columns=["target", "weight", "offset", "cluster"], errors="ignore")
        X = design(features, {}).drop(columns="(intercept)")
        for c in X:
            if c in features:
                # by the cells that are there, as lib/learn does
                X[c] = (X[c] - X[c].mean()) / features[c].std(ddof=0)
        centred = X.values - X.values.mean(axis=0)
        top = np.abs(centred.T @ (y - y.mean())).max() / len(y)
        for mix in [0.0] if family == "poisson" else [0.1, 0.5, 0.9, 1.0]:
            for share in [0.5, 0.1, 0.01]:
                lam = float(top * share)
                m = solve(family, X.values, y, lam, mix)
                b = np.ravel(m.coef_)
                eta = X.values @ b + float(np.ravel(m.intercept_)[0] if np.ndim(m.intercept_) else m.intercept_)
                out["fits"].append(dict(set=name, family=family, mix=mix, penalty=lam, columns=int((b != 0).sum()),
                                        objective=float(objective(family, y, eta, b, lam, mix))))
        print(name, X.shape, file=sys.stderr)
    json.dump(out, open(f"{HERE}/elastic.json", "w"), indent=0)


main()
