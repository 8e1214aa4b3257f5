package kernel

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A law is a kernel that sums products: output k, of the vectors v, must be the
// sum over i of the product of v[f][i] for f in factors[k].
type law struct {
	name    string
	factors [][]int
	got     func(out []float64, v [][]float64)
}

func four(out []float64) func(a, b, c, d float64) {
	return func(a, b, c, d float64) { out[0], out[1], out[2], out[3] = a, b, c, d }
}

var laws = func() []law {
	pair, triple, single := [][]int{{0, 1}}, [][]int{{0, 1, 2}}, [][]int{{0}}
	columns := [][]int{{0, 4}, {1, 4}, {2, 4}, {3, 4}}
	ls := []law{
		{"Dot", pair, func(out []float64, v [][]float64) { out[0] = Dot(v[0], v[1]) }},
		{"dotGo", pair, func(out []float64, v [][]float64) { out[0] = dotGo(v[0], v[1]) }},
		{"SumSq", [][]int{{0, 0}}, func(out []float64, v [][]float64) { out[0] = SumSq(v[0]) }},
		{"WDot", triple, func(out []float64, v [][]float64) { out[0] = WDot(v[0], v[1], v[2]) }},
		{"wdotGo", triple, func(out []float64, v [][]float64) { out[0] = wdotGo(v[0], v[1], v[2]) }},
		{"Sum", single, func(out []float64, v [][]float64) { out[0] = Sum(v[0]) }},
		{"sumGo", single, func(out []float64, v [][]float64) { out[0] = sumGo(v[0]) }},
		{"Dot4", columns, func(out []float64, v [][]float64) { four(out)(Dot4(v[0], v[1], v[2], v[3], v[4])) }},
		{"dot4Go", columns, func(out []float64, v [][]float64) { four(out)(dot4Go(v[0], v[1], v[2], v[3], v[4])) }},
		{"Dot1x4", [][]int{{0, 1}, {0, 2}, {0, 3}, {0, 4}}, func(out []float64, v [][]float64) {
			four(out)(Dot1x4(v[0], v[1], v[2], v[3], v[4]))
		}},
		{"GatherDot", pair, func(out []float64, v [][]float64) {
			// The column is v[0] backwards, so row k is n-1-k.
			n := len(v[0])
			row, val := make([]int32, n), make([]float64, n)
			for k := range row {
				row[k], val[k] = int32(n-1-k), v[0][n-1-k]
			}
			out[0] = GatherDot(row, val, v[1])
		}},
	}
	for k := 0; k <= 6; k++ {
		l := law{name: fmt.Sprintf("DotBlock/%d", k), got: func(out []float64, v [][]float64) {
			stride := len(v[0]) + 3
			x := make([]float64, k*stride)
			for i := range x {
				x[i] = math.NaN()
			}
			for j := range k {
				copy(x[j*stride:], v[1+j])
			}
			DotBlock(out, x, stride, v[0])
		}}
		for j := range k {
			l.factors = append(l.factors, []int{1 + j, 0})
		}
		ls = append(ls, l)
	}
	for p := 1; p <= 5; p++ {
		for q := 1; q <= 4; q++ {
			l := law{name: fmt.Sprintf("Gram/%dx%d", p, q), got: func(out []float64, v [][]float64) {
				Gram(out, p, v[:p], v[p:p+q])
			}}
			for b := range q {
				for a := range p {
					l.factors = append(l.factors, []int{a, p + b})
				}
			}
			ls = append(ls, l)
		}
	}
	return ls
}()

// vectors says how many vectors the kernel reads.
func (l law) vectors() int {
	most := 0
	for _, f := range l.factors {
		for _, k := range f {
			most = max(most, k)
		}
	}
	return most + 1
}

