package autodiff

import "math"

// Affine records x wᵀ + b, a dense layer in PyTorch's layout: x is n x in,
// w is out x in, b is 1 x out or nil. Cost O(n in out) each way.
func (t *Tape) Affine(x, w, b *Var) *Var {
	if x.Cols != w.Cols || (b != nil && b.Cols != w.Rows) {
		panic("autodiff: shapes of an affine layer do not match")
	}
	n, in, out := x.Rows, x.Cols, w.Rows
	return t.record(n, out, func(y *Var) {
		y.forward = func() {
			for i := range n {
				xi := x.Value[i*in : (i+1)*in]
				for o := range out {
					s := 0.0
					if b != nil {
						s = b.Value[o]
					}
					y.Value[i*out+o] = s + dot(xi, w.Value[o*in:(o+1)*in])
				}
			}
		}
		y.backward = func() {
			for i := range n {
				for o := range out {
					g := y.Grad[i*out+o]
					if g == 0 {
						continue
					}
					if b != nil && b.Grad != nil {
						b.Grad[o] += g
					}
					if w.Grad != nil {
						axpy(g, x.Value[i*in:(i+1)*in], w.Grad[o*in:(o+1)*in])
					}
					if x.Grad != nil {
						axpy(g, w.Value[o*in:(o+1)*in], x.Grad[i*in:(i+1)*in])
					}
				}
			}
		}
	})
}

// Apply records f at each entry of x.
func (t *Tape) Apply(f Func, x *Var) *Var {
	return t.record(x.Rows, x.Cols, func(y *Var) {
		slope := make([]float64, len(x.Value))
		y.forward = func() {
			for i, v := range x.Value {
				y.Value[i], slope[i] = f(v)
			}
		}
		y.backward = func() {
			for i := range x.Grad {
				x.Grad[i] += slope[i] * y.Grad[i]
			}
		}
	})
}

// Combine records a x + b y, entry by entry.
func (t *Tape) Combine(a float64, x *Var, b float64, y *Var) *Var {
	sameShape(x, y)
	return t.record(x.Rows, x.Cols, func(z *Var) {
		z.forward = func() {
			for i := range z.Value {
				z.Value[i] = a*x.Value[i] + b*y.Value[i]
			}
		}
		z.backward = func() {
			for i := range x.Grad {
				x.Grad[i] += a * z.Grad[i]
			}
			for i := range y.Grad {
				y.Grad[i] += b * z.Grad[i]
			}
		}
	})
}

// Gather records a rows x cols matrix of entries of x: entry i is entry at[i] of x. A
// convolution is an affine function of gathered patches.
func (t *Tape) Gather(x *Var, rows, cols int, at []int) *Var {
	if len(at) != rows*cols {
		panic("autodiff: as many entries are gathered as the result has")
	}
	return t.record(rows, cols, func(y *Var) {
		y.forward = func() {
			for i, k := range at {
				y.Value[i] = x.Value[k]
			}
		}
		y.backward = func() {
			if x.Grad == nil {
				return
			}
			for i, k := range at {
				x.Grad[k] += y.Grad[i]
			}
		}
	})
}

// CrossEntropy records the mean over the rows of x of log Σ_k exp(x_k) - x_c, c the class of
// the row. The slice of classes is kept.
func (t *Tape) CrossEntropy(x *Var, class []int) *Var {
	if len(class) != x.Rows {
		panic("autodiff: a class for each row")
	}
	share := make([]float64, len(x.Value)) // of each class, as predicted
	return t.record(1, 1, func(y *Var) {
		y.forward = func() {
			total := 0.0
			for i, c := range class {
				row, p := x.Value[i*x.Cols:(i+1)*x.Cols], share[i*x.Cols:(i+1)*x.Cols]
				top, sum := math.Inf(-1), 0.0
				for _, v := range row {
					top = math.Max(top, v)
				}
				for k, v := range row {
					p[k] = math.Exp(v - top)
					sum += p[k]
				}
				for k := range p {
					p[k] /= sum
				}
				total += top + math.Log(sum) - row[c]
			}
			y.Value[0] = total / float64(x.Rows)
		}
		y.backward = func() {
			g := y.Grad[0] / float64(x.Rows)
			for i, c := range class {
				for k, p := range share[i*x.Cols : (i+1)*x.Cols] {
					if k == c {
						p--
					}
					x.Grad[i*x.Cols+k] += g * p
				}
			}
		}
	})
}

// Mul records the product of x and y, entry by entry.
func (t *Tape) Mul(x, y *Var) *Var {
	sameShape(x, y)
	return t.record(x.Rows, x.Cols, func(z *Var) {
		z.forward = func() {
			for i := range z.Value {
				z.Value[i] = x.Value[i] * y.Value[i]
			}
		}
		z.backward = func() {
			for i := range x.Grad {
				x.Grad[i] += y.Value[i] * z.Grad[i]
			}
			for i := range y.Grad {
				y.Grad[i] += x.Value[i] * z.Grad[i]
			}
		}
	})
}

// Sum records the sum of all entries.
func (t *Tape) Sum(x *Var) *Var { return t.total(x, 1) }

// Mean records the mean of all entries.
func (t *Tape) Mean(x *Var) *Var { return t.total(x, 1/float64(len(x.Value))) }

func (t *Tape) total(x *Var, scale float64) *Var {
	return t.record(1, 1, func(y *Var) {
		y.forward = func() {
			s := 0.0
			for _, v := range x.Value {
				s += v
			}
			y.Value[0] = scale * s
		}
		y.backward = func() {
			for i := range x.Grad {
				x.Grad[i] += scale * y.Grad[0]
			}
		}
	})
}

// Max records the largest entry. Entries that tie share the derivative equally,
// as in PyTorch.
func (t *Tape) Max(x *Var) *Var {
	return t.record(1, 1, func(y *Var) {
		y.forward = func() {
			m := math.Inf(-1)
			for _, v := range x.Value {
				m = max(m, v)
			}
			y.Value[0] = m
		}
		y.backward = func() {
			ties := 0.0
			for _, v := range x.Value {
				if v == y.Value[0] {
					ties++
				}
			}
			for i := range x.Grad {
				if x.Value[i] == y.Value[0] {
					x.Grad[i] += y.Grad[0] / ties
				}
			}
		}
	})
}

// Norm records the Euclidean norm of all entries, with derivative 0 at 0.
func (t *Tape) Norm(x *Var) *Var {
	return t.record(1, 1, func(y *Var) {
		y.forward = func() { y.Value[0] = math.Sqrt(dot(x.Value, x.Value)) }
		y.backward = func() {
			if y.Value[0] != 0 && x.Grad != nil {
				axpy(y.Grad[0]/y.Value[0], x.Value, x.Grad)
			}
		}
	})
}

func sameShape(x, y *Var) {
	if x.Rows != y.Rows || x.Cols != y.Cols {
		panic("autodiff: operands differ in shape")
	}
}

func dot(x, y []float64) float64 {
	y = y[:len(x)]
	s := 0.0
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

func axpy(a float64, x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += a * v
	}
}
