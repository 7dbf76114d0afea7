"""LightGBM with its default settings as a contender: numbers, two classes or several.

    run = ["python3", "../contenders/lightgbm_contender.py"]
    csv = true
    needs = ["python3", "python:lightgbm", "python:pandas"]
"""
import json

import lightgbm as lgb
import pandas as pd

task = json.load(open("task.json"))
train, ask = pd.read_csv("train.csv"), pd.read_csv("ask.csv")
target = train[task["target"]]
kinds = {column["name"]: column["kind"] for column in task["columns"]}
keys = {task["time"], task["group"]}
features = [name for name, kind in kinds.items() if name not in keys and kind not in ("date", "timestamp")]
for name in features:
    if kinds[name] in ("text", "boolean"):
        levels = pd.Index(train[name].dropna().astype(str).unique()).sort_values()
        for table in (train, ask):
            table[name] = pd.Categorical(table[name].astype("string"), categories=levels)

settings = dict(n_jobs=1, random_state=task["seed"], verbose=-1, deterministic=True, force_row_wise=True)
out = pd.DataFrame({"row_id": ask["row_id"]})
if task["task"] == "regression":
    model = lgb.LGBMRegressor(**settings).fit(train[features], target)
    out["prediction"] = model.predict(ask[features])
elif task["task"] == "binary":
    model = lgb.LGBMClassifier(**settings).fit(train[features], target)
    out["prediction"] = model.predict_proba(ask[features])[:, 1]
else:
    model = lgb.LGBMClassifier(**settings).fit(train[features], target.astype(str))
    shares = pd.DataFrame(model.predict_proba(ask[features]), columns=model.classes_)
    for label in task["classes"]:
        out["p_" + label] = shares[label] if label in shares else 0.0
out.to_csv("answer.csv", index=False)
json.dump({"params": {"rounds": int(model.n_estimators), "leaves": int(model.num_leaves)}}, open("notes.json", "w"))
