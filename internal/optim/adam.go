package optim

import "math"

// Adam is
//
//	m = Beta1 m + (1 - Beta1) g,   v = Beta2 v + (1 - Beta2) g²
//	x -= lr m/(1 - Beta1^t) / (sqrt(v/(1 - Beta2^t)) + Eps)
//
// with t counted from 1. With AMSGrad, v is replaced by the largest v so far. The
// WeightDecay is added to the gradient, g = grad + WeightDecay x, or, with
// Decoupled, which is AdamW, shrinks x by 1 - lr WeightDecay before the step.
//
// Zero fields stand for PyTorch's Beta1 = 0.9, Beta2 = 0.999, Eps = 1e-8 and no
// weight decay (PyTorch's AdamW has 0.01); negative ones for 0.
//
// Reference: torch.optim.Adam and AdamW; Kingma and Ba (2015), algorithm 1; Reddi,
// Kale, Kumar (2018), algorithm 2; Loshchilov and Hutter (2019), algorithm 2.
type Adam struct {
	Beta1, Beta2, Eps, WeightDecay float64
	AMSGrad, Decoupled             bool

	t          int
	m, v, vmax []float64
}

// Step moves x by one step.
func (o *Adam) Step(x, grad []float64, lr float64) {
	beta1, beta2, eps := orDefault(o.Beta1, 0.9), orDefault(o.Beta2, 0.999), orDefault(o.Eps, 1e-8)
	m, v, vmax := state(&o.m, len(x)), state(&o.v, len(x)), state(&o.vmax, len(x))
	o.t++
	step := lr / (1 - math.Pow(beta1, float64(o.t)))
	root := math.Sqrt(1 - math.Pow(beta2, float64(o.t)))
	for j, g := range grad {
		if o.Decoupled {
			x[j] *= 1 - lr*o.WeightDecay
		} else {
			g += o.WeightDecay * x[j]
		}
		m[j] = beta1*m[j] + (1-beta1)*g
		v[j] = beta2*v[j] + (1-beta2)*g*g
		second := v[j]
		if o.AMSGrad {
			vmax[j] = math.Max(vmax[j], v[j])
			second = vmax[j]
		}
		x[j] -= step * m[j] / (math.Sqrt(second)/root + eps)
	}
}
