package design

// Columns reads the columns of a design as they are stored. It keeps a buffer: one
// goroutine at a time.
type Columns struct {
	X      Design
	buffer []float64
}

// At returns column j until the next call: the values and their rows, nil where every
// row is there. It costs O(1) for dense and sparse storage and a ColAxpy for others.
func (c *Columns) At(j int) (row []int32, x []float64) {
	switch m := c.X.(type) {
	case *Dense:
		return nil, m.Col(j)
	case *CSC:
		if row, x = m.Col(j); row == nil { // a design without entries; nil is a dense column's
			row = []int32{}
		}
		return row, x
	}
	if m, ok := c.X.(chosen); ok {
		inner := Columns{m.Design, c.buffer}
		row, x = inner.At(m.at[j])
		c.buffer = inner.buffer
		return row, x
	}
	n, _ := c.X.Dims()
	if c.buffer == nil {
		c.buffer = make([]float64, n)
	}
	clear(c.buffer)
	c.X.ColAxpy(j, 1, c.buffer)
	return nil, c.buffer
}

// Column returns column j with its zeros, sharing memory with x where it is stored
// like that.
func Column(x Design, j int) []float64 {
	switch m := x.(type) {
	case *Dense:
		return m.Col(j)
	case *CSC:
		return m.column(j)
	}
	n, _ := x.Dims()
	col := make([]float64, n)
	x.ColAxpy(j, 1, col)
	return col
}
