package models

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/lassocheck/lassocheck/internal/spelling"
	"github.com/lassocheck/lassocheck/solvers"
)

// Model is a fitted linear model, z = X b + b_0. Its fields are to be read: no method
// writes to them, so that any number of goroutines may use one model.
//
// Coefficients are in the units of the data, lambdas and the certificate in those of the
// convention.
type Model struct {
	Family       Family
	Tau          float64  // of Quantile
	Delta        float64  // of Huber
	Ties         Ties     // of Cox
	Levels       []string // of two classes, the positive one second; nil stands for 0 and 1
	Convention   Convention
	Alpha        float64
	Lambda       float64
	LambdaMax    float64
	Standardized bool
	// Relaxed tells that it is Gamma times a penalised model and 1 - Gamma times the one
	// without penalty on the same columns: see [Blend].
	Relaxed bool
	Gamma   float64
	Offset  bool // fitted with an offset, which predictions then need too

	Rows, Columns int      // of the data that it was fitted to
	Names         []string // of the columns; nil stands for x0, x1, ...
	Response      string
	// Source says how the columns were read from a file, and Proof is a certificate that
	// lassocheck verify checks. Both are put there by whoever fits, and may be missing.
	Source *Source
	Proof  json.RawMessage

	HasIntercept bool
	Intercept    float64
	Support      []int     // columns with non-zero coefficients, increasing
	Coef         []float64 // their coefficients
	// Responses are the parts of a family of several responses, such as Multinomial. Support
	// then has the columns of any of them, and Intercept and Coef are theirs; see [Model.Of].
	Responses []Response

	Certificate Certificate
	Iter        int
	Elapsed     time.Duration // not saved
}

// Certificate is the proof that comes with a model: no coefficients have an objective
// below Dual, and that of the model is not above Objective = Dual + Gap + Rounding. What
// Relative numbers are relative to is the loss of the null model.
type Certificate struct {
	Status solvers.Status // OK where the error is proven to be within Tol of the null loss
	Tol    float64

	Objective, Dual               float64
	Gap, Rounding                 float64
	GapRelative, RoundingRelative float64
	// KKT is the largest violation of the optimality conditions, and Worst its column,
	// Columns standing for the intercept, and -1 for nowhere.
	KKT   float64
	Worst int
}

// Coefficient is a coefficient and the name of its column.
type Coefficient struct {
	Name  string
	Value float64
}

// Coefficients lists what is not zero, in the order of the columns. The intercept is
// not among them. Nil for a model of several responses: take [Model.Of].
func (m *Model) Coefficients() []Coefficient {
	if m.Responses != nil {
		return nil
	}
	list := make([]Coefficient, len(m.Support))
	for k, j := range m.Support {
		list[k] = Coefficient{m.name(j), m.Coef[k]}
	}
	return list
}

// Coefficient returns the coefficient of the column of that name, 0 if it is not in the
// model. It returns an error where no column, or more than one, has the name. O(p).
func (m *Model) Coefficient(name string) (float64, error) {
	if m.Responses != nil {
		return 0, errSeveral
	}
	at := -1
	for j := range m.Columns {
		if m.name(j) != name {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("models: columns %d and %d are both called %q", at, j, name)
		}
		at = j
	}
	if at < 0 {
		return 0, fmt.Errorf("models: no column %q%s", name, m.nearest(name))
	}
	for k, j := range m.Support {
		if j == at {
			return m.Coef[k], nil
		}
	}
	return 0, nil
}

// Beta returns the whole of it: p coefficients and then, if there is one, the intercept,
// as [github.com/lassocheck/lassocheck/problems.Problem] takes them; of several responses
// that of a [github.com/lassocheck/lassocheck/problems/design.Stacked].
func (m *Model) Beta() []float64 {
	if m.Responses != nil {
		return m.betaOfSeveral()
	}
	beta := make([]float64, m.Columns, m.Columns+1)
	for k, j := range m.Support {
		beta[j] = m.Coef[k]
	}
	if m.HasIntercept {
		beta = append(beta, m.Intercept)
	}
	return beta
}

func (m *Model) name(j int) string {
	if m.Names == nil {
		return fmt.Sprintf("x%d", j)
	}
	return m.Names[j]
}

// nearest is the hint at a name that may have been meant.
func (m *Model) nearest(name string) string {
	near, best := "", 1+min(max(1, len(name)/3), 8)
	for j := range min(m.Columns, 10000) {
		if d := spelling.Distance(strings.ToLower(m.name(j)), strings.ToLower(name), best); d < best {
			near, best = m.name(j), d
		}
	}
	if near == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", near)
}
