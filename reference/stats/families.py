"""Tails, densities and quantiles of the families that lib/stats fits, by mpmath.

    pip install -r requirements.txt
    python families.py            # writes families.json beside this file; about two minutes

Continuous rows are [parameters, x, cdf(x), sf(x), density(x)] and [parameters, p, quantile(p), upper quantile(p)], discrete rows
[parameters, k, cdf(k), sf(k), mass(k)]; x and p are the exact doubles written. All numbers are correctly rounded.
"""

import json
from pathlib import Path

import mpmath as mp

from distributions import beta_lower, digits, solve

mp.mp.dps = 60
LEVELS = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.05, 0.3, 0.5]
M = mp.mpf


def with_digits(f):
    """Complements of far tails need digits to lose."""
    def g(*a):
        with mp.workdps(700):
            return +f(*a)
    return g


def closed(lower, upper, pdf, point):
    """Tails and density at x, and the point from its two tails (l, u), all elementary."""
    return with_digits(lower), with_digits(upper), with_digits(pdf), with_digits(point)


def exponential(rate):
    r = M(rate)
    return closed(lambda x: 1 - mp.exp(-r * x), lambda x: mp.exp(-r * x), lambda x: r * mp.exp(-r * x), lambda l, u: -mp.log(u) / r)


def weibull(k, s):
    k, s = M(k), M(s)
    z = lambda x: (x / s) ** k
    return closed(lambda x: 1 - mp.exp(-z(x)), lambda x: mp.exp(-z(x)), lambda x: k / x * z(x) * mp.exp(-z(x)),
                  lambda l, u: s * (-mp.log(u)) ** (1 / k))


def lognormal(m, s):
    m, s = M(m), M(s)
    z = lambda x: (mp.log(x) - m) / s
    return (lambda x: mp.ncdf(z(x))), (lambda x: mp.erfc(z(x) / mp.sqrt(2)) / 2), (lambda x: mp.npdf(z(x)) / (x * s)), None


def logistic(m, s):
    m, s = M(m), M(s)
    e = lambda x: mp.exp(-(x - m) / s)
    return closed(lambda x: 1 / (1 + e(x)), lambda x: e(x) / (1 + e(x)), lambda x: e(x) / s / (1 + e(x)) ** 2, lambda l, u: m + s * mp.log(l / u))


def pareto(m, a):
    m, a = M(m), M(a)
    return closed(lambda x: 1 - (m / x) ** a, lambda x: (m / x) ** a, lambda x: a / x * (m / x) ** a, lambda l, u: m * u ** (-1 / a))


def gumbel(m, s):
    m, s = M(m), M(s)
    t = lambda x: mp.exp(-(x - m) / s)
    return closed(lambda x: mp.exp(-t(x)), lambda x: 1 - mp.exp(-t(x)), lambda x: t(x) / s * mp.exp(-t(x)), lambda l, u: m - s * mp.log(-mp.log(l)))


def gev(m, s, k):
    m, s, k = M(m), M(s), M(k)
    t = lambda x: (1 + k * (x - m) / s) ** (-1 / k)
    return closed(lambda x: mp.exp(-t(x)), lambda x: 1 - mp.exp(-t(x)), lambda x: t(x) ** (1 + k) / s * mp.exp(-t(x)),
                  lambda l, u: m + s / k * ((-mp.log(l)) ** (-k) - 1))


def uniform(a, b):
    a, b = M(a), M(b)
    return closed(lambda x: (x - a) / (b - a), lambda x: (b - x) / (b - a), lambda x: 1 / (b - a), lambda l, u: a * u + b * l)


def inverse_gaussian(mean, shape):
    m, s = M(mean), M(shape)
    a = lambda x: mp.sqrt(s / x) * (x / m - 1)
    b = lambda x: mp.sqrt(s / x) * (x / m + 1)
    phi = lambda z: mp.erfc(-z / mp.sqrt(2)) / 2
    cdf = lambda x: phi(a(x)) + mp.exp(2 * s / m) * phi(-b(x))
    sf = lambda x: phi(-a(x)) - mp.exp(2 * s / m) * phi(-b(x))
    pdf = lambda x: mp.sqrt(s / (2 * mp.pi * x**3)) * mp.exp(-s * (x - m) ** 2 / (2 * m * m * x))
    return with_digits(cdf), with_digits(sf), pdf, None


def beta(a, b):
    a, b = M(a), M(b)
    cdf = lambda x: beta_lower(a, b, x, 1 - x)
    sf = lambda x: beta_lower(b, a, 1 - x, x)
    pdf = lambda x: mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x)) / mp.beta(a, b)
    return cdf, sf, pdf, None


def location_scale_t(m, s, df):
    m, s, df = M(m), M(s), M(df)

    def upper(t):
        if t < 0:
            return 1 - upper(-t)
        with mp.workdps(700):
            x = df / (df + t * t)
            return beta_lower(df / 2, M(1) / 2, x, 1 - x) / 2 if t else M(1) / 2

    z = lambda x: (x - m) / s
    pdf = lambda x: (1 + z(x) ** 2 / df) ** (-(df + 1) / 2) / (s * mp.sqrt(df) * mp.beta(df / 2, M(1) / 2))
    return (lambda x: upper(-z(x))), (lambda x: upper(z(x))), pdf, None


