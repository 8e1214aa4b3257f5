package models

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// validation is a cross-validation at work.
type validation struct {
	CrossValidation
	s       *Statement
	cv      CV
	judging *judging
}

// foldPath is the path without a fold, which it predicts.
type foldPath struct {
	rows []int // of the fold
	path *Path
	at   []blend // of each lambda of the whole path
}

// mixed is the specification with another alpha.
func (s Spec) mixed(alpha float64) Spec {
	if !s.Penalty.none {
		s.Penalty = ElasticNet(alpha)
	}
	return s
}

// wholePaths fits the paths to all rows.
func (v *validation) wholePaths(ctx context.Context) error {
	for _, alpha := range v.cv.Alphas {
		st := v.s
		if alpha != st.Alpha {
			var err error
			if st, err = v.s.Spec.mixed(alpha).State(v.s.data(), v.s.Y); err != nil {
				return err
			}
		}
		path, err := st.FitPath(ctx)
		if err == nil {
			err = complete(ctx, path, len(path.Models))
		}
		if err != nil {
			return err
		}
		c := Curve{Alpha: alpha, Statement: st, Path: path}
		for _, m := range path.Models {
			c.Lambda, c.NonZero = append(c.Lambda, m.Lambda), append(c.NonZero, len(m.Support))
		}
		v.Curves = append(v.Curves, c)
	}
	return nil
}

// complete returns an error where time ran out before the path was fitted.
func complete(ctx context.Context, path *Path, want int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, m := range path.Models {
		if err := cutShort(ctx, m.Certificate.Status); err != nil {
			return err
		}
	}
	if len(path.Models) < want {
		return context.DeadlineExceeded
	}
	return nil
}

// foldPaths fits the paths without a fold each, several at the same time.
func (v *validation) foldPaths(ctx context.Context) error {
	type job struct{ repeat, fold int }
	var jobs []job
	for r, id := range v.FoldID {
		members := make([][]int, 0, v.cv.Folds)
		for i, k := range id {
			for len(members) <= k {
				members = append(members, nil)
			}
			members[k] = append(members[k], i)
		}
		for c := range v.Curves {
			v.Curves[c].folds = append(v.Curves[c].folds, make([]foldPath, len(members)))
			for k, rows := range members {
				v.Curves[c].folds[r][k].rows = rows
			}
		}
		for k := range members {
			jobs = append(jobs, job{r, k})
		}
	}
	shared := make([]*sharedGram, len(v.FoldID))
	for r := range shared {
		shared[r] = v.share(r)
	}
	failed := make([]error, len(jobs))
	var mutex sync.Mutex
	done := 0
	kernel.Parallel(len(jobs), 1, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			j := jobs[k]
			if err := v.without(ctx, j.repeat, j.fold, shared[j.repeat]); err != nil {
				failed[k] = fmt.Errorf("models: without fold %d: %w", j.fold+1, err)
			}
			mutex.Lock()
			if done++; v.cv.Progress != nil {
				v.cv.Progress(done, len(jobs))
			}
			mutex.Unlock()
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	return cmp.Or(failed...) // the first, whichever was found first
}

// without fits the paths, one an alpha, to the rows that are not in the fold.
func (v *validation) without(ctx context.Context, repeat, fold int, shared *sharedGram) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var rows []int
	for i, k := range v.FoldID[repeat] {
		if k != fold {
			rows = append(rows, i)
		}
	}
	x := design.SelectRows(v.s.data(), rows)
	spec := v.s.only(rows)
	spec.Solver.Observe, spec.Solver.Products = nil, shared.without(fold)
	y := v.s.pick(v.s.Y, rows)
	for c := range v.Curves {
		curve := &v.Curves[c]
		st, err := spec.mixed(curve.Alpha).State(x, y)
		if err != nil {
			return err
		}
		f := &curve.folds[repeat][fold]
		own := v.cv.Alignment != Exact && v.s.Spec.Grid.Lambdas == nil
		if !own {
			st.Spec.Grid.Lambdas = v.lambdas(st, curve)
		}
		if f.path, err = st.FitPath(ctx); err != nil {
			return err
		}
		lambdas := st.Spec.Grid.Lambdas
		if own {
			lambdas = nil
			for _, m := range f.path.Models {
				lambdas = append(lambdas, m.Lambda)
			}
		}
		if err := complete(ctx, f.path, len(lambdas)); err != nil {
			return err
		}
		switch {
		case !own || v.cv.Alignment == ByFraction:
			f.at = inOrder(len(curve.Lambda), len(lambdas))
		default:
			f.at = blends(v.lambdas(st, curve), lambdas)
		}
	}
	return nil
}

// lambdas are those of a curve in the units of a fold: the same strength beside the mean
// loss.
func (v *validation) lambdas(fold *Statement, c *Curve) []float64 {
	if v.s.Spec.Convention != Raw {
		return c.Lambda
	}
	all := make([]float64, len(c.Lambda))
	for k, l := range c.Lambda {
		all[k] = l * (fold.LossUnit / v.s.LossUnit)
	}
	return all
}

// only is the specification for some of the rows.
func (s *Statement) only(rows []int) Spec {
	some := s.Spec
	some.Weights, some.Offset = pick(some.Weights, rows), s.pick(some.Offset, rows)
	return some
}

// pick returns the values of some rows, in each block where there are several.
func (s *Statement) pick(v []float64, rows []int) []float64 {
	n, _ := s.dims()
	if len(v) <= n {
		return pick(v, rows)
	}
	var some []float64
	for ; len(v) > 0; v = v[n:] {
		some = append(some, pick(v[:n], rows)...)
	}
	return some
}

// pick returns the values of some rows, nil for nil.
func pick(v []float64, rows []int) []float64 {
	if v == nil {
		return nil
	}
	some := make([]float64, len(rows))
	for k, i := range rows {
		some[k] = v[i]
	}
	return some
}
