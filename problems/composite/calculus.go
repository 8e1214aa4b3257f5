package composite

import (
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
)

// Composition is the product A B. Its norm, the product of theirs, is an upper
// bound where both are.
type Composition struct {
	A, B   Linear
	middle []float64
}

// Dims returns the rows of A and the columns of B.
func (c *Composition) Dims() (rows, cols int) {
	rows, _ = c.A.Dims()
	_, cols = c.B.Dims()
	return rows, cols
}

// Apply sets dst = A B x.
func (c *Composition) Apply(dst, x []float64) {
	c.B.Apply(c.middle, x)
	c.A.Apply(dst, c.middle)
}

// Adjoint sets dst = B'A'y.
func (c *Composition) Adjoint(dst, y []float64) {
	c.A.Adjoint(c.middle, y)
	c.B.Adjoint(dst, c.middle)
}

// Norm returns the product of the norms.
func (c *Composition) Norm() (norm float64, upper bool) {
	a, upperA := c.A.Norm()
	b, upperB := c.B.Norm()
	return a * b, upperA && upperB
}

// Validate reports operators that are missing, wrong, or do not fit.
func (c *Composition) Validate() error {
	if c.A == nil || c.B == nil || c.middle == nil {
		return errors.New("composite: a Composition is made by Compose")
	}
	if err := check.Fields(c.A); err != nil {
		return err
	}
	return check.Fields(c.B)
}

func (c *Composition) applyAbs(dst, x []float64) {
	c.B.(absolute).applyAbs(c.middle, x)
	c.A.(absolute).applyAbs(dst, c.middle)
}

func (c *Composition) adjointAbs(dst, y []float64) {
	c.A.(absolute).adjointAbs(c.middle, y)
	c.B.(absolute).adjointAbs(dst, c.middle)
}

func (c *Composition) roundings() (apply, adjoint int) {
	a, b := c.A.(absolute), c.B.(absolute)
	applyA, adjointA := a.roundings()
	applyB, adjointB := b.roundings()
	return applyA + applyB + 1, adjointA + adjointB + 1
}

func (c *Composition) entrywise() bool { return false }

func (c *Composition) parts() []Linear { return []Linear{c.A, c.B} }

// Compose returns A B. It keeps a buffer: one goroutine at a time.
func Compose(a, b Linear) *Composition {
	_, inner := a.Dims()
	rows, _ := b.Dims()
	if inner != rows {
		panic("composite: the operators of a composition do not fit")
	}
	return &Composition{a, b, make([]float64, rows)}
}

// Transpose is A'.
type Transpose struct{ A Linear }

// Dims returns the columns and the rows of A.
func (a Transpose) Dims() (rows, cols int) {
	cols, rows = a.A.Dims()
	return rows, cols
}

// Apply sets dst = A'x.
func (a Transpose) Apply(dst, x []float64) { a.A.Adjoint(dst, x) }

// Adjoint sets dst = A y.
func (a Transpose) Adjoint(dst, y []float64) { a.A.Apply(dst, y) }

// Norm returns that of A.
func (a Transpose) Norm() (norm float64, upper bool) { return a.A.Norm() }

// Validate reports an operator that is missing, or wrong.
func (a Transpose) Validate() error {
	if a.A == nil {
		return errors.New("composite: Transpose needs A")
	}
	return check.Fields(a.A)
}

func (a Transpose) applyAbs(dst, x []float64) { a.A.(absolute).adjointAbs(dst, x) }

func (a Transpose) adjointAbs(dst, y []float64) { a.A.(absolute).applyAbs(dst, y) }

func (a Transpose) roundings() (apply, adjoint int) {
	adjoint, apply = a.A.(absolute).roundings()
	return apply, adjoint
}

func (a Transpose) entrywise() bool { return false }

func (a Transpose) parts() []Linear { return []Linear{a.A} }

// Scale is the multiple By A.
type Scale struct {
	A  Linear
	By float64
}

// Dims returns those of A.
func (a Scale) Dims() (rows, cols int) { return a.A.Dims() }

// Apply sets dst = By A x.
func (a Scale) Apply(dst, x []float64) {
	a.A.Apply(dst, x)
	scaleInto(dst, a.By, dst)
}

// Adjoint sets dst = By A'y.
func (a Scale) Adjoint(dst, y []float64) {
	a.A.Adjoint(dst, y)
	scaleInto(dst, a.By, dst)
}

// Norm returns |By| times that of A.
func (a Scale) Norm() (norm float64, upper bool) {
	norm, upper = a.A.Norm()
	return math.Abs(a.By) * norm, upper
}

// Validate reports an operator that is missing, or wrong, and a factor that is not
// finite.
func (a Scale) Validate() error {
	if a.A == nil {
		return errors.New("composite: Scale needs A")
	}
	if math.IsNaN(a.By) || math.IsInf(a.By, 0) {
		return fmt.Errorf("composite: By of Scale is %v; it must be finite", a.By)
	}
	return check.Fields(a.A)
}

func (a Scale) applyAbs(dst, x []float64) {
	a.A.(absolute).applyAbs(dst, x)
	scaleInto(dst, math.Abs(a.By), dst)
}

func (a Scale) adjointAbs(dst, y []float64) {
	a.A.(absolute).adjointAbs(dst, y)
	scaleInto(dst, math.Abs(a.By), dst)
}

func (a Scale) roundings() (apply, adjoint int) {
	apply, adjoint = a.A.(absolute).roundings()
	return apply + 1, adjoint + 1
}

func (a Scale) entrywise() bool { return false }

func (a Scale) parts() []Linear { return []Linear{a.A} }
