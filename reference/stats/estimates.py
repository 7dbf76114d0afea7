"""Estimates and p-values of lib/stats by scipy, statsmodels, NumPy and dense matrices.

    pip install -r requirements.txt
    python estimates.py            # writes estimates.json beside this file
"""

import json
from pathlib import Path

import numpy as np
import scipy.stats as sp
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20260101)


def numbers(x):
    return [float(v) for v in np.asarray(x).ravel()]


def paired():
    a = rng.gamma(0.7, 1.0, 40)
    b = a * rng.normal(1.0, 0.1, 40) - 0.05
    t = sp.ttest_rel(a, b)
    d = a - b
    return {
        "a": numbers(a), "b": numbers(b), "difference": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(40)),
        "p_less": float(sp.ttest_rel(a, b, alternative="less").pvalue), "statistic": float(t.statistic),
        "interval90": numbers(t.confidence_interval(0.90)), "skewness": float(sp.skew(d)), "kurtosis": float(sp.kurtosis(d)),
    }


def dense_cr2(x, g):
    """CR2 variance of the mean and Satterthwaite degrees of freedom with exchangeable errors, by full matrices."""
    n = len(x)
    ids = list(dict.fromkeys(g))
    one = np.ones((n, 1))
    project = one @ one.T / n
    residual = x - x.mean()
    sizes = np.array([np.sum(g == i) for i in ids])
    within = sum(((x[g == i] - x[g == i].mean()) ** 2).sum() for i in ids)
    between = sum(np.sum(g == i) * (x[g == i].mean() - x.mean()) ** 2 for i in ids)
    ms_w, ms_b = within / (n - len(ids)), between / (len(ids) - 1)
    n0 = (n - (sizes**2).sum() / n) / (len(ids) - 1)
    icc = float(np.clip((ms_b - ms_w) / (ms_b + (n0 - 1) * ms_w), 0, 1))
    omega = (g[:, None] == g[None, :]) * icc + np.eye(n) * (1 - icc)
    columns, variance = [], 0.0
    for i in ids:
        mask = g == i
        block = np.eye(mask.sum()) - project[np.ix_(mask, mask)]
        values, vectors = np.linalg.eigh(block)
        adjust = vectors @ np.diag(values**-0.5) @ vectors.T
        variance += float(np.sum(adjust @ residual[mask])) ** 2 / n**2
        column = (np.eye(n) - project)[:, mask] @ adjust @ np.ones(mask.sum()) / n
        columns.append(column)
    q = np.array(columns).T
    m = q.T @ omega @ q
    return variance**0.5, float(np.trace(m) ** 2 / np.trace(m @ m)), icc


def cluster():
    out = []
    for sizes in ([6] * 9, [1, 2, 3, 4, 20, 5, 2, 8], [1] * 12):
        g = np.repeat(np.arange(len(sizes)) * 7 + 3, sizes)
        x = rng.exponential(1.0, len(g)) + np.repeat(rng.normal(0, 0.8, len(sizes)), sizes)
        shuffled = rng.permutation(len(g))
        g, x = g[shuffled], x[shuffled]
        fit = sm.OLS(x, np.ones(len(x))).fit(cov_type="cluster", cov_kwds={"groups": g, "use_correction": False})
        if max(sizes) > 1:
            se, df, icc = dense_cr2(x, g)
        else:
            se, df, icc = float(x.std(ddof=1) / np.sqrt(len(x))), float(len(x) - 1), 0.0
        out.append({"x": numbers(x), "cluster": [int(v) for v in g], "mean": float(x.mean()), "cr0": float(fit.bse[0]), "cr2": se, "df": df, "icc": icc})
    return out


def overlap_gamma(length, overlap):
    lag = np.abs(np.subtract.outer(np.arange(length), np.arange(length)))
    return np.clip(overlap - lag, 0, None) / overlap


def long_run():
    """Correction and degrees of freedom of block means and cosines by the dense covariance of an equal-weight moving average."""
    out = []
    for length, overlap, count in ((60, 12, 5), (200, 12, 8), (63, 4, 7), (24, 12, 5), (50, 1, 6)):
        x = np.convolve(rng.normal(size=length + overlap - 1), np.ones(overlap), "valid")
        truth = overlap_gamma(length, overlap)
        edges = [b * length // count for b in range(count + 1)]
        blocks = np.zeros((count, length))
        for b in range(count):
            blocks[b, edges[b]:edges[b + 1]] = 1
            part = (edges[b + 1] - edges[b]) / length
            blocks[b] = (blocks[b] - part) / (length * np.sqrt(1 - part))
        cosines = np.array([np.sqrt(2 / (count - 1)) / length * np.cos(np.pi * j * (np.arange(length) + 0.5) / length) for j in range(1, count)])
        row = {"x": numbers(x), "overlap": overlap, "count": count}
        for name, forms in (("blocks", blocks), ("cosines", cosines)):
            m = forms @ truth @ forms.T
            correction = truth.sum() / length**2 / np.trace(m)
            row[name] = {"correction": float(correction), "df": float(np.trace(m) ** 2 / np.trace(m @ m)),
                         "se": float(np.sqrt(correction * ((forms @ (x - x.mean())) ** 2).sum()))}
        out.append(row)
    return out


def holm():
    out = []
    for m in (1, 4, 9):
        p = rng.uniform(0, 0.2, m)
        p[-1] = p[0]
        out.append({"p": numbers(p), "adjusted": numbers(multipletests(p, method="holm")[1])})
    return out


def quantiles():
    x = rng.normal(size=17)
    p = [0, 0.01, 0.25, 0.5, 0.61, 0.95, 1]
    return {"x": numbers(x), "p": p, "quantiles": numbers(np.quantile(x, p, method="linear"))}


def resampled():
    d = rng.normal(0.1, 0.2, 10)
    se = np.sqrt((1 / 10 + 1 / 9) * d.var(ddof=1))
    return {"folds": numbers(d), "ratio": 1 / 9, "se": float(se), "upper95": float(d.mean() + sp.t.ppf(0.95, 9) * se)}


out = {"paired": paired(), "cluster": cluster(), "long_run": long_run(), "holm": holm(), "quantiles": quantiles(), "resampled": resampled()}
Path(__file__).with_name("estimates.json").write_text(json.dumps(out, indent=None, separators=(",", ": ")).replace('},{', '},\n{') + "\n")
