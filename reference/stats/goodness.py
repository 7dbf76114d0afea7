"""Distances between values and distributions for lib/stats: scipy's kstest and cramervonmises, the textbook sums for the rest.

    pip install -r requirements.txt
    python goodness.py            # writes goodness.json beside this file
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(20261128)


def anderson_darling(x, law):
    x, n = np.sort(x), len(x)
    i = np.arange(1, n + 1)
    return -n - np.mean((2 * i - 1) * (law.logcdf(x) + law.logsf(x[::-1])))


def continuous(family, parameters, law, x):
    x = np.round(x, 6)
    return {"family": family, "parameters": parameters, "values": x.tolist(), "ks": stats.kstest(x, law.cdf).statistic,
            "cvm": stats.cramervonmises(x, law.cdf).statistic, "ad": anderson_darling(x, law)}


def poisson(mean, x):
    """Choulakian, Lockhart and Stephens (1994), by plain sums over all counts with any mass."""
    law, k = stats.poisson(mean), np.arange(0, 200)
    n = len(x)
    gap = np.array([(x <= j).mean() for j in k]) - law.cdf(k)
    h = law.cdf(k) * law.sf(k)
    a = np.divide(gap**2 * law.pmf(k), h, out=np.zeros(len(k)), where=h > 0)
    return {"mean": mean, "values": x.tolist(), "ks": abs(gap).max(), "cvm": n * (gap**2 * law.pmf(k)).sum(), "ad": n * a.sum()}


out = {
    "continuous": [
        continuous("normal", [3.0, 2.0], stats.norm(3, 2), rng.normal(3.2, 2.1, 60)),
        continuous("gamma", [2.3, 1.7], stats.gamma(2.3, scale=1.7), rng.gamma(2.3, 1.7, 80)),
        continuous("weibull", [0.8, 3.0], stats.weibull_min(0.8, scale=3), 2.5 * rng.weibull(0.9, 40)),
        continuous("t", [1.0, 2.0, 4.0], stats.t(4, 1, 2), rng.normal(1, 2.5, 50)),
    ],
    "counts": [poisson(4.4, rng.poisson(4.4, 100)), poisson(0.6, rng.poisson(0.9, 70)), poisson(20.0, 5 * rng.poisson(4, 50))],
}
Path(__file__).with_name("goodness.json").write_text(json.dumps(out, indent=1) + "\n")
