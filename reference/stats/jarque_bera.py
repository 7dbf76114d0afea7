"""Upper points of the Jarque-Bera statistic under normality, by simulation.

    python jarque_bera.py    # prints the table of lib/stats/src/normality/jarque_bera.rs; some CPU minutes
"""

import numpy as np

rng = np.random.default_rng(20260105)
LEVELS = [0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001]
SIZES = {8: 2_000_000, 12: 2_000_000, 20: 2_000_000, 35: 1_000_000, 50: 1_000_000, 75: 1_000_000, 100: 1_000_000, 150: 600_000,
         250: 600_000, 500: 400_000, 1000: 300_000, 2000: 200_000, 5000: 100_000, 10000: 50_000}

for n, times in SIZES.items():
    found = []
    block = max(1, 2_000_000 // n)
    for start in range(0, times, block):
        x = rng.standard_normal((min(block, times - start), n))
        x -= x.mean(1, keepdims=True)
        m2 = np.einsum("ij,ij->i", x, x) / n
        x2 = x * x
        skew = np.einsum("ij,ij->i", x2, x) / n / m2**1.5
        excess = np.einsum("ij,ij->i", x2, x2) / n / m2**2 - 3
        found.append(n / 6 * (skew**2 + excess**2 / 4))
    points = np.quantile(np.concatenate(found), 1 - np.array(LEVELS))
    print(f"    ({n}.0, [" + ", ".join(f"{p:.4f}" for p in points) + "]),", flush=True)
