// Package models fits, saves and applies regression models with a proof.
//
// A [Spec] says what to fit; its zero value is a lasso with an intercept, its lambda
// left to say. [Spec.Fit] and [Spec.Path] return a [Model]: coefficients in the units of
// the data, and the certificate that comes with them. A Model predicts, scores and goes
// through JSON without losing a bit. Whoever wants the problem itself, to certify
// coefficients of their own for one, takes the [Statement] that [Spec.State] makes.
//
// What lambda means depends on the [Convention]; coefficients never do.
package models

import (
	"fmt"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// Spec says what to fit to data X (n x p) and y:
//
//	minimise over b, b_0   loss(y, X b + b_0 + Offset; Weights) + lambda penalty(b)   with Lower <= b <= Upper.
//
// The zero value is the lasso with an intercept in the convention of scikit-learn. Only
// the strength has no default: set Lambda or LambdaRatio for Fit; Path needs neither.
// Slices are neither changed nor copied.
type Spec struct {
	// Family is the distribution of the response; the zero value is Gaussian.
	Family Family
	// Delta is where the loss of Huber becomes linear, in units of y; it has no default.
	Delta float64
	// Tau is the quantile of Quantile, between 0 and 1; 0 stands for 1/2, the median.
	Tau float64
	// Levels names the two classes of a family that has classes, that of 0 and -1 first;
	// nil names them by their numbers. See [Classes]. Multinomial has two or more; see [Codes].
	Levels []string
	// Targets names the responses of MGaussian; their number is that of its blocks in y.
	Targets []string
	// Grouped penalises, for families of several responses, the K coefficients of a column by
	// their length ‖b_j‖₂ in place of their sizes |b_jk|, so that a column is in the model for
	// all responses or for none. MGaussian is grouped unless Ungrouped is set.
	Grouped, Ungrouped bool
	// Survival is what Cox knows of the rows beside their times; nil for all other families.
	Survival *Survival
	// Penalty is the zero value for the lasso, or [Ridge], [ElasticNet], [Unpenalized].
	Penalty Penalty
	// Lambda is the strength that Fit takes, in the units of the convention.
	Lambda float64
	// C is the same in the place of Lambda as scikit-learn's classifiers and liblinear
	// have it, the factor of a sum of losses beside a penalty of strength 1: lambda = 1/(C n),
	// with the sum of the weights for n; and for SquaredHinge, which they take without the
	// half, 1/(2 C n).
	C float64
	// LambdaRatio is the same as a part of lambda_max, the smallest lambda at which no
	// penalised column enters.
	LambdaRatio float64
	// Grid is what Path goes down, its Lambdas in the units of the convention. The zero
	// value is 100 of them from lambda_max down.
	Grid solvers.Grid
	// NoIntercept leaves out b_0, which is never penalised. Cox has none.
	NoIntercept bool
	// Standardize penalises s_j b_j in place of b_j, s_j being the standard deviation
	// (divisor n, weighted) of column j. NoStandardize switches it off where the
	// convention has it on.
	Standardize, NoStandardize bool
	// Convention is whose lambda it is; the zero value is Sklearn.
	Convention Convention
	// Weights of the rows, not negative, and known parts of their predictions; nil
	// stands for ones and zeros.
	Weights, Offset []float64
	// Factor multiplies the penalty of a column: 0 leaves it free, +Inf excludes it.
	// Lower and Upper bound coefficients. One number a column, or one for all; nil
	// stands for 1, -Inf and +Inf.
	Factor, Lower, Upper []float64
	// Names of the columns; nil names them x0, x1, ... Response is the name of y.
	Names    []string
	Response string
	// Solver says how it is solved. The zero value takes the engine that fits best, to
	// a gap of 1e-9 of the null loss. Its Observe sees reports in the units of the
	// convention.
	Solver solvers.Settings
}

// Statement is a Spec stated for data, the strength left open: the problem itself, to
// certify anybody's coefficients with. Nothing writes to it but the caller, who may
// change how to solve, Spec.Solver and Spec.Grid, before a fit.
//
// The library's own units are those of [Sklearn]: LambdaUnit times the lambda of the
// convention is the library's, and LossUnit times the library's objective is the
// convention's.
type Statement struct {
	Spec       Spec              // defaults filled in
	Problem    *problems.Problem // of which Net is the Penalty, but for several responses
	K          int               // responses of a family of several, whose Problem is on a [design.Stacked]; else 0
	Y          []float64         // the responses as the Fit has them: classes as 0 and 1
	Net        *problems.ElasticNet
	Null       problems.Null // in the library's units
	Alpha      float64       // as specified; the convention may make another of it for Net
	LambdaUnit float64
	LossUnit   float64
}

// State states the problem and fits its null model, in one or two passes over X. It
// returns an error where the specification or the data make no problem, where what is
// told by columns does not fit their number, and where the null model leaves so little
// of y that squares underflow.
func (s Spec) State(x design.Design, y []float64) (*Statement, error) {
	x, err := stored(x)
	if err != nil {
		return nil, err
	}
	p := 0
	if x != nil {
		_, p = x.Dims()
	}
	if err := s.settle(p); err != nil {
		return nil, err
	}
	fit, y, err := s.fit(y)
	if err != nil {
		return nil, err
	}
	st := &Statement{
		Spec:  s,
		Y:     y,
		Net:   &problems.ElasticNet{Alpha: s.Penalty.mix(), Factor: s.Factor, Lower: s.Lower, Upper: s.Upper},
		Alpha: s.Penalty.mix(),
	}
	st.Problem = &problems.Problem{X: x, Fit: fit, Penalty: st.Net, Intercept: !s.NoIntercept}
	st.stack()
	if err := st.penalise(); err != nil {
		return nil, err
	}
	if err := st.Problem.Validate(); err != nil {
		return nil, err
	}
	if err := s.bounded(y); err != nil {
		return nil, err
	}
	if s.Family.relative() { // a number taken off a column changes nothing but the rounding
		x, _ = design.Centred(x, vector.NormalWeights(s.Weights))
		st.Problem.X = x
	}
	if s.Standardize {
		st.Net.Scale = design.StdDevs(x, s.Weights)
	}
	st.convert()
	if err := st.penalise(); err != nil {
		return nil, err
	}
	if st.Null, err = st.Problem.Null(); err != nil {
		return nil, err
	}
	if st.Null.Scale < 1e-290 {
		return nil, fmt.Errorf("models: what the null model leaves of %s is too small, its loss is %.3g: rescale it", s.Response, st.Null.Scale)
	}
	return st, nil
}

// settle fills in the defaults of a specification for p columns.
func (s *Spec) settle(p int) error {
	if err := s.Family.settle(s); err != nil {
		return err
	}
	if err := s.Convention.settle(); err != nil {
		return err
	}
	if s.Standardize && s.NoStandardize {
		return fmt.Errorf("models: Standardize and NoStandardize contradict each other: leave one out")
	}
	s.Standardize = s.Standardize || s.Convention == Glmnet && !s.NoStandardize
	if a := s.Penalty.mix(); !(a >= 0 && a <= 1) {
		return fmt.Errorf("models: alpha %v: the mix lies between 0, ridge, and 1, the lasso", a)
	}
	if s.Names != nil && len(s.Names) != p {
		return fmt.Errorf("models: %d names for %d columns", len(s.Names), p)
	}
	s.Response = s.response()
	for _, v := range []*[]float64{&s.Factor, &s.Lower, &s.Upper} {
		if len(*v) == 1 && p != 1 {
			*v = repeated((*v)[0], p)
		}
	}
	return nil
}

// response is the name of y.
func (s *Spec) response() string {
	if s.Response == "" {
		return "y"
	}
	return s.Response
}

func repeated(v float64, n int) []float64 {
	all := make([]float64, n)
	for j := range all {
		all[j] = v
	}
	return all
}

// At returns the problem with the convention's lambda in its penalty.
func (s *Statement) At(lambda float64) *problems.Problem {
	p := *s.Problem
	p.Penalty = s.Problem.Penalty.(problems.Scalable).WithLambda(lambda * s.LambdaUnit)
	return &p
}

// LambdaMax is the smallest lambda at which no penalised column enters, in the units of
// the convention. Ridge, which no lambda brings to zero, has that of alpha 0.001.
func (s *Statement) LambdaMax() float64 { return s.Null.LambdaMax / s.LambdaUnit }

// Ratio returns lambda as a part of LambdaMax, 1 where both are 0.
func (s *Statement) Ratio(lambda float64) float64 {
	if lambda == s.LambdaMax() {
		return 1
	}
	return lambda / s.LambdaMax()
}

// Relative returns a gap in the library's units as a part of the null loss, see
// [problems.Null].
func (s *Statement) Relative(gap float64) float64 { return gap / s.Null.Scale }
