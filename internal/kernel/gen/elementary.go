//go:build ignore

package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The elementary functions, four entries a step, operation for operation as their twins
// in elementary.go.

// A table of constants, each four times over.
type constants map[uint64]Mem

func (c constants) bits(v uint64) Mem {
	m, ok := c[v]
	if !ok {
		m = GLOBL("k"+hex(v), RODATA|NOPTR)
		for i := range 4 {
			DATA(8*i, U64(v))
		}
		c[v] = m
	}
	return m
}

func (c constants) number(v float64) Mem { return c.bits(math.Float64bits(v)) }

func hex(v uint64) string {
	s := ""
	for range 16 {
		s = string("0123456789abcdef"[v&15]) + s
		v >>= 4
	}
	return s
}

// from loads a constant.
func from(m Mem) reg.VecVirtual {
	v := YMM()
	VMOVUPD(m, v)
	return v
}

// times returns a b.
func times(a Op, b reg.VecVirtual) reg.VecVirtual {
	v := YMM()
	VMULPD(a, b, v)
	return v
}

// fma returns a b + c, in the register of a.
func fma(a, b reg.VecVirtual, c Op) reg.VecVirtual {
	VFMADD213PD(c, b, a)
	return a
}

// linear returns r hi + lo, constants.
func (c constants) linear(r reg.VecVirtual, hi, lo float64) reg.VecVirtual {
	return fma(from(c.number(hi)), r, c.number(lo))
}

// exp is the twin of exp, in the register of x.
func (c constants) exp(x reg.VecVirtual) reg.VecVirtual {
	VMINPD(x, from(c.number(710)), x) // the first operand where one is NaN
	VMAXPD(x, from(c.number(-746)), x)
	magic := from(c.number(0x1.8p52))
	t, k := YMM(), YMM()
	VMOVUPD(x, t)
	VFMADD132PD(c.number(1.4426950408889634), magic, t)
	VSUBPD(magic, t, k)
	VFNMADD231PD(c.number(6.93147180369123816490e-01), k, x)
	VFNMADD231PD(c.number(1.90821492927058770002e-10), k, x)
	r := x
	r2 := times(r, r)
	r4 := times(r2, r2)
	factorial := [14]float64{1}
	for i := 1; i < 14; i++ {
		factorial[i] = float64(i) * factorial[i-1]
	}
	pair := func(i int) reg.VecVirtual { return c.linear(r, 1/factorial[i+1], 1/factorial[i]) }
	add := func(to, by, v reg.VecVirtual) { VFMADD231PD(v, by, to) }
	d := pair(8)
	add(d, r2, pair(10))
	add(d, r4, pair(12))
	b := pair(4)
	add(b, r2, pair(6))
	add(b, r4, d)
	a := pair(2)
	add(a, r2, b)
	VFMADD213PD(r, r2, a)
	half, whole := YMM(), YMM()
	VPSRAD(U8(1), t, half)
	VPSUBD(half, t, whole)
	for _, s := range []reg.VecVirtual{half, whole} {
		VPADDD(c.bits(1023), s, s)
		VPSLLQ(U8(52), s, s)
	}
	VFMADD213PD(half, half, a)
	VMULPD(whole, a, a)
	return a
}

// log is the twin of log; c may be nil for none.
func (c constants) log(u, small reg.VecVirtual) reg.VecVirtual {
	v, shift, tiny := YMM(), YMM(), YMM()
	VCMPPD(U8(1), c.number(0x1p-1022), u, tiny) // u < 2^-1022
	VMULPD(c.number(0x1p54), u, v)
	VBLENDVPD(tiny, v, u, v)
	VANDPD(c.number(54), tiny, shift)
	const sqrtHalf, top = 0x3FE6A09E667F3BCD, 1 << 63
	j, k, f := YMM(), YMM(), YMM()
	VPADDQ(c.bits(top-sqrtHalf), v, j)
	VPSRLQ(U8(52), j, j)
	VPOR(c.bits(0x4330000000000000), j, k)
	VSUBPD(c.number(0x1p52+2048), k, k)
	VSUBPD(shift, k, k)
	VPSLLQ(U8(52), j, j)
	VPSUBQ(j, v, f)
	VPADDQ(c.bits(top), f, f)
	VSUBPD(c.number(1), f, f)
	s := YMM()
	VADDPD(c.number(2), f, s)
	VDIVPD(s, f, s)
	z := times(s, s)
	w := times(z, z)
	even := c.linear(w, 1.531383769920937332e-01, 2.222219843214978396e-01)
	even = fma(even, w, c.number(3.999999999940941908e-01))
	odd := c.linear(w, 1.479819860511658591e-01, 1.818357216161805012e-01)
	odd = fma(odd, w, c.number(2.857142874366239149e-01))
	odd = fma(odd, w, c.number(6.666666666666735130e-01))
	VMULPD(odd, z, odd)
	r := fma(even, w, odd)
	half := times(c.number(0.5), f)
	VMULPD(f, half, half)
	VADDPD(half, r, r)
	rest := YMM()
	if small == nil {
		VXORPD(rest, rest, rest)
	} else {
		VMOVUPD(small, rest)
	}
	VFMADD231PD(c.number(1.90821492927058770002e-10), k, rest)
	VFMADD213PD(rest, s, r)
	VSUBPD(r, half, r)
	VSUBPD(r, f, r)
	VFMADD231PD(c.number(6.93147180369123816490e-01), k, r)
	// What is not in (0, +Inf).
	zero, is := YMM(), YMM()
	VXORPD(zero, zero, zero)
	odds := YMM()
	VCMPPD(U8(0), zero, u, is) // u == 0
	VBLENDVPD(is, c.number(math.Inf(-1)), u, odds)
	VCMPPD(U8(1), zero, u, is) // u < 0
	VBLENDVPD(is, c.bits(0x7FF8000000000001), odds, odds)
	VCMPPD(U8(30), zero, u, is) // u > 0
	VBLENDVPD(is, r, odds, r)
	VCMPPD(U8(17), c.number(math.Inf(1)), u, is) // u < +Inf
	VBLENDVPD(is, r, odds, r)
	return r
}

