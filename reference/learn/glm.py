#!/usr/bin/env python3
"""Generalised linear models: 40-digit arithmetic (mpmath), statsmodels and scikit-learn on the tables under data/.

Writes glm.json: per set the design names, and per source coefficients, standard errors, deviance, log likelihood.
`exact` and `exact_ridge` are Newton's method in mpmath on the raw, respectively scaled, design; all numbers there are correct
to the last printed digit. A category is coded against its most frequent label, as lib/learn does.
"""
import json
import os
import sys

import mpmath as mp
import numpy as np
import pandas as pd
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression, PoissonRegressor, Ridge

HERE = os.path.dirname(os.path.abspath(__file__))
mp.mp.dps = 40
SETS = {
    "longley": "gaussian", "stackloss": "gaussian", "statecrime": "gaussian",
    "spector": "binomial", "fair": "binomial", "offsets": "binomial",
    "cpunish": "poisson", "randhie": "poisson", "claims": "poisson",
}


def design(name):
    table = pd.read_csv(f"{HERE}/data/{name}.csv")
    y = table.pop("target")
    numeric = [c for c in table if table[c].dtype.kind in "if"]
    columns = {"(intercept)": np.ones(len(table))}
    columns.update({c: table[c].astype(float) for c in numeric})
    for c in table:
        if c not in numeric:
            base = table[c].value_counts().index[0]
            for label in sorted(set(table[c]) - {base}):
                columns[f"{c}={label}"] = (table[c] == label).astype(float)
    return pd.DataFrame(columns), y.astype(float), numeric


def newton(X, y, family, penalty):
    """Penalised maximum likelihood with all digits; penalty is the diagonal of D."""
    n, p = X.shape
    X = [[mp.mpf(float(v)) if not isinstance(v, mp.mpf) else v for v in row] for row in X]
    y = [mp.mpf(float(v)) for v in y]
    mean = sum(y) / n
    link = {"gaussian": lambda m: m, "binomial": lambda m: mp.log(m / (1 - m)), "poisson": mp.log}[family]
    inverse = {"gaussian": lambda e: e, "binomial": lambda e: 1 / (1 + mp.exp(-e)), "poisson": mp.exp}[family]
    variance = {"gaussian": lambda m: mp.mpf(1), "binomial": lambda m: m * (1 - m), "poisson": lambda m: m}[family]
    beta = [link(mean)] + [mp.mpf(0)] * (p - 1)
    for _ in range(60):
        eta = [sum(x * b for x, b in zip(row, beta)) for row in X]
        mu = [inverse(e) for e in eta]
        w = [variance(m) for m in mu]
        H = mp.zeros(p, p)
        g = mp.zeros(p, 1)
        for row, yi, m, wi in zip(X, y, mu, w):
            for i in range(p):
                g[i] += row[i] * (yi - m)
                wx = wi * row[i]
                for j in range(i + 1):
                    H[i, j] += wx * row[j]
        for i in range(p):
            g[i] -= penalty[i] * beta[i]
            for j in range(i):
                H[j, i] = H[i, j]
            H[i, i] += penalty[i]
        step = mp.lu_solve(H, g)
        beta = [b + s for b, s in zip(beta, step)]
        if max(abs(s) / (abs(b) + mp.mpf(10) ** -30) for b, s in zip(beta, step)) < mp.mpf(10) ** -28:
            break
    else:
        sys.exit("no convergence")
    if family == "gaussian":
        deviance = sum((a - m) ** 2 for a, m in zip(y, mu))
        ll = -mp.mpf(n) / 2 * (mp.log(2 * mp.pi * deviance / n) + 1)
    elif family == "binomial":
        ll = sum(mp.log(m) if a == 1 else mp.log(1 - m) for a, m in zip(y, mu))
        deviance = -2 * ll
    else:
        ll = sum(a * mp.log(m) - m - mp.loggamma(a + 1) for a, m in zip(y, mu))
        deviance = 2 * sum((a * mp.log(a / m) if a > 0 else 0) - (a - m) for a, m in zip(y, mu))
    V = H ** -1
    edf = p - sum(penalty[i] * V[i, i] for i in range(p))
    phi = deviance / (n - edf) if family == "gaussian" else mp.mpf(1)
    return beta, V * phi, deviance, ll, edf


