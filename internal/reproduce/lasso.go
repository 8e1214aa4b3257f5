package reproduce

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/contrast"
	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Lasso tests the second claim: that deep-learning solvers give wrong and
// counter-intuitive solutions of the lasso.
func Lasso() *report.Report {
	real, _ := diabetes(1)
	r := &report.Report{
		Title:   "Deep-learning solvers on the lasso",
		Notes:   []string{claimLevel, "Each run starts at 0 and trains for 1000 epochs, in batches of 32 where the method is stochastic. Steps are multiples of 1/L, L the curvature of the smooth part, and for the adaptive methods of c, the spread of y over that of a column. Columns and response are standardised, without intercept."},
		Command: "lassocheck reproduce lasso",
		Data:    []report.Data{diabetesData(real)},
	}
	t := tally{growth: newSpread(), cycle: newSpread(), falling: newSpread()}
	for _, s := range []sample{sparse(100, 20, 5), real} {
		r.Sections = append(r.Sections, t.sweep(s))
	}
	sparsity, norm, ridge, cure := t.claims()
	r.Claims = []report.Claim{sparsity.Claim, norm.Claim, ridge.Claim, cure.Claim}
	r.Verdict = []string{sparsity.summary, norm.summary, cure.summary}
	return r
}

// sparse is a simulated regression with k of d coefficients not 0.
func sparse(n, d, k int) sample {
	rng := rand.New(rand.NewPCG(2401, 8426))
	s := sample{name: "simulated", n: n, d: d, x: normals(rng, n*d)}
	for i := range n {
		y := rng.NormFloat64()
		for j := range k {
			y += s.x[i*d+j] * float64(k-j) / float64(k)
		}
		s.y = append(s.y, y)
	}
	s.standardise()
	return s
}

// problem is the elastic net with mixing parameter alpha on s.
func (s sample) problem(alpha float64) *problems.Problem {
	columns := make([]float64, s.n*s.d)
	for i := range s.n {
		for j := range s.d {
			columns[j*s.n+i] = s.x[i*s.d+j]
		}
	}
	x, err := design.NewDense(s.n, s.d, columns)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: s.y}, Penalty: &problems.ElasticNet{Lambda: 1, Alpha: alpha}}
}

// tally is what the sweeps of all data sets have to say about the claims.
type tally struct {
	runs, sparse             int // runs by automatic differentiation where the exact solution has zeros; with any zero
	plain, rising            int // gradient descent with constant steps; the norm rises beyond lambda_max
	growth, cycle            spread
	adaptive, adaptiveRising int    // the same for RMSprop and Adam
	falling                  spread // norm of the falling step over that of the same constant one, at the end
	ridges, falls            int
	cures, exact             int // proximal curves; with the exact number of non-zeros at each lambda
	difference               float64
}

// sweep trains at all strengths on one data set.
func (t *tally) sweep(s sample) report.Section {
	choices := []contrast.Choice{
		contrast.Chosen("GD", "constant", 0.01), contrast.Chosen("GD", "constant", 0.1), contrast.Chosen("GD", "constant", 1),
		contrast.Chosen("SGD", "constant", 0.01), contrast.Chosen("RMSprop", "constant", 0.001), contrast.Chosen("Adam", "constant", 0.001),
		contrast.Chosen("GD", "1/sqrt(k)", 1), contrast.Chosen("proximal GD", "constant", 1),
	}
	budget := contrast.Budget{Epochs: 1000}
	lasso, ridge := s.problem(1), s.problem(0)
	null, err := lasso.Null()
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	sweep := s.mustSweep(lasso, choices, null.LambdaMax, budget)
	smooth := s.mustSweep(ridge, choices[2:3], null.LambdaMax, budget)
	t.count(s.d, sweep, smooth.Curves[1])

	control := smooth.Curves[1]
	control.Method = "control: GD on ridge"
	sweep.Curves = append(sweep.Curves, control)
	section := sweep.Section()
	section.Title = fmt.Sprintf("%s, %d x %d", s.name, s.n, s.d)
	return section
}

func (s sample) mustSweep(p *problems.Problem, choices []contrast.Choice, lambdaMax float64, b contrast.Budget) *contrast.Sweep {
	m, err := contrast.NewModel(p)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	sweep, err := m.SweepLambda(context.Background(), choices, lambdaMax, contrast.Ratios, b)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	return sweep
}

