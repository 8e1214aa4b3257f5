package prox

import (
	"cmp"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Birkhoff is the indicator of the doubly stochastic matrices
//
//	f(X) = 0 if X >= 0 and all rows and columns of X add up to 1, else +Inf,
//
// X of N x N. Its conjugate is the value of an assignment problem, not provided.
//
// Prox does not change when a price of each row and of each column is taken off X, and
// so it begins with the prices of the assignment problem, which leave zeros on a
// permutation and nothing above: numbers of size N matter from there on, however large
// X is. It maximises the dual over further prices: projections onto the simplex of
// every row, and then of every column, alternate with Newton steps for all prices,
// until the rows of a matrix whose columns add up to 1 are off by Tol at most (1e-12
// if 0), or for MaxIter rounds (200 if 0). Value forgives 1e-9. O(N³) a round, a few
// rounds as a rule; it allocates.
//
// Reference: Li, Sun and Toh, On the efficient computation of a generalized Jacobian
// of the projector over the Birkhoff polytope (2020).
type Birkhoff struct {
	N       int
	Tol     float64
	MaxIter int
}

func (f Birkhoff) broken() string {
	return cmp.Or(
		unless(f.Tol >= 0, "prox: Birkhoff needs Tol >= 0"),
		unless(f.MaxIter >= 0, "prox: Birkhoff needs MaxIter >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f Birkhoff) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("Birkhoff", f.N, f.N, n))
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
	needs(f.broken())
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
	d := &birkhoffDual{n: n, y: append([]float64(nil), x...), x: dst, prices: make([]float64, 2*n), grad: make([]float64, 2*n)}
	for range 40 { // again, as long as a large X costs digits
		rowOf := assign(d.prices, d.y, n)
		d.settle()
		worst := largest(d.y)
		for j, i := range rowOf {
			worst = max(worst, -d.y[j*n+i])
		}
		if !(worst > 1) {
			break
		}
	}
	for _, tol := range []float64{max(tol, 1e-6), tol} {
		for range most {
			if d.alternate(); d.newton(tol) {
				break
			}
		}
		d.settle() // the last rounds are near zero, where prices have all their digits
	}
	for k, v := range dst {
		if v < 1e-15 { // rounding
			dst[k] = 0
		}
	}
	return f.Value(dst)
}

// birkhoffDual is the dual of the projection of y: minimise over the prices
//
//	Σ prices + ½ Σ_ij max(y_ij - row price - column price, 0)².
type birkhoffDual struct {
	n      int
	y, x   []float64
	prices []float64 // of the rows, then of the columns
	grad   []float64 // what they lack to 1
}

// settle takes the prices off y. What remains near zero keeps all its digits.
func (d *birkhoffDual) settle() {
	n := d.n
	for j := range n {
		for i := range n {
			y, r := d.y[j*n+i], d.prices[i]
			t := y - r
			back := t - y
			lost := (y - (t - back)) - (r + back) // of y - r (Knuth, The Art of Computer Programming, 4.2.2)
			if math.IsNaN(lost) {
				lost = 0
			}
			d.y[j*n+i] = (t - d.prices[n+j]) + lost
		}
	}
	clear(d.prices)
}

// alternate minimises over the prices of the rows, and then over those of the columns,
// so that the columns of x add up to 1.
func (d *birkhoffDual) alternate() {
	n := d.n
	buffer := borrow(n)
	defer scratch.Put(buffer)
	line, rows, columns := *buffer, d.prices[:n], d.prices[n:]
	for i := range n {
		for j := range n {
			line[j] = d.y[j*n+i] - columns[j]
		}
		top, tau := simplexThreshold(line, 1, false)
		rows[i] = top + tau
	}
	for j := range n {
		for i := range n {
			line[i] = d.y[j*n+i] - rows[i]
		}
		top, tau := simplexThreshold(line, 1, false)
		columns[j] = top + tau
		for i := range n {
			d.x[j*n+i] = max(line[i]-top-tau, 0)
		}
	}
}

// newton tells whether the rows and columns are off by tol at most, and else moves the
// prices by a Newton step, cut where the dual is least along it.
func (d *birkhoffDual) newton(tol float64) (done bool) {
	n := d.n
	for k := range d.grad {
		d.grad[k] = 1
	}
	h := mat.NewSymDense(2*n, nil)
	a := h.RawSymmetric().Data // the upper triangle, by rows
	for j := range n {
		for i := range n {
			if v := d.y[j*n+i] - d.prices[i] - d.prices[n+j]; v > 0 {
				d.grad[i] -= v
				d.grad[n+j] -= v
				a[i*2*n+n+j] = 1
				a[i*(2*n+1)]++
				a[(n+j)*(2*n+1)]++
			}
		}
	}
	off := normInf(d.grad)
	if !(off > tol) {
		return true
	}
	for k := range 2 * n { // prices of parts that do not touch must not run away
		a[k*(2*n+1)] += max(1e-3*min(off, 1), 1e-10)
	}
	var l mat.Cholesky
	step := mat.NewVecDense(2*n, nil)
	if !l.Factorize(h) || l.SolveVecTo(step, mat.NewVecDense(2*n, d.grad)) != nil {
		return false
	}
	s := step.RawVector().Data
	t := increasingRoot(0, 1e300, 1, func(t float64) (value, slope float64) { return d.along(s, t) })
	for k, v := range s {
		d.prices[k] -= t * v
	}
	return false
}

// along returns the derivative of the dual at the prices - t step, and its slope in t.
func (d *birkhoffDual) along(step []float64, t float64) (value, slope float64) {
	n := d.n
	for _, v := range step {
		value -= v
	}
	for j := range n {
		for i := range n {
			w := step[i] + step[n+j]
			if v := d.y[j*n+i] - d.prices[i] - d.prices[n+j] + t*w; v > 0 {
				value += v * w
				slope += w * w
			}
		}
	}
	return value, slope
}
