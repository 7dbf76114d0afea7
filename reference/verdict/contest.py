"""One contest judged by scipy and statsmodels, to be compared with crates/verdict.

    pip install -r requirements.txt
    python contest.py            # writes contest.json beside this file

Five players on 360 rows in 36 clusters and 6 folds. The paired differences are made symmetric about their mean, so that the
allowance for skewness is nothing; the caution for the noise of the variance is worked out here from scipy's kurtosis.
"""

import json
from pathlib import Path

import numpy as np
import scipy.stats as sp
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(77)
n, folds, margin = 360, 6, 0.05
cluster = np.repeat(np.arange(36), 10)
fold = (cluster % folds).astype(int)
base = rng.gamma(2.0, 0.5, n)
players = [base]
for shift, spread in ((0.002, 0.2), (0.01, 0.3), (0.02, 0.5), (0.30, 0.5)):
    half = rng.normal(0, spread, n // 2)
    noise = np.concatenate([half, -rng.permutation(half)])
    players.append(base + shift + noise)
players = players[::-1]


def by_rows(d):
    caution = 1 + 8 * (sp.kurtosis(d) + 2) / n
    se = np.sqrt(d.var(ddof=1) / n * caution)
    return se, n - 1


def bounds(d, se, df):
    t = sp.t.ppf(0.95, df)
    return {"difference": d, "se": se, "df": df, "lower": d - t * se, "upper": d + t * se, "p": float(sp.t.cdf((d - margin) / se, df))}


def second(d):
    means = np.array([d[fold == f].mean() for f in range(folds)])
    sizes = np.array([(fold == f).sum() for f in range(folds)])
    ratio = float(np.mean(sizes / (n - sizes)))
    se = float(np.sqrt((1 / folds + ratio) * means.var(ddof=1)))
    t = sp.t.ppf(0.95, folds - 1)
    return {"se": se, "lower": d.mean() - t * se, "upper": d.mean() + t * se}


best = int(np.argmin([p.mean() for p in players]))
rows = []
for i, losses in enumerate(players):
    if i == best:
        continue
    d = losses - players[best]
    se, df = by_rows(d)
    # The same mean by scipy, as a check on the check.
    assert abs(sp.ttest_1samp(d, margin, alternative="less").statistic * d.std(ddof=1) / np.sqrt(n) - (d.mean() - margin)) < 1e-12
    fit = sm.OLS(d, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    sums = np.array([(d[cluster == g] - d.mean()).sum() for g in range(36)])
    caution = 1 + 8 * ((sums**4).sum() / (sums**2).sum() ** 2 - 1 / 36) + 5 / 36
    # With clusters of one size statsmodels' small-sample factor G/(G-1) (n-1)/(n-1) is the bias-reduced form.
    rows.append({"player": i, **bounds(float(d.mean()), float(se), df), "second": second(d), "cluster_se": float(fit.bse[0] * np.sqrt(caution))})
adjusted = multipletests([r["p"] for r in rows], method="holm")[1]
for row, p in zip(rows, adjusted):
    row["p_holm"] = float(p)

out = {
    "margin": margin, "reference": best, "fold": [int(f) for f in fold], "cluster": [int(c) for c in cluster],
    "losses": [[float(x) for x in p] for p in players], "comparisons": rows,
    "interval": [list(sp.t.interval(0.95, n - 1, p.mean(), p.std(ddof=1) / np.sqrt(n))) for p in players],
}
Path(__file__).with_name("contest.json").write_text(json.dumps(out, separators=(",", ":"), default=float).replace("],[", "],\n[") + "\n")
