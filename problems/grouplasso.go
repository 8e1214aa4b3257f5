package problems

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/prox"
)

// GroupLasso is the penalty of the group lasso and the sparse-group lasso
//
//	Omega(b) = Lambda ( Alpha ‖b‖₁ + (1-Alpha) Σ_g w_g ‖b_g‖₂ ),   0 <= Alpha <= 1,
//
// over disjoint groups of columns with weights w = Weights, 1 by default; the usual
// ones are the roots of the sizes of the groups. Alpha is 0 for the group lasso. Columns in no group, or in
// one of weight 0, have the absolute part alone, and are unpenalised where that is
// 0. Prox is exact, O(p), without allocation.
//
// References: Yuan and Lin, Model selection and estimation in regression with
// grouped variables (2006); Simon, Friedman, Hastie and Tibshirani, A sparse-group
// lasso (2013).
type GroupLasso struct {
	Lambda, Alpha float64
	Groups        [][]int
	Weights       []float64
}

func (o *GroupLasso) norm() prox.SparseGroup {
	return prox.SparseGroup{Lambda: o.Lambda, Alpha: o.Alpha, Groups: o.Groups, Weights: o.Weights}
}

func (o *GroupLasso) weight(g int) float64 {
	if o.Weights == nil {
		return 1
	}
	return o.Weights[g]
}

// Value returns Omega(b).
func (o *GroupLasso) Value(b []float64) float64 { return o.norm().Value(b) }

// Prox sets dst = prox_{gamma Omega}(x) and returns Omega(dst).
func (o *GroupLasso) Prox(dst, x []float64, gamma float64) float64 {
	return o.norm().Prox(dst, x, gamma)
}

// Conj returns 0 where thresholding u at Lambda Alpha leaves groups no longer than
// Lambda (1-Alpha) w_g and nothing outside them, and +Inf elsewhere.
func (o *GroupLasso) Conj(u []float64) float64 { return o.norm().Conj(u) }

// DualScale returns the largest s in [0, 1] with Omega*(s u) finite, a few units in
// the last place on the safe side.
func (o *GroupLasso) DualScale(u []float64) float64 { return normScale(o, o.Lambda, u) }

// normScale is DualScale for lambda times a norm: lambda over the dual norm of u.
func normScale(o Scalable, lambda float64, u []float64) float64 {
	norm := o.LambdaMax(u)
	if !(norm > lambda*(1-1e-9)) {
		return 1
	}
	s, su := min(1, lambda/norm), make([]float64, len(u))
	for shrink := 1.0; ; shrink -= 4 * vector.Eps {
		for j, v := range u {
			su[j] = s * shrink * v
		}
		if !math.IsInf(o.Conj(su), 1) || shrink < 1-1e-12 {
			return s * shrink
		}
	}
}

// LambdaMax returns the dual norm of u: the smallest Lambda that keeps all
// coefficients at 0. O(p log p) for 0 < Alpha < 1.
func (o *GroupLasso) LambdaMax(u []float64) float64 {
	most := 0.0
	if o.Alpha > 0 && len(o.Groups) == 0 {
		return vector.MaxAbs(u) / o.Alpha
	}
	if o.Alpha > 0 {
		grouped := make([]bool, len(u))
		for _, group := range o.Groups {
			for _, j := range group {
				grouped[j] = true
			}
		}
		for j, v := range u {
			if !grouped[j] {
				most = max(most, math.Abs(v)/o.Alpha)
			}
		}
	}
	var sizes []float64
	for g, group := range o.Groups {
		sizes = sizes[:0]
		for _, j := range group {
			sizes = append(sizes, math.Abs(u[j]))
		}
		most = max(most, groupRoot(sizes, o.Alpha, (1-o.Alpha)*o.weight(g)))
	}
	return most
}

