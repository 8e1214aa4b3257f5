package solvers

import (
	"errors"
	"iter"
	"math"
)

// Atoms are the vertices of a polytope.
type Atoms interface {
	// Len returns the number of atoms.
	Len() int
	// Dot returns <g, a_k>.
	Dot(k int, g []float64) float64
	// Add adds c a_k to dst.
	Add(k int, c float64, dst []float64)
	// Weights sets w, of length Len, to convex weights with x = Σ w_k a_k. It
	// panics where x is not in the polytope.
	Weights(w, x []float64)
}

// CrossPolytope has the atoms ±Radius e_j of the L1 ball in N dimensions, e_j the
// atom 2j and -e_j the atom 2j+1.
type CrossPolytope struct {
	N      int
	Radius float64
}

func (c CrossPolytope) validate(n int) error {
	return firstOf(
		rule(c.Radius > 0 && c.Radius < math.Inf(1), "CrossPolytope needs Radius > 0"),
		rule(c.N == n, "CrossPolytope needs N to be the number of coordinates"))
}

// Len returns 2N.
func (c CrossPolytope) Len() int { return 2 * c.N }

func (c CrossPolytope) signed(k int) float64 { return c.Radius * float64(1-2*(k%2)) }

// Dot returns ±Radius g_j.
func (c CrossPolytope) Dot(k int, g []float64) float64 { return c.signed(k) * g[k/2] }

// Add adds ±c Radius to dst_j.
func (c CrossPolytope) Add(k int, a float64, dst []float64) { dst[k/2] += a * c.signed(k) }

// Weights gives |x_j|/Radius to the atom on the side of x_j, and shares what is
// left between the first two atoms.
func (c CrossPolytope) Weights(w, x []float64) {
	clear(w)
	rest := 1.0
	for j, v := range x {
		k := 2 * j
		if v < 0 {
			k++
		}
		w[k] = math.Abs(v) / c.Radius
		rest -= w[k]
	}
	if rest < -1e-9 {
		panic("solvers: the starting point is outside the ball")
	}
	w[0] += max(rest, 0) / 2
	w[1] += max(rest, 0) / 2
}

// Vertices has the atoms Sum e_j of the simplex in N dimensions.
type Vertices struct {
	N   int
	Sum float64
}

func (s Vertices) validate(n int) error {
	return firstOf(
		rule(s.Sum > 0 && s.Sum < math.Inf(1), "Vertices needs Sum > 0"),
		rule(s.N == n, "Vertices needs N to be the number of coordinates"))
}

// Len returns N.
func (s Vertices) Len() int { return s.N }

// Dot returns Sum g_k.
func (s Vertices) Dot(k int, g []float64) float64 { return s.Sum * g[k] }

// Add adds c Sum to dst_k.
func (s Vertices) Add(k int, c float64, dst []float64) { dst[k] += c * s.Sum }

// Weights returns x/Sum.
func (s Vertices) Weights(w, x []float64) {
	total := 0.0
	for k, v := range x {
		w[k] = v / s.Sum
		total += w[k]
		if w[k] < 0 {
			total = math.Inf(1)
		}
	}
	if !(math.Abs(total-1) < 1e-9) {
		panic("solvers: the starting point is outside the simplex")
	}
}

// FrankWolfe minimises a smooth F over the convex hull of atoms without projecting:
// with g = ∇F(x), s the atom of least <g, s> and v the atom of the largest <g, v>
// among those of positive weight in x, it moves towards s or away from v, whichever
// is the steeper, no farther than v's weight lasts. The step is that of a quadratic
// model whose curvature is found by backtracking both ways. x0 must be in the hull.
//
// One gradient, a scan of the atoms, and one or a few values of F an iteration. The
// gap <g, x - s> bounds P(x) - P* at every iteration. Linear with constants of the
// polytope where F is strongly convex, O(1/k) otherwise; x has no more atoms than
// iterations.
//
// References: Lacoste-Julien and Jaggi, On the global linear convergence of
// Frank-Wolfe optimization variants (2015), algorithm 1 and theorem 1; Pedregosa,
// Negiar, Askari and Jaggi, Linearly convergent Frank-Wolfe with backtracking
// line-search (2020), for the step.
type FrankWolfe struct {
	F     Smooth
	Atoms Atoms
}

// Validate reports what makes m unusable from x0.
func (m FrankWolfe) Validate(x0 []float64) error {
	if m.F == nil || m.Atoms == nil {
		return errors.New("solvers: FrankWolfe needs F and Atoms")
	}
	if v, ok := m.Atoms.(interface{ validate(n int) error }); ok {
		return v.validate(len(x0))
	}
	return nil
}

// Iterates yields x1, x2, ...
func (m FrankWolfe) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x, trial, g := append([]float64(nil), x0...), make([]float64, len(x0)), make([]float64, len(x0))
		d, w := make([]float64, len(x0)), make([]float64, m.Atoms.Len())
		m.Atoms.Weights(w, x)
		curvature := curvatureAt(m.F, x, 10)
		st := &State{Hidden: w}
		for {
			f := m.F.Grad(g, x)
			to, from := 0, -1
			low, high := math.Inf(1), math.Inf(-1)
			for k, weight := range w {
				v := m.Atoms.Dot(k, g)
				if v < low {
					to, low = k, v
				}
				if weight > 0 && v > high {
					from, high = k, v
				}
			}
			here := inner(g, x)
			forward := here-low >= high-here
			slope, longest := here-low, 1.0
			for j, v := range x {
				d[j] = -v
			}
			if forward {
				m.Atoms.Add(to, 1, d)
			} else {
				slope, longest = high-here, w[from]/(1-w[from])
				m.Atoms.Add(from, 1, d)
				for j := range d {
					d[j] = -d[j]
				}
			}
			step := 0.0
			if sq := inner(d, d); slope > 0 && sq > 0 {
				curvature = max(0.9*curvature, 1e-300) // it must be able to grow again
				for {
					step = min(slope/(curvature*sq), longest)
					for j, v := range d {
						trial[j] = x[j] + step*v
					}
					v := m.F.Value(trial)
					if v <= f-step*slope+step*step*curvature/2*sq+1e-14*math.Abs(f) || math.IsNaN(v) || curvature > 1e300 {
						break
					}
					curvature *= 2
				}
			}
			m.move(w, to, from, forward, step, longest)
			clear(x)
			for k, v := range w {
				if v != 0 {
					m.Atoms.Add(k, v, x)
				}
			}
			st.X = x
			if !yield(st) {
				return
			}
		}
	}
}

// move updates the weights; a step as long as allowed drops an atom, or all others.
func (m FrankWolfe) move(w []float64, to, from int, forward bool, step, longest float64) {
	sign, atom := -step, to
	if !forward {
		sign, atom = step, from
	}
	total := 0.0
	for k := range w {
		w[k] *= 1 + sign
		if k == atom {
			w[k] -= sign
			if !forward && step == longest {
				w[k] = 0
			}
		}
		total += w[k]
	}
	for k := range w {
		w[k] /= total
	}
}
