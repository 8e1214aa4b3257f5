#!/usr/bin/env python3
"""The claims of lassocheck reproduce edge, put to the test again in PyTorch alone.

Each function is differentiated by autograd and run by gradient descent with constant steps. For
each claim the script prints its own verdict beside that of lassocheck; it ends with code 1 where
they differ. Use: python3 SCRIPT [--json]
"""
import json, math, sys
import torch

VERDICTS = json.loads(r"""@VERDICTS@""")
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
torch.manual_seed(7)


def descend(f, start, step, burn, tail=500):
    """Amplitude and largest slope of the last iterates, and the last two."""
    x = torch.as_tensor(start, dtype=torch.float64).clone().requires_grad_()
    first, amplitude, slope, before = None, 0.0, 0.0, None
    for k in range(burn + tail):
        (g,) = torch.autograd.grad(f(x), x)
        if k == burn:
            first = x.detach().clone()
        if k >= burn:
            slope = max(slope, g.norm().item())
        before = x.detach().clone()
        with torch.no_grad():
            x -= step * g
        if first is not None:
            amplitude = max(amplitude, (x.detach() - first).norm().item())
        if slope == 0 and g.norm() < 1e-11:
            return 0.0, 0.0, before, x.detach()  # at rest before the tail
        if not torch.isfinite(x).all() or x.abs().max() > 1e100:
            return math.inf, slope, before, x.detach()
    return amplitude, slope, before, x.detach()


def huber(x):
    return torch.nn.functional.huber_loss(x, torch.zeros_like(x), reduction="sum")


planes = torch.randn(12, 5)
planes -= planes.mean(0)
label = torch.tensor([1.0 - 2 * (i % 2) for i in range(40)])
points = torch.randn(40, 2)


def hinge(shift):
    z = torch.stack([label * points[:, 0] + shift, label * points[:, 1], label], 1)
    return lambda w: torch.clamp(1 - z @ w, min=0).sum()


rows, truth = torch.randn(14, 4), torch.randn(4)
noise = torch.randn(10).abs()
design = torch.cat([rows, rows[:10]])
response = torch.cat([rows[:10] @ truth + noise, rows[10:] @ truth, rows[:10] @ truth - noise])

sharp = {
    "|x|": (torch.abs, [math.sqrt(2)]),
    "L1 norm": (lambda x: x.abs().sum(), torch.randn(10)),
    "largest of 12 planes": (lambda x: torch.max(planes @ x), torch.randn(5)),
    "hinge loss, classes overlap": (hinge(0.5), torch.zeros(3)),
    "least absolute deviations": (lambda b: (design @ b - response).abs().sum(), torch.zeros(4)),
}
kink_but_settles = {
    "max(Huber(x), 2|x|-3)": (lambda x: torch.maximum(huber(x), 2 * x.abs().sum() - 3), [3.0]),
    "hinge loss, classes apart": (hinge(6.0), torch.zeros(3)),
    "Huber(x) + max(x, 0) from -3": (lambda x: huber(x) + torch.relu(x).sum(), [-3.0]),
    "Huber(x) + max(x, 0) from 3": (lambda x: huber(x) + torch.relu(x).sum(), [3.0]),
}
steps = [1e-2, 3e-2, 1e-1, 3e-1, 1.0]


def settled(run):
    return run[0] <= 1e-9 * max(1, run[3].norm().item())


def verdict(as_claimed, of):
    return "holds" if as_claimed == of else "fails" if as_claimed == 0 else "holds_under_conditions"


found = {}
runs = [settled(descend(f, start, s, min(int(30 / s), 2000))) for f, start in sharp.values() for s in steps]
found["sharp_minimum_never_settles"] = verdict(runs.count(False), len(runs)), f"{runs.count(True)} of {len(runs)} runs settled"

still = sum(all(settled(descend(f, start, s, min(int(60 / s), 4000))) for s in steps) for f, start in kink_but_settles.values())
found["every_kink_is_unstable"] = "fails" if still else "holds", f"{still} of {len(kink_but_settles)} counterexamples settle at every step"




def second(f):
    """The larger curvature of the two points of the limit cycle, by differences where autograd has none."""
    return lambda run: max((f(p + 1e-4) - 2 * f(p) + f(p - 1e-4)).item() / 1e-8 for p in (run[2], run[3]))


logcosh = lambda x: (x.abs() + torch.log1p(torch.exp(-2 * x.abs())) - math.log(2)).sum()
below = {}
for name, f in (("Huber", huber), ("log cosh", logcosh)):
    below[name] = sum(not settled(r) and r[0] < math.inf and second(f)(r) < 2 / s for s in (2.1, 2.5, 3.0, 4.0, 6.0, 10.0) for r in [descend(f, [math.pi], s, 4000)])
v = "fails" if below["Huber"] < 6 else "holds_under_conditions" if below["log cosh"] else "holds"
found["curvature_below_2_over_step_is_stable_fails"] = v, f"cycles below 2/step: {below['Huber']} of 6 on Huber, {below['log cosh']} of 6 on log cosh"

agree = total = above = 0
for a in [0.1 + 0.47 * k for k in range(9)]:
    for b in [0.13 + 0.47 * k for k in range(9)]:
        f = lambda x: torch.where(x < 0, a * x * x / 2, b * x * x / 2).sum()
        r = descend(f, [1.0], 1.0, 20000, 100)
        total += 1
        agree += settled(r) == (not (a > 1 and b > 1) or (1 - a) * (1 - b) < 1)
        above += settled(r) and max(a, b) > 2
found["curvature_above_2_over_step_converges"] = "fails" if not above else "holds" if agree == total else "holds_under_conditions", f"{above} of {total} settle with a curvature above 2/step; the product rule predicts {agree}"

lipschitz = {"Huber": huber, "log cosh": logcosh, "sqrt(1+x²)": lambda x: torch.sqrt(1 + x * x).sum(), "|x| - log(1+|x|)": lambda x: (x.abs() - torch.log1p(x.abs())).sum()}
cycling = under = count = 0
for f in lipschitz.values():
    for s in (2.5, 4.0, 10.0, 100.0):
        r = descend(f, [0.3], s, 3000)
        count += 1
        cycling += not settled(r) and r[0] < math.inf
        under += second(f)(r) * s < 2
found["lipschitz_c1_neither_settles_nor_diverges"] = ("fails" if cycling < count else "holds" if not under else "holds_under_conditions"), f"{cycling} of {count} cycle, {under} with a curvature below 2/step"

differ = [k for k in VERDICTS if found.get(k, ("not tried",))[0] != VERDICTS[k]]
if "--json" in sys.argv:
    print(json.dumps({k: v[0] for k, v in found.items()}))
else:
    for k, want in VERDICTS.items():
        v, why = found.get(k, ("not tried", ""))
        print(f"{k}\n  PyTorch: {v} ({why})\n  lassocheck: {want}")
sys.exit(1 if differ else 0)
