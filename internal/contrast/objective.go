package contrast

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/autodiff"
)

// form says how the objective is written down for the tape.
type form struct {
	// smooth leaves the kinked term out; rounded replaces |w_j| near 0 by the parabola of
	// Huber, w²/(2δ) up to |w| = δ.
	smooth  bool
	rounded float64 // δ, 0 for the kink itself
	// tangent replaces the kinked term by Σ tangent_j w_j, which has no kink.
	tangent []float64
	// factored writes w = u v, entry by entry, with penalty l1_j (u_j² + v_j²)/2, which at
	// its least is l1_j |w_j| and has no kink (Hoff, Lasso, fractional norm and structured
	// sparse estimation using a Hadamard product parametrization, 2017). The parameters
	// are u, v and the intercept.
	factored bool
	single   bool // float32
}

// control tells whether the form is not that of a method.
func (f form) control() bool { return f.rounded > 0 || f.tangent != nil }

// objective is the training objective on a batch of rows, recorded on a tape.
type objective struct {
	tape        autodiff.Tape
	rows        *batch
	y           []float64 // of the batch
	theta, grad []float64
	loss        *autodiff.Var
}

// record records the objective for batches of so many rows.
func (m *Model) record(size int, f form) *objective {
	dim := m.dim()
	if f.factored {
		dim += m.p
	}
	o := &objective{rows: &batch{rows: m.z}, y: make([]float64, size), theta: make([]float64, dim), grad: make([]float64, dim)}
	if size < m.n {
		o.rows.at = make([]int, size)
	}
	t := &o.tape
	t.Single = f.single
	used := 0
	param := func(n int) *autodiff.Var {
		used += n
		return t.Param(1, n, o.theta[used-n:used], o.grad[used-n:used])
	}
	w := param(m.p)
	u := w
	if f.factored {
		v := param(m.p)
		w = t.Mul(u, v)
		squares := t.Combine(0.5, t.Apply(autodiff.Square, u), 0.5, t.Apply(autodiff.Square, v))
		o.loss = t.Sum(t.Mul(t.Input(1, m.p, m.l1), squares))
	}
	var offset *autodiff.Var
	if m.Problem.Intercept {
		offset = param(1)
		if f.factored { // in units in which its step is 1/L, as that of the products is
			offset = t.Mul(offset, t.Input(1, 1, []float64{math.Sqrt(m.reach)}))
		}
	}
	add := func(term *autodiff.Var) {
		if o.loss == nil {
			o.loss = term
		} else {
			o.loss = t.Combine(1, o.loss, 1, term)
		}
	}
	z, y := t.Linear(o.rows, size, w, offset), t.Input(size, 1, o.y)
	if m.logistic { // log(1+e^z) - y z = log(1+e^-z) + (1-y) z
		add(t.Mean(t.Combine(1, t.Apply(autodiff.Logistic, z), 1, t.Combine(1, z, -1, t.Mul(y, z)))))
	} else {
		add(t.Mean(t.Apply(halfSquare, t.Combine(1, z, -1, y))))
	}
	if slices.Max(m.l2) > 0 {
		add(t.Sum(t.Mul(t.Input(1, m.p, m.l2), t.Apply(halfSquare, w))))
	}
	switch {
	case f.tangent != nil:
		add(t.Sum(t.Mul(t.Input(1, m.p, f.tangent), w)))
	case !f.smooth && !f.factored:
		add(t.Sum(t.Mul(t.Input(1, m.p, m.l1), t.Apply(f.abs(), w))))
	}
	return o
}

func halfSquare(x float64) (value, slope float64) { return x * x / 2, x }

// abs is the absolute value, or what stands for it.
func (f form) abs() autodiff.Func {
	if f.rounded == 0 {
		return autodiff.Abs
	}
	huber := autodiff.Huber(f.rounded)
	return func(x float64) (float64, float64) {
		v, slope := huber(x)
		return v / f.rounded, slope / f.rounded
	}
}

// load makes rows the batch; nil stands for all.
func (o *objective) load(m *Model, rows []int) {
	if rows == nil {
		copy(o.y, m.y)
		return
	}
	o.rows.at = rows
	for k, i := range rows {
		o.y[k] = m.y[i]
	}
}

// at returns the value at theta.
func (o *objective) at(theta []float64) float64 {
	copy(o.theta, theta)
	o.tape.Forward()
	return o.loss.Value[0]
}

// slopes has the derivatives of the objective in full batches and in mini-batches: a
// naive.Oracle by automatic differentiation.
type slopes struct {
	m            *Model
	form         form
	whole, batch *objective
}

func (m *Model) slopes(f form) *slopes {
	s := &slopes{m: m, form: f, whole: m.record(m.n, f)}
	s.whole.load(m, nil)
	return s
}

// Len returns the number of rows.
func (s *slopes) Len() int { return s.m.n }

// Subgrad sets dst to what automatic differentiation returns at theta.
func (s *slopes) Subgrad(dst, theta []float64, rows []int) {
	o := s.whole
	if rows != nil {
		if s.batch == nil { // all batches are of one size
			s.batch = s.m.record(len(rows), s.form)
		}
		o = s.batch
		o.load(s.m, rows)
	}
	o.at(theta)
	o.tape.Backward(o.loss)
	copy(dst, o.grad)
}

// begin returns the parameters at which training in form f starts: u at the root of the
// size of a coefficient and v = 0 for a factored form, so that w = 0 in all.
func (m *Model) begin(f form) []float64 {
	w := m.start()
	if !f.factored {
		return w
	}
	root := math.Sqrt(m.reach)
	theta := make([]float64, m.p, 2*m.p+1)
	for j := range theta {
		theta[j] = root
	}
	if m.Problem.Intercept {
		w[m.p] /= root
	}
	return append(theta, w...)
}

// weights returns the w that theta stands for, in a buffer or theta itself.
func (m *Model) weights(f form, theta, buffer []float64) []float64 {
	if !f.factored {
		return theta
	}
	for j := range m.p {
		buffer[j] = theta[j] * theta[m.p+j]
	}
	if m.Problem.Intercept {
		buffer[m.p] = theta[2*m.p] * math.Sqrt(m.reach)
	}
	if f.single {
		autodiff.Single(buffer)
	}
	return buffer
}
