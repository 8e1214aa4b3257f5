package digits

import "math/big"

// Problem is a weighted mean of losses with an elastic net,
//
//	minimise  Σ_i w_i l(y_i, x_i'b + b_0 + o_i) / Σ_i w_i
//	          + Lambda Σ_j f_j ( Alpha |b_j| + (1-Alpha)/2 b_j² ),   Lower <= b <= Upper,
//
// l that of classes, log(1+e^z) - y z with y in [0, 1], or of counts, e^z - y z. Nil slices
// stand for 1, 0, 1, -Inf and +Inf. All numbers are meant as they are.
type Problem struct {
	Counts             bool
	X                  [][]float64 // by columns
	Y, Weights, Offset []float64
	Intercept          bool
	Lambda, Alpha      float64
	Factor             []float64
	Lower, Upper       []float64
}

func at(v []float64, i int, none float64) float64 {
	if v == nil {
		return none
	}
	return v[i]
}

func add(terms ...*big.Float) *big.Float {
	s := Of(0)
	for _, t := range terms {
		s.Add(s, t)
	}
	return s
}

func mul(factors ...*big.Float) *big.Float {
	s := Of(1)
	for _, t := range factors {
		s.Mul(s, t)
	}
	return s
}

func neg(a *big.Float) *big.Float { return Of(0).Neg(a) }

func quo(a, b *big.Float) *big.Float { return Of(0).Quo(a, b) }

// share returns w_i / Σ w.
func (p *Problem) share(i int) *big.Float {
	total := Of(0)
	for k := range p.Y {
		total.Add(total, Of(at(p.Weights, k, 1)))
	}
	return quo(Of(at(p.Weights, i, 1)), total)
}

// term returns l1 and l2 of column j, whose penalty is l1 |b| + l2 b²/2.
func (p *Problem) term(j int) (l1, l2 *big.Float) {
	l := mul(Of(p.Lambda), Of(at(p.Factor, j, 1)))
	return mul(l, Of(p.Alpha)), mul(l, add(Of(1), Of(-p.Alpha)))
}

// Predict returns x_i'b + b_0 + o_i; the intercept is the last of beta.
func (p *Problem) Predict(beta []*big.Float) []*big.Float {
	z := make([]*big.Float, len(p.Y))
	for i := range z {
		z[i] = Of(at(p.Offset, i, 0))
		for j, x := range p.X {
			z[i].Add(z[i], mul(Of(x[i]), beta[j]))
		}
		if p.Intercept {
			z[i].Add(z[i], beta[len(p.X)])
		}
	}
	return z
}

// loss returns l, l' and l” of row i.
func (p *Problem) loss(i int, z *big.Float) (value, slope, curvature *big.Float) {
	y := Of(p.Y[i])
	if p.Counts {
		e := Exp(z)
		return add(e, neg(mul(y, z))), add(e, neg(y)), e
	}
	e := Exp(neg(Of(0).Abs(z))) // of the two shares the smaller is e/(1+e)
	sum := add(Of(1), e)
	small, large := quo(e, sum), quo(Of(1), sum)
	if other := add(Of(1), neg(y)); z.Sign() > 0 { // sums of what has one sign, far out too
		return add(log1p(e), mul(other, z)), add(mul(other, large), neg(mul(y, small))), mul(small, large)
	} else {
		return add(log1p(e), neg(mul(y, z))), add(mul(other, small), neg(mul(y, large))), mul(small, large)
	}
}

// log1p returns log(1+e) for 0 <= e <= 1.
func log1p(e *big.Float) *big.Float {
	if e.Sign() == 0 || e.MantExp(nil) < -200 { // of the series two terms are enough
		return add(e, mul(Of(-0.5), e, e))
	}
	return Log(add(Of(1), e))
}

// Objective returns P(beta), whether beta keeps the bounds or not.
func (p *Problem) Objective(beta []*big.Float) *big.Float {
	sum := Of(0)
	for i, z := range p.Predict(beta) {
		if at(p.Weights, i, 1) > 0 {
			value, _, _ := p.loss(i, z)
			sum.Add(sum, mul(p.share(i), value))
		}
	}
	for j := range p.X {
		l1, l2 := p.term(j)
		sum.Add(sum, mul(l1, Of(0).Abs(beta[j])))
		sum.Add(sum, mul(Of(0.5), l2, beta[j], beta[j]))
	}
	return sum
}

// Precisely is a point of doubles.
func Precisely(beta []float64) []*big.Float {
	b := make([]*big.Float, len(beta))
	for j, v := range beta {
		b[j] = Of(v)
	}
	return b
}
