// Package vertex solves regressions whose losses are two half lines each,
//
//	minimise  Σ_i max(lower_i (z_i - kink_i), upper_i (z_i - kink_i)) + Σ_j L1_j |b_j|,   z = X b + b_0,
//
// with bounds on b: the check loss of quantiles, the absolute error, the hinge. They are
// linear programs, so a solution is a vertex, at which as many rows lie on their kinks as
// columns move, and is as exact as the linear system of those.
//
// The method is the simplex method of Barrodale and Roberts (An improved algorithm for
// discrete l1 linear approximation, 1973) and of Koenker and d'Orey (Computing regression
// quantiles, 1987), in its revised form and with penalties for more such rows: along
// an edge the objective is convex and piecewise linear, and a step goes to its minimum, past
// as many kinks as that takes. Kinks are moved apart by a little, so that no two rows meet
// theirs at once, and moved back at the end.
package vertex

import (
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Rows are the losses, max(Lower_i (z - Kink_i), Upper_i (z - Kink_i)) with
// Lower_i <= 0 <= Upper_i; both 0 leave a row out.
type Rows struct{ Kink, Lower, Upper []float64 }

// Columns are the penalties L1_j |b_j| on [Lower_j, Upper_j].
type Columns struct{ L1, Lower, Upper []float64 }

// ColumnsOf lists the penalties of p columns.
func ColumnsOf(p int, term func(j int) (l1, lower, upper float64)) Columns {
	c := Columns{make([]float64, p), make([]float64, p), make([]float64, p)}
	for j := range p {
		c.L1[j], c.Lower[j], c.Upper[j] = term(j)
	}
	return c
}

// Engine solves one problem after the other on the same rows, each from the vertex of the
// one before.
type Engine struct {
	// Stop, if set, is asked now and then, after so many steps, whether to give up.
	Stop func(steps int) bool

	x         *matrix
	rows      Rows
	cols      Columns
	intercept bool
	kink      []float64 // moved apart, or not
	apart     []float64
	base      []float64 // slopes of rows that are not among these, nil for none
	scale     float64   // the spread of the kinks
	size      []float64
	steep     float64 // ‖max(-lower, upper)‖

	endless bool      // without the rows that are left out the objective falls to no end
	means   []float64 // what is taken off the columns, nil for nothing
	placed  bool      // b is where to begin
	b       []float64 // p coefficients and, at p, the intercept
	z       []float64
	v       []float64 // a subgradient of each loss at z
	slope   []float64 // Σ_i v_i x_ij over the rows outside E

	// The vertex: rows E on their kinks, columns S that move, as many.
	rowsOn, moving []int
	atRow, atCol   []int       // places in them, -1 outside
	sign           []float64   // of the columns in S, which end of the kink at 0 they are on
	inverse        [][]float64 // of X_ES: a row for each column of S

	u            []float64 // the slopes of all rows, at the last pricing
	step, dz     []float64 // the direction of the columns in S, and of z
	stops        []stop
	steps, since int // steps in all, and since the last refresh
	began        int // steps before this problem
}

// New returns an engine at rest: every coefficient at the point of its bounds that is
// nearest to 0, and no row on its kink.
func New(x design.Design, intercept bool, rows Rows) *Engine {
	var means []float64
	if d, ok := x.(*design.Dense); ok && intercept { // columns far from zero would cost all digits
		x, means = design.Centred(d, nil)
	}
	e := newEngine(newMatrix(x), intercept, rows)
	e.means = means
	return e
}

// level is what the means of columns add to the intercept.
func (e *Engine) level(b []float64) float64 {
	if e.means == nil {
		return 0
	}
	return vector.Dot(e.means, b)
}

func newEngine(m *matrix, intercept bool, rows Rows) *Engine {
	n, p := m.n, m.p
	e := &Engine{x: m, intercept: intercept, rows: rows, atRow: full(n, -1), atCol: full(p+1, -1),
		b: make([]float64, p+1), z: make([]float64, n), v: make([]float64, n), slope: make([]float64, p+1),
		sign: make([]float64, p+1), u: make([]float64, p+1), dz: make([]float64, n), size: make([]float64, p+1)}
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, k := range rows.Kink {
		if s := max(rows.Upper[i], -rows.Lower[i]); s > 0 {
			lo, hi = min(lo, k), max(hi, k)
			e.steep = math.Hypot(e.steep, s)
		}
	}
	if e.scale = max(hi-lo, 1e-3*max(math.Abs(hi), math.Abs(lo))); !(e.scale > 0) {
		e.scale = 1
	}
	e.apart = make([]float64, n)
	e.separate(1)
	for j := range p {
		e.size[j] = m.norm(j)
	}
	e.size[p] = math.Sqrt(float64(n))
	return e
}

const (
	// separation is by how much kinks are moved apart, of their spread.
	separation = 1e-9
	// digits is how near to its kink a row counts as on it, of that spread.
	digits = 1e-12
	// An edge leads down if it does by so much of what slopes can be: at first, and at last.
	coarse, fine = 1e-10, 1e-13
	// inset is what rounding can do to a slope, of what slopes can be.
	inset = 0x1p-52
	// patience is how many steps go by between factorisations.
	patience = 100
)

func full(n, v int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = v
	}
	return s
}

