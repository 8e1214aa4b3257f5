package autodiff

// Rows is a batch of the rows of a matrix X, dense or sparse, that a tape multiplies by.
// What the batch is may change between two evaluations, its number of rows may not.
type Rows interface {
	// Mul sets dst = X w.
	Mul(dst, w []float64)
	// AddTransMul adds X'g to dst.
	AddTransMul(dst, g []float64)
}

// Linear records X w + b for n rows; b is 1 x 1 or nil.
func (t *Tape) Linear(x Rows, n int, w, b *Var) *Var {
	if b != nil && len(b.Value) != 1 {
		panic("autodiff: the offset of a linear function is not a number")
	}
	return t.record(n, 1, func(y *Var) {
		y.forward = func() {
			x.Mul(y.Value, w.Value)
			if b != nil {
				for i := range y.Value {
					y.Value[i] += b.Value[0]
				}
			}
		}
		y.backward = func() {
			if w.Grad != nil {
				x.AddTransMul(w.Grad, y.Grad)
			}
			if b != nil && b.Grad != nil {
				for _, g := range y.Grad {
					b.Grad[0] += g
				}
			}
		}
	})
}
