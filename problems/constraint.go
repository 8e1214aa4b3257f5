package problems

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/prox"
)

// Constraint restricts the coefficients to a bounded convex set: Omega is 0 there
// and +Inf elsewhere, as [prox.Simplex], [prox.BallL1] or [prox.Box] say it. The
// gap is then the one of the conditional gradient method, finite everywhere:
//
//	P(b) - D(theta) = F + F* + max_{c in Set} <X'theta, c>.
//
// Reference: Jaggi, Revisiting Frank-Wolfe (2013), section 2.
type Constraint struct {
	// Set is the indicator of a convex set, with its support function for a conjugate.
	Set interface {
		prox.Function
		prox.Conjugator
	}
}

// Value returns 0 in the set, and +Inf elsewhere.
func (o Constraint) Value(b []float64) float64 { return o.Set.Value(b) }

// Prox projects x onto the set.
func (o Constraint) Prox(dst, x []float64, gamma float64) float64 { return o.Set.Prox(dst, x, gamma) }

// Conj returns the support function at u.
func (o Constraint) Conj(u []float64) float64 { return o.Set.Conj(u) }

// DualScale returns 1: every dual point is feasible.
func (o Constraint) DualScale([]float64) float64 { return 1 }

// Validate reports a set that is missing, wrong or not bounded, with a coordinate that
// may go to infinity. Two values of the support function: it is infinite at u or at -u
// if the set holds a ray that is not orthogonal to u, as none is to random numbers.
func (o Constraint) Validate(p int) error {
	if o.Set == nil {
		return fmt.Errorf("problems: a constraint needs a set")
	}
	if err := prox.Validate(o.Set, p); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	u, part := make([]float64, p), make([]float64, p)
	for j := range u {
		u[j] = 1 + rng.Float64()
	}
	bounded := func(lo, hi int) bool {
		clear(part)
		copy(part[lo:hi], u[lo:hi])
		up := o.Conj(part)
		for j := lo; j < hi; j++ {
			part[j] = -part[j]
		}
		return !math.IsInf(up, 1) && !math.IsInf(o.Conj(part), 1)
	}
	if p == 0 || bounded(0, p) {
		return nil
	}
	lo, hi := 0, p
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; bounded(lo, mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return fmt.Errorf("problems: the set is not bounded in coordinate %d", lo)
}

// Part is one block of [Parts].
type Part struct {
	Penalty
	N int
}

// Parts adds penalties of consecutive blocks of coefficients.
type Parts []Part

// each calls f with the block of every part.
func (o Parts) each(f func(p Penalty, from, to int)) (end int) {
	for _, part := range o {
		f(part.Penalty, end, end+part.N)
		end += part.N
	}
	return end
}

// Value returns the sum of the penalties.
func (o Parts) Value(b []float64) (s float64) {
	o.each(func(p Penalty, from, to int) { s += p.Value(b[from:to]) })
	return s
}

// Prox applies each penalty's to its block and returns the sum of their values.
func (o Parts) Prox(dst, x []float64, gamma float64) (s float64) {
	if len(dst) != len(x) {
		panic("problems: dst and x differ in length")
	}
	o.each(func(p Penalty, from, to int) { s += p.Prox(dst[from:to], x[from:to], gamma) })
	return s
}

// Conj returns the sum of the conjugates.
func (o Parts) Conj(u []float64) (s float64) {
	o.each(func(p Penalty, from, to int) { s += p.Conj(u[from:to]) })
	return s
}

// DualScale returns the least of the scales.
func (o Parts) DualScale(u []float64) float64 {
	s := 1.0
	o.each(func(p Penalty, from, to int) { s = min(s, p.DualScale(u[from:to])) })
	return s
}

// Flat asks the part that has coordinate j.
func (o Parts) Flat(j int) (up, down bool) {
	o.each(func(p Penalty, from, to int) {
		if f, ok := p.(Flat); ok && from <= j && j < to {
			up, down = f.Flat(j - from)
		}
	})
	return up, down
}

func (o Parts) rises(int) bool {
	all := true
	o.each(func(p Penalty, from, to int) {
		_, flat := p.(Flat)
		r, ok := p.(interface{ rises(p int) bool })
		all = all && (!flat || ok && r.rises(to-from))
	})
	return all
}

// Validate reports what is wrong with a part, and blocks that do not add up.
func (o Parts) Validate(p int) (err error) {
	for k, part := range o {
		switch {
		case part.Penalty == nil:
			return fmt.Errorf("problems: part %d needs a penalty", k)
		case part.N < 0:
			return fmt.Errorf("problems: part %d has %d coefficients", k, part.N)
		}
	}
	n := o.each(func(p Penalty, from, to int) {
		if e := p.Validate(to - from); e != nil && err == nil {
			err = e
		}
	})
	if err == nil && n != p {
		err = fmt.Errorf("problems: parts of %d coefficients for %d columns", n, p)
	}
	return err
}
