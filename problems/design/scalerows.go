package design

// ScaleRows returns a copy of x with row i multiplied by s_i, in the storage of x
// where that is known and dense otherwise.
func ScaleRows(x Design, s []float64) Design {
	n, p := x.Dims()
	if m, ok := x.(*CSC); ok {
		c := &CSC{n, p, m.ColPtr, m.Row, make([]float64, len(m.Val))}
		for k, i := range m.Row {
			c.Val[k] = s[i] * m.Val[k]
		}
		return c
	}
	d := &Dense{n, p, make([]float64, n*p)}
	for j := range p {
		col := d.Col(j)
		x.ColAxpy(j, 1, col)
		for i := range col {
			col[i] *= s[i]
		}
	}
	return d
}
