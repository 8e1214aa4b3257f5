package main

import (
	"fmt"
	"math"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// model is the problem that the data and the flags state, lambda left open.
//
// Lambda and objective as the user knows them depend on the convention; the
// library's own are those of sklearn. LambdaUnit times the user's lambda is the
// library's, LossUnit times the library's objective the user's.
type model struct {
	*dataio.Data
	Problem     *problems.Problem // its Penalty is Net
	Fit         *problems.LeastSquares
	Net         *problems.ElasticNet
	Null        problems.Null
	Convention  string
	Standardize bool
	Alpha       float64 // as given; Net.Alpha differs where the convention rescales the ridge
	LambdaUnit  float64
	LossUnit    float64
}

// readModel reads the data by the [dataFlags] and states the problem by the
// [modelFlags].
func readModel(c *cli.Context) (*model, error) {
	d, err := readData(c)
	if err != nil {
		return nil, err
	}
	if err := needTarget(d); err != nil {
		return nil, err
	}
	m := &model{
		Data:        d,
		Fit:         &problems.LeastSquares{Y: d.Y},
		Net:         &problems.ElasticNet{Alpha: c.Float64("alpha")},
		Convention:  c.String("convention"),
		Standardize: c.Bool("standardize"),
		Alpha:       c.Float64("alpha"),
	}
	if m.Fit.Weights, err = rowVector(c, d, "weights"); err != nil {
		return nil, err
	}
	if m.Fit.Offset, err = rowVector(c, d, "offset"); err != nil {
		return nil, err
	}
	if len(d.Names) == 0 {
		return nil, fmt.Errorf("%s: no feature columns are left", d.Path)
	}
	if m.Net.Factor, err = columnVector(c, d, "penalty-factor"); err != nil {
		return nil, err
	}
	if m.Net.Lower, err = columnVector(c, d, "lower"); err != nil {
		return nil, err
	}
	if m.Net.Upper, err = columnVector(c, d, "upper"); err != nil {
		return nil, err
	}
	if m.Convention == "glmnet" && !c.IsSet("standardize") {
		m.Standardize = true
	}
	m.Problem = &problems.Problem{X: d.X, Fit: m.Fit, Penalty: m.Net, Intercept: c.Bool("intercept")}
	if err := m.Problem.Validate(); err != nil {
		return nil, err
	}
	if m.Standardize {
		m.Net.Scale = problems.StdDevs(d.X, m.Fit.Weights)
	}
	if err := m.convert(); err != nil {
		return nil, err
	}
	m.Null, err = m.Problem.Null()
	return m, err
}

// convert sets the units of the convention.
func (m *model) convert() error {
	m.LambdaUnit, m.LossUnit = 1, 1
	switch m.Convention {
	case "sklearn":
	case "raw":
		n, _ := m.X.Dims()
		m.LossUnit = float64(n)
		if m.Fit.Weights != nil {
			m.LossUnit = 0
			for _, w := range m.Fit.Weights {
				m.LossUnit += w
			}
		}
		m.LambdaUnit = 1 / m.LossUnit
	case "glmnet":
	default:
		return exit(exitUsage, "unknown convention %q: use sklearn, glmnet or raw", m.Convention)
	}
	return nil
}

// lambda returns the strength that the [lambdaFlags] ask for, the user's.
func (m *model) lambda(c *cli.Context) (float64, error) {
	l, ratio := c.Float64("lambda"), c.Float64("lambda-ratio")
	switch {
	case c.IsSet("lambda") == c.IsSet("lambda-ratio"):
		return 0, exit(exitUsage, "say either --lambda or --lambda-ratio; lambda_max is %v", m.lambdaMax())
	case c.IsSet("lambda-ratio") && !(ratio > 0 && !math.IsInf(ratio, 1)):
		return 0, exit(exitUsage, "--lambda-ratio %v: it must be positive and finite", ratio)
	case c.IsSet("lambda-ratio"):
		return ratio * m.lambdaMax(), nil
	case !(l > 0 && !math.IsInf(l, 1)):
		return 0, exit(exitUsage, "--lambda %v: it must be positive and finite; lambda_max is %v", l, m.lambdaMax())
	}
	return l, nil
}

// lambdaMax is the user's lambda_max.
func (m *model) lambdaMax() float64 { return m.Null.LambdaMax / m.LambdaUnit }

// at returns the problem with the user's lambda in its penalty.
func (m *model) at(lambda float64) *problems.Problem {
	p := *m.Problem
	p.Penalty = m.Net.WithLambda(lambda * m.LambdaUnit)
	return &p
}

// settings are those that the [solverFlags] ask for.
func settings(c *cli.Context) solvers.Settings {
	return solvers.Settings{Method: c.String("method"), Tol: c.Float64("tol"), MaxTime: c.Duration("max-time")}
}
