package contrast

import (
	"math"

	"github.com/lassocheck/lassocheck/solvers/naive"
)

// Kind says what a method does about the kink.
type Kind string

// The kinds.
const (
	Naive     Kind = "differentiates the kink" // by automatic differentiation, slope 0 at 0
	Proximal  Kind = "takes its proximal step"
	Shrinking Kind = "shrinks after each step" // by a rule that is not the proximal step
	Factored  Kind = "factors it away"         // w = u v
	Orthants  Kind = "stays in an orthant"     // OWL-QN
)

// unit is what step sizes are multiples of.
type unit int

const (
	perCurvature unit = iota // 1/L
	perReach                 // c: adaptive methods step by about that much whatever the gradient
	perBoth                  // 1/(L c), for factors
)

// Method is a way to train: an optimizer, in full batches or mini-batches, on one form of
// the objective. Its step sizes are searched for, in the same way for all.
type Method struct {
	Name string
	Kind Kind
	// Batch is the size of a mini-batch in multiples of the budget's, 0 for all rows.
	Batch float64
	// Reduced corrects each mini-batch gradient by the difference between the
	// mini-batch and the full gradient at the last epoch's end, so that its noise
	// vanishes at the solution (Xiao and Zhang, A proximal stochastic gradient
	// method with progressive variance reduction, 2014).
	Reduced bool
	// Single trains in float32.
	Single bool
	unit   unit
	// optimizer returns the optimizer on a model, nil for SGD without momentum.
	optimizer func(m *Model) naive.Optimizer
	// own is a method with its own line search, which has neither a step nor a schedule.
	own func(m *Model, gradients int, done func(w []float64) bool) []float64
}

func plain(o naive.Optimizer) func(*Model) naive.Optimizer {
	return func(*Model) naive.Optimizer { return o }
}

// Methods are the ways to train that are contrasted, in the order of the report.
var Methods = []Method{
	{Name: "GD", Kind: Naive},
	{Name: "SGD", Kind: Naive, Batch: 1},
	{Name: "SGD, batch/4", Kind: Naive, Batch: 0.25},
	{Name: "SGD, batch x 4", Kind: Naive, Batch: 4},
	{Name: "SGD, float32", Kind: Naive, Batch: 1, Single: true},
	{Name: "momentum", Kind: Naive, Batch: 1, optimizer: plain(naive.SGD{Momentum: 0.9})},
	{Name: "RMSprop", Kind: Naive, Batch: 1, unit: perReach, optimizer: plain(naive.RMSprop{})},
	{Name: "Adam", Kind: Naive, Batch: 1, unit: perReach, optimizer: plain(naive.Adam{})},
	{Name: "Adam, float32", Kind: Naive, Batch: 1, unit: perReach, Single: true, optimizer: plain(naive.Adam{})},
	{Name: "AdamW", Kind: Naive, Batch: 1, unit: perReach, optimizer: plain(naive.AdamW{})},
	{Name: "AdamW, b0 free", Kind: Naive, Batch: 1, unit: perReach, optimizer: func(m *Model) naive.Optimizer { return columnDecay{columns: m.p} }},
	{Name: "L-BFGS", Kind: Naive, own: lbfgs},
	{Name: "Adam + shrink", Kind: Shrinking, Batch: 1, unit: perReach, optimizer: plain(naive.Adam{})},
	{Name: "w = u v", Kind: Factored, Batch: 1, unit: perBoth},
	{Name: "w = u v, float32", Kind: Factored, Batch: 1, unit: perBoth, Single: true},
	{Name: "proximal GD", Kind: Proximal},
	{Name: "proximal SGD", Kind: Proximal, Batch: 1},
	{Name: "proximal SVRG", Kind: Proximal, Batch: 1, Reduced: true},
	{Name: "proximal Adam", Kind: Proximal, Batch: 1, unit: perReach, optimizer: func(m *Model) naive.Optimizer { return proximalAdam{l1: m.l1} }},
	{Name: "OWL-QN", Kind: Orthants, own: owlqn},
}

func lbfgs(m *Model, gradients int, done func([]float64) bool) []float64 {
	return m.quasiNewton(gradients, false, done)
}

func owlqn(m *Model, gradients int, done func([]float64) bool) []float64 {
	return m.quasiNewton(gradients, true, done)
}

// method returns the one of that name.
func method(name string) *Method {
	for k := range Methods {
		if Methods[k].Name == name {
			return &Methods[k]
		}
	}
	panic("contrast: no method " + name)
}

// form is that of the objective which the method differentiates.
func (d *Method) form() form {
	return form{smooth: d.Kind == Proximal || d.Kind == Shrinking, factored: d.Kind == Factored, single: d.Single}
}

// shrinks tells whether a soft-thresholding by the step times l1 follows each step of the
// optimizer. For SGD that is the proximal step; proximal Adam has its own.
func (d *Method) shrinks() bool {
	return d.Kind == Shrinking || d.Kind == Proximal && d.optimizer == nil
}

// batch is the size of a mini-batch under budget b.
func (d *Method) batch(m *Model, b Budget) int {
	if d.Batch == 0 {
		return m.n
	}
	return min(max(1, int(math.Round(d.Batch*float64(b.Batch)))), m.n)
}

// rate is the step size that a multiple stands for.
func (d *Method) rate(m *Model, multiple float64) float64 {
	switch d.unit {
	case perReach:
		return multiple * m.reach
	case perBoth:
		return multiple / (m.curvature * m.reach)
	}
	return multiple / m.curvature
}

// in says what a step size is a multiple of.
func (u unit) String() string { return [...]string{"/L", " c", "/(L c)"}[u] }

// Schedule is how the step goes on from its first value in a run of so many steps. With
// Average, the iterates of the second half are averaged (stochastic weight averaging).
type Schedule struct {
	Name    string
	Average bool
	at      func(rate float64, steps int) naive.Schedule
}

// Schedules are those that each method is tried with. All but the constant one, and the
// average, end at 0 or a thousandth of the first step but for 1/sqrt(k), which ends at 3%.
var Schedules = []Schedule{
	{Name: "constant", at: func(rate float64, _ int) naive.Schedule { return naive.Constant(rate) }},
	{Name: "average", Average: true, at: func(rate float64, _ int) naive.Schedule { return naive.Constant(rate) }},
	{Name: "1/sqrt(k)", at: func(rate float64, steps int) naive.Schedule { return naive.InverseSqrt(rate, float64(steps)/1000) }},
	{Name: "1/k", at: func(rate float64, steps int) naive.Schedule { return naive.InverseTime(rate, float64(steps)/1000) }},
	{Name: "steps", at: func(rate float64, steps int) naive.Schedule { return naive.StepDecay(rate, 0.1, max(1, steps/4)) }},
	{Name: "cosine", at: naive.Cosine},
	{Name: "restarts", at: func(rate float64, steps int) naive.Schedule { return naive.WarmRestarts(rate, max(1, (steps+6)/7), 2) }},
}

// schedule returns the one of that name.
func schedule(name string) Schedule {
	for _, s := range Schedules {
		if s.Name == name {
			return s
		}
	}
	panic("contrast: no schedule " + name)
}

// Choice is a method with its schedule and its first step, a multiple of its unit.
type Choice struct {
	*Method
	Schedule Schedule
	Multiple float64
}

// Chosen is the choice of the method of that name.
func Chosen(name, by string, multiple float64) Choice {
	return Choice{method(name), schedule(by), multiple}
}
