package contrast

import "github.com/lassocheck/lassocheck/solvers/naive"

// Method is a way to train: an optimizer, full-batch or on mini-batches, with the
// step sizes that it gets to try.
type Method struct {
	Name       string
	Stochastic bool
	// Proximal leaves the kinked term to its proximal step; all others
	// differentiate it.
	Proximal bool
	// Reduced corrects each mini-batch gradient by the difference between the
	// mini-batch and the full gradient at the last epoch's end, so that its noise
	// vanishes at the solution (Xiao and Zhang, A proximal stochastic gradient
	// method with progressive variance reduction, 2014).
	Reduced bool
	// Adaptive step sizes are multiples of the size of a coefficient, since these
	// methods step by about that much whatever the gradient; the others are
	// multiples of 1/L.
	Adaptive bool
	// Decay lets the step fall, as 1/sqrt(k) from a tenth of the run on.
	Decay     bool
	Multiples []float64
	// Optimizer is SGD without momentum where it is nil.
	Optimizer naive.Optimizer
}

// Methods are the ways to train that are contrasted, in the order of the report.
var Methods = []Method{
	{Name: "GD", Multiples: []float64{0.01, 0.1, 1}},
	{Name: "SGD", Stochastic: true, Multiples: []float64{0.001, 0.01, 0.1}},
	{Name: "momentum", Stochastic: true, Multiples: []float64{0.0001, 0.001, 0.01}, Optimizer: naive.SGD{Momentum: 0.9}},
	{Name: "RMSprop", Stochastic: true, Adaptive: true, Multiples: []float64{0.0001, 0.001, 0.01}, Optimizer: naive.RMSprop{}},
	{Name: "Adam", Stochastic: true, Adaptive: true, Multiples: []float64{0.0001, 0.001, 0.01}, Optimizer: naive.Adam{}},
	{Name: "AdamW", Stochastic: true, Adaptive: true, Multiples: []float64{0.0001, 0.001, 0.01}, Optimizer: naive.AdamW{}},
	{Name: "proximal SGD", Stochastic: true, Proximal: true, Decay: true, Multiples: []float64{0.01, 0.1, 1}},
	{Name: "proximal SVRG", Stochastic: true, Proximal: true, Reduced: true, Multiples: []float64{0.01, 0.1, 0.3}},
	{Name: "proximal GD", Proximal: true, Multiples: []float64{1}},
}

// Decaying is gradient descent with a falling step, the textbook's subgradient
// method: the control for what a constant step does.
var Decaying = Method{Name: "GD, falling step", Decay: true, Multiples: []float64{1}}

// rate is the step size that a multiple stands for.
func (d Method) rate(m *Model, multiple float64) float64 {
	if d.Adaptive {
		return multiple * m.reach
	}
	return multiple / m.curvature
}

// schedule is the sequence of steps of a run of so many.
func (d Method) schedule(rate float64, steps int) naive.Schedule {
	if d.Decay {
		return naive.InverseSqrt(rate, float64(steps)/10)
	}
	return naive.Constant(rate)
}
