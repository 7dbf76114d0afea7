"""Writes intermittent.tsv beside this script: a series, then the forecasts of Croston, SBA and TSB, smoothing parameter 0.1.

pip install statsforecast==2.1.1; python reference/forecast/intermittent.py
"""
import pathlib
import numpy as np
from statsforecast.models import TSB, CrostonClassic, CrostonSBA

lines = []
for seed, share in ((1, 0.5), (2, 0.2), (3, 0.1)):
    rng = np.random.default_rng(seed)
    y = np.where(rng.random(80) < share, rng.integers(1, 12, 80), 0).astype(float)
    lines.append(" ".join(f"{v:g}" for v in y))
    for model in (CrostonClassic(), CrostonSBA(), TSB(alpha_d=0.1, alpha_p=0.1)):
        lines.append(repr(float(model.forecast(y=y, h=3)["mean"][2])))
(pathlib.Path(__file__).parent / "intermittent.tsv").write_text("\n".join(lines) + "\n")
