package dataio

import (
	"math"
	"os"
	"strings"
	"testing"
)

// withMemory lets the machine have so many bytes for the rest of a test.
func withMemory(t *testing.T, bytes float64) {
	before := available
	t.Cleanup(func() { available = before })
	available = func() float64 { return bytes }
}

// TestAffordable: what does not fit is refused by what its header says, before any
// memory is asked for.
func TestAffordable(t *testing.T) {
	t.Chdir(t.TempDir())
	if v := available(); !(v > 1<<26) {
		t.Errorf("this machine has %v bytes", v)
	}
	withMemory(t, 2e9)
	header := "{'descr': '<f8', 'fortran_order': False, 'shape': (400000000, 1), }"
	header += strings.Repeat(" ", 117-len(header)) + "\n"
	for name, text := range map[string]string{
		"a.mtx": "%%MatrixMarket matrix array real general\n1000000 1000\n1\n",
		"c.mtx": "%%MatrixMarket matrix coordinate real general\n10 10 2000000000\n1 1 1\n",
		"p.mtx": "%%MatrixMarket matrix coordinate real general\n10 2000000000 1\n1 1 1\n",
		"n.npy": "\x93NUMPY\x01\x00" + string(rune(len(header))) + "\x00" + header,
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Read(t.Context(), nil, name, Options{})
		if name == "n.npy" { // its size gives it away before
			if err == nil || !strings.Contains(err.Error(), "the file has") {
				t.Errorf("%s: error %v", name, err)
			}
			pipe, w, _ := os.Pipe()
			go func() { w.WriteString(text); w.Close() }()
			_, err = Read(t.Context(), pipe, "-", Options{})
		}
		if err == nil || !strings.Contains(err.Error(), "GB of memory, and there are 2 GB") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	withMemory(t, math.Inf(1))
	if err := affordable(1e300); err != nil {
		t.Error(err)
	}
}
