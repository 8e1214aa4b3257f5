package naive

import (
	"cmp"
	"math"
)

// RMSprop is
//
//	g   = grad + WeightDecay x
//	v   = Alpha v + (1 - Alpha) g²
//	buf = Momentum buf + g / (sqrt(v) + Eps)
//	x  -= rate buf
//
// where Centered subtracts the square of the running mean of g from v under the
// root. Zero fields stand for PyTorch's Alpha = 0.99 and Eps = 1e-8, no momentum;
// negative ones for 0. O(n) a step; remembers three vectors.
//
// Reference: torch.optim.RMSprop; Tieleman and Hinton, lecture 6.5 (2012); for the
// centred form Graves, arXiv 1308.0850 (2013).
type RMSprop struct {
	Alpha, Eps, Momentum, WeightDecay float64
	Centered                          bool
}

// Validate reports knobs out of range.
func (o RMSprop) Validate() error {
	return cmp.Or(
		rule(o.Alpha <= 1, "RMSprop needs Alpha <= 1"),
		rule(o.Eps < math.Inf(1), "RMSprop needs a finite Eps"),
		rule(weight(o.Momentum) && weight(o.WeightDecay), "RMSprop needs Momentum >= 0 and WeightDecay >= 0"))
}

// Memory returns 3.
func (o RMSprop) Memory() int { return 3 }

// Step moves x by one step.
func (o RMSprop) Step(x, grad, memory []float64, rate float64, _ int) {
	alpha, eps := orDefault(o.Alpha, 0.99), orDefault(o.Eps, 1e-8)
	v, mean, buf := vectors(memory, len(x))
	for j, g := range grad {
		g = decayed(g, o.WeightDecay, x[j])
		v[j] = alpha*v[j] + (1-alpha)*g*g
		second := v[j]
		if o.Centered {
			mean[j] = alpha*mean[j] + (1-alpha)*g
			second = math.FMA(-mean[j], mean[j], second) // as PyTorch: an overflow of the square does not make NaN
		}
		step := g / (math.Sqrt(second) + eps)
		if o.Momentum > 0 {
			buf[j] = o.Momentum*buf[j] + step
			step = buf[j]
		}
		x[j] -= rate * step
	}
}
