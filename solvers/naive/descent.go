// Package naive has what deep learning trains with, as methods for [solvers.Run]: the
// optimizers of PyTorch on a (sub)gradient of everything, in full batches or seeded
// mini-batches, with their schedules and averages. They know nothing of kinks, and
// expect a gradient where there is a subdifferential; what they make of a lasso is the
// subject of this project's experiments.
//
// A method is a [Descent]: an [Oracle] for the gradient, an [Optimizer], a [Schedule]
// of rates and, if wanted, an [Averaging]. [Methods] lists some by name.
package naive

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// Oracle is a mean of functions of one observation each, known by its slopes.
type Oracle interface {
	// Len returns the number of observations.
	Len() int
	// Subgrad sets dst to a (sub)gradient at x, or to what passes for it, of the mean
	// over the observations rows, over all where rows is nil. It keeps no argument.
	Subgrad(dst, x []float64, rows []int)
}

// Descent is the training loop:
//
//	g = ∇F_B(x),   x ← Optimizer(x, g, Rate(k)),   k = 0, 1, 2, ...
//
// B is all observations where Batch is 0 or not below their number, and otherwise the
// next Batch of them in an order that is shuffled, from Seed, before each epoch of
// ⌊n/Batch⌋ steps; those left over sit the epoch out. An iterate is Steps steps, and an
// epoch where Steps is 0; it is the average of the points so far if Average is set, and
// otherwise the last.
//
// G, if set, is not differentiated but left to its proximal step, x ← prox_{Rate(k) G}(x)
// after each other: the set of constraints, or the kinks, for which the optimizer has to
// be SGD without momentum. VarianceReduction corrects each gradient by what its batch is
// off by at the epoch's first point w,
//
//	g = ∇F_B(x) + (∇F(w) - ∇F_B(w)),
//
// so that its noise vanishes at a solution.
//
// A step costs one call of the oracle, two with VarianceReduction, and O(p); there are
// no allocations after the first. With a constant rate and a kink at the solution
// nothing converges; with [InverseSqrt] the best full-batch point of a Lipschitz F is
// within O(log k/√k) of the optimum. A run never stalls: what a step does depends on its
// number too.
//
// Reference: Robbins and Monro, A stochastic approximation method (1951); Bottou, Curtis
// and Nocedal, Optimization methods for large-scale machine learning (2018), algorithm
// 4.1; for VarianceReduction Xiao and Zhang, A proximal stochastic gradient method with
// progressive variance reduction (2014).
type Descent struct {
	F                 Oracle
	Optimizer         Optimizer // nil stands for SGD{}
	Rate              Schedule
	Batch             int
	Seed              uint64
	Steps             int
	G                 prox.Function
	VarianceReduction bool
	Average           Averaging
}

var _ solvers.Validator = Descent{}

// Validate reports what makes m unusable from x0. An oracle that has a method
// Validate(n int) error is asked about n coordinates, an optimizer that has
// Validate() error about its knobs.
func (m Descent) Validate(x0 []float64) error {
	if m.F == nil || m.Rate == nil {
		return errors.New("naive: Descent needs F and Rate")
	}
	if v, ok := m.F.(interface{ Validate(n int) error }); ok {
		if err := v.Validate(len(x0)); err != nil {
			return err
		}
	}
	if v, ok := m.Optimizer.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return err
		}
	}
	return cmp.Or(
		rule(m.F.Len() > 0, "Descent needs an F of one observation or more"),
		rule(m.Batch >= 0, "Descent needs Batch > 0, or 0 for all observations"),
		rule(m.Steps >= 0, "Descent needs Steps > 0, or 0 for an epoch"),
		ratable(m.Rate(0)),
		prox.Validate(m.G, len(x0)))
}

func ratable(rate float64) error {
	if weight(rate) {
		return nil
	}
	return fmt.Errorf("naive: the first Rate of Descent is %v; it must be finite and not negative", rate)
}

// Iterates yields the point, or the average, after each Steps steps.
func (m Descent) Iterates(x0 []float64) iter.Seq[*solvers.State] {
	if err := m.Validate(x0); err != nil {
		panic(err.Error())
	}
	return func(yield func(*solvers.State) bool) {
		r := m.start(x0)
		steps := cmp.Or(m.Steps, r.epoch)
		shown := &solvers.State{X: r.x, Hidden: []float64{0}}
		if m.Average != nil {
			shown.X = r.average
		}
		for {
			for range steps {
				r.step()
			}
			shown.Hidden[0] = float64(r.k)
			if !yield(shown) {
				return
			}
		}
	}
}

// run is where a training run stands.
type run struct {
	Descent
	k, epoch                 int // steps made, and those of an epoch
	x, grad, memory, average []float64
	// The anchor of VarianceReduction: a point, the gradient there, and that of a batch.
	anchor, whole, part []float64
	rng                 *rand.Rand
	order               []int // nil for full batches
}

func (m Descent) start(x0 []float64) *run {
	n := len(x0)
	vector := func() []float64 { return make([]float64, n) }
	r := &run{Descent: m, epoch: 1, x: append(vector()[:0], x0...), grad: vector()}
	if r.Optimizer == nil {
		r.Optimizer = SGD{}
	}
	r.memory = make([]float64, r.Optimizer.Memory()*n)
	if m.Average != nil {
		r.average = vector()
	}
	if m.VarianceReduction {
		r.anchor, r.whole, r.part = vector(), vector(), vector()
	}
	if rows := m.F.Len(); m.Batch > 0 && m.Batch < rows {
		r.rng, r.order, r.epoch = rand.New(rand.NewPCG(m.Seed, 0)), make([]int, rows), rows/m.Batch
		for i := range r.order {
			r.order[i] = i
		}
	}
	return r
}

// step makes one step.
func (r *run) step() {
	at := r.k % r.epoch
	if at == 0 {
		r.begin()
	}
	var rows []int
	if r.order != nil {
		rows = r.order[at*r.Batch : (at+1)*r.Batch]
	}
	r.F.Subgrad(r.grad, r.x, rows)
	if r.VarianceReduction {
		r.F.Subgrad(r.part, r.anchor, rows)
		for j, g := range r.whole {
			r.grad[j] += g - r.part[j]
		}
	}
	rate := r.Rate(r.k)
	r.Optimizer.Step(r.x, r.grad, r.memory, rate, r.k+1)
	if r.G != nil && rate > 0 {
		r.G.Prox(r.x, r.x, rate)
	}
	if r.Average != nil {
		share := r.Average(r.k)
		for j, v := range r.x {
			r.average[j] += share * (v - r.average[j])
		}
	}
	r.k++
}

// begin begins an epoch.
func (r *run) begin() {
	if r.order != nil {
		r.rng.Shuffle(len(r.order), func(i, j int) { r.order[i], r.order[j] = r.order[j], r.order[i] })
	}
	if r.VarianceReduction {
		copy(r.anchor, r.x)
		r.F.Subgrad(r.whole, r.anchor, nil)
	}
}