// count takes in the curves of one data set with p columns, and those of the control.
func (t *tally) count(p int, s *contrast.Sweep, ridge contrast.Curve) {
	exact, end := s.Curves[0], len(s.Ratio)-1
	var longest float64 // the norm at the end for the longest constant step
	for _, c := range s.Curves[1:] {
		b := s.Beyond(c)
		if c.Proximal {
			t.cures++
			if slices.Equal(c.Nonzeros, exact.Nonzeros) {
				t.exact++
			}
			for k, l := range c.L1 {
				t.difference = math.Max(t.difference, math.Abs(l-exact.L1[k]))
			}
			continue
		}
		for k, nonzeros := range c.Nonzeros {
			if exact.Nonzeros[k] < float64(p) {
				t.runs++
				if nonzeros < float64(p) {
					t.sparse++
				}
			}
		}
		if c.Schedule != "constant" {
			t.falling.add(b.AtEnd / longest)
			continue
		}
		switch c.Method {
		case "GD", "SGD":
			t.plain++
			if b.Rises {
				t.rising++
			}
			t.growth.add(b.AtEnd / b.AtMax)
			if c.Predicted != nil {
				longest = b.AtEnd
				t.cycle.add(b.AtEnd / c.Predicted[end])
			}
		default:
			t.adaptive++
			if b.Rises {
				t.adaptiveRising++
			}
		}
	}
	t.ridges++
	if slices.IsSortedFunc(ridge.L1, func(a, b float64) int { return cmp.Compare(b, a) }) {
		t.falls++
	}
}

// claims judges.
func (t *tally) claims() (sparsity, norm, ridge, cure finding) {
	sparsity.Claim = report.Claim{Claim: "Deep-learning solvers give incorrect solutions of the lasso: nothing is ever exactly zero.", Verdict: report.Fails,
		Because: fmt.Sprintf("Of %d runs where the exact solution has zeros, %d ever had one in the last tenth of their epochs.", t.runs, t.sparse)}
	sparsity.summary = "Some runs by automatic differentiation found exact zeros."
	if t.sparse == 0 {
		sparsity.Verdict = report.Holds
		sparsity.summary = fmt.Sprintf("Where the exact lasso has zeros, none of %d runs by automatic differentiation has a single one: a gradient method passes zero but does not stop there.", t.runs)
	}

	norm.Claim = report.Claim{Claim: "They are counter-intuitive: a larger penalty gives a larger L1 norm.", Verdict: report.Fails}
	norm.Because = fmt.Sprintf("From lambda_max to %s lambda_max, where the exact norm is 0, the norm rises in %d of %d curves of GD and SGD with a constant step, by a factor of %s; that of GD ends at %s of p step lambda/2, the mean size of the cycle where the step is short (curvature lengthens it, up to twice at step 1/L). A step that falls as 1/sqrt(k) leaves %s of that. With RMSprop and Adam the norm rises in %d of %d curves.",
		report.Number(contrast.Ratios[len(contrast.Ratios)-1]), t.rising, t.plain, t.growth, t.cycle, t.falling, t.adaptiveRising, t.adaptive)
	norm.summary = fmt.Sprintf("Beyond lambda_max the norm rises with the penalty in %d of %d curves of GD and SGD.", t.rising, t.plain)
	if t.rising == t.plain {
		norm.Verdict = report.HoldsUnder
		if t.adaptiveRising == t.adaptive {
			norm.Verdict = report.Holds
		}
		if t.adaptiveRising == 0 {
			norm.Because += " They divide the penalty by its own size, so that their cycle is as wide as the step, whatever lambda is: not rising, but not zero either."
		}
		norm.summary = fmt.Sprintf("Beyond lambda_max, where the exact solution is 0, a larger penalty gives a larger norm in all %d curves of GD and SGD with a constant step (GD: %s of p step lambda/2), and in %d of %d of RMSprop and Adam.", t.plain, t.cycle, t.adaptiveRising, t.adaptive)
	}

	ridge.Claim = report.Claim{Claim: "Control: with the smooth ridge penalty the same training behaves as theory says, the norm falls with lambda.", Verdict: report.Fails,
		Because: fmt.Sprintf("The norm falls at each of %d steps of lambda on %d of %d data sets.", len(contrast.Ratios)-1, t.falls, t.ridges)}
	if t.falls == t.ridges {
		ridge.Verdict = report.Holds
	}

	cure.Claim = report.Claim{Claim: "Control: with a proximal step in place of the derivative of the penalty, the same gradient descent finds the exact solution.", Verdict: report.Fails,
		Because: fmt.Sprintf("Proximal gradient has the exact number of non-zeros at each lambda on %d of %d data sets; its norm differs from the exact one by at most %s.", t.exact, t.cures, report.Number(t.difference))}
	cure.summary = "Proximal gradient descent did not reach the exact support everywhere in the epochs given."
	if t.exact == t.cures {
		cure.Verdict = report.Holds
		cure.summary = fmt.Sprintf("Do instead: the same gradient descent with a proximal step in place of the derivative of the penalty has the exact number of non-zeros at every lambda, and the exact norm to within %s; or solve it outright with lassocheck solve.", report.Number(t.difference))
	}
	return sparsity, norm, ridge, cure
}
