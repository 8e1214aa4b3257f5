package proof

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Optima describes the set of all optima of a problem, from one of them. It is
// computed in float64 to a tolerance, not proven: [Features].Unique is.
type Optima struct {
	// Equicorrelation lists the columns whose correlation with the dual optimum
	// is at its limit, the only ones that any optimum can use; Rank is the rank
	// of those that no ridge holds, centred where there is an intercept.
	Equicorrelation []int
	Rank            int
	// Dependent lists the columns of the set that take part in a linear
	// dependency: duplicates, and what is collinear. Empty: the optimum is unique.
	Dependent []int
	// Lower and Upper are the range of every coefficient over all optima, equal
	// where it is the same in all; NaN where the linear program failed, and for losses
	// that are not strictly convex.
	Lower, Upper []float64
}

// Optima returns the set of all optima, given one and the dual optimum. tol is the
// relative slack of what counts as equal; 0 stands for 1e-8. Two linear programs a
// dependent column in as many variables as the null space has dimensions.
// Reference: Tibshirani, The lasso problem and uniqueness (2013), lemmas 1, 2 and
// section 2.5; docs/math.md.
func (b *Bounds) Optima(beta []float64, d DualBound, tol float64) Optima {
	if tol == 0 {
		tol = 1e-8
	}
	coef, _ := b.split(beta)
	o := Optima{Lower: append([]float64(nil), coef...), Upper: append([]float64(nil), coef...)}
	if l := b.m.Loss; l != nil && !l.concordant() { // optima may differ in their predictions
		for j := range coef {
			o.Lower[j], o.Upper[j] = math.NaN(), math.NaN()
		}
		return o
	}
	var set []int // of the equicorrelation set, what can move
	for j, t := range b.terms {
		u := d.corr[j].Lo/2 + d.corr[j].Hi/2
		slack := tol * (t.l1.Hi + math.Abs(u))
		if t.lower == t.upper || math.Abs(u) < t.l1.Lo-slack && coef[j] == 0 {
			continue
		}
		o.Equicorrelation = append(o.Equicorrelation, j)
		pinned := math.Abs(u) > t.l1.Hi+slack || math.Abs(u) < t.l1.Lo-slack // by a bound, or a ridge
		if t.l2.Hi == 0 && !pinned {
			set = append(set, j)
		}
	}
	null, unit := b.nullSpace(set, &o)
	if null == nil {
		return o
	}
	_, dim := null.Dims()
	limits, rest := b.limits(set, coef, d, null, unit)
	for a, j := range set {
		direction, moves := make([]float64, dim), 0.0
		for k := range direction {
			direction[k] = null.At(a, k)
			moves = max(moves, math.Abs(direction[k]))
		}
		if moves <= tol {
			continue
		}
		o.Dependent = append(o.Dependent, j)
		low, high := b.room(j, d)
		o.Upper[j] = min(coef[j]+unit[a]*furthest(direction, limits, rest), high)
		for k := range direction {
			direction[k] = -direction[k]
		}
		o.Lower[j] = max(coef[j]-unit[a]*furthest(direction, limits, rest), low)
	}
	return o
}

// nullSpace returns a basis of the null space of the columns in set at unit length, nil
// where they are independent, and one over their lengths. It sets Rank.
func (b *Bounds) nullSpace(set []int, o *Optima) (null *mat.Dense, unit []float64) {
	k := len(set)
	if k == 0 {
		return nil, nil
	}
	unit = make([]float64, k)
	m, v := mat.NewDense(max(b.n, k), k, nil), make([]float64, b.n)
	x := design.Columns{X: b.m.X}
	for a, j := range set {
		row, col := x.At(j)
		c := b.centre(row, col, b.w)
		for i, w := range b.w {
			v[i] = math.Sqrt(w) * (entry(row, col, i) - c)
		}
		size := floats.Norm(v, 2) // of any exponent
		if unit[a] = 1; size > 0 {
			unit[a] = 1 / size
		}
		for i := range b.w {
			if size > 0 {
				m.Set(i, a, v[i]/size)
			}
		}
	}
	var svd mat.SVD
	if !svd.Factorize(m, mat.SVDThin) {
		return nil, nil
	}
	values := svd.Values(nil)
	for _, v := range values {
		if v > 1e-13 { // the largest is between 1 and √k, or 0
			o.Rank++
		}
	}
	if o.Rank == k {
		return nil, nil
	}
	var right mat.Dense
	svd.VTo(&right)
	null = mat.NewDense(k, k-o.Rank, nil)
	for a := range k {
		for c := range k - o.Rank {
			null.Set(a, c, right.At(a, o.Rank+c))
		}
	}
	return null, unit
}

// room is the interval of coefficient j that the sign of its correlation leaves.
func (b *Bounds) room(j int, d DualBound) (low, high float64) {
	t := b.terms[j]
	switch u := d.corr[j].Lo/2 + d.corr[j].Hi/2; {
	case t.l1.Hi == 0:
		return t.lower, t.upper
	case u > 0:
		return max(t.lower, 0), t.upper
	}
	return t.lower, min(t.upper, 0)
}

// limits returns G and h >= 0 with b + U N t, U the units, an optimum exactly where
// G t <= h: signs as the correlations have them, and bounds.
func (b *Bounds) limits(set []int, coef []float64, d DualBound, null *mat.Dense, unit []float64) (g [][]float64, h []float64) {
	_, dim := null.Dims()
	add := func(a int, side, room float64) {
		line := make([]float64, dim)
		for k := range line {
			line[k] = side * null.At(a, k)
		}
		g, h = append(g, line), append(h, max(room/unit[a], 0)) // less is rounding, of which furthest may make as little
	}
	for a, j := range set {
		low, high := b.room(j, d)
		if !math.IsInf(high, 1) {
			add(a, 1, high-coef[j])
		}
		if !math.IsInf(low, -1) {
			add(a, -1, coef[j]-low)
		}
	}
	return g, h
}
