//go:build ignore

// Generates the AVX2 + FMA kernels; run go generate in the directory above.
//
// The dense sums run in lanes of four. A tail of one to three rows is read under a
// mask, so nothing beyond the vectors is touched and the masked lanes add 0.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("!purego")
	mask := GLOBL("mask", RODATA|NOPTR)
	for i := range 8 {
		ones := U64(0)
		if i < 4 {
			ones = ^U64(0)
		}
		DATA(8*i, ones)
	}
	reduction("dot", mask, "x", "y")
	reduction("wdot", mask, "w", "x", "y")
	reduction("sum", mask, "x")
	axpy()
	axpy4()
	columns(mask)
	block(mask)
	for q := 1; q <= 3; q++ {
		gramTile(q, mask)
	}
	gather(4)
	gather(8)
	beyond()
	elementary()
	Generate()
}

// begin starts a function on n rows that keeps its place in the register i.
func begin(name, signature, doc string) (n, i reg.GPVirtual) {
	TEXT(name, NOSPLIT, "func"+signature)
	Pragma("noescape")
	Doc(name + " " + doc)
	n = Load(Param("n"), GP64()).(reg.GPVirtual)
	i = GP64()
	XORQ(i, i)
	return n, i
}

// blocks repeats step while at least rows of the n are left.
func blocks(label string, n, i reg.Register, rows uint64, step func()) {
	SUBQ(U8(rows), n)
	JLT(LabelRef(label + "_end"))
	Label(label)
	step()
	ADDQ(U8(rows), i)
	SUBQ(U8(rows), n)
	JGE(LabelRef(label))
	Label(label + "_end")
	ADDQ(U8(rows), n)
}

// once does step for a block of rows, a power of two, if n has that bit.
func once(label string, n, i reg.Register, rows uint64, step func()) {
	TESTQ(U32(rows), n)
	JEQ(LabelRef(label))
	step()
	ADDQ(U8(rows), i)
	Label(label)
}

// at is the block of four rows, the given number of blocks from row i.
func at(p, i reg.Register, block int) Mem { return Mem{Base: p, Index: i, Scale: 8, Disp: 32 * block} }

// A reader reads four rows: into a register, or as the last operand of an
// instruction, which may be the memory itself.
type reader struct {
	load    func(from Mem) reg.VecVirtual
	operand func(from Mem) Op
}

var whole = reader{
	func(from Mem) reg.VecVirtual {
		to := YMM()
		VMOVUPD(from, to)
		return to
	},
	func(from Mem) Op { return from },
}

// masked reads the last n rows, fewer than four, and zeros. The mask is loaded at
// each use: the widest tile leaves it no register.
func masked(mask Mem, n reg.Register) reader {
	from := GP64()
	LEAQ(mask.Offset(32), from)
	NEGQ(n)
	load := func(m Mem) reg.VecVirtual {
		to := YMM()
		VMOVUPD(Mem{Base: from, Index: n, Scale: 8}, to)
		VMASKMOVPD(m, to, to)
		return to
	}
	return reader{load, func(m Mem) Op { return load(m) }}
}

func zeros(k int) []reg.VecVirtual {
	acc := make([]reg.VecVirtual, k)
	for i := range acc {
		acc[i] = YMM()
		VXORPD(acc[i], acc[i], acc[i])
	}
	return acc
}

func pointers(names ...string) []reg.Register {
	p := make([]reg.Register, len(names))
	for k, name := range names {
		p[k] = Load(Param(name), GP64())
	}
	return p
}

