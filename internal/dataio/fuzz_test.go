package dataio

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// fuzzRead holds for whatever the input: no panic, memory in proportion to the
// input, an error of one line, or else a design and a response that agree with
// each other and hold finite numbers only.
func fuzzRead(f *testing.F, format string) {
	for _, g := range good {
		f.Add([]byte(g.text), g.o.Target, g.o.Missing == "mean", g.o.OneHot)
	}
	for _, b := range bad {
		f.Add([]byte(b.text), b.o.Target, b.o.Missing == "drop", b.o.OneHot)
	}
	f.Add([]byte(npy(1, "<f8", false, "(2, 2)", f8(1, 2, 3, 4))), "1", false, false)
	f.Add([]byte(npy(2, ">f4", true, "(2, 2)", f8(1, 2))), "", false, false)
	f.Add([]byte("1.5,yes\n2,no\n4,yes\n"), "1", true, false)
	f.Add([]byte("a,b,c\n1,q,yes\n2,p,\n4,q,no\n"), "c", true, true)
	f.Fuzz(func(t *testing.T, text []byte, target string, mean, oneHot bool) { // mean is classes too
		missing := "drop"
		if mean {
			missing = "mean"
		}
		for _, missing := range []string{"", missing} {
			allocated := allocations()
			d, err := Read(t.Context(), strings.NewReader(string(text)), "-", Options{Target: target, Missing: missing, OneHot: oneHot, Classes: mean, Format: format})
			if allocated, limit := allocations()-allocated, bound(text, d); allocated > limit {
				t.Errorf("%d bytes allocated for %d bytes of input", allocated, len(text))
			}
			if err != nil {
				if strings.ContainsAny(err.Error(), "\n\r") {
					t.Errorf("an error of several lines: %s", err)
				}
				fuzzExamine(t, text, Options{Target: target, Missing: missing, OneHot: oneHot, Classes: mean, Format: format})
				continue
			}
			n, p := d.X.Dims()
			if err := valid(d.X); err != nil {
				t.Error(err)
			}
			if n == 0 || p == 0 || len(d.Names) != p || d.Y != nil && len(d.Y) != n || target != "" && d.Y == nil || len(d.SHA256) != 64 {
				t.Errorf("%d x %d, %d names, %d y, digest %q", n, p, len(d.Names), len(d.Y), d.SHA256)
			}
			for _, v := range append(storedValues(d.X), d.Y...) {
				if !(math.Abs(v) <= MaxAbs) {
					t.Errorf("%v came through", v)
				}
			}
			if missing == "" && d.Missing+d.Dropped+d.Imputed > 0 {
				t.Error("missing cells came through")
			}
		}
	})
}

// fuzzExamine holds for a file that Read refuses: Examine refuses it as well, or
// lists one fault at least, and the flags that it finds make Read read the file.
func fuzzExamine(t *testing.T, text []byte, o Options) {
	d, err := Examine(t.Context(), strings.NewReader(string(text)), "-", o)
	if err != nil {
		return
	}
	if err := valid(d.X); err != nil {
		t.Error(err)
	}
	for _, v := range append(storedValues(d.X), d.Y...) {
		if !(math.Abs(v) <= MaxAbs) {
			t.Errorf("%v came through", v)
		}
	}
	if len(d.Faults) == 0 {
		t.Error("Read refuses what Examine finds no fault in")
	}
	for _, f := range d.Faults {
		if strings.ContainsAny(f.Text, "\n\r") {
			t.Errorf("a fault of several lines: %s", f.Text)
		}
		for _, flag := range f.Flags {
			o.follow(flag)
		}
	}
	if _, err := Read(t.Context(), strings.NewReader(string(text)), "-", o); d.Mended && err != nil {
		t.Errorf("with the flags %v: %v", CommandLine(d.Faults), err)
	}
}

func storedValues(x design.Design) []float64 {
	if s, ok := x.(*design.CSC); ok {
		return append([]float64(nil), s.Val...)
	}
	return append([]float64(nil), x.(*design.Dense).Data...)
}

func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// bound is what reading may allocate: buffers, the million columns that are taken
// on trust, what a further index may claim, and a multiple of the input and the
// result. Compressed input may grow a thousandfold, and asks for windows.
func bound(text []byte, d *Data) uint64 {
	size := uint64(len(text))
	if strings.HasPrefix(string(text), "\x1f\x8b") || strings.HasPrefix(string(text), "\x28\xb5\x2f\xfd") {
		size = 1000*size + 1<<18
	}
	b := 128<<20 + 2048*size
	if d != nil {
		n, p := d.X.Dims()
		if _, dense := d.X.(*design.Dense); dense {
			b += 64 * uint64(n) * uint64(p)
		}
	}
	return b
}

func FuzzCSV(f *testing.F)   { fuzzRead(f, "csv") }
func FuzzSVM(f *testing.F)   { fuzzRead(f, "svm") }
func FuzzMTX(f *testing.F)   { fuzzRead(f, "mtx") }
func FuzzNPY(f *testing.F)   { fuzzRead(f, "npy") }
func FuzzSniff(f *testing.F) { fuzzRead(f, "") }
