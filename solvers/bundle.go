package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// CompactSet is the indicator of a compact convex set that knows its support
// function, such as prox.Box, prox.BallL1 or prox.Simplex.
type CompactSet interface {
	prox.Function
	prox.Conjugator
}

// ProximalLevel minimises a convex F over a compact set by bundling: the cuts
// F(x_i) + <g_i, x - x_i> bound F from below, and the next point is the projection
// of the best point on the part of the set where no cut is above the level
//
//	lower + Level (best - lower),   0 < Level < 1 (½ if 0).
//
// The projection is found in its dual by accelerated gradients. Any non-negative
// multipliers μ of the cuts, scaled to sum to one, prove a lower bound: the combined
// cut minimised over the set, by its support function. Where it passes the level,
// the level set is empty, and the bound moves up. So best - lower is a certificate
// that needs no smoothness at all; Lower, if it is not nil, receives the bound.
//
// One subgradient and one small quadratic problem an iteration. Memory cuts are
// kept (100 if 0); when they are full the combined cut takes a place, and the newest
// that of the least multiplier. The iterate is the best point. x0 must be in the
// set. best - lower is O(1/√k).
//
// References: Lemaréchal, Nemirovskii and Nesterov, New variants of bundle methods
// (1995); Kiwiel, Proximal level bundle methods for convex
// nondifferentiable optimization (1995), for dropping cuts.
type ProximalLevel struct {
	F      Subdifferentiable
	Set    CompactSet
	Level  float64
	Memory int
	Lower  *float64
}

// Validate reports what makes m unusable from x0.
func (m ProximalLevel) Validate(x0 []float64) error {
	if err := firstOf(
		rule(m.F != nil, "ProximalLevel.F is missing"),
		term("ProximalLevel.Set", m.Set, len(x0)),
		rule(m.Level >= 0 && m.Level < 1, "ProximalLevel needs 0 < Level < 1, or 0 for ½"),
		rule(m.Memory == 0 || m.Memory >= 2, "ProximalLevel needs Memory >= 2, or 0 for 100")); err != nil {
		return err
	}
	return rule(m.Set.Value(x0) <= 0, "ProximalLevel needs a starting point in the set")
}

// Iterates yields the best points.
func (m ProximalLevel) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		size := m.Memory
		if size == 0 {
			size = 100
		}
		x, g, record := append([]float64(nil), x0...), make([]float64, len(x0)), append([]float64(nil), x0...)
		b := newBundle(m.Set, len(x0), size)
		best, lower, level := math.Inf(1), math.Inf(-1), or(m.Level, 0.5)
		st := &State{X: record, Hidden: b.offset}
		for {
			value := m.F.Subgrad(g, x)
			if value < best {
				best = value
				copy(record, x)
			}
			b.add(g, value-inner(g, x))
			lower = max(lower, b.bound())
			for best-lower > 1e-15*math.Abs(best) {
				aim := lower + level*(best-lower)
				if aim <= lower {
					break // no number in between
				}
				proved := b.project(x, record, aim, best-lower)
				lower = max(lower, proved)
				if proved < aim {
					break // the level set is not known to be empty
				}
			}
			if m.Lower != nil {
				*m.Lower = lower
			}
			if !yield(st) {
				return
			}
		}
	}
}

// bundle is a set of cuts offset_i + <g_i, x> with multipliers.
type bundle struct {
	set                  CompactSet
	g                    [][]float64
	offset, mu           []float64
	count                int
	momentum, last, work []float64
}

func newBundle(set CompactSet, n, size int) *bundle {
	b := &bundle{set: set, offset: make([]float64, size), mu: make([]float64, size),
		momentum: make([]float64, size), last: make([]float64, size), work: make([]float64, n)}
	for range size {
		b.g = append(b.g, make([]float64, n))
	}
	return b
}

// add takes in a cut. In a full bundle the combined cut replaces the one of the
// second least multiplier, and the new cut that of the least.
func (b *bundle) add(g []float64, offset float64) {
	k := b.count
	if k == len(b.g) {
		first := b.least(-1)
		second := b.least(first)
		if total, c := b.combine(); total > 0 {
			copy(b.g[second], b.work)
			b.offset[second], b.mu[second] = c, total
			for i := range b.mu {
				if i != second {
					b.mu[i] = 0
				}
			}
		}
		k = first
	} else {
		b.count++
	}
	copy(b.g[k], g)
	b.offset[k], b.mu[k] = offset, 0
}

// least returns the cut with the least multiplier other than not.
func (b *bundle) least(not int) int {
	k := -1
	for i, v := range b.mu {
		if i != not && (k < 0 || v < b.mu[k]) {
			k = i
		}
	}
	return k
}

// combine sets work and returns the offset of the combination of the cuts by the
// multipliers, scaled to sum to one, and what they summed to.
func (b *bundle) combine() (total, offset float64) {
	clear(b.work)
	for _, v := range b.mu[:b.count] {
		total += v
	}
	if total == 0 {
		return 0, 0
	}
	for i, v := range b.mu[:b.count] {
		if v > 0 {
			offset += v / total * b.offset[i]
			for j, a := range b.g[i] {
				b.work[j] += v / total * a
			}
		}
	}
	return total, offset
}

// bound returns the lower bound that the multipliers prove, or that of the newest
// cut where there are none.
func (b *bundle) bound() float64 {
	total, offset := b.combine()
	if total == 0 {
		copy(b.work, b.g[b.count-1])
		offset = b.offset[b.count-1]
	}
	for j := range b.work {
		b.work[j] = -b.work[j]
	}
	return offset - b.set.Conj(b.work)
}

const maxInner = 300

// project sets x near the projection of centre on the level set, and returns the
// best lower bound met. It ends where the cuts are violated by no more than a
// hundredth of the gap, or the bound passes the level.
func (b *bundle) project(x, centre []float64, level, gap float64) (proved float64) {
	l := 0.0
	for i := range b.count {
		l += inner(b.g[i], b.g[i])
	}
	proved = math.Inf(-1)
	if l == 0 {
		return proved
	}
	mu, y, last := b.mu[:b.count], b.momentum[:b.count], b.last[:b.count]
	copy(y, mu)
	t := 1.0
	for k := 1; k <= maxInner; k++ {
		copy(x, centre)
		for i, v := range y {
			if v != 0 {
				for j, a := range b.g[i] {
					x[j] -= v * a
				}
			}
		}
		b.set.Prox(x, x, 1)
		violated, uphill := 0.0, 0.0
		copy(last, mu)
		for i := range y {
			slope := b.offset[i] + inner(b.g[i], x) - level
			violated = max(violated, slope)
			mu[i] = max(0, y[i]+slope/l)
			uphill += (y[i] - mu[i]) * (mu[i] - last[i])
		}
		if k%10 == 0 || violated <= gap/100 {
			if proved = max(proved, b.bound()); proved >= level {
				return proved
			}
		}
		if violated <= gap/100 {
			return proved
		}
		if uphill > 0 {
			t = 1
		}
		next := (1 + math.Sqrt(1+4*t*t)) / 2
		for i := range y {
			y[i] = max(0, mu[i]+(t-1)/next*(mu[i]-last[i]))
		}
		t = next
	}
	return proved
}
