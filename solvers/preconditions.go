package solvers

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// Validator is a method that tells whether it keeps what it documents of its fields,
// from x0: terms that are missing, wrong or of another length, steps that are too long.
// Iterates panics with the error, before the first iteration.
type Validator interface {
	Method
	Validate(x0 []float64) error
}

// start panics with what makes m unusable from x0.
func start(m Validator, x0 []float64) {
	if err := m.Validate(x0); err != nil {
		panic(err.Error())
	}
}

// firstOf returns the first error.
func firstOf(errs ...error) error { return cmp.Or(errs...) }

// rule is an error with this text unless it is kept.
func rule(kept bool, text string) error {
	if kept {
		return nil
	}
	return errors.New("solvers: " + text)
}

// term checks a function of n coordinates that a method cannot do without.
func term(of string, f prox.Function, n int) error {
	if f == nil {
		return fmt.Errorf("solvers: %s is missing", of)
	}
	return prox.Validate(f, n)
}

// set checks the set of a subgradient method, which may be missing.
func set(f prox.Function, n int) error { return prox.Validate(f, n) }

// smooth checks a smooth term with a Lipschitz constant, which may be 0 for unknown.
func smooth(of string, f Smooth, l float64) error {
	return firstOf(
		rule(f != nil, of+".F is missing"),
		rule(l >= 0 && l < math.Inf(1), of+" needs L > 0, or 0 to estimate it"))
}

// relaxed checks what over-relaxed splittings have in common.
func relaxed(of string, step float64, name string, relax float64) error {
	return firstOf(
		rule(step >= 0 && step < math.Inf(1), of+" needs "+name+" > 0, or 0 for 1"),
		rule(relax >= 0 && relax < 2, of+" needs 0 < Relax < 2, or 0 for 1"))
}

// operator checks h(A x) of n coordinates.
func operator(of string, h prox.Function, a Linear, n int) error {
	if a == nil {
		return fmt.Errorf("solvers: %s.A is missing", of)
	}
	if v, ok := a.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return err
		}
	}
	rows, cols := a.Dims()
	if cols != n {
		return fmt.Errorf("solvers: %s.A has %d columns for %d coordinates", of, cols, n)
	}
	return term(of+".H", h, rows)
}

// fitted checks F(X b) for a b of n entries.
func fitted(of string, x design.Design, f problems.DataFit, n int) error {
	if x == nil || f == nil {
		return fmt.Errorf("solvers: %s needs X and F", of)
	}
	if v, ok := x.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return err
		}
	}
	rows, cols := x.Dims()
	if cols != n {
		return fmt.Errorf("solvers: %s.X has %d columns for %d coordinates", of, cols, n)
	}
	return f.Validate(rows)
}

// bySum checks a mean over observations and the other term.
func bySum(of string, f *FiniteSum, g prox.Function, n int) error {
	if f == nil || f.slope == nil {
		return fmt.Errorf("solvers: %s needs an F that is made by NewFiniteSum", of)
	}
	if f.p != n {
		return fmt.Errorf("solvers: %s.F has %d coordinates, not %d", of, f.p, n)
	}
	return term(of+".G", g, n)
}