// reduction sums the products of one to three streams, in four accumulators.
func reduction(name string, mask Mem, streams ...string) {
	list, formula := "", "the sum of"
	for k, s := range streams {
		if k > 0 {
			list += ", "
		}
		list += s
		formula += " " + s + "[i]"
	}
	n, i := begin(name+"AVX2", "("+list+" *float64, n int) float64", "returns "+formula+" over i < n.")
	p := pointers(streams...)
	acc := zeros(4)
	add := func(acc reg.Register, block int, read reader) {
		last := len(p) - 1
		term := read.load(at(p[0], i, block))
		for k := 1; k < last; k++ {
			VMULPD(read.operand(at(p[k], i, block)), term, term)
		}
		if last == 0 {
			VADDPD(term, acc, acc)
		} else {
			VFMADD231PD(read.operand(at(p[last], i, block)), term, acc)
		}
	}
	blocks("sixteen", n, i, 16, func() {
		for b, a := range acc {
			add(a, b, whole)
		}
	})
	once("four", n, i, 8, func() {
		add(acc[0], 0, whole)
		add(acc[1], 1, whole)
	})
	once("tail", n, i, 4, func() { add(acc[2], 0, whole) })
	ANDQ(U8(3), n)
	JEQ(LabelRef("total"))
	add(acc[3], 0, masked(mask, n))
	Label("total")
	VADDPD(acc[1], acc[0], acc[0])
	VADDPD(acc[3], acc[2], acc[2])
	VADDPD(acc[2], acc[0], acc[0])
	high := XMM()
	VEXTRACTF128(U8(1), acc[0], high)
	low := acc[0].AsX()
	VADDPD(high, low, low)
	VUNPCKHPD(low, low, high)
	VADDSD(high, low, low)
	VZEROUPPER()
	Store(low, ReturnIndex(0))
	RET()
}

// axpy rounds once an entry, in lanes and in the tail alike.
func axpy() {
	n, i := begin("axpyAVX2", "(a float64, x, y *float64, n int)", "adds a x[i] to y[i] for i < n.")
	p := pointers("x", "y")
	a := YMM()
	VBROADCASTSD(NewParamAddr("a", 0), a)
	add := func(block int) {
		y := whole.load(at(p[1], i, block))
		VFMADD231PD(at(p[0], i, block), a, y)
		VMOVUPD(y, at(p[1], i, block))
	}
	blocks("sixteen", n, i, 16, func() {
		for b := range 4 {
			add(b)
		}
	})
	blocks("four", n, i, 4, func() { add(0) })
	blocks("one", n, i, 1, func() {
		x, y := XMM(), XMM()
		VMOVSD(at(p[0], i, 0), x)
		VMOVSD(at(p[1], i, 0), y)
		VFMADD231SD(x, a.AsX(), y)
		VMOVSD(y, at(p[1], i, 0))
	})
	VZEROUPPER()
	RET()
}

// axpy4 rounds once an entry and column, in the order of the columns, as four calls of
// axpy do, and reads y once for them.
func axpy4() {
	n, i := begin("axpy4AVX2", "(a *[4]float64, x0, x1, x2, x3, y *float64, n int)", "adds a[k] xk[i] to y[i], one k after the other, for i < n.")
	p := pointers("x0", "x1", "x2", "x3", "y", "a")
	var a [4]reg.VecVirtual
	for k := range a {
		a[k] = YMM()
		VBROADCASTSD(Mem{Base: p[5], Disp: 8 * k}, a[k])
	}
	add := func(blocks int) {
		y := make([]reg.VecVirtual, blocks)
		for b := range y {
			y[b] = whole.load(at(p[4], i, b))
		}
		for k := range a {
			for b := range y {
				VFMADD231PD(at(p[k], i, b), a[k], y[b])
			}
		}
		for b := range y {
			VMOVUPD(y[b], at(p[4], i, b))
		}
	}
	blocks("sixteen", n, i, 16, func() { add(4) })
	blocks("four", n, i, 4, func() { add(1) })
	blocks("one", n, i, 1, func() {
		y := XMM()
		VMOVSD(at(p[4], i, 0), y)
		for k := range a {
			x := XMM()
			VMOVSD(at(p[k], i, 0), x)
			VFMADD231SD(x, a[k].AsX(), y)
		}
		VMOVSD(y, at(p[4], i, 0))
	})
	VZEROUPPER()
	RET()
}

// totals adds up the lanes of four accumulators into the four lanes of one.
func totals(a []reg.VecVirtual) reg.VecVirtual {
	VHADDPD(a[1], a[0], a[0])
	VHADDPD(a[3], a[2], a[2])
	VPERM2F128(U8(0x20), a[2], a[0], a[1])
	VPERM2F128(U8(0x31), a[2], a[0], a[3])
	VADDPD(a[3], a[1], a[1])
	return a[1]
}

