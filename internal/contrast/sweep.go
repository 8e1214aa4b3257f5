package contrast

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/solvers"
)

// Ratios are the strengths of a sweep, as multiples of lambda_max, smallest first.
var Ratios = []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20}

// Sweep is the L1 norm and the size of the support against lambda.
type Sweep struct {
	Ratio  report.Floats `json:"lambda_ratio"`
	Curves []Curve       `json:"curves"`
}

// Curve is one method's part of a sweep: the mean L1 norm and number of non-zeros
// over the last tenth of the epochs, and the non-zeros left at the end after
// thresholding.
type Curve struct {
	Method      string        `json:"method"`
	Proximal    bool          `json:"proximal"`
	Exact       bool          `json:"exact"`
	Schedule    string        `json:"schedule"`
	Step        report.Float  `json:"step"`
	StepIn      string        `json:"step_in_words"`
	L1          report.Floats `json:"l1"`
	Nonzeros    report.Floats `json:"nonzeros"`
	Thresholded report.Floats `json:"nonzeros_thresholded"`
	// Predicted is step Σ_j l1_j / 2, the mean L1 norm of the cycles in which a
	// constant step leaves coefficients whose solution is 0: one of a and
	// a - step l1_j after the other, whose absolute values average step l1_j/2.
	Predicted report.Floats `json:"predicted_l1,omitempty"`
}

