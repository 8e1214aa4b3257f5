package solvers

import (
	"errors"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// lsq is weighted least squares with an elastic net brought to one form,
//
//	½ ‖y - X b - b_0 e‖² + Σ_j term_j(b_j),   <u, v> = c Σ_i u_i v_i,   ‖e‖ = 1,
//
// for the solvers that live on inner products of columns. Equal weights leave X
// as it is, with e = 1 and c = 1/n; otherwise rows carry √w and c = 1. The
// intercept is never a variable: columns act as if centred, <x_j - m_j e, r>, and
// b_0 follows from the residual or from the means at the end. Columns and a response
// that are far from zero have their mean taken off entry by entry, and only the
// intercept of the answer knows of it.
type lsq struct {
	problem *problems.Problem
	n, p    int
	x       design.Design
	c       float64
	e       []float64 // nil for ones
	y       []float64
	mean    []float64 // <x_j, e>, zeros without an intercept
	curv    []float64 // ‖x_j - m_j e‖²; 0 for a column that has nothing to say
	pen     *problems.ElasticNet
	shift   []float64 // taken off the columns of the data, nil for zeros
	level   float64   // taken off the response

	// The columns and the response before rows were weighted, and the weights, which sum
	// to one; nil for equal ones.
	near      design.Design
	target, w []float64
}

// fitsLSQ tells what about p is not least squares with an elastic net.
func fitsLSQ(p *problems.Problem) error {
	if _, ok := p.Fit.(*problems.LeastSquares); !ok {
		return errors.New("solvers: this method needs least squares")
	}
	if _, ok := p.Penalty.(*problems.ElasticNet); !ok {
		return errors.New("solvers: this method needs an elastic net penalty")
	}
	return nil
}

func newLSQ(p *problems.Problem) (*lsq, error) {
	if err := fitsLSQ(p); err != nil {
		return nil, err
	}
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
	n, cols := p.X.Dims()
	w := fit.NormalWeights()
	s := &lsq{problem: p, n: n, p: cols, c: 1 / float64(n), pen: pen, near: p.X, target: fit.Targets(), w: w,
		mean: make([]float64, cols), curv: make([]float64, cols)}
	if p.Intercept {
		s.near, s.shift = design.Centred(p.X, w)
		s.target, s.level = centredTargets(fit, w)
	}
	s.x, s.y = s.near, s.target
	if w != nil {
		s.c, s.e, s.y = 1, make([]float64, n), make([]float64, n)
		s.target = slices.Clone(s.target)
		for i, v := range w {
			if v == 0 {
				s.target[i] = 0 // counts for nothing, whatever it is
			}
			s.e[i] = math.Sqrt(v)
			s.y[i] = s.e[i] * s.target[i]
		}
		s.x = design.ScaleRows(s.near, s.e)
	}
	entries := n * cols
	if m, ok := p.X.(*design.CSC); ok {
		entries = len(m.Val)
	}
	kernel.Parallel(cols, s.grain(cols, entries), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			m, v := s.near.ColMoments(j, w)
			if !p.Intercept {
				s.curv[j] = v + m*m
				continue
			}
			s.mean[j] = m
			s.curv[j] = v
		}
	})
	return s, nil
}

// centredTargets returns the targets with a number taken off, and the number, where they
// are far from zero: off y first, before the offset would round it.
func centredTargets(fit *problems.LeastSquares, w []float64) (targets []float64, level float64) {
	one := func(y []float64) design.Design { return &design.Dense{N: len(y), P: 1, Data: y} }
	if y, shift := design.Centred(one(fit.Y), w); shift != nil {
		near := problems.LeastSquares{Y: y.(*design.Dense).Data, Offset: fit.Offset}
		return near.Targets(), shift[0]
	}
	targets = fit.Targets()
	if y, shift := design.Centred(one(targets), w); shift != nil {
		return y.(*design.Dense).Data, shift[0]
	}
	return targets, 0
}

// dot returns <x_j - m_j e, r> for a residual r that is centred up to its b_0.
func (s *lsq) dot(j int, r []float64, b0 float64) float64 {
	return s.c*s.x.ColDot(j, r) - s.mean[j]*b0
}

// entries returns how many entries of column j are read for a product with it.
func (s *lsq) entries(j int) int {
	if m, ok := s.x.(*design.CSC); ok {
		return m.ColPtr[j+1] - m.ColPtr[j]
	}
	return s.n
}

// grain is [kernel.Grain] for an operation on each of count columns with so many
// entries together.
func (s *lsq) grain(count, entries int) int {
	if _, ok := s.x.(*design.CSC); ok {
		entries = 4*entries + 8*count
	}
	return kernel.Grain(entries / max(1, count))
}

// stored returns ‖x_j‖, the mean left in.
func (s *lsq) stored(j int) float64 { return math.Sqrt(s.curv[j] + s.mean[j]*s.mean[j]) }

// residual sets r = y - X b - b_0 e for the best b_0, which it returns; 0 without
// an intercept.
func (s *lsq) residual(r, b []float64) (b0 float64) {
	copy(r, s.y)
	for j, v := range b {
		if v != 0 {
			s.x.ColAxpy(j, -v, r)
		}
	}
	return s.centre(r)
}

// centre makes r orthogonal to e, twice to be so in the last place, and returns
// the multiple of e taken out; it does nothing without an intercept.
func (s *lsq) centre(r []float64) (b0 float64) {
	if !s.problem.Intercept {
		return 0
	}
	for range 2 {
		var d float64
		if s.e == nil {
			d = s.c * kernel.Sum(r)
			for i := range r {
				r[i] -= d
			}
		} else {
			d = kernel.Dot(r, s.e)
			kernel.Axpy(-d, s.e, r)
		}
		b0 += d
	}
	return b0
}

// intercept returns the intercept for the data as they are, to the last place, where
// b0 is that of the coefficients b here, of columns js or, without js, of all.
func (s *lsq) intercept(b0 float64, js []int, b []float64) float64 {
	if s.shift == nil {
		return s.level + b0
	}
	var sum doubled
	sum.add(s.level)
	sum.add(b0)
	for k, v := range b {
		j := k
		if js != nil {
			j = js[k]
		}
		sum.addProduct(-s.shift[j], v)
	}
	return sum.value()
}

// loss returns ½ ‖r‖².
func (s *lsq) loss(r []float64) float64 {
	return s.c / 2 * kernel.SumSq(r)
}

// residualOf sets r to the residual whose -∇F is descent.
func (s *lsq) residualOf(r, descent []float64) {
	for i, d := range descent {
		switch {
		case s.e == nil:
			r[i] = d / s.c
		case s.e[i] == 0:
			r[i] = 0
		default:
			r[i] = d / s.e[i]
		}
	}
}
