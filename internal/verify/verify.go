package verify

// This file, equations.go and losses.go are the mathematics of the check: start at Check.

import (
	"fmt"
	"math"
	"math/big"
)

// Everything is a rational number: a float64 is an integer times a power of two,
// and sums, products and quotients of rationals are exact. Nothing rounds but
// ceil, and that upwards, and the exponentials and logarithms of losses.go.

// Check proves the claim of a certificate that [Unmarshal] returned from the data, or
// says where it fails. It costs a pass over the columns in rational arithmetic for
// each of the objective, the dual and the scales, and the solution of as many equations
// as the certificate names, which is refused where it would take far longer.
func (c *Certificate) Check(x Matrix, y []float64, columns []string) error {
	n, cols := x.Dims()
	if c.Data.Rows != n || len(y) != n {
		return fmt.Errorf("data.rows: %d; the file has %d rows", c.Data.Rows, n)
	}
	for j, name := range c.Data.Columns {
		if j >= cols || columns[j] != name {
			return fmt.Errorf("data.columns: %q is not in the file, or not in this order", name)
		}
	}
	if len(c.Data.Columns) != cols {
		return fmt.Errorf("data.columns: %d; %d are given", len(c.Data.Columns), cols)
	}
	p := c.Problem
	p.X, p.Y = x, y
	if err := p.checkScale(); err != nil {
		return err
	}
	primal, err := p.Primal(c.Beta.Coefficients, c.Beta.Intercept)
	if err != nil {
		return err
	}
	dual, err := p.Dual(c.Dual.Theta, c.Dual.Scale, c.Dual.Rows, c.Dual.Equations)
	if err != nil {
		return err
	}
	b := c.Bounds
	if d := minus(primal, num(b.Primal)); d.Sign() > 0 {
		return fmt.Errorf("bounds.primal: %v is below the objective by %s", b.Primal, d.FloatString(30))
	}
	if d := minus(num(b.Dual), dual); d.Sign() > 0 {
		return fmt.Errorf("bounds.dual: %v is above the dual objective by %s", b.Dual, d.FloatString(30))
	}
	if minus(num(b.Primal), num(b.Dual)).Cmp(num(b.Error)) > 0 {
		return fmt.Errorf("bounds.error: %v is less than primal - dual", b.Error)
	}
	return nil
}

// checkScale compares the scales with the standard deviations, where they claim to
// be these: 0 for a column that is constant up to 1e-12 of its size.
func (p *Problem) checkScale() error {
	for j, s := range p.Scale {
		if !p.Standardized {
			break
		}
		mean, square := new(big.Rat), new(big.Rat)
		for i, x := range p.column(j) {
			mean.Add(mean, mul(num(at(p.Weights, i, 1)), num(x)))
			square.Add(square, mul(num(at(p.Weights, i, 1)), num(x), num(x)))
		}
		mean.Quo(mean, p.weights())
		square.Quo(square, p.weights())
		variance := minus(square, mul(mean, mean))
		off := minus(variance, mul(num(s), num(s)))
		if off.Abs(off).Cmp(mul(num(1e-10), variance)) > 0 && (s != 0 || variance.Cmp(mul(num(1e-24), square)) > 0) {
			return fmt.Errorf("problem.scale: %v is not the standard deviation of column %d", s, j)
		}
	}
	return nil
}

func num(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }

func mul(factors ...*big.Rat) *big.Rat {
	z := big.NewRat(1, 1)
	for _, f := range factors {
		z.Mul(z, f)
	}
	return z
}

func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }

// ceil returns a number not below r, by less than one part in 2^500, whose
// denominator is a power of two: sums of many quotients stay short.
func ceil(r *big.Rat) *big.Rat {
	z, _ := new(big.Float).SetPrec(512).SetMode(big.ToPositiveInf).SetRat(r).Rat(nil)
	return z
}

// column returns column j of X, as a times it is added to zeros for a = 1; for
// j = p it is that of the intercept.
func (p *Problem) column(j int) []float64 {
	n, cols := p.X.Dims()
	x := make([]float64, n)
	if j == cols {
		for i := range x {
			x[i] = 1 // any multiple would be the same equation
		}
	} else {
		p.X.ColAxpy(j, 1, x)
	}
	return x
}

// dot returns <x, t>.
func dot(x []float64, t []*big.Rat) *big.Rat {
	z := new(big.Rat)
	for i, v := range x {
		if v != 0 && t[i].Sign() != 0 {
			z.Add(z, mul(num(v), t[i]))
		}
	}
	return z
}

func at(v []float64, i int, none float64) float64 {
	if v == nil {
		return none
	}
	return v[i]
}

// weights returns the sum of all weights.
func (p *Problem) weights() *big.Rat {
	z := new(big.Rat)
	for i := range p.Y {
		z.Add(z, num(at(p.Weights, i, 1)))
	}
	return z
}

// excluded tells that coefficient j can be 0 only.
func (p *Problem) excluded(j int) bool {
	return at(p.Scale, j, 1) == 0 || math.IsInf(at(p.Factor, j, 1), 1)
}

// term returns l1_j, l2_j and the bounds.
func (p *Problem) term(j int) (l1, l2 *big.Rat, low, high float64) {
	if p.excluded(j) {
		return new(big.Rat), new(big.Rat), 0, 0
	}
	f, s := at(p.Factor, j, 1), at(p.Scale, j, 1)
	l1 = mul(num(p.Lambda), num(p.Alpha), num(f), num(s))
	l2 = mul(num(p.Lambda), minus(num(1), num(p.Alpha)), num(f), num(s), num(s))
	return l1, l2, at(p.Lower, j, math.Inf(-1)), at(p.Upper, j, math.Inf(1))
}

