#!/usr/bin/env python3
"""Reconciliation by weighted least squares with dense matrices, for the tests of lib/panel.

    y~ = S (S' W^-1 S)^-1 S' W^-1 y^        (Wickramasuriya, Athanasopoulos & Hyndman 2019, W diagonal)

    pip install numpy;  python3 reference/panel/mint.py > reference/panel/mint.json
"""
import json
import numpy as np

rng = np.random.default_rng(7)
cases = []
for name, leaves, sums in [
    ("one sum", 2, [[0, 1]]),
    ("tree of three levels", 9, [list(range(9)), [0, 1, 2, 3], [4, 5, 6, 7, 8], [0, 1], [2, 3], [4, 5, 6], [7, 8]]),
    ("crossed", 6, [list(range(6)), [0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]]),
    ("a sum of one leaf", 3, [[0, 1, 2], [1]]),
]:
    C = np.zeros((len(sums), leaves))
    for row, members in enumerate(sums):
        C[row, members] = 1
    S = np.vstack([C, np.eye(leaves)])
    for scale in (1.0, 1e6):
        truth = S @ rng.uniform(1, 50, leaves)
        base = scale * (truth + rng.normal(0, 5, len(S)))
        var = scale**2 * rng.lognormal(0, 1.5, len(S))
        Wi = np.diag(1 / var)
        G = np.linalg.solve(S.T @ Wi @ S, S.T @ Wi)
        cases.append(dict(name=name, leaves=leaves, sums=sums, base=base.tolist(), variance=var.tolist(),
                          reconciled=(S @ G @ base).tolist()))
print(json.dumps(cases, indent=1))
