package naive

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// Objective is the objective of a problem as a mean over its observations, the kinks of
// the penalty differentiated as automatic differentiation does it, with slope 0 at 0:
//
//	F_B(b) = 1/|B| Σ_{i∈B} f_i(a_i'b) + Omega(b).
//
// It keeps a copy of the design by rows. A subgradient takes O(p) and the entries of its
// rows; it may be asked for by several goroutines.
type Objective struct {
	loss    *solvers.FiniteSum
	penalty *problems.Objective
}

// NewObjective returns the objective of p and the set that its bounds leave, the G of a
// [Descent]. It returns an error for a loss that is not smooth and a mean over
// observations, and for a penalty that is not an elastic net.
func NewObjective(p *problems.Problem) (*Objective, prox.Function, error) {
	penalty, set, err := p.Objective()
	if err != nil {
		return nil, nil, err
	}
	loss, err := solvers.NewFiniteSum(p)
	if err != nil {
		return nil, nil, err
	}
	return &Objective{loss, penalty}, set, nil
}

// Validate reports a number of coordinates that is not that of the problem.
func (o *Objective) Validate(n int) error {
	if p := o.loss.Dim(); n != p {
		return fmt.Errorf("naive: the objective has %d coordinates, not %d", p, n)
	}
	return nil
}

// Len returns the number of observations.
func (o *Objective) Len() int { return o.loss.Len() }

// Subgrad sets dst to a subgradient at x of the mean over the rows plus the penalty.
func (o *Objective) Subgrad(dst, x []float64, rows []int) {
	o.loss.Grad(dst, x, rows)
	o.penalty.AddPenalty(dst, x)
}

// FullBatch is a function as an [Oracle] of a single observation.
type FullBatch struct{ F solvers.Subdifferentiable }

// Validate reports a missing function.
func (o FullBatch) Validate(int) error { return rule(o.F != nil, "FullBatch needs F") }

// Len returns 1.
func (o FullBatch) Len() int { return 1 }

// Subgrad sets dst to a subgradient at x.
func (o FullBatch) Subgrad(dst, x []float64, _ []int) { o.F.Subgrad(dst, x) }
