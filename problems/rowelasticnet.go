package problems

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// RowElasticNet is the penalty that keeps or drops a feature for all K responses together,
//
//	Omega(B) = Lambda Σ_j f_j ( Alpha ‖s_j b_j‖₂ + (1-Alpha)/2 ‖s_j b_j‖₂² ),
//
// over the rows b_j of the coefficients, K neighbours each as in a [design.Stacked], with
// penalty factors f = Factor and units s = Scale, one a row. It is what glmnet calls
// grouped (mgaussian, and multinomial with type.multinomial = "grouped") and scikit-learn
// MultiTaskElasticNet. A factor of 0 leaves a row free, as the intercepts must be; +Inf, or
// a scale of 0, excludes it. Nil slices stand for ones. K must be at least 1.
//
// The conjugate is Σ_j max(‖u_j‖ - L1, 0)²/(2 L2) for L1 and L2 as of [RowElasticNet.Term],
// +Inf where L2 is 0 and ‖u_j‖ > L1. Prox is exact, O(p), without allocation.
//
// Reference: Obozinski, Taskar and Jordan, Joint covariate selection and joint subspace
// selection for multiple classification problems (2010).
type RowElasticNet struct {
	Lambda, Alpha float64
	K             int
	Factor, Scale []float64
}

// Term returns the restriction to row j, L1 ‖b‖ + L2/2 ‖b‖². An excluded row is held at 0.
func (o *RowElasticNet) Term(j int) (l1, l2 float64, excluded bool) {
	l1, l2 = o.Lambda*o.Alpha, o.Lambda*(1-o.Alpha)
	if o.Scale != nil {
		s := o.Scale[j]
		l1, l2, excluded = l1*s, l2*s*s, s == 0
	}
	if o.Factor != nil {
		if f := o.Factor[j]; math.IsInf(f, 1) {
			excluded = true
		} else {
			l1, l2 = l1*f, l2*f
		}
	}
	return l1, l2, excluded
}

// rows calls f with every row of v and its terms.
func (o *RowElasticNet) rows(v []float64, f func(row []float64, l1, l2 float64, excluded bool)) {
	for j := 0; (j+1)*o.K <= len(v); j++ {
		l1, l2, excluded := o.Term(j)
		f(v[j*o.K:(j+1)*o.K], l1, l2, excluded)
	}
}

// rowNorm is ‖v‖₂ without overflow or underflow.
func rowNorm(v []float64) float64 {
	if s := vector.Norm(v); s > 1e-145 && s < 1e145 {
		return s
	}
	m := vector.MaxAbs(v)
	if m == 0 || math.IsInf(m, 1) {
		return m
	}
	s := 0.0
	for _, x := range v {
		s += (x / m) * (x / m)
	}
	return m * math.Sqrt(s)
}

// Value returns Omega(b), +Inf where an excluded row is not zero.
func (o *RowElasticNet) Value(b []float64) float64 {
	var s vector.Sum
	o.rows(b, func(row []float64, l1, l2 float64, excluded bool) {
		switch size := rowNorm(row); {
		case size == 0:
		case excluded:
			s.Add(math.Inf(1))
		default:
			s.Add(l1*size + l2/2*size*size)
		}
	})
	return s.Total()
}

// Prox shortens every row by gamma L1, divides it by 1 + gamma L2, and returns Omega(dst).
func (o *RowElasticNet) Prox(dst, x []float64, gamma float64) float64 {
	if len(dst) != len(x) {
		panic("problems: dst and x differ in length")
	}
	if !(gamma > 0) {
		panic("problems: gamma must be positive")
	}
	copy(dst, x)
	o.rows(dst, func(row []float64, l1, l2 float64, excluded bool) {
		size, c := rowNorm(row), 0.0
		if !(size <= gamma*l1) && !excluded { // or NaN
			c = (1 - gamma*l1/size) / (1 + gamma*l2)
		}
		for k := range row {
			row[k] *= c
		}
	})
	return o.Value(dst)
}

// Conj returns Omega*(u).
func (o *RowElasticNet) Conj(u []float64) float64 {
	var s vector.Sum
	o.rows(u, func(row []float64, l1, l2 float64, excluded bool) {
		over := rowNorm(row) - l1
		switch {
		case excluded || over <= 0:
		case l2 == 0:
			s.Add(math.Inf(1))
		default:
			s.Add(over / l2 * over / 2)
		}
	})
	return s.Total()
}

// DualScale returns the largest s in [0, 1] with Omega*(s u) finite, a few units in the
// last place on the safe side.
func (o *RowElasticNet) DualScale(u []float64) float64 {
	s := 1.0
	o.rows(u, func(row []float64, l1, l2 float64, excluded bool) {
		if size := rowNorm(row); l2 == 0 && !excluded && size > l1 {
			s = min(s, l1/size*(1-4*vector.Eps))
		}
	})
	return s
}

// rises tells that no row is flat, without asking each.
func (o *RowElasticNet) rises(int) bool { return o.Lambda > 0 && o.Factor == nil }

// Flat tells whether the row of coefficient i bears no penalty.
func (o *RowElasticNet) Flat(i int) (up, down bool) {
	l1, l2, excluded := o.Term(i / o.K)
	free := l1 == 0 && l2 == 0 && !excluded
	return free, free
}

// Unpenalised tells whether the factor of the row of coefficient i is 0.
func (o *RowElasticNet) Unpenalised(i int) (lower, upper float64, ok bool) {
	j := i / o.K
	return math.Inf(-1), math.Inf(1), o.Factor != nil && o.Factor[j] == 0 && (o.Scale == nil || o.Scale[j] != 0)
}

// Start returns 0.
func (o *RowElasticNet) Start(int) float64 { return 0 }

// WithLambda returns a copy with another strength, sharing the slices.
func (o *RowElasticNet) WithLambda(lambda float64) Scalable {
	c := *o
	c.Lambda = lambda
	return &c
}

// LambdaMax returns the smallest Lambda that keeps all penalised rows at 0:
// max_j ‖u_j‖/(Alpha f_j s_j), with Alpha at least 1e-3.
func (o *RowElasticNet) LambdaMax(u []float64) float64 {
	unit := RowElasticNet{1, max(o.Alpha, minAlpha), o.K, o.Factor, o.Scale}
	most := 0.0
	unit.rows(u, func(row []float64, l1, _ float64, excluded bool) {
		if size := rowNorm(row); l1 > 0 && !excluded {
			most = max(most, size/l1)
		}
	})
	return most
}

// Validate reports a p that is no multiple of K, slices of the wrong length, and
// strengths, factors or scales below zero.
func (o *RowElasticNet) Validate(p int) error {
	if o.K < 1 || p%o.K != 0 {
		return fmt.Errorf("problems: %d coefficients do not make rows of %d", p, o.K)
	}
	return (&ElasticNet{Lambda: o.Lambda, Alpha: o.Alpha, Factor: o.Factor, Scale: o.Scale}).Validate(p / o.K)
}
