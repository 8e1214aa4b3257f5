package solvers

import (
	"errors"
	"math"

	"github.com/lassocheck/lassocheck/problems"
)

// FiniteSum is the smooth term of a problem as a mean over observations
//
//	F(b) = 1/n Σ_i f_i(a_i'b),
//
// with the rows a_i at hand, for methods that look at one observation at a time.
type FiniteSum struct {
	n, p  int
	start []int
	col   []int32
	val   []float64
	slope func(i int, z float64) float64 // f_i'
	// L is the largest Lipschitz constant of the gradients of b -> f_i(a_i'b).
	L float64
}

// NewFiniteSum copies the design by rows, with a column of ones if there is an
// intercept. It returns an error where the loss is no [problems.FiniteSum], and where a
// second derivative is not bounded.
func NewFiniteSum(p *problems.Problem) (*FiniteSum, error) {
	slope, bound, err := meanOf(p.Fit)
	if err != nil {
		return nil, err
	}
	x := p.X
	if p.Intercept {
		x = withOnes{x}
	}
	n, cols := x.Dims()
	f := &FiniteSum{n: n, p: cols, start: make([]int, n+1), slope: slope}
	column := make([]float64, n)
	each := func(do func(i, j int, v float64)) {
		for j := range cols {
			clear(column)
			x.ColAxpy(j, 1, column)
			for i, v := range column {
				if v != 0 {
					do(i, j, v)
				}
			}
		}
	}
	each(func(i, _ int, _ float64) { f.start[i+1]++ })
	for i := range n {
		f.start[i+1] += f.start[i]
	}
	f.col, f.val = make([]int32, f.start[n]), make([]float64, f.start[n])
	next := append([]int(nil), f.start...)
	each(func(i, j int, v float64) {
		f.col[next[i]], f.val[next[i]] = int32(j), v
		next[i]++
	})
	for i := range n {
		_, val := f.row(i)
		f.L = max(f.L, bound(i)*inner(val, val))
	}
	return f, nil
}

func (f *FiniteSum) row(i int) (col []int32, val []float64) {
	a, b := f.start[i], f.start[i+1]
	return f.col[a:b], f.val[a:b]
}

// slopeAt returns f_i'(a_i'b).
func (f *FiniteSum) slopeAt(i int, b []float64) float64 {
	col, val := f.row(i)
	var z float64
	for k, j := range col {
		z += val[k] * b[j]
	}
	return f.slope(i, z)
}

// add adds c a_i to dst.
func (f *FiniteSum) add(i int, c float64, dst []float64) {
	col, val := f.row(i)
	for k, j := range col {
		dst[j] += c * val[k]
	}
}

// Len returns the number of observations.
func (f *FiniteSum) Len() int { return f.n }

// Dim returns the number of coordinates, the intercept among them.
func (f *FiniteSum) Dim() int { return f.p }

// Grad sets dst to the gradient at b of the mean of f_i(a_i'b) over the observations
// rows, over all where rows is nil. O(p) and the entries of the rows.
func (f *FiniteSum) Grad(dst, b []float64, rows []int) {
	clear(dst)
	if rows == nil {
		for i := range f.n {
			f.add(i, f.slopeAt(i, b)/float64(f.n), dst)
		}
		return
	}
	for _, i := range rows {
		f.add(i, f.slopeAt(i, b)/float64(len(rows)), dst)
	}
}

// gradient sets dst = ∇F(b) and s to the slopes.
func (f *FiniteSum) gradient(dst, s, b []float64) {
	clear(dst)
	for i := range f.n {
		c := f.slopeAt(i, b)
		s[i] = c
		f.add(i, c/float64(f.n), dst)
	}
}

// meanOf returns the slopes of a fit that can be taken apart, and is smooth.
func meanOf(fit problems.DataFit) (slope func(i int, z float64) float64, bound func(i int) float64, err error) {
	mean, ok := fit.(problems.FiniteSum)
	if !ok {
		return nil, nil, errors.New("solvers: this method needs a loss that is a mean over observations, such as problems.Pointwise")
	}
	if math.IsInf(fit.Smoothness(), 1) {
		return nil, nil, errors.New("solvers: this method needs a loss with a bounded second derivative")
	}
	slope, bound = mean.Slopes()
	return slope, bound, nil
}
