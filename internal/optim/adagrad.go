package optim

import "math"

// Adagrad is
//
//	v += g²,   x -= lr/(1 + Decay (t-1)) g / (sqrt(v) + Eps)
//
// with t counted from 1. A zero Eps stands for PyTorch's 1e-10, a negative one
// for 0.
//
// Reference: torch.optim.Adagrad; Duchi, Hazan, Singer (2011), figure 1.
type Adagrad struct {
	Eps, Decay, WeightDecay float64

	t int
	v []float64
}

// Step moves x by one step.
func (o *Adagrad) Step(x, grad []float64, lr float64) {
	eps := orDefault(o.Eps, 1e-10)
	v := state(&o.v, len(x))
	step := lr / (1 + o.Decay*float64(o.t))
	o.t++
	for j, g := range grad {
		g += o.WeightDecay * x[j]
		v[j] += g * g
		x[j] -= step * g / (math.Sqrt(v[j]) + eps)
	}
}
