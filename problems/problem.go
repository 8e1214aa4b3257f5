// Package problems states convex problems with kinks and certifies their
// solutions:
//
//	minimise  P(b) = F(X b + b_0) + Omega(b)
//
// where X is a [design.Design], F a [DataFit], Omega a [Penalty], and the intercept b_0
// is there if Intercept is. Every point, from whatever source, gets a
// [Certificate]: a dual point whose value bounds the optimum from below, computed
// from the data alone at exactly that point. docs/math.md derives it.
package problems

import (
	"errors"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/problems/design"
)

const problemNeeds = "problems: a problem needs X, Fit and Penalty"

// Problem is F(X b + b_0) + Omega(b). Its variable is one slice beta of [Problem.Dim]
// entries: the p coefficients in column order and then, if there is one, the
// intercept. A Problem is read-only to everything in this module.
type Problem struct {
	X         design.Design
	Fit       DataFit
	Penalty   Penalty
	Intercept bool
}

// Dim returns the length of beta: p, and one more with an intercept.
func (p *Problem) Dim() int {
	_, cols := p.X.Dims()
	if p.Intercept {
		cols++
	}
	return cols
}

// complete panics where a term is missing.
func (p *Problem) complete() {
	if p.X == nil || p.Fit == nil || p.Penalty == nil {
		panic(problemNeeds)
	}
}

// Split returns the coefficients and the intercept of beta, 0 where there is none.
func (p *Problem) Split(beta []float64) (b []float64, b0 float64) {
	if len(beta) != p.Dim() {
		panic("problems: beta has the wrong length")
	}
	if p.Intercept {
		return beta[:len(beta)-1], beta[len(beta)-1]
	}
	return beta, 0
}

// Validate reports what makes the problem unusable.
func (p *Problem) Validate() error {
	if p.X == nil || p.Fit == nil || p.Penalty == nil {
		return errors.New(problemNeeds)
	}
	if err := check.Fields(p.X); err != nil {
		return err
	}
	n, cols := p.X.Dims()
	if err := p.Fit.Validate(n); err != nil {
		return err
	}
	return p.Penalty.Validate(cols)
}

// Predict sets z = X b + b_0. Offsets belong to the fit and are not added.
func (p *Problem) Predict(z, beta []float64) {
	b, b0 := p.Split(beta)
	design.Mul(z, p.X, b)
	if b0 != 0 {
		for i := range z {
			z[i] += b0
		}
	}
}

// Primal returns F(X b + b_0) + Omega(b).
func (p *Problem) Primal(beta []float64) float64 {
	n, _ := p.X.Dims()
	z := make([]float64, n)
	p.Predict(z, beta)
	b, _ := p.Split(beta)
	return p.Fit.Value(z) + p.Penalty.Value(b)
}
