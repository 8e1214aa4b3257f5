package detective

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

func reversedColumns(q *inquiry, v *variant) bool {
	v.coef = slices.Clone(v.coef)
	slices.Reverse(v.coef)
	v.advice = advised
	return !slices.Equal(v.coef, q.coef)
}

const advised = "write the names of the columns beside the coefficients"

// permutedColumns recognises the optimum's coefficients in another order: the same
// numbers, but not at the same places.
func permutedColumns(q *inquiry, v *variant) bool {
	optimum := q.optimum[:q.cols]
	here, there := ranked(q.coef), ranked(optimum)
	size := 0.0
	for _, b := range optimum {
		size = max(size, math.Abs(b))
	}
	v.coef = slices.Clone(q.coef)
	moved, first := 0, -1
	for k, j := range there {
		from := here[k]
		if !(math.Abs(q.coef[from]-optimum[j]) <= 1e-4*size) {
			return false
		}
		if math.Abs(q.coef[j]-q.coef[from]) <= 1e-4*size {
			continue // as well where it is
		}
		v.coef[j] = q.coef[from]
		if moved++; first < 0 || j < first {
			first = j
			v.text = fmt.Sprintf("the coefficients are in another order: that of %s stands at %s", q.name(j), q.name(from))
		}
	}
	v.advice = advised
	back := slices.Clone(q.coef)
	slices.Reverse(back)
	return moved > 0 && !alike(back, optimum, 1e-4*size)
}

// ranked returns the places of v, the least value first.
func ranked(v []float64) []int {
	at := make([]int, len(v))
	for j := range at {
		at[j] = j
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	return at
}

func alike(a, b []float64, within float64) bool {
	for j := range a {
		if !(math.Abs(a[j]-b[j]) <= within) {
			return false
		}
	}
	return true
}

func (q *inquiry) name(j int) string {
	if j < len(q.Names) {
		return q.Names[j]
	}
	return fmt.Sprintf("column %d", j+1)
}
