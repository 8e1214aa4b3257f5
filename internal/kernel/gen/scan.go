//go:build ignore

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The kernels that leave early: at a row out of range, at an entry beyond its bound.

// gather holds the products of one column after the other with w vectors, a lane a
// vector, in four sets of accumulators, and leaves at the first row or pointer out
// of range.
func gather(w int) {
	name := fmt.Sprintf("gatherBlock%dAVX2", w)
	TEXT(name, NOSPLIT, "func(dst *float64, ptr *int, cols int, row *int32, val *float64, entries int, v *float64, rows int) bool")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets dst[%d j + c] to the sum of val[k] v[%d row[k] + c] over ptr[j] <= k < ptr[j+1], for", name, w, w),
		"j < cols, and returns false where a row is not in [0, rows) or a pointer beyond entries.")
	p := pointers("dst", "ptr", "cols", "row", "val", "entries", "v", "rows")
	dst, ptr, cols, row, val, entries, v, rows := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	half := w / 4
	shift := map[int]uint64{4: 5, 8: 6}[w]
	acc := make([]reg.VecVirtual, 4*half)
	for i := range acc {
		acc[i] = YMM()
	}
	add := func(k reg.Register, step int) {
		r, x := GP64(), YMM()
		MOVLQSX(Mem{Base: row, Index: k, Scale: 4, Disp: 4 * step}, r)
		CMPQ(r, rows)
		JCC(LabelRef("outside"))
		SHLQ(U8(shift), r)
		VBROADCASTSD(Mem{Base: val, Index: k, Scale: 8, Disp: 8 * step}, x)
		for h := range half {
			VFMADD231PD(Mem{Base: v, Index: r, Scale: 1, Disp: 32 * h}, x, acc[step*half+h])
		}
	}
	Label("column")
	k, n := GP64(), GP64()
	MOVQ(Mem{Base: ptr}, k)
	MOVQ(Mem{Base: ptr, Disp: 8}, n)
	CMPQ(k, n)
	JHI(LabelRef("outside"))
	CMPQ(n, entries)
	JHI(LabelRef("outside"))
	SUBQ(k, n)
	for _, a := range acc {
		VXORPD(a, a, a)
	}
	blocks("four", n, k, 4, func() {
		for step := range 4 {
			add(k, step)
		}
	})
	blocks("one", n, k, 1, func() { add(k, 0) })
	for h := range half {
		a := [4]reg.VecVirtual{acc[h], acc[half+h], acc[2*half+h], acc[3*half+h]}
		VADDPD(a[1], a[0], a[0])
		VADDPD(a[3], a[2], a[2])
		VADDPD(a[2], a[0], a[0])
		VMOVUPD(a[0], Mem{Base: dst, Disp: 32 * h})
	}
	ADDQ(U8(8*w), dst)
	ADDQ(U8(8), ptr)
	DECQ(cols)
	JNE(LabelRef("column"))
	VZEROUPPER()
	inside := GP8()
	MOVB(U8(1), inside)
	Store(inside, ReturnIndex(0))
	RET()
	Label("outside")
	VZEROUPPER()
	MOVB(U8(0), inside)
	Store(inside, ReturnIndex(0))
	RET()
}

// beyond looks at eight entries a step, and again at four where it has found one.
func beyond() {
	n, i := begin("beyondAVX2", "(u, t *float64, s float64, lo, n int) int",
		"returns the first i in lo, lo+4, lo+8, ... for which |u[k]| <= s t[k] fails at a k of i, ..., i+3, and n without one. n-lo is a multiple of four.")
	Load(Param("lo"), i)
	p := pointers("u", "t")
	s, sign := YMM(), YMM()
	VBROADCASTSD(NewParamAddr("s", 16), s)
	VPCMPEQD(sign, sign, sign)
	VPSRLQ(U8(1), sign, sign)
	fails := func(block int) reg.VecVirtual {
		u, t := YMM(), YMM()
		VANDPD(at(p[0], i, block), sign, u)
		VMULPD(at(p[1], i, block), s, t)
		VCMPPD(U8(6), t, u, u) // not u <= t
		return u
	}
	leaveIf := func(u reg.VecVirtual, label string) {
		any := GP32()
		VMOVMSKPD(u, any)
		TESTL(any, any)
		JNE(LabelRef(label))
	}
	next := GP64()
	Label("eight")
	LEAQ(Mem{Base: i, Disp: 8}, next)
	CMPQ(next, n)
	JGT(LabelRef("four"))
	a, b := fails(0), fails(1)
	VORPD(a, b, b)
	leaveIf(b, "four")
	MOVQ(next, i)
	JMP(LabelRef("eight"))
	Label("four")
	CMPQ(i, n)
	JGE(LabelRef("done"))
	leaveIf(fails(0), "done")
	ADDQ(U8(4), i)
	JMP(LabelRef("four"))
	Label("done")
	VZEROUPPER()
	Store(i, ReturnIndex(0))
	RET()
}
