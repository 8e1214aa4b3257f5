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

// backwards is x as a sparse column whose rows come last first.
func backwards(x []float64) (row []int32, val []float64) {
	for i := len(x) - 1; i >= 0; i-- {
		row, val = append(row, int32(i)), append(val, x[i])
	}
	return row, val
}

// interleave lays vectors out for GatherBlock.
func interleave(v [][]float64) []float64 {
	var out []float64
	for i := range v[0] {
		for _, x := range v {
			out = append(out, x[i])
		}
	}
	return out
}

// gatherLaw is about two sparse columns, v[0] and v[1], and the w vectors after.
func gatherLaw(name string, w int, block func(dst []float64, w int, ptr []int, row []int32, val, v []float64)) law {
	l := law{name: fmt.Sprintf("%s/%d", name, w), got: func(out []float64, v [][]float64) {
		row, val := backwards(v[0])
		row1, val1 := backwards(v[1])
		n := len(row)
		block(out, w, []int{0, n, 2 * n}, append(row, row1...), append(val, val1...), interleave(v[2:2+w]))
	}}
	for j := range 2 {
		for c := range w {
			l.factors = append(l.factors, []int{j, 2 + c})
		}
	}
	return l
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
		{"dot4", columns, func(out []float64, v [][]float64) { four(out)(dot4(v[0], v[1], v[2], v[3], v[4])) }},
		{"dot4Go", columns, func(out []float64, v [][]float64) { four(out)(dot4Go(v[0], v[1], v[2], v[3], v[4])) }},
		{"GatherDot", pair, func(out []float64, v [][]float64) {
			row, val := backwards(v[0])
			out[0] = GatherDot(row, val, v[1])
		}},
		gatherLaw("GatherBlock", 4, GatherBlock),
		gatherLaw("GatherBlock", 8, GatherBlock),
		gatherLaw("gatherBlockGo", 4, gatherBlockGo),
		gatherLaw("gatherBlockGo", 8, gatherBlockGo),
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
