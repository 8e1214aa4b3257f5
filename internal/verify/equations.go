package verify

import (
	"fmt"
	"math/big"
)

// maxWork is how many products of 64-bit words the equations may take, some ten
// seconds: 130 equations of ordinary numbers. The proof of more is too long to check.
const maxWork = 5e10

// delta solves Σ_k x_{i(k)} delta_k / det = <x, t> for every equation x over the rows
// i(k), in integers.
func (p *Problem) delta(t []*big.Rat, rows, equations []int) (delta []*big.Rat, det *big.Rat, err error) {
	m := len(rows)
	a := make([][]*big.Int, m) // every equation times a power of two, the right side last
	words := 0.0
	for k, e := range equations {
		x := p.column(e)
		line := make([]*big.Rat, 0, m+1)
		for _, i := range rows {
			line = append(line, num(x[i]))
		}
		a[k] = integers(append(line, dot(x, t)))
		longest := 0
		for _, v := range a[k] {
			longest = max(longest, v.BitLen())
		}
		words += float64(longest/64 + 1)
	}
	if work := float64(m) * float64(m) * float64(m) * words * words / 4; work > maxWork {
		return nil, nil, fmt.Errorf("dual.equations: %d are too many to solve in rational numbers", m)
	}
	d, ok := eliminate(a)
	if !ok {
		return nil, nil, fmt.Errorf("dual.rows: they do not determine the %d equations", m)
	}
	for _, line := range a {
		delta = append(delta, new(big.Rat).SetInt(line[m]))
	}
	return delta, new(big.Rat).SetInt(d), nil
}

// integers multiplies by the smallest power of two that leaves no fraction, the
// denominators being powers of two.
func integers(line []*big.Rat) []*big.Int {
	most := uint(0)
	for _, v := range line {
		most = max(most, uint(v.Denom().BitLen()-1))
	}
	out := make([]*big.Int, len(line))
	for k, v := range line {
		out[k] = new(big.Int).Lsh(v.Num(), most-uint(v.Denom().BitLen()-1))
	}
	return out
}

// eliminate brings m equations to a multiple of the identity and returns that, or
// false where they are dependent. Entries stay integers, as minors of the matrix, and
// every division is exact (Bareiss, Sylvester's identity and multistep
// integer-preserving Gaussian elimination, 1968).
func eliminate(a [][]*big.Int) (*big.Int, bool) {
	m, last := len(a), big.NewInt(1)
	for c := range m {
		top := c
		for top < m && a[top][c].Sign() == 0 {
			top++
		}
		if top == m {
			return nil, false
		}
		a[c], a[top] = a[top], a[c]
		pivot, other := a[c][c], new(big.Int)
		for k, line := range a {
			if k == c {
				continue
			}
			f := line[c]
			for i := c + 1; i <= m; i++ {
				v := new(big.Int).Mul(pivot, line[i])
				line[i] = v.Quo(v.Sub(v, other.Mul(f, a[c][i])), last)
			}
		}
		last = pivot
	}
	return last, true
}
