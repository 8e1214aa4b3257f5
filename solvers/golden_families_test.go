package solvers

import (
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Classes and counts against R's glmnet at its tightest.
func TestGlmnetFamilies(t *testing.T) {
	for family, fit := range map[string]func(y, weights, offset []float64) problems.DataFit{
		"binomial": func(y, w, o []float64) problems.DataFit { return &losses.Logistic{Y: y, Weights: w, Offset: o} },
		"poisson":  func(y, w, o []float64) problems.DataFit { return &losses.Poisson{Y: y, Weights: w, Offset: o} },
	} {
		var g struct {
			X            [][]float64
			Y, W, Offset []float64
			Cases        map[string]struct {
				Args struct {
					Standardize, Intercept bool
					Alpha                  float64
					Weights, Offset        string
				}
				Fit glmnetFit
			}
		}
		readJSON(t, "../testdata/glmnet/"+family+".json", &g)
		n, p := len(g.X), len(g.X[0])
		x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for i, row := range g.X {
			for j, v := range row {
				x.Col(j)[i] = v
			}
		}
		if len(g.Cases) < 3 {
			t.Fatalf("%d cases", len(g.Cases))
		}
		for name, c := range g.Cases {
			t.Run(family+"/"+name, func(t *testing.T) {
				var weights, offset []float64
				if c.Args.Weights != "" {
					weights = g.W
				}
				if c.Args.Offset != "" {
					offset = g.Offset
				}
				pen := &problems.ElasticNet{Alpha: c.Args.Alpha}
				if c.Args.Standardize {
					pen.Scale = design.StdDevs(x, weights)
				}
				q := &problems.Problem{X: x, Fit: fit(g.Y, weights, offset), Penalty: pen, Intercept: c.Args.Intercept}
				compareTo(t, q, c.Fit.references(c.Args.Intercept), 1e-9)
			})
		}
	}
}