// agree says whether got may stand for want, both sums of n terms whose absolute
// values sum to size. Each rounds n terms and n sums, so each is within
// n eps/2 size of exact, the rounding of subnormal products apart. An infinity
// among the inputs must show; where only a sum overflows, fusing may save it.
func agree(got, want, size float64, infinite bool, n int) bool {
	switch {
	case math.IsNaN(size):
		return math.IsNaN(got)
	case math.IsInf(size, 0):
		return !infinite || math.IsNaN(got) || math.IsInf(got, 0)
	}
	return math.Abs(got-want) <= float64(n)*(0x1p-52*size+0x1p-1074)
}

// check compares the kernel on v with the plain loop.
func (l law) check(v [][]float64) error {
	out := make([]float64, len(l.factors))
	l.got(out, v)
	for k, factors := range l.factors {
		var want, size float64
		infinite := false
		for i := range v[0] {
			t := v[factors[0]][i]
			infinite = infinite || math.IsInf(t, 0)
			for _, f := range factors[1:] {
				t *= v[f][i]
				infinite = infinite || math.IsInf(v[f][i], 0)
			}
			want += t
			size += math.Abs(t)
		}
		if !agree(out[k], want, size, infinite, len(v[0])) {
			return fmt.Errorf("n = %d, output %d: %v in place of %v, terms %v", len(v[0]), k, out[k], want, size)
		}
	}
	return nil
}

// place returns copies of v that start at the given offset from an aligned
// address and stand between NaNs, so that reading outside shows.
func place(v [][]float64, offset int) [][]float64 {
	moved := make([][]float64, len(v))
	for k, x := range v {
		room := make([]float64, len(x)+16)
		for i := range room {
			room[i] = math.NaN()
		}
		lo := 4 + (offset+k)%4
		moved[k] = room[lo : lo+len(x)]
		copy(moved[k], x)
	}
	return moved
}

func random(r *rand.Rand, vectors, n int) [][]float64 {
	v := make([][]float64, vectors)
	for k := range v {
		v[k] = make([]float64, n)
		for i := range v[k] {
			v[k][i] = r.NormFloat64()
		}
	}
	return v
}

// Every tail and start, and lengths about the row blocks of Gram.
func lengths() []int {
	ns := []int{rows - 1, rows, rows + 1, 2*rows + 7}
	for n := range 71 {
		ns = append(ns, n)
	}
	return ns
}

func TestSums(t *testing.T) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			first, again := make([]float64, len(l.factors)), make([]float64, len(l.factors))
			for _, n := range lengths() {
				v := random(r, l.vectors(), n)
				l.got(first, v)
				for offset := range 4 {
					w := place(v, offset)
					if err := l.check(w); err != nil {
						t.Fatalf("offset %d: %v", offset, err)
					}
					if l.got(again, w); !sameBits(first, again) {
						t.Fatalf("n = %d, offset %d: %v in one place, %v in another", n, offset, first, again)
					}
				}
			}
		})
	}
}

func TestNonFinite(t *testing.T) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, 4))
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				for n := 1; n <= 40; n++ {
					v := random(r, l.vectors(), n)
					for i := range n {
						for k := range v {
							old := v[k][i]
							v[k][i] = bad
							if err := l.check(v); err != nil {
								t.Fatalf("%v at %d of vector %d: %v", bad, i, k, err)
							}
							v[k][i] = old
						}
					}
				}
			}
		})
	}
}

