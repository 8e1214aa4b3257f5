package design

// Select returns the columns of x with the given indices, in that order, as a design.
// Nothing is copied; neither x nor columns may change afterwards.
func Select(x Design, columns []int) Design { return chosen{x, columns} }

// chosen are some columns of a design.
type chosen struct {
	Design
	at []int
}

// Dims returns the number of rows and of chosen columns.
func (c chosen) Dims() (n, p int) {
	n, _ = c.Design.Dims()
	return n, len(c.at)
}

// ColDot returns <x_j, v>.
func (c chosen) ColDot(j int, v []float64) float64 { return c.Design.ColDot(c.at[j], v) }

// ColAxpy adds a x_j to dst.
func (c chosen) ColAxpy(j int, a float64, dst []float64) { c.Design.ColAxpy(c.at[j], a, dst) }

// ColMoments returns the weighted mean and variance of column j.
func (c chosen) ColMoments(j int, w []float64) (mean, variance float64) {
	return c.Design.ColMoments(c.at[j], w)
}
