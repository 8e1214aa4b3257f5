package solvers

import (
	"iter"
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/prox"
)

// ProxSGD minimises F + G, F a mean over n observations, by steps along the gradient
// of one of them, drawn uniformly from Seed:
//
//	x⁺ = prox_{ηG}(x - η a_i f_i'(a_i'x)),   η = Step/√(1+e) after e epochs.
//
// An iterate is one epoch of n steps. Step is 1/L where it is 0, L the largest
// Lipschitz constant of an f_i. A step takes O(nnz_i) and a prox. O(log k/√k) in
// expectation for averages: it stops short of two or three digits, and is here as
// the yardstick that [SAGA] and [ProxSVRG] leave behind.
//
// Reference: Robbins and Monro (1951); Duchi and Singer, Efficient online and batch
// learning using forward backward splitting (2009).
type ProxSGD struct {
	F    *FiniteSum
	G    prox.Function
	Step float64
	Seed uint64
}

// Validate reports what makes m unusable from x0.
func (m ProxSGD) Validate(x0 []float64) error {
	return firstOf(
		bySum("ProxSGD", m.F, m.G, len(x0)),
		rule(m.Step >= 0 && m.Step < math.Inf(1), "ProxSGD needs Step > 0, or 0 for 1/L"))
}

// Iterates yields the iterate after each epoch.
func (m ProxSGD) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x, rng := append([]float64(nil), x0...), rand.New(rand.NewPCG(m.Seed, 2))
		first := or(m.Step, 1/or(m.F.L, 1))
		st := &State{X: x}
		for e := 0.0; ; e++ {
			for k := range m.F.n {
				eta := first / math.Sqrt(1+e+float64(k)/float64(m.F.n))
				i := rng.IntN(m.F.n)
				m.F.add(i, -eta*m.F.slopeAt(i, x), x)
				m.G.Prox(x, x, eta)
			}
			if !yield(st) {
				return
			}
		}
	}
}

// ProxSVRG minimises F + G, F a mean over n observations, by stochastic gradients
// whose variance vanishes at a snapshot w and shrinks as it moves to the solution:
//
//	v = a_i (f_i'(a_i'x) - f_i'(a_i'w)) + ∇F(w),   x⁺ = prox_{ηG}(x - η v),   η = 1/(10L).
//
// An iterate is one epoch: ∇F(w), and Inner steps (2n where it is 0), whose mean is
// the next w and the iterate. L is the largest Lipschitz constant of an f_i, i is
// drawn uniformly from Seed. Linear in expectation for strongly convex P and Inner
// large against L/μ.
//
// Reference: Xiao and Zhang, A proximal stochastic gradient method with progressive
// variance reduction (2014), theorem 3.1.
type ProxSVRG struct {
	F     *FiniteSum
	G     prox.Function
	Inner int
	Seed  uint64
}

// Validate reports what makes m unusable from x0.
func (m ProxSVRG) Validate(x0 []float64) error {
	return firstOf(
		bySum("ProxSVRG", m.F, m.G, len(x0)),
		rule(m.Inner >= 0, "ProxSVRG needs Inner > 0, or 0 for 2n"))
}

// Iterates yields the snapshots.
func (m ProxSVRG) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		w, x, mean := append([]float64(nil), x0...), make([]float64, len(x0)), make([]float64, len(x0))
		grad, slopes := make([]float64, len(x0)), make([]float64, m.F.n)
		rng := rand.New(rand.NewPCG(m.Seed, 3))
		steps, eta := m.Inner, 0.1/or(m.F.L, 1)
		if steps == 0 {
			steps = 2 * m.F.n
		}
		st := &State{X: w}
		for {
			m.F.gradient(grad, slopes, w)
			copy(x, w)
			clear(mean)
			for range steps {
				i := rng.IntN(m.F.n)
				c := m.F.slopeAt(i, x) - slopes[i]
				for j, g := range grad {
					x[j] -= eta * g
				}
				m.F.add(i, -eta*c, x)
				m.G.Prox(x, x, eta)
				for j, v := range x {
					mean[j] += v
				}
			}
			for j, v := range mean {
				w[j] = v / float64(steps)
			}
			if !yield(st) {
				return
			}
		}
	}
}

// SAGA minimises F + G, F a mean over n observations, by stochastic gradients
// corrected by the last slope s_i seen of each observation:
//
//	v = a_i (f_i'(a_i'x) - s_i) + 1/n Σ_k a_k s_k,   x⁺ = prox_{γG}(x - γ v),   γ = 1/(3L),
//
// and s_i ← f_i'(a_i'x). An iterate is one epoch of n steps, i drawn uniformly from
// Seed; a step takes O(p) and a prox. L is the largest Lipschitz constant of an f_i.
// O(1/k) in expectation for averages; linear, with the factor 1 - min(1/4n, μ/3L) a
// step, for strongly convex F.
//
// Reference: Defazio, Bach and Lacoste-Julien, SAGA: a fast incremental gradient
// method with support for non-strongly convex composite objectives (2014), theorem 1.
type SAGA struct {
	F    *FiniteSum
	G    prox.Function
	Seed uint64
}

// Validate reports what makes m unusable from x0.
func (m SAGA) Validate(x0 []float64) error {
	return bySum("SAGA", m.F, m.G, len(x0))
}

// Iterates yields the iterate after each epoch.
func (m SAGA) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x, mean, slopes := append([]float64(nil), x0...), make([]float64, len(x0)), make([]float64, m.F.n)
		rng := rand.New(rand.NewPCG(m.Seed, 4))
		gamma, share := 1/(3*or(m.F.L, 1)), 1/float64(m.F.n)
		m.F.gradient(mean, slopes, x)
		st := &State{X: x, Hidden: slopes}
		for {
			for range m.F.n {
				i := rng.IntN(m.F.n)
				s := m.F.slopeAt(i, x)
				c := s - slopes[i]
				slopes[i] = s
				for j, g := range mean {
					x[j] -= gamma * g
				}
				m.F.add(i, -gamma*c, x)
				m.G.Prox(x, x, gamma)
				m.F.add(i, share*c, mean)
			}
			if !yield(st) {
				return
			}
		}
	}
}
