package prox

import (
	"errors"
	"fmt"
	"math"
	"sync"
)

// SparseQuadratic is a convex quadratic form with a sparse matrix
//
//	f(x) = ½ x'Q x + <b, x>,   Q symmetric, positive semidefinite,
//
// made by [NewSparseQuadratic]. Prox factors I + γQ = LDL' and keeps the factor for as
// long as γ stays the same; the pattern of L is found once, in the order in which the
// coordinates are given, so that a good order (small bandwidth) pays. That Q is
// semidefinite is not checked; Prox panics if I + γQ is not positive definite. Its
// conjugate is not provided. Prox is exact, O(fill), and does not allocate in the
// steady state: where γQ is large, the solution is refined with residuals of twice the
// precision, so that what Q does not see of x keeps its digits. From γ‖Q‖ = 1e12 on it is
// exact for a b that Q does see, for which f is bounded below.
//
// Reference: Davis, Algorithm 849: a concise sparse Cholesky factorization package
// (2005).
type SparseQuadratic struct {
	n           int
	start, row  []int // upper triangle of Q by columns
	value       []float64
	b           []float64
	parent      []int   // elimination tree
	columnStart []int   // of L
	size        float64 // a bound of the eigenvalues of Q

	mu     sync.Mutex
	gamma  float64 // of the factor below; 0 for none
	factor ldl
}

// ldl is a unit lower triangular matrix by columns, without its diagonal, and D.
type ldl struct {
	row   []int
	value []float64
	d     []float64
}

// NewSparseQuadratic takes the n x n matrix Q by columns: the rows and the values of
// column j are at start[j] to start[j+1]. Entries below the diagonal are ignored: Q is
// the symmetric matrix with this upper triangle. Repeated entries add up. Without b the
// linear term is absent.
func NewSparseQuadratic(n int, start, row []int, value, b []float64) (*SparseQuadratic, error) {
	if b == nil {
		b = make([]float64, n)
	}
	if err := checkMatrix(n, 1, b); err != nil {
		return nil, err
	}
	if err := checkMatrix(len(value), 1, value); err != nil {
		return nil, err
	}
	if len(start) != n+1 || len(row) != len(value) || start[0] != 0 || start[n] != len(row) {
		return nil, errors.New("prox: the column pointers of a sparse matrix do not fit its entries")
	}
	f := &SparseQuadratic{n: n, b: append([]float64(nil), b...), start: make([]int, n+1)}
	for j := range n {
		if start[j+1] < start[j] {
			return nil, fmt.Errorf("prox: column %d of a sparse matrix ends before it starts", j)
		}
		for k := start[j]; k < start[j+1]; k++ {
			if row[k] < 0 || row[k] >= n {
				return nil, fmt.Errorf("prox: row %d in column %d of a sparse matrix with %d rows", row[k], j, n)
			}
			if row[k] <= j {
				f.row, f.value = append(f.row, row[k]), append(f.value, value[k])
			}
		}
		f.start[j+1] = len(f.row)
	}
	f.size = rowBound(n, f.start, f.row, f.value)
	f.analyse()
	return f, nil
}

// rowBound returns the largest sum of the sizes of a row's entries.
func rowBound(n int, start, row []int, value []float64) float64 {
	sums := make([]float64, n)
	for j := range n {
		for k := start[j]; k < start[j+1]; k++ {
			sums[j] += math.Abs(value[k])
			if row[k] != j {
				sums[row[k]] += math.Abs(value[k])
			}
		}
	}
	return normInf(sums)
}

// analyse finds the elimination tree and the sizes of the columns of L.
func (f *SparseQuadratic) analyse() {
	f.parent, f.columnStart = make([]int, f.n), make([]int, f.n+1)
	flag, count := make([]int, f.n), make([]int, f.n)
	for k := range f.n {
		f.parent[k], flag[k] = -1, k
		for p := f.start[k]; p < f.start[k+1]; p++ {
			for i := f.row[p]; flag[i] != k; i = f.parent[i] {
				if f.parent[i] < 0 {
					f.parent[i] = k
				}
				count[i]++
				flag[i] = k
			}
		}
	}
	for k, c := range count {
		f.columnStart[k+1] = f.columnStart[k] + c
	}
	size := f.columnStart[f.n]
	f.factor = ldl{make([]int, size), make([]float64, size), make([]float64, f.n)}
}

