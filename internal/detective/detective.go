// Package detective finds out which problem coefficients solve when it is not the
// one they are said to solve. It tries what people get wrong, one hypothesis a
// line of a table, and judges each by how far from optimal the coefficients are
// for the problem that it makes of the stated one.
package detective

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

// Case is coefficients and the problem they are said to solve.
type Case struct {
	Problem *problems.Problem // of a family of package losses, or least squares, with an elastic net
	Beta    []float64
	Opinion *judge.Opinion // on Beta, where there is one: that saves time
	Names   []string       // of the columns, for the words; nil stands for their numbers
	// Lambda and Alpha are as the user states them. Units tells what they are in the
	// units of the library for a problem whose weights add up to total: its
	// l1 = lasso Lambda Alpha, its l2 = ridge Lambda (1 - Alpha). nil stands for 1 and 1.
	Lambda, Alpha float64
	Units         func(p *problems.Problem, total float64) (lasso, ridge float64)
	Factor        []float64 // the penalty factors before any rescaling
	Exchange      string    // the flag that exchanges the two classes, "" where there are none
}

// Explanation is a problem that the coefficients are nearly optimal for.
type Explanation struct {
	Mistake string // short, fixed: see the table in hypotheses.go
	Text    string // a sentence
	Flags   string // what makes the problem of the stated one on the command line
	Advice  string // what is to be done besides, that no flag can say
	Lambda  float64
	// Error is how far from optimal the coefficients are, relative to the null
	// loss; Before is the same for the problem as stated.
	Error, Before float64
	Proof         proof.Proof // the same, certified, and not yet relative
	Scale         float64     // the null loss of the problem that is explained by
}

// Knows tells whether p is of a kind for which it is known what people take it for: an
// elastic net with a loss of one prediction each.
func Knows(p *problems.Problem) bool {
	_, net := p.Penalty.(*problems.ElasticNet)
	_, loss := rowsOf(p.Fit)
	return net && loss
}

// None is the Mistake of coefficients that solve the stated problem best of all, or
// no problem that is known here.
const None = ""

var errLoss = errors.New("detective: what people take for one another is not known of this loss")

var errNull = errors.New("detective: the stated problem has no null model to measure by")

// far is the error above which a problem explains nothing.
const far = 1e-3

// budget is how long all may take, patience one problem: one that is solved so slowly
// is none that another tool is likely to have solved.
const (
	budget   = 6 * time.Second
	patience = 2 * time.Second
)

// Explain returns the nearest explanation, certified. Its Mistake is None where none
// is nearer than the problem as stated, and where even the nearest is far. It takes
// some ten seconds at most, but for a few passes over the data. When ctx is done it returns
// its error.
func Explain(ctx context.Context, c Case) (Explanation, error) {
	if !Knows(c.Problem) {
		return Explanation{}, errLoss
	}
	q := newInquiry(c)
	v := q.stated()
	if !v.settle(q) {
		return Explanation{}, errNull
	}
	stated := q.suspect(v, q.net.Lambda)
	stated.problem = c.Problem
	if err := q.stand(ctx, stated); err != nil {
		return Explanation{}, err
	}
	none := stated.Explanation
	none.Before = stated.Error
	if e := c.rounded(q.optimum); e != nil {
		e.Error, e.Before, e.Lambda, e.Scale = stated.Error, stated.Error, c.Lambda, stated.Scale
		return *e, q.certify(ctx, e, stated)
	}
	enough, found := stated.score(), stated
	for _, s := range q.line(ctx) { // the best bound first
		if s.score() >= enough || q.late() {
			break
		}
		if s.solve(ctx, enough) == nil && s.score() < enough { // what cannot be solved explains nothing
			found, enough = s, s.score()
		}
	}
	if err := ctx.Err(); err != nil {
		return Explanation{}, err
	}
	if found == stated || found.Error > far {
		return none, q.certify(ctx, &none, stated)
	}
	found.Before = stated.Error
	found.Flags, found.Advice = q.flags(found.variant, found.lambda), found.variant.advice
	return found.Explanation, q.certify(ctx, &found.Explanation, found)
}

// inquiry is what is known of a case.
type inquiry struct {
	Case
	rows     rowData
	net      *problems.ElasticNet
	coef     []float64
	b0       float64
	n, cols  int
	optimum  []float64
	before   float64   // the error for the stated problem
	sd       []float64 // of the columns
	deadline time.Time
}

func newInquiry(c Case) *inquiry {
	q := &inquiry{Case: c, net: c.Problem.Penalty.(*problems.ElasticNet),
		deadline: time.Now().Add(budget)}
	q.rows, _ = rowsOf(c.Problem.Fit)
	if c.Opinion != nil {
		q.optimum = c.Opinion.Refined
	}
	if q.Units == nil {
		q.Units = func(*problems.Problem, float64) (lasso, ridge float64) { return 1, 1 }
	}
	q.coef, q.b0 = c.Problem.Split(c.Beta)
	q.n, q.cols = c.Problem.X.Dims()
	q.sd = design.StdDevs(c.Problem.X, q.rows.weights)
	return q
}

func (q *inquiry) late() bool { return time.Now().After(q.deadline) }

// stand measures the error for the stated problem, by its optimum.
func (q *inquiry) stand(ctx context.Context, stated *suspect) error {
	if q.optimum == nil {
		if err := stated.solve(ctx, math.Inf(1)); err != nil {
			return err
		}
		q.optimum = stated.optimum
	} else {
		stated.Error = (stated.problem.Primal(stated.beta) - stated.problem.Primal(q.optimum)) / stated.Scale
	}
	q.before = stated.Error
	return nil
}

// line returns the suspects with a lower bound on the error of each, the least score
// first.
func (q *inquiry) line(ctx context.Context) []*suspect {
	var all []*suspect
	table := slices.Concat(hypotheses, ofFamily(q.Problem.Fit))
	if !slices.ContainsFunc(q.coef, func(b float64) bool { return b != 0 }) {
		table = ofNothing
	}
	for _, h := range table {
		if q.late() || ctx.Err() != nil {
			break
		}
		v := q.stated()
		if h.change != nil && !h.change(q, v) {
			continue
		}
		all = append(all, q.suspects(h, v)...)
	}
	slices.SortStableFunc(all, func(a, b *suspect) int {
		return cmp.Or(cmp.Compare(a.score(), b.score()), cmp.Compare(a.guess, b.guess))
	})
	return all
}

// certify proves the error of an explanation.
func (q *inquiry) certify(ctx context.Context, e *Explanation, s *suspect) error {
	if q.Opinion != nil && s.problem == q.Problem {
		e.Proof = q.Opinion.Proof
		return nil
	}
	o, err := judge.Judge(ctx, s.problem, s.beta, judge.Options{Settings: solvers.Settings{MaxTime: patience}})
	if err != nil {
		return err
	}
	e.Proof = o.Proof
	return nil
}
