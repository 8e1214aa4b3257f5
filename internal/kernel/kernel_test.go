package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

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

// AxpyMany has the bits of Axpy, whatever the number of columns, the length and where
// they start, and writes nothing beyond.
func TestAxpyMany(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	for k := range 10 {
		for _, n := range lengths() {
			v := place(random(r, k+2, n), k)
			want, a := append([]float64(nil), v[k]...), random(r, 1, k)[0]
			for c, f := range a {
				Axpy(f, v[c], want)
			}
			y := append(append([]float64(nil), v[k]...), 7)
			AxpyMany(a, v[:k], y[:n])
			if !sameBits(y[:n], want) || y[n] != 7 {
				t.Fatalf("%d columns of %d rows: %v, not %v", k, n, y, want)
			}
		}
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

// Beyond is the plain comparison, whatever the length, the start and the values.
func TestBeyond(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	special := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.Nextafter(1, 2), math.Nextafter(1, 0), -math.Nextafter(1, 2)}
	for trial := range 20000 {
		n := r.IntN(40)
		v := place([][]float64{make([]float64, n), make([]float64, n)}, trial)
		u, bound := v[0], v[1]
		s := []float64{1, 0.5, 0, math.NaN()}[r.IntN(4)]
		var want []int
		for k := range u {
			bound[k] = 1 / max(s, 0.5)
			u[k] = r.Float64()
			if r.IntN(1+trial%20) == 0 {
				u[k] = special[r.IntN(len(special))]
			}
			if !(math.Abs(u[k]) <= s*bound[k]) {
				want = append(want, k)
			}
		}
		if got := Beyond(nil, u, bound, s); !slices.Equal(got, want) {
			t.Fatalf("%v beyond %v times %v: %v in place of %v", u, s, bound, got, want)
		}
		if n > 0 && nextBeyond(u, bound, s, 0, n&^3) != nextBeyondGo(u, bound, s, 0, n&^3) {
			t.Fatalf("%v beyond %v times %v: the twin differs", u, s, bound)
		}
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
	a, b, c := make([]float64, 4, 8), make([]float64, 5), make([]float64, 16)
	cols := func(c ...[]float64) [][]float64 { return c }
	for name, call := range map[string]func(){
		"Dot":           func() { Dot(b, a) },
		"WDot x":        func() { WDot(b, a, b) },
		"WDot y":        func() { WDot(b, b, a) },
		"Axpy":          func() { Axpy(1, b, a) },
		"AxpyMany":      func() { AxpyMany(a[:2], cols(b, a), b) },
		"AxpyMany x":    func() { AxpyMany(a[:2], cols(b), b) },
		"DotBlock":      func() { DotBlock(make([]float64, 2), a, 3, b[:2]) },
		"Gram columns":  func() { Gram(b, 1, cols(a), cols(b)) },
		"Gram dst":      func() { Gram(b, 3, cols(a, a, a), cols(a, a)) },
		"Gram stride":   func() { Gram(b, 1, cols(a, a), cols(a, a)) },
		"GatherDot val": func() { GatherDot(make([]int32, 5), a, b) },
		"GatherDot v":   func() { GatherDot([]int32{4}, b, a) },
		"negative row":  func() { GatherDot([]int32{-1}, b, a) },
		"block val":     func() { GatherBlock(c, 4, []int{0, 5}, make([]int32, 5), a, c) },
		"block dst":     func() { GatherBlock(b[:3], 4, []int{0, 1}, []int32{0}, b, c) },
		"block width":   func() { GatherBlock(c, 5, []int{0, 1}, []int32{0}, b, c) },
		"row past v":    func() { GatherBlock(c, 4, []int{0, 2}, []int32{0, 1}, b, b) },
		"row past len":  func() { GatherBlock(c, 4, []int{0, 1}, []int32{1}, b, a) },
		"row past v 8":  func() { GatherBlock(c, 8, []int{0, 1}, []int32{1}, b, c[:15]) },
		"row before v":  func() { GatherBlock(c, 4, []int{0, 4}, []int32{0, 0, 0, -1}, b, b) },
		"ptr past row":  func() { GatherBlock(c, 4, []int{0, 2}, []int32{0}, b, c) },
		"ptr before":    func() { GatherBlock(c, 4, []int{-1, 1}, []int32{0}, b, c) },
		"ptr hill":      func() { GatherBlock(c, 4, []int{0, 9, 1}, []int32{0}, b, c) },
		"Beyond":        func() { Beyond(nil, b, a, 1) },
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
	row, ptr := []int32{3, 1, 4, 15, 9, 2, 6}, []int{0, 5, 7}
	found := make([]int, 0, 100)
	each := func(lo, hi int) { out[lo] = 1 }
	if n := testing.AllocsPerRun(10, func() {
		out[0] = Dot(v[0], v[1]) + WDot(v[0], v[1], v[2]) + Sum(v[0]) + SumSq(v[0]) + GatherDot(row, v[0], v[1])
		out[1], out[2], out[3], out[4] = dot4(v[0], v[1], v[2], v[3], v[4])
		GatherBlock(out, 4, ptr, row, v[0], flat)
		GatherBlock(out, 8, ptr, row, v[0], flat)
		Axpy(2, v[5], v[6])
		found = Beyond(found[:0], v[5], v[6], 1)
		ScatterAxpy(2, row, v[5], v[6])
		DotBlock(out[:7], flat, 100, v[0])
		Gram(out, 4, v[:4], v[4:8])
		Parallel(10, 10, each)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
