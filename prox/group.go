package prox

import (
	"cmp"
	"math"
)

// GroupL2 is the penalty of the group lasso
//
//	f(x) = Lambda Σ_g w_g ‖x_g‖₂,   w_g = Weights[g],
//
// over disjoint groups of coordinates; coordinates in no group are free. Its
// proximal operator shortens each x_g by γ Lambda w_g, and its conjugate is the
// indicator of ‖u_g‖ <= Lambda w_g (and u_j = 0 where free). The usual weights are
// the square roots of the group sizes; the default is 1. Lambda and Weights must
// not be negative. Prox is exact, O(n) and does not allocate.
//
// Reference: Yuan and Lin, Model selection and estimation in regression with
// grouped variables (2006).
type GroupL2 struct {
	Lambda  float64
	Groups  [][]int
	Weights []float64
}

func (f GroupL2) broken() string {
	return unless(f.Lambda >= 0, "prox: GroupL2 needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f GroupL2) Validate(n int) error {
	return firstOf(
		broken(f.broken()),
		nonNegative.each("GroupL2.Weights", f.Weights, len(f.Groups)),
		distinct("GroupL2.Groups", n, f.Groups...))
}

// Value returns Lambda Σ w_g ‖x_g‖.
func (f GroupL2) Value(x []float64) float64 { return f.sparse().Value(x) }

// Prox shortens each group and returns f(dst).
func (f GroupL2) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.sparse().Prox(dst, x, gamma)
}

// Conj returns 0 where ‖u_g‖ <= Lambda w_g for all g and u_j = 0 for all free j,
// and +Inf elsewhere.
func (f GroupL2) Conj(u []float64) float64 { return f.sparse().Conj(u) }

func (f GroupL2) sparse() SparseGroup {
	return SparseGroup{Lambda: f.Lambda, Groups: f.Groups, Weights: f.Weights}
}

// SparseGroup is the penalty of the sparse group lasso
//
//	f(x) = Lambda (Alpha Σ_j |x_j| + (1-Alpha) Σ_g w_g ‖x_g‖₂),   0 <= Alpha <= 1,
//
// over disjoint groups: [GroupL2] at Alpha = 0, [L1] at Alpha = 1. Coordinates in
// no group have the absolute part alone. Its proximal operator soft-thresholds
// each coordinate and then shortens each group. Lambda and Weights must not be
// negative. Prox is exact, O(n) and does not allocate.
//
// Reference: Simon, Friedman, Hastie and Tibshirani, A sparse-group lasso (2013);
// Yu, On decomposing the proximal map (2013), for the composition.
type SparseGroup struct {
	Lambda, Alpha float64
	Groups        [][]int
	Weights       []float64
}

func (f SparseGroup) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: SparseGroup needs Lambda >= 0"),
		unless(f.Alpha >= 0 && f.Alpha <= 1, "prox: SparseGroup needs 0 <= Alpha <= 1"))
}

// Validate reports what makes f unusable for n coordinates.
func (f SparseGroup) Validate(n int) error {
	return firstOf(
		broken(f.broken()),
		nonNegative.each("SparseGroup.Weights", f.Weights, len(f.Groups)),
		distinct("SparseGroup.Groups", n, f.Groups...))
}

// Value returns Lambda (Alpha Σ |x_j| + (1-Alpha) Σ w_g ‖x_g‖).
func (f SparseGroup) Value(x []float64) float64 {
	s := f.l1().Value(x)
	for g, group := range f.Groups {
		s += times(f.at(g), groupNorm(x, group))
	}
	return s
}

// Prox thresholds each coordinate, shortens each group and returns f(dst).
func (f SparseGroup) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	f.l1().Prox(dst, x, gamma)
	for g, group := range f.Groups {
		s, t := groupNorm(dst, group), gamma*f.at(g)
		c := 0.0
		if !(s <= t) { // or NaN
			c = 1 - t/s
		}
		for _, j := range group {
			dst[j] = times(c, dst[j])
		}
	}
	return f.Value(dst)
}

// Conj returns 0 where thresholding u at Lambda Alpha leaves groups no longer than
// Lambda (1-Alpha) w_g and nothing outside them, and +Inf elsewhere.
func (f SparseGroup) Conj(u []float64) float64 {
	rest := make([]float64, len(u))
	for j, v := range u {
		rest[j] = softThreshold(v, f.l1().Lambda)
	}
	for g, group := range f.Groups {
		if groupNorm(rest, group) > f.at(g) {
			return inf
		}
		for _, j := range group {
			rest[j] *= 0 // NaN stays
		}
	}
	return Zero{}.Conj(rest)
}

func (f SparseGroup) l1() L1 { return L1{Lambda: times(f.Lambda, f.Alpha)} }

func (f SparseGroup) at(g int) float64 {
	return times(f.Lambda*(1-f.Alpha), param(f.Weights, g, 1))
}

// groupNorm is the Euclidean norm of the coordinates in the group.
func groupNorm(x []float64, group []int) float64 {
	var m, s float64
	for _, j := range group {
		m = max(m, math.Abs(x[j]))
		s += x[j] * x[j]
	}
	if 1e-280 < s && s < 1e280 || m == 0 || math.IsNaN(m) {
		return math.Sqrt(s)
	}
	s = 0
	for _, j := range group {
		s += (x[j] / m) * (x[j] / m)
	}
	return m * math.Sqrt(s)
}
