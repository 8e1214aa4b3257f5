// Package lsq brings weighted least squares with an elastic net to one form, for the
// solvers that live on inner products of columns.
package lsq

import (
	"errors"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Problem is weighted least squares with an elastic net brought to one form,
//
//	½ ‖y - X b - b_0 e‖² + Σ_j term_j(b_j),   <u, v> = c Σ_i u_i v_i,   ‖e‖ = 1,
//
// with y = Y, e = E, c = C. Equal weights leave X as it is, with e = 1 and c = 1/n;
// otherwise rows carry √w and c = 1. The intercept is never a variable: columns act as if centred, <x_j - m_j e, r>, and
// b_0 follows from the residual or from the means at the end. Columns and a response
// that are far from zero have their mean taken off entry by entry, and only the
// intercept of the answer knows of it.
type Problem struct {
	Intercept bool
	N, P      int
	X         design.Design
	C         float64
	E         []float64 // nil for ones
	Y         []float64
	Mean      []float64 // <x_j, e>, zeros without an intercept
	Curv      []float64 // ‖x_j - m_j e‖²; 0 for a column that has nothing to say
	Penalty   *problems.ElasticNet
	shift     []float64 // taken off the columns of the data, nil for zeros
	level     float64   // taken off the response

	// The columns and the response before rows were weighted, and the weights, which sum
	// to one; nil for equal ones.
	Near      design.Design
	Target, W []float64
}

// Fits returns an error that says what about p is not least squares with an elastic net.
func Fits(p *problems.Problem) error {
	if _, ok := p.Fit.(*problems.LeastSquares); !ok {
		return errors.New("solvers: this method needs least squares")
	}
	if _, ok := p.Penalty.(*problems.ElasticNet); !ok {
		return errors.New("solvers: this method needs an elastic net penalty")
	}
	return nil
}

// New returns the form of p, or the error of [Fits]. It costs two passes over the data.
func New(p *problems.Problem) (*Problem, error) {
	if err := Fits(p); err != nil {
		return nil, err
	}
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
	n, cols := p.X.Dims()
	w := fit.NormalWeights()
	s := &Problem{Intercept: p.Intercept, N: n, P: cols, C: 1 / float64(n), Penalty: pen, Near: p.X, Target: fit.Targets(), W: w,
		Mean: make([]float64, cols), Curv: make([]float64, cols)}
	if p.Intercept {
		s.Near, s.shift = design.Centred(p.X, w)
		s.Target, s.level = centredTargets(fit, w)
	}
	s.X, s.Y = s.Near, s.Target
	if w != nil {
		s.C, s.E, s.Y = 1, make([]float64, n), make([]float64, n)
		s.Target = slices.Clone(s.Target)
		for i, v := range w {
			if v == 0 {
				s.Target[i] = 0 // counts for nothing, whatever it is
			}
			s.E[i] = math.Sqrt(v)
			s.Y[i] = s.E[i] * s.Target[i]
		}
		s.X = design.ScaleRows(s.Near, s.E)
	}
	entries := n * cols
	if m, ok := p.X.(*design.CSC); ok {
		entries = len(m.Val)
	}
	kernel.Parallel(cols, s.Grain(cols, entries), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			m, v := s.Near.ColMoments(j, w)
			if !p.Intercept {
				s.Curv[j] = v + m*m
				continue
			}
			s.Mean[j] = m
			s.Curv[j] = v
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

// Dot returns <x_j - m_j e, r> for a residual r that is centred up to its b_0.
func (s *Problem) Dot(j int, r []float64, b0 float64) float64 {
	return s.C*s.X.ColDot(j, r) - s.Mean[j]*b0
}

// Entries returns how many entries of column j are read for a product with it.
func (s *Problem) Entries(j int) int {
	if m, ok := s.X.(*design.CSC); ok {
		return m.ColPtr[j+1] - m.ColPtr[j]
	}
	return s.N
}

// Grain is [kernel.Grain] for an operation on each of count columns with so many
// entries together.
func (s *Problem) Grain(count, entries int) int {
	if _, ok := s.X.(*design.CSC); ok {
		entries = 4*entries + 8*count
	}
	return kernel.Grain(entries / max(1, count))
}

// Length returns ‖x_j‖, the mean left in.
func (s *Problem) Length(j int) float64 { return math.Sqrt(s.Curv[j] + s.Mean[j]*s.Mean[j]) }

// Residual sets r = y - X b - b_0 e for the best b_0, which it returns; 0 without
// an intercept.
func (s *Problem) Residual(r, b []float64) (b0 float64) {
	copy(r, s.Y)
	for j, v := range b {
		if v != 0 {
			s.X.ColAxpy(j, -v, r)
		}
	}
	return s.Centre(r)
}

// Centre makes r orthogonal to e, twice to be so in the last place, and returns
// the multiple of e taken out; it does nothing without an intercept.
func (s *Problem) Centre(r []float64) (b0 float64) {
	if !s.Intercept {
		return 0
	}
	for range 2 {
		var d float64
		if s.E == nil {
			d = s.C * kernel.Sum(r)
			for i := range r {
				r[i] -= d
			}
		} else {
			d = kernel.Dot(r, s.E)
			kernel.Axpy(-d, s.E, r)
		}
		b0 += d
	}
	return b0
}

// InterceptOf returns the intercept for the data as they are, to the last place, where
// b0 is that of the coefficients b here, of columns js or, without js, of all.
func (s *Problem) InterceptOf(b0 float64, js []int, b []float64) float64 {
	if s.shift == nil {
		return s.level + b0
	}
	var sum doubled.Number
	sum.Add(s.level)
	sum.Add(b0)
	for k, v := range b {
		j := k
		if js != nil {
			j = js[k]
		}
		sum.AddProduct(-s.shift[j], v)
	}
	return sum.Value()
}

// Loss returns ½ ‖r‖².
func (s *Problem) Loss(r []float64) float64 {
	return s.C / 2 * kernel.SumSq(r)
}

// ResidualOf sets r to the residual whose -∇F is descent.
func (s *Problem) ResidualOf(r, descent []float64) {
	for i, d := range descent {
		switch {
		case s.E == nil:
			r[i] = d / s.C
		case s.E[i] == 0:
			r[i] = 0
		default:
			r[i] = d / s.E[i]
		}
	}
}
