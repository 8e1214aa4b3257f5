#!/usr/bin/env python3
"""The training runs of a contrast, again, in PyTorch (1.13 or later) alone.

Written by lassocheck contrast --export pytorch. It reads the data itself, trains each
method with the first step, schedule, batches and seed that lassocheck's search chose, by
torch.optim where PyTorch has it, and prints its own gap, zeros and support
beside those that lassocheck reported. The optimum is lassocheck's certified bound, which
this script checks from both sides: nothing that it finds may lie below it.

Use: python3 SCRIPT [--data FILE] [--methods NAME,NAME] [--json]
"""
import argparse, csv, hashlib, json, math, sys
import torch

RUN = json.loads(r"""@RUN@""")

torch.set_num_threads(1)
MASK = (1 << 64) - 1


class PCG:
    """Go's math/rand/v2 PCG-DXSM, so that the batches are the same."""

    def __init__(self, seed):
        self.state = seed << 64

    def uint64(self):
        mul, inc = 2549297995355413924 << 64 | 4865540595714422341, 6364136223846793005 << 64 | 1442695040888963407
        self.state = (self.state * mul + inc) & ((1 << 128) - 1)
        hi, lo = self.state >> 64, self.state & MASK
        hi ^= hi >> 32
        hi = hi * 0xDA942042E4DD58B5 & MASK
        hi ^= hi >> 48
        return hi * (lo | 1) & MASK

    def below(self, n):
        if n & (n - 1) == 0:
            return self.uint64() & (n - 1)
        x = self.uint64() * n
        while x & MASK < (1 << 64) % n:
            x = self.uint64() * n
        return x >> 64

    def shuffle(self, order):
        for i in range(len(order) - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]


def read(path):
    raw = open(path, "rb").read()
    if hashlib.sha256(raw).hexdigest() != RUN["data"]["sha256"]:
        print("note: these are not the same bytes as those that lassocheck read", file=sys.stderr)
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=RUN["data"]["delimiter"], skipinitialspace=True))
    at = {name.strip(): k for k, name in enumerate(rows[0])}
    try:
        return numbers(path, rows, at)
    except ValueError as e:
        sys.exit(f"{path}: {e}: this script reads numbers alone")


def numbers(path, rows, at):
    x = torch.tensor([[float(r[at[c]]) for c in RUN["columns"]] for r in rows[1:] if r], dtype=torch.float64)
    y = torch.tensor([float(r[at[RUN["target"]]]) for r in rows[1:] if r], dtype=torch.float64)
    if RUN["loss"] == "logistic":
        y = y.clamp(min=0)
    for name, got, want in (("rows", len(x), RUN["n"]), ("sum of y", y.sum().item(), RUN["sum_y"]), ("sum of |x|", x.abs().sum().item(), RUN["sum_x"])):
        if abs(got - want) > 1e-9 * max(1, abs(want)):
            sys.exit(f"{path} is not the data of the run: {name} is {got}, was {want}")
    return x, y


