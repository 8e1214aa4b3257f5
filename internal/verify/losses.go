package verify

import (
	"fmt"
	"math/big"
	"strconv"
)

// The losses l(y, z) of the families and their conjugates. Those of the square, of Huber,
// of the hinges and of quantiles are rational; where an exponential or a logarithm is needed
// what is returned is above it, by less than one part in 2^150.

// Families are the values of Problem.Family; the first is least squares.
var Families = []string{"", "binomial", "poisson", "huber", "squared-hinge", "hinge", "quantile"}

// Responses returns what a target stands for: itself or, where the problem has two levels, 1
// for the second and 0 for the first. names are those of the numbers in y where the target
// is text.
func (p *Problem) Responses(y []float64, names []string) ([]float64, error) {
	coded := append([]float64(nil), y...)
	for i, v := range y {
		switch name := strconv.FormatFloat(v, 'g', -1, 64); {
		case p.Levels != nil:
			if names != nil {
				name = names[int(v)]
			}
			if coded[i] = 0; name == p.Levels[1] {
				coded[i] = 1
			} else if name != p.Levels[0] {
				return nil, fmt.Errorf("problem.levels: the target is %q in row %d", name, i)
			}
		case names != nil:
			return nil, fmt.Errorf("problem.levels: they are missing, and the target is text, such as %q", names[0])
		case p.Family == "binomial" && !(v >= 0 && v <= 1) || p.Family == "poisson" && v < 0 || margin(p.Family) && v != 0 && v != 1:
			return nil, fmt.Errorf("problem.family: the target is %v in row %d, which is none of the family %q", v, i, p.Family)
		}
	}
	return coded, nil
}

var half, one = big.NewRat(1, 2), big.NewRat(1, 1)

