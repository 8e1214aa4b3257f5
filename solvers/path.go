package solvers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/lassocheck/lassocheck/problems"
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

// Values returns the strengths for a problem of n x p.
func (g Grid) Values(lambdaMax float64, n, p int) ([]float64, error) {
	if g.Lambdas != nil {
		for k, l := range g.Lambdas {
			if !(l > 0) || math.IsInf(l, 1) {
				return nil, fmt.Errorf("solvers: lambda %d is %v; it must be positive and finite", k, l)
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
		return nil, errors.New("solvers: lambda_max is 0: the null model already fits the response, there is nothing to regularise")
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
// are returned, the last with the status that says so. Settings.Scale is the null
// loss where it is 0.
func Path(ctx context.Context, p *problems.Problem, g Grid, s Settings) (*PathResult, error) {
	start := time.Now()
	if err := p.Validate(); err != nil {
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
	if s.Scale == 0 {
		s.Scale = null.Loss
	}
	if s.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.MaxTime)
		defer cancel()
	}
	w := &walk{ctx: ctx, p: p, s: s.withDefaults(), x: atRest(p), res: &PathResult{Null: null}}
	if s.Method == "" || s.Method == "exact" {
		if lsq, err := newLSQ(p); err == nil {
			lambdas, err = w.exactly(lsq, lambdas)
			if err != nil {
				return w.res, err
			}
		} else if s.Method != "" {
			return nil, err
		}
	}
	err = w.step(lambdas)
	w.res.Elapsed = time.Since(start)
	return w.res, err
}

// walk goes down a path.
type walk struct {
	ctx context.Context
	p   *problems.Problem
	s   Settings
	x   []float64 // the last solution
	res *PathResult
}

// at returns the problem at another lambda.
func (w *walk) at(lambda float64) *problems.Problem {
	q := *w.p
	q.Penalty = w.p.Penalty.(problems.Scalable).WithLambda(lambda)
	return &q
}

// step runs the method of the settings at each lambda, from the last solution.
func (w *walk) step(lambdas []float64) error {
	s := w.s
	if s.Method == "" || s.Method == "exact" {
		s.Method = fallback(w.p)
	}
	for _, l := range lambdas {
		q := w.at(l)
		m, err := methodFor(s.Method, q)
		if err != nil {
			return err
		}
		r, err := Run(w.ctx, m, w.x, q, s)
		if err != nil {
			return err
		}
		w.x = r.X
		w.res.Points = append(w.res.Points, newPoint(l, q, r))
		if r.Status == Canceled || r.Status == TimeLimit {
			return nil
		}
	}
	return nil
}

// batch is how many points are certified in one pass over the data.
const batch = 12

// nearly is the relative gap up to which a point of the exact engine that misses the
// tolerance is taken to be held up by rounding and not by a mistake.
const nearly = 1e-7

// exactly solves with the exact engine for as long as it goes and E
// has room, certifying a batch of points at a time, and returns the
// lambdas that are left.
func (w *walk) exactly(lsq *lsq, lambdas []float64) (left []float64, err error) {
	x := newExact(lsq, w.s.GramColumns, func() bool { return w.ctx.Err() != nil })
	var ps []*problems.Problem
	betas := make([][]float64, 0, batch)
	for len(lambdas) > 0 {
		start := time.Now()
		ps, betas = ps[:0], betas[:0]
		for len(ps) < min(batch, len(lambdas)) {
			q := w.at(lambdas[len(ps)])
			if !x.solve(q.Penalty.(*problems.ElasticNet)) {
				break
			}
			betas = betas[:len(betas)+1]
			beta := &betas[len(betas)-1]
			if *beta == nil {
				*beta = make([]float64, w.p.Dim())
			}
			x.beta(*beta)
			ps = append(ps, q)
		}
		share := time.Since(start) / time.Duration(max(1, len(ps)))
		for k, c := range problems.CertifyAll(ps, betas) {
			r := &Result{X: betas[k], Report: Report{Iter: 1, Elapsed: share, Certificate: c, Threshold: w.s.Tol * w.s.Scale}}
			if r.Status = verdict(r.Report); !r.Status.OK() {
				if !x.careful {
					x.careful = true
					break // and once more from this lambda
				}
				if !(c.Gap <= nearly*w.s.Scale) {
					return lambdas, nil // not what was promised: the other method takes over here
				}
				r.Status = Stalled // as good as rounding lets it be, and no method would do better
			}
			if w.s.Observe != nil {
				if err := w.s.Observe(r.Report); err != nil {
					return nil, err
				}
			}
			copy(w.x, r.X)
			w.res.Points = append(w.res.Points, newPoint(lambdas[0], ps[k], r))
			lambdas = lambdas[1:]
		}
		if len(ps) == 0 {
			return lambdas, nil
		}
	}
	return nil, nil
}

// fallback names the method for where the exact engine does not go.
func fallback(p *problems.Problem) string {
	if fitsLSQ(p) == nil {
		return "cd"
	}
	return "fista"
}

// newPoint keeps the non-zero coefficients of r.
func newPoint(lambda float64, p *problems.Problem, r *Result) Point {
	b, b0 := p.Split(r.X)
	pt := Point{Lambda: lambda, Intercept: b0, Iter: r.Iter, Status: r.Status, Elapsed: r.Elapsed, Certificate: r.Certificate}
	pt.Theta = nil
	for j, v := range b {
		if v != 0 {
			pt.Support = append(pt.Support, j)
			pt.Coef = append(pt.Coef, v)
		}
	}
	return pt
}
