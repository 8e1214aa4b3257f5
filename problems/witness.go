package problems

import "math"

// witness is the dual point made of a primal one.
type witness struct {
	z         []float64 // X b + b_0
	descent   []float64 // -∇F(z)
	theta     []float64 // its projection
	moved     bool      // by more than the rounding of z
	equations []int     // columns with <x_j, theta> = 0 after the projection
	u, slopes []float64 // X'theta, X'descent
	apart     []float64 // where the slopes are kept if they are not u
	work      []float64
}

func (w *witness) resize(n int) {
	w.z, w.descent, w.theta, w.work = room(w.z, n), room(w.descent, n), room(w.theta, n), room(w.work, n)
}

// derive makes the witness of the prediction z.
func (w *witness) derive(p *Problem) {
	p.descent(w.descent, w.z)
	at, elsewhere := p.recentre(w.z)
	if elsewhere {
		p.descent(w.theta, at)
	} else {
		copy(w.theta, w.descent)
	}
	w.equations = p.project(w.theta, at, w.work)
	if elsewhere {
		p.Fit.Curvature(w.work, w.z)
	}
	w.moved = w.moves()
}

// judge makes the finding on a point of its witness, once X'theta is known.
func (w *witness) judge(p *Problem, pt SparseBeta, norms []float64) Finding {
	f := Finding{Descent: w.descent, Slopes: w.slopes}
	for _, j := range w.equations {
		w.u[j] = 0
	}
	_, cols := p.X.Dims()
	pen, b, u, slopes := p.Penalty, []float64(nil), w.u, w.slopes
	var at []int // the columns that count, nil for all
	if o, ok := pen.(*ElasticNet); ok {
		f.Beyond = o.beyond(nil, slopes)
		at = union(pt.Support, f.Beyond)
		if w.moved {
			at = union(at, o.beyond(nil, u))
		}
		pen, u, slopes = o.only(at), pick(u, at), pick(slopes, at)
		b = make([]float64, len(at))
		i := 0
		for k, j := range at {
			if i < len(pt.Support) && pt.Support[i] == j {
				b[k] = pt.Coef[i]
				i++
			}
		}
	} else {
		b = make([]float64, cols)
		pt.scatter(b)
	}
	f.Primal = p.Fit.Value(w.z) + pen.Value(b)
	f.KKT, f.Worst = kkt(pen, b, slopes)
	switch {
	case f.Worst >= 0 && at != nil:
		f.Worst = at[f.Worst]
	case f.Worst < 0 && cols > 0:
		f.Worst = 0
	}
	if p.Intercept {
		if d := math.Abs(total(w.descent)); f.Worst < 0 || d > f.KKT || d != d {
			f.KKT, f.Worst = d, cols
		}
	}
	bound(&f.Certificate, p.Fit, pen, w.theta, u, w.work)
	f.Gap = f.Primal - f.Dual
	f.Rounding += p.rounding(pt, w.z, w.theta, f.Primal, norms)
	f.Primal += f.Rounding / 2 // the bounds
	f.lost = f.Rounding / 2
	f.Dual -= f.lost
	return f
}

// union merges two increasing lists.
func union(a, b []int) []int {
	all := make([]int, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		j := min(a[0], b[0])
		all = append(all, j)
		if a[0] == j {
			a = a[1:]
		}
		if b[0] == j {
			b = b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// pick returns v at the given places; nil stands for all.
func pick(v []float64, at []int) []float64 {
	if v == nil {
		return nil
	}
	out := make([]float64, len(at))
	for k, j := range at {
		out[k] = v[j]
	}
	return out
}
