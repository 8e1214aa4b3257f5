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

// Choice is a method with its step size.
type Choice struct {
	Method
	Multiple float64
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
	for _, c := range choices {
		curve := Curve{Method: c.Name, Proximal: c.Proximal, Step: report.Float(c.rate(m, c.Multiple)), StepIn: c.stepIn(c.Multiple)}
		for _, ratio := range ratios {
			at := m.WithLambda(above(ratio * lambdaMax))
			one := at.train(ctx, c.Method, c.Multiple, b)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			norm, nonzeros, left := one.norm, float64(m.p)-one.zeros, float64(count(one.w[:m.p], large))
			if one.diverged {
				norm, nonzeros, left = math.NaN(), math.NaN(), math.NaN()
			}
			curve.L1, curve.Nonzeros, curve.Thresholded = append(curve.L1, norm), append(curve.Nonzeros, nonzeros), append(curve.Thresholded, left)
			if !c.Adaptive && !c.Proximal && !c.Decay && !c.Stochastic {
				cycle, top := 0.0, slices.Max(at.l1)
				for _, l := range at.l1 {
					cycle += one.rate * l * l / top / 2 // penaltyNorm weighs |w_j| by l1_j / top
				}
				if top > 0 {
					curve.Predicted = append(curve.Predicted, cycle)
				}
			}
		}
		s.Curves = append(s.Curves, curve)
	}
	return s, nil
}

// above returns a strength a hair larger, so that at lambda_max the solution is 0 and
// not whichever side rounding falls.
func above(lambda float64) float64 { return lambda * (1 + 1e-12) }

func large(v float64) bool { return math.Abs(v) >= Threshold }

// choices are the methods with the step sizes that served them best in r.
func (r *Result) choices() []Choice {
	var out []Choice
	for k, t := range r.Methods {
		if t.Diverged {
			continue
		}
		for _, multiple := range Methods[k].Multiples {
			if Methods[k].stepIn(multiple) == t.StepIn {
				out = append(out, Choice{Methods[k], multiple})
			}
		}
	}
	return out
}

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

// words says whether a larger penalty gave a larger norm.
func (s *Sweep) words() []string {
	for _, c := range s.Curves {
		b := s.Beyond(c)
		if c.Predicted == nil || !b.Rises {
			continue
		}
		return []string{fmt.Sprintf("A larger penalty gives larger coefficients: from lambda_max, where the exact solution becomes 0, to %s times as much, the L1 norm that %s (step %s) ends with rises from %s to %s. The cycle it is caught in predicts %s.",
			report.Number(s.last()), c.Method, c.StepIn, report.Number(b.AtMax), report.Number(b.AtEnd), report.Number(c.Predicted[len(c.Predicted)-1]))}
	}
	return nil
}
