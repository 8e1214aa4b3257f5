package report

import "math"

// best are the cells, by row and column, that are marked as the winners of their columns.
// Where more than half of a column would win there is no winner.
func (t Table) best() map[[2]int]bool {
	out := map[[2]int]bool{}
	for j, sign := range t.Better {
		if sign == 0 {
			continue
		}
		top, winners, rows := math.Inf(-1), []int{}, 0
		for i := t.Given; i < len(t.Rows); i++ {
			v, ok := number(t.Rows[i][j])
			if !ok {
				continue
			}
			rows++
			switch v *= float64(sign); {
			case v > top:
				top, winners = v, []int{i}
			case v == top:
				winners = append(winners, i)
			}
		}
		if 2*len(winners) > rows {
			continue
		}
		for _, i := range winners {
			out[[2]int{i, j}] = true
		}
	}
	return out
}

// number is the finite number in a cell.
func number(c any) (v float64, ok bool) {
	switch c := c.(type) {
	case float64:
		v = c
	case int:
		v = float64(c)
	case Cell:
		v = float64(c.Value)
	default:
		return 0, false
	}
	return v, finite(v)
}
