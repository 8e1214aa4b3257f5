package optim

import "math"

// RMSprop is
//
//	v   = Alpha v + (1 - Alpha) g²
//	buf = Momentum buf + g / (sqrt(v) + Eps)
//	x  -= lr buf
//
// where Centered subtracts the square of the running mean of g from v under the
// root. Zero fields stand for PyTorch's Alpha = 0.99 and Eps = 1e-8, no momentum;
// negative ones for 0.
//
// Reference: torch.optim.RMSprop; Tieleman and Hinton, lecture 6.5 (2012); for the
// centred form Graves, arXiv 1308.0850 (2013).
type RMSprop struct {
	Alpha, Eps, Momentum, WeightDecay float64
	Centered                          bool

	v, mean, buf []float64
}

// Step moves x by one step.
func (o *RMSprop) Step(x, grad []float64, lr float64) {
	alpha, eps := orDefault(o.Alpha, 0.99), orDefault(o.Eps, 1e-8)
	v, mean, buf := state(&o.v, len(x)), state(&o.mean, len(x)), state(&o.buf, len(x))
	for j, g := range grad {
		g += o.WeightDecay * x[j]
		v[j] = alpha*v[j] + (1-alpha)*g*g
		second := v[j]
		if o.Centered {
			mean[j] = alpha*mean[j] + (1-alpha)*g
			second -= mean[j] * mean[j]
		}
		buf[j] = o.Momentum*buf[j] + g/(math.Sqrt(second)+eps)
		x[j] -= lr * buf[j]
	}
}
