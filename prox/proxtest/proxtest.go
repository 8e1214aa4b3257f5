// Package proxtest puts a proximal operator on trial.
//
// [Check] draws inputs, from ordinary to absurd, and holds a [prox.Function] to
// the laws that every proximal operator obeys: see the functions law... in
// laws.go. The first law broken is reported together with the input, shrunk to
// a small counter-example. What a function also claims to be, it must prove:
// [prox.Separable], [prox.Conjugator] and [prox.WeaklyConvex] bring laws of
// their own.
package proxtest

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/prox"
)

// Suite says how a function is tried. The zero value suits an exact function
// that takes any number of coordinates.
type Suite struct {
	Dims    []int       // lengths to try; none: 0, 1, 2, 3, 5, 16
	Points  [][]float64 // further inputs, for corners that chance would miss
	Cases   int         // inputs per length; 0: 60
	Tol     float64     // tolerance relative to the numbers involved; 0: 1e-10
	Scale   float64     // size of numbers that f itself adds to x, such as targets; 0: none
	Seed    uint64      // of the random inputs
	Size    float64     // x and gamma are of sizes 1/Size to Size; 0: 1e300
	NoAlloc bool        // Prox must not allocate (not for parallel tests)
}

// Input is what a law is tried on: two points of equal length and a step.
type Input struct {
	X, Y  []float64
	Gamma float64
}

// Violation is a broken law with a counter-example.
type Violation struct {
	Law    string // what should hold
	Input  Input  // shrunk: zeros, round numbers and few coordinates where possible
	Detail string // what was found instead
}

func (v *Violation) Error() string {
	return fmt.Sprintf("proxtest: law broken: %s\n\tx = %v\n\ty = %v\n\tgamma = %v\n\t%s",
		v.Law, v.Input.X, v.Input.Y, v.Input.Gamma, v.Detail)
}

// Check returns nil if f kept every law on every input, and else a *[Violation].
func Check(f prox.Function) error { return Suite{}.Check(f) }

// Check tries f on random inputs of every length, and on the Points.
func (s Suite) Check(f prox.Function) error {
	s = s.withDefaults()
	rng := rand.New(rand.NewPCG(s.Seed, 1))
	for _, n := range s.Dims {
		for k := range s.Cases {
			if err := s.CheckAt(f, s.draw(rng, n, k)); err != nil {
				return err
			}
		}
	}
	for _, x := range s.Points {
		for _, y := range s.Points {
			if len(x) == len(y) {
				if err := s.CheckAt(f, Input{x, y, s.gamma(rng)}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// CheckAt tries f on one input, for callers who draw their own.
func (s Suite) CheckAt(f prox.Function, in Input) error {
	s = s.withDefaults()
	for _, l := range laws {
		if detail := s.try(l, f, in); detail != "" {
			in, detail = s.shrink(l, f, in, detail)
			return &Violation{l.name, in, detail}
		}
	}
	return nil
}

func (s Suite) withDefaults() Suite {
	if s.Dims == nil {
		s.Dims = []int{0, 1, 2, 3, 5, 16}
	}
	if s.Size == 0 {
		s.Size = 1e300
	}
	if s.Cases == 0 {
		s.Cases = 60
	}
	if s.Tol == 0 {
		s.Tol = 1e-10
	}
	return s
}

// try returns how f breaks the law, or nothing. A panic breaks any law.
func (s Suite) try(l law, f prox.Function, in Input) (detail string) {
	defer func() {
		if r := recover(); r != nil {
			detail = fmt.Sprintf("panic: %v", r)
		}
	}()
	return l.broken(s, f, in)
}

// shrink looks for the simplest input that still breaks the law: it removes
// coordinates where the length is free, and replaces numbers by rounder ones. Of
// long inputs only a few are tried.
func (s Suite) shrink(l law, f prox.Function, in Input, detail string) (Input, string) {
	tries := 100_000 / (1 + len(in.X))
	for again := true; again; {
		again = false
		for smaller := range s.simpler(in) {
			if tries--; tries < 0 {
				return in, detail
			}
			if d := s.try(l, f, smaller); d != "" {
				in, detail, again = smaller, d, true
				break
			}
		}
	}
	return in, detail
}

// simpler yields the inputs one step simpler than in.
func (s Suite) simpler(in Input) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		shorter := slices.Contains(s.Dims, len(in.X)-1)
		for j := range in.X {
			x, y := slices.Clone(in.X), slices.Clone(in.Y)
			if shorter && !yield(Input{slices.Delete(x, j, j+1), slices.Delete(y, j, j+1), in.Gamma}) {
				return
			}
		}
		for _, g := range rounder(in.Gamma) {
			if g > 0 && !yield(Input{in.X, in.Y, g}) {
				return
			}
		}
		for j := range in.X {
			for _, v := range rounder(in.X[j]) {
				if !yield(Input{with(in.X, j, v), in.Y, in.Gamma}) {
					return
				}
			}
			for _, v := range rounder(in.Y[j]) {
				if !yield(Input{in.X, with(in.Y, j, v), in.Gamma}) {
					return
				}
			}
		}
	}
}

// with returns x with x_j = v.
func with(x []float64, j int, v float64) []float64 {
	x = slices.Clone(x)
	x[j] = v
	return x
}

// rounder lists numbers simpler than v, the simplest first.
func rounder(v float64) (list []float64) {
	for _, r := range []float64{0, 1, -1, math.Round(v), math.Round(10*v) / 10} {
		if r == v && !(r == 0 && math.Signbit(v)) {
			break
		}
		if !math.IsInf(r, 0) && !math.IsNaN(r) {
			list = append(list, r)
		}
	}
	return list
}

// draw returns a random input of length n: plain numbers, ties and zeros,
// scales from 1e-300 to 1e300, alone and mixed.
func (s Suite) draw(rng *rand.Rand, n, k int) Input {
	wild := s.size(rng, 1e6)
	if k%3 == 0 {
		wild = s.size(rng, 1e300)
	}
	point := func() []float64 {
		kind := rng.IntN(6)
		x := make([]float64, n)
		for j := range x {
			switch v := rng.NormFloat64(); kind {
			case 0, 1:
				x[j] = 3 * v
			case 2: // ties, integers, both zeros
				x[j] = math.Round(2 * v)
			case 3: // one scale for all
				x[j] = wild * v
			case 4: // scales mixed
				x[j] = 3 * v
				if rng.IntN(3) == 0 {
					x[j] *= wild
				}
			case 5: // constant, up to a few jumps
				if j > 0 && rng.IntN(4) > 0 {
					x[j] = x[j-1]
				} else {
					x[j] = math.Round(10*v) / 4
				}
			}
		}
		return x
	}
	return Input{point(), point(), s.gamma(rng)}
}

func (s Suite) gamma(rng *rand.Rand) float64 {
	switch k := rng.IntN(8); {
	case k < 4:
		return s.size(rng, 10)
	case k < 6:
		return s.size(rng, 1e4)
	default:
		return s.size(rng, 1e300)
	}
}

// size draws a number from 1/most to most, on a logarithmic scale.
func (s Suite) size(rng *rand.Rand, most float64) float64 {
	return math.Pow(math.Min(most, s.Size), 2*rng.Float64()-1)
}
