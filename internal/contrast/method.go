package contrast

import "github.com/lassocheck/lassocheck/internal/optim"

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
	optimizer func() optim.Optimizer
}

func plain() optim.Optimizer { return &optim.SGD{} }

// Methods are the ways to train that are contrasted, in the order of the report.
var Methods = []Method{
	{Name: "GD", Multiples: []float64{0.01, 0.1, 1}, optimizer: plain},
	{Name: "SGD", Stochastic: true, Multiples: []float64{0.001, 0.01, 0.1}, optimizer: plain},
	{Name: "momentum", Stochastic: true, Multiples: []float64{0.0001, 0.001, 0.01}, optimizer: func() optim.Optimizer { return &optim.SGD{Momentum: 0.9} }},
	{Name: "RMSprop", Stochastic: true, Adaptive: true, Multiples: []float64{0.0001, 0.001, 0.01}, optimizer: func() optim.Optimizer { return &optim.RMSprop{} }},
	{Name: "Adam", Stochastic: true, Adaptive: true, Multiples: []float64{0.0001, 0.001, 0.01}, optimizer: func() optim.Optimizer { return &optim.Adam{} }},
	{Name: "AdamW", Stochastic: true, Adaptive: true, Multiples: []float64{0.0001, 0.001, 0.01}, optimizer: func() optim.Optimizer { return &optim.Adam{Decoupled: true, WeightDecay: 0.01} }},
	{Name: "proximal SGD", Stochastic: true, Proximal: true, Decay: true, Multiples: []float64{0.01, 0.1, 1}, optimizer: plain},
	{Name: "proximal SVRG", Stochastic: true, Proximal: true, Reduced: true, Multiples: []float64{0.01, 0.1, 0.3}, optimizer: plain},
	{Name: "proximal GD", Proximal: true, Multiples: []float64{1}, optimizer: plain},
}

// Decaying is gradient descent with a falling step, the textbook's subgradient
// method: the control for what a constant step does.
var Decaying = Method{Name: "GD, falling step", Decay: true, Multiples: []float64{1}, optimizer: plain}

// rate is the step size that a multiple stands for.
func (d Method) rate(m *Model, multiple float64) float64 {
	if d.Adaptive {
		return multiple * m.reach
	}
	return multiple / m.curvature
}

// schedule is the sequence of steps of a run of so many.
func (d Method) schedule(rate float64, steps int) optim.Schedule {
	if d.Decay {
		return optim.Power(rate, float64(steps)/10, 0.5)
	}
	return optim.Constant(rate)
}
