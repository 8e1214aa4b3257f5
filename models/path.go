package models

import (
	"context"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// Path is the models of a sequence of lambdas, largest first.
type Path struct {
	Models  []*Model      `json:"path"`
	Elapsed time.Duration `json:"-"`
}

// Path fits the model at every lambda of the grid, each warm-started from the one before
// and each with a certificate of its own. Lambda and LambdaRatio are not used, and
// without a penalty there is one model. Errors are those of [Spec.Fit]; where ctx is done
// first it returns ctx.Err() and, beside it, the models so far, the last with the status
// that says so.
func (s Spec) Path(ctx context.Context, x design.Design, y []float64) (*Path, error) {
	st, err := s.State(x, y)
	if err != nil {
		return nil, err
	}
	return st.FitPath(ctx)
}

// FitPath is [Spec.Path].
func (s *Statement) FitPath(ctx context.Context) (*Path, error) {
	grid := s.Spec.Grid
	if s.Spec.Penalty.none {
		grid.Lambdas = []float64{0}
	}
	lambdas := grid.Lambdas
	grid.Lambdas = slices.Clone(lambdas)
	for k := range grid.Lambdas {
		grid.Lambdas[k] *= s.LambdaUnit
	}
	r, err := solvers.Path(ctx, s.Problem, grid, s.settings())
	if r == nil || len(r.Points) == 0 {
		return nil, err
	}
	path := &Path{Models: make([]*Model, len(r.Points)), Elapsed: r.Elapsed}
	for k := range r.Points {
		pt := &r.Points[k]
		lambda := pt.Lambda / s.LambdaUnit
		if lambdas != nil {
			lambda = lambdas[k] // to the last bit
		}
		s.reconsider(ctx, s.At(lambda), pt)
		path.Models[k] = s.model(lambda, pt)
		if err == nil {
			err = cutShort(ctx, pt.Status)
		}
	}
	return path, err
}
