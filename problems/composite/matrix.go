package composite

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Matrix is a design as an operator, with a column of ones behind the others if
// Intercept is set. Its norm is an upper bound, exact to 1e-10, where the shorter
// side has no more than 300 entries (one Gram matrix and its eigenvalues) and an
// estimate from below by power iterations otherwise.
type Matrix struct {
	X         design.Design
	Intercept bool
}

// Dims returns n and p, or p+1.
func (a Matrix) Dims() (rows, cols int) {
	rows, cols = a.X.Dims()
	if a.Intercept {
		cols++
	}
	return rows, cols
}

// Apply sets dst = X b + b_0.
func (a Matrix) Apply(dst, x []float64) {
	_, p := a.X.Dims()
	design.Mul(dst, a.X, x[:p])
	if a.Intercept {
		for i := range dst {
			dst[i] += x[p]
		}
	}
}

// Adjoint sets dst = X'y, and the sum of y for the intercept.
func (a Matrix) Adjoint(dst, y []float64) {
	_, p := a.X.Dims()
	design.MulTrans(dst[:p], a.X, y)
	if a.Intercept {
		dst[p] = vector.Total(y)
	}
}

// Norm returns the largest singular value.
func (a Matrix) Norm() (norm float64, upper bool) {
	rows, cols := a.Dims()
	if m := min(rows, cols); m <= 300 {
		return gramNorm(a, m), true
	}
	return NormBelow(a), false
}

// Validate reports a design that is missing, or wrong.
func (a Matrix) Validate() error {
	if a.X == nil {
		return errors.New("composite: Matrix needs X")
	}
	return check.Fields(a.X)
}

func (a Matrix) applyAbs(dst, x []float64) {
	read := design.Columns{X: a.X}
	_, p := a.X.Dims()
	for i := range dst {
		dst[i] = 0
		if a.Intercept {
			dst[i] = x[p]
		}
	}
	for j, b := range x[:p] {
		if b == 0 {
			continue
		}
		row, col := read.At(j)
		for k, v := range col {
			i := k
			if row != nil {
				i = int(row[k])
			}
			dst[i] += math.Abs(v) * b
		}
	}
}

func (a Matrix) adjointAbs(dst, y []float64) {
	read := design.Columns{X: a.X}
	_, p := a.X.Dims()
	if a.Intercept {
		dst[p] = vector.Total(y)
	}
	for j := range p {
		row, col := read.At(j)
		dst[j] = 0
		for k, v := range col {
			i := k
			if row != nil {
				i = int(row[k])
			}
			dst[j] += math.Abs(v) * y[i]
		}
	}
}

func (a Matrix) roundings() (apply, adjoint int) {
	n, p := a.X.Dims()
	return p + 2, n
}

// gramNorm returns the root of the largest eigenvalue of the smaller Gram matrix,
// of order m.
func gramNorm(a Linear, m int) float64 {
	rows, cols := a.Dims()
	if m == 0 {
		return 0
	}
	long, e, out := make([]float64, max(rows, cols)), make([]float64, m), make([]float64, m)
	gram := mat.NewSymDense(m, nil)
	for k := range m {
		clear(e)
		e[k] = 1
		if cols <= rows {
			a.Apply(long, e)
			a.Adjoint(out, long)
		} else {
			a.Adjoint(long, e)
			a.Apply(out, long)
		}
		for i := range k + 1 {
			gram.SetSym(i, k, out[i])
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(gram, false) {
		return math.Inf(1)
	}
	return math.Sqrt(max(0, eigen.Values(nil)[m-1])) * (1 + 1e-10)
}

func (a Matrix) entrywise() bool {
	switch a.X.(type) {
	case *design.Dense, *design.CSC:
		return true
	}
	return false
}
