package solvers

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers/exact"
)

// Grid is the sequence of penalty strengths of a path. The zero value is
// glmnet's: 100 values, geometric from lambda_max down to lambda_max/10000, or
// lambda_max/100 where there are more columns than rows.
type Grid struct {
	N        int
	MinRatio float64
	// Lambdas, if given, are used as they are, largest first.
	Lambdas []float64
}

// Values returns the strengths for a problem of n x p. Where lambda_max is 0 the null
// model is optimal whatever lambda, and the only one is 0.
func (g Grid) Values(lambdaMax float64, n, p int) ([]float64, error) {
	if g.Lambdas != nil {
		for k, l := range g.Lambdas {
			if !(l >= 0) || math.IsInf(l, 1) {
				return nil, fmt.Errorf("solvers: lambda %d is %v; it must be finite and >= 0", k, l)
			}
			if k > 0 && l >= g.Lambdas[k-1] {
				return nil, fmt.Errorf("solvers: lambda %d is %v after %v; list them largest first", k, l, g.Lambdas[k-1])
			}
		}
		return g.Lambdas, nil
	}
	count, ratio := g.N, g.MinRatio
	if count == 0 {
		count = 100
	}
	if ratio == 0 {
		ratio = 1e-4
		if n < p {
			ratio = 1e-2
		}
	}
	if count < 1 || !(ratio > 0 && ratio < 1) {
		return nil, fmt.Errorf("solvers: a grid of %d values down to a ratio of %v; need at least 1 value and a ratio between 0 and 1", count, ratio)
	}
	if lambdaMax == 0 {
		return []float64{0}, nil
	}
	l := make([]float64, count)
	for k := range l {
		l[k] = lambdaMax
		if k > 0 {
			l[k] = lambdaMax * math.Pow(ratio, float64(k)/float64(count-1))
		}
	}
	return l, nil
}

// Point is the solution at one lambda, its coefficients sparse.
type Point struct {
	Lambda    float64
	Intercept float64
	Support   []int     // columns with non-zero coefficients, increasing
	Coef      []float64 // their coefficients
	Iter      int
	Status    Status
	Elapsed   time.Duration
	// Certificate of exactly this point; Theta is left out.
	problems.Certificate
}

// Beta sets dst, of length [problems.Problem.Dim], to the whole beta.
func (pt *Point) Beta(dst []float64, intercept bool) {
	clear(dst)
	for k, j := range pt.Support {
		dst[j] = pt.Coef[k]
	}
	if intercept {
		dst[len(dst)-1] = pt.Intercept
	}
}

// PathResult is a whole path.
type PathResult struct {
	problems.Null
	Points  []Point
	Elapsed time.Duration
}

// Path solves p for every lambda of the grid, largest first, each warm-started
// from the one before and each with a certificate of its own. The lambda of p's
// penalty is not used. If ctx is cancelled or MaxTime goes by, the points so far
// are returned, the last with the status that says so; an error of Observe comes with
// the points so far too. Settings.Scale is that of the null model where it is 0. Path
// panics if ctx or p is nil.
func Path(ctx context.Context, p *problems.Problem, g Grid, s Settings) (*PathResult, error) {
	start := time.Now()
	if err := s.accept("Path", ctx, p); err != nil {
		return nil, err
	}
	null, err := p.Null()
	if err != nil {
		return nil, err
	}
	n, cols := p.X.Dims()
	lambdas, err := g.Values(null.LambdaMax, n, cols)
	if err != nil {
		return nil, err
	}
	if s.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.MaxTime)
		defer cancel()
	}
	w := newPathSolver(ctx, p, null, s)
	err = w.down(lambdas)
	w.res.Elapsed = time.Since(start)
	return w.res, err
}

// pathSolver goes down a path.
type pathSolver struct {
	ctx context.Context
	p   *problems.Problem
	s   Settings
	x   []float64 // the last solution
	res *PathResult
	// last is the report of the last point, with its dual point in a buffer of its own.
	last Report

	now     place     // of the lambda that is being solved
	since   time.Time // when that began
	pulse   int       // steps at which the next sign of life is due
	stopped error     // of Observe, at a sign of life
}

func newPathSolver(ctx context.Context, p *problems.Problem, null problems.Null, s Settings) *pathSolver {
	if s.Scale == 0 {
		s.Scale = null.Scale
	}
	return &pathSolver{ctx: ctx, p: p, s: s.withDefaults(), x: atRest(p), res: &PathResult{Null: null}}
}

