"""Optuna on the function of examples/tuner_bench.rs: median best of ten seeds, trials per CPU second."""
import json
import sys
import time

import numpy as np
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def function(t):
    kind = dict(a=1.0, b=0.0, c=2.0)[t.suggest_categorical("kind", ["a", "b", "c"])]
    x = t.suggest_float("x", -5, 10) - 0.3
    rate = np.log10(t.suggest_float("rate", 1e-5, 1.0, log=True) / 0.02)
    depth = (t.suggest_int("depth", 1, 20) - 7) / 5
    return 4.104 + 0.3 * x * x + 1.5 * rate * rate + depth * depth + kind


SAMPLERS = {
    "random": lambda s: optuna.samplers.RandomSampler(seed=s),
    "tpe": lambda s: optuna.samplers.TPESampler(seed=s),
    "tpe, multivariate": lambda s: optuna.samplers.TPESampler(seed=s, multivariate=True),
}
counts = [int(c) for c in sys.argv[1:]] or [50, 100, 300]
for name, sampler in SAMPLERS.items():
    start, runs = time.process_time(), []
    for seed in range(10):
        study = optuna.create_study(sampler=sampler(seed))
        study.optimize(function, n_trials=max(counts))
        runs.append(np.minimum.accumulate([t.value for t in study.trials]))
    seconds = time.process_time() - start
    print(json.dumps({"strategy": "Optuna " + name, **{f"best_at_{c}": round(float(np.median([r[c - 1] for r in runs])), 3) for c in counts},
                      "trials_per_cpu_second": round(10 * max(counts) / seconds)}), flush=True)
