"""Does the question "what did it learn that we did not know?" get the right answer?

Simulated problems of 3,000 rows with eight columns. In half of them the target depends on three known drivers alone; in the other half on a fourth column
as well. Asks `bakeoff run --format json` and counts the answers.

    python bench/contest/drivers.py --bakeoff target/release/bakeoff [--problems 20]

Needs numpy.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np

PROBLEM = """
known_drivers = ["a", "b", "c"]

[data]
source = "table.csv"
target = "y"
task = "{task}"

[stake]
metric = "{metric}"
margin = "2%"
"""


def table(seed, planted, binary):
    rng = np.random.default_rng(seed)
    rows = 3_000
    x = rng.normal(size=(rows, 7))
    label = rng.integers(0, 4, rows)
    signal = 1.2 * x[:, 0] + np.where(x[:, 1] > 0.3, 1.0, -0.4) + 0.6 * x[:, 2] * x[:, 0]
    # A column that moves with a known driver carries nothing of its own.
    x[:, 4] = 0.8 * x[:, 0] + 0.6 * x[:, 4]
    if planted:
        signal = signal + 0.9 * x[:, 3] * (1 if seed % 2 else np.sign(x[:, 5]))
    if binary:
        y = np.where(rng.random(rows) < 1 / (1 + np.exp(-signal)), "yes", "no")
    else:
        y = signal + rng.normal(size=rows)
    names = ["a", "b", "c", "d", "e", "f", "g"]
    return [names + ["h", "y"]] + [[*(f"{v:.5f}" for v in x[i]), f"L{label[i]}", y[i]] for i in range(rows)]


def ask(bakeoff, seed, planted, binary):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        lines = "\n".join(",".join(map(str, row)) for row in table(seed, planted, binary))
        (folder / "table.csv").write_text(lines + "\n")
        text = PROBLEM.format(task="binary" if binary else "regression", metric="log-loss" if binary else "mse")
        (folder / "problem.toml").write_text(text)
        ran = subprocess.run(
            [bakeoff, "run", "problem.toml", "--format", "json", "--quiet"], cwd=folder, capture_output=True, text=True
        )
        drivers = json.loads(ran.stdout)["insight"]["drivers"]
    noise = drivers["noise"]
    shown = [
        driver["columns"][0]
        for driver in drivers["columns"]
        if len(driver["columns"]) == 1 and not driver["is_noise"] and driver["carries"]["low"] > 0
        and driver["carries"]["value"] > noise
    ]
    return drivers["news"], shown


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bakeoff", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--problems", type=int, default=20)
    given = parser.parse_args()
    print("| target | problem | nothing new | more | undecided | the planted column is shown | other unknown columns shown |")
    print("|---|---|---|---|---|---|---|")
    for binary in (True, False):
        for planted in (False, True):
            answers = [ask(given.bakeoff, seed, planted, binary) for seed in range(given.problems)]
            news = [answer for answer, _ in answers]
            found = sum("d" in shown for _, shown in answers)
            extra = {"e", "g", "h"} | (set() if planted else {"d", "f"})
            others = sum(len(extra & set(shown)) for _, shown in answers)
            print(
                f"| {'two classes' if binary else 'numbers'} | {'planted' if planted else 'nothing new'} "
                f"| {news.count('nothing')} | {news.count('more')} | {news.count('undecided')} | {found} | {others} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
