"""scikit-learn's lasso_path over a ladder of tolerances, on standardised columns.
Usage: sklearn_path.py DIR NAME BUDGET"""
import json, os, resource, sys, time, warnings
import numpy as np, scipy.sparse as sp, sklearn
from sklearn.linear_model import lasso_path

warnings.filterwarnings("ignore")
folder, name, budget = sys.argv[1], sys.argv[2], float(sys.argv[3])
with open(os.path.join(folder, name + ".bin"), "rb") as f:
    n, p, nnz, family = np.fromfile(f, "i4", 4)
    if family:
        sys.exit("its path is for least squares")
    if nnz:
        sys.exit("dense data only: it cannot standardise a sparse path")
    x = np.fromfile(f, "f8", n * p).reshape(p, n).T
    y, lambdas = np.fromfile(f, "f8", n), np.fromfile(f, "f8", 100)
mean, sd = x.mean(0), x.std(0)
z, t = np.asfortranarray((x - mean) / sd), y - y.mean()
for tol in 1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14:
    cpu = wall = np.inf
    for _ in range(3):
        r, w = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        _, b, _ = lasso_path(z, t, alphas=lambdas, tol=tol, max_iter=10**6)
        s = resource.getrusage(resource.RUSAGE_SELF)
        wall = min(wall, time.perf_counter() - w)
        cpu = min(cpu, s.ru_utime + s.ru_stime - r.ru_utime - r.ru_stime)
        if wall > budget / 4:
            break
    b = b / sd[:, None]
    with open(os.path.join(folder, f"{name}.sklearn-{-np.log10(tol):02.0f}.fit"), "w") as f:
        f.write(json.dumps({"Tool": "scikit-learn " + sklearn.__version__, "Setting": f"tol {tol:g}", "CPU": cpu, "Wall": wall}) + "\n")
        for k, l in enumerate(lambdas):
            j = np.flatnonzero(b[:, k])
            f.write(json.dumps({"Lambda": l, "Intercept": y.mean() - mean @ b[:, k], "Support": j.tolist(), "Coef": b[j, k].tolist()}) + "\n")
    if wall > budget:
        break
