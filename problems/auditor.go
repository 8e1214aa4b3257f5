package problems

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Finding is a certificate with what led to it.
type Finding struct {
	Certificate
	Descent []float64 // -∇F(z), an entry an observation
	// Slopes is X'Descent, an entry a column; exactly 0 for a column that the
	// projection of Descent has made orthogonal by no more than rounding.
	Slopes []float64
	// Beyond holds, of an [ElasticNet], the columns, increasing, whose slope is more
	// than the kink at zero holds, or whose bounds leave zero out. At an optimum these
	// are columns of the support or at a bound, or excluded ones.
	Beyond []int

	counted []int // of an [ElasticNet], the columns that were looked at closely
}

// Auditor certifies points of problems that share one design, several in one pass
// over it, and keeps what it learns of the columns, and 4n + 2p floats a point. It is
// not safe for concurrent use. The slices in its findings are overwritten by its next
// audit.
type Auditor struct {
	x       design.Design
	cases   []dualPoint
	program *program // of losses with kinks, the last one

	// For the bounds on rounding, see measure.
	norms   []float64 // ‖x_j‖ over the rows that have a weight, from above
	silent  []float64 // the weights, where some are zero
	fullest int       // the column with the most entries stored
	reach   float64   // the largest ‖x_j‖ / scale_j
	scale   []float64 // of that
	least   float64   // what underflow adds to a slope
	blocks  bool      // the slopes are computed by blocks of rows
}

// NewAuditor returns an auditor of points on x.
func NewAuditor(x design.Design) *Auditor {
	return &Auditor{x: x}
}

// Audit certifies points[k] of ps[k] for every k, as [Problem.Certify] does. X must be
// the auditor's in all of ps. It takes one pass over the supports for the predictions
// and one over X for the slopes of every eight points (four, where the projection
// moves their gradients). It panics on a point that is none of its problem.
func (a *Auditor) Audit(ps []*Problem, points []SparseBeta) []Finding {
	out := a.audit(ps, points)
	for k, p := range ps {
		if p.equated() || out[k].strained(p) {
			beta := make([]float64, p.Dim())
			points[k].Beta(beta, p.Intercept)
			theta := []float64(nil)
			if g, _ := a.programOf(p); g != nil {
				theta = out[k].Theta
			}
			if c, ok := a.extended(p, beta, theta, out[k].counted); ok {
				c.KKT, c.Worst = out[k].KKT, out[k].Worst
				out[k].Certificate = c
			}
		}
	}
	return out
}

// audit is Audit where no free column needs more.
func (a *Auditor) audit(ps []*Problem, points []SparseBeta) []Finding {
	if len(ps) != len(points) {
		panic("problems: an audit needs one point a problem")
	}
	if len(ps) == 0 {
		return nil
	}
	n, p := a.x.Dims()
	pure := true // evaluating fit and penalty keeps no buffers
	for k, q := range ps {
		points[k].check(q)
		_, fit := q.Fit.(*LeastSquares)
		_, pen := q.Penalty.(*ElasticNet)
		pure = pure && fit && pen
	}
	for len(a.cases) < len(ps) {
		a.cases = append(a.cases, dualPoint{})
	}
	cases := a.cases[:len(ps)]
	z := make([][]float64, len(ps))
	for k := range cases {
		cases[k].resize(n)
		z[k] = cases[k].z
	}
	predict(z, a.x, points)
	each := func(entries int, f func(k int)) { // of the passes over them
		grain := kernel.Grain(entries)
		if !pure {
			grain = len(ps)
		}
		kernel.Parallel(len(ps), grain, func(lo, hi int) {
			for k := lo; k < hi; k++ {
				f(k)
			}
		})
	}
	each(16*n, func(k int) {
		if g, cols := a.programOf(ps[k]); g != nil {
			cases[k].deriveVertex(ps[k], points[k], g, cols)
		} else {
			cases[k].derive(ps[k])
		}
	})
	var u, v [][]float64
	for k := range cases {
		w := &cases[k]
		w.u = room(w.u, p)
		w.slopes = w.u
		u, v = append(u, w.u), append(v, w.theta)
		if w.moved { // the optimality conditions are about the gradient itself
			w.apart = room(w.apart, p)
			w.slopes = w.apart
			u, v = append(u, w.slopes), append(v, w.descent)
		}
	}
	design.MulTransMany(u, a.x, v)
	a.blocks = len(v) > 1
	a.measure(ps...)
	out := make([]Finding, len(ps))
	each(16*n+4*p, func(k int) { out[k] = cases[k].judge(ps[k], points[k], a) })
	return out
}

// room returns v with n entries of any content.
func room(v []float64, n int) []float64 { return slices.Grow(v[:0], n)[:n] }

