package naive

import "cmp"

// SGD is, with Nesterov in its second form,
//
//	g   = grad + WeightDecay x
//	buf = Momentum buf + (1 - Dampening) g      (buf = g in the first step)
//	x  -= rate buf,   or   x -= rate (g + Momentum buf).
//
// The zero value is plain gradient descent. O(n) a step; remembers one vector with
// momentum and none without.
//
// Reference: torch.optim.SGD; Robbins and Monro (1951); Polyak, Some methods of
// speeding up the convergence of iteration methods (1964); Sutskever, Martens, Dahl
// and Hinton, On the importance of initialization and momentum in deep learning (2013).
type SGD struct {
	Momentum, Dampening, WeightDecay float64
	Nesterov                         bool
}

// Validate reports knobs out of range, which are PyTorch's.
func (o SGD) Validate() error {
	return cmp.Or(
		rule(weight(o.Momentum) && weight(o.WeightDecay), "SGD needs Momentum >= 0 and WeightDecay >= 0"),
		rule(o.Dampening >= 0 && o.Dampening <= 1, "SGD needs 0 <= Dampening <= 1"),
		rule(!o.Nesterov || o.Momentum > 0 && o.Dampening == 0, "SGD with Nesterov needs a Momentum and no Dampening"))
}

// Memory returns 1 with momentum and 0 without.
func (o SGD) Memory() int {
	if o.Momentum == 0 {
		return 0
	}
	return 1
}

// Step moves x by one step.
func (o SGD) Step(x, grad, memory []float64, rate float64, t int) {
	if o.Momentum == 0 {
		for j, g := range grad {
			g = decayed(g, o.WeightDecay, x[j])
			x[j] -= rate * g
		}
		return
	}
	buf := memory[:len(x)]
	for j, g := range grad {
		g = decayed(g, o.WeightDecay, x[j])
		if t == 1 {
			buf[j] = g
		} else {
			buf[j] = o.Momentum*buf[j] + (1-o.Dampening)*g
		}
		if o.Nesterov {
			x[j] -= rate * (g + o.Momentum*buf[j])
		} else {
			x[j] -= rate * buf[j]
		}
	}
}
