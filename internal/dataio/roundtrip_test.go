package dataio

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/lassocheck/lassocheck/problems/design"
)

// writers put a matrix in rows into a file of their format, y too where it has one.
var writers = []struct {
	file   string
	sparse bool
	write  func(x [][]float64, y []float64) string
}{
	{"x.csv", false, func(x [][]float64, _ []float64) string { return lines(x, "", ",") }},
	{"x.tsv", false, func(x [][]float64, _ []float64) string { return lines(x, "", "\t") }},
	{"x.txt", false, func(x [][]float64, _ []float64) string { return lines(x, "", " ; ") }},
	{"x.npy", false, func(x [][]float64, _ []float64) string {
		return npy(1, "<f8", false, fmt.Sprintf("(%d, %d)", len(x), len(x[0])), f8(flat(x)...))
	}},
	{"f.npy", false, func(x [][]float64, _ []float64) string {
		return npy(2, "<f8", true, fmt.Sprintf("(%d, %d)", len(x), len(x[0])), f8(flat(transposed(x))...))
	}},
	{"a.mtx", false, func(x [][]float64, _ []float64) string {
		return fmt.Sprintf("%%%%MatrixMarket matrix array real general\n%d %d\n", len(x), len(x[0])) + lines([][]float64{flat(transposed(x))}, "", "\n")
	}},
	{"c.mtx", true, func(x [][]float64, _ []float64) string {
		var b []byte
		order, nnz := rand.Perm(len(x)*len(x[0])), 0
		for _, at := range order {
			i, j := at/len(x[0]), at%len(x[0])
			if x[i][j] != 0 {
				nnz++
				b = strconv.AppendFloat(fmt.Appendf(b, "%d %d ", i+1, j+1), x[i][j], 'g', -1, 64)
				b = append(b, '\n')
			}
		}
		return fmt.Sprintf("%%%%MatrixMarket matrix coordinate real general\n%d %d %d\n", len(x), len(x[0]), nnz) + string(b)
	}},
	{"x.svm", true, func(x [][]float64, y []float64) string {
		var b []byte
		for i, row := range x {
			b = strconv.AppendFloat(b, y[i], 'g', -1, 64)
			for j, v := range row {
				if v != 0 || j == len(row)-1 {
					b = strconv.AppendFloat(fmt.Appendf(b, " %d:", j+1), v, 'g', -1, 64)
				}
			}
			b = append(b, '\n')
		}
		return string(b)
	}},
}

func lines(x [][]float64, begin, sep string) string {
	b := []byte(begin)
	for _, row := range x {
		for j, v := range row {
			if j > 0 {
				b = append(b, sep...)
			}
			b = strconv.AppendFloat(b, v, 'g', -1, 64)
		}
		b = append(b, '\n')
	}
	return string(b)
}

func flat(x [][]float64) []float64 {
	var all []float64
	for _, row := range x {
		all = append(all, row...)
	}
	return all
}

func transposed(x [][]float64) [][]float64 {
	t := make([][]float64, len(x[0]))
	for j := range t {
		for _, row := range x {
			t[j] = append(t[j], row[j])
		}
	}
	return t
}

// randomRows returns numbers of all magnitudes, long and short, a part of them zero.
func randomRows(n, p int, density float64) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = make([]float64, p)
		for j := range x[i] {
			switch v := rand.NormFloat64(); {
			case rand.Float64() >= density:
			case rand.IntN(2) == 0:
				x[i][j] = math.Ldexp(v, rand.IntN(900)-450)
			default:
				x[i][j] = math.Round(v*1000) / 1000
			}
		}
	}
	return x
}

// Every format gives back the bits that were written, over the borders of
// blocks and buffers, and the same of one block and of many.
func TestRoundTrip(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {1, 7}, {7, 1}, {40, 30}, {3000, 40}, {3, blockLen + 1}, {2 * blockLen, 1}} {
		n, p := shape[0], shape[1]
		for _, density := range []float64{0.05, 1} {
			x, y := randomRows(n, p, density), flat(randomRows(n, 1, 1))
			x[0][0] = 0.5 // a sparse matrix of one entry at least, and a point that groups no thousands
			for _, w := range writers {
				inDir(t, map[string]string{w.file: w.write(x, y)})
				d, err := Read(t.Context(), nil, w.file, Options{})
				if err != nil {
					t.Fatal(w.file, err)
				}
				if err := valid(d.X); err != nil {
					t.Error(w.file, err)
				}
				if _, sparse := d.X.(*design.CSC); sparse != w.sparse {
					t.Errorf("%s is of type %T", w.file, d.X)
				}
				if !sameValues(flat(rowsOf(d.X)), flat(x)) || w.file == "x.svm" && !sameValues(d.Y, y) {
					t.Errorf("%s of %d x %d, density %g: other values came back", w.file, n, p, density)
				}
			}
		}
	}
}

// A compressed file that is cut short or altered anywhere is refused, in every format.
func TestDamagedFiles(t *testing.T) {
	x, y := randomRows(300, 20, 0.5), flat(randomRows(300, 1, 1))
	for _, w := range writers {
		for _, z := range []string{"gz", "zst"} {
			text := compressed(z, w.write(x, y))
			altered := []byte(text)
			altered[len(text)-6] ^= 1 // in the checksum of gzip
			damaged := []string{text[:8], text[:len(text)/2], text[:len(text)-1]}
			if z == "gz" {
				damaged = append(damaged, string(altered))
			}
			for _, d := range damaged {
				inDir(t, map[string]string{w.file + "." + z: d})
				_, err := Read(t.Context(), nil, w.file+"."+z, Options{})
				if err == nil || !strings.HasPrefix(err.Error(), w.file+"."+z+": ") {
					t.Errorf("%s.%s cut to %d of %d bytes: %v", w.file, z, len(d), len(text), err)
				}
			}
		}
	}
}

