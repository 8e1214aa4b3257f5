package models

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers/exact"
)

// sharedGram has the inner products of the columns that matter, by fold: those of the
// rows without a fold are the sum of all less its own, so that all folds together cost one
// Gram matrix in the place of one each. It is nil where there is nothing to share.
//
// A column that lives in one fold loses its digits in the difference; the engine finds
// that out and computes its own (see [exact.Products]).
type sharedGram struct {
	columns   []int
	folds     []sums
	all       sums
	intercept bool
}

// sums over some rows of x - m, m being the means of all rows, by weights w.
type sums struct {
	weight  float64   // Σ w
	first   []float64 // Σ w (x - m)
	squares []float64 // Σ w (x - m)(x - m)'
}

// mostShared bounds the numbers that are kept: 128 MiB.
const mostShared = 1 << 24

// share sums the products of a repeat's folds.
func (v *validation) share(repeat int) *sharedGram {
	x, dense := v.s.Problem.X.(*design.Dense)
	if !dense || v.s.Spec.Family != Gaussian {
		return nil
	}
	g := &sharedGram{intercept: v.s.Problem.Intercept, folds: make([]sums, v.Folds)}
	for _, mix := range v.mixes {
		for _, m := range mix.path.Models {
			g.columns = append(g.columns, m.Support...)
		}
	}
	slices.Sort(g.columns)
	g.columns = slices.Compact(g.columns)
	k := len(g.columns)
	if k == 0 || k*k*(v.Folds+1) > mostShared {
		return nil
	}
	w := v.s.Spec.Weights
	means := make([]float64, k)
	if g.intercept {
		normal := normalized(w)
		for a, j := range g.columns {
			means[a], _ = x.ColMoments(j, normal)
		}
	}
	rows := make([][]int, v.Folds)
	for i, fold := range v.FoldID[repeat] {
		rows[fold] = append(rows[fold], i)
	}
	kernel.Parallel(v.Folds, 1, func(lo, hi int) {
		for f := lo; f < hi; f++ {
			g.folds[f] = sumsOf(x, g.columns, means, rows[f], w)
		}
	})
	g.all = sums{first: make([]float64, k), squares: make([]float64, k*k)}
	for _, f := range g.folds {
		g.all.weight += f.weight
		kernel.Axpy(1, f.first, g.all.first)
		kernel.Axpy(1, f.squares, g.all.squares)
	}
	return g
}

// normalized are weights that sum to one, nil for nil.
func normalized(w []float64) []float64 {
	if w == nil {
		return nil
	}
	total := 0.0
	for _, v := range w {
		total += v
	}
	normal := make([]float64, len(w))
	for i, v := range w {
		normal[i] = v / total
	}
	return normal
}

// sumsOf are those of some rows.
func sumsOf(x *design.Dense, columns []int, means []float64, rows []int, w []float64) sums {
	k := len(columns)
	s := sums{weight: float64(len(rows)), first: make([]float64, k), squares: make([]float64, k*k)}
	roots := repeated(1, len(rows))
	if w != nil {
		s.weight = 0
		for e, i := range rows {
			s.weight += w[i]
			roots[e] = math.Sqrt(w[i])
		}
	}
	z := make([][]float64, k)
	for a, j := range columns {
		z[a] = make([]float64, len(rows))
		col := x.Col(j)
		for e, i := range rows {
			z[a][e] = roots[e] * (col[i] - means[a])
		}
		s.first[a] = kernel.Dot(roots, z[a])
	}
	const panel = 60
	for lo := 0; lo < k; lo += panel { // the upper triangle, and a little more
		hi := min(lo+panel, k)
		kernel.Gram(s.squares[lo*k:], k, z[:hi], z[lo:hi])
	}
	for a := range k {
		for b := range a {
			s.squares[b*k+a] = s.squares[a*k+b]
		}
	}
	return s
}

// without are the products of all rows but those of a fold.
func (g *sharedGram) without(fold int) *exact.Products {
	if g == nil {
		return nil
	}
	f, k := &g.folds[fold], len(g.columns)
	weight := g.all.weight - f.weight
	first := make([]float64, k)
	for a := range first {
		first[a] = g.all.first[a] - f.first[a]
	}
	p := &exact.Products{Columns: g.columns, G: make([]float64, k*k)}
	for a := range k {
		for b := range k {
			v := g.all.squares[a*k+b] - f.squares[a*k+b]
			if g.intercept {
				v -= first[a] * first[b] / weight
			}
			p.G[a*k+b] = v / weight
		}
	}
	return p
}
