"""Taylor coefficients of Temme's uniform expansion of the incomplete gamma integral (DLMF 8.12.7 to 8.12.12).

    venv/bin/python temme.py        # prints the table of lib/stats/src/special/temme.rs, writes temme.json: both tails by quadrature
"""

import json

import mpmath as mp

mp.mp.dps = 60
TERMS = (26, 18, 12, 7)
N = TERMS[0] + 2 * len(TERMS) + 4

alpha = [mp.mpf(0)] * (N + 3)
alpha[1] = mp.mpf(1)
for n in range(2, N + 3):
    inner = sum(j * alpha[j] * alpha[n - j + 1] for j in range(2, n))
    alpha[n] = (alpha[n - 1] - inner) / (n + 1)

stirling = [mp.mpf(1), mp.mpf(1) / 12, mp.mpf(1) / 288, -mp.mpf(139) / 51840]
first = [-mp.mpf(1) / 3] + [(n + 2) * alpha[n + 2] for n in range(1, N)]
rows = [first]
for k in range(1, len(TERMS)):
    before = rows[-1]
    rows.append([(-1) ** k * stirling[k] * first[n] + (n + 2) * before[n + 2] for n in range(len(before) - 2)])
for row, terms in zip(rows, TERMS):
    print("    &[" + ", ".join(mp.nstr(c, 17) for c in row[:terms]) + "],")


def tails(a, x):
    """Both regularised tails by quadrature of the density."""
    a, x = mp.mpf(a), mp.mpf(x)
    norm = mp.loggamma(a)
    density = lambda t: mp.exp((a - 1) * mp.log(t) - t - norm)
    # Pieces short against the steepest fall, 30 standard deviations from the mode.
    steps = [mp.sqrt(a) * i / 64 for i in [*range(0, 256), *range(256, 64 * 45, 32)]]
    upper = mp.quad(density, [x + step for step in steps])
    lower = mp.quad(density, [x - step for step in reversed(steps) if step < x])
    return lower, upper


mp.mp.dps = 40
points = []
for a in ("20000", "1e6", "123456789.25", "1e13"):
    for z in (-30, -6, -1, 0, mp.mpf("0.01"), 2, 8, 30):
        x = float(mp.mpf(a) + z * mp.sqrt(mp.mpf(a)))
        points.append([float(a), x, *(float(tail) for tail in tails(a, x))])
with open("temme.json", "w") as file:
    json.dump(points, file, indent=0)
