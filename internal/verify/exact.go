package verify

import (
	"fmt"
	"math"
	"math/big"
)

// Problem is the problem of a certificate in plain numbers. The objective is
//
//	P(b, b_0) = Σ_i w_i (y_i - o_i - b_0 - Σ_j x_ij b_j)² / (2 Σ_i w_i) + Σ_j l1_j |b_j| + l2_j b_j²/2
//	l1_j = lambda alpha f_j s_j,   l2_j = lambda (1-alpha) f_j s_j²
//
// over lower_j <= b_j <= upper_j, with b_j = 0 where s_j is 0 or f_j infinite.
type Problem struct {
	X                Matrix
	Y                []float64
	Weights, Offset  []float64 // nil for ones, for zeros
	Lambda, Alpha    float64
	Factor, Scale    []float64 // nil for ones
	Lower, Upper     []float64 // nil for no bounds
	Intercept        bool
	rows, cols       int
	l1, l2           []*big.Float
	low, high        []float64
	totalWeight, one *big.Float
}

// Matrix is all that is asked of data: its shape, and a times column j added to a
// vector, for a = 1 and a vector of zeros.
type Matrix interface {
	Dims() (n, p int)
	ColAxpy(j int, a float64, dst []float64)
}

// Every number here is exact. A float64 is an integer times a power of two, sums
// and products of such numbers are such numbers, and big.Float with room for
// them never rounds; exact checks that.
const room = 1 << 20

func num(v float64) *big.Float { return new(big.Float).SetPrec(room).SetFloat64(v) }

func exact(z *big.Float) *big.Float {
	if z.Acc() != big.Exact {
		panic("verify: out of room for exact numbers")
	}
	return z
}

func add(a, b *big.Float) *big.Float {
	return exact(new(big.Float).SetPrec(room).Add(a, b))
}

func mul(factors ...*big.Float) *big.Float {
	z := num(1)
	for _, f := range factors {
		z = exact(new(big.Float).SetPrec(room).Mul(z, f))
	}
	return z
}

func rat(z *big.Float) *big.Rat { r, _ := z.Rat(nil); return r }

// quoUp returns a/b, b > 0, or a number above it by less than one part in 2^500:
// the one operation that rounds.
func quoUp(a, b *big.Float) *big.Float {
	q := new(big.Float).SetPrec(512).SetMode(big.ToPositiveInf).Quo(a, b)
	return new(big.Float).SetPrec(room).Set(q)
}

// prepare multiplies out the penalty and sums the weights.
func (p *Problem) prepare() {
	p.rows, p.cols = p.X.Dims()
	pick := func(v []float64, j int, none float64) float64 {
		if v == nil {
			return none
		}
		return v[j]
	}
	p.one, p.totalWeight = num(1), num(0)
	for i := range p.rows {
		p.totalWeight = add(p.totalWeight, num(pick(p.Weights, i, 1)))
	}
	p.l1, p.l2, p.low, p.high = nil, nil, nil, nil
	for j := range p.cols {
		f, s := pick(p.Factor, j, 1), pick(p.Scale, j, 1)
		low, high := pick(p.Lower, j, math.Inf(-1)), pick(p.Upper, j, math.Inf(1))
		if s == 0 || math.IsInf(f, 1) {
			f, s, low, high = 0, 0, 0, 0
		}
		p.l1 = append(p.l1, mul(num(p.Lambda), num(p.Alpha), num(f), num(s)))
		p.l2 = append(p.l2, mul(num(p.Lambda), add(p.one, num(-p.Alpha)), num(f), num(s), num(s)))
		p.low, p.high = append(p.low, low), append(p.high, high)
	}
}

func (p *Problem) weight(i int) float64 {
	if p.Weights == nil {
		return 1
	}
	return p.Weights[i]
}

// target returns y_i - o_i.
func (p *Problem) target(i int) *big.Float {
	if p.Offset == nil {
		return num(p.Y[i])
	}
	return add(num(p.Y[i]), num(-p.Offset[i]))
}

// column returns column j.
func (p *Problem) column(j int) []float64 {
	x := make([]float64, p.rows)
	p.X.ColAxpy(j, 1, x)
	return x
}

