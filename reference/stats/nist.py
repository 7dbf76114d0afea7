"""The NIST StRD sets for linear regression and one-way analysis of variance, as published, with their certified values.

    python nist.py FOLDER_OF_REGRESSION_DAT FOLDER_OF_ANOVA_DAT    # writes nist_regression.json and nist_anova.json beside this file

Regression: folder `data/nist` of the Debian package `gretl-data` 2022c. Analysis of variance: `stats/tests/data/nist_anova` of the
scipy 1.17.1 wheel. Works of the United States government, in the public domain: NIST/ITL Statistical Reference Datasets.
"""

import json
import math
import re
import sys
from fractions import Fraction
from pathlib import Path

NUMBER = r"-?\d*\.?\d+(?:[Ee][-+]?\d+)?"
here = Path(__file__).parent
EXPONENTS = {"Filip": range(1, 11), "Pontius": range(1, 3), **{f"Wampler{i}": range(1, 6) for i in range(1, 6)}}


def lines(path, what):
    text = path.read_text().splitlines()
    a, b = re.search(what + r"\s*\(lines\s*(\d+)\s*to\s*(\d+)", "\n".join(text[:12])).groups()
    return text[int(a) - 1 : int(b)]


def regression(path):
    certified = lines(path, "Certified Values")
    rows = [[float(x) for x in line.split()] for line in lines(path, "Data") if line.strip()]
    text = "\n".join(certified)
    coefficients = [[float(a), float(b)] for a, b in re.findall(rf"^\s*B\d+\s+({NUMBER})\s+({NUMBER})", text, re.M)]
    one = lambda label: float(re.search(rf"{label}\s+({NUMBER})", text).group(1))
    f = re.search(rf"^Regression\s+\d+\s+{NUMBER}\s+{NUMBER}\s+({NUMBER}|Infinity)", text, re.M).group(1)
    columns = [list(c) for c in zip(*rows)]
    return {
        "y": columns[0], "x": columns[1:], "powers": list(EXPONENTS.get(path.stem, [1])),
        "intercept": not path.stem.startswith("NoInt"), "coefficients": coefficients, "residual_sd": one(r"Standard Deviation"),
        "r_squared": one("R-Squared"), "f": None if f == "Infinity" else float(f),
    }


def short(group):
    """The generated sets repeat two values after the first: [first, a, b, times]; checked, else the values themselves."""
    first, pair, times = group[0], group[1:3], (len(group) - 1) // 2
    return {"first": first, "pair": pair, "times": times} if group == [first] + pair * times else group


def reach(groups, certified):
    """The fewest digits of squares between, within and F that exact arithmetic on the nearest doubles keeps of the certified ones."""
    groups = [[Fraction(y) for y in g] for g in groups]
    n, means = sum(map(len, groups)), [sum(g) / len(g) for g in groups]
    grand = sum(map(sum, groups)) / n
    between = sum(len(g) * (m - grand) ** 2 for g, m in zip(groups, means))
    within = sum((y - m) ** 2 for g, m in zip(groups, means) for y in g)
    found = between, within, between / (len(groups) - 1) / (within / (n - len(groups)))
    return min(-math.log10(max(abs(float(f / Fraction(c) - 1)), 1e-15)) for f, c in zip(found, certified))


def anova(path):
    certified = "\n".join(lines(path, "Certified Values"))
    rows = [line.split() for line in lines(path, "Data") if line.strip()]
    between = re.search(rf"^Between \w+\s+(\d+)\s+({NUMBER})\s+({NUMBER})\s+({NUMBER})", certified, re.M)
    within = re.search(rf"^Within \w+\s+(\d+)\s+({NUMBER})", certified, re.M)
    groups = {}
    for group, y in rows:
        groups.setdefault(int(group), []).append(float(y))
    kept = reach(groups.values(), (between[2], within[2], between[4]))
    return {
        "groups": [short(g) for g in groups.values()], "between": float(between[2]), "within": float(within[2]), "f": float(between[4]),
        "df": [int(between[1]), int(within[1])], "reach": int(kept * 10) / 10,
    }


def write(name, folder, read):
    sets = {path.stem: read(path) for path in sorted(Path(folder).glob("*.dat"))}
    body = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in sets.items())
    (here / name).write_text("{\n" + body + "\n}\n")


write("nist_regression.json", sys.argv[1], regression)
write("nist_anova.json", sys.argv[2], anova)