// Solution is a vertex: what it holds belongs to the engine until it solves again.
type Solution struct {
	B         []float64 // coefficients
	Intercept float64
	V         []float64 // the slopes of the rows, -theta: a subgradient of each loss
	Optimal   bool      // no edge leads down, up to rounding
	Steps     int
}

// Solve minimises with these penalties, from where it is.
func (e *Engine) Solve(cols Columns) Solution {
	e.cols = cols
	e.began = e.steps
	begun := e.placed
	e.rest()
	if !begun {
		e.kink = e.apart
		e.sample()
	}
	optimal := false
	for try := uint64(2); !optimal && try < 10 && !e.stopped(); try++ {
		e.kink, e.endless = e.apart, false
		if !e.refresh(0) || !e.descend(false) {
			if e.base != nil {
				break
			}
			e.forget()
		}
		e.kink = e.rows.Kink
		optimal = e.refresh(digits*e.scale) && e.descend(true)
		if !optimal { // ties, and no way out of them but another chance
			e.separate(try)
		}
	}
	e.priceWithin(inset)
	p := e.x.p
	return Solution{e.b[:p], e.b[p] - e.level(e.b[:p]), e.v, optimal, e.steps - e.began}
}

// separate moves the kinks apart.
func (e *Engine) separate(seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(e.x.n)))
	for i, k := range e.rows.Kink {
		e.apart[i] = k + e.scale*separation*(random.Float64()-0.5)
	}
}

// forget goes back to rest.
func (e *Engine) forget() {
	for _, i := range e.rowsOn {
		e.atRow[i] = -1
	}
	for _, j := range e.moving {
		e.atCol[j] = -1
	}
	e.rowsOn, e.moving, e.inverse = e.rowsOn[:0], e.moving[:0], e.inverse[:0]
	clear(e.b)
	if e.cols.L1 != nil {
		e.rest()
	}
}

func (e *Engine) stopped() bool { return e.Stop != nil && e.Stop(e.steps-e.began) }

// rest puts coefficients at rest, or where bounds allow what they are.
func (e *Engine) rest() {
	for j := range e.x.p {
		if e.atCol[j] < 0 {
			if !e.placed {
				e.b[j] = 0
			}
			e.b[j] = min(max(e.b[j], e.cols.Lower[j]), e.cols.Upper[j])
		}
	}
	e.placed = true
}

// l1 and bounds are those of a column, or of the intercept.
func (e *Engine) l1(j int) float64 {
	if j == e.x.p {
		return 0
	}
	return e.cols.L1[j]
}

func (e *Engine) bounds(j int) (lower, upper float64) {
	if j == e.x.p {
		return math.Inf(-1), math.Inf(1)
	}
	return e.cols.Lower[j], e.cols.Upper[j]
}

// descend goes from vertex to vertex until no edge leads down.
func (e *Engine) descend(exact bool) bool {
	tol := coarse
	idle, limit := 0, 2000+50*(e.x.n+e.x.p)
	for range limit {
		if e.since >= patience {
			if !e.refresh(0) {
				return false
			}
		}
		if e.steps%10 == 9 && e.stopped() {
			return false
		}
		e.price()
		edge, found := e.edge(tol)
		switch {
		case found:
			moved := e.move(edge)
			if e.endless {
				return false
			}
			if exact && !moved {
				if idle++; idle > 50+len(e.moving) {
					return false
				}
			}
		case e.since > 0: // what is left may be rounding, and so may what is not
			if !e.refresh(0) {
				return false
			}
			tol = fine
		case tol > fine:
			tol = fine
		default:
			return true
		}
	}
	return false
}

// norm is a length that no slope of a column of this size can exceed.
func (e *Engine) reach(j int) float64 { return e.size[j] * e.steep }

// price sets v on E so that the columns in S have no slope, and u.
func (e *Engine) price() { e.priceWithin(0) }

// priceWithin is price with a little less than the penalty for the slopes of the columns in
// S, so that none is more than the penalty for rounding: all slopes would have to shrink.
func (e *Engine) priceWithin(inset float64) {
	m := len(e.moving)
	rhs := make([]float64, m)
	for k, j := range e.moving {
		rhs[k] = -(e.slope[j] + e.sign[j]*max(e.l1(j)-inset*e.reach(j), 0))
	}
	on := make([]float64, m)
	e.transposed(on, rhs)
	copy(e.u, e.slope)
	for r, i := range e.rowsOn {
		e.v[i] = on[r]
		e.x.addRow(i, on[r], e.u)
		e.u[e.x.p] += on[r]
	}
}

// transposed sets dst = X_ES^-T rhs.
func (e *Engine) transposed(dst, rhs []float64) {
	clear(dst)
	for k, row := range e.inverse {
		vector.Axpy(rhs[k], row, dst)
	}
}