def pack(beta, se, deviance, ll, edf=None):
    out = dict(coefficients=[float(b) for b in beta], standard_errors=[float(s) for s in se],
               deviance=float(deviance), log_likelihood=float(ll))
    if edf is not None:
        out["effective_parameters"] = float(edf)
    return out


def exact(X, y, family):
    beta, V, deviance, ll, _ = newton(X.values, y, family, [0] * X.shape[1])
    se = [mp.sqrt(V[i, i]) for i in range(len(beta))]
    freedom = mp.mpf(len(X) - len(beta))
    out = pack(beta, se, deviance, ll)
    out["p_values"] = [float(two_sided(b / s, family, freedom)) for b, s in zip(beta, se)]
    return out


def two_sided(ratio, family, freedom):
    if family == "gaussian":
        return mp.betainc(freedom / 2, mp.mpf(1) / 2, 0, freedom / (freedom + ratio**2), regularized=True)
    return mp.erfc(abs(ratio) / mp.sqrt(2))


def exact_ridge(X, y, family, numeric):
    """Ridge 1 on the design with scaled numerics (and, for the Gaussian, any scale of y: it cancels)."""
    p = X.shape[1]
    at = {c: list(X.columns).index(c) for c in numeric}
    n = len(X)
    mean, sd = {}, {}
    columns = [[mp.mpf(float(v)) for v in X[c]] for c in X]
    for c in numeric:
        j = at[c]
        mean[j] = sum(columns[j]) / n
        sd[j] = mp.sqrt(sum((v - mean[j]) ** 2 for v in columns[j]) / n)
        columns[j] = [(v - mean[j]) / sd[j] for v in columns[j]]
    rows = np.array([list(r) for r in zip(*columns)], dtype=object)
    beta, V, deviance, ll, edf = newton(rows, y, family, [0] + [1] * (p - 1))
    C = mp.eye(p)
    for j in mean:
        C[j, j] = 1 / sd[j]
        C[0, j] = -mean[j] / sd[j]
    raw = C * mp.matrix(beta)
    V = C * V * C.T
    return pack(list(raw), [mp.sqrt(V[i, i]) for i in range(p)], deviance, ll, edf)


def with_statsmodels(X, y, family):
    if family == "gaussian":
        r = sm.OLS(y, X).fit(method="qr")
        return pack(r.params, r.bse, r.ssr, r.llf)
    f = {"binomial": sm.families.Binomial, "poisson": sm.families.Poisson}[family]()
    r = sm.GLM(y, X, family=f).fit(tol=1e-14, maxiter=200)
    return pack(r.params, r.bse, r.deviance, r.llf)


def with_sklearn(X, y, family, numeric):
    Z = X.drop(columns="(intercept)").copy()
    mean, sd = Z[numeric].mean(), Z[numeric].std(ddof=0)
    Z[numeric] = (Z[numeric] - mean) / sd
    if family == "gaussian":
        m = Ridge(alpha=1.0, solver="cholesky", tol=1e-14).fit(Z, y)
    elif family == "binomial":
        m = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(Z, y)
    else:  # its objective is a mean: deviance / (2 n) + alpha / 2 |b|^2
        m = PoissonRegressor(alpha=1.0 / len(y), solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(Z, y)
    beta = pd.Series(np.ravel(m.coef_), index=Z.columns)
    raw = beta.copy()
    raw[numeric] = beta[numeric] / sd
    intercept = float(np.ravel(m.intercept_)[0] if np.ndim(m.intercept_) else m.intercept_) - float((raw[numeric] * mean).sum())
    return dict(coefficients=[intercept] + [float(v) for v in raw])


def main():
    out = {"versions": dict(mpmath=mp.__version__, statsmodels=statsmodels.__version__, scikit_learn=sklearn.__version__,
                            numpy=np.__version__, pandas=pd.__version__), "sets": {}}
    for name, family in SETS.items():
        X, y, numeric = design(name)
        out["sets"][name] = dict(family=family, names=list(X.columns), exact=exact(X, y, family),
                                 exact_ridge=exact_ridge(X, y, family, numeric),
                                 statsmodels=with_statsmodels(X, y, family), sklearn_ridge=with_sklearn(X, y, family, numeric))
        print(name, X.shape, file=sys.stderr)
    json.dump(out, open(f"{HERE}/glm.json", "w"), indent=1)


main()
