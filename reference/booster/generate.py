"""Predictions of LightGBM on a table that `lib/learn/src/booster/reference.rs` makes again by the same integer formulas.

    pip install lightgbm==4.7.0 numpy==2.4.6
    python generate.py > lightgbm.json

Targets are multiples of 1/8, since LightGBM keeps them as 32-bit floats. `min_data_in_leaf` is 1 and
`min_sum_hessian_in_leaf` decides, and categories of few rows are let in where the hessian varies: LightGBM counts rows by
their hessian, we count them.
"""
import json
import math
import sys

import lightgbm as lgb
import numpy as np

ROWS = 2000
EFFECT = [0, 5, -3, 2, 9, 1, 7, 4, -6, 3, 0, 2]


def table():
    x, y = np.empty((ROWS, 4)), np.empty(ROWS)
    for i in range(ROWS):
        a, b = (i * 7919 % 1009) / 8, (i * 104729 % 2003) / 16 - 60
        c, d = (i * 31 % 97) % 12, i * i % 7
        noise = i * 2654435 % 1000 / 125
        y[i] = math.floor(((16 if a > 40 else 0) + b * abs(b) / 64 + EFFECT[c] + d * a / 32 + noise) * 8 + 0.5) / 8
        x[i] = [math.nan if i % 13 == 0 else a, b, c, d]
    return x, y


def main():
    x, y = table()
    count = np.clip(np.floor((y + 40) / 16), 0, None)
    common = dict(num_threads=1, verbose=-1, deterministic=True, force_row_wise=True, min_data_in_leaf=1, num_leaves=8,
                  learning_rate=0.2, cat_smooth=10, min_data_per_group=100)
    free = dict(cat_smooth=1, min_data_per_group=1)
    cases = {
        "squared": (y, dict(objective="regression", min_sum_hessian_in_leaf=20)),
        "penalties": (y, dict(objective="regression", min_sum_hessian_in_leaf=20, lambda_l1=25, lambda_l2=10, min_gain_to_split=200, max_depth=3)),
        "monotone": (y, dict(objective="regression", min_sum_hessian_in_leaf=20, monotone_constraints=[0, 1, 0, -1])),
        "rising": (y, dict(objective="regression", min_sum_hessian_in_leaf=20, num_leaves=24, monotone_constraints=[0, 1, 0, 0])),
        "falling": (y, dict(objective="regression", min_sum_hessian_in_leaf=20, num_leaves=24, monotone_constraints=[0, 0, 0, -1])),
        "weighted": (y, dict(objective="regression", min_sum_hessian_in_leaf=20)),
        "few_bins": (y, dict(objective="regression", min_sum_hessian_in_leaf=20, max_bin=16)),
        "logistic": ((y > 10).astype(float), dict(objective="binary", **free, min_sum_hessian_in_leaf=5)),
        "softmax": (np.clip(count, 0, 3), dict(objective="multiclass", num_class=4, **free, min_sum_hessian_in_leaf=5)),
        "poisson": (count, dict(objective="poisson", **free, min_sum_hessian_in_leaf=20)),
        "tweedie": (count, dict(objective="tweedie", tweedie_variance_power=1.5, **free, min_sum_hessian_in_leaf=20)),
    }
    out = {"lightgbm": lgb.__version__, "rounds": 8, "cases": {}}
    for name, (target, params) in cases.items():
        weight = 1 + np.arange(ROWS) % 3 if name == "weighted" else None
        data = lgb.Dataset(x, target, weight=weight, categorical_feature=[] if name == "logistic" else [2], params={**common, **params})
        model = lgb.train({**common, **params}, data, 8)
        p = np.asarray(model.predict(x))[::97]
        out["cases"][name] = p.tolist()
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