CONTINUOUS = {
    "exponential": (exponential, [(0.37,)]),
    "weibull": (weibull, [(0.4, 2.5), (2.2, 83.3), (30, 1)]),
    "lognormal": (lognormal, [(4.1, 0.53), (-2, 3)]),
    "logistic": (logistic, [(34, 7.9)]),
    "pareto": (pareto, [(3, 1.7), (0.1, 12)]),
    "gumbel": (gumbel, [(-3, 2.4)]),
    "gev": (gev, [(1, 2, 0.3), (10, 0.7, -0.25), (0, 1, 1e-6)]),
    "uniform": (uniform, [(-2, 7)]),
    "inverse_gaussian": (inverse_gaussian, [(1, 1), (3, 0.05), (2, 4000), (0.7, 12)]),
    "beta": (beta, [(0.5, 0.5), (2.5, 0.3), (3, 40), (200, 90)]),
    "t": (location_scale_t, [(3, 2, 4.5)]),
}


def rows(name, parameters, law):
    cdf, sf, pdf, point = law
    points, quantiles = [], []
    for p in LEVELS:
        q = M(p)
        with mp.workdps(700):
            if point:
                low, high = point(q, 1 - q), point(1 - q, q)
            elif name == "t":
                m, s = M(parameters[0]), M(parameters[1])
                high = solve(lambda z: sf(m + s * z), lambda z: s * pdf(m + s * z), q, True) if p < 0.5 else M(0)
                low, high = m - s * high, m + s * high
            elif name == "beta":
                a, b = M(parameters[0]), M(parameters[1])
                x, y = (lambda o: o / (1 + o)), (lambda o: 1 / (1 + o))
                slope = lambda o: mp.exp(a * mp.log(x(o)) + b * mp.log(y(o))) / mp.beta(a, b) / o
                low = x(solve(lambda o: beta_lower(a, b, x(o), y(o)), slope, q, False))
                high = x(solve(lambda o: beta_lower(b, a, y(o), x(o)), slope, q, True))
            else:
                low, high = solve(cdf, pdf, q, False), solve(sf, pdf, q, True)
        if abs(high) > 1e300 or 0 < abs(low) < 1e-300:
            continue
        quantiles.append([list(parameters), p, digits(low), digits(high)])
        for x in (digits(low), digits(high)):
            lower, upper = cdf(M(x)), sf(M(x))
            # Beside an end of the support a double may round onto it, where nothing is left to compare.
            rounding = abs(M(x)) * M(2) ** -53 * pdf(M(x)) / min(lower, upper) if 0 < lower < 1 else 1
            if rounding < 1e-13 and min(lower, upper) > M("1e-305"):
                points.append([list(parameters), x, digits(lower), digits(upper), digits(pdf(M(x)))])
    return points, quantiles


def poisson(mean):
    m = M(mean)
    return (lambda k: mp.gammainc(k + 1, m, mp.inf, regularized=True)), (lambda k: mp.gammainc(k + 1, 0, m, regularized=True)), \
        lambda k: mp.exp(k * mp.log(m) - m - mp.loggamma(k + 1))


def geometric(p):
    p = M(p)
    return (lambda k: 1 - (1 - p) ** (k + 1)), (lambda k: (1 - p) ** (k + 1)), lambda k: p * (1 - p) ** k


def negative_binomial(mean, size):
    m, r = M(mean), M(size)
    p, q = r / (r + m), m / (r + m)
    return (lambda k: beta_lower(r, M(k + 1), p, q)), (lambda k: beta_lower(M(k + 1), r, q, p)), \
        lambda k: mp.exp(mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r) + r * mp.log(p) + k * mp.log(q))


def binomial(size, p):
    p = M(p)
    return (lambda k: beta_lower(M(size - k), M(k + 1), 1 - p, p)), (lambda k: beta_lower(M(k + 1), M(size - k), p, 1 - p)), \
        lambda k: mp.binomial(size, k) * p**k * (1 - p) ** (size - k)


DISCRETE = {
    "poisson": (poisson, [(0.3,), (4.4,), (900,)], [[0, 1, 3, 20, 120, 133], [0, 2, 4, 30, 180, 230], [60, 300, 700, 890, 900, 1000, 2000, 2190]]),
    "geometric": (geometric, [(0.27,), (1e-5,)], [[0, 1, 5, 100, 2000, 2190], [0, 10, 40000, 10**6, 69 * 10**6]]),
    "negative_binomial": (negative_binomial, [(3.5, 0.6), (40, 12.5), (6, 5000)], [[0, 1, 6, 60, 3000, 4360], [0, 15, 39, 90, 600, 2560], [0, 3, 6, 15, 100, 260]]),
    "binomial": (binomial, [(10, 0.3), (5000, 0.02)], [[0, 1, 3, 9], [0, 60, 99, 100, 140, 740]]),
}


def main():
    out = {}
    for name, (make, grids) in CONTINUOUS.items():
        out[name] = {"points": [], "quantiles": []}
        for parameters in grids:
            points, quantiles = rows(name, parameters, make(*parameters))
            out[name]["points"] += points
            out[name]["quantiles"] += quantiles
            print(name, parameters, len(points), len(quantiles), flush=True)
    for name, (make, grids, places) in DISCRETE.items():
        out[name] = {"points": []}
        for parameters, ks in zip(grids, places):
            with mp.workdps(700):
                cdf, sf, pmf = make(*parameters)
                for k in ks:
                    if pmf(k) > M("1e-305"):
                        out[name]["points"].append([list(parameters), k, digits(cdf(k)), digits(sf(k)), digits(pmf(k))])
            print(name, parameters, len(out[name]["points"]), flush=True)
    table = lambda values: "[\n" + ",\n".join("   " + json.dumps(row) for row in values) + "\n  ]"
    text = ",\n".join(f' "{name}": {{\n  ' + ",\n  ".join(f'"{k}": {table(v)}' for k, v in part.items()) + "\n }" for name, part in out.items())
    Path(__file__).with_name("families.json").write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    main()
