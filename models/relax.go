package models

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// Relax returns for each model of the path the one without penalty on the same columns:
// its bounds stay, and its certificate is that of the problem without penalty where all
// other columns are left out. Models that share a support share the refit. Models of more
// than n - 3 columns have none of their own: nil. Errors are those of [Spec.Fit]; such as
// classes that these columns separate have a refit that is not certified.
// O(n |A|²) for each support A.
//
// Reference: Meinshausen, Relaxed lasso (2007), and glmnet's relax.
func (s *Statement) Relax(ctx context.Context, path *Path) ([]*Model, error) {
	if s.K > 0 {
		return nil, fmt.Errorf("models: family %s has several responses, which are not relaxed", s.Spec.Family)
	}
	if s.Spec.Family.Several() {
		return nil, fmt.Errorf("models: family %s has several responses, whose models are not relaxed", s.Spec.Family)
	}
	refits := make([]*Model, len(path.Models))
	known := map[string]*Model{}
	n, p := s.dims()
	for k, m := range path.Models {
		if len(m.Support) > n-3 {
			continue
		}
		key := fmt.Sprint(m.Support)
		if known[key] == nil {
			spec := s.Spec
			spec.Factor = repeated(math.Inf(1), p)
			for _, j := range m.Support {
				spec.Factor[j] = 0
			}
			spec.Lambda, spec.LambdaRatio, spec.C, spec.Grid = 0, 0, 0, solvers.Grid{}
			spec.Standardize, spec.NoStandardize = false, true
			spec.Solver.Observe, spec.Solver.Products = nil, nil
			st, err := spec.State(s.data(), s.Y)
			if err != nil {
				return nil, err
			}
			if known[key], err = st.FitAt(ctx, 0); err != nil {
				return nil, err
			}
		}
		refits[k] = known[key]
	}
	return refits, nil
}

// Blend is gamma times the coefficients of a model and 1 - gamma times those of its
// refit. What it claims of itself is that both are certified: its Certificate has the
// worse of their states and gaps, and bounds of no objective, which are NaN.
func Blend(m, refit *Model, gamma float64) *Model {
	if gamma == 1 {
		return m
	}
	out := *m
	out.Gamma, out.Relaxed = gamma, true
	out.Intercept = gamma*m.Intercept + (1-gamma)*refit.Intercept
	b := make([]float64, m.Columns)
	for k, j := range m.Support {
		b[j] = gamma * m.Coef[k]
	}
	for k, j := range refit.Support {
		b[j] += (1 - gamma) * refit.Coef[k]
	}
	out.Support, out.Coef = nil, nil
	for _, j := range union(m.Support, refit.Support) {
		if b[j] != 0 {
			out.Support, out.Coef = append(out.Support, j), append(out.Coef, b[j])
		}
	}
	nan := math.NaN()
	out.Certificate.Objective, out.Certificate.Dual, out.Certificate.Gap, out.Certificate.Rounding, out.Certificate.KKT = nan, nan, nan, nan, nan
	worse := refit.Certificate
	out.Certificate.GapRelative = max(out.Certificate.GapRelative, worse.GapRelative)
	out.Certificate.RoundingRelative = max(out.Certificate.RoundingRelative, worse.RoundingRelative)
	out.Certificate.Worst = -1
	if out.Certificate.Status.OK() {
		out.Certificate.Status = worse.Status
	}
	return &out
}

// union of two lists that increase.
func union(a, b []int) []int {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// data is the design, whatever the number of responses.
func (s *Statement) data() design.Design {
	if x, ok := s.Problem.X.(design.Stacked); ok {
		return x.X
	}
	return s.Problem.X
}

// lastRefits fills in for those that are missing the last before, as glmnet does.
func lastRefits(refits []*Model) {
	for k := 1; k < len(refits); k++ {
		if refits[k] == nil {
			refits[k] = refits[k-1]
		}
	}
}
