"""Writes likelihoods_python.tsv beside this script: statsmodels and statsforecast on the orders and cases of likelihoods.R.

Complete data and regressors: the differenced series (simple_differencing). Gaps: the exact diffuse filter of the series itself; its
log-likelihood is brought to the differenced convention by the constant between the two on complete data (0 or d log(2 pi) / 2).
"""
import os, sys, math, warnings
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
from statsmodels.tsa.statespace.sarimax import SARIMAX
from scipy.linalg import solve_triangular, toeplitz
from statsmodels.tsa.arima_process import arma_acovf
from statsforecast.arima import arima as sf_arima
warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
PLAIN = "0,1,1 1,1,0 1,1,1 2,1,1 2,1,2 3,1,0 3,1,2 0,1,2 4,1,1 2,1,3 1,0,0,c 2,0,0,c 1,0,1,c 2,0,2,c 3,0,1,c 4,0,2,c 0,0,3,c 5,1,0 0,2,1 1,2,2".split()
SEASONAL = ("0,1,1,0,1,1 1,1,0,0,1,1 1,1,1,0,1,1 2,1,1,0,1,1 2,1,2,0,1,1 3,1,0,0,1,1 0,1,1,1,1,0 1,1,1,1,1,1 2,1,2,1,1,1 2,1,2,2,1,2 0,1,2,0,1,2 "
            "1,0,0,0,1,1,c 1,0,1,1,1,0,c 2,0,0,2,1,0,c 1,0,2,1,1,2 3,0,1,0,1,1 1,0,0,1,0,0,c 2,0,1,1,0,1,c 1,1,1,1,0,1 0,2,2,0,1,1").split()

def dense(w, X, k, m, coef):
    """Log-likelihood from the covariance matrix itself at these coefficients (ar, ma, sar, sma, regressors)."""
    p, q, P, Q = k; c = np.asarray(coef, float); e = w - (X @ c[p + q + P + Q:] if X is not None else 0.0)
    def poly(plain, seasonal):
        a = np.zeros(m * len(seasonal) + 1); a[0] = 1; a[m::m] = seasonal
        return np.convolve(np.r_[1, plain], a)
    ar = poly(-c[:p], -c[p + q:p + q + P]); ma = poly(c[p:p + q], c[p + q + P:p + q + P + Q]); n = len(w)
    L = np.linalg.cholesky(toeplitz(arma_acovf(ar, ma, n)[:n])); z = solve_triangular(L, e, lower=True)
    return -0.5 * n * (math.log(2 * math.pi * (z @ z) / n) + 1) - np.log(np.diag(L)).sum()

def best(make):
    """Largest log-likelihood of a few optimisers."""
    ll, model = -math.inf, make()
    for method in ("lbfgs", "powell"):
        try:
            r = model.fit(disp=0, method=method, maxiter=300)
            if np.isfinite(r.llf) and r.llf > ll: ll = r.llf
        except Exception: pass
        if method == "lbfgs" and np.isfinite(ll) and "--quick" in sys.argv: break
    return ll

def main():
    cases = [a for a in sys.argv[1:] if not a.startswith("-")] or ["complete", "regressors", "gaps"]
    target = os.path.join(HERE, "likelihoods_python.tsv")              # rows that are there already are kept
    have = {tuple(l.split("\t")[:3]) for l in open(target)} if os.path.exists(target) else set()
    out = open(target, "a")
    series = [l.rstrip("\n").split("\t") for l in open(os.path.join(HERE, "classics.tsv"))]
    for case in cases:
        for name, m, values in series:
            m, y = int(m), np.array(values.split(), float); n = len(y); t = np.arange(n)
            if case == "gaps": y[(t * 7) % 11 == 3] = np.nan
            for text in SEASONAL if m > 1 else PLAIN:
                if (case, name, text) in have: continue
                parts = text.split(","); k = [int(v) for v in parts if v != "c"] + [0] * 3; p, d, q, P, D, Q = k[:6]
                cols = []
                if "c" in parts: cols.append((t + 1.0) if d + D else np.ones(n))
                if case == "regressors": cols += [(t * 37) % 23 / 10, (t >= n // 2) * 1.0]
                def lose(z):
                    if D: z = z[m:] - z[:-m]
                    return np.diff(z, d) if d else z
                w = lose(y); s = np.nanstd(w, ddof=1); sf = -math.inf
                so = (P, D, Q, m) if P + D + Q else (0, 0, 0, 0); so0 = (P, 0, Q, m) if P + Q else (0, 0, 0, 0)
                if case == "gaps":
                    X = np.column_stack(cols) if cols else None
                    make = lambda: SARIMAX(y / s, exog=X, order=(p, d, q), seasonal_order=so, use_exact_diffuse=True)
                    ll = best(make); ok = np.nan_to_num(y / s, nan=0.5)
                    a = SARIMAX(ok, order=(p, d, q), seasonal_order=so, use_exact_diffuse=True)
                    b = SARIMAX(lose(ok), order=(p, 0, q), seasonal_order=so0)
                    x0 = np.r_[np.full(p + q + P + Q, 0.1), 1.0]
                    ll += b.loglike(x0) - a.loglike(x0) - (np.sum(~np.isnan(y)) - d - D * m) * math.log(s)
                else:
                    X = np.column_stack([lose(c) for c in cols]) if cols else None
                    ll = best(lambda: SARIMAX(w / s, exog=X, order=(p, 0, q), seasonal_order=so0)) - len(w) * math.log(s)
                    try:                 # near a unit root its filter reports log-likelihoods that the model does not have
                        f = sf_arima(w / s, order=(p, 0, q), seasonal={"order": (P, 0, Q), "period": m}, xreg=X, include_mean=False, method="CSS-ML")
                        sf = min(f["loglik"], dense(w / s, X, (p, q, P, Q), m, list(f["coef"].values()))) - len(w) * math.log(s)
                    except Exception: pass
                out.write("\t".join([case, name, text] + [f"{v:.12g}" if np.isfinite(v) else "NA" for v in (ll, sf)]) + "\n"); out.flush()
main()
