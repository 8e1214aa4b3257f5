package solvers

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// Order is the order in which [ProxCoordinate] visits the coordinates.
type Order int

const (
	// Cyclic goes through all of them in turn.
	Cyclic Order = iota
	// Random draws with replacement, uniformly.
	Random
	// Greedy takes the one whose step is the longest (Gauss-Southwell-r), at the
	// price of the whole gradient for each step.
	Greedy
)

// ProxCoordinate minimises F(X b) + G(b), G separable, one coordinate at a time,
//
//	b_j ← prox_{G_j/L_j}( b_j - <x_j, ∇F(X b)>/L_j ),
//
// with L_j the curvature along column j: exact for least squares, which makes it
// exact minimisation, and Smoothness ‖x_j‖² otherwise, which must be finite. The objective never
// increases. An iterate is p steps, drawn from Seed if Random, or one if Greedy. A
// step takes O(nnz_j) for least squares and O(n) otherwise. O(1/k) for the
// objective, in expectation if Random; linear where P grows quadratically.
//
// For a least squares fit with an elastic net [CoordinateDescent] is faster.
//
// References: Beck and Tetruashvili, On the convergence of block coordinate descent
// type methods (2013), for Cyclic; Richtárik and Takáč, Iteration complexity of
// randomized block-coordinate descent methods (2014), theorem 5; Nutini, Schmidt,
// Laradji, Friedlander and Koepke, Coordinate descent converges faster with the
// Gauss-Southwell rule than random selection (2015), section 8.
type ProxCoordinate struct {
	X     design.Design
	F     problems.DataFit
	G     prox.Separable
	Order Order
	Seed  uint64
}

// Validate reports what makes m unusable from x0.
func (m ProxCoordinate) Validate(x0 []float64) error {
	if err := firstOf(
		fitted("ProxCoordinate", m.X, m.F, len(x0)),
		term("ProxCoordinate.G", m.G, len(x0)),
		rule(m.Order >= Cyclic && m.Order <= Greedy, "ProxCoordinate needs the Order Cyclic, Random or Greedy")); err != nil {
		return err
	}
	return rule(m.F.Smoothness() < math.Inf(1), "ProxCoordinate needs an F with a finite Smoothness")
}

// Iterates yields b1, b2, ...
func (m ProxCoordinate) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		_, p := m.X.Dims()
		s := newSlopes(m.X, m.F)
		l := s.curvatures()
		b := append([]float64(nil), x0...)
		rng := rand.New(rand.NewPCG(m.Seed, 1))
		all := make([]float64, p)
		before, idle := make([]float64, p), []float64{0} // random iterates in a row that came to nothing
		step := func(j int) {
			if l[j] == 0 {
				return
			}
			old := b[j]
			b[j] = m.G.ProxAt(j, old-m.X.ColDot(j, s.grad)/l[j], 1/l[j])
			if b[j] != old {
				s.moved(j, b[j]-old)
			}
		}
		st := &State{X: b}
		if m.Order == Random {
			st.Hidden = idle
		}
		for {
			s.start(b)
			switch m.Order {
			case Cyclic:
				for j := range b {
					step(j)
				}
			case Random:
				copy(before, b)
				for range b {
					step(rng.IntN(p))
				}
				if idle[0] = min(idle[0]+1, 20); !slices.Equal(b, before) { // 20 are a sure sign of the end
					idle[0] = 0
				}
			case Greedy:
				design.MulTrans(all, m.X, s.grad)
				best, longest := 0, -1.0
				for j, g := range all {
					if l[j] > 0 {
						d := math.Abs(m.G.ProxAt(j, b[j]-g/l[j], 1/l[j])-b[j]) * math.Sqrt(l[j])
						if d > longest {
							best, longest = j, d
						}
					}
				}
				step(best)
			}
			if !yield(st) {
				return
			}
		}
	}
}

// slopes keeps grad = ∇F(X b) while single coordinates of b move.
type slopes struct {
	x       design.Design
	f       problems.DataFit
	z, grad []float64
	// For a quadratic the gradient moves by share scaled_j; otherwise scaled is nil.
	scaled design.Design
	share  float64
	h      []float64 // weights that sum to one, nil for equal ones
}

func newSlopes(x design.Design, f problems.DataFit) *slopes {
	n, _ := x.Dims()
	s := &slopes{x: x, f: f, z: make([]float64, n), grad: make([]float64, n)}
	if fit, ok := f.(problems.Quadratic); ok {
		s.scaled, s.share = x, 1/float64(n)
		if s.h = vector.NormalWeights(fit.SampleWeights()); s.h != nil {
			s.scaled, s.share = design.ScaleRows(x, s.h), 1
		}
	}
	return s
}

// curvatures returns the L_j.
func (s *slopes) curvatures() []float64 {
	n, p := s.x.Dims()
	l := make([]float64, p)
	c := 1.0
	if s.scaled == nil {
		c = s.f.Smoothness() * float64(n)
	}
	for j := range l {
		mean, variance := s.x.ColMoments(j, s.h)
		l[j] = c * (variance + mean*mean)
	}
	return l
}

// start computes the gradient afresh, which sheds the rounding of the updates.
func (s *slopes) start(b []float64) {
	design.Mul(s.z, s.x, b)
	s.f.Grad(s.grad, s.z)
}

// moved tells that b_j has moved by d.
func (s *slopes) moved(j int, d float64) {
	if s.scaled != nil {
		s.scaled.ColAxpy(j, d*s.share, s.grad)
		return
	}
	s.x.ColAxpy(j, d, s.z)
	s.f.Grad(s.grad, s.z)
}
