package reproduce

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/contrast"
	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Lasso tests the second claim: that deep-learning solvers give wrong and
// counter-intuitive solutions of the lasso.
func Lasso(Size) *report.Report {
	real, _ := diabetes(1)
	r := &report.Report{
		Title:   "Deep-learning solvers on the lasso",
		Notes:   []string{claimLevel, "Each run starts at 0 and trains for 1000 epochs, in batches of 32 where the method is stochastic. Steps are multiples of 1/L, L the curvature of the smooth part, and for the adaptive methods of c, the spread of y over that of a column. Columns and response are standardised, without intercept."},
		Command: "lassocheck reproduce lasso",
		Data:    []report.Data{diabetesData(real)},
	}
	t := tally{growth: newSpread(), cycle: newSpread(), falling: map[string]*spread{}}
	samples := []sample{sparse(100, 20, 5), real}
	for _, s := range samples {
		section := t.sweep(s)
		if t.section == "" {
			t.section = section.Title
		}
		r.Sections = append(r.Sections, section)
	}
	prune, pruning := pruned(samples)
	adaptive, smooth := adaptive(samples)
	r.Sections = append(r.Sections, prune, adaptive)
	r.Claims = append(t.claims(), pruning, smooth)
	r.Answer = fmt.Sprintf("At a constant step the L1 norm of a lasso trained through its kink grows with the penalty where the exact solution is 0, and none of %d runs has an exact zero; a step that falls to 0 leaves %s of that norm, a proximal step nothing.",
		t.runs, t.falling["cosine"])
	r.Verdict = []string{"Do instead: the same gradient descent with a proximal step in place of the derivative of the penalty; or solve it outright with lassocheck solve."}
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
	section                  string // of the first
	runs, sparse             int    // runs by automatic differentiation where the exact solution has zeros; with any zero
	plain, rising            int    // gradient descent with constant steps; the norm rises beyond lambda_max
	growth, cycle            spread
	adaptive, adaptiveRising int                // the same for RMSprop and Adam
	falling                  map[string]*spread // norm of GD with a falling step over that with a constant one from the same start, at the end
	ridges, falls            int
	cures, exact             int // proximal curves; with the exact number of non-zeros at each lambda
	difference               float64
}

// falls are the schedules that are held against the constant step, from the same first step.
var fallingSchedules = []string{"1/sqrt(k)", "1/k", "cosine"}

// sweep trains at all strengths on one data set.
func (t *tally) sweep(s sample) report.Section {
	choices := []contrast.Choice{
		contrast.Chosen("GD", "constant", 0.01), contrast.Chosen("GD", "constant", 0.1), contrast.Chosen("GD", "constant", 1),
		contrast.Chosen("SGD", "constant", 0.01), contrast.Chosen("RMSprop", "constant", 0.001), contrast.Chosen("Adam", "constant", 0.001),
	}
	for _, schedule := range fallingSchedules {
		choices = append(choices, contrast.Chosen("GD", schedule, 1))
	}
	choices = append(choices, contrast.Chosen("proximal GD", "constant", 1))
	lasso, ridge := s.problem(1), s.problem(0)
	null, err := lasso.Null()
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	sweep := s.mustSweep(lasso, choices, null.LambdaMax)
	smooth := s.mustSweep(ridge, choices[2:3], null.LambdaMax)
	t.count(s.d, sweep, smooth.Curves[1])

	control := smooth.Curves[1]
	control.Method = "control: GD on ridge"
	sweep.Curves = append(sweep.Curves, control)
	section := sweep.Section()
	section.Title = fmt.Sprintf("L1 norm against lambda: %s, %d x %d", s.name, s.n, s.d)
	return section
}

// budget is that of all runs on the lasso.
var budget = contrast.Budget{Epochs: 1000}

func (s sample) mustSweep(p *problems.Problem, choices []contrast.Choice, lambdaMax float64) *contrast.Sweep {
	sweep, err := mustModel(p).SweepLambda(context.Background(), choices, lambdaMax, contrast.Ratios, budget)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	return sweep
}

