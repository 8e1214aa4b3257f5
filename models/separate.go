package models

import (
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Separates tells whether m proves that the classes are separable: it is of Binomial, each
// row of class 1 has a positive linear prediction and each of class 0 a negative one, or it
// is of Multinomial, and that of the class of each row is the largest, beyond
// what rounding could do, and nothing keeps multiples of m from being fits. Then no
// coefficients are best at lambda 0, where the loss has the infimum 0, and they grow
// without bound as lambda falls to 0. False proves nothing. O(n) for each column in the
// model.
func (s *Statement) Separates(m *Model) bool {
	if s.Spec.Family != Binomial && s.Spec.Family != Multinomial || s.Spec.Offset != nil || !unbounded(s.Spec.Lower, -1) || !unbounded(s.Spec.Upper, 1) {
		return false
	}
	if s.K > 0 {
		return s.separatesSeveral(m)
	}
	z, size := links(s.Problem.X, m, len(s.Y))
	rounding := float64(len(m.Support)+2) * 0x1p-52
	for i, y := range s.Y {
		if s.Spec.Weights != nil && s.Spec.Weights[i] == 0 {
			continue
		}
		if margin := (2*y - 1) * z[i]; y != 0 && y != 1 || !(margin > rounding*size[i]) {
			return false
		}
	}
	return true
}

// links returns the linear predictions of n rows, and the sums of the sizes of their terms.
func links(x design.Design, m *Model, n int) (z, size []float64) {
	z, size = make([]float64, n), make([]float64, n)
	for i := range z {
		z[i], size[i] = m.Intercept, math.Abs(m.Intercept)
	}
	for k, j := range m.Support {
		for i, v := range design.Column(x, j) {
			z[i] += m.Coef[k] * v
			size[i] += math.Abs(m.Coef[k] * v)
		}
	}
	return z, size
}

// separatesSeveral is Separates for several classes.
func (s *Statement) separatesSeveral(m *Model) bool {
	x := s.Problem.X.(design.Stacked).X
	z, size := make([][]float64, s.K), make([][]float64, s.K)
	for k := range z {
		z[k], size[k] = links(x, m.Of(k), len(s.Y))
	}
	rounding := float64(len(m.Support)+2) * 0x1p-52
	for i, y := range s.Y {
		own := int(y)
		for k := range z {
			if counts := s.Spec.Weights == nil || s.Spec.Weights[i] != 0; counts && k != own &&
				!(z[own][i]-z[k][i] > rounding*(size[own][i]+size[k][i])) {
				return false
			}
		}
	}
	return true
}

// unbounded tells that all bounds are infinite, those above with sign 1.
func unbounded(bounds []float64, sign int) bool {
	for _, b := range bounds {
		if !math.IsInf(b, sign) {
			return false
		}
	}
	return true
}

// SeparatesFrom returns the largest lambda of a path from which on all models down to the
// last separate the classes, see [Statement.Separates], and false where the last does not.
func (s *Statement) SeparatesFrom(path []*Model) (lambda float64, ok bool) {
	for k := len(path) - 1; k >= 0 && s.Separates(path[k]); k-- {
		lambda, ok = path[k].Lambda, true
	}
	return lambda, ok
}
