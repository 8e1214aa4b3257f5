package composite

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
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
	// entrywise tells whether A e_j as computed is column j of A, without rounding.
	entrywise() bool
}

// made is an operator made of others, which is absolute if they are.
type made interface{ parts() []Linear }

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
	positive := magnitudes(x)
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

// magnitudes returns the absolute values.
func magnitudes(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, a := range v {
		out[i] = math.Abs(a)
	}
	return out
}

// magnitude returns a as an absolute operator, if all that it is made of are.
func magnitude(a Linear) (absolute, bool) {
	o, ok := a.(absolute)
	if m, of := a.(made); of {
		for _, part := range m.parts() {
			_, known := magnitude(part)
			ok = ok && known
		}
	}
	return o, ok
}

// entrywise tells whether A e_j as computed is column j of A, without rounding.
func entrywise(a Linear) bool {
	o, ok := magnitude(a)
	return ok && o.entrywise()
}