// SweepLambda trains each choice at each strength, ratios of lambdaMax in increasing
// order, from scratch, and solves exactly beside it.
func (m *Model) SweepLambda(ctx context.Context, choices []Choice, lambdaMax float64, ratios []float64, b Budget) (*Sweep, error) {
	b = b.withDefaults(m)
	s := &Sweep{Ratio: ratios}
	exact := Curve{Method: "exact", Exact: true}
	// The path is solved from the largest strength down.
	var lambdas []float64
	for _, ratio := range ratios {
		lambdas = append(lambdas, above(ratio*lambdaMax))
	}
	slices.Reverse(lambdas)
	path, err := solvers.Path(ctx, m.Problem, solvers.Grid{Lambdas: lambdas}, solvers.Settings{Tol: exactly})
	if err != nil {
		return nil, err
	}
	if len(path.Points) < len(lambdas) {
		return nil, ctx.Err()
	}
	for k := len(path.Points) - 1; k >= 0; k-- {
		beta := make([]float64, m.dim())
		path.Points[k].Beta(beta, m.Problem.Intercept)
		w := m.parameters(beta)
		exact.L1 = append(exact.L1, m.penaltyNorm(w))
		exact.Nonzeros = append(exact.Nonzeros, float64(len(path.Points[k].Support)))
		exact.Thresholded = append(exact.Thresholded, float64(count(w[:m.p], large)))
	}
	s.Curves = append(s.Curves, exact)
	curves := make([]Curve, len(choices))
	cells := make([]*run, len(choices)*len(ratios))
	parallel(ctx, m, b, len(choices), func(c int, t *trainer) {
		for k, ratio := range ratios {
			if ctx.Err() != nil {
				return
			}
			at := m.WithLambda(above(ratio * lambdaMax)).trainer(t.Budget)
			cells[c*len(ratios)+k] = at.train(ctx, choices[c], b.Seed, true)
		}
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for k, c := range choices {
		curves[k] = m.curve(c, ratios, lambdaMax, cells[k*len(ratios):(k+1)*len(ratios)])
	}
	s.Curves = append(s.Curves, curves...)
	return s, nil
}

// End is what a run ends with.
type End struct {
	W     []float64 // the last iterate, in the coordinates of training
	Gap   float64   // relative to the null loss, over a proven bound
	Moves float64   // the largest range of a coefficient over the last tenth of the epochs
	// Right tells whether the coefficients above 0.001 of the largest are the exact support,
	// and Ranked whether the largest are, as many as the exact support has.
	Right, Ranked bool
	Nonzeros      int // of the exact solution
}

// Step is the first step of a choice.
func (m *Model) Step(c Choice) float64 { return c.rate(m, c.Multiple) }

// Ends trains each choice once and holds the ends against the exact solution; nil where a
// run diverged.
func (m *Model) Ends(ctx context.Context, choices []Choice, b Budget) ([]*End, error) {
	b = b.withDefaults(m)
	sol, err := solvers.Solve(ctx, m.Problem, solvers.Settings{Tol: exactly})
	if err != nil {
		return nil, err
	}
	null, err := m.Problem.Null()
	if err != nil {
		return nil, err
	}
	j := &judge{m: m, sol: sol, exact: m.parameters(sol.X), scale: null.Loss, names: make([]string, m.p)}
	out := make([]*End, len(choices))
	parallel(ctx, m, b, len(choices), func(k int, t *trainer) {
		r := t.train(ctx, choices[k], b.Seed, true)
		if r.diverged {
			return
		}
		e := &End{W: r.w, Gap: j.relative(r.final()), Moves: j.moves(r) * j.largest(), Right: j.rules(r).Relative.right()}
		e.Nonzeros = m.p - count(j.exact[:m.p], isZero)
		e.Ranked = working(j.exact[:m.p], r.w[:m.p]) != nil || e.Nonzeros == 0
		out[k] = e
	})
	return out, ctx.Err()
}

// curve reads a curve off the runs at all strengths.
func (m *Model) curve(c Choice, ratios []float64, lambdaMax float64, runs []*run) Curve {
	out := Curve{Method: c.Name, Proximal: c.Kind == Proximal, Schedule: c.Schedule.Name, Step: report.Float(c.rate(m, c.Multiple)), StepIn: c.stepIn()}
	for k, one := range runs {
		norm, nonzeros, left := math.NaN(), math.NaN(), math.NaN()
		if !one.diverged {
			norm, nonzeros, left = one.norm, float64(m.p)-one.zeros, float64(count(one.w[:m.p], large))
		}
		out.L1, out.Nonzeros, out.Thresholded = append(out.L1, norm), append(out.Nonzeros, nonzeros), append(out.Thresholded, left)
		l1 := m.WithLambda(above(ratios[k] * lambdaMax)).l1
		if top := slices.Max(l1); top > 0 && c.Kind == Naive && c.Batch == 0 && c.optimizer == nil && c.Schedule.Name == "constant" {
			cycle := 0.0
			for _, l := range l1 {
				cycle += one.rate * l * l / top / 2 // penaltyNorm weighs |w_j| by l1_j / top
			}
			out.Predicted = append(out.Predicted, cycle)
		}
	}
	return out
}

// above returns a strength a hair larger, so that at lambda_max the solution is 0 and
// not whichever side rounding falls.
func above(lambda float64) float64 { return lambda * (1 + 1e-12) }

func large(v float64) bool { return math.Abs(v) >= Threshold }

// Beyond is what a curve does beyond lambda_max, where the exact norm is 0.
type Beyond struct {
	AtMax, AtEnd float64 // the norm at lambda_max and at the largest strength
	Rises        bool    // a larger penalty gives a larger norm
}

// Beyond sums up curve c.
func (s *Sweep) Beyond(c Curve) Beyond {
	var b Beyond
	for k, ratio := range s.Ratio {
		if ratio == 1 {
			b.AtMax = c.L1[k]
		}
	}
	b.AtEnd = c.L1[len(c.L1)-1]
	b.Rises = b.AtEnd > 1.01*b.AtMax+1e-12
	return b
}

// claim says whether a larger penalty gave a larger norm.
func (s *Sweep) claim() report.Claim {
	n, all, because := 0, 0, ""
	for _, c := range s.Curves {
		if c.Exact || c.Proximal || math.IsNaN(c.L1[len(c.L1)-1]) {
			continue
		}
		all++
		b := s.Beyond(c)
		if !b.Rises {
			continue
		}
		n++
		if c.Predicted != nil && because == "" {
			because = fmt.Sprintf("With %s (step %s) it rises from %s to %s; the cycle it is caught in predicts %s. ", c.Method, c.StepIn, report.Number(b.AtMax), report.Number(b.AtEnd), report.Number(c.Predicted[len(c.Predicted)-1]))
		}
	}
	return report.Claim{ID: "norm_rises_with_lambda", Claim: fmt.Sprintf("From lambda_max, where the exact solution becomes 0, to %s times as much, a larger penalty gives a larger L1 norm at a constant step.", report.Number(s.last())),
		Verdict: report.Of(n, all), Because: because, Section: sweeping, Evidence: fmt.Sprintf("%d of %d curves rise.", n, all),
		Numbers: []report.Measure{report.Counted("curves", all), report.Held("curves_that_rise", n, ">=", float64(all))}}
}

const sweeping = "Sweeping lambda"

// Section draws the sweep: the norm against lambda, small multiples on common axes.
func (s *Sweep) Section() report.Section {
	lo, hi := math.Inf(1), 0.0
	for _, c := range s.Curves {
		for _, v := range c.L1 {
			if v > 0 {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	var norms []report.Figure
	t := report.Table{Caption: "A larger penalty, a larger norm? Beyond lambda_max the exact norm is 0", Head: []string{"method", "step", "schedule", "L1 at lambda_max", fmt.Sprintf("L1 at %s lambda_max", report.Number(s.last())), "rises", "step Σ lambda_j / 2 there", "ratio", "non-zeros there", "after thresholding"}}
	for _, c := range s.Curves {
		if !c.Exact {
			exact, trained := s.Curves[0], report.Series{Name: "trained", X: s.Ratio, Y: c.L1}
			f := report.Figure{Title: fmt.Sprintf("%s, %s %s", c.Method, c.StepIn, c.Schedule), X: report.Axis{Label: "lambda / lambda_max", Log: true}, Y: report.Axis{Label: "L1 norm", Log: true, Range: report.Floats{lo, hi}},
				Series: []report.Series{{Name: "exact", X: s.Ratio, Y: exact.L1, Reference: true}, trained}}
			if c.Predicted != nil {
				f.Series = append(f.Series, report.Series{Name: "cycle", X: s.Ratio, Y: c.Predicted})
			}
			norms = append(norms, f)
		}
		b := s.Beyond(c)
		end := len(s.Ratio) - 1
		predicted, ratio := math.NaN(), math.NaN()
		if c.Predicted != nil {
			predicted, ratio = c.Predicted[end], b.AtEnd/c.Predicted[end]
		}
		t.Rows = append(t.Rows, report.Row{c.Method, c.StepIn, c.Schedule, b.AtMax, b.AtEnd, when(b.Rises, "yes", "no"), predicted, ratio, c.Nonzeros[end], c.Thresholded[end]})
	}
	return report.Section{Title: sweeping, Tables: []report.Table{t}, Multiples: norms,
		Text: []string{"The exact norm falls to 0 at lambda_max. A constant step leaves a coefficient that should be 0 in a cycle, a and a - step lambda in turn, whose mean size is step lambda/2 for short steps and step lambda/(2 - step H) with curvature H: from there on the norm rises with the penalty. Drawn at the lower edge: 0."}}
}

func (s *Sweep) last() float64 { return s.Ratio[len(s.Ratio)-1] }
