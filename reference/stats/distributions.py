"""Tails and quantiles of the distributions of lib/stats, by mpmath.

    pip install -r requirements.txt
    python distributions.py            # writes distributions.json beside this file

Every row is [parameters, x, cdf(x), sf(x), density(x)], with x the exact double written, and every quantile row
[parameters, p, quantile(p), upper quantile(p)] with p the exact double written. All numbers are correctly rounded.
"""

import json
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
DFS = (0.5, 1, 2.3, 4, 9, 30, 299, 3000, 336775)
LEVELS = [1e-300, 1e-200, 1e-60, 1e-20, 1e-8, 1e-3, 0.05, 0.3]


def normal():
    cdf = lambda x: mp.ncdf(x)
    sf = lambda x: mp.erfc(x / mp.sqrt(2)) / 2
    pdf = lambda x: mp.npdf(x)
    return cdf, sf, pdf


def beta_lower(a, b, x, y):
    """I_x(a, b) by its hypergeometric series in the smaller of x and y; a complement gets digits to lose."""
    def series(a, b, x, y):
        front = mp.exp(a * mp.log(x) + b * mp.log(y)) / mp.beta(a, b)
        return front / a * mp.hyp2f1(1, a + b, a + 1, x, maxterms=10**7)

    if 2 * x <= 1:
        return series(a, b, x, y)
    with mp.workdps(420):
        return 1 - series(b, a, 1 - x, x)


def student(df):
    df = mp.mpf(df)

    def upper(t):
        if t < 0:
            return 1 - upper(-t)
        if t == 0:
            return mp.mpf(1) / 2
        with mp.workdps(420):
            x = df / (df + t * t)
            return beta_lower(df / 2, mp.mpf(1) / 2, x, 1 - x) / 2

    pdf = lambda t: (1 + t * t / df) ** (-(df + 1) / 2) / (mp.sqrt(df) * mp.beta(df / 2, mp.mpf(1) / 2))
    return (lambda t: upper(-t)), upper, pdf


def gamma(shape):
    a = mp.mpf(shape)
    cdf = lambda x: x**a * mp.exp(-x) / mp.gamma(a + 1) * mp.hyp1f1(1, a + 1, x)
    # The complement at 60 digits is good to 1e-60; far tails get more digits.
    def sf(x):
        with mp.workdps(420):
            return 1 - x**a * mp.exp(-x) / mp.gamma(a + 1) * mp.hyp1f1(1, a + 1, x)
    pdf = lambda x: x ** (a - 1) * mp.exp(-x) / mp.gamma(a)
    return cdf, sf, pdf


def chi_squared(df):
    cdf, sf, pdf = gamma(mp.mpf(df) / 2)
    return (lambda x: cdf(x / 2)), (lambda x: sf(x / 2)), (lambda x: pdf(x / 2) / 2)


def fisher(d1, d2):
    d1, d2 = mp.mpf(d1), mp.mpf(d2)
    x = lambda f: d1 * f / (d2 + d1 * f)
    y = lambda f: d2 / (d2 + d1 * f)

    def cdf(f):
        with mp.workdps(420):
            return beta_lower(d1 / 2, d2 / 2, x(f), y(f))

    def sf(f):
        with mp.workdps(420):
            return beta_lower(d2 / 2, d1 / 2, y(f), x(f))

    pdf = lambda f: mp.exp(d1 / 2 * mp.log(x(f)) + d2 / 2 * mp.log(y(f)) - mp.log(mp.beta(d1 / 2, d2 / 2))) / f
    return cdf, sf, pdf


def solve(tail, pdf, p, falling):
    """The x > 0 with this tail: Newton on log tail against log x inside a shrinking bracket."""
    low, high = mp.mpf(-12000), mp.mpf(12000)
    u = mp.mpf(0)
    for _ in range(400):
        x = mp.exp(u)
        value = tail(x)
        miss = mp.log(value / p) if value > 0 else mp.mpf(-1e6)
        if (miss > 0) != falling:
            high = u
        else:
            low = u
        slope = pdf(x) * x / value * (-1 if falling else 1) if value > 0 else mp.mpf(0)
        step = -miss / slope if slope != 0 else mp.mpf(-1)
        new = u + (max(min(step, 20), -20))
        if abs(new - u) <= mp.mpf(10) ** -40:
            return mp.exp(new)
        u = new if low < new < high else (low + high) / 2
    raise RuntimeError(p)


def digits(x):
    return float(mp.nstr(x, 30))


def one(law, parameters, positive):
    cdf, sf, pdf = law
    points, quantiles = [], []
    for p in LEVELS:
        high = solve(sf, pdf, mp.mpf(p), True)
        low = solve(cdf, pdf, mp.mpf(p), False) if positive else -high
        if abs(high) > 1e300 or 0 < abs(low) < 1e-300:
            continue
        quantiles.append([parameters, p, digits(low), digits(high)])
        for x in (digits(low), digits(high)):
            points.append([parameters, x, digits(cdf(mp.mpf(x))), digits(sf(mp.mpf(x))), digits(pdf(mp.mpf(x)))])
    return points, quantiles


def main():
    out = {}
    grids = {
        "normal": [((), normal(), False)],
        "student": [((df,), student(df), False) for df in DFS],
        "gamma": [((a,), gamma(a), True) for a in (0.1, 0.5, 1, 3.7, 12, 80, 1000, 30000)],
        "chi_squared": [((df,), chi_squared(df), True) for df in (1, 7.4, 300)],
        "fisher": [((a, b), fisher(a, b), True) for a, b in ((1, 1), (1, 30), (3, 7), (0.7, 2.2), (40, 5), (120, 80), (2, 5000), (900, 1100))],
    }
    for name, laws in grids.items():
        out[name] = {"points": [], "quantiles": []}
        for parameters, law, positive in laws:
            points, quantiles = one(law, list(parameters), positive)
            out[name]["points"] += points
            out[name]["quantiles"] += quantiles
            print(name, parameters, len(points))
    rows = lambda values: "[\n" + ",\n".join("   " + json.dumps(row) for row in values) + "\n  ]"
    text = ",\n".join(
        f' "{name}": {{\n  "points": {rows(v["points"])},\n  "quantiles": {rows(v["quantiles"])}\n }}' for name, v in out.items()
    )
    Path(__file__).with_name("distributions.json").write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    main()
