"""Exact moments of data given by formula, for lib/summary/tests/moments.rs (needs mpmath 1.4).

x_i = offset + ((7919 i) mod 1000)^2 / 1024 for i = 0..9999, every x_i an exact double.
"""
from fractions import Fraction
import mpmath

mpmath.mp.dps = 60
for offset in (0, 10**6, 10**9, 10**12):
    x = [Fraction(offset) + Fraction(((7919 * i) % 1000) ** 2, 1024) for i in range(10_000)]
    x = [Fraction(float(v)) for v in x]
    n = len(x)
    mean = sum(x) / n
    m2, m3, m4 = (sum((v - mean) ** r for v in x) for r in (2, 3, 4))
    f = lambda q: mpmath.mpf(q.numerator) / q.denominator
    skewness = f(m3) / n / (f(m2) / n) ** mpmath.mpf("1.5")
    kurtosis = f(m4) / n / (f(m2) / n) ** 2 - 3
    print(offset, *(mpmath.nstr(v, 18) for v in (f(mean), f(m2 / (n - 1)), skewness, kurtosis)))