// groupRoot returns the smallest t with ‖soft(v, t a)‖₂ <= t c for v >= 0, which it
// sorts; 0 if none matters. With the k largest entries above t a it is the root of
// (c² - k a²) t² + 2 a S₁ t - S₂, S their sums of powers.
func groupRoot(v []float64, a, c float64) float64 {
	if a == 0 {
		if c == 0 {
			return 0
		}
		return vector.Norm(v) / c
	}
	slices.SortFunc(v, func(x, y float64) int {
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	var s1, s2 float64
	for k, x := range v {
		s1, s2 = s1+x, s2+x*x
		n := float64(k + 1)
		t := 0.0
		if s2 > 0 {
			// The discriminant is negative only where k is too large.
			t = s2 / (a*s1 + math.Sqrt(max(0, a*a*s1*s1+(c*c-n*a*a)*s2)))
		}
		if k+1 == len(v) || t*a >= v[k+1] {
			return t
		}
	}
	return 0
}

// Flat tells whether coefficient j bears no penalty.
func (o *GroupLasso) Flat(j int) (up, down bool) {
	if o.Lambda == 0 {
		return true, true
	}
	_, _, ok := o.Unpenalised(j)
	return ok, ok
}

// rises tells whether none of p coefficients is flat.
func (o *GroupLasso) rises(p int) bool {
	if o.Lambda > 0 && o.Alpha > 0 {
		return true
	}
	for g, group := range o.Groups {
		if o.weight(g) > 0 {
			p -= len(group)
		}
	}
	return o.Lambda > 0 && o.Alpha < 1 && p == 0
}

// Unpenalised tells whether column j is in no group of positive weight, for Alpha 0.
func (o *GroupLasso) Unpenalised(j int) (lower, upper float64, ok bool) {
	lower, upper = math.Inf(-1), math.Inf(1)
	if o.Alpha > 0 {
		return lower, upper, false
	}
	for g, group := range o.Groups {
		if o.weight(g) > 0 && slices.Contains(group, j) {
			return lower, upper, false
		}
	}
	return lower, upper, true
}

// groupIndex is a group lasso that has looked up once which columns its groups hold, to
// answer for all of them in O(p).
type groupIndex struct {
	*GroupLasso
	held []bool
}

// indexed answers for p columns as o does.
func (o *GroupLasso) indexed(p int) Scalable {
	held := make([]bool, p)
	for g, group := range o.Groups {
		for _, j := range group {
			held[j] = held[j] || o.weight(g) > 0
		}
	}
	return groupIndex{o, held}
}

func (o groupIndex) Unpenalised(j int) (lower, upper float64, ok bool) {
	return math.Inf(-1), math.Inf(1), o.Alpha == 0 && !o.held[j]
}

func (o groupIndex) Flat(j int) (up, down bool) {
	free := o.Lambda == 0 || o.Alpha == 0 && !o.held[j]
	return free, free
}

// Start returns 0.
func (o *GroupLasso) Start(int) float64 { return 0 }

// WithLambda returns a copy with another strength, sharing the slices.
func (o *GroupLasso) WithLambda(lambda float64) Scalable {
	c := *o
	c.Lambda = lambda
	return &c
}

// Validate reports groups that overlap or name no column, and strengths or weights
// below zero.
func (o *GroupLasso) Validate(p int) error {
	if !(o.Lambda >= 0) || math.IsInf(o.Lambda, 1) {
		return fmt.Errorf("problems: lambda is %v; it must be finite and >= 0", o.Lambda)
	}
	if !(o.Alpha >= 0 && o.Alpha <= 1) {
		return fmt.Errorf("problems: alpha is %v; it must lie in [0, 1]", o.Alpha)
	}
	if o.Weights != nil && len(o.Weights) != len(o.Groups) {
		return fmt.Errorf("problems: %d weights for %d groups", len(o.Weights), len(o.Groups))
	}
	owner := make([]int, p)
	for g, group := range o.Groups {
		if w := o.weight(g); !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("problems: weight of group %d is %v; it must be finite and >= 0", g, w)
		}
		for _, j := range group {
			if j < 0 || j >= p {
				return fmt.Errorf("problems: group %d has column %d; there are %d columns", g, j, p)
			}
			if owner[j] > 0 {
				return fmt.Errorf("problems: column %d is in groups %d and %d; groups must be disjoint", j, owner[j]-1, g)
			}
			owner[j] = g + 1
		}
	}
	return nil
}