// Primal returns P(b, b_0) exactly.
func (p *Problem) Primal(b []float64, b0 float64) (*big.Rat, error) {
	p.prepare()
	r, omega := make([]*big.Float, p.rows), num(0)
	for i := range r {
		r[i] = add(p.target(i), num(-b0))
	}
	for j, v := range b {
		if v < p.low[j] || v > p.high[j] {
			return nil, fmt.Errorf("beta: entry %d is %v, outside [%v, %v]", j, v, p.low[j], p.high[j])
		}
		if v == 0 {
			continue
		}
		for i, x := range p.column(j) {
			if x != 0 {
				r[i] = add(r[i], mul(num(-x), num(v)))
			}
		}
		omega = add(omega, mul(p.l1[j], num(math.Abs(v))))
		omega = add(omega, mul(p.l2[j], num(v), num(v), num(0.5)))
	}
	squares := num(0)
	for i, v := range r {
		squares = add(squares, mul(num(p.weight(i)), v, v))
	}
	value := rat(squares)
	value.Quo(value, rat(mul(num(2), p.totalWeight)))
	return value.Add(value, rat(omega)), nil
}

// Dual returns D(s (theta - delta)), or a number below it by less than one part in
// 2^500 of its terms, where
//
//	D(t) = Σ_i t_i (y_i - o_i) - Σ w t_i²/(2 w_i) - Σ_j sup { u_j b - l1_j |b| - l2_j b²/2 : lower_j <= b <= upper_j }
//
// with u = X't, Σ w for the sum of the weights, and delta, on the given rows alone,
// such that theta - delta solves the given equations: <x_j, t> = 0 for column j,
// Σ_i t_i = 0 for the number p. It returns an error where D is -Inf, that is,
// where the point is not feasible, saying why.
func (p *Problem) Dual(theta []float64, s float64, rows, equations []int) (*big.Rat, error) {
	p.prepare()
	t := make([]*big.Rat, p.rows)
	for i, v := range theta {
		t[i] = rat(num(v))
	}
	delta, err := p.delta(theta, rows, equations)
	if err != nil {
		return nil, err
	}
	for k, i := range rows {
		t[i] = new(big.Rat).Sub(t[i], delta[k])
	}
	scale := rat(num(s))
	if scale.Sign() < 0 {
		return nil, fmt.Errorf("scale: %v is negative", s)
	}
	up := func(r *big.Rat) *big.Float { // a sum of terms with different denominators rounds once each
		f := new(big.Float).SetPrec(512).SetMode(big.ToPositiveInf).SetRat(r)
		return new(big.Float).SetPrec(room).Set(f)
	}
	loss, sum := num(0), num(0) // minus D, from above
	special := map[int]*big.Rat{}
	for k, i := range rows {
		special[i] = delta[k]
	}
	for i, v := range t {
		if v.Sign() == 0 {
			continue
		}
		w := p.weight(i)
		if w == 0 {
			return nil, fmt.Errorf("theta: entry %d is not 0, but its weight is", i)
		}
		if special[i] == nil {
			sum = add(sum, num(theta[i]))
			loss = add(loss, mul(num(-s), num(theta[i]), p.target(i)))
			loss = add(loss, quoUp(mul(num(s), num(s), p.totalWeight, num(theta[i]), num(theta[i])), num(2*w)))
			continue
		}
		st := new(big.Rat).Mul(scale, v)
		loss = add(loss, up(new(big.Rat).Mul(new(big.Rat).Neg(st), rat(p.target(i)))))
		square := new(big.Rat).Mul(rat(p.totalWeight), new(big.Rat).Mul(st, st))
		loss = add(loss, up(square.Quo(square, rat(num(2*w)))))
	}
	if p.Intercept {
		total := rat(sum)
		for _, i := range rows {
			total.Add(total, t[i])
		}
		if total.Sign() != 0 {
			return nil, fmt.Errorf("theta: its sum is not 0, as the intercept demands")
		}
	}
	for j := range p.cols {
		dot, x := num(0), p.column(j)
		for i, v := range x {
			if v != 0 && special[i] == nil {
				dot = add(dot, mul(num(v), num(theta[i])))
			}
		}
		u := rat(dot)
		for _, i := range rows {
			u.Add(u, new(big.Rat).Mul(rat(num(x[i])), t[i]))
		}
		conj, err := p.conj(j, u.Mul(u, scale))
		if err != nil {
			return nil, err
		}
		loss = add(loss, up(conj))
	}
	return rat(loss.Neg(loss)), nil
}

