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
	mixes   []*mix
	s       *Statement
	cv      CV
	judging *judging
}

// mix is what all curves of one alpha share.
type mix struct {
	alpha     float64
	statement *Statement
	path      *Path
	refits    []*Model     // of each model of the path; nil where nothing is relaxed
	folds     [][]foldPath // by repeat
}

// foldPath is the path without a fold, which it predicts.
type foldPath struct {
	rows   []int // of the fold
	path   *Path
	refits []*Model
	at     []blend // of each lambda of the whole path
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
	spec, err := v.adapted(ctx, v.s.Spec, v.s.data(), v.s.Y)
	if err != nil {
		return err
	}
	for _, alpha := range v.cv.Alphas {
		st := v.s
		if alpha != st.Alpha || v.cv.Adaptive != 0 {
			if st, err = spec.mixed(alpha).State(v.s.data(), v.s.Y); err != nil {
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
		mix := &mix{alpha: alpha, statement: st, path: path}
		if mix.refits, err = v.refits(ctx, st, path); err != nil {
			return err
		}
		v.mixes = append(v.mixes, mix)
		for _, gamma := range v.gammas() {
			c := Curve{Alpha: alpha, Gamma: gamma, Statement: st, Path: path, mix: mix}
			for _, m := range path.Models {
				c.Lambda, c.NonZero = append(c.Lambda, m.Lambda), append(c.NonZero, len(m.Support))
			}
			v.Curves = append(v.Curves, c)
		}
	}
	return nil
}

// gammas are those of the curves of one alpha.
func (v *validation) gammas() []float64 {
	if v.cv.Relax == nil {
		return []float64{1}
	}
	return v.cv.Relax
}

// refits are those of a path, if they are asked for.
func (v *validation) refits(ctx context.Context, st *Statement, path *Path) ([]*Model, error) {
	if v.cv.Relax == nil {
		return nil, nil
	}
	refits, err := st.Relax(ctx, path)
	if err == nil {
		lastRefits(refits)
	}
	return refits, err
}

// adapted is a specification with adaptive factors, if they are asked for.
func (v *validation) adapted(ctx context.Context, s Spec, x design.Design, y []float64) (Spec, error) {
	if v.cv.Adaptive == 0 {
		return s, nil
	}
	return s.Adapt(ctx, x, y, v.cv.Adaptive)
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
		for _, mix := range v.mixes {
			mix.folds = append(mix.folds, make([]foldPath, len(members)))
			for k, rows := range members {
				mix.folds[r][k].rows = rows
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
	spec, err := v.adapted(ctx, spec, x, y)
	if err != nil {
		return err
	}
	for _, mix := range v.mixes {
		st, err := spec.mixed(mix.alpha).State(x, y)
		if err != nil {
			return err
		}
		f := &mix.folds[repeat][fold]
		whole := make([]float64, len(mix.path.Models))
		for k, m := range mix.path.Models {
			whole[k] = m.Lambda
		}
		own := v.cv.Alignment != Exact && v.s.Spec.Grid.Lambdas == nil
		if !own {
			st.Spec.Grid.Lambdas = v.lambdas(st, whole)
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
			f.at = inOrder(len(whole), len(lambdas))
		default:
			f.at = blends(v.lambdas(st, whole), lambdas)
		}
		if f.refits, err = v.refits(ctx, st, f.path); err != nil {
			return err
		}
	}
	return nil
}

// lambdas are those of the whole path in the units of a fold: the same strength beside the
// mean loss.
func (v *validation) lambdas(fold *Statement, whole []float64) []float64 {
	if v.s.Spec.Convention != Raw {
		return whole
	}
	all := make([]float64, len(whole))
	for k, l := range whole {
		all[k] = l * (fold.LossUnit / v.s.LossUnit)
	}
	return all
}

// only is the specification for some of the rows.
func (s *Statement) only(rows []int) Spec {
	some := s.Spec
	some.Weights, some.Offset = pick(some.Weights, rows), s.pick(some.Offset, rows)
	if v := some.Survival; v != nil {
		some.Survival = &Survival{Status: pick(v.Status, rows), Start: pick(v.Start, rows), Strata: pick(v.Strata, rows), Ties: v.Ties}
	}
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
func pick[T any](v []T, rows []int) []T {
	if v == nil {
		return nil
	}
	some := make([]T, len(rows))
	for k, i := range rows {
		some[k] = v[i]
	}
	return some
}
