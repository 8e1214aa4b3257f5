package equations

import (
	"math"
	"math/big"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// Pivots chooses independent equations and a row for each by Gaussian elimination
// with complete pivoting over the rows. Weights count: a row of little weight pays dearly
// for delta, and one of none, where all is 0, is never above a threshold >= 0. Equations of which less than the threshold is
// left are taken for dependent.
func Pivots(rows [][]float64, w []float64, threshold float64) (keep, at []int) {
	work, size := make([][]float64, len(rows)), make([]float64, len(rows))
	for k, e := range rows {
		work[k] = make([]float64, len(e))
		for i, v := range e {
			work[k][i] = v * math.Sqrt(w[i])
			size[k] = max(size[k], math.Abs(work[k][i]))
		}
	}
	for len(keep) < len(rows) {
		best, bestK, bestI := threshold, -1, -1
		for k, e := range work {
			if slices.Contains(keep, k) || size[k] == 0 {
				continue
			}
			for i, v := range e {
				if c := math.Abs(v) / size[k]; c > best && !slices.Contains(at, i) {
					best, bestK, bestI = c, k, i
				}
			}
		}
		if bestK < 0 {
			return keep, at
		}
		keep, at = append(keep, bestK), append(at, bestI)
		for k, e := range work {
			if !slices.Contains(keep, k) {
				vector.Axpy(-e[bestI]/work[bestK][bestI], work[bestK], e)
			}
		}
	}
	return keep, at
}

// Dependent proves in rational arithmetic that e is a combination of the kept
// equations in every row that has a weight, so that its own equation follows from
// theirs: dummies that add up to the intercept are the common case.
func Dependent(e []float64, rows [][]float64, keep, at []int, w []float64) bool {
	m := len(keep)
	a := make([][]*big.Rat, m) // Σ_k c_k rows[keep[k]][at[r]] = e[at[r]]
	for r, i := range at {
		a[r] = make([]*big.Rat, m+1)
		for k, q := range keep {
			a[r][k] = rational(rows[q][i])
		}
		a[r][m] = rational(e[i])
	}
	c := solveRational(a)
	if c == nil {
		return false
	}
	for i, v := range e {
		if w[i] == 0 {
			continue
		}
		sum := new(big.Rat)
		for k, q := range keep {
			sum.Add(sum, new(big.Rat).Mul(c[k], rational(rows[q][i])))
		}
		if sum.Cmp(rational(v)) != 0 {
			return false
		}
	}
	return true
}

func rational(v float64) *big.Rat {
	r := new(big.Rat)
	r.SetFloat64(v)
	return r
}

// solveRational solves m equations given as rows of m coefficients and a right
// side, or returns nil.
func solveRational(a [][]*big.Rat) []*big.Rat {
	m := len(a)
	for c := range m {
		top := c
		for top < m && a[top][c].Sign() == 0 {
			top++
		}
		if top == m {
			return nil
		}
		a[c], a[top] = a[top], a[c]
		for k := range m {
			if k == c || a[k][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(a[k][c], a[c][c])
			for i := c; i <= m; i++ {
				a[k][i] = new(big.Rat).Sub(a[k][i], new(big.Rat).Mul(f, a[c][i]))
			}
		}
	}
	x := make([]*big.Rat, m)
	for c := range m {
		x[c] = new(big.Rat).Quo(a[c][m], a[c][c])
	}
	return x
}
