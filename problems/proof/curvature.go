package proof

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/problems/design"
)

// What a gap says of the optima: how far the dual optimum may be, by how strongly concave
// the dual is, and how far predictions may be, by how curved the losses are. docs/math.md,
// "What is proven of a feature".

// reach bounds how far the correlation of column j may be at the dual optimum from that of
// the dual point, given the gap.
func (b *Bounds) reach(d DualBound, gap float64) func(x *design.Columns, j int) float64 {
	if b.m.Loss == nil {
		radius := interval.SqrtUp(2 * gap)
		return func(x *design.Columns, j int) float64 { return interval.MulUp(radius, b.spread(x, j, b.w)) }
	}
	if c := b.m.Loss.strength(); c > 0 {
		radius := interval.SqrtUp(interval.DivUp(2*gap, c))
		return func(x *design.Columns, j int) float64 { return interval.MulUp(radius, b.spread(x, j, b.w)) }
	}
	if !b.m.Loss.concordant() { // a linear program: the dual optima may be anywhere
		return func(*design.Columns, int) float64 { return math.Inf(1) }
	}
	// Counts: Σ w (√t* - √t)²/W <= gap for the means t = y - W theta/w of the dual point, so
	// that |Σ w (x - c)(t* - t)/W| <= √gap (2 √(Σ w t (x - c)²/W) + max |x - c| √gap).
	root := interval.SqrtUp(gap)
	mass := make([]float64, b.n)
	for i, w := range b.w {
		if w > 0 {
			s := b.slope(&d, i).Multiple(d.Scale)
			mass[i] = interval.MulUp(w, max(interval.AddUp(b.m.Y[i], -s.Lo), 0))
		}
	}
	return func(x *design.Columns, j int) float64 {
		row, col := x.At(j)
		c := b.centre(row, col, mass)
		far := math.Abs(c)
		if len(col) == b.n {
			far = 0
		}
		for k, v := range col {
			i := k
			if row != nil {
				i = int(row[k])
			}
			if b.w[i] > 0 {
				far = max(far, interval.AddUp(math.Abs(v-c), math.Abs(v-c)*0x1p-52))
			}
		}
		return interval.MulUp(root, interval.AddUp(interval.MulUp(2, b.spread(x, j, mass)), interval.MulUp(far, root)))
	}
}

// curvatures returns a metric root² and a gap such that Σ root_i² (x_i'd)² + Σ l2 d_j² <= 2 gap
// for the distance d of beta, without the columns that are zero in all optima, from any
// optimum; nil where none is known.
func (b *Bounds) curvatures(beta []float64, d DualBound, gap float64, verdicts []Verdict) (root []float64, twice float64) {
	root = make([]float64, b.n)
	if b.m.Loss == nil {
		for i, w := range b.w {
			if root[i] = math.Sqrt(w / b.total.Hi); w > 0 && root[i] < ordinary {
				return nil, gap
			}
		}
		return root, gap
	}
	if !b.m.Loss.concordant() {
		return nil, gap
	}
	kept := append([]float64(nil), beta...)
	for j, v := range verdicts {
		if v == Zero {
			kept[j] = 0
		}
	}
	gap = b.Prove(kept, d).Error
	for i, w := range b.w {
		if w == 0 {
			continue
		}
		// The losses alone add up to no more than the gap: h (exp(-r) + r - 1) <= gap for a
		// prediction r from where the slope is that of the dual point, h the curvature there, and
		// exp(-r) + r - 1 >= r²/(2+r) >= r²/(2+most).
		s := b.slope(&d, i).Multiple(d.Scale)
		h := w / b.total.Hi * min(b.m.Loss.bend(b.m.Y[i], -s.Lo), b.m.Loss.bend(b.m.Y[i], -s.Hi)) * (1 - 0x1p-40)
		if !(h > ordinary) {
			continue
		}
		q := gap / h
		most := (q + math.Sqrt(q*q+8*q)) / 2
		if root[i] = math.Sqrt(2*h/(2+most)) * (1 - 0x1p-40); !(root[i] > ordinary) {
			root[i] = 0
		}
	}
	return root, interval.MulUp(4, gap) // that of beta and that of an optimum, by the triangle
}