// sameValues is equality of bits but for the sign of zero.
func sameValues(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// Dropping rows and filling in gives the same on a dense and a sparse design as
// doing it by hand.
func TestMissingDenseAndSparse(t *testing.T) {
	x := randomRows(200, 5, 0.5)
	for k := range 30 {
		x[7*k%200][k%5] = nan
	}
	y := make([]float64, len(x))
	for _, treatment := range []string{"drop", "mean"} {
		var want []float64
		switch treatment {
		case "drop":
			for _, row := range x {
				if !strings.Contains(fmt.Sprint(row), "NaN") {
					want = append(want, row...)
				}
			}
		case "mean":
			filled := transposed(x)
			for _, col := range filled {
				sum, count := 0.0, 0.0
				for _, v := range col {
					if !math.IsNaN(v) {
						sum, count = sum+v, count+1
					}
				}
				for i := range col {
					if math.IsNaN(col[i]) {
						col[i] = sum / count
					}
				}
			}
			want = flat(transposed(filled))
		}
		for _, w := range writers {
			inDir(t, map[string]string{w.file: w.write(x, y)})
			d, err := Read(t.Context(), nil, w.file, Options{Missing: treatment})
			if err != nil {
				t.Fatal(w.file, err)
			}
			if err := valid(d.X); err != nil {
				t.Error(w.file, err)
			}
			got := flat(rowsOf(d.X))
			for k := range got {
				if len(got) != len(want) || math.Abs(got[k]-want[k]) > 1e-15*math.Abs(want[k]) {
					t.Fatalf("%s, %s: got %d values, want %d; number %d differs", w.file, treatment, len(got), len(want), k)
				}
			}
			if d.Missing != 30 {
				t.Errorf("%s: %d missing", w.file, d.Missing)
			}
		}
	}
}

// All that reading ever allocates stays within three times the result, which
// bounds what it holds at any moment.
func TestMemory(t *testing.T) {
	n, p := 2000, 1000
	dense, y := randomRows(n, p, 1), make([]float64, n)
	sparse := randomRows(n, p, 0.3)
	for _, w := range writers {
		x := dense
		if w.sparse {
			x = sparse
		}
		text := w.write(x, y)
		for _, z := range []string{"", "gz"} {
			file := w.file
			if z != "" {
				if w.file != "x.csv" && w.file != "x.npy" {
					continue
				}
				file, text = file+"."+z, compressed(z, text)
			}
			inDir(t, map[string]string{file: text})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begin := time.Now()
			d, err := Read(t.Context(), nil, file, Options{})
			seconds := time.Since(begin).Seconds()
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			size := float64(memory(d.X))
			ratio := float64(after.TotalAlloc-before.TotalAlloc) / size
			t.Logf("%-9s %4.0f MB, result %3.0f MB, %4.0f MB/s, allocated %.2f times the result", file, float64(len(text))/1e6, size/1e6, float64(len(text))/1e6/seconds, ratio)
			if ratio > 3 {
				t.Errorf("%s: reading allocates %.2f times the result", file, ratio)
			}
		}
	}
}

func memory(x design.Design) uintptr {
	switch x := x.(type) {
	case *design.Dense:
		return uintptr(len(x.Data)) * unsafe.Sizeof(x.Data[0])
	case *design.CSC:
		return uintptr(len(x.Val))*unsafe.Sizeof(x.Val[0]) + uintptr(len(x.Row))*unsafe.Sizeof(x.Row[0]) + uintptr(len(x.ColPtr))*unsafe.Sizeof(x.ColPtr[0])
	}
	panic("unknown design")
}

// The fast path agrees with strconv to the bit.
func TestScanNumber(t *testing.T) {
	for range 200000 {
		v := math.Float64frombits(rand.Uint64())
		if rand.IntN(2) == 0 {
			v = math.Ldexp(rand.NormFloat64(), rand.IntN(60)-30)
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		text := strconv.FormatFloat(v, "gef"[rand.IntN(3)], rand.IntN(24)-1, 64)
		if rand.IntN(4) == 0 {
			text = strings.Repeat("0", rand.IntN(30)) + strings.TrimLeft(text, "-")
		}
		want, _ := strconv.ParseFloat(text, 64)
		if got, end, ok := scanNumber([]byte(text+"x"), 0); !ok || end != len(text) || math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%s: got %v to %d, want %v", text, got, end, want)
		}
	}
	for _, text := range []string{"", "-", ".", "+.", "1e", "1e+", "e5", "abc", "--1"} {
		if _, _, ok := scanNumber([]byte(text), 0); ok {
			t.Errorf("%q is a number", text)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	b.Chdir(b.TempDir())
	for _, digits := range []int{4, 8, -1} {
		b.Run(fmt.Sprint("digits=", digits), func(b *testing.B) {
			var text []byte
			for range 10000 {
				for range 100 {
					text = append(strconv.AppendFloat(text, rand.NormFloat64(), 'g', digits, 64), ',')
				}
				text[len(text)-1] = '\n'
			}
			if err := os.WriteFile("x.csv", text, 0o644); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := Read(b.Context(), nil, "x.csv", Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
