package optim

// SGD is
//
//	g   = grad + WeightDecay x
//	buf = Momentum buf + (1 - Dampening) g      (buf = g at the first step)
//	x  -= lr buf,  or with Nesterov  x -= lr (g + Momentum buf).
//
// The zero value is plain gradient descent.
//
// Reference: torch.optim.SGD; Sutskever, Martens, Dahl, Hinton, On the importance
// of initialization and momentum in deep learning (2013).
type SGD struct {
	Momentum, Dampening, WeightDecay float64
	Nesterov                         bool

	buf []float64
}

// Step moves x by one step.
func (o *SGD) Step(x, grad []float64, lr float64) {
	first := o.buf == nil
	buf := state(&o.buf, len(x))
	for j, g := range grad {
		g += o.WeightDecay * x[j]
		if first {
			buf[j] = g
		} else {
			buf[j] = o.Momentum*buf[j] + (1-o.Dampening)*g
		}
		switch {
		case o.Momentum == 0:
			x[j] -= lr * g
		case o.Nesterov:
			x[j] -= lr * (g + o.Momentum*buf[j])
		default:
			x[j] -= lr * buf[j]
		}
	}
}
