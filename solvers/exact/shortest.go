package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
)

// shortest returns, of the solutions of least squares without penalty or bounds, which
// are many where columns depend on one another, the one of minimum norm Σ s_j² b_j², s
// the scales of the penalty; nil where b is that, or other terms are at work. Columns
// that depend on the active ones are X_A W, so that all solutions have [I W] b = b_A, and
// the shortest is S⁻² [I W]' v for the v with [I W] S⁻² [I W]' v = b_A. All columns must
// have their place in E.
func (x *Engine) shortest() []float64 {
	var missing []int
	for j, v := range x.s.Curv {
		t := x.s.Penalty.Term(j)
		if v == 0 || t.Lower == t.Upper {
			continue
		}
		if !flat(t) {
			return nil
		}
		if x.gram.pos[j] < 0 {
			missing = append(missing, j)
		}
	}
	if !x.take(missing) {
		return nil
	}
	for e := len(x.b) - len(missing); e < len(x.b); e++ {
		x.terms[e] = x.s.Penalty.Term(x.gram.cols[e])
	}
	var rest []int // of E
	for e := range x.b {
		if x.place[e] < 0 {
			if x.b[e] != 0 || !flat(x.terms[e]) {
				return nil
			}
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	scale := func(e int) float64 {
		if x.s.Penalty.Scale == nil {
			return 1
		}
		return x.s.Penalty.Scale[x.gram.cols[e]]
	}
	k := len(x.active)
	rows := make([][]float64, k) // of [I W] S⁻¹
	for i, a := range x.active {
		rows[i] = make([]float64, k+len(rest))
		rows[i][i] = 1 / scale(a)
	}
	for c, e := range rest {
		for i, w := range x.weights(e) {
			rows[i][k+c] = w / scale(e)
		}
	}
	var f factor
	v := make([]float64, k)
	for i, a := range x.active {
		cross := make([]float64, i)
		for c := range cross {
			cross[c] = kernel.Dot(rows[c], rows[i])
		}
		if !f.append(cross, 0, kernel.SumSq(rows[i])) {
			return nil
		}
		v[i] = x.b[a]
	}
	f.solve(v)
	b := make([]float64, len(x.b))
	set := func(e, c int) {
		var sum doubled.Number
		for i, row := range rows {
			sum.AddProduct(row[c], v[i])
		}
		b[e] = sum.Value() / scale(e)
	}
	for i, a := range x.active {
		set(a, i)
	}
	for c, e := range rest {
		set(e, k+c)
	}
	return b
}

// flat tells that a term is neither a penalty nor a bound.
func flat(t problems.Term) bool {
	return t.L1 == 0 && t.L2 == 0 && math.IsInf(t.Lower, -1) && math.IsInf(t.Upper, 1)
}

// weights returns the w of x_e = Σ w_a x_a + what the active columns leave of it.
func (x *Engine) weights(e int) []float64 {
	w := x.cross(nil, e)
	if x.care == thorough {
		cross, _ := x.deepCross(e)
		for k, c := range cross {
			w[k] = c.Value()
		}
	}
	x.system(w)
	return w
}