func mustModel(p *problems.Problem) *contrast.Model {
	m, err := contrast.NewModel(p)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	return m
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
			if t.falling[c.Schedule] == nil {
				fresh := newSpread()
				t.falling[c.Schedule] = &fresh
			}
			t.falling[c.Schedule].add(b.AtEnd / longest)
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
func (t *tally) claims() []report.Claim {
	var falling []string
	numbers := []report.Measure{report.Counted("curves", t.plain), report.Held("curves_that_rise", t.rising, ">=", float64(t.plain)), report.Counted("adaptive_curves", t.adaptive), report.Counted("adaptive_curves_that_rise", t.adaptiveRising)}
	for _, name := range fallingSchedules {
		falling = append(falling, fmt.Sprintf("%s leaves %s", name, t.falling[name]))
		numbers = append(numbers, report.Counted("left_by_"+name, t.falling[name].hi))
	}
	sparsity := report.Claim{ID: "no_exact_zeros", Section: t.section, Claim: "Deep-learning solvers give incorrect solutions of the lasso: nothing is ever exactly zero.", Verdict: report.Of(t.runs-t.sparse, t.runs),
		Numbers:  []report.Measure{report.Counted("runs", t.runs), report.Held("runs_with_a_zero", t.sparse, "<=", 0)},
		Evidence: fmt.Sprintf("%d of %d runs where the exact solution has zeros ever had one in the last tenth of their epochs.", t.sparse, t.runs)}
	norm := report.Claim{ID: "norm_grows_with_lambda", Section: t.section, Claim: "They are counter-intuitive: a larger penalty gives a larger L1 norm.", Verdict: report.Of(t.rising, t.plain), Numbers: numbers,
		Evidence: fmt.Sprintf("Beyond lambda_max it rises in %d of %d curves of GD and SGD with a constant step, in %d of %d of RMSprop and Adam.", t.rising, t.plain, t.adaptiveRising, t.adaptive),
		Because: fmt.Sprintf("From lambda_max to %s lambda_max, where the exact norm is 0, that of GD and SGD grows by a factor of %s; that of GD ends at %s of p step lambda/2, the mean size of the cycle where the step is short (curvature lengthens it, up to twice at step 1/L). Of what the constant step leaves, from the same first step %s. RMSprop and Adam divide the penalty by its own size, so that their cycle is as wide as the step, whatever lambda is: not rising, but not zero either.",
			report.Number(contrast.Ratios[len(contrast.Ratios)-1]), t.growth, t.cycle, strings.Join(falling, ", "))}
	if norm.Verdict == report.Holds && t.adaptiveRising < t.adaptive {
		norm.Verdict = report.HoldsUnder
	}
	ridge := report.Claim{ID: "control_ridge_norm_falls", Section: t.section, Claim: "Control: with the smooth ridge penalty the same training behaves as theory says, the norm falls with lambda.", Verdict: report.Of(t.falls, t.ridges),
		Numbers:  []report.Measure{report.Counted("data_sets", t.ridges), report.Held("norm_falls_at_each_lambda", t.falls, ">=", float64(t.ridges))},
		Evidence: fmt.Sprintf("The norm falls at each of %d steps of lambda on %d of %d data sets.", len(contrast.Ratios)-1, t.falls, t.ridges)}
	cure := report.Claim{ID: "control_proximal_step", Section: t.section, Claim: "Control: with a proximal step in place of the derivative of the penalty, the same gradient descent finds the exact solution.", Verdict: report.Of(t.exact, t.cures),
		Numbers:  []report.Measure{report.Counted("data_sets", t.cures), report.Held("exact_support_at_each_lambda", t.exact, ">=", float64(t.cures)), report.Counted("largest_difference_of_norms", t.difference)},
		Evidence: fmt.Sprintf("It has the exact number of non-zeros at each lambda on %d of %d data sets; its norm differs from the exact one by at most %s.", t.exact, t.cures, report.Number(t.difference))}
	return []report.Claim{sparsity, norm, ridge, cure}
}
