package lawtest

import (
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/problems/design"
)

const digits = 400 // bits of the arithmetic that the tests trust

// Precise is v with so many digits that rounding does not count.
func Precise(v float64) *big.Float { return new(big.Float).SetPrec(digits).SetFloat64(v) }

// SolveExactly solves a square system by elimination with pivots, in place.
func SolveExactly(a [][]*big.Float, b []*big.Float) {
	times := func(x, y *big.Float) *big.Float { return Precise(0).Mul(x, y) }
	for c := range a {
		pivot := c
		for r := c; r < len(a); r++ {
			if Precise(0).Abs(a[r][c]).Cmp(Precise(0).Abs(a[pivot][c])) > 0 {
				pivot = r
			}
		}
		a[c], a[pivot], b[c], b[pivot] = a[pivot], a[c], b[pivot], b[c]
		for r := range a {
			if r == c || a[r][c].Sign() == 0 {
				continue
			}
			f := Precise(0).Quo(a[r][c], a[c][c])
			for k := c; k < len(a); k++ {
				a[r][k] = Precise(0).Sub(a[r][k], times(f, a[c][k]))
			}
			b[r] = Precise(0).Sub(b[r], times(f, b[c]))
		}
	}
	for c := range a {
		b[c] = Precise(0).Quo(b[c], a[c][c])
	}
}

// IllConditioned draws data whose columns nearly depend on one another.
func IllConditioned(kind string, n, p int) (*design.Dense, []float64) {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(p)))
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	y := make([]float64, n)
	for i := range n {
		for j := range p {
			switch kind {
			case "Hilbert":
				x.Col(j)[i] = 1 / float64(i+j+1)
			case "Vandermonde":
				x.Col(j)[i] = math.Pow(float64(i)/float64(n-1), float64(j))
			case "twins": // the second half copies the first, but for a millionth
				x.Col(j)[i] = rng.NormFloat64()
				if j >= p/2 {
					x.Col(j)[i] = x.Col(j - p/2)[i] + 1e-6*x.Col(j)[i]
				}
			case "square": // a column and its square, far from zero
				x.Col(j)[i] = math.Pow(1000+0.01*rng.NormFloat64(), float64(j+1))
				if j == 1 {
					x.Col(1)[i] = x.Col(0)[i] * x.Col(0)[i]
				}
			}
		}
		y[i] = rng.NormFloat64()
	}
	return x, y
}

// Sparse stores the non-zeros of a dense design.
func Sparse(d *design.Dense) *design.CSC {
	m := &design.CSC{N: d.N, P: d.P, ColPtr: []int{0}}
	for j := range d.P {
		for i, v := range d.Col(j) {
			if v != 0 {
				m.Row, m.Val = append(m.Row, int32(i)), append(m.Val, v)
			}
		}
		m.ColPtr = append(m.ColPtr, len(m.Val))
	}
	return m
}
