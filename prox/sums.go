package prox

import (
	"fmt"
	"math"
)

// Block is a term of a [SeparableSum]: a function of the next N coordinates.
type Block struct {
	F Function
	N int
}

// SeparableSum adds functions of consecutive blocks of coordinates
//
//	f(x_1, ..., x_m) = Σ_k F_k(x_k),
//
// with the proximal operators and conjugates block by block. The blocks must cover
// all coordinates; without blocks there are none. Prox costs what the parts do.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 2.1.
type SeparableSum struct{ Blocks []Block }

// each calls do for every block with its range of coordinates.
func (f SeparableSum) each(n int, do func(g Function, from, to int)) {
	at := 0
	for _, b := range f.Blocks {
		if at+b.N > n {
			break
		}
		do(term(b.F), at, at+b.N)
		at += b.N
	}
	if at != n {
		panic("prox: the blocks do not cover x")
	}
}

// Validate reports blocks that do not cover n coordinates, and what is wrong with one.
func (f SeparableSum) Validate(n int) error {
	at := 0
	for k, b := range f.Blocks {
		if b.N < 0 {
			return fmt.Errorf("prox: block %d of SeparableSum has %d coordinates", k, b.N)
		}
		if err := Validate(b.F, b.N); err != nil {
			return err
		}
		at += b.N
	}
	return entries("SeparableSum", at, n)
}

// Value returns Σ F_k(x_k).
func (f SeparableSum) Value(x []float64) (s float64) {
	f.each(len(x), func(g Function, from, to int) { s += g.Value(x[from:to]) })
	return s
}

// Prox applies each function to its block and returns f(dst).
func (f SeparableSum) Prox(dst, x []float64, gamma float64) (s float64) {
	check(dst, x, gamma)
	f.each(len(x), func(g Function, from, to int) { s += g.Prox(dst[from:to], x[from:to], gamma) })
	return s
}

// Conj returns Σ F_k*(u_k).
func (f SeparableSum) Conj(u []float64) (s float64) {
	f.each(len(u), func(g Function, from, to int) { s += conj(g, u[from:to]) })
	return s
}

// WeakConvexity returns the largest of the blocks.
func (f SeparableSum) WeakConvexity() (w float64) {
	for _, b := range f.Blocks {
		w = max(w, weakness(b.F))
	}
	return w
}

// OnIndex is a function of some of the coordinates, all others being free
//
//	f(x) = F(x[Index[0]], x[Index[1]], ...),
//
// with F's proximal operator on these, and its conjugate where u is 0 elsewhere. The
// indices must not repeat. Prox costs what F's does and a copy.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 2.1.
type OnIndex struct {
	F     Function
	Index []int
}

// gather sets sub to the coordinates of x that F sees.
func (f OnIndex) gather(sub, x []float64) {
	for k, j := range f.Index {
		sub[k] = x[j]
	}
}

// Validate reports what makes f unusable for n coordinates.
func (f OnIndex) Validate(n int) error {
	return firstOf(distinct("OnIndex.Index", n, f.Index), Validate(f.F, len(f.Index)))
}

// Value returns F of the indexed coordinates.
func (f OnIndex) Value(x []float64) float64 {
	buffer := borrow(len(f.Index))
	defer scratch.Put(buffer)
	f.gather(*buffer, x)
	return term(f.F).Value(*buffer) + Zero{}.Value(x)
}

// Prox applies F's to the indexed coordinates and returns f(dst).
func (f OnIndex) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	buffer := borrow(len(f.Index))
	defer scratch.Put(buffer)
	sub := *buffer
	f.gather(sub, x)
	v := term(f.F).Prox(sub, sub, gamma)
	copy(dst, x)
	for k, j := range f.Index {
		dst[j] = sub[k]
	}
	return v + Zero{}.Value(dst)
}

// Conj returns F* of the indexed coordinates, +Inf unless the others are 0.
func (f OnIndex) Conj(u []float64) float64 {
	rest, sub := append([]float64(nil), u...), make([]float64, len(f.Index))
	f.gather(sub, u)
	for _, j := range f.Index {
		rest[j] = 0
	}
	return conj(f.F, sub) + Zero{}.Conj(rest)
}

// WeakConvexity returns that of F.
func (f OnIndex) WeakConvexity() float64 { return weakness(f.F) }

// PointwiseMinimum is the least of several functions
//
//	f(x) = min_k F_k(x).
//
// Not convex: the proximal operator is that of the function which gives the least
// F_k(p) + ‖p - x‖²/(2γ), the first among equals. Its conjugate is max_k F_k*. Without
// terms it is the zero function. Prox costs all of theirs.
//
// Reference: Rockafellar and Wets, Variational Analysis (1998).
type PointwiseMinimum struct{ Terms []Function }

// Validate reports what makes a term unusable for n coordinates.
func (f PointwiseMinimum) Validate(n int) error {
	for k, g := range f.Terms {
		if g == nil {
			return fmt.Errorf("prox: term %d of PointwiseMinimum is missing", k)
		}
		if err := Validate(g, n); err != nil {
			return err
		}
	}
	return nil
}

// Value returns the least F_k(x).
func (f PointwiseMinimum) Value(x []float64) float64 {
	least := inf
	for _, g := range f.Terms {
		least = min(least, g.Value(x))
	}
	if len(f.Terms) == 0 {
		return Zero{}.Value(x)
	}
	return least
}

// Prox returns the best of the terms' and f(dst).
func (f PointwiseMinimum) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	buffer, keep := borrow(len(x)), borrow(len(x))
	defer scratch.Put(buffer)
	defer scratch.Put(keep)
	p, best := *buffer, *keep
	copy(best, x)
	least := math.NaN()
	for _, g := range f.Terms {
		v := g.Prox(p, x, gamma)
		if v += squaredDistance(p, x) / gamma / 2; !(v >= least) {
			least = v
			copy(best, p)
		}
	}
	copy(dst, best)
	return f.Value(dst)
}

// Conj returns the largest F_k*(u).
func (f PointwiseMinimum) Conj(u []float64) float64 {
	most := -inf
	for _, g := range f.Terms {
		most = max(most, conj(g, u))
	}
	if len(f.Terms) == 0 {
		return Zero{}.Conj(u)
	}
	return most
}

// WeakConvexity returns that of a single term, and +Inf for several.
func (f PointwiseMinimum) WeakConvexity() float64 {
	switch len(f.Terms) {
	case 0:
		return 0
	case 1:
		return weakness(f.Terms[0])
	}
	return inf
}