func largest(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// share is the share of the positive class, for binomial, and side 1 for it and -1 for the
// other class, for the hinges.
func share(y float64) *big.Rat { return num(max(y, 0)) }

func side(y float64) *big.Rat {
	if y > 0 {
		return one
	}
	return num(-1)
}

// loss returns l(y, z) or a number above it.
func (p *Problem) loss(y float64, z *big.Rat) *big.Rat {
	switch p.Family {
	case "binomial": // log(1 + e^z) - y z, y in [0, 1]
		lost := largest(mul(minus(one, share(y)), z), mul(share(y), new(big.Rat).Neg(z)))
		e := exp(new(big.Rat).Neg(new(big.Rat).Abs(z)))
		return lost.Add(lost, above(log(e.Add(e, one))))
	case "poisson": // e^z - y z
		return minus(exp(z), mul(num(y), z))
	case "huber":
		r, delta := minus(z, num(y)), num(p.Delta)
		if r.Abs(r).Cmp(delta) > 0 {
			return mul(delta, minus(r, mul(half, delta)))
		}
		return mul(half, r, r)
	case "squared-hinge": // max(1 - s z, 0)²/2
		d := largest(minus(one, mul(side(y), z)), new(big.Rat))
		return mul(half, d, d)
	}
	r := minus(z, num(y))
	switch p.Family {
	case "hinge": // max(1 - s z, 0)
		return largest(minus(one, mul(side(y), z)), new(big.Rat))
	case "quantile": // max(-tau r, (1-tau) r)
		return largest(mul(r, minus(one, num(p.Tau))), mul(r, num(-p.Tau)))
	}
	return mul(half, r, r)
}

// margin tells the families of classes that are 0 or 1.
func margin(family string) bool { return family == "hinge" || family == "squared-hinge" }

// lossConjugate returns sup_z v z - l(y, z) or a number above it; an error says that it
// is infinite.
func (p *Problem) lossConjugate(i int, v *big.Rat) (*big.Rat, error) {
	y := p.Y[i]
	outside := false
	t := new(big.Rat).Add(num(y), v)
	var sup *big.Rat
	switch p.Family {
	case "binomial": // t log t + (1-t) log(1-t) on [0, 1]
		t.Add(share(y), v)
		rest := minus(one, t)
		if outside = t.Sign() < 0 || rest.Sign() < 0; !outside {
			sup = new(big.Rat).Add(entropy(t), entropy(rest))
		}
	case "poisson": // t log t - t for t >= 0
		if outside = t.Sign() < 0; !outside {
			sup = minus(entropy(t), t)
		}
	case "huber":
		outside = new(big.Rat).Abs(v).Cmp(num(p.Delta)) > 0
		sup = mul(v, t.Add(num(y), mul(half, v)))
	case "squared-hinge":
		outside = mul(side(y), v).Sign() > 0
		sup = mul(v, t.Add(side(y), mul(half, v)))
	case "hinge": // s v on -1 <= s v <= 0
		sup = mul(side(y), v)
		outside = sup.Sign() > 0 || sup.Cmp(num(-1)) < 0
	case "quantile": // y v on -tau <= v <= 1 - tau
		outside = v.Cmp(num(-p.Tau)) < 0 || v.Cmp(minus(one, num(p.Tau))) > 0
		sup = mul(num(y), v)
	default:
		sup = mul(v, t.Add(num(y), mul(half, v)))
	}
	if outside {
		f, _ := v.Float64()
		return nil, fmt.Errorf("dual.theta: the slope of row %d is %v, outside the conjugate of its loss", i, f)
	}
	return sup, nil
}

// entropy returns t log t or a number above it, 0 for 0.
func entropy(t *big.Rat) *big.Rat {
	if t.Sign() == 0 {
		return new(big.Rat)
	}
	return above(mul(t, log(t)))
}

// above is more than what x is within one part in 2^200 of.
func above(x *big.Rat) *big.Rat {
	slack := mul(new(big.Rat).Abs(x), power(-200))
	return ceil(slack.Add(slack, x))
}

// bits is the precision of all steps below, of which no result loses 100.
const bits = 400

func wide() *big.Float { return new(big.Float).SetPrec(bits) }

func rational(x *big.Float) *big.Rat { r, _ := x.Rat(nil); return r }

func power(k int) *big.Rat { return rational(wide().SetMantExp(wide().SetInt64(1), k)) }

// exp returns a number above e^x, by Taylor's series at x/2^k, |x/2^k| < 2^-10, and k
// squarings, each of which doubles the relative error: k is below 40 for |x| < 2^30, which
// is what the callers have. e^-5000 < 2^-7000.
func exp(x *big.Rat) *big.Rat {
	if x.Cmp(big.NewRat(-5000, 1)) < 0 {
		return power(-7000)
	}
	r := wide().SetRat(x)
	k := max(r.MantExp(nil)+10, 0)
	r.SetMantExp(r, -k)
	sum, term := wide().SetInt64(1), wide().SetInt64(1)
	for i := int64(1); i < 45; i++ { // what is left out is below 2^-440
		term.Mul(term, r)
		term.Quo(term, wide().SetInt64(i))
		sum.Add(sum, term)
	}
	for range k {
		sum.Mul(sum, sum)
	}
	return above(rational(sum))
}

// log returns a number near log x, x > 0, within one part in 2^300: k log 2 + log m with
// x = 2^k m and m within [0.7, 1.42], so that the two do not cancel.
func log(x *big.Rat) *big.Rat {
	k := wide().SetRat(x).MantExp(nil)
	m := mul(x, power(-k)) // in [1/2, 1], up to rounding
	if m.Cmp(big.NewRat(7, 10)) < 0 {
		m.Add(m, m)
		k--
	}
	sum := artanh(new(big.Rat).Quo(minus(m, one), new(big.Rat).Add(m, one)))
	sum.Add(sum, wide().Mul(wide().SetInt64(int64(k)), artanh(big.NewRat(1, 3)))) // log 2 = 2 artanh(1/3)
	return rational(sum.Mul(sum, wide().SetInt64(2)))
}

// artanh returns s + s³/3 + s⁵/5 + ... for |s| <= 1/3.
func artanh(s *big.Rat) *big.Float {
	power := wide().SetRat(s)
	square, sum := wide().Mul(power, power), wide()
	for i := int64(1); i < 260; i += 2 {
		sum.Add(sum, wide().Quo(power, wide().SetInt64(i)))
		power.Mul(power, square)
	}
	return sum
}