// conj returns the supremum for column j.
func (p *Problem) conj(j int, u *big.Rat) (*big.Rat, error) {
	l1, l2 := rat(p.l1[j]), rat(p.l2[j])
	best := (*big.Rat)(nil)
	try := func(u *big.Rat, from, to float64) error { // sup over 0 <= from <= b <= to
		v := new(big.Rat).Sub(u, l1)
		at := func(b *big.Rat) {
			c := new(big.Rat).Mul(v, b)
			c.Sub(c, new(big.Rat).Mul(new(big.Rat).Mul(l2, b), new(big.Rat).Mul(b, big.NewRat(1, 2))))
			if best == nil || c.Cmp(best) > 0 {
				best = c
			}
		}
		at(rat(num(from)))
		if !math.IsInf(to, 1) {
			at(rat(num(to)))
		}
		if l2.Sign() == 0 {
			if math.IsInf(to, 1) && v.Sign() > 0 {
				f, _ := new(big.Rat).Add(v, l1).Float64()
				limit, _ := l1.Float64()
				return fmt.Errorf("theta: the correlation of column %d is %v, beyond its limit %v", j, f, limit)
			}
			return nil
		}
		peak := new(big.Rat).Quo(v, l2)
		if peak.Cmp(rat(num(from))) > 0 && (math.IsInf(to, 1) || peak.Cmp(rat(num(to))) < 0) {
			at(peak)
		}
		return nil
	}
	if p.high[j] >= 0 {
		if err := try(u, max(p.low[j], 0), p.high[j]); err != nil {
			return nil, err
		}
	}
	if p.low[j] <= 0 {
		if err := try(new(big.Rat).Neg(u), max(-p.high[j], 0), -p.low[j]); err != nil {
			return nil, err
		}
	}
	return best, nil
}

// delta solves Σ_k e_i(k) delta_k = <e, theta> for every equation e, over the rows
// i(k), in rational numbers.
func (p *Problem) delta(theta []float64, rows, equations []int) ([]*big.Rat, error) {
	m := len(rows)
	if len(equations) != m {
		return nil, fmt.Errorf("rows: %d rows for %d equations", m, len(equations))
	}
	a := make([][]*big.Rat, m)
	for k, j := range equations {
		e := make([]float64, p.rows)
		switch {
		case j == p.cols && p.Intercept:
			for i := range e {
				e[i] = 1
			}
		case j >= 0 && j < p.cols:
			e = p.column(j)
		default:
			return nil, fmt.Errorf("equations: there is no equation %d", j)
		}
		sum := num(0)
		for i, v := range e {
			sum = add(sum, mul(num(v), num(theta[i])))
		}
		for _, i := range rows {
			if i < 0 || i >= p.rows {
				return nil, fmt.Errorf("rows: there is no row %d", i)
			}
			a[k] = append(a[k], rat(num(e[i])))
		}
		a[k] = append(a[k], rat(sum))
	}
	for c := range m { // Gauss and Jordan
		top := c
		for top < m && a[top][c].Sign() == 0 {
			top++
		}
		if top == m {
			return nil, fmt.Errorf("rows: the equations cannot be solved on these rows")
		}
		a[c], a[top] = a[top], a[c]
		for k := range m {
			if k != c {
				f := new(big.Rat).Quo(a[k][c], a[c][c])
				for i := c; i <= m; i++ {
					a[k][i] = new(big.Rat).Sub(a[k][i], new(big.Rat).Mul(f, a[c][i]))
				}
			}
		}
	}
	out := make([]*big.Rat, m)
	for k := range out {
		out[k] = new(big.Rat).Quo(a[k][m], a[k][k])
	}
	return out, nil
}
