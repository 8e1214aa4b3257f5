"""Quantile regression and the support vector machine as linear programs, by HiGHS, and
without a penalty by R's quantreg: python3 make.py > quantile.json, in this folder.

minimise 1/n sum_i l(y_i, x_i b + b0) + lambda sum_j s_j |b_j|, with s the standard deviations
of the columns (divisor n), l the check loss of tau or max(1 - y z, 0) for y = 1 and -1. Debian
python3-scipy 1.10.1, r-cran-quantreg 5.94."""
import csv, json, subprocess
import numpy as np
from scipy.optimize import linprog


def read(name):
    rows = list(csv.reader(open("../" + name)))
    a = np.array(rows[1:], float)
    return a[:, :-1], a[:, -1]


def solve(X, kink, low, high, lam):
    """min mean max(low (z - kink), high (z - kink)) + lam sum s |b|: z - kink = u - v."""
    n, p = X.shape
    s = X.std(0)
    c = np.r_[lam * s, lam * s, 0, 0, np.broadcast_to(high, n) / n, np.broadcast_to(-low, n) / n]
    one = np.ones((n, 1))
    A = np.hstack([X, -X, one, -one, -np.eye(n), np.eye(n)])
    r = linprog(c, A_eq=A, b_eq=kink, method="highs-ds",
                options=dict(primal_feasibility_tolerance=1e-10, dual_feasibility_tolerance=1e-10))
    b, b0 = r.x[:p] - r.x[p:2 * p], r.x[2 * p] - r.x[2 * p + 1]
    z = X @ b + b0 - kink
    f = np.mean(np.maximum(low * z, high * z)) + lam * s @ abs(b)
    return dict(objective=f, intercept=b0, coef=list(b))


cases = []
X, y = read("diabetes.csv")
for tau in (0.1, 0.5, 0.9):
    for lam in (0.3, 0.03, 0.003):
        cases.append(dict(data="diabetes.csv", family="quantile", tau=tau, lam=lam, **solve(X, y, -tau, 1 - tau, lam)))
X, y = read("breast_cancer.csv")
side = 2 * y - 1
for lam in (0.1, 0.01, 0.001):
    cases.append(dict(data="breast_cancer.csv", family="hinge", lam=lam,
                      **solve(X, side, np.minimum(-side, 0), np.maximum(-side, 0), lam)))
script = """suppressMessages(library(quantreg)); d <- read.csv("../diabetes.csv")
for (tau in c(.1, .5, .9)) { f <- rq(target ~ ., tau = tau, data = d, method = "br")
r <- d$target - fitted(f); cat(sprintf("%.17g", c(tau, mean(r * (tau - (r < 0))), coef(f))), "\\n") }"""
for line in subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout.split("\n")[:-1]:
    v = [float(t) for t in line.split()]
    cases.append(dict(data="diabetes.csv", family="quantile", tau=v[0], lam=0, objective=v[1], intercept=v[2], coef=v[3:]))
print(json.dumps(cases, indent=1))
