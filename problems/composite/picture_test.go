package composite_test

import (
	"flag"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/solvers"
)

var update = flag.Bool("update", false, "draw testdata/lasso.png again")

const drawing = "testdata/lasso.png"

// draw renders the picture in testdata: a rope with a loop, a ball, and a sky.
func draw() []float64 {
	const n = 64
	x := make([]float64, n*n)
	for j := range n {
		for i := range n {
			u, v := float64(j)/n, float64(i)/n
			shade := 0.85 - 0.3*v
			if d := math.Hypot(u-0.75, v-0.72); d < 0.17 {
				shade = 0.35 + 0.5*max(0, 1-math.Hypot(u-0.70, v-0.66)/0.25)
			}
			if v > 0.9 {
				shade = 0.3
			}
			rope := 1.0
			for t := 0.0; t < 1; t += 0.002 {
				rx, ry := 0.38+0.26*math.Cos(2*math.Pi*t), 0.33+0.16*math.Sin(2*math.Pi*t)
				rope = min(rope, math.Hypot(u-rx, v-ry))
				tx, ty := 0.2+0.1*math.Sin(5*t), 0.45+0.5*t
				rope = min(rope, math.Hypot(u-tx, v-ty))
			}
			if rope < 0.03 {
				shade = 0.1 + 3*rope
			}
			x[i+j*n] = shade
		}
	}
	return x
}

func open(t testing.TB) (x []float64, rows, cols int) {
	f, err := os.Open(drawing)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return composite.Pixels(p)
}

func save(t testing.TB, path string, x []float64, rows, cols int) {
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, composite.Picture(x, rows, cols)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// psnr is the peak signal-to-noise ratio in decibels.
func psnr(x, truth []float64) float64 {
	var s float64
	for k, v := range x {
		s += (v - truth[k]) * (v - truth[k]) / float64(len(x))
	}
	return -10 * math.Log10(s)
}

// A picture in, a picture out: noise and blur are taken out of the drawing, certified.
func TestPictures(t *testing.T) {
	if *update {
		save(t, drawing, draw(), 64, 64)
	}
	truth, rows, cols := open(t)
	for k, v := range draw() {
		if math.Abs(v-truth[k]) > 0.5/255+1e-9 {
			t.Fatalf("pixel %d of %s is not as drawn; -update draws it", k, drawing)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	blur := composite.Blur{Rows: rows, Cols: cols, Kernel: composite.Gaussian(1.2)}
	noisy, blurred := make([]float64, len(truth)), make([]float64, len(truth))
	blur.Apply(blurred, truth)
	for k := range truth {
		noisy[k] = truth[k] + 0.1*rng.NormFloat64()
		blurred[k] += 0.01 * rng.NormFloat64()
	}
	n := float64(len(truth))
	for _, c := range []struct {
		name  string
		in    []float64
		p     *composite.Problem
		least float64 // decibels to win
	}{
		{"denoised", noisy, composite.NewTV2D(noisy, rows, cols, 0.1), 6},
		{"deblurred", blurred, composite.NewDeblur(blur, blurred, rows, cols, 0.001/n), 1.5},
	} {
		r := solve(c.p, 1e-4)
		before, after := psnr(c.in, truth), psnr(r.X, truth)
		t.Logf("%s: %.1f dB to %.1f dB, relative gap %.1e, %d iterations, %v", c.name, before, after, r.Gap/r.Primal, r.Iter, r.Elapsed)
		if r.Status != solvers.Converged || after < before+c.least {
			t.Errorf("%s: %v, gap %g of %g, %.1f dB to %.1f dB", c.name, r.Status, r.Gap, r.Primal, before, after)
		}
		path := filepath.Join(t.TempDir(), c.name+".png")
		save(t, path, r.X, rows, cols)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		back, _, _ := composite.Pixels(p)
		for k, v := range back {
			if math.Abs(v-min(max(r.X[k], 0), 1)) > 0.5/255+1e-9 {
				t.Fatalf("%s: pixel %d came back as %g, was %g", c.name, k, v, r.X[k])
			}
		}
	}
}
