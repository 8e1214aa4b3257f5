package prox

import (
	"errors"
	"math"
)

// Precompose is a function of the image under a tight frame
//
//	f(x) = F(A x + b),   A A' = c I,
//
// such as a wavelet transform, a subsampled Fourier matrix or a row of ones. With
// y = A x + b, its proximal operator is x + A'(prox_{γcF}(y) - y)/c, and its conjugate
// F*(Au/c) - <b, Au/c> on the span of the rows. [NewPrecompose] makes one; the zero
// value is for no coordinates. Prox costs what F's does and three products with A, and is as exact, relative to x.
//
// Reference: Combettes and Pesquet, Proximal splitting methods in signal processing
// (2011), table 10.1; Beck (2017), theorem 6.15.
type Precompose struct {
	f    Function
	rows basis // A/√c
	root float64
	b    []float64
}

// NewPrecompose checks that the rows of the column-major matrix A with so many rows
// and columns are orthogonal and of equal length. Without b there is no shift.
func NewPrecompose(f Function, rows, cols int, a, b []float64) (*Precompose, error) {
	if err := checkMatrix(rows, cols, a); err != nil {
		return nil, err
	}
	if b == nil {
		b = make([]float64, rows)
	}
	if err := checkMatrix(rows, 1, b); err != nil {
		return nil, err
	}
	p := &Precompose{term(f), basis{n: cols, r: rows, v: make([]float64, rows*cols)}, 0, append([]float64(nil), b...)}
	row := func(i int) []float64 { return p.rows.v[i*cols : (i+1)*cols] }
	for i := range rows {
		for j := range cols {
			row(i)[j] = a[j*rows+i]
		}
	}
	if rows > 0 {
		p.root = norm2(row(0))
	}
	for i := range rows {
		for k := range i + 1 {
			want := 0.0
			if k == i {
				want = p.root * p.root
			}
			if math.Abs(dot(row(i), row(k))-want) > 1e-12*p.root*p.root {
				return nil, errors.New("prox: the rows of the matrix are not orthogonal and of equal length")
			}
		}
	}
	if rows > 0 && p.root == 0 {
		return nil, errors.New("prox: the matrix is zero")
	}
	for k := range p.rows.v {
		p.rows.v[k] /= p.root
	}
	return p, nil
}

// image sets y = A x + b.
func (f *Precompose) image(y, x []float64) {
	f.rows.coefficients(y, x)
	for i := range y {
		y[i] = f.root*y[i] + f.b[i]
	}
}

// Validate reports what makes f unusable for n coordinates.
func (f *Precompose) Validate(n int) error {
	return firstOf(entries("Precompose", f.rows.n, n), Validate(f.f, f.rows.r))
}

// Value returns F(A x + b).
func (f *Precompose) Value(x []float64) float64 {
	buffer := borrow(f.rows.r)
	defer scratch.Put(buffer)
	f.image(*buffer, x)
	return forgiving(f.f, *buffer) + indicator(true, sum(x))
}

// Prox moves x within the span of the rows and returns f(dst).
func (f *Precompose) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	f.step(dst, x, gamma)
	value := f.Value(dst)
	if math.IsInf(value, 1) && gamma > 1e-250 { // by the rounding of a large x: a short step is from dst
		f.step(dst, dst, gamma*1e-16)
		value = f.Value(dst)
	}
	return value
}

// step is Prox without the value.
func (f *Precompose) step(dst, x []float64, gamma float64) {
	buffer, moved := borrow(f.rows.r), borrow(f.rows.r)
	defer scratch.Put(buffer)
	defer scratch.Put(moved)
	y, p := *buffer, *moved
	f.image(y, x)
	f.f.Prox(p, y, gamma*f.root*f.root)
	for i := range p {
		p[i] = (p[i] - y[i]) / f.root
	}
	copy(dst, x)
	f.rows.add(dst, p)
}

// Conj returns F*(Au/c) - <b, Au/c> where u is in the span of the rows and +Inf
// elsewhere.
func (f *Precompose) Conj(u []float64) float64 {
	y := make([]float64, f.rows.r)
	in := f.rows.spans(y, u)
	for i := range y {
		y[i] /= f.root
	}
	return indicator(in, sum(u)) + conj(f.f, y) - dot(f.b, y)
}

// WeakConvexity returns c times that of F.
func (f *Precompose) WeakConvexity() float64 { return times(f.root*f.root, weakness(f.f)) }
