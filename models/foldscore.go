package models

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// score judges the predictions and counts the certificates.
func (v *validation) score() error {
	for c := range v.Curves {
		curve := &v.Curves[c]
		lambdas := len(curve.Lambda)
		curve.Mean, curve.SD = make([]float64, lambdas), make([]float64, lambdas)
		repeats := float64(len(v.FoldID))
		for r := range v.FoldID {
			repeat, err := v.repeat(curve, r)
			if err != nil {
				return err
			}
			for k := range repeat {
				curve.Mean[k] += repeat[k].mean / repeats
				curve.SD[k] += repeat[k].variance() / repeats
			}
		}
		for k := range curve.SD {
			curve.SD[k] = math.Sqrt(curve.SD[k])
			if math.IsNaN(curve.Mean[k]) { // of infinities
				curve.Mean[k], curve.SD[k] = math.Inf(1), math.Inf(1)
			}
		}
		curve.choose(v.Larger)
	}
	v.choose()
	for _, mix := range v.mixes {
		v.count(mix.path, mix.refits)
		for _, folds := range mix.folds {
			for _, f := range folds {
				v.count(f.path, f.refits)
			}
		}
	}
	return nil
}

// count counts the certificates of a path and its refits.
func (v *validation) count(p *Path, refits []*Model) {
	var last *Model
	all := slices.Clone(p.Models)
	for _, m := range refits {
		if m != last {
			all = append(all, m)
		}
		last = m
	}
	for _, m := range all {
		v.Fits++
		if m.Certificate.Status.OK() {
			v.Certified++
		}
		v.Worst = max(v.Worst, max(m.Certificate.GapRelative, 0)+m.Certificate.RoundingRelative)
	}
}

// repeat returns the moments of the measure at each lambda: over folds or over rows.
func (v *validation) repeat(c *Curve, r int) ([]moments, error) {
	total := make([]moments, len(c.Lambda))
	folds := c.mix.folds[r]
	rows := v.cv.Ungrouped || len(v.FoldID[r]) < 3*len(folds)
	all := make([][]moments, len(folds))
	failed := make([]error, len(folds))
	kernel.Parallel(len(folds), 1, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			all[k], failed[k] = v.fold(&folds[k], c.Gamma)
		}
	})
	for k, err := range failed {
		if err != nil {
			return nil, fmt.Errorf("models: fold %d: %w", k+1, err)
		}
		for l, m := range all[k] {
			if math.IsNaN(m.mean) && v.judging.fold != nil {
				return nil, fmt.Errorf("models: fold %d has nothing to compare, and so no %s: take fewer folds", k+1, v.judging.name)
			}
			if v.judging.larger() || !rows {
				m.n, m.squares = 1, 0 // a fold is one of the sample
			}
			total[l].add(m)
		}
	}
	return total, nil
}

// fold returns the moments of the measure over the rows of a fold at each lambda.
func (v *validation) fold(f *foldPath, gamma float64) ([]moments, error) {
	if v.judging.fold != nil {
		return v.judging.fold(v, f, gamma)
	}
	held := v.s.holdOut(f.rows)
	z := make([][]float64, len(f.path.Models))
	for k := range f.path.Models {
		var err error
		if z[k], err = held.relaxed(f, k, gamma); err != nil {
			return nil, err
		}
	}
	var each func(i int, z []float64) float64
	if v.judging.rows != nil {
		each = v.judging.rows(held.y)
	}
	all := make([]moments, len(f.at))
	blended := make([]float64, len(f.rows)*max(1, v.s.K))
	for l, b := range f.at {
		for i := range blended {
			blended[i] = b.of(z[b.left][i], z[b.right][i])
		}
		all[l] = v.judging.moments(held.y, blended, held.w, each)
	}
	return all, nil
}

// heldOut are the rows of a fold.
type heldOut struct {
	x            design.Design
	y, w, offset []float64 // w of ones where there are none
}

func (s *Statement) holdOut(rows []int) heldOut {
	h := heldOut{design.SelectRows(s.data(), rows), s.pick(s.Y, rows), pick(s.Spec.Weights, rows), s.pick(s.Spec.Offset, rows)}
	if h.w == nil {
		h.w = repeated(1, len(rows))
	}
	return h
}

// link is the linear prediction by a model, the offset included: a block for each of several
// responses.
func (h *heldOut) link(m *Model) (z []float64, err error) {
	if m.Responses == nil {
		z, err = m.Link(h.x)
	} else {
		var all [][]float64
		all, err = m.LinkAll(h.x)
		z = slices.Concat(all...)
	}
	for i, o := range h.offset {
		z[i] += o
	}
	return z, err
}

// relaxed is the linear prediction by model k of a path, blended with its refit.
func (h *heldOut) relaxed(f *foldPath, k int, gamma float64) ([]float64, error) {
	z, err := h.link(f.path.Models[k])
	if gamma == 1 || err != nil {
		return z, err
	}
	refit, err := h.link(f.refits[k])
	for i, v := range refit {
		z[i] = gamma*z[i] + (1-gamma)*v
	}
	return z, err
}

// OutOfFold returns the linear prediction of every row, its offset included, by the model
// at the lambda of place k that was fitted without the row's fold: the mean of the
// repeats where there are several. Several responses have a block each.
func (v *CrossValidation) OutOfFold(c *Curve, k int) ([]float64, error) {
	n := len(v.FoldID[0])
	z := make([]float64, n*max(1, v.statement.K))
	for _, folds := range c.mix.folds {
		for f := range folds {
			part := &folds[f]
			b, held := part.at[k], v.statement.holdOut(part.rows)
			left, err := held.relaxed(part, b.left, c.Gamma)
			if err != nil {
				return nil, err
			}
			right := left
			if b.right != b.left {
				if right, err = held.relaxed(part, b.right, c.Gamma); err != nil {
					return nil, err
				}
			}
			for from, e := 0, 0; from < len(z); from += n {
				for _, i := range part.rows {
					z[from+i] += b.of(left[e], right[e]) / float64(len(c.mix.folds))
					e++
				}
			}
		}
	}
	return z, nil
}
