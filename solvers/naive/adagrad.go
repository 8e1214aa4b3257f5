package naive

import (
	"cmp"
	"math"
)

// Adagrad is
//
//	g  = grad + WeightDecay x
//	v += g²,   x -= rate/(1 + Decay (t-1)) g / (sqrt(v) + Eps).
//
// A zero Eps stands for PyTorch's 1e-10, a negative one for 0. O(n) a step;
// remembers one vector.
//
// Reference: torch.optim.Adagrad; Duchi, Hazan and Singer, Adaptive subgradient methods
// for online learning and stochastic optimization (2011), figure 1.
type Adagrad struct{ Eps, Decay, WeightDecay float64 }

// Validate reports knobs out of range.
func (o Adagrad) Validate() error {
	return cmp.Or(
		rule(o.Eps < math.Inf(1), "Adagrad needs a finite Eps"),
		rule(weight(o.Decay) && weight(o.WeightDecay), "Adagrad needs Decay >= 0 and WeightDecay >= 0"))
}

// Memory returns 1.
func (o Adagrad) Memory() int { return 1 }

// Step moves x by one step.
func (o Adagrad) Step(x, grad, memory []float64, rate float64, t int) {
	eps, v := orDefault(o.Eps, 1e-10), memory[:len(x)]
	step := rate / (1 + o.Decay*float64(t-1))
	for j, g := range grad {
		g = decayed(g, o.WeightDecay, x[j])
		v[j] += g * g
		x[j] -= step * g / (math.Sqrt(v[j]) + eps)
	}
}
