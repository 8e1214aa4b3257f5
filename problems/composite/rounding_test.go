package composite

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestOperatorsByHand: what the operators do to small vectors, written down.
func TestOperatorsByHand(t *testing.T) {
	for name, c := range map[string]struct {
		a       Linear
		x, want []float64
	}{
		"identity":          {Identity{3}, []float64{1, 2, 3}, []float64{1, 2, 3}},
		"diagonal":          {Diagonal{[]float64{2, 0, -1}}, []float64{1, 2, 3}, []float64{2, 0, -3}},
		"selection":         {Selection{N: 3, At: []int{2, 0, 2}}, []float64{1, 2, 4}, []float64{4, 1, 4}},
		"scale":             {Scale{Difference1D{N: 3}, -2}, []float64{1, 2, 4}, []float64{-2, -4}},
		"stack":             {VStack{Difference1D{N: 3}, Identity{3}}, []float64{1, 2, 4}, []float64{1, 2, 1, 2, 4}},
		"sum":               {Sum{Identity{2}, Diagonal{[]float64{3, 5}}}, []float64{1, 10}, []float64{4, 60}},
		"graph":             {Incidence{Nodes: 3, Edges: [][2]int{{0, 1}, {1, 2}, {2, 0}}}, []float64{1, 2, 4}, []float64{1, 2, -3}},
		"weighted graph":    {Incidence{Nodes: 3, Edges: [][2]int{{0, 2}, {2, 1}}, Weights: []float64{10, 0.5}}, []float64{1, 2, 4}, []float64{30, -1}},
		"(1+2s+4s²)(1+10s)": {Convolution{N: 3, Kernel: []float64{1, 10}}, []float64{1, 2, 4}, []float64{1, 12, 24, 40}},
		"correlation":       {Transpose{Convolution{N: 3, Kernel: []float64{1, 10}}}, []float64{1, 12, 24, 40}, []float64{121, 252, 424}},
	} {
		rows, cols := c.a.Dims()
		if rows != len(c.want) || cols != len(c.x) {
			t.Errorf("%s: %d x %d", name, rows, cols)
			continue
		}
		got := make([]float64, rows)
		if c.a.Apply(got, c.x); !slices.Equal(got, c.want) {
			t.Errorf("%s of %v is %v, not %v", name, c.x, got, c.want)
		}
	}
}

// TestOperatorRoundings: the errors of products are within the bounds that certificates
// take them for, in rational arithmetic.
func TestOperatorRoundings(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	for name, a := range operators {
		if _, ok := magnitude(a); !ok {
			t.Errorf("%s: its entries are not known", name)
		}
		if !rational(a) {
			continue // a blur adds up the entries of a row
		}
		rows, cols := a.Dims()
		for range 50 {
			check := func(what string, computed, bound []float64, exact []*big.Rat) {
				for i, v := range computed {
					off := new(big.Rat).Sub(exactly(v), exact[i])
					if off.Abs(off).Cmp(exactly(bound[i])) > 0 {
						t.Errorf("%s: entry %d of %s is off by more than %g", name, i, what, bound[i])
					}
				}
			}
			x, y := make([]float64, cols), make([]float64, rows)
			for _, v := range [][]float64{x, y} {
				for i := range v {
					v[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(9)-4))
				}
			}
			ax, ay := make([]float64, rows), make([]float64, cols)
			a.Apply(ax, x)
			a.Adjoint(ay, y)
			check("A x", ax, applyNoise(a, x), product(a, x, false))
			check("A'y", ay, adjointNoise(a, y), product(a, y, true))
		}
	}
}

// rational tells whether the products with a are known to product.
func rational(a Linear) bool {
	if m, ok := a.(made); ok {
		return !slices.ContainsFunc(m.parts(), func(part Linear) bool { return !rational(part) })
	}
	return entrywise(a)
}

// product returns A x, or A'x, in rational arithmetic.
func product(a Linear, x []float64, adjoint bool) []*big.Rat {
	at := make([]*big.Rat, len(x))
	for i, v := range x {
		at[i] = exactly(v)
	}
	return multiply(a, at, adjoint)
}

func multiply(a Linear, x []*big.Rat, adjoint bool) []*big.Rat {
	rows, cols := a.Dims()
	if adjoint {
		rows, cols = cols, rows
	}
	out := make([]*big.Rat, rows)
	for i := range out {
		out[i] = new(big.Rat)
	}
	add := func(to, from []*big.Rat) {
		for i, v := range from {
			to[i].Add(to[i], v)
		}
	}
	switch o := a.(type) {
	case Transpose:
		return multiply(o.A, x, !adjoint)
	case *Composition:
		if adjoint {
			return multiply(o.B, multiply(o.A, x, true), true)
		}
		return multiply(o.A, multiply(o.B, x, false), false)
	case Scale:
		for i, v := range multiply(o.A, x, adjoint) {
			out[i].Mul(v, exactly(o.By))
		}
	case Sum:
		for _, part := range o {
			add(out, multiply(part, x, adjoint))
		}
	case VStack:
		at := 0
		for _, part := range o {
			n, _ := part.Dims()
			if adjoint {
				add(out, multiply(part, x[at:at+n], true))
			} else {
				add(out[at:at+n], multiply(part, x, false))
			}
			at += n
		}
	default: // by the entries
		for j := range cols {
			e, col := make([]float64, cols), make([]float64, rows)
			e[j] = 1
			if adjoint {
				a.Adjoint(col, e)
			} else {
				a.Apply(col, e)
			}
			for i, v := range col {
				out[i].Add(out[i], new(big.Rat).Mul(exactly(v), x[j]))
			}
		}
	}
	return out
}

// TestEntrywise: the columns of an operator that knows them are the rows of its adjoint.
func TestEntrywise(t *testing.T) {
	for name, a := range operators {
		if !entrywise(a) {
			continue
		}
		rows, cols := a.Dims()
		for j := range cols {
			e, col := make([]float64, cols), make([]float64, rows)
			e[j] = 1
			a.Apply(col, e)
			for i, v := range col {
				f, row := make([]float64, rows), make([]float64, cols)
				f[i] = 1
				if a.Adjoint(row, f); row[j] != v {
					t.Errorf("%s: entry %d, %d is %v by columns and %v by rows", name, i, j, v, row[j])
				}
			}
		}
	}
}