// Primal returns P(b, b_0), or a number above it by less than one part in 2^150 of its
// exponentials.
func (p *Problem) Primal(b []float64, b0 float64) (*big.Rat, error) {
	z, omega := make([]*big.Rat, len(p.Y)), new(big.Rat)
	for i := range z {
		z[i] = new(big.Rat).Add(num(at(p.Offset, i, 0)), num(b0))
	}
	for j, v := range b {
		l1, l2, low, high := p.term(j)
		if v < low || v > high {
			return nil, fmt.Errorf("beta: coefficient %d is %v, outside [%v, %v]", j, v, low, high)
		}
		if v == 0 {
			continue
		}
		for i, x := range p.column(j) {
			if x != 0 {
				z[i].Add(z[i], mul(num(x), num(v)))
			}
		}
		omega.Add(omega, mul(l1, num(math.Abs(v))))
		omega.Add(omega, mul(l2, num(v), num(v), big.NewRat(1, 2)))
	}
	loss := new(big.Rat)
	for i, v := range z {
		w := at(p.Weights, i, 1)
		if w == 0 {
			continue
		}
		if f, _ := v.Float64(); math.Abs(f) > 1e6 && (p.Family == "binomial" || p.Family == "poisson") {
			return nil, fmt.Errorf("beta: the prediction of row %d is %v, too large for an exponential", i, f)
		}
		loss.Add(loss, mul(num(w), p.loss(p.Y[i], v)))
	}
	loss.Quo(loss, p.weights())
	return loss.Add(loss, omega), nil
}

// Dual returns D(s (theta - delta)), or a number below it by less than one part in
// 2^500 of its terms, where with u = X't
//
//	D(t) = -Σ_i w_i/(Σ w) l*(y_i, -(Σ w) t_i/w_i) - Σ_i t_i o_i - Σ_j sup { u_j b - l1_j |b| - l2_j b²/2 : lower_j <= b <= upper_j }
//
// (for least squares l*(y, v) = v²/2 + y v) if Σ_i t_i = 0 or there is no intercept, and -Inf otherwise. delta, on the given
// rows alone, is such that theta - delta solves the given equations: <x_j, t> = 0
// for column j, Σ_i t_i = 0 for the number p. D(t) <= P(b, b_0) for all t, b and
// b_0 (docs/math.md). An error says why D is -Inf.
func (p *Problem) Dual(theta []float64, s float64, rows, equations []int) (*big.Rat, error) {
	t := make([]*big.Rat, len(theta))
	for i, v := range theta {
		t[i] = num(v)
	}
	delta, det, err := p.delta(t, rows, equations)
	if err != nil {
		return nil, err
	}
	for i := range t { // one denominator for all, so that sums stay short
		t[i].Mul(t[i], det)
	}
	for k, i := range rows {
		t[i].Sub(t[i], delta[k])
	}
	scale := new(big.Rat).Quo(num(s), det)
	minusD, total := new(big.Rat), p.weights()
	for i := range t {
		w := at(p.Weights, i, 1)
		if w == 0 && mul(t[i], scale).Sign() != 0 {
			return nil, fmt.Errorf("dual.theta: entry %d is not 0, but the weight of its row is", i)
		}
		if w != 0 {
			v, part := mul(t[i], scale), new(big.Rat).Quo(num(w), total)
			sup, err := p.lossConjugate(i, new(big.Rat).Neg(new(big.Rat).Quo(v, part)))
			if err != nil {
				return nil, err
			}
			sup = mul(part, sup)
			minusD.Add(minusD, ceil(sup.Add(sup, mul(v, num(at(p.Offset, i, 0))))))
		}
	}
	_, cols := p.X.Dims()
	if p.Intercept && dot(p.column(cols), t).Sign() != 0 {
		return nil, fmt.Errorf("dual.theta: it does not sum to 0, as the intercept demands")
	}
	for j := range cols {
		sup, err := p.conjugate(j, mul(dot(p.column(j), t), scale))
		if err != nil {
			return nil, err
		}
		minusD.Add(minusD, sup)
	}
	return minusD.Neg(minusD), nil
}

// conjugate returns the supremum of column j, or a number above it by less than one
// part in 2^500. On either side of 0 it is that of a concave function of b = |b_j|
// over from <= b <= to, attained at an end or where the slope vanishes.
func (p *Problem) conjugate(j int, u *big.Rat) (best *big.Rat, err error) {
	l1, l2, low, high := p.term(j)
	for _, side := range []float64{1, -1} {
		from, to := max(side*low, 0), side*high
		if side < 0 {
			from, to = max(-high, 0), -low
		}
		if to < 0 {
			continue
		}
		slope := ceil(minus(mul(num(side), u), l1)) // at 0, of the same sign as the exact one
		value := func(b *big.Rat) *big.Rat { return minus(mul(slope, b), mul(l2, b, b, big.NewRat(1, 2))) }
		var sup *big.Rat
		switch {
		case slope.Cmp(mul(l2, num(from))) <= 0:
			sup = value(num(from))
		case !math.IsInf(to, 1) && slope.Cmp(mul(l2, num(to))) >= 0: // where equal the next case has the same
			sup = value(num(to))
		case l2.Sign() > 0:
			sup = ceil(mul(slope, slope, new(big.Rat).Inv(l2), big.NewRat(1, 2)))
		default:
			f, _ := u.Float64()
			limit, _ := l1.Float64()
			return nil, fmt.Errorf("dual.theta: the correlation of column %d is %v, beyond %v", j, f, limit)
		}
		if best == nil || sup.Cmp(best) > 0 {
			best = sup
		}
	}
	return best, nil
}
