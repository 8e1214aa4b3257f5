package exact

import (
	"errors"
	"time"

	"github.com/lassocheck/lassocheck/internal/vertex"
	"github.com/lassocheck/lassocheck/problems"
)

// Vertices goes down a path of linear programs: losses of two half lines with a lasso, each
// solved at a vertex, from the one before.
type Vertices struct {
	p       *problems.Problem
	engine  *vertex.Engine
	auditor *problems.Auditor
	begin   func(lambda float64, ahead int)
	stop    func(steps int) bool
}

// halfLines is a fit whose losses may be two half lines each; see problems.Pointwise.
type halfLines interface {
	Kinks() (at, lower, upper []float64)
}

// Kinked tells whether the losses of p are two half lines each, which have no curvature.
func Kinked(p *problems.Problem) bool {
	f, ok := p.Fit.(halfLines)
	if !ok {
		return false
	}
	at, _, _ := f.Kinks()
	return at != nil
}

var errRidge = errors.New("solvers: a loss with kinks has an exact solver with a lasso only: take out the ridge part, or another method, such as pdhg")

// lasso returns an error where the penalty is no lasso.
func lasso(p *problems.Problem) error {
	net, ok := p.Penalty.(*problems.ElasticNet)
	if ok && (net.Alpha == 1 || net.Lambda == 0) {
		return nil
	}
	return errRidge
}

// NewVertices returns an engine for p, whose losses are [Kinked], or an error where its
// penalty is no lasso.
func NewVertices(p *problems.Problem, o Options) (*Vertices, error) {
	if err := lasso(p); err != nil {
		return nil, err
	}
	at, lower, upper := p.Fit.(halfLines).Kinks()
	x := &Vertices{p: p, begin: o.Begin, stop: o.Stop, auditor: problems.NewAuditor(p.X),
		engine: vertex.New(p.X, p.Intercept, vertex.Rows{Kink: at, Lower: lower, Upper: upper})}
	return x, nil
}

func (x *Vertices) columns(net *problems.ElasticNet) vertex.Columns {
	_, cols := x.p.X.Dims()
	return vertex.ColumnsOf(cols, func(j int) (l1, lower, upper float64) {
		t := net.Term(j)
		return t.L1, t.Lower, t.Upper
	})
}

// Path solves for every lambda, largest first; see [Walk.Path].
func (x *Vertices) Path(lambdas []float64, certify func(*Solution) bool, keep func(*Solution) error) (left []float64, err error) {
	for k, lambda := range lambdas {
		start := time.Now()
		x.begin(lambda, 0)
		q := *x.p
		q.Penalty = x.p.Penalty.(problems.Scalable).WithLambda(lambda)
		net := q.Penalty.(*problems.ElasticNet)
		x.engine.Stop = x.stop
		v := x.engine.Solve(x.columns(net))
		if x.stop(v.Steps) {
			return lambdas[k:], nil
		}
		beta := append([]float64(nil), v.B...)
		if q.Intercept {
			beta = append(beta, v.Intercept)
		}
		s := &Solution{Lambda: lambda, Problem: &q, Point: q.SparseBeta(beta), Theta: make([]float64, len(v.V)), Spent: !v.Optimal}
		for i, d := range v.V {
			s.Theta[i] = -d
		}
		s.Finding = x.auditor.Audit([]*problems.Problem{&q}, []problems.SparseBeta{s.Point})[0]
		s.Elapsed = time.Since(start)
		certify(s)
		if err := keep(s); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