func sameBits(a, b []float64) bool {
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// The bits of an entry depend on its two columns alone.
func TestPiecesHaveTheSameBits(t *testing.T) {
	const p, n = 70, rows + 37
	x := random(rand.New(rand.NewPCG(5, 6)), p, n)
	whole := make([]float64, p*p)
	Gram(whole, p, x, x)
	var one [1]float64
	for a := range p {
		for b := range p {
			if whole[a+b*p] != whole[b+a*p] {
				t.Fatalf("entry (%d, %d) is %v, its mirror %v", a, b, whole[a+b*p], whole[b+a*p])
			}
			if Gram(one[:], 1, x[a:a+1], x[b:b+1]); whole[a+b*p] != one[0] {
				t.Fatalf("entry (%d, %d) is %v in the block, %v alone", a, b, whole[a+b*p], one[0])
			}
		}
	}
	flat := make([]float64, 0, p*n)
	for _, c := range x {
		flat = append(flat, c...)
	}
	block := make([]float64, p)
	DotBlock(block, flat, n, x[0])
	for k := range p {
		if DotBlock(one[:], flat[k*n:], n, x[0]); one[0] != block[k] {
			t.Fatalf("column %d: %v in the block, %v alone", k, block[k], one[0])
		}
	}
}

// Gram writes its block and nothing between the columns of dst.
func TestGramStride(t *testing.T) {
	const p, q, ldd = 5, 4, 7
	v := random(rand.New(rand.NewPCG(7, 8)), p+q, 9)
	dst, want := make([]float64, q*ldd), make([]float64, p*q)
	for i := range dst {
		dst[i] = -12345
	}
	Gram(dst, ldd, v[:p], v[p:])
	Gram(want, p, v[:p], v[p:])
	for b := range q {
		for a := range ldd {
			if a < p && dst[a+b*ldd] != want[a+b*p] || a >= p && dst[a+b*ldd] != -12345 {
				t.Errorf("entry (%d, %d) is %v", a, b, dst[a+b*ldd])
			}
		}
	}
	Gram(dst, ldd, make([][]float64, p), make([][]float64, q))
	if dst[0] != 0 {
		t.Errorf("the product over no rows is %v", dst[0])
	}
}

// checkAxpy runs an update on a copy of y that stands between sentinels; every
// entry must be within the rounding of y_i + a x_i, and nothing outside touched.
func checkAxpy(update func(a float64, x, y []float64), a float64, x, y []float64) error {
	room := make([]float64, len(y)+16)
	for i := range room {
		room[i] = -12345
	}
	got := room[8 : 8+len(y)]
	copy(got, y)
	update(a, x, got)
	for i, v := range room {
		if (i < 8 || i >= 8+len(y)) && v != -12345 {
			return fmt.Errorf("n = %d: wrote outside, at %d", len(y), i-8)
		}
	}
	for i := range x {
		t := a * x[i]
		infinite := math.IsInf(a, 0) || math.IsInf(x[i], 0) || math.IsInf(y[i], 0)
		if want := y[i] + t; !agree(got[i], want, math.Abs(y[i])+math.Abs(t), infinite, 1) {
			return fmt.Errorf("n = %d: entry %d is %v in place of %v", len(y), i, got[i], want)
		}
	}
	return nil
}

var updates = map[string]func(a float64, x, y []float64){
	"Axpy": Axpy, "axpyGo": axpyGo,
	"ScatterAxpy": func(a float64, x, y []float64) {
		row := make([]int32, len(x))
		for k := range row {
			row[k] = int32(k)
		}
		ScatterAxpy(a, row, x, y)
	},
}

func TestAxpy(t *testing.T) {
	for name, update := range updates {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(9, 10))
			for _, n := range lengths() {
				for offset := range 4 {
					v := place(random(r, 2, n), offset)
					if err := checkAxpy(update, r.NormFloat64(), v[0], v[1]); err != nil {
						t.Fatal(err)
					}
				}
				if n == 0 || n > 70 {
					continue
				}
				for _, bad := range []float64{math.NaN(), math.Inf(1), 0} {
					v := random(r, 2, n)
					v[0][r.IntN(n)], v[1][r.IntN(n)] = bad, bad
					if err := checkAxpy(update, -2, v[0], v[1]); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// A row may occur twice: its terms are added in order.
func TestScatterRepeats(t *testing.T) {
	dst := []float64{1, 0, 0}
	ScatterAxpy(2, []int32{0, 0, 0, 0, 2, 0}, []float64{1, 2, 3, 4, 5, 6}, dst)
	if dst[0] != 1+2*16 || dst[1] != 0 || dst[2] != 10 {
		t.Error(dst)
	}
}

// Splitting the rows changes no bit of an update.
func TestAxpySplits(t *testing.T) {
	const n = 67
	v := random(rand.New(rand.NewPCG(11, 12)), 2, n)
	whole := append([]float64(nil), v[1]...)
	Axpy(1.1, v[0], whole)
	for cut := range n + 1 {
		split := append([]float64(nil), v[1]...)
		Axpy(1.1, v[0][:cut], split)
		Axpy(1.1, v[0][cut:], split[cut:])
		if !sameBits(whole, split) {
			t.Fatalf("cut at %d: other bits", cut)
		}
	}
}

func TestTooShort(t *testing.T) {
	a, b := make([]float64, 4, 8), make([]float64, 5)
	cols := func(c ...[]float64) [][]float64 { return c }
	for name, call := range map[string]func(){
		"Dot":           func() { Dot(b, a) },
		"WDot x":        func() { WDot(b, a, b) },
		"WDot y":        func() { WDot(b, b, a) },
		"Axpy":          func() { Axpy(1, b, a) },
		"Dot4":          func() { Dot4(b, b, b, a, b) },
		"Dot1x4":        func() { Dot1x4(b, b, b, b, a) },
		"DotBlock":      func() { DotBlock(make([]float64, 2), a, 3, b[:2]) },
		"Gram columns":  func() { Gram(b, 1, cols(a), cols(b)) },
		"Gram dst":      func() { Gram(b, 3, cols(a, a, a), cols(a, a)) },
		"Gram stride":   func() { Gram(b, 1, cols(a, a), cols(a, a)) },
		"GatherDot val": func() { GatherDot(make([]int32, 5), a, b) },
		"GatherDot v":   func() { GatherDot([]int32{4}, b, a) },
		"negative row":  func() { GatherDot([]int32{-1}, b, a) },
		"ScatterAxpy":   func() { ScatterAxpy(1, make([]int32, 5), a, b) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		})
	}
}

func TestAllocations(t *testing.T) {
	v := random(rand.New(rand.NewPCG(13, 14)), 8, 100)
	flat, out := make([]float64, 700), make([]float64, 16)
	row := []int32{3, 1, 4, 15, 9, 2, 6}
	each := func(lo, hi int) { out[lo] = 1 }
	if n := testing.AllocsPerRun(10, func() {
		out[0] = Dot(v[0], v[1]) + WDot(v[0], v[1], v[2]) + Sum(v[0]) + SumSq(v[0]) + GatherDot(row, v[0], v[1])
		out[1], out[2], out[3], out[4] = Dot4(v[0], v[1], v[2], v[3], v[4])
		out[1], out[2], out[3], out[4] = Dot1x4(v[0], v[1], v[2], v[3], v[4])
		Axpy(2, v[5], v[6])
		ScatterAxpy(2, row, v[5], v[6])
		DotBlock(out[:7], flat, 100, v[0])
		Gram(out, 4, v[:4], v[4:8])
		Parallel(10, 10, each)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzSums reads the bytes as the vectors of every law in turn: any bit patterns,
// any length.
func FuzzSums(f *testing.F) {
	seed := func(v ...float64) {
		var b []byte
		for _, x := range v {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		f.Add(b)
	}
	seed()
	seed(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	seed(1e200, -1e200, 1e200, 1e-200, 5e-324, -0x1p-1022, 0, math.Copysign(0, -1))
	seed(math.Inf(1), 0, math.NaN(), math.MaxFloat64, math.MaxFloat64, math.Inf(-1), 1)
	for _, n := range []int{72, 145, 500} {
		seed(random(rand.New(rand.NewPCG(15, 16)), 1, n)[0]...)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		all := make([]float64, len(b)/8)
		for i := range all {
			all[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
		for _, l := range laws {
			k := l.vectors()
			n := len(all) / k
			v := make([][]float64, k)
			for j := range v {
				v[j] = all[j*n : (j+1)*n]
			}
			if err := l.check(v); err != nil {
				t.Errorf("%s: %v", l.name, err)
			}
		}
		if n := (len(all) - 1) / 2; n > 0 {
			for name, update := range updates {
				if err := checkAxpy(update, all[0], all[1:1+n], all[1+n:1+2*n]); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}
