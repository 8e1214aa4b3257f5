package composite

import (
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// VStack is the operator whose result is that of its parts, one below the other,
//
//	x -> (A_1 x, A_2 x, ...),
//
// so that a problem can have several terms H_k(A_k x): H is then a [prox.SeparableSum].
// For operators beside one another, on parts of x, take the [Transpose] of a VStack of
// transposes. Its norm is at most √(Σ ‖A_k‖²), which is a bound where all norms are.
type VStack []Linear

// Dims returns the sum of the rows, and the columns of one part.
func (a VStack) Dims() (rows, cols int) {
	for _, part := range a {
		n, p := part.Dims()
		rows, cols = rows+n, p
	}
	return rows, cols
}

// each calls f with every part and its rows of v.
func (a VStack) each(v []float64, f func(part Linear, of []float64)) {
	for _, part := range a {
		n, _ := part.Dims()
		f(part, v[:n])
		v = v[n:]
	}
}

// Apply sets dst to the results of the parts.
func (a VStack) Apply(dst, x []float64) {
	a.each(dst, func(part Linear, of []float64) { part.Apply(of, x) })
}

// Adjoint sets dst = Σ A_k'y_k.
func (a VStack) Adjoint(dst, y []float64) {
	clear(dst)
	work := make([]float64, len(dst))
	a.each(y, func(part Linear, of []float64) {
		part.Adjoint(work, of)
		vector.Axpy(1, work, dst)
	})
}

// Norm returns √(Σ ‖A_k‖²).
func (a VStack) Norm() (norm float64, upper bool) {
	upper = true
	for _, part := range a {
		n, is := part.Norm()
		norm, upper = math.Hypot(norm, n)*(1+1e-15), upper && is
	}
	return norm, upper
}

// Validate reports parts that are missing, wrong, or of different lengths.
func (a VStack) Validate() error {
	return fit("VStack", a, func(rows, cols, otherRows, otherCols int) bool { return cols == otherCols })
}

func (a VStack) applyAbs(dst, x []float64) {
	a.each(dst, func(part Linear, of []float64) { part.(absolute).applyAbs(of, x) })
}

func (a VStack) adjointAbs(dst, y []float64) {
	clear(dst)
	work := make([]float64, len(dst))
	a.each(y, func(part Linear, of []float64) {
		part.(absolute).adjointAbs(work, of)
		vector.Axpy(1, work, dst)
	})
}

func (a VStack) roundings() (apply, adjoint int) {
	apply, adjoint = roundingsOf(a)
	return apply, adjoint + len(a)
}

func (a VStack) entrywise() bool {
	for _, part := range a {
		if !part.(absolute).entrywise() {
			return false
		}
	}
	return true
}

func (a VStack) parts() []Linear { return a }

// Sum is A_1 + A_2 + ... Its norm is at most the sum of theirs, which is a bound where all
// are.
type Sum []Linear

// Dims returns those of one part.
func (a Sum) Dims() (rows, cols int) {
	if len(a) == 0 {
		return 0, 0
	}
	return a[0].Dims()
}

// Apply sets dst = Σ A_k x.
func (a Sum) Apply(dst, x []float64) {
	a.add(dst, func(part Linear, out []float64) { part.Apply(out, x) })
}

// Adjoint sets dst = Σ A_k'y.
func (a Sum) Adjoint(dst, y []float64) {
	a.add(dst, func(part Linear, out []float64) { part.Adjoint(out, y) })
}

// add sets dst to the sum of what the parts give.
func (a Sum) add(dst []float64, product func(part Linear, out []float64)) {
	clear(dst)
	work := make([]float64, len(dst))
	for _, part := range a {
		product(part, work)
		vector.Axpy(1, work, dst)
	}
}

// Norm returns Σ ‖A_k‖.
func (a Sum) Norm() (norm float64, upper bool) {
	upper = true
	for _, part := range a {
		n, is := part.Norm()
		norm, upper = (norm+n)*(1+1e-15), upper && is
	}
	return norm, upper
}

// Validate reports parts that are missing, wrong, or of different lengths.
func (a Sum) Validate() error {
	return fit("Sum", a, func(rows, cols, otherRows, otherCols int) bool { return rows == otherRows && cols == otherCols })
}

func (a Sum) applyAbs(dst, x []float64) {
	a.add(dst, func(part Linear, out []float64) { part.(absolute).applyAbs(out, x) })
}

func (a Sum) adjointAbs(dst, y []float64) {
	a.add(dst, func(part Linear, out []float64) { part.(absolute).adjointAbs(out, y) })
}

func (a Sum) roundings() (apply, adjoint int) {
	apply, adjoint = roundingsOf(a)
	return apply + len(a), adjoint + len(a)
}

func (a Sum) entrywise() bool { return false }

func (a Sum) parts() []Linear { return a }

// fit reports parts that are missing, wrong, or do not fit the first.
func fit(of string, parts []Linear, fits func(rows, cols, otherRows, otherCols int) bool) error {
	if len(parts) == 0 {
		return errors.New("composite: a " + of + " needs parts")
	}
	for k, part := range parts {
		if part == nil {
			return fmt.Errorf("composite: part %d of a %s is missing", k, of)
		}
		if err := check.Fields(part); err != nil {
			return err
		}
		rows, cols := parts[0].Dims()
		if r, c := part.Dims(); !fits(rows, cols, r, c) {
			return fmt.Errorf("composite: part %d of a %s is %d x %d, and the first one %d x %d", k, of, r, c, rows, cols)
		}
	}
	return nil
}

// roundingsOf returns the most that an entry of a product with a part meets.
func roundingsOf(parts []Linear) (apply, adjoint int) {
	for _, part := range parts {
		forward, backward := part.(absolute).roundings()
		apply, adjoint = max(apply, forward), max(adjoint, backward)
	}
	return apply, adjoint
}
