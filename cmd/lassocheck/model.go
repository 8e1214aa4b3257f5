package main

import (
	"fmt"
	"math"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// model is the problem that the data and the flags state, lambda left open.
//
// What lambda and the objective mean depends on the convention. The library's own
// are those of sklearn: LambdaUnit times the user's lambda is the library's, and
// LossUnit times the library's objective is the user's.
type model struct {
	*dataio.Data
	Problem     *problems.Problem // its Penalty is Net
	Fit         *problems.LeastSquares
	Net         *problems.ElasticNet
	Null        problems.Null // in the library's units
	Convention  string
	Standardize bool
	Alpha       float64 // as given; see convert
	LambdaUnit  float64
	LossUnit    float64
}

// readModel reads the data by the [dataFlags] and states the problem by the
// [modelFlags].
func readModel(c *cli.Context) (*model, error) {
	alpha := c.Float64("alpha")
	if !(alpha >= 0 && alpha <= 1) {
		return nil, fmt.Errorf("--alpha %v: the mix lies between 0, ridge, and 1, the lasso", alpha)
	}
	switch convention := c.String("convention"); convention {
	case "sklearn", "raw", "glmnet":
	default:
		return nil, fmt.Errorf("--convention %s: there are sklearn, glmnet and raw", convention)
	}
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
		Net:         &problems.ElasticNet{Alpha: alpha},
		Convention:  c.String("convention"),
		Standardize: c.Bool("standardize") || c.String("convention") == "glmnet" && !c.IsSet("standardize"),
		Alpha:       alpha,
	}
	if err := m.readVectors(c); err != nil {
		return nil, err
	}
	if m.Standardize {
		m.Net.Scale = design.StdDevs(d.X, m.Fit.Weights)
	}
	m.Problem = &problems.Problem{X: d.X, Fit: m.Fit, Penalty: m.Net, Intercept: c.Bool("intercept")}
	if err := m.Problem.Validate(); err != nil {
		return nil, err
	}
	m.convert()
	if m.Null, err = m.Problem.Null(); err != nil {
		return nil, err
	}
	if m.Null.Scale < 1e-290 {
		return nil, fmt.Errorf("%s: what the null model leaves of %s is too small, its squares sum to %.3g: rescale it", d.Path, d.TargetName, m.Null.Scale)
	}
	return m, nil
}

// readVectors reads what comes one a row or one a column.
func (m *model) readVectors(c *cli.Context) (err error) {
	if m.Fit.Weights, err = rowVector(c, m.Data, "weights"); err != nil {
		return err
	}
	var total float64
	for i, w := range m.Fit.Weights {
		if !(w >= 0) {
			return fmt.Errorf("--weights %s: row %d of %d is %v; weights must not be negative", c.String("weights"), i+1, len(m.Fit.Weights), w)
		}
		total += w
	}
	if m.Fit.Weights != nil && total == 0 {
		return fmt.Errorf("--weights %s: all weights are zero", c.String("weights"))
	}
	if m.Fit.Offset, err = rowVector(c, m.Data, "offset"); err != nil {
		return err
	}
	if len(m.Names) == 0 {
		return fmt.Errorf("%s: no feature columns are left", m.Path)
	}
	if m.Net.Factor, err = columnVector(c, m.Data, "penalty-factor"); err != nil {
		return err
	}
	for j, f := range m.Net.Factor {
		if !(f >= 0) {
			return fmt.Errorf("--penalty-factor %s: that of %s is %v; factors must not be negative", c.String("penalty-factor"), m.Names[j], f)
		}
	}
	if m.Net.Lower, err = columnVector(c, m.Data, "lower"); err != nil {
		return err
	}
	if m.Net.Upper, err = columnVector(c, m.Data, "upper"); err != nil {
		return err
	}
	for j, name := range m.Names {
		lower, upper := math.Inf(-1), math.Inf(1)
		if m.Net.Lower != nil {
			lower = m.Net.Lower[j]
		}
		if m.Net.Upper != nil {
			upper = m.Net.Upper[j]
		}
		if !(lower <= upper) || math.IsInf(lower, 1) || math.IsInf(upper, -1) {
			return fmt.Errorf("--lower %v, --upper %v: no room for the coefficient of %s", lower, upper, name)
		}
	}
	return nil
}

