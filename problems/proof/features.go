package proof

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Verdict is what is proven of a coefficient in every optimum.
type Verdict int

const (
	Undetermined Verdict = iota
	Zero
	Positive
	Negative
)

func (v Verdict) String() string {
	return [...]string{"undetermined", "zero", "positive", "negative"}[v]
}

// Features are verdicts on all coefficients.
type Features struct {
	Verdicts []Verdict
	// Unique tells that the optimum is proven to be the only one: the columns
	// that are not proven zero are independent.
	Unique bool
	// Radius bounds |b_j - beta_j| over all optima b, +Inf where nothing is known.
	Radius []float64
}

// Features proves what it can of the optima from a point near one and a dual bound:
//
//   - zero, where the correlation stays below the penalty on the whole ball that
//     must hold the dual optimum (Fercoq, Gramfort and Salmon, Mind the duality gap,
//     2015, theorem 2; with weights and centred columns in docs/math.md);
//   - a sign, where the correlation stays above it (ridge part, bounds), or where
//     beta_j is further from 0 than from any optimum, by the strong convexity of
//     the problem in the columns that remain (beta need not be zero in the others).
//
// All is evaluated with bounds. O(np + n k² + k³) for k remaining columns.
func (b *Bounds) Features(beta []float64, d DualBound) Features {
	_, cols := b.m.X.Dims()
	f := Features{Verdicts: make([]Verdict, cols), Radius: make([]float64, cols)}
	gap := b.Prove(beta, d).Error
	reach := b.reach(d, gap)
	var rest []int
	x := design.Columns{X: b.m.X}
	for j, t := range b.terms {
		f.Radius[j] = math.Inf(1)
		reach := reach(&x, j)
		u := d.corr[j].Plus(interval.Interval{Lo: -reach, Hi: reach})
		if f.Verdicts[j] = t.verdict(u); f.Verdicts[j] == Zero {
			f.Radius[j] = math.Abs(beta[j])
		} else {
			rest = append(rest, j)
		}
	}
	root, gap := b.curvatures(beta, d, gap, f.Verdicts)
	bound, ok := b.growth(rest, gap, root)
	f.Unique = ok
	for k, j := range rest {
		if !ok {
			break
		}
		f.Radius[j] = bound[k]
		if f.Verdicts[j] == Undetermined {
			switch {
			case beta[j] > bound[k]:
				f.Verdicts[j] = Positive
			case -beta[j] > bound[k]:
				f.Verdicts[j] = Negative
			}
		}
	}
	return f
}

// verdict says what a correlation within u leaves to the coefficient: a positive
// one needs u >= l1, a negative one u <= -l1; beyond l1 it cannot be zero.
func (t exactTerm) verdict(u interval.Interval) Verdict {
	positive := t.upper > 0 && (t.lower > 0 || !(u.Hi < t.l1.Lo))
	negative := t.lower < 0 && (t.upper < 0 || !(u.Lo > -t.l1.Lo))
	switch {
	case !positive && !negative:
		return Zero
	case t.lower > 0 || t.upper > 0 && u.Lo > t.l1.Hi:
		return Positive
	case t.upper < 0 || t.lower < 0 && u.Hi < -t.l1.Hi:
		return Negative
	}
	return Undetermined
}

// spread returns an upper bound on sqrt(Σ w (x_ij - c)² / Σ_i b.w_i) for any w, with c near
// the mean where there is an intercept and 0 otherwise: how far <x_j, theta> can move
// with theta, in the metric Σ_i (Σ w / w_i) dtheta_i².
func (b *Bounds) spread(x *design.Columns, j int, weights []float64) float64 {
	row, col := x.At(j)
	c := b.centre(row, col, weights)
	unit := handy(col, c)
	var squares, others interval.Sum // others: the weight of rows not stored
	if len(col) < b.n {
		for _, w := range weights {
			others.Add(w)
		}
	}
	for k, v := range col {
		i := k
		if row != nil {
			i = int(row[k])
		}
		d := math.Abs(v - c)
		d = interval.MulUp(interval.AddUp(d, d*0x1p-52), unit)
		squares.Add(interval.MulUp(weights[i], interval.MulUp(d, d)))
		others.Add(-weights[i])
	}
	if len(col) < b.n {
		c = interval.MulUp(math.Abs(c), unit)
		squares.Add(interval.MulUp(max(others.Total().Hi, 0), interval.MulUp(c, c)))
	}
	return interval.DivUp(interval.SqrtUp(interval.DivUp(squares.Total().Hi, b.total.Lo)), unit)
}

// handy returns a power of two that takes a column less c to where squares neither
// overflow nor lose digits: 1 but for columns of extreme units.
func handy(col []float64, c float64) float64 {
	size := math.Abs(c)
	for _, v := range col {
		size = max(size, math.Abs(v-c))
	}
	if size == 0 || ordinary < size && size < 1/ordinary || math.IsInf(size, 1) {
		return 1
	}
	return math.Ldexp(1, max(-1000, min(1000, -math.Ilogb(size))))
}

// centre returns the weighted mean of a column to the last digits, or 0 without an
// intercept: the second pass is over what the first has left. Any number would be right,
// and one that is off gives away more.
func (b *Bounds) centre(row []int32, col, weights []float64) (mean float64) {
	if !b.m.Intercept {
		return 0
	}
	total := b.total.Hi
	if &weights[0] != &b.w[0] {
		total = vector.TotalWeight(weights, b.n)
	}
	if total == 0 {
		return 0
	}
	for range 2 {
		var s, stored float64
		for k, v := range col {
			i := k
			if row != nil {
				i = int(row[k])
			}
			s += weights[i] * (v - mean)
			stored += weights[i]
		}
		if len(col) < b.n {
			s -= (total - stored) * mean
		}
		mean += s / total
	}
	return mean
}

