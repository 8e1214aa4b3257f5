package exact

import (
	"errors"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// core solves at one lambda after the other; what is true of the solutions is for an
// audit to say, and what follows from that for a Walk.
type core interface {
	// prepare is told of a batch of lambdas, largest first, given what is known at the
	// lambda now, the latest of the history last.
	prepare(history []past, now float64, lambdas []float64)
	// solve finds the optimum for pen, warm-started.
	solve(pen *problems.ElasticNet) end
	point() problems.SparseBeta
	// theta is the dual point of the solution where it knows more than the point, nil otherwise.
	theta() []float64
	// columns in E: those that the solutions have been optimal on.
	columns() int
	// overlooked tells by an audit's word whether columns must move that were outside
	// E when it held only known of them, and returns those that still are.
	overlooked(pen *problems.ElasticNet, f *problems.Finding, known int) (missing []int, any bool)
	// take takes columns into E, if there is room.
	take(js []int) bool
	// caution is what is spent on precision, and raise spends more.
	caution() care
	raise()
	// wants tells that a point that was solved with some care asks for more.
	wants(s *Solution, good bool) bool
	// desperate tells that a lambda whose steps are used up is tried with more care.
	desperate() bool
}

// Walk goes down a path of lambdas on one of the engines.
type Walk struct {
	core
	p       *problems.Problem
	null    problems.Null
	auditor *problems.Auditor
	scale   float64
	begin   func(lambda float64, ahead int)
}

// New returns an engine for p, whose null model is known: that of least squares, or
// Newton's for other losses that are smooth in one prediction each, or know the Hessian of
// many. It returns an error where p is none of these, or its penalty not an elastic net.
func New(p *problems.Problem, null problems.Null, o Options) (*Walk, error) {
	w := &Walk{p: p, null: null, auditor: problems.NewAuditor(p.X), scale: o.Scale, begin: o.Begin}
	var err error
	switch fit := p.Fit.(type) {
	case *problems.LeastSquares:
		w.core, err = newEngine(p, o)
	case problems.Separable:
		w.core, err = newNewton(p, fit, o)
	case problems.Coupled:
		w.core, err = newJoint(p, fit, o)
	default:
		err = errors.New("solvers: the exact engine needs a loss of one prediction each")
	}
	if err != nil {
		return nil, err
	}
	return w, nil
}

// Fits returns an error that says what about p no engine can do.
func Fits(p *problems.Problem) error {
	_, apart := p.Fit.(problems.Separable)
	_, coupled := p.Fit.(problems.Coupled)
	if _, several := p.X.(design.Stacked); !apart && (!coupled || several) {
		return lsq.Fits(p)
	}
	if Kinked(p) {
		return lasso(p)
	}
	if _, ok := p.Penalty.(*problems.ElasticNet); !ok {
		return errors.New("solvers: this method needs an elastic net penalty")
	}
	return nil
}

// Solution is what the engine found at one lambda, audited.
type Solution struct {
	Lambda  float64
	Problem *problems.Problem // with that lambda
	Point   problems.SparseBeta

	// Finding has the certificate of exactly this point, and the slopes.
	problems.Finding
	// Theta is the dual point of the residual where that knows more than the point, as
	// where large coefficients cancel; nil otherwise.
	Theta   []float64
	Spent   bool          // the steps of one lambda were used up
	Elapsed time.Duration // its share of the work

	known int  // columns in E when the point was found
	care  care // what was spent on it
}

// Path solves for every lambda, largest first, each warm-started from the one before.
// A batch of points is solved on the columns that the screen lets through and then
// audited; from the first point on that the audit finds a column missing for it is
// solved once more.
//
// certify is told of each solution that misses no column. It may improve the
// certificate, and tells whether the point is good enough; where it is not, the engine
// spends more on precision from there on, if there is more to spend, and solves once
// more. keep is told of each lambda once, in order, after the last certify; its error
// ends the path. What is left are the lambdas for which E has no room, or which come
// after the caller wanted no more.
func (x *Walk) Path(lambdas []float64, certify func(*Solution) bool, keep func(*Solution) error) (left []float64, err error) {
	if len(lambdas) == 0 {
		return nil, nil
	}
	history, now := []past{{x.null.Theta, x.null.Slopes}}, x.null.LambdaMax
	// The unpenalised columns first: before they are fitted everything wants to move.
	x.begin(lambdas[0], 0)
	if end := x.solve(x.penalty(max(now, lambdas[0]))); end == full || end == stopped {
		return lambdas, nil
	}
	for len(lambdas) > 0 {
		batch := x.batch(history, now, lambdas[:together(lambdas, now)])
		if len(batch) == 0 {
			return lambdas, nil
		}
		history = history[:0]
		for k := range batch {
			s := &batch[k]
			history, now = append(history, past{s.Descent, s.Slopes}), s.Lambda
			if more, again := x.overlooked(s.Problem.Penalty.(*problems.ElasticNet), &s.Finding, s.known); again && !s.Spent {
				if !x.take(more) {
					return lambdas, nil
				}
				break // and once more from this lambda
			}
			if x.wants(s, certify(s)) {
				if x.caution() == s.care {
					x.raise()
				}
				break // and once more from this lambda
			}
			if err := keep(s); err != nil {
				return nil, err
			}
			lambdas = lambdas[1:]
		}
	}
	return nil, nil
}

// batchSize is how many points are audited in one pass over the data.
const batchSize = 8

// together returns how many of the lambdas, which come after now, make a batch: not
// too far apart for the screen to see to the end of it.
func together(lambdas []float64, now float64) int {
	k := 1
	for k < min(batchSize, len(lambdas)) && lambdas[k] > 0.3*now {
		k++
	}
	return k
}

// batch solves for a few lambdas, fewer where it cannot go on, and audits the points.
func (x *Walk) batch(history []past, now float64, lambdas []float64) (batch []Solution) {
	start := time.Now()
	x.prepare(history, now, lambdas)
	for k, l := range lambdas {
		x.begin(l, k)
		pen := x.penalty(l)
		end := x.solve(pen)
		for end == exhausted && x.desperate() {
			x.raise()
			end = x.solve(pen)
		}
		if end == full || end == stopped {
			break
		}
		q := *x.p
		q.Penalty = pen
		batch = append(batch, Solution{Lambda: l, Problem: &q, Point: x.point(), known: x.columns(), Theta: x.theta(), care: x.caution(), Spent: end == exhausted})
		if end == exhausted {
			break
		}
	}
	var ps []*problems.Problem
	var points []problems.SparseBeta
	for k := range batch {
		batch[k].Elapsed = time.Since(start) / time.Duration(len(batch))
		ps, points = append(ps, batch[k].Problem), append(points, batch[k].Point)
	}
	for k, f := range x.auditor.Audit(ps, points) {
		batch[k].Finding = f
	}
	return batch
}

// penalty is that of the problem at another lambda.
func (x *Walk) penalty(lambda float64) *problems.ElasticNet {
	return x.p.Penalty.(*problems.ElasticNet).WithLambda(lambda).(*problems.ElasticNet)
}

// pointOf returns the coefficients b of columns cols, and those that bounds keep from
// zero outside E, where pos is negative; columns below 0 are none.
func pointOf(pen *problems.ElasticNet, cols []int, b []float64, pos []int32, idle []int) (pt problems.SparseBeta) {
	for e, v := range b {
		if v != 0 && cols[e] >= 0 {
			pt.Support = append(pt.Support, cols[e])
		}
	}
	for _, j := range idle {
		if pos[j] < 0 {
			pt.Support = append(pt.Support, j)
		}
	}
	slices.Sort(pt.Support)
	pt.Coef = make([]float64, len(pt.Support))
	for i, j := range pt.Support {
		if e := pos[j]; e >= 0 {
			pt.Coef[i] = b[e]
		} else {
			pt.Coef[i] = pen.Start(j)
		}
	}
	return pt
}