// convert takes up the convention.
//
//   - sklearn: F(z) = 1/(2n) ‖y - z‖², the library's own.
//   - raw: 1/2 ‖y - z‖², that is n times the loss and n times lambda (the sum of
//     the weights in place of n where there are any).
//   - glmnet: as sklearn, with columns standardised unless the user says
//     otherwise, penalty factors rescaled to sum p, an excluded column counting 1,
//     and the ridge divided by the deviation of y: see [problems.LeastSquares.Glmnet].
func (m *model) convert() {
	m.LambdaUnit, m.LossUnit = 1, 1
	switch m.Convention {
	case "raw":
		m.LossUnit = float64(len(m.Y))
		if m.Fit.Weights != nil {
			m.LossUnit = 0
			for _, w := range m.Fit.Weights {
				m.LossUnit += w
			}
		}
		m.LambdaUnit = 1 / m.LossUnit
	case "glmnet":
		m.Net.Factor = sumToLen(m.Net.Factor)
		if m.Alpha < 1 {
			m.LambdaUnit, m.Net.Alpha = m.Fit.Glmnet(1, m.Alpha, m.Problem.Intercept)
		}
	}
}

// sumToLen rescales factors as glmnet does.
func sumToLen(factor []float64) []float64 {
	if factor == nil {
		return nil
	}
	var total float64
	for _, f := range factor {
		if math.IsInf(f, 1) {
			f = 1
		}
		total += f
	}
	if total == 0 {
		return factor
	}
	scaled := make([]float64, len(factor))
	for j, f := range factor {
		scaled[j] = f * float64(len(factor)) / total
	}
	return scaled
}

// lambda returns the strength that the [lambdaFlags] ask for, the user's.
func (m *model) lambda(c *cli.Context) (float64, error) {
	l, ratio := c.Float64("lambda"), c.Float64("lambda-ratio")
	switch {
	case c.IsSet("lambda") && c.IsSet("lambda-ratio"):
		return 0, fmt.Errorf("--lambda and --lambda-ratio say the same thing: leave one out")
	case c.IsSet("lambda-ratio") && !(ratio > 0 && !math.IsInf(ratio, 1)):
		return 0, fmt.Errorf("--lambda-ratio %v: it must be positive and finite", ratio)
	case c.IsSet("lambda-ratio"):
		return ratio * m.lambdaMax(), nil
	case !c.IsSet("lambda"):
		return 0, fmt.Errorf("which lambda? Say --lambda or --lambda-ratio; lambda_max is %v", m.lambdaMax())
	}
	return l, checkLambda(l)
}

func checkLambda(l float64) error {
	if l >= 0 && !math.IsInf(l, 1) {
		return nil
	}
	return fmt.Errorf("--lambda %v: it must be finite and not negative; --lambda-ratio gives it as a part of lambda_max", l)
}

// lambdaMax is the user's lambda_max.
func (m *model) lambdaMax() float64 { return m.Null.LambdaMax / m.LambdaUnit }

// ratio is the user's lambda as a part of lambda_max, 1 where both are 0.
func (m *model) ratio(lambda float64) float64 {
	if lambda == m.lambdaMax() {
		return 1
	}
	return lambda / m.lambdaMax()
}

// leastSquares is the line that tells what is found where nothing is penalised or
// bounded, "" otherwise.
func (m *model) leastSquares(lambda float64) string {
	pen := m.Net.WithLambda(lambda * m.LambdaUnit).(*problems.ElasticNet)
	for j := range m.Names {
		if t := pen.Term(j); t != (problems.Term{}) && (t.L1 != 0 || t.L2 != 0 || !math.IsInf(t.Lower, -1) || !math.IsInf(t.Upper, 1)) {
			return ""
		}
	}
	norm := "norm"
	if m.Standardize {
		norm = "norm of Sβ"
	}
	return "no penalty: least squares, of minimum " + norm + " where there are several solutions\n"
}

// relative brings a gap to the yardstick, see [problems.Null]; 0 stays 0 where that is.
func (m *model) relative(gap float64) float64 {
	if gap == 0 {
		return 0
	}
	return gap / m.Null.Scale
}

// needLambda reports a problem without a lambda to compare methods at.
func (m *model) needLambda() error {
	if m.Null.LambdaMax > 0 {
		return nil
	}
	return fmt.Errorf("%s: lambda_max is 0: no penalised column is correlated with %s, all methods agree on zero", m.Path, m.TargetName)
}

// at returns the problem with the user's lambda in its penalty.
func (m *model) at(lambda float64) *problems.Problem {
	p := *m.Problem
	p.Penalty = m.Net.WithLambda(lambda * m.LambdaUnit)
	return &p
}

// settings are those that the [solverFlags] ask for.
func settings(c *cli.Context) (solvers.Settings, error) {
	s := solvers.Settings{Method: c.String("method"), Tol: c.Float64("tol"), MaxTime: c.Duration("max-time")}
	if !(s.Tol > 0 && s.Tol < 1) {
		return s, fmt.Errorf("--tol %v: the relative gap to reach lies between 0 and 1, such as 1e-9", s.Tol)
	}
	if s.MaxTime < 0 {
		return s, fmt.Errorf("--max-time %v: it must be positive, such as 30s", s.MaxTime)
	}
	return s, nil
}
