package vertex

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// sample begins, where there are many rows, at the vertex of a few of them, drawn at random,
// and goes on with the few that are nearest to their kinks there, while the others stay on
// their side: most of the way is gone at a part of the cost (Portnoy and Koenker, The Gaussian
// hare and the Laplacian tortoise, 1997, section 5). What it finds is but a place to begin.
func (e *Engine) sample() {
	const many = 3000
	n := e.x.n
	few := int(1.2 * math.Pow(float64(n), 2.0/3) * math.Cbrt(float64(e.x.p+1)))
	if n < many || 3*few > n {
		return
	}
	e.of(rand.New(rand.NewPCG(3, uint64(n))).Perm(n)[:few], float64(n)/float64(few), nil)
	if e.refresh(0) {
		e.near(2 * few)
	} else {
		e.forget()
	}
}

// near goes on with about so many rows, those that are nearest to their kinks.
func (e *Engine) near(few int) {
	n := e.x.n
	far := make([]float64, 0, n/16+1)
	for i := 0; i < n; i += 16 {
		far = append(far, math.Abs(e.z[i]-e.kink[i]))
	}
	slices.Sort(far)
	limit := far[few/16]
	at, aside := make([]int, 0, 2*few), slices.Clone(e.v)
	for i, z := range e.z {
		if math.Abs(z-e.kink[i]) <= limit {
			at, aside[i] = append(at, i), 0
		}
	}
	base := make([]float64, e.x.p+1)
	for j := range e.x.p {
		base[j] = e.x.dot(j, aside)
	}
	base[e.x.p] = vector.Total(aside)
	e.of(at, 1, base)
}

// of takes over the vertex of some rows, of so many times their weight, where base are the
// slopes of the others.
func (e *Engine) of(at []int, heavier float64, base []float64) {
	slices.Sort(at)
	rows := Rows{make([]float64, len(at)), make([]float64, len(at)), make([]float64, len(at))}
	place := make(map[int]int, len(at))
	for k, i := range at {
		rows.Kink[k], rows.Lower[k], rows.Upper[k] = e.rows.Kink[i], heavier*e.rows.Lower[i], heavier*e.rows.Upper[i]
		place[i] = k
	}
	s := newEngine(newMatrix(design.SelectRows(e.x.x.X, at)), e.intercept, rows)
	s.Stop, s.base, s.placed, s.cols = e.Stop, base, true, e.cols
	copy(s.b, e.b)
	e.hand(s, func(i int) int { return place[i] })
	s.Solve(e.cols)
	copy(e.b, s.b)
	s.hand(e, func(k int) int { return at[k] })
	e.steps += s.steps
}

// hand gives the vertex to another engine, whose rows have other places.
func (e *Engine) hand(to *Engine, place func(i int) int) {
	b := slices.Clone(to.b)
	to.forget()
	copy(to.b, b)
	copy(to.sign, e.sign)
	for k, j := range e.moving {
		to.atCol[j] = k
	}
	to.moving = append(to.moving, e.moving...)
	for r, i := range e.rowsOn {
		to.rowsOn = append(to.rowsOn, place(i))
		to.atRow[place(i)] = r
	}
}