// down solves at each lambda, exactly for as long as that goes.
func (w *pathSolver) down(lambdas []float64) error {
	w.now.count = len(lambdas)
	if w.s.Method == "" || w.s.Method == "exact" {
		x, err := exact.Open(w.p, w.res.Null, exact.Options{
			Columns: w.s.GramColumns, Scale: w.s.Scale, Tol: w.s.Tol, Products: w.s.Products, Begin: w.reach, Stop: w.interrupted})
		switch {
		case err == nil:
			if lambdas, err = w.exactly(x, lambdas); err != nil {
				return err
			}
		case w.s.Method != "":
			return err
		}
	}
	return w.step(lambdas)
}

// reach notes that the next lambda but k is begun.
func (w *pathSolver) reach(lambda float64, k int) {
	w.now.lambda, w.now.index = lambda, len(w.res.Points)+k
	w.since, w.pulse = time.Now(), pulse
}

// pulse is how many systems the exact engine solves between signs of life.
const pulse = 10

// interrupted shows a sign of life where one is due, and tells whether to stop.
func (w *pathSolver) interrupted(steps int) bool {
	if w.ctx.Err() != nil || w.stopped != nil {
		return true
	}
	if steps < w.pulse-pulse { // counted anew, with more care
		w.pulse = pulse
	}
	if w.s.Observe == nil || steps < w.pulse {
		return false
	}
	w.pulse = steps + pulse
	r := w.now.report()
	r.Progress, r.Iter, r.Elapsed = true, steps, time.Since(w.since)
	r.Certificate = problems.Certificate{Primal: math.Inf(1), Dual: math.Inf(-1), Gap: math.Inf(1), KKT: math.Inf(1), Worst: -1}
	r.Threshold = w.s.threshold()
	w.stopped = w.s.Observe(r)
	return w.stopped != nil
}

// at returns the problem at another lambda.
func (w *pathSolver) at(lambda float64) *problems.Problem {
	q := *w.p
	q.Penalty = w.p.Penalty.(problems.Scalable).WithLambda(lambda)
	return &q
}

// step runs the method of the settings at each lambda, from the last solution.
func (w *pathSolver) step(lambdas []float64) error {
	s := w.s
	if s.Method == "" || s.Method == "exact" {
		s.Method = fallback(w.p)
	}
	if last := len(w.res.Points) - 1; last >= 0 {
		w.res.Points[last].Beta(w.x, w.p.Intercept)
	}
	for _, l := range lambdas {
		q := w.at(l)
		m, err := methodFor(s.Method, q)
		if err != nil {
			return err
		}
		w.reach(l, 0)
		s.place = w.now
		r, err := Run(w.ctx, m, w.x, q, s)
		if r != nil {
			w.x = r.X
			w.add(l, q.SparseBeta(r.X), r.Report, r.Status)
		}
		if err != nil || r.Status == Canceled || r.Status == TimeLimit {
			return err
		}
	}
	return nil
}

// exactly solves with the exact engine for as long as that has room, and returns the
// lambdas that are left.
func (w *pathSolver) exactly(x exact.Solver, lambdas []float64) (left []float64, err error) {
	threshold := w.s.threshold()
	var r Report
	var status Status
	left, err = x.Path(lambdas, func(s *exact.Solution) bool {
		s.Certificate = sharpen(s.Problem, s.Point, s.Certificate, s.Theta, threshold)
		r = place{s.Lambda, len(w.res.Points), w.now.count}.report()
		r.Iter, r.Elapsed, r.Certificate, r.Threshold = 1, s.Elapsed, s.Certificate, threshold
		status = verdict(r)
		return status != Running
	}, func(s *exact.Solution) error {
		switch {
		case status == Running && s.Spent:
			status = IterationLimit
		case status == Running:
			status = Stalled // as good as rounding lets it be, and no method would do better
		}
		w.add(s.Lambda, s.Point, r, status)
		if w.s.Observe == nil {
			return nil
		}
		r.Theta = slices.Clone(r.Theta)
		return w.s.Observe(r)
	})
	if err == nil {
		err = w.stopped
	}
	return left, err
}

// add appends a point to the result.
func (w *pathSolver) add(lambda float64, pt problems.SparseBeta, r Report, status Status) {
	theta := append(w.last.Theta[:0], r.Theta...)
	w.last = r
	w.last.Theta, r.Theta = theta, nil
	w.res.Points = append(w.res.Points, Point{Lambda: lambda, Intercept: pt.Intercept, Support: pt.Support, Coef: pt.Coef,
		Iter: r.Iter, Status: status, Elapsed: r.Elapsed, Certificate: r.Certificate})
}

// fallback names the method for where the exact engine does not go.
func fallback(p *problems.Problem) string {
	switch {
	case lsq.Fits(p) == nil:
		return "cd"
	case exact.Kinked(p):
		return "pdhg"
	case exact.Fits(p) != nil:
		return "fista"
	}
	if _, coupled := p.Fit.(problems.Coupled); coupled { // whose curvature is more than a diagonal
		return "fista"
	}
	return "newton"
}
