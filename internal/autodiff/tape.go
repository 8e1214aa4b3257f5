// Package autodiff is reverse-mode automatic differentiation as deep-learning
// frameworks do it, kinks included: at a kink it returns one fixed number of the
// subdifferential, PyTorch's choice (relu'(0) = abs'(0) = 0), and nobody is told.
// It exists to show what gradient methods built on it do to non-smooth problems.
//
// A [Tape] is recorded once and replayed: recording an operation evaluates it,
// [Tape.Forward] evaluates all of them again after parameters or inputs have
// been changed in place, [Tape.Backward] accumulates the gradients. Replaying
// allocates nothing.
//
// Reference: Griewank and Walther, Evaluating Derivatives (2nd ed. 2008),
// chapter 3; for the values at kinks, the behaviour of PyTorch 1.13.
package autodiff

// Var is a matrix on the tape, stored by rows. Grad is nil for an input, which
// nothing is differentiated by.
type Var struct {
	Rows, Cols  int
	Value, Grad []float64

	forward, backward func()
}

// Tape is a list of operations in the order of evaluation. The zero value is an
// empty tape. A tape is not safe for concurrent use.
type Tape struct {
	// Single rounds what each operation returns, values and gradients, to float32, as
	// a tensor of float32 does; within an operation sums are kept in float64.
	Single bool

	params, ops []*Var
}

// Single rounds the entries of x to float32.
func Single(x []float64) {
	for i, v := range x {
		x[i] = float64(float32(v))
	}
}

// Input puts a constant matrix on the tape. The slice is kept, not copied:
// writing to it and calling [Tape.Forward] evaluates at the new input.
func (t *Tape) Input(rows, cols int, value []float64) *Var {
	if len(value) != rows*cols {
		panic("autodiff: value is not rows x cols")
	}
	return &Var{Rows: rows, Cols: cols, Value: value}
}

// Param puts a parameter on the tape. Both slices are kept, so that all the
// parameters of a model can share one long vector, and their gradients another.
func (t *Tape) Param(rows, cols int, value, grad []float64) *Var {
	v := t.Input(rows, cols, value)
	if len(grad) != len(value) {
		panic("autodiff: value and grad differ in length")
	}
	v.Grad = grad
	t.params = append(t.params, v)
	return v
}

// record evaluates an operation and appends it to the tape.
func (t *Tape) record(rows, cols int, op func(y *Var)) *Var {
	y := &Var{Rows: rows, Cols: cols, Value: make([]float64, rows*cols), Grad: make([]float64, rows*cols)}
	op(y)
	t.evaluate(y)
	t.ops = append(t.ops, y)
	return y
}

// Forward evaluates the tape again.
func (t *Tape) Forward() {
	for _, v := range t.ops {
		t.evaluate(v)
	}
}

func (t *Tape) evaluate(v *Var) {
	v.forward()
	if t.Single {
		Single(v.Value)
	}
}

// Backward sets the Grad of all on the tape to the derivative of loss, which must
// be a 1 x 1 result of the tape.
func (t *Tape) Backward(loss *Var) {
	if len(loss.Value) != 1 {
		panic("autodiff: the loss is not a number")
	}
	for _, v := range t.params {
		clear(v.Grad)
	}
	for _, v := range t.ops {
		clear(v.Grad)
	}
	loss.Grad[0] = 1
	for k := len(t.ops) - 1; k >= 0; k-- {
		if t.Single {
			Single(t.ops[k].Grad)
		}
		t.ops[k].backward()
	}
	if t.Single {
		for _, v := range t.params {
			Single(v.Grad)
		}
	}
}
