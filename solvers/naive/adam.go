package naive

import (
	"cmp"
	"math"
)

// Adam is
//
//	g = grad + WeightDecay x
//	m = Beta1 m + (1 - Beta1) g,   v = Beta2 v + (1 - Beta2) g²
//	x -= rate m/(1 - Beta1^t) / (sqrt(v/(1 - Beta2^t)) + Eps).
//
// With AMSGrad, v is replaced by the largest v so far. Zero fields stand for PyTorch's
// Beta1 = 0.9, Beta2 = 0.999 and Eps = 1e-8, and negative ones for 0.
// O(n) a step; remembers three vectors.
//
// Reference: torch.optim.Adam; Kingma and Ba, Adam: a method for stochastic
// optimization (2015), algorithm 1; Reddi, Kale and Kumar, On the convergence of Adam
// and beyond (2018), algorithm 2.
type Adam struct {
	Beta1, Beta2, Eps, WeightDecay float64
	AMSGrad                        bool
}

// Validate reports knobs out of range.
func (o Adam) Validate() error {
	return cmp.Or(
		rule(o.Beta1 < 1 && o.Beta2 < 1, "Adam needs Beta1 < 1 and Beta2 < 1"),
		rule(o.Eps < math.Inf(1), "Adam needs a finite Eps"),
		rule(weight(o.WeightDecay), "Adam needs WeightDecay >= 0"))
}

// Memory returns 3.
func (o Adam) Memory() int { return 3 }

// Step moves x by one step.
func (o Adam) Step(x, grad, memory []float64, rate float64, t int) {
	beta1, beta2, eps := orDefault(o.Beta1, 0.9), orDefault(o.Beta2, 0.999), orDefault(o.Eps, 1e-8)
	m, v, vmax := vectors(memory, len(x))
	step := rate / (1 - math.Pow(beta1, float64(t)))
	root := math.Sqrt(1 - math.Pow(beta2, float64(t)))
	for j, g := range grad {
		g = decayed(g, o.WeightDecay, x[j])
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

// AdamW is [Adam] with the decay taken out of the gradient: x shrinks by the factor
// 1 - rate WeightDecay before each step. A zero WeightDecay stands for PyTorch's 0.01
// and a negative one for 0; the other knobs are those of Adam.
//
// It minimises no objective that has been written down: what it ends at depends on
// how the rates fall.
//
// Reference: torch.optim.AdamW; Loshchilov and Hutter, Decoupled weight decay
// regularization (2019), algorithm 2.
type AdamW struct {
	Beta1, Beta2, Eps, WeightDecay float64
	AMSGrad                        bool
}

func (o AdamW) adam() Adam {
	return Adam{Beta1: o.Beta1, Beta2: o.Beta2, Eps: o.Eps, AMSGrad: o.AMSGrad}
}

// Validate reports knobs out of range.
func (o AdamW) Validate() error {
	return cmp.Or(o.adam().Validate(), rule(o.WeightDecay < math.Inf(1), "AdamW needs a finite WeightDecay"))
}

// Memory returns 3.
func (o AdamW) Memory() int { return 3 }

// Step moves x by one step.
func (o AdamW) Step(x, grad, memory []float64, rate float64, t int) {
	shrink := 1 - rate*orDefault(o.WeightDecay, 0.01)
	for j := range x {
		x[j] *= shrink
	}
	o.adam().Step(x, grad, memory, rate, t)
}
