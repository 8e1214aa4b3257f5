package solvers

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

const digits = 400 // bits of the arithmetic that the tests trust

func precise(v float64) *big.Float { return new(big.Float).SetPrec(digits).SetFloat64(v) }

// solveExactly solves a square system by elimination with pivots, in place.
func solveExactly(a [][]*big.Float, b []*big.Float) {
	times := func(x, y *big.Float) *big.Float { return precise(0).Mul(x, y) }
	for c := range a {
		pivot := c
		for r := c; r < len(a); r++ {
			if precise(0).Abs(a[r][c]).Cmp(precise(0).Abs(a[pivot][c])) > 0 {
				pivot = r
			}
		}
		a[c], a[pivot], b[c], b[pivot] = a[pivot], a[c], b[pivot], b[c]
		for r := range a {
			if r == c || a[r][c].Sign() == 0 {
				continue
			}
			f := precise(0).Quo(a[r][c], a[c][c])
			for k := c; k < len(a); k++ {
				a[r][k] = precise(0).Sub(a[r][k], times(f, a[c][k]))
			}
			b[r] = precise(0).Sub(b[r], times(f, b[c]))
		}
	}
	for c := range a {
		b[c] = precise(0).Quo(b[c], a[c][c])
	}
}

// polishedExactly returns the coefficients that the optimality conditions of a lasso
// with an intercept ask for on a support of given signs.
func polishedExactly(p *problems.Problem, lambda float64, pt *Point) []float64 {
	fit := p.Fit.(*problems.LeastSquares)
	n := len(fit.Y)
	cols := [][]float64{make([]float64, n)} // the intercept first
	for i := range n {
		cols[0][i] = 1
	}
	for _, j := range pt.Support {
		c := make([]float64, n)
		p.X.ColAxpy(j, 1, c)
		cols = append(cols, c)
	}
	a, b := make([][]*big.Float, len(cols)), make([]*big.Float, len(cols))
	inner := func(x, y []float64) *big.Float {
		sum := precise(0)
		for i := range x {
			sum.Add(sum, precise(0).Mul(precise(x[i]), precise(y[i])))
		}
		return sum
	}
	for r := range cols {
		for k := range cols {
			a[r] = append(a[r], inner(cols[r], cols[k]))
		}
		b[r] = inner(cols[r], fit.Y)
		if r > 0 {
			pull := precise(math.Copysign(lambda, pt.Coef[r-1]))
			b[r].Sub(b[r], pull.Mul(pull, precise(float64(n))))
		}
	}
	solveExactly(a, b)
	out := make([]float64, len(pt.Support))
	for k := range out {
		out[k], _ = b[k+1].Float64()
	}
	return out
}

// illConditioned draws data whose columns nearly depend on one another.
func illConditioned(kind string, n, p int) *problems.Problem {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(p)))
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	y := make([]float64, n)
	for i := range n {
		for j := range p {
			switch kind {
			case "Hilbert":
				x.Col(j)[i] = 1 / float64(i+j+1)
			case "Vandermonde":
				x.Col(j)[i] = math.Pow(float64(i)/float64(n-1), float64(j))
			case "twins": // the second half copies the first, but for a millionth
				x.Col(j)[i] = rng.NormFloat64()
				if j >= p/2 {
					x.Col(j)[i] = x.Col(j - p/2)[i] + 1e-6*x.Col(j)[i]
				}
			case "square": // a column and its square, far from zero
				x.Col(j)[i] = math.Pow(1000+0.01*rng.NormFloat64(), float64(j+1))
				if j == 1 {
					x.Col(1)[i] = x.Col(0)[i] * x.Col(0)[i]
				}
			}
		}
		y[i] = rng.NormFloat64()
	}
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(1), Intercept: true}
}

