package exact

import (
	"errors"
	"math"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Stacked solves models of several responses on a [design.Stacked] to machine precision,
// one lambda after the other, for least squares with row norms and for coupled losses with
// row norms or an elastic net. It works on the rows of coefficients, one a column of X,
// that have ever mattered: a quadratic model of the loss there is minimised with the
// penalty as it is (rowdescent.go, couplednet.go), and the point moves to its minimiser, until the
// slopes from the data say that it is at rest. Which rows to take in is a guess, and an
// audit of the solution is what proves it, as with [Engine].
//
// Columns are copied, centred where the intercepts are free (but for sparse ones of coupled
// losses, whose Hessian is formed from their entries), so that the rows that matter must
// fit into memory.
type Stacked struct {
	p       *problems.Problem
	null    problems.Null
	auditor *problems.Auditor
	scale   float64
	begin   func(lambda float64, ahead int)
	stop    func(steps int) bool
	limit   int

	design.Stacked
	n, columns int
	centred    bool // the intercepts are free
	flat       bool // the curvature is the same everywhere, and the intercepts follow
	grouped    bool
	term       func(j int) rowTerm // of column j at the present lambda

	// Of the rows taken in.
	rows  []int
	pos   []int // by column of X, -1 for outside
	cols  [][]float64
	mean  []float64
	norm  []float64   // of cols
	b     [][]float64 // by response
	slope [][]float64 // <x_j, theta_k>, by response
	terms []rowTerm
	model quadratic

	level   []float64 // intercepts of centred columns, where flat
	z       []float64
	theta   []float64 // -∇F(z)
	value   float64   // F(z) + Omega(b)
	noise   float64   // of <x, theta>, in units of ‖x‖
	h       []float64 // curvatures of the first response at the start
	watched []int     // columns that may have to be taken in
	steps   int
}

// quadratic is a model of the loss around the present point, on the rows taken in.
type quadratic interface {
	// grow is told of rows taken in from the given one on.
	grow(from int)
	// refresh brings the model to the present point where it is time, given the residual over
	// that before the last step.
	refresh(rate float64)
	// fresh tells whether the model is that of the present point.
	fresh() bool
	// minimise sets d to the change of b that minimises -<slope, d> + <d, H d>/2 + Omega(b+d)
	// to within tol in the units of the slopes.
	minimise(d [][]float64, tol float64)
}

// Solver goes down a path of lambdas, as [Walk.Path] does.
type Solver interface {
	Path(lambdas []float64, certify func(*Solution) bool, keep func(*Solution) error) (left []float64, err error)
}

// Open returns the engine for p, whose null model is known, or an error where there is none.
func Open(p *problems.Problem, null problems.Null, o Options) (Solver, error) {
	if _, ok := p.X.(design.Stacked); !ok {
		if Kinked(p) {
			return NewVertices(p, o)
		}
		return New(p, null, o)
	}
	if x, err := newSeparate(p, o); err == nil {
		return x, nil
	}
	return newStacked(p, null, o)
}

var errStacked = errors.New("solvers: the exact engine needs several responses, least squares or a coupled loss, and an elastic net or row norms without bounds")

// newStacked returns an engine for p, whose null model is known, or an error where it has
// none for p.
func newStacked(p *problems.Problem, null problems.Null, o Options) (*Stacked, error) {
	s, ok := p.X.(design.Stacked)
	if !ok || p.Intercept {
		return nil, errStacked
	}
	n, columns := s.X.Dims()
	x := &Stacked{p: p, null: null, auditor: problems.NewAuditor(p.X), scale: o.Scale, begin: o.Begin, stop: o.Stop, limit: o.Columns,
		Stacked: s, n: n, columns: columns, pos: slices.Repeat([]int{-1}, columns+1),
		b: make([][]float64, s.K), slope: make([][]float64, s.K), level: make([]float64, s.K),
		z: make([]float64, n*s.K), theta: make([]float64, n*s.K)}
	_, x.grouped = p.Penalty.(*problems.RowElasticNet)
	switch p.Fit.(type) {
	case *losses.MultiGaussian:
		x.flat = true
	case problems.Coupled:
	default:
		return nil, errStacked
	}
	if !x.grouped {
		net, ok := p.Penalty.(*problems.ElasticNet)
		if !ok || x.flat || !x.even(net) {
			return nil, errStacked
		}
		x.grouped = net.Alpha == 0 // a ridge is one of rows as well
	}
	x.h = make([]float64, n*s.K)
	p.Fit.Curvature(x.h, x.z)
	x.h = x.h[:n]
	switch {
	case x.flat:
		x.model = newRowGram(x)
	case x.grouped:
		x.model = newCoupledRows(x)
	default:
		x.model = newCoupledNet(x)
	}
	x.centred = s.Intercept && x.free(columns)
	var start []int
	for j := range columns {
		if x.free(j) {
			start = append(start, j)
		}
	}
	if s.Intercept && !(x.flat && x.centred) {
		start = append(start, columns)
	}
	x.take(start)
	return x, nil
}

// even tells that an elastic net has no bounds and treats all entries of a row alike.
func (x *Stacked) even(net *problems.ElasticNet) bool {
	_, all := x.Dims()
	for c := range all {
		t := net.Term(c)
		if t != net.Term(c-c%x.K) || t.Lower != t.Upper && !(math.IsInf(t.Lower, -1) && math.IsInf(t.Upper, 1)) {
			return false
		}
	}
	return true
}

// free tells that row j bears no penalty.
func (x *Stacked) free(j int) bool {
	_, _, ok := x.p.Penalty.(problems.Scalable).Unpenalised(j * x.K)
	return ok
}

// take takes rows in, at zero, if there is room.
func (x *Stacked) take(js []int) bool {
	from := len(x.rows)
	if (from+len(js))*x.K > x.limit && !x.flat || from+len(js) > x.limit {
		return false
	}
	for _, j := range js {
		col, mean := make([]float64, x.n), 0.0
		if j == x.columns {
			for i := range col {
				col[i] = 1
			}
		} else {
			x.X.ColAxpy(j, 1, col)
			if _, sparse := x.X.(*design.CSC); x.centred && (x.flat || !sparse) {
				mean = x.centre(col)
			}
		}
		x.pos[j] = len(x.rows)
		x.rows, x.cols, x.mean = append(x.rows, j), append(x.cols, col), append(x.mean, mean)
		x.norm = append(x.norm, math.Sqrt(kernel.SumSq(col)))
		x.terms = append(x.terms, rowTerm{})
		for k := range x.K {
			x.b[k], x.slope[k] = append(x.b[k], 0), append(x.slope[k], 0)
		}
	}
	if len(js) > 0 {
		x.model.grow(from)
	}
	return true
}

// centre takes its mean off a column, weighted by the curvatures, and returns it.
func (x *Stacked) centre(col []float64) float64 {
	var w []float64
	if vector.Total(x.h) > 0 {
		w = vector.NormalWeights(x.h)
	}
	mean, _ := (&design.Dense{N: x.n, P: 1, Data: col}).ColMoments(0, w)
	for i := range col {
		col[i] -= mean
	}
	return mean
}

// Path is [Walk.Path].
func (x *Stacked) Path(lambdas []float64, certify func(*Solution) bool, keep func(*Solution) error) (left []float64, err error) {
	now, slopes := x.null.LambdaMax, x.null.Slopes
	for len(lambdas) > 0 {
		batch := x.batch(slopes, now, lambdas[:x.together(lambdas, now)])
		if len(batch) == 0 {
			return lambdas, nil
		}
		for k := range batch {
			s := &batch[k]
			x.prepare(s.Lambda)
			if more := x.overlooked(s.Slopes, s.known); len(more) > 0 && !s.Spent {
				if !x.take(more) {
					return lambdas, nil
				}
				break // and once more from this lambda
			}
			slopes, now = s.Slopes, s.Lambda
			certify(s)
			if err := keep(s); err != nil {
				return nil, err
			}
			lambdas = lambdas[1:]
		}
		slopes = slices.Clone(slopes)
	}
	return nil, nil
}

// together returns how many of the lambdas, which come after now, are solved before an
// audit: not too far apart for the slopes of the last audit to tell which rows matter.
func (x *Stacked) together(lambdas []float64, now float64) int {
	k := 1
	for k < min(batchSize, len(lambdas)) && lambdas[k] > 0.7*now {
		k++
	}
	return k
}

// batch solves for a few lambdas, fewer where it cannot go on, and audits the points.
func (x *Stacked) batch(slopes []float64, now float64, lambdas []float64) (batch []Solution) {
	start := time.Now()
	last := lambdas[len(lambdas)-1]
	x.prepare(2*last - min(now, last/0.6))
	x.watched = x.overlooked(slopes, len(x.rows))
	var ps []*problems.Problem
	var points []problems.SparseBeta
	for k, l := range lambdas {
		x.begin(l, k)
		x.prepare(l)
		end := x.solve()
		if end == full || end == stopped {
			break
		}
		q := *x.p
		q.Penalty = x.p.Penalty.(problems.Scalable).WithLambda(l)
		s := Solution{Lambda: l, Problem: &q, Point: x.point(), known: len(x.rows), Spent: end == exhausted}
		batch, ps, points = append(batch, s), append(ps, &q), append(points, s.Point)
		if end == exhausted {
			break
		}
	}
	for k, f := range x.auditor.Audit(ps, points) {
		batch[k].Finding = f
		batch[k].Elapsed = time.Since(start) / time.Duration(len(batch))
	}
	return batch
}

// point returns the solution, in the columns as they are.
func (x *Stacked) point() problems.SparseBeta {
	width := x.columns
	if x.Intercept {
		width++
	}
	b := make([]float64, width*x.K)
	for w, j := range x.rows {
		for k := range x.K {
			b[j*x.K+k] = x.b[k][w]
		}
	}
	if x.centred {
		for k := range x.K {
			b[x.columns*x.K+k] += x.level[k]
			for w, m := range x.mean {
				b[x.columns*x.K+k] -= m * x.b[k][w]
			}
		}
	}
	if _, classes := x.p.Fit.(*losses.Multinomial); classes && x.centred { // only differences count
		free := b[x.columns*x.K:]
		mean := vector.Total(free) / float64(x.K)
		for k := range free {
			free[k] -= mean
		}
	}
	return x.p.SparseBeta(b)
}