// ordinary is from where squares have all their digits.
const ordinary = 1e-145

// growth bounds |d_j| for the columns in set over all d with d'G d <= 2 gap, where
// G = X'X in the metric of root², centred where there is an intercept, plus the ridge. It
// reports whether G is proven positive definite. With columns scaled to length one,
// v near G⁻¹e_j and r = e_j - G v,
//
//	|d_j| = |v'G d + r'd| <= sqrt(2 gap) ( sqrt(v'G v) + ‖r‖ / sqrt(mu) ),  v'G v = v_j - v'r,
//
// where mu bounds the smallest eigenvalue: Cholesky's method must succeed on
// G - mu I with room for its own rounding (Rump, Verification of positive
// definiteness, 2006).
func (b *Bounds) growth(set []int, gap float64, root []float64) ([]float64, bool) {
	k := len(set)
	if k == 0 {
		return nil, true
	}
	if root == nil {
		return nil, false
	}
	// The first is dependent, and would be found so: it is there for the cost, as the second.
	if k > b.n && b.terms[set[0]].l2.Lo == 0 || k > 2000 || math.IsInf(gap, 1) {
		return nil, false
	}
	q, unit, ridge, drift := make([][]float64, k), make([]float64, k), make([]float64, k), 0.0
	metric := b.w
	if b.m.Loss != nil {
		metric = make([]float64, b.n)
		for i, r := range root {
			metric[i] = r * r
		}
	}
	x := design.Columns{X: b.m.X}
	for a, j := range set {
		row, col := x.At(j)
		c := b.centre(row, col, metric)
		handy := handy(col, c)
		q[a] = make([]float64, b.n)
		for i := range q[a] {
			q[a][i] = -c * handy
		}
		for e, v := range col {
			i := e
			if row != nil {
				i = int(row[e])
			}
			q[a][i] = (v - c) * handy
		}
		var size vector.Sum
		for i, w := range root {
			q[a][i] *= w
			size.Add(q[a][i] * q[a][i])
		}
		ridge[a] = b.terms[j].l2.Lo * handy * handy
		length := math.Sqrt(size.Total() + ridge[a])
		// Squares of a shorter one underflow, and |q| <= 1 below would not hold; of what is 0
		// or infinite NaN would prove nothing.
		if !(ordinary < length && length < 1/ordinary) {
			return nil, false
		}
		unit[a], ridge[a] = interval.DivUp(handy, length), ridge[a]/length/length
		for i := range q[a] {
			q[a][i] /= length
		}
		if b.m.Intercept {
			drift = max(drift, interval.Dot(nil, q[a], root).Size())
		}
	}
	// Entries of q are within 8 roundings, and off centre by drift; those of G,
	// with |q| <= 1, are within off.
	g, off := mat.NewSymDense(k, nil), 0.0
	for a := range k {
		for c := range a + 1 {
			v := interval.Dot(nil, q[a], q[c])
			mid := v.Lo/2 + v.Hi/2
			if a == c {
				mid += ridge[a]
			}
			g.SetSym(a, c, mid)
			off = max(off, (v.Hi-v.Lo)+0x1p-47)
		}
	}
	// In the spectral norm. It, the margin of smallestEigenvalue and the 0.9 below have room
	// for one another: no test can tell that one is missing.
	off = float64(k) * (off + 2*drift*drift)
	var chol mat.Cholesky
	if !chol.Factorize(g) {
		return nil, false
	}
	inv := mat.NewSymDense(k, nil)
	if chol.InverseTo(inv) != nil {
		return nil, false
	}
	mu := smallestEigenvalue(g, 0.9/mat.Trace(inv)) - off
	if !(mu > 0) {
		return nil, false
	}
	const slack = 1 + 0x1p-20 // for the roundings of what follows, all of one sign
	bound := make([]float64, k)
	v := make([]float64, k)
	line := make([]float64, k)
	for a := range k {
		for c := range k {
			v[c] = inv.At(a, c)
		}
		size, miss := vector.Norm(v)*slack, 0.0
		for c := range k {
			for e := range k {
				line[e] = g.At(c, e)
			}
			r := interval.Dot(nil, line, v)
			if a == c {
				r = r.Plus(interval.Point(-1))
			}
			miss += r.Size() * r.Size()
		}
		miss = (math.Sqrt(miss) + off*size) * slack
		bound[a] = interval.MulUp(math.Sqrt(2*gap)*(math.Sqrt(math.Abs(v[a])+size*miss)+miss/math.Sqrt(mu))*slack, unit[a])
	}
	return bound, true
}

// smallestEigenvalue returns a proven lower bound near mu, or -1.
func smallestEigenvalue(g *mat.SymDense, mu float64) float64 {
	k := g.SymmetricDim()
	l := make([][]float64, k)
	trace := 0.0
	for a := range k {
		l[a] = make([]float64, a+1)
		trace += g.At(a, a)
		for c := range a + 1 {
			s := g.At(a, c)
			if a == c {
				s -= mu
			}
			for e := range c {
				s -= float64(l[a][e] * l[c][e])
			}
			if a > c {
				l[a][c] = s / l[c][c]
			} else if !(s > 0) {
				return -1
			} else {
				l[a][a] = math.Sqrt(s)
			}
		}
	}
	return mu - 2*float64(k+4)*vector.Eps*trace
}