// Columns that nearly depend on one another, down to a tiny lambda: every point is
// certified, and its coefficients are those of the linear system in 400 bits.
func TestNearlyDependentColumns(t *testing.T) {
	for _, c := range []struct {
		kind string
		n, p int
		last float64
	}{{"Hilbert", 12, 8, 1e-7}, {"Vandermonde", 14, 9, 1e-7}, {"twins", 40, 6, 1e-8}, {"square", 50, 2, 1e-8}} {
		p := illConditioned(c.kind, c.n, c.p)
		for _, ratio := range []float64{1e-4, c.last} {
			res, err := Path(context.Background(), p, Grid{N: 25, MinRatio: ratio}, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			for k := range res.Points {
				pt := &res.Points[k]
				if !pt.Status.OK() {
					t.Errorf("%s at %g: %v, gap %g ± %g of %g", c.kind, pt.Lambda/res.LambdaMax, pt.Status, pt.Gap, pt.Rounding, res.Scale)
				}
				for i, want := range polishedExactly(p, pt.Lambda, pt) {
					if d := math.Abs(pt.Coef[i] - want); d > 1e-5*math.Abs(want) {
						t.Errorf("%s at %g: coefficient %d is %v, not %v", c.kind, pt.Lambda/res.LambdaMax, pt.Support[i], pt.Coef[i], want)
					}
				}
			}
		}
	}
}

// What even twice the precision does not settle ends all the same, with its status.
func TestEveryPathEnds(t *testing.T) {
	for _, kind := range []string{"Hilbert", "Vandermonde", "twins"} {
		for _, alpha := range []float64{1, 1 - 1e-12} {
			p := illConditioned(kind, 30, 30)
			p.Penalty = &problems.ElasticNet{Alpha: alpha}
			lsq, err := newLSQ(p)
			if err != nil {
				t.Fatal(err)
			}
			null, _ := p.Null()
			grid, _ := Grid{N: 20, MinRatio: 1e-15}.Values(null.LambdaMax, 30, 30)
			w := newWalk(context.Background(), p, null, Settings{Observe: func(Report) error { return nil }})
			x := newExact(lsq, w.s.GramColumns, never)
			w.s.Observe = func(Report) error {
				if most := 500 + 10*30 + 40; x.steps > most {
					t.Errorf("%s: %d steps at one lambda", kind, x.steps)
				}
				return nil
			}
			if left, err := w.exactly(x, grid); err != nil || len(left) > 0 {
				t.Errorf("%s: %d lambdas left (%v)", kind, len(left), err)
			}
		}
	}
}

// Sums and products of doubled numbers are right to a hundred bits.
func TestDoubled(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	number := func(d doubled) *big.Float { return precise(d.hi).Add(precise(d.hi), precise(d.lo)) }
	for range 1000 {
		draw := func() doubled {
			return doubled{rng.NormFloat64(), 0x1p-54 * rng.NormFloat64()}.settled()
		}
		a, b := draw(), draw()
		for name, c := range map[string][2]*big.Float{
			"+": {number(a.plus(b)), precise(0).Add(number(a), number(b))},
			"-": {number(a.minus(b)), precise(0).Sub(number(a), number(b))},
			"*": {number(a.times(b)), precise(0).Mul(number(a), number(b))},
			"/": {number(a.over(b)), precise(0).Quo(number(a), number(b))},
			"√": {number(a.times(a).root()), precise(0).Abs(number(a))},
		} {
			size := 1.0
			if name == "/" {
				size = math.Abs(a.hi/b.hi) + 1
			}
			off, _ := precise(0).Sub(c[0], c[1]).Float64()
			if math.Abs(off) > 0x1p-98*(size+math.Abs(a.hi)+math.Abs(b.hi)) {
				t.Errorf("%v %s %v is off by %g", a, name, b, off)
			}
		}
	}
}

// The factor in twice the precision solves Hilbert's system of order 9, whose condition
// number is 5e11 and its square beyond a double, and stays right when columns go.
func TestDeepFactor(t *testing.T) {
	x := illConditioned("Hilbert", 12, 9).X
	cols := make([][]float64, 9)
	for j := range cols {
		cols[j] = make([]float64, 12)
		x.ColAxpy(j, 1, cols[j])
	}
	inner := func(a, b int) (sum doubled) {
		for i := range 12 {
			sum.addProduct(cols[a][i], cols[b][i])
		}
		return sum.settled()
	}
	var f deepFactor
	in := []int{}
	for j := range cols {
		var cross []doubled
		for _, a := range in {
			cross = append(cross, inner(a, j))
		}
		if !f.append(cross, inner(j, j)) {
			t.Fatalf("column %d was refused", j)
		}
		in = append(in, j)
	}
	for len(in) > 1 {
		k := len(in) / 2
		f.delete(k)
		in = append(in[:k], in[k+1:]...)
		a, b, got := make([][]*big.Float, len(in)), make([]*big.Float, len(in)), make([]float64, len(in))
		for r, i := range in {
			for _, j := range in {
				sum := precise(0)
				for q := range 12 {
					sum.Add(sum, precise(0).Mul(precise(cols[i][q]), precise(cols[j][q])))
				}
				a[r] = append(a[r], sum)
			}
			b[r], got[r] = precise(1), 1
		}
		solveExactly(a, b)
		f.solve(got)
		for r := range got {
			if want, _ := b[r].Float64(); math.Abs(got[r]-want) > 1e-6*math.Abs(want) {
				t.Errorf("%d columns: entry %d is %v, not %v", len(in), r, got[r], want)
			}
		}
	}
	if f.append([]doubled{inner(in[0], in[0])}, inner(in[0], in[0])) {
		t.Error("a column was taken in twice")
	}
}
