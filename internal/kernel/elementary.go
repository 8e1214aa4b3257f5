package kernel

import "math"

// The elementary functions go entry by entry, so that there is no order of sums: the
// assembly and the Go twins give the same bits, wherever an entry stands. TestElementary
// measures errors below 2 units in the last place against arbitrary precision, and
// certificates count on 4.5, which docs/math.md proves. Infinities, zeros and NaN are
// those of package math. dst may be x.

// Exp sets dst[i] = exp(x[i]) for i < len(x).
func Exp(dst, x []float64) {
	if len(dst) < len(x) {
		panic("kernel: Exp: dst is shorter than x")
	}
	for i := expMany(dst, x); i < len(x); i++ {
		dst[i] = exp(x[i])
	}
}

// Log sets dst[i] = log(x[i]) for i < len(x).
func Log(dst, x []float64) {
	if len(dst) < len(x) {
		panic("kernel: Log: dst is shorter than x")
	}
	for i := logMany(dst, x); i < len(x); i++ {
		dst[i] = log(x[i], 0)
	}
}

// Log1p sets dst[i] = log(1 + x[i]), accurate near zero, for i < len(x).
func Log1p(dst, x []float64) {
	if len(dst) < len(x) {
		panic("kernel: Log1p: dst is shorter than x")
	}
	for i := log1pMany(dst, x); i < len(x); i++ {
		dst[i] = log1p(x[i])
	}
}

// Softplus sets dst[i] = log(1 + exp(x[i])) for i < len(x).
func Softplus(dst, x []float64) {
	if len(dst) < len(x) {
		panic("kernel: Softplus: dst is shorter than x")
	}
	for i := softplusMany(dst, x); i < len(x); i++ {
		dst[i] = softplus(x[i])
	}
}

// Logistic sets
//
//	slope[i] = (1-y[i]) p - y[i] q,   curv[i] = p q,   p = 1/(1+exp(-z[i])), q = 1/(1+exp(z[i])),
//
// for i < len(z), the derivatives in z of log(1+exp(z)) - y z: neither p nor q is
// found by subtraction, so that labels of 0 and 1 cost no digits. A y[i] below 0 counts
// as 0.
func Logistic(slope, curv, y, z []float64) {
	if len(slope) < len(z) || len(curv) < len(z) || len(y) < len(z) {
		panic("kernel: Logistic: slope, curv or y is shorter than z")
	}
	for i := logisticMany(slope, curv, y, z); i < len(z); i++ {
		slope[i], curv[i] = logistic(y[i], z[i])
	}
}

const (
	log2e = 1.4426950408889634
	ln2Hi = 6.93147180369123816490e-01 // its last bits are zeros: whole multiples are exact
	ln2Lo = 1.90821492927058770002e-10
	// Added to a number below 2^51, it leaves the nearest integer in the last bits.
	magic = 0x1.8p52
	// Beyond these exp is infinite, or 0 even after rounding up.
	expMost, expLeast = 710, -746
	// sqrtHalf has the bits of the square root of one half.
	sqrtHalf = 0x3FE6A09E667F3BCD
)

// The Taylor coefficients of exp past 1 + r, which are what is best but for the last
// digit on |r| <= log(2)/2.
const (
	e2  = 1.0 / 2
	e3  = 1.0 / 6
	e4  = 1.0 / 24
	e5  = 1.0 / 120
	e6  = 1.0 / 720
	e7  = 1.0 / 5040
	e8  = 1.0 / 40320
	e9  = 1.0 / 362880
	e10 = 1.0 / 3628800
	e11 = 1.0 / 39916800
	e12 = 1.0 / 479001600
	e13 = 1.0 / 6227020800
)

// Minimax coefficients of (log(1+f) - f + f²/2 - s f²/2)/s, s = f/(2+f), in s²
// (the table of FreeBSD's e_log.c, Sun Microsystems 1993).
const (
	l1 = 6.666666666666735130e-01
	l2 = 3.999999999940941908e-01
	l3 = 2.857142874366239149e-01
	l4 = 2.222219843214978396e-01
	l5 = 1.818357216161805012e-01
	l6 = 1.531383769920937332e-01
	l7 = 1.479819860511658591e-01
)

// exp reduces x = k log(2) + r and scales by 2^k in two steps, so that results may be
// subnormal or infinite.
func exp(x float64) float64 {
	if x > expMost {
		x = expMost
	}
	if x < expLeast {
		x = expLeast
	}
	t := math.FMA(x, log2e, magic)
	k := t - magic
	r := math.FMA(-k, ln2Hi, x)
	r = math.FMA(-k, ln2Lo, r)
	r2 := r * r
	r4 := r2 * r2
	a := math.FMA(r, e3, e2)
	b := math.FMA(r, e5, e4)
	c := math.FMA(r, e7, e6)
	d := math.FMA(r, e9, e8)
	e := math.FMA(r, e11, e10)
	f := math.FMA(r, e13, e12)
	d = math.FMA(r2, e, d)
	d = math.FMA(r4, f, d)
	b = math.FMA(r2, c, b)
	b = math.FMA(r4, d, b)
	a = math.FMA(r2, b, a)
	p := math.FMA(r2, a, r)
	whole := int32(math.Float64bits(t))
	half := whole >> 1
	s := power(half)
	return math.FMA(p, s, s) * power(whole-half)
}

// power returns 2^k.
func power(k int32) float64 { return math.Float64frombits(uint64(uint32(k+1023)) << 52) }

// log returns log(u) + c for a c that is tiny beside u.
func log(u, c float64) float64 {
	v, shift := u, 0.0
	if u < 0x1p-1022 {
		v, shift = u*0x1p54, 54
	}
	bits := math.Float64bits(v)
	j := (bits + (2048<<52 - sqrtHalf)) >> 52
	k := math.Float64frombits(j|0x4330000000000000) - (0x1p52 + 2048) - shift
	f := math.Float64frombits(bits-j<<52+1<<63) - 1
	s := f / (2 + f)
	z := s * s
	w := z * z
	even := math.FMA(w, l6, l4)
	even = math.FMA(w, even, l2)
	odd := math.FMA(w, l7, l5)
	odd = math.FMA(w, odd, l3)
	odd = math.FMA(w, odd, l1)
	r := math.FMA(w, even, float64(z*odd))
	half := float64(float64(f*0.5) * f)
	r = math.FMA(s, half+r, math.FMA(k, ln2Lo, c))
	r = math.FMA(k, ln2Hi, f-(half-r))
	switch {
	case u > 0 && u < math.Inf(1):
		return r
	case u == 0:
		return math.Inf(-1)
	case u < 0:
		return math.NaN()
	}
	return u
}

// log1p hands over what the sum 1 + x rounds off.
func log1p(x float64) float64 {
	u := 1 + x
	b := u - 1
	lost := (1 - (u - b)) + (x - b)
	return log(u, lost/u)
}

func softplus(x float64) float64 {
	r := log1p(exp(-math.Abs(x)))
	if x > 0 {
		r += x
	}
	return r
}

func logistic(y, z float64) (slope, curv float64) {
	e := exp(-math.Abs(z))
	large := 1 / (1 + e)
	small := e * large
	p, q := large, small
	if z < 0 {
		p, q = small, large
	}
	if y < 0 {
		y = 0
	}
	return math.FMA(1-y, p, -float64(y*q)), p * q
}
