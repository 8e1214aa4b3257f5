package models

import (
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// The measures of Cox, of folds and not of rows: a row alone has no partial likelihood.

// coxDeviance is what the rows of a fold add to the deviance: that of all rows less that
// of the others, by the model without the fold, over the weight of its events. It is
// cv.glmnet's of grouped folds.
func (v *validation) coxDeviance(f *foldPath, gamma float64) ([]moments, error) {
	inside := make(map[int]bool, len(f.rows))
	for _, i := range f.rows {
		inside[i] = true
	}
	var others []int
	for i := range v.s.Y {
		if !inside[i] {
			others = append(others, i)
		}
	}
	part := v.s.only(others)
	rest := v.s.Spec.Family.row().loss(&part, pick(v.s.Y, others))
	return v.byFold(f, gamma, upTo(len(v.s.Y)), v.s.events(f.rows), func(z []float64) float64 {
		whole := deviance(v.s.Problem.Fit, z) - deviance(rest, pick(z, others))
		return whole / v.s.events(f.rows)
	})
}

// deviance is 2 (F(z) - inf F) for each row.
func deviance(fit problems.DataFit, z []float64) float64 {
	return 2 * float64(len(z)) * (fit.Value(z) + fit.Conj(make([]float64, len(z))))
}

// events is the weight of the events of some rows.
func (s *Statement) events(rows []int) (total float64) {
	for _, i := range rows {
		w := 1.0
		if s.Spec.Weights != nil {
			w = s.Spec.Weights[i]
		}
		total += w * s.Spec.Survival.Status[i]
	}
	return total
}

// coxConcordance is Harrell's over the rows of the fold, offsets included.
func (v *validation) coxConcordance(f *foldPath, gamma float64) ([]moments, error) {
	part, held := v.s.only(f.rows), v.s.holdOut(f.rows)
	weight := 0.0
	for _, w := range held.w {
		weight += w
	}
	return v.byFold(f, gamma, f.rows, weight, func(z []float64) float64 {
		for i, o := range held.offset {
			z[i] += o
		}
		return part.Survival.concordance(held.y, z, held.w)
	})
}

// byFold judges the linear predictions of some rows, offsets left out, by the models of a
// path at each lambda.
func (v *validation) byFold(f *foldPath, gamma float64, rows []int, weight float64, judge func(z []float64) float64) ([]moments, error) {
	h := heldOut{x: v.s.Problem.X}
	if len(rows) < len(v.s.Y) {
		h.x = design.SelectRows(v.s.Problem.X, rows)
	}
	all := make([]moments, len(f.at))
	blended := make([]float64, len(rows))
	for l, b := range f.at {
		left, err := h.relaxed(f, b.left, gamma)
		if err != nil {
			return nil, err
		}
		right := left
		if b.right != b.left {
			if right, err = h.relaxed(f, b.right, gamma); err != nil {
				return nil, err
			}
		}
		for i := range blended {
			blended[i] = b.of(left[i], right[i])
		}
		all[l] = moments{n: 1, weight: weight, mean: judge(blended)}
	}
	return all, nil
}
