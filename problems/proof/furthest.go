package proof

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// furthest returns the maximum of <c, t> over G t <= h, where h >= 0, +Inf where there is
// none and NaN where none was found in a bounded number of steps: the simplex method on
// t = u - v with u, v >= 0, from the slacks. It takes the column that gains most and,
// once a step has gained nothing, the first that gains, which cannot cycle (Bland, New
// finite pivoting rules for the simplex method, 1977).
func furthest(c []float64, g [][]float64, h []float64) float64 {
	const small = 1e-10
	dim, m := len(c), len(g)
	width := 2*dim + m
	rows := make([][]float64, m) // of the table, the right side last
	basic := make([]int, m)
	for i, line := range g {
		rows[i] = make([]float64, width+1)
		for k, v := range line {
			rows[i][k], rows[i][dim+k] = v, -v
		}
		rows[i][2*dim+i], rows[i][width], basic[i] = 1, h[i], 2*dim+i
	}
	gain := make([]float64, width+1) // of each column; the last is minus the value
	for k, v := range c {
		gain[k], gain[dim+k] = v, -v
	}
	careful := false
	for range 100 * (width + 1) {
		enter := -1
		for k, v := range gain[:width] {
			if v > small && (enter < 0 || !careful && v > gain[enter]) {
				enter = k
			}
		}
		if enter < 0 {
			return max(-gain[width], 0)
		}
		leave, least := -1, math.Inf(1)
		for i, r := range rows {
			if r[enter] > small {
				if step := r[width] / r[enter]; step < least || step == least && basic[i] < basic[leave] {
					leave, least = i, step
				}
			}
		}
		if leave < 0 {
			return math.Inf(1)
		}
		careful = least == 0
		r := rows[leave]
		pivot := r[enter]
		for k := range r {
			r[k] /= pivot
		}
		for i, other := range rows {
			if i != leave && other[enter] != 0 {
				vector.Axpy(-other[enter], r, other)
				other[width] = max(other[width], 0) // rounding
			}
		}
		vector.Axpy(-gain[enter], r, gain)
		basic[leave] = enter
	}
	return math.NaN()
}
