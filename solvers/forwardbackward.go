package solvers

import (
	"iter"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/prox"
)

// Smooth is a differentiable convex function with a Lipschitz gradient.
type Smooth interface {
	Value(x []float64) float64
	// Grad sets dst = ∇F(x) and returns F(x).
	Grad(dst, x []float64) float64
}

// ForwardBackward minimises F + G by proximal gradient steps
//
//	x⁺ = prox_{G/L}(x - ∇F(x)/L),
//
// known as ISTA where G is the L1 norm. L grows by backtracking from the estimate
// given, or from one made at x0 where it is 0. One gradient, one prox and one
// value of F an iteration; the objective never increases and is within
// L‖x0-x*‖²/(2k) of the optimum. With TwoWay each iteration first tries a smaller
// L, by a tenth, so that steps grow again where F is flatter.
//
// References: Beck and Teboulle, A fast iterative shrinkage-thresholding
// algorithm (2009), ISTA with backtracking and theorem 3.1; Nesterov, Gradient
// methods for minimizing composite functions (2013), method 3.3, for both ways.
type ForwardBackward struct {
	F      Smooth
	G      prox.Function
	L      float64
	TwoWay bool
}

// Validate reports what makes m unusable from x0.
func (m ForwardBackward) Validate(x0 []float64) error {
	return firstOf(
		smooth("ForwardBackward", m.F, m.L),
		term("ForwardBackward.G", m.G, len(x0)))
}

// Iterates yields x1, x2, ...
func (m ForwardBackward) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x := append([]float64(nil), x0...)
		step := newProxGrad(m.F, m.G, m.L, x)
		st, moved := &State{}, true
		for {
			if m.TwoWay && moved { // standing still, L would go to zero
				step.l *= 0.9
			}
			st.X = step.from(x)
			moved = !slices.Equal(x, step.next)
			x, step.next = step.next, x
			if !yield(st) {
				return
			}
		}
	}
}

// proxGrad is one proximal gradient step with backtracking.
type proxGrad struct {
	f              Smooth
	g              prox.Function
	l              float64
	grad, next     []float64
	value, penalty float64 // F and G at next
}

func newProxGrad(f Smooth, g prox.Function, l float64, x []float64) *proxGrad {
	s := &proxGrad{f: f, g: g, l: l, grad: make([]float64, len(x)), next: make([]float64, len(x))}
	if l == 0 {
		s.l = curvatureAt(f, x, 10)
	}
	return s
}

// curvatureAt estimates the Lipschitz constant of ∇F from below, by power
// iterations on gradient differences around x.
func curvatureAt(f Smooth, x []float64, rounds int) float64 {
	g, h, y := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	f.Grad(g, x)
	d := append([]float64(nil), g...)
	if norm(d) == 0 { // x is stationary: any direction will do
		for j := range d {
			d[j] = 1 + float64(j*7919%1009)/1009
		}
	}
	l := 1.0
	for range rounds {
		size := norm(d)
		if size == 0 || math.IsInf(size, 0) || math.IsNaN(size) {
			return l
		}
		for j := range y {
			y[j] = x[j] + d[j]/size
		}
		f.Grad(h, y)
		for j := range d {
			d[j] = h[j] - g[j]
		}
		if v := norm(d); v > 0 {
			l = v
		}
	}
	return l
}

// lipschitz returns the constant given, or an estimate at x with a margin of a
// tenth for methods that cannot correct it later.
func lipschitz(f Smooth, x []float64, given float64) float64 {
	if given > 0 {
		return given
	}
	return 1.1 * curvatureAt(f, x, 60)
}

// from sets s.next to prox_{G/L}(y - ∇F(y)/L) and returns it, raising L until the
// quadratic model majorises F there.
func (s *proxGrad) from(y []float64) []float64 {
	f := s.f.Grad(s.grad, y)
	for !s.try(y, f) {
		s.l *= 2
	}
	return s.next
}

// try makes the step from y, where F is f with gradient s.grad, and tells whether
// the quadratic model with s.l majorises F at its end. The slack of a few roundings
// of F keeps noise from raising L for ever near the optimum.
func (s *proxGrad) try(y []float64, f float64) bool {
	for j, v := range y {
		s.next[j] = v - s.grad[j]/s.l
	}
	s.penalty = s.g.Prox(s.next, s.next, 1/s.l)
	var lin, sq float64
	for j, v := range s.next {
		d := v - y[j]
		lin += s.grad[j] * d
		sq += d * d
	}
	slack := 1e-14 * (math.Abs(f) + math.Abs(lin))
	s.value = s.f.Value(s.next)
	return s.value <= f+lin+s.l/2*sq+slack || math.IsNaN(s.value) || s.l > 1e300
}

func norm(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}

// inner returns <x, y>.
func inner(x, y []float64) float64 {
	var s float64
	for j, v := range x {
		s += v * y[j]
	}
	return s
}

// distance returns ‖x - y‖.
func distance(x, y []float64) float64 {
	var s float64
	for j, v := range x {
		s += (v - y[j]) * (v - y[j])
	}
	return math.Sqrt(s)
}