// log1p is the twin of log1p.
func (c constants) log1p(x reg.VecVirtual) reg.VecVirtual {
	one := from(c.number(1))
	u, b, lost := YMM(), YMM(), YMM()
	VADDPD(x, one, u)
	VSUBPD(one, u, b)
	VSUBPD(b, u, lost)
	VSUBPD(lost, one, lost)
	VSUBPD(b, x, b)
	VADDPD(b, lost, lost)
	VDIVPD(u, lost, lost)
	return c.log(u, lost)
}

// negated sets the signs of x.
func (c constants) negated(x reg.VecVirtual) reg.VecVirtual {
	v := YMM()
	VORPD(c.bits(1<<63), x, v)
	return v
}

// each is a kernel of one vector.
func (c constants) each(name, formula string, f func(x reg.VecVirtual) reg.VecVirtual) {
	n, i := begin(name+"AVX2", "(dst, x *float64, n int)", "sets dst[i] to "+formula+" for i < n, a multiple of four.")
	p := pointers("dst", "x")
	blocks("four", n, i, 4, func() { VMOVUPD(f(whole.load(at(p[1], i, 0))), at(p[0], i, 0)) })
	VZEROUPPER()
	RET()
}

func elementary() {
	c := constants{}
	c.each("exp", "exp(x[i])", c.exp)
	c.each("log", "log(x[i])", func(x reg.VecVirtual) reg.VecVirtual { return c.log(x, nil) })
	c.each("log1p", "log(1+x[i])", c.log1p)
	c.each("softplus", "log(1+exp(x[i]))", func(x reg.VecVirtual) reg.VecVirtual {
		r := c.log1p(c.exp(c.negated(x)))
		up, zero := YMM(), YMM()
		VXORPD(zero, zero, zero)
		VMAXPD(zero, x, up) // zero where x is NaN, and r NaN already
		VADDPD(up, r, r)
		return r
	})
	c.logistic()
}

func (c constants) logistic() {
	n, i := begin("logisticAVX2", "(slope, curv, y, z *float64, n int)",
		"sets slope[i] to (1-y[i]) p - y[i] q and curv[i] to p q, p = 1/(1+exp(-z[i])), q = 1-p, and 0 for y[i] < 0, for i < n, a multiple of four.")
	ptr := pointers("slope", "curv", "y", "z")
	blocks("four", n, i, 4, func() {
		z := whole.load(at(ptr[3], i, 0))
		e := c.exp(c.negated(z))
		large, p, q := YMM(), YMM(), YMM()
		VADDPD(c.number(1), e, large)
		one := from(c.number(1))
		VDIVPD(large, one, large)
		VMULPD(large, e, e)
		zero, below := YMM(), YMM()
		VXORPD(zero, zero, zero)
		VCMPPD(U8(1), zero, z, below) // z < 0
		VBLENDVPD(below, e, large, p)
		VBLENDVPD(below, large, e, q)
		y := whole.load(at(ptr[2], i, 0))
		VMAXPD(y, zero, y)
		VSUBPD(y, one, one)
		VMULPD(q, y, y)
		slope := YMM()
		VMOVUPD(p, slope)
		VFMSUB213PD(y, one, slope)
		VMULPD(q, p, p)
		VMOVUPD(slope, at(ptr[0], i, 0))
		VMOVUPD(p, at(ptr[1], i, 0))
	})
	VZEROUPPER()
	RET()
}
