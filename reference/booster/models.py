"""Models that LightGBM saves, with its predictions and `pred_contrib`, on the table of `generate.py`.

    pip install lightgbm==4.7.0 numpy==2.4.6 pandas==2.3.3
    python models.py > models.json

`lib/learn/src/booster/lightgbm/tests.rs` reads the models and must give the same numbers. Of the parameters in a model's text
only the line of the categorical columns is kept.
"""
import json
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd

from generate import table

ASKED = 61  # every so many rows is predicted


def save(model):
    head, _, tail = model.model_to_string().partition("\nparameters:\n")
    kept = [line for line in tail.splitlines() if line.startswith("[categorical_feature:")]
    return head + "\nparameters:\n" + "\n".join(kept) + "\n\nend of parameters\n\n" + tail[tail.index("pandas_categorical"):]


def main():
    x, y = table()
    x[::17, 3] = 0.0
    x[::11, 1] = np.nan
    count = np.clip(np.floor((y + 40) / 16), 0, None)
    common = dict(num_threads=1, verbose=-1, deterministic=True, force_row_wise=True, num_leaves=7, learning_rate=0.3, min_data_per_group=20)
    binary, classes = (y > 10).astype(float), np.clip(count, 0, 2)
    cases = {
        "regression": (y, dict(objective="regression"), [2]),
        "deep": (y, dict(objective="regression", num_leaves=40, min_data_in_leaf=3), [2]),
        "zero_missing": (y, dict(objective="regression", zero_as_missing=True), []),
        "no_missing": (y, dict(objective="regression", use_missing=False), [2]),
        "never_missing": (y, dict(objective="regression_l1"), []),
        "root": (y, dict(objective="regression", reg_sqrt=True), []),
        "forest": (y, dict(objective="regression", boosting="rf", bagging_freq=1, bagging_fraction=0.5), [2]),
        "huber": (y, dict(objective="huber"), []),
        "quantile": (y, dict(objective="quantile", alpha=0.8), [2]),
        "binary": (binary, dict(objective="binary"), [2]),
        "scaled": (binary, dict(objective="binary", sigmoid=0.5), []),
        "cross_entropy": (binary * 0.5 + 0.25, dict(objective="cross_entropy"), []),
        "cross_entropy_lambda": (binary * 0.5 + 0.25, dict(objective="cross_entropy_lambda"), []),
        "multiclass": (classes, dict(objective="multiclass", num_class=3), [2]),
        "one_vs_all": (classes, dict(objective="multiclassova", num_class=3), []),
        "poisson": (count, dict(objective="poisson"), [2]),
        "gamma": (count + 1, dict(objective="gamma"), []),
        "tweedie": (count, dict(objective="tweedie", tweedie_variance_power=1.3), []),
        "constant": (np.full(len(y), 3.0), dict(objective="regression"), []),
        "pandas": (y, dict(objective="regression"), "auto"),
    }
    out = {"lightgbm": lgb.__version__, "asked": ASKED, "cases": {}}
    for name, (target, params, categories) in cases.items():
        table_x = x
        if name == "never_missing":
            table_x = np.nan_to_num(x)
        if name == "pandas":
            table_x = pd.DataFrame(x, columns=["a", "b b", "c", "d"])
            table_x["c"] = pd.Categorical([f'"{int(code)}", ä' for code in x[:, 2]])
        data = lgb.Dataset(table_x, target, categorical_feature=categories, params={**common, **params})
        model = lgb.train({**common, **params}, data, 3)
        asked = table_x[::ASKED] if name != "pandas" else table_x.iloc[::ASKED]
        if name == "never_missing":
            asked = x[::ASKED]
        out["cases"][name] = {
            "model": save(model),
            "predict": np.ravel(model.predict(asked)).tolist(),
            "contrib": np.ravel(model.predict(asked, pred_contrib=True)).tolist(),
        }
    json.dump(out, sys.stdout, indent=0)


main()
