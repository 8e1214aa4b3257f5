package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// model is the problem that the data and the flags state, lambda left open.
type model struct {
	*dataio.Data
	*models.Statement
	trials string // what --trials says
}

// readModel reads the data by the [dataFlags] and states the problem by the
// [modelFlags].
func readModel(c *cli.Context) (*model, error) {
	alphas, err := mixes(c)
	if err != nil {
		return nil, err
	}
	convention := models.Convention(c.String("convention"))
	switch convention {
	case models.Sklearn, models.Raw, models.Glmnet:
	default:
		return nil, fmt.Errorf("--convention %s: there are sklearn, glmnet and raw", convention)
	}
	f, err := familyOf(c)
	if err != nil {
		return nil, err
	}
	if err := takesSeveral(c, f); err != nil {
		return nil, err
	}
	d, err := readData(c)
	if err != nil {
		return nil, err
	}
	if err := needTarget(d); err != nil {
		return nil, err
	}
	spec := models.Spec{
		Family:        f,
		Penalty:       models.ElasticNet(alphas[0]),
		Convention:    convention,
		Standardize:   c.Bool("standardize"),
		NoStandardize: !c.Bool("standardize") && c.IsSet("standardize"),
		NoIntercept:   !c.Bool("intercept"),
		Grouped:       c.Bool("joint"),
		Ungrouped:     !c.Bool("joint") && c.IsSet("joint"),
		Response:      d.TargetName,
	}
	if err := readVectors(c, d, &spec); err != nil {
		return nil, err
	}
	if c.Bool("penalized-intercept") {
		if err := penaliseIntercept(c, d, &spec); err != nil {
			return nil, err
		}
	}
	spec.Names = d.Names // without the columns that are no features
	st, err := spec.State(d.X, d.Y)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", d.Path, problemOf(err))
	}
	return &model{d, st, c.String("trials")}, nil
}

// problemOf is what an error says, without the packages it comes from.
func problemOf(err error) string {
	why := err.Error()
	for _, from := range []string{"models: ", "problems: ", "losses: "} {
		why = strings.TrimPrefix(why, from)
	}
	return why
}

// readVectors reads what comes one a row or one a column.
func readVectors(c *cli.Context, d *dataio.Data, spec *models.Spec) (err error) {
	if spec.Weights, err = rowVector(c, d, "weights"); err != nil {
		return err
	}
	var total float64
	for i, w := range spec.Weights {
		if !(w >= 0) {
			return fmt.Errorf("--weights %s: row %d of %d is %v; weights must not be negative", c.String("weights"), i+1, len(spec.Weights), w)
		}
		total += w
	}
	if spec.Weights != nil && total == 0 {
		return fmt.Errorf("--weights %s: all weights are zero", c.String("weights"))
	}
	if spec.Offset, err = rowVector(c, d, "offset"); err != nil {
		return err
	}
	if err := readFamily(c, d, spec); err != nil {
		return err
	}
	if len(d.Names) == 0 {
		return fmt.Errorf("%s: no feature columns are left", d.Path)
	}
	if spec.Factor, err = columnVector(c, d, "penalty-factor"); err != nil {
		return err
	}
	for j, f := range spec.Factor {
		if !(f >= 0) {
			return fmt.Errorf("--penalty-factor %s: that of %s is %v; factors must not be negative", c.String("penalty-factor"), d.Names[j], f)
		}
	}
	if spec.Lower, err = columnVector(c, d, "lower"); err != nil {
		return err
	}
	if spec.Upper, err = columnVector(c, d, "upper"); err != nil {
		return err
	}
	for j, name := range d.Names {
		lower, upper := math.Inf(-1), math.Inf(1)
		if spec.Lower != nil {
			lower = spec.Lower[j]
		}
		if spec.Upper != nil {
			upper = spec.Upper[j]
		}
		if !(lower <= upper) || math.IsInf(lower, 1) || math.IsInf(upper, -1) {
			return fmt.Errorf("--lower %v, --upper %v: no room for the coefficient of %s", lower, upper, name)
		}
	}
	return nil
}

// lambda returns the strength that the [lambdaFlags] ask for, the user's.
func (m *model) lambda(c *cli.Context) (float64, error) {
	l, ratio, strength := c.Float64("lambda"), c.Float64("lambda-ratio"), c.Float64("C")
	switch {
	case len(strengths(c)) > 1:
		return 0, fmt.Errorf("--lambda, --lambda-ratio and --C say the same thing: take one of them")
	case c.IsSet("lambda-ratio") && !(ratio > 0 && !math.IsInf(ratio, 1)):
		return 0, fmt.Errorf("--lambda-ratio %v: it must be positive and finite", ratio)
	case c.IsSet("lambda-ratio"):
		return ratio * m.LambdaMax(), nil
	case c.IsSet("C") && !classed(m.Spec.Family):
		return 0, fmt.Errorf("--C is of families of classes, such as --family binomial: take --lambda")
	case c.IsSet("C") && !(strength > 0 && !math.IsInf(strength, 1)):
		return 0, fmt.Errorf("--C %v: it must be positive and finite", strength)
	case c.IsSet("C"):
		return m.LambdaOfC(strength), nil
	case len(strengths(c)) == 0:
		return 0, fmt.Errorf("which lambda? Say --lambda or --lambda-ratio; lambda_max is %v", m.LambdaMax())
	}
	return l, checkLambda(l)
}

// strengths are the flags of one lambda that are set.
func strengths(c *cli.Context) (set []string) {
	for _, flag := range []string{"lambda", "lambda-ratio", "C"} {
		if c.IsSet(flag) {
			set = append(set, "--"+flag)
		}
	}
	return set
}

func checkLambda(l float64) error {
	if l >= 0 && !math.IsInf(l, 1) {
		return nil
	}
	return fmt.Errorf("--lambda %v: it must be finite and not negative; --lambda-ratio gives it as a part of lambda_max", l)
}

// leastSquares is the line that tells what is found where nothing is penalised or
// bounded, "" otherwise.
func (m *model) leastSquares(lambda float64) string {
	pen, ok := m.At(lambda).Penalty.(*problems.ElasticNet)
	if !ok || m.K > 0 {
		return ""
	}
	for j := range m.Names {
		if t := pen.Term(j); t != (problems.Term{}) && (t.L1 != 0 || t.L2 != 0 || !math.IsInf(t.Lower, -1) || !math.IsInf(t.Upper, 1)) {
			return ""
		}
	}
	norm := "norm"
	if m.Spec.Standardize {
		norm = "norm of Sβ"
	}
	if m.Spec.Family != models.Gaussian {
		return "no penalty\n"
	}
	return "no penalty: least squares, of minimum " + norm + " where there are several solutions\n"
}

// needLambda reports a problem without a lambda to compare methods at.
func (m *model) needLambda() error {
	if m.Null.LambdaMax > 0 {
		return nil
	}
	return fmt.Errorf("%s: lambda_max is 0: no penalised column is correlated with %s, all methods agree on zero", m.Path, m.TargetName)
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
