package prox

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Birkhoff is the indicator of the doubly stochastic matrices
//
//	f(X) = 0 if X >= 0 and all rows and columns of X add up to 1, else +Inf,
//
// X of N x N. Its conjugate is the value of an assignment problem, not provided.
//
// Prox maximises the dual over a price of each row and of each column: projections
// onto the simplex of every row, and then of every column, alternate with Newton steps
// for all prices, until the rows of a matrix whose columns add up to 1 are off by Tol
// at most (1e-12 if 0, or the rounding of X), or for MaxIter rounds (200 if 0). Value
// forgives 1e-9. O(N³) a round, a few rounds as a rule; it allocates.
//
// Reference: Li, Sun and Toh, On the efficient computation of a generalized Jacobian
// of the projector over the Birkhoff polytope (2020).
type Birkhoff struct {
	N       int
	Tol     float64
	MaxIter int
}

// Value returns 0 for doubly stochastic X and +Inf elsewhere.
func (f Birkhoff) Value(x []float64) float64 {
	f.check(x)
	ok := true
	for _, v := range x {
		ok = ok && v >= 0
	}
	for k := range f.N {
		var row, column float64
		for l := range f.N {
			row += x[l*f.N+k]
			column += x[k*f.N+l]
		}
		ok = ok && math.Abs(row-1) <= 1e-9 && math.Abs(column-1) <= 1e-9
	}
	return indicator(ok, sum(x))
}

func (f Birkhoff) check(x []float64) {
	if len(x) != f.N*f.N {
		panic("prox: x does not have N x N entries")
	}
}

// Prox projects X and returns 0, or +Inf if MaxIter came first.
func (f Birkhoff) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	f.check(x)
	if hasNaN(x) {
		return poison(dst)
	}
	n := f.N
	if n == 0 {
		return 0
	}
	tol, most := f.Tol, f.MaxIter
	if tol == 0 {
		tol = 1e-12
	}
	if most == 0 {
		most = 200
	}
	tol += 4e-16 * float64(n) * normInf(x)
	y, line := append([]float64(nil), x...), make([]float64, n)
	prices := make([]float64, 2*n)
	rows, columns := prices[:n], prices[n:]
	for range most {
		for i := range n {
			for j := range n {
				line[j] = y[j*n+i] - columns[j]
			}
			top, tau := simplexThreshold(line, 1, false)
			rows[i] = top + tau
		}
		for j := range n {
			for i := range n {
				line[i] = y[j*n+i] - rows[i]
			}
			top, tau := simplexThreshold(line, 1, false)
			columns[j] = top + tau
			for i := range n {
				dst[j*n+i] = max(line[i]-top-tau, 0)
			}
		}
		if f.newton(prices, y) <= tol {
			break
		}
	}
	return f.Value(dst)
}

// cost returns the dual cost Σ prices + ½ ‖max(y - row price - column price, 0)‖² and
// sets grad to its gradient: what rows and columns lack to 1.
func (f Birkhoff) cost(grad, prices, y []float64) (c float64) {
	n := f.N
	for k, p := range prices {
		grad[k] = 1
		c += p
	}
	for j := range n {
		for i := range n {
			if v := y[j*n+i] - prices[i] - prices[n+j]; v > 0 {
				c += v * v / 2
				grad[i] -= v
				grad[n+j] -= v
			}
		}
	}
	return c
}

// newton moves the prices by a Newton step, shortened until the cost falls, and
// returns how much the rows and columns lacked before it.
func (f Birkhoff) newton(prices, y []float64) float64 {
	n := f.N
	grad, trial := make([]float64, 2*n), make([]float64, 2*n)
	c := f.cost(grad, prices, y)
	off := normInf(grad)
	h := mat.NewSymDense(2*n, nil)
	for j := range n {
		for i := range n {
			if y[j*n+i] > prices[i]+prices[n+j] {
				h.SetSym(i, n+j, 1)
				h.SetSym(i, i, h.At(i, i)+1)
				h.SetSym(n+j, n+j, h.At(n+j, n+j)+1)
			}
		}
	}
	for k := range 2 * n { // prices of parts that do not touch may move far
		h.SetSym(k, k, h.At(k, k)+1e-9)
	}
	var l mat.Cholesky
	step := mat.NewVecDense(2*n, nil)
	if !l.Factorize(h) || l.SolveVecTo(step, mat.NewVecDense(2*n, grad)) != nil {
		return off
	}
	slope := dot(step.RawVector().Data, grad)
	for t := 1.0; t > 1e-12; t /= 2 {
		for k := range trial {
			trial[k] = prices[k] - t*step.AtVec(k)
		}
		if f.cost(make([]float64, 2*n), trial, y) <= c-1e-4*t*slope {
			copy(prices, trial)
			break
		}
	}
	return off
}
