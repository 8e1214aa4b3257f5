package problemtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Violation is a broken law with a counter-example.
type Violation struct {
	Law string // what should hold
	// Input is what the law is broken on, by name, with as many zeros and round numbers
	// as it can have.
	Input  []Vector
	Detail string // what was found instead
}

// Vector is one named argument of a law.
type Vector struct {
	Name string
	V    []float64
}

func (v *Violation) Error() string {
	text := "problemtest: law broken: " + v.Law
	for _, x := range v.Input {
		text += fmt.Sprintf("\n\t%s = %v", x.Name, x.V)
	}
	return text + "\n\t" + v.Detail
}

// A law says of two vectors how its subject breaks it, or "" if it does not. It is
// deterministic, so that the vectors can be shrunk.
type law struct {
	name   string
	broken func(x, y []float64) string
}

// trial is what laws are tried on: two vectors with their names.
type trial struct{ x, y Vector }

const trials = 60

// try holds a subject to its laws, the most elementary first, on random vectors of the
// lengths of x and y. The first law that is broken is told with a small counter-example.
func (t trial) try(laws []law) error {
	rng := rand.New(rand.NewPCG(1, 2))
	for k := range trials {
		x, y := draw(rng, len(t.x.V), k), draw(rng, len(t.y.V), k)
		for _, l := range laws {
			if detail := l.at(x, y); detail != "" {
				detail = l.shrink(x, y, detail)
				return &Violation{l.name, []Vector{{t.x.Name, x}, {t.y.Name, y}}, detail}
			}
		}
	}
	return nil
}

// draw returns normal numbers, whole numbers with many zeros, and numbers of all sizes.
func draw(rng *rand.Rand, n, k int) []float64 {
	v := make([]float64, n)
	for j := range v {
		switch k % 3 {
		case 0:
			v[j] = rng.NormFloat64()
		case 1:
			v[j] = float64(rng.IntN(7)/2*(2*rng.IntN(2)-1)) + 0
		case 2:
			v[j] = rng.NormFloat64() * math.Exp(2*rng.NormFloat64())
		}
	}
	return v
}

// at tries the law. A panic breaks it.
func (l law) at(x, y []float64) (detail string) {
	defer func() {
		if r := recover(); r != nil {
			detail = fmt.Sprintf("panic: %v", r)
		}
	}()
	return l.broken(slices.Clone(x), slices.Clone(y))
}

// shrink replaces numbers in x and y by rounder ones for as long as the law stays
// broken, and returns what is found then.
func (l law) shrink(x, y []float64, detail string) string {
	for again := true; again; {
		again = false
		for _, v := range [][]float64{x, y} {
			for j, old := range v {
				for _, simple := range []float64{0, 1, -1, math.Round(old), math.Round(10*old) / 10} {
					if simple == old {
						break
					}
					v[j] = simple
					if d := l.at(x, y); d != "" {
						detail, again = d, true
						break
					}
					v[j] = old
				}
			}
		}
	}
	return detail
}

// off tells how got misses want by more than the tolerance, relative to a size, or "".
func off(what string, got, want, size float64) string {
	if math.Abs(got-want) <= 1e-10*size || got == want {
		return ""
	}
	return fmt.Sprintf("%s is %v, want %v", what, got, want)
}

// changed tells whether v is no longer what it was.
func changed(what string, v, was []float64) string {
	if slices.Equal(v, was) {
		return ""
	}
	return fmt.Sprintf("%s was changed to %v", what, v)
}

func dot(x, y []float64) (inner, size float64) {
	for j, v := range x {
		inner += v * y[j]
		size += math.Abs(v * y[j])
	}
	return inner, size
}

func norm(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s = math.Hypot(s, v)
	}
	return s
}

func largest(x []float64) (top float64) {
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	return top
}

// nan returns n numbers that must be overwritten.
func nan(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