// refactor computes LDL' = I + gamma Q, row by row: row k of L solves a triangular
// system whose nonzeros are found by climbing the elimination tree.
func (f *SparseQuadratic) refactor(gamma float64) {
	l := f.factor
	y, next := make([]float64, f.n), make([]int, f.n)
	flag, pattern := make([]int, f.n), make([]int, f.n)
	copy(next, f.columnStart)
	for k := range f.n {
		top := f.n
		flag[k] = k
		y[k] = 1
		for p := f.start[k]; p < f.start[k+1]; p++ {
			i := f.row[p]
			y[i] += gamma * f.value[p]
			path := 0
			for ; flag[i] != k; i = f.parent[i] {
				pattern[path] = i
				path++
				flag[i] = k
			}
			for path > 0 {
				top--
				path--
				pattern[top] = pattern[path]
			}
		}
		l.d[k], y[k] = y[k], 0
		for ; top < f.n; top++ {
			i := pattern[top]
			yi := y[i]
			y[i] = 0
			p := f.columnStart[i]
			for ; p < next[i]; p++ {
				y[l.row[p]] -= l.value[p] * yi
			}
			c := yi / l.d[i]
			l.d[k] -= c * yi
			l.row[p], l.value[p] = k, c
			next[i]++
		}
		if !(l.d[k] > 0) {
			panic("prox: the sparse quadratic form is not convex")
		}
	}
	f.gamma = gamma
}

// solve replaces x by the solution of LDL'x = x.
func (f *SparseQuadratic) solve(x []float64) {
	l := f.factor
	for j := range x {
		for p := f.columnStart[j]; p < f.columnStart[j+1]; p++ {
			x[l.row[p]] -= l.value[p] * x[j]
		}
	}
	for j := len(x) - 1; j >= 0; j-- {
		x[j] /= l.d[j]
		for p := f.columnStart[j]; p < f.columnStart[j+1]; p++ {
			x[j] -= l.value[p] * x[l.row[p]]
		}
	}
}

// Validate reports what makes f unusable for n coordinates.
func (f *SparseQuadratic) Validate(n int) error {
	return entries("SparseQuadratic", f.n, n)
}

// Value returns ½ x'Q x + <b, x>.
func (f *SparseQuadratic) Value(x []float64) float64 {
	if len(x) != f.n {
		panic("prox: x does not fit the matrix")
	}
	s := dot(f.b, x)
	for j, v := range x {
		for p := f.start[j]; p < f.start[j+1]; p++ {
			a := f.value[p] * v * x[f.row[p]]
			if f.row[p] == j {
				a /= 2
			}
			s += a
		}
	}
	return s
}

const (
	wellConditioned = 100  // gamma times the size of Q up to which a factor needs no help
	factorable      = 1e12 // and up to which there is one
)

// Prox solves (I + gamma Q) p = x - gamma b and returns f(dst).
func (f *SparseQuadratic) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	near := gamma // of the factor
	if gamma*f.size > factorable {
		near = factorable / f.size
	}
	if near != f.gamma {
		f.gamma = 0
		f.refactor(near)
	}
	buffer := borrow(3 * f.n)
	defer scratch.Put(buffer)
	rhs, hi, lo := (*buffer)[:f.n], (*buffer)[f.n:2*f.n], (*buffer)[2*f.n:]
	copy(rhs, x)
	for j := range dst {
		dst[j] = rhs[j] - near*f.b[j]
	}
	f.solve(dst)
	if gamma*f.size > wellConditioned {
		f.refine(dst, rhs, hi, lo, near, near)
	}
	if near < gamma {
		// What Q does not see is right by now, as b should be seen by Q, and the rest
		// converges by the factor near/gamma or more.
		f.refine(dst, rhs, hi, lo, near, gamma)
	}
	return f.Value(dst)
}

// refine improves the solution p of (I + gamma Q) p = x - gamma b by the factor of
// I + near Q; r and lo are workspace.
func (f *SparseQuadratic) refine(p, x, r, lo []float64, near, gamma float64) {
	for range 20 {
		f.residual(r, lo, x, p, gamma)
		for j := range r {
			r[j] *= near
		}
		f.solve(r)
		for j, d := range r {
			p[j] += d
		}
		if !(normInf(r) > 1e-16*normInf(p)) {
			break
		}
	}
}

// residual sets r = (x - p)/gamma - b - Q p; lo is workspace.
func (f *SparseQuadratic) residual(r, lo, x, p []float64, gamma float64) {
	add := func(i int, a, b float64) { // a b to r_i + lo_i, without rounding of r_i
		high := a * b
		s := r[i] + high
		t := s - r[i]
		lo[i] += (r[i] - (s - t)) + (high - t) + math.FMA(a, b, -high)
		r[i] = s
	}
	for j := range r {
		r[j], lo[j] = (x[j]-p[j])/gamma, 0
		add(j, -1, f.b[j])
	}
	for j, v := range p {
		for k := f.start[j]; k < f.start[j+1]; k++ {
			i := f.row[k]
			add(i, -f.value[k], v)
			if i != j {
				add(j, -f.value[k], p[i])
			}
		}
	}
	for j := range r {
		r[j] += lo[j]
	}
}
