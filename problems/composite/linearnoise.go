package composite

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// absolute is an operator that knows |A|, the matrix of the absolute values of its
// entries, or one that is not below it.
type absolute interface {
	// applyAbs sets dst >= |A| x for x >= 0, up to rounding.
	applyAbs(dst, x []float64)
	// adjointAbs sets dst >= |A|'y for y >= 0, up to rounding.
	adjointAbs(dst, y []float64)
	// roundings returns how many of them an entry of A x and of A'y meets at most.
	roundings() (apply, adjoint int)
}

// applyNoise returns bounds on the errors of the entries of A x as computed:
// |fl(A x) - A x| <= k 2^-52 |A||x| for k roundings, twice what Higham proves
// (Accuracy and Stability of Numerical Algorithms, 2002, section 3.1). An operator
// from outside is taken to have errors of √(rows cols) roundings of its norm, as in his
// probabilistic analysis (Higham and Mary 2019).
func applyNoise(a Linear, x []float64) []float64 {
	rows, _ := a.Dims()
	return noise(a, x, rows, true)
}

// adjointNoise is applyNoise for A'y.
func adjointNoise(a Linear, y []float64) []float64 {
	_, cols := a.Dims()
	return noise(a, y, cols, false)
}

func noise(a Linear, x []float64, size int, apply bool) []float64 {
	out := make([]float64, size)
	o, ok := magnitude(a)
	if !ok {
		norm, _ := a.Norm()
		rows, cols := a.Dims()
		level := vector.Eps * math.Sqrt(float64(rows)*float64(cols)) * norm * vector.Norm(x)
		for i := range out {
			out[i] = level
		}
		return out
	}
	positive := make([]float64, len(x))
	for j, v := range x {
		positive[j] = math.Abs(v)
	}
	forward, backward := o.roundings()
	if apply {
		o.applyAbs(out, positive)
		scaleInto(out, vector.Eps*float64(forward+1), out)
	} else {
		o.adjointAbs(out, positive)
		scaleInto(out, vector.Eps*float64(backward+1), out)
	}
	return out
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

func (a Difference1D) applyAbs(dst, x []float64) {
	for j := range dst {
		dst[j] = x[j+1] + x[j]
	}
}

func (a Difference1D) adjointAbs(dst, y []float64) {
	clear(dst)
	for j, v := range y {
		dst[j] += v
		dst[j+1] += v
	}
}

func (Difference1D) roundings() (apply, adjoint int) { return 1, 1 }

func (a Difference2D) applyAbs(dst, x []float64) {
	for k, v := range x {
		dst[2*k], dst[2*k+1] = 0, 0
		if (k+1)%a.Rows != 0 {
			dst[2*k] = x[k+1] + v
		}
		if k+a.Rows < len(x) {
			dst[2*k+1] = x[k+a.Rows] + v
		}
	}
}

func (a Difference2D) adjointAbs(dst, y []float64) {
	clear(dst)
	for k := range dst {
		if (k+1)%a.Rows != 0 {
			dst[k] += y[2*k]
			dst[k+1] += y[2*k]
		}
		if k+a.Rows < len(dst) {
			dst[k] += y[2*k+1]
			dst[k+a.Rows] += y[2*k+1]
		}
	}
}

func (Difference2D) roundings() (apply, adjoint int) { return 1, 3 }

func (a Copies) applyAbs(dst, x []float64)       { a.Apply(dst, x) }
func (a Copies) adjointAbs(dst, y []float64)     { a.Adjoint(dst, y) }
func (a Copies) roundings() (apply, adjoint int) { return 0, a.Times - 1 }

func (a Transpose) applyAbs(dst, x []float64)   { a.A.(absolute).adjointAbs(dst, x) }
func (a Transpose) adjointAbs(dst, y []float64) { a.A.(absolute).applyAbs(dst, y) }

func (a Transpose) roundings() (apply, adjoint int) {
	adjoint, apply = a.A.(absolute).roundings()
	return apply, adjoint
}

// magnitude returns a as an absolute operator, if all that it is made of are.
func magnitude(a Linear) (absolute, bool) {
	o, ok := a.(absolute)
	switch t := a.(type) {
	case Transpose:
		_, ok = magnitude(t.A)
	case *Composition:
		_, left := magnitude(t.A)
		_, right := magnitude(t.B)
		ok = left && right
	}
	return o, ok
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

// magnitudes is a blur by the absolute values of the kernel.
func (a Blur) magnitudes() Blur {
	k := make([]float64, len(a.Kernel))
	for t, v := range a.Kernel {
		k[t] = math.Abs(v)
	}
	return Blur{a.Rows, a.Cols, k}
}

func (a Blur) applyAbs(dst, x []float64)   { a.magnitudes().Apply(dst, x) }
func (a Blur) adjointAbs(dst, y []float64) { a.magnitudes().Apply(dst, y) }

func (a Blur) roundings() (apply, adjoint int) {
	k := 2*len(a.Kernel) + 2
	return k, k
}