def rate(r, k):
    """The step k of a run."""
    total, first, name = r["steps"], r["step"], r["schedule"]
    if name == "1/sqrt(k)":
        return first * (1 + k / (total / 1000)) ** -0.5
    if name == "1/k":
        return first / (1 + k / (total / 1000))
    if name == "steps":
        return first * 0.1 ** (k // max(1, total // 4))
    if name == "cosine":
        return first * (1 + math.cos(math.pi * min(k / total, 1))) / 2
    if name == "restarts":
        n = max(1, (total + 6) // 7)
        while k >= n:
            k, n = k - n, 2 * n
        return first * (1 + math.cos(math.pi * k / n)) / 2
    return first


def soft(w, t):
    return w.sign() * (w.abs() - t).clamp(min=0)


class Problem:
    def __init__(self, x, y, dtype=torch.float64):
        scale = torch.tensor(RUN["scale"], dtype=torch.float64)  # 0 for a column that is left out
        mean = torch.tensor(RUN["mean"], dtype=torch.float64)
        z = torch.where(scale > 0, (x - mean) / torch.where(scale > 0, scale, torch.ones_like(scale)), torch.zeros_like(x))
        self.z, self.y = z.to(dtype), y.to(dtype)
        self.l1, self.l2 = (torch.tensor(RUN[k], dtype=torch.float64).to(dtype) for k in ("l1", "l2"))

    def smooth(self, w, b, rows=None):
        z, y = (self.z, self.y) if rows is None else (self.z[rows], self.y[rows])
        f = z @ w + (b if b is not None else 0)
        if RUN["loss"] == "logistic":
            loss = torch.nn.functional.binary_cross_entropy_with_logits(f, y)
        else:
            loss = 0.5 * ((f - y) ** 2).mean()
        return loss + 0.5 * (self.l2 * w**2).sum()

    def whole(self, w, b, rows=None):
        return self.smooth(w, b, rows) + (self.l1 * w.abs()).sum()


def optimizer(r, params):
    lr, name = r["step"], r["optimizer"]
    if name == "momentum":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "RMSprop":
        return torch.optim.RMSprop(params, lr=lr)
    if name == "Adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "AdamW":
        return torch.optim.AdamW(params, lr=lr, weight_decay=0.01)
    if name == "AdamW, b0 free":
        return torch.optim.AdamW([{"params": params[:1]}, {"params": params[1:], "weight_decay": 0.0}] if params[1:] else params, lr=lr, weight_decay=0.01)
    return torch.optim.SGD(params, lr=lr)


def train(r, x, y):
    """One run; returns the last iterate (w, b), or the average of the second half."""
    dtype = torch.float32 if r["float32"] else torch.float64
    p = Problem(x, y, dtype)
    n, d = p.z.shape
    w = torch.zeros(d, dtype=dtype)
    b = torch.tensor(RUN["b0"], dtype=dtype) if RUN["intercept"] else None
    factored = r["kind"] == "factors it away"
    root = math.sqrt(RUN["c"])
    if factored:
        params = [torch.full((d,), root, dtype=dtype), w]
        if b is not None:
            params.append(b / root)
    else:
        params = [w] + ([b] if b is not None else [])
    for q in params:
        q.requires_grad_()

    def split(of=None):
        q = of or params
        if factored:
            return q[0] * q[1], q[2] * root if b is not None else None
        return q[0], q[1] if b is not None else None

    def loss(rows):
        w, b = split()
        if factored:
            u, v = params[:2]
            return p.smooth(w, b, rows) + (p.l1 * (u**2 + v**2)).sum() / 2
        if r["kind"] in ("takes its proximal step", "shrinks after each step"):
            return p.smooth(w, b, rows)
        return p.whole(w, b, rows)

    if r["optimizer"] == "L-BFGS":  # PyTorch's own line search, not lassocheck's
        o = torch.optim.LBFGS(params, lr=1, max_iter=r["steps"], max_eval=r["steps"], history_size=10, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)

        def closure():
            o.zero_grad()
            f = loss(None)
            f.backward()
            return f

        o.step(closure)
        return [q.detach() if q is not None else None for q in split()]

    o = optimizer(r, params)
    second = [torch.zeros_like(q) for q in params]  # proximal Adam's moments
    first = [torch.zeros_like(q) for q in params]
    batch = r["batch"]
    epoch = n // batch if batch < n else 1
    order, rng = list(range(n)), PCG(r["seed"])
    anchor = whole = mean = None
    for k in range(r["steps"]):
        rows = None
        if batch < n:
            if k % epoch == 0:
                rng.shuffle(order)
            rows = order[k % epoch * batch : (k % epoch + 1) * batch]
        lr = rate(r, k)
        if r["reduced"] and k % epoch == 0:
            anchor = [q.detach().clone() for q in params]
            whole = torch.autograd.grad(loss(None), params)
        grads = list(torch.autograd.grad(loss(rows), params))
        if r["reduced"]:
            now = [q.detach().clone() for q in params]
            with torch.no_grad():
                for q, a in zip(params, anchor):
                    q.copy_(a)
            there = torch.autograd.grad(loss(rows), params)
            with torch.no_grad():
                for q, a in zip(params, now):
                    q.copy_(a)
            grads = [g + (f - t) for g, f, t in zip(grads, whole, there)]
        if r["optimizer"] == "proximal Adam":
            with torch.no_grad():
                for q, g, m, v in zip(params, grads, first, second):
                    m.mul_(0.9).add_(0.1 * g)
                    v.mul_(0.999).add_(0.001 * g * g)
                    step = lr / ((v / (1 - 0.999 ** (k + 1))).sqrt() + 1e-8)
                    q.sub_(step * m / (1 - 0.9 ** (k + 1)))
                    if q is params[0]:
                        q.copy_(soft(q, step * p.l1))
        else:
            for q, g in zip(params, grads):
                q.grad = g
            for group in o.param_groups:
                group["lr"] = lr
            o.step()
            if r["shrinks"]:
                with torch.no_grad():
                    params[0].copy_(soft(params[0], lr * p.l1))
        if r["schedule"] == "average":
            share = 1 / (max(k - r["steps"] // 2, 0) + 1)
            mean = [m + share * (q.detach() - m) for m, q in zip(mean or [torch.zeros_like(q) for q in params], params)]
    return [q.detach() if q is not None else None for q in split(mean)]


def main():
    arguments = argparse.ArgumentParser(description="The runs of a contrast in PyTorch")
    arguments.add_argument("--data", default=RUN["data"]["path"])
    arguments.add_argument("--methods", help="some of: " + "; ".join(sorted({r["method"] for r in RUN["runs"]})))
    arguments.add_argument("--json", action="store_true")
    a = arguments.parse_args()
    x, y = read(a.data)
    exact = Problem(x, y)
    out, below = [], 0
    if not a.json:
        print(f"{RUN['command']}\nexact: {RUN['exact_zeros']} zeros\n")
        print(f"{'method':18}{'schedule':11}{'gap, PyTorch':>14}{'gap, lassocheck':>17}{'zeros':>7}{'lassocheck':>12}{'support':>9}{'lassocheck':>12}")
    for r in RUN["runs"]:
        if a.methods and r["method"] not in [m.strip() for m in a.methods.split(";")]:
            continue
        w, b = (q.double() if q is not None else None for q in train(r, x, y))
        gap = (exact.whole(w, b).item() - RUN["bound"]) / RUN["null_loss"]
        kept = w.abs() >= 1e-3 * w.abs().max()
        right = [bool(k) and bool(v) for k, v in zip(kept, w != 0)] == RUN["support"]
        zeros = int((w == 0).sum())
        below += gap < -1e-12
        out.append({"method": r["method"], "schedule": r["schedule"], "gap": gap, "gap_lassocheck": r["gap"], "zeros": zeros, "zeros_lassocheck": r["zeros"], "right": right, "right_lassocheck": r["right"]})
        if not a.json:
            yes = {True: "right", False: "wrong"}
            print(f"{r['method']:18}{r['schedule']:11}{max(gap, 0):14.3g}{max(r['gap'], 0):17.3g}{zeros:7}{r['zeros']:12}{yes[right]:>9}{yes[r['right']]:>12}", flush=True)
    if a.json:
        json.dump(out, sys.stdout)
    if below:
        sys.exit(f"{below} runs lie below the certified bound")


main()
