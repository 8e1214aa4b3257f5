package contrast

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// pairs is how many steps the curvature is learnt from.
const pairs = 10

// quasiNewton minimises by limited-memory BFGS from the start of training, with so many
// gradients of the whole data, and returns the best point. It calls done after each
// gradient with the best point before it, and stops where done says so or no step lowers
// the objective any more.
//
// As L-BFGS it differentiates the kink like everybody else, with the weak Wolfe line
// search by bisection that is known to do well on kinks (Lewis and Overton, Nonsmooth
// optimization via quasi-Newton methods, 2013). With orthants it is OWL-QN (Andrew and
// Gao, Scalable training of L1-regularized log-linear models, 2007): it steps along the
// pseudo-gradient, the subgradient of least norm, and keeps each step in one orthant.
func (m *Model) quasiNewton(gradients int, orthants bool, done func(w []float64) bool) []float64 {
	f := m.slopes(form{smooth: orthants})
	q := &quasi{m: m, orthants: orthants, left: gradients, done: done}
	q.at = func(grad, w []float64) float64 {
		f.Subgrad(grad, w, nil)
		v := f.whole.loss.Value[0]
		if orthants {
			for j, l := range m.l1 {
				v += l * math.Abs(w[j])
			}
		}
		return v
	}
	x := m.start()
	q.run(x)
	return x
}

type quasi struct {
	m        *Model
	orthants bool
	at       func(grad, w []float64) float64
	left     int
	done     func([]float64) bool
	s, y     [][]float64
}

// evaluate spends a gradient at w; ok is false where it was the last.
func (q *quasi) evaluate(grad, w, best []float64) (value float64, ok bool) {
	value = q.at(grad, w)
	q.left--
	return value, !q.done(best) && q.left > 0
}

func (q *quasi) run(x []float64) {
	grad, trial, slope := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	value, ok := q.evaluate(grad, x, x)
	for ok {
		down := q.pseudo(x, grad)
		d := q.direction(down)
		inner := 0.0
		for j := range d {
			if q.orthants && d[j]*down[j] >= 0 {
				d[j] = 0
			}
			inner += d[j] * down[j]
		}
		if !(inner < 0) {
			if len(q.s) == 0 {
				return
			}
			q.s, q.y = nil, nil
			continue
		}
		t, lo, hi, moved := 1.0, 0.0, math.Inf(1), false
		if len(q.s) == 0 {
			t = math.Min(1, 1/math.Sqrt(-inner)) * math.Min(1, 1/q.m.curvature)
		}
		for range 40 {
			step := 0.0
			for j := range x {
				trial[j] = x[j] + t*d[j]
				if q.orthants && j < q.m.p && !sameSide(x[j], down[j], trial[j]) {
					trial[j] = 0
				}
				step += down[j] * (trial[j] - x[j])
			}
			v, more := q.evaluate(slope, trial, x)
			along := 0.0
			for j := range d {
				along += slope[j] * d[j]
			}
			switch {
			case !(v <= value+1e-4*step):
				hi = t
			case !q.orthants && along < 0.9*inner:
				lo = t
			default:
				moved = true
			}
			if moved || !more {
				if moved && v < value {
					q.learn(x, trial, grad, slope)
					copy(x, trial)
					copy(grad, slope)
					value = v
				} else {
					moved = false
				}
				ok = more
				break
			}
			if t = 2 * lo; !math.IsInf(hi, 1) {
				t = (lo + hi) / 2
			}
		}
		if !moved && ok {
			if len(q.s) == 0 {
				return // not even the slope goes down
			}
			q.s, q.y = nil, nil
		}
	}
}

// pseudo is the gradient, or with orthants the subgradient of least norm.
func (q *quasi) pseudo(x, grad []float64) []float64 {
	g := slices.Clone(grad)
	if !q.orthants {
		return g
	}
	for j, l := range q.m.l1 {
		switch {
		case x[j] > 0:
			g[j] += l
		case x[j] < 0:
			g[j] -= l
		default:
			g[j] = soft(g[j], l)
		}
	}
	return g
}

// sameSide tells whether v is in the orthant of x, or of the way down where x is 0.
func sameSide(x, down, v float64) bool {
	if x == 0 {
		return v*down <= 0
	}
	return v*x >= 0
}

// learn keeps the pair of a step and the change of gradient.
func (q *quasi) learn(x, next, grad, slope []float64) {
	s, y, product := make([]float64, len(x)), make([]float64, len(x)), 0.0
	for j := range x {
		s[j], y[j] = next[j]-x[j], slope[j]-grad[j]
		product += s[j] * y[j]
	}
	if !(product > 1e-300) {
		return
	}
	if len(q.s) == pairs {
		q.s, q.y = q.s[1:], q.y[1:]
	}
	q.s, q.y = append(q.s, s), append(q.y, y)
}

// direction is minus the inverse curvature times g, by the two loops of Nocedal (1980).
func (q *quasi) direction(g []float64) []float64 {
	d := make([]float64, len(g))
	for j, v := range g {
		d[j] = -v
	}
	share := make([]float64, len(q.s))
	for k := len(q.s) - 1; k >= 0; k-- {
		share[k] = vector.Dot(q.s[k], d) / vector.Dot(q.s[k], q.y[k])
		vector.Axpy(-share[k], q.y[k], d)
	}
	if k := len(q.s) - 1; k >= 0 {
		size := vector.Dot(q.s[k], q.y[k]) / vector.Dot(q.y[k], q.y[k])
		for j := range d {
			d[j] *= size
		}
	}
	for k := range q.s {
		vector.Axpy(share[k]-vector.Dot(q.y[k], d)/vector.Dot(q.s[k], q.y[k]), q.s[k], d)
	}
	return d
}
