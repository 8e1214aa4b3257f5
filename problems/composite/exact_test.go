package composite

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// kinks is Σ_i w_i max(u_i (y_i - x_i b), v_i (y_i - x_i b)) + lambda |b| in one variable,
// with rational arithmetic.
type kinks struct {
	w, up, down, y, x []float64
	lambda            float64
}

func (k kinks) at(b *big.Rat) *big.Rat {
	s := new(big.Rat).Mul(exactly(k.lambda), new(big.Rat).Abs(b))
	for i, y := range k.y {
		r := new(big.Rat).Sub(exactly(y), new(big.Rat).Mul(exactly(k.x[i]), b))
		slope := exactly(k.up[i])
		if r.Sign() < 0 {
			slope = exactly(k.down[i])
		}
		r.Mul(r, slope)
		s.Add(s, r.Mul(r, exactly(k.w[i])))
	}
	return s
}

// least returns the least value: it is attained at a kink.
func (k kinks) least() *big.Rat {
	best := k.at(new(big.Rat))
	for i, y := range k.y {
		if k.x[i] != 0 {
			if v := k.at(new(big.Rat).Quo(exactly(y), exactly(k.x[i]))); v.Cmp(best) < 0 {
				best = v
			}
		}
	}
	return best
}

// compare returns the sign of a - b.
func compare(a float64, b *big.Rat) int {
	if math.IsInf(a, 0) || math.IsNaN(a) {
		return int(math.Copysign(1, a))
	}
	return exactly(a).Cmp(b)
}

// The bounds of certificates hold in rational arithmetic, at any point and all scales,
// and at a solution they are near each other.
func TestCompositeBoundsAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	for trial := range 600 {
		n := 1 + rng.IntN(12)
		k := kinks{lambda: 0}
		size, unit, shift := math.Pow(10, 12*rng.Float64()-6), math.Pow(10, 8*rng.Float64()-4), 0.0
		if rng.IntN(3) == 0 {
			shift = 1e6 * size
		}
		mean := 1 / float64(n)
		kind := []string{"LAD", "quantile", "hinge"}[trial%3]
		tau := 0.1 + 0.8*rng.Float64()
		for range n {
			y, x := shift+size*rng.NormFloat64(), unit*rng.NormFloat64()
			if trial%5 == 0 {
				y, x = math.Round(3*rng.NormFloat64()), math.Round(3*rng.NormFloat64())
			}
			if trial%7 == 0 {
				x = 1
			}
			up, down := 1.0, -1.0
			switch kind {
			case "quantile":
				up, down = tau, tau-1
			case "hinge":
				y, up, down = 1, 1, 0
			}
			k.w, k.up, k.down = append(k.w, mean), append(k.up, up), append(k.down, down)
			k.y, k.x = append(k.y, y), append(k.x, x)
		}
		if rng.IntN(2) == 0 {
			k.lambda = 0.2 * unit * rng.Float64()
		}
		x, err := design.NewDense(n, 1, k.x)
		if err != nil {
			t.Fatal(err)
		}
		loss := prox.Function(prox.AbsoluteDeviation{Y: k.y})
		switch kind {
		case "quantile":
			loss = prox.Quantile{Y: k.y, Tau: tau}
		case "hinge":
			y := make([]float64, n)
			for i := range y {
				y[i] = 1
			}
			loss = prox.Hinge{Y: y}
		}
		c := &Problem{Dim: 1, G: prox.L1{Lambda: k.lambda}, H: prox.Scale{F: loss, Lambda: mean}, L: Matrix{X: x}}
		if k.lambda == 0 && rng.IntN(2) == 0 {
			c.G = prox.Zero{}
		}
		best := k.least()
		value, _ := best.Float64()
		var solution float64
		for i, y := range k.y {
			if b := y / k.x[i]; k.x[i] != 0 && compare(value, k.at(exactly(b))) >= 0 || k.at(exactly(b)).Cmp(k.at(exactly(solution))) < 0 {
				solution = b
			}
		}
		null := c.Primal([]float64{0})
		for _, b := range []float64{solution, solution * (1 + 1e-9), 0, solution + unit, rng.NormFloat64() * size} {
			at := c.Certify([]float64{b})
			if compare(at.Dual, best) > 0 {
				t.Errorf("%s %d at %g: a bound of %v above the optimum %v", kind, trial, b, at.Dual, value)
			}
			if compare(at.Primal, k.at(exactly(b))) < 0 {
				t.Errorf("%s %d at %g: %v below the objective", kind, trial, b, at.Primal)
			}
			// With a penalty and data far from zero the dual point is found by iteration, not
			// to the end; and a degenerate one whose entries are all 0 or at the other end of [-1/n, 0]
			// has no room for a proof.
			if b == solution && (k.lambda == 0 || shift == 0) && (kind != "hinge" || k.lambda > 0) && !(at.Proven() <= 1e-9*null+1e-14*(math.Abs(shift)+size)) {
				t.Errorf("%s %d: %g proven of %g at the solution (gap %g, rounding %g)", kind, trial, at.Proven(), null, at.Gap, at.Rounding)
			}
		}
	}
}

// exactly returns v, 0 where it is not finite.
func exactly(v float64) *big.Rat {
	r := new(big.Rat)
	r.SetFloat64(v)
	return r
}
