package prox

// assign solves the assignment problem of the n x n matrix y, column-major: the
// permutation with the largest sum of entries. It returns the row of each column, and
// sets prices to those of the rows and then of the columns, which leave nothing of y
// above zero and zeros on the permutation, to rounding. O(n³).
//
// Reference: Kuhn, The Hungarian method for the assignment problem (1955); Jonker and
// Volgenant, A shortest augmenting path algorithm for dense and sparse linear
// assignment problems (1987).
func assign(prices, y []float64, n int) (rowOf []int) {
	clear(prices)
	rows, columns := prices[:n], prices[n:]
	rowOf = make([]int, n)
	for j := range rowOf {
		rowOf[j] = -1
	}
	short, from := make([]float64, n), make([]int, n) // to each column: the shortest path, and the column before
	done := make([]bool, n)
	for start := range n {
		for j := range n {
			short[j], from[j], done[j] = inf, -1, false
		}
		row, last, length := start, -1, 0.0
		for row >= 0 { // until a column is free
			next := -1
			for j := range n {
				if done[j] {
					continue
				}
				if d := length + (rows[row] + columns[j] - y[j*n+row]); d < short[j] {
					short[j], from[j] = d, last
				}
				if next < 0 || short[j] < short[next] {
					next = j
				}
			}
			done[next], last, length, row = true, next, short[next], rowOf[next]
		}
		rows[start] -= length
		for j := range n {
			if done[j] && j != last {
				columns[j] += length - short[j]
				rows[rowOf[j]] -= length - short[j]
			}
		}
		for last >= 0 { // shift the rows along the path
			before := from[last]
			if before < 0 {
				rowOf[last] = start
			} else {
				rowOf[last] = rowOf[before]
			}
			last = before
		}
	}
	return rowOf
}
