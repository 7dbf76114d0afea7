#!/usr/bin/env python3
"""Softmax, naive Bayes, decision trees and k-means of scikit-learn on the tables under data/. Writes classic.json."""
import json
import os

import numpy as np
import pandas as pd
import sklearn
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import CategoricalNB, GaussianNB
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    table = pd.read_csv(f"{HERE}/data/{name}.csv")
    y = table.pop("target").values
    return table, y


def scaled(X):
    return (X - X.mean()) / X.std(ddof=0)


def softmax():
    X, y = load("anes96")
    m = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(scaled(X), y)
    p = m.predict_proba(scaled(X))
    return dict(rows=p[:20].tolist(), loss=float(-np.mean(np.log(p[np.arange(len(y)), y.astype(int)]))))


def priors(y):
    counts = np.bincount(y.astype(int))
    return (counts + 0.5) / (counts.sum() + 0.5 * len(counts))


def gaussian_bayes():
    X, y = load("anes96")
    m = GaussianNB(priors=priors(y), var_smoothing=1e-30).fit(X, y)
    return m.predict_proba(X)[:20].tolist()


def categorical_bayes():
    X, y = load("anes96")
    X = X[["selfLR", "educ", "income"]]
    codes = X.apply(lambda c: c.rank(method="dense").astype(int) - 1)
    m = CategoricalNB(alpha=1.0, class_prior=priors(y)).fit(codes, y)
    return m.predict_proba(codes)[:20].tolist()


def tree(name, make, depth, leaf, alpha):
    X, y = load(name)
    m = make(max_depth=depth, min_samples_leaf=leaf, ccp_alpha=alpha).fit(X, y)
    p = m.predict_proba(X) if hasattr(m, "predict_proba") else m.predict(X)[:, None]
    return dict(leaves=int(m.get_n_leaves()), sum=float(np.sum(p[:, -1])), squares=float(np.sum(p**2)), root=float(m.tree_.impurity[0]), alpha=alpha,
                depth=depth, leaf=leaf, rows=p[:40].tolist())


def trees():
    def gini(**k): return DecisionTreeClassifier(criterion="gini", random_state=0, **k)
    def entropy(**k): return DecisionTreeClassifier(criterion="entropy", random_state=0, **k)
    def variance(**k): return DecisionTreeRegressor(random_state=0, **k)
    return dict(
        fair_gini=tree("fair", gini, 5, 10, 0.0), fair_gini_pruned=tree("fair", gini, 8, 7, 0.0015),
        fair_entropy=tree("fair", entropy, 5, 10, 0.0), anes96_gini=tree("anes96", gini, 4, 15, 0.002),
        anes96_entropy=tree("anes96", entropy, 4, 15, 0.01),
        randhie_variance=tree("randhie", variance, 5, 12, 0.0), randhie_variance_pruned=tree("randhie", variance, 7, 9, 0.05),
        statecrime_variance=tree("statecrime", variance, 3, 5, 0.0),
    )


def cells():
    X, _ = load("statecrime")
    Z = scaled(X).values
    return {str(k): float(KMeans(k, n_init=200, random_state=0, tol=0).fit(Z).inertia_) for k in (2, 3, 5)}


json.dump(dict(versions=dict(scikit_learn=sklearn.__version__, numpy=np.__version__), softmax=softmax(), gaussian_bayes=gaussian_bayes(),
               categorical_bayes=categorical_bayes(), trees=trees(), cells=cells()), open(f"{HERE}/classic.json", "w"), indent=1)