// dot4 writes the products of four columns with v, rows i to n, to out. It keeps
// two accumulators a column: eight chains hide the latency.
func dot4(x []reg.Register, v, n, i reg.Register, mask, out Mem) {
	acc := zeros(8)
	add := func(acc []reg.VecVirtual, block int, read reader) {
		w := read.load(at(v, i, block))
		for k, a := range acc {
			VFMADD231PD(read.operand(at(x[k], i, block)), w, a)
		}
	}
	blocks("eight", n, i, 8, func() {
		add(acc[:4], 0, whole)
		add(acc[4:], 1, whole)
	})
	once("tail", n, i, 4, func() { add(acc[:4], 0, whole) })
	ANDQ(U8(3), n)
	JEQ(LabelRef("total"))
	add(acc[4:], 0, masked(mask, n))
	Label("total")
	for k := range 4 {
		VADDPD(acc[4+k], acc[k], acc[k])
	}
	VMOVUPD(totals(acc[:4]), out)
}

func columns(mask Mem) {
	n, i := begin("dot4AVX2", "(out *[4]float64, x0, x1, x2, x3, v *float64, n int)",
		"sets out[k] to the sum of xk[i] v[i] over i < n.")
	p := pointers("x0", "x1", "x2", "x3", "v", "out")
	dot4(p[:4], p[4], n, i, mask, Mem{Base: p[5]})
	VZEROUPPER()
	RET()
}

// block is dot4 for the columns of a matrix, in one call.
func block(mask Mem) {
	rows, i := begin("dotBlockAVX2", "(dst, x *float64, stride int, v *float64, n, quads int)",
		"sets dst[k] to the sum of x[k stride + i] v[i] over i < n, for k < 4 quads.")
	p := pointers("dst", "x", "stride", "v", "quads")
	dst, stride, v, quads := p[0], p[2], p[3], p[4]
	x := []reg.Register{p[1], GP64(), GP64(), GP64()}
	SHLQ(U8(3), stride)
	Label("quad")
	for k := 1; k < 4; k++ {
		LEAQ(Mem{Base: x[k-1], Index: stride, Scale: 1}, x[k])
	}
	n := GP64()
	MOVQ(rows, n)
	XORQ(i, i)
	dot4(x, v, n, i, mask, Mem{Base: dst})
	ADDQ(U8(32), dst)
	LEAQ(Mem{Base: x[3], Index: stride, Scale: 1}, x[0])
	DECQ(quads)
	JNE(LabelRef("quad"))
	VZEROUPPER()
	RET()
}

// gramTile holds 4 q sums in as many accumulators; q = 3 fills the sixteen
// registers and is bound by the multipliers, not by the loads.
func gramTile(q int, mask Mem) {
	n, i := begin(fmt.Sprintf("gram4x%dAVX2", q), fmt.Sprintf("(out *[3][4]float64, x *[4][]float64, y *[%d][]float64, lo, n int)", q),
		fmt.Sprintf("sets out[b][a] to the sum of x[a][i] y[b][i] over lo <= i < lo+n, for b < %d.", q))
	Load(Param("lo"), i)
	data := func(name string, k int) []reg.Register {
		slices := pointers(name)[0]
		p := make([]reg.Register, k)
		for j := range p {
			p[j] = GP64()
			MOVQ(Mem{Base: slices, Disp: 24 * j}, p[j])
		}
		return p
	}
	x, y := data("x", 4), data("y", q)
	acc := zeros(4 * q)
	add := func(read reader) {
		var w [3]reg.VecVirtual
		for b := range q {
			w[b] = read.load(at(y[b], i, 0))
		}
		for a := range 4 {
			c := read.load(at(x[a], i, 0))
			for b := range q {
				VFMADD231PD(w[b], c, acc[4*b+a])
			}
		}
	}
	blocks("four", n, i, 4, func() { add(whole) })
	ANDQ(U8(3), n)
	JEQ(LabelRef("total"))
	add(masked(mask, n))
	Label("total")
	out := pointers("out")[0]
	for b := range q {
		VMOVUPD(totals(acc[4*b:4*b+4]), Mem{Base: out, Disp: 32 * b})
	}
	VZEROUPPER()
	RET()
}