// measure finds what the bounds on rounding need of the columns, once for problems
// that have the same rows without a weight, and the same scales.
func (a *Auditor) measure(ps ...*Problem) {
	n, cols := a.x.Dims()
	var scale, silent []float64
	for k, p := range ps {
		var w []float64
		if f, ok := p.Fit.(Weighted); ok {
			w = f.SampleWeights()
		}
		if k == 0 && slices.Contains(w, 0) {
			silent = w
		}
		if !same(w, silent) {
			silent = nil // all rows, then
		}
		if o, ok := p.Penalty.(*ElasticNet); ok {
			scale = o.Scale
		}
	}
	known := a.norms != nil && same(silent, a.silent)
	if known && same(scale, a.scale) {
		return
	}
	if !known {
		a.norms, a.silent, a.least = make([]float64, cols), silent, float64(n)*tiny
		kernel.Parallel(cols, design.Grain(a.x), func(lo, hi int) {
			for j := lo; j < hi; j++ {
				a.norms[j] = second * math.Sqrt(columnSquares(a.x, j, silent)+a.least)
			}
		})
	}
	a.scale, a.reach = scale, 0
	a.fullest = 0
	for j, v := range a.norms {
		if a.roundings(j) > a.roundings(a.fullest) {
			a.fullest = j
		}
		if scale != nil {
			v /= scale[j]
			if scale[j] > 0 && scale[j] < 0x1p-300 {
				v = math.Inf(1) // no margin for all
			}
		}
		if v > a.reach && (scale == nil || scale[j] > 0) {
			a.reach = v
		}
	}
}

// columnSquares returns ‖x_j‖² over the rows that have a weight.
func columnSquares(x design.Design, j int, silent []float64) float64 {
	switch m := x.(type) {
	case design.Stacked:
		if silent == nil {
			j, _ := m.At(j)
			if n, p := m.X.Dims(); j == p {
				return float64(n)
			}
			return columnSquares(m.X, j, nil)
		}
	case *design.Dense:
		if silent == nil {
			return kernel.SumSq(m.Col(j))
		}
	case *design.CSC:
		if _, val := m.Col(j); silent == nil {
			return kernel.SumSq(val)
		}
	default:
		n, _ := x.Dims()
		mean, variance := x.ColMoments(j, nil)
		return float64(n) * (variance + mean*mean)
	}
	var s vector.Sum
	c := design.Columns{X: x}
	row, val := c.At(j)
	for k, v := range val {
		i := k
		if row != nil {
			i = int(row[k])
		}
		if silent[i] != 0 {
			s.Add(v * v)
		}
	}
	return s.Total()
}

// predict sets z[k] = b_0 + X b for the coefficients of each point.
func predict(z [][]float64, x design.Design, points []SparseBeta) {
	switch m := x.(type) {
	case *design.Dense:
		predictDense(z, m, points)
	case *design.CSC:
		most := 0
		for _, pt := range points {
			most = max(most, len(pt.Support))
		}
		kernel.Parallel(len(points), kernel.Grain(m.N+4*len(m.Val)/(m.P+1)*most), func(lo, hi int) {
			for k := lo; k < hi; k++ {
				clear(z[k])
				for i, j := range points[k].Support {
					m.ColAxpy(j, points[k].Coef[i], z[k])
				}
				shift(z[k], points[k].Intercept)
			}
		})
	default:
		_, p := x.Dims()
		b := make([]float64, p)
		for k := range points {
			points[k].scatter(b)
			design.Mul(z[k], x, b)
			shift(z[k], points[k].Intercept)
		}
	}
}

// shift adds b0, last: added first, it would cost every column its small digits.
func shift(z []float64, b0 float64) {
	if b0 != 0 {
		for i := range z {
			z[i] += b0
		}
	}
}

// predictDense reads each column once for all points, by blocks of rows that stay in
// the first cache.
func predictDense(z [][]float64, d *design.Dense, points []SparseBeta) {
	type entry struct {
		j, k int
		b    float64
	}
	var entries []entry // by column
	next := make([]int, len(points))
	for {
		j := d.P
		for k, pt := range points {
			if next[k] < len(pt.Support) {
				j = min(j, pt.Support[next[k]])
			}
		}
		if j == d.P {
			break
		}
		for k, pt := range points {
			if i := next[k]; i < len(pt.Support) && pt.Support[i] == j {
				entries = append(entries, entry{j, k, pt.Coef[i]})
				next[k]++
			}
		}
	}
	kernel.Parallel(d.N, 512, func(lo, hi int) {
		for k := range z {
			clear(z[k][lo:hi])
		}
		for _, e := range entries {
			kernel.Axpy(e.b, d.Col(e.j)[lo:hi], z[e.k][lo:hi])
		}
		for k, pt := range points {
			shift(z[k][lo:hi], pt.Intercept)
		}
	})
}
