package design

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// exactMoments is the mean and the variance in rational arithmetic.
func exactMoments(x, w []float64) (mean, variance *big.Rat) {
	rat := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	total := new(big.Rat)
	mean, variance = new(big.Rat), new(big.Rat)
	for i, v := range x {
		total.Add(total, rat(w[i]))
		mean.Add(mean, new(big.Rat).Mul(rat(w[i]), rat(v)))
	}
	mean.Quo(mean, total)
	for i, v := range x {
		d := new(big.Rat).Sub(rat(v), mean)
		variance.Add(variance, d.Mul(d, d).Mul(d, rat(w[i])))
	}
	return mean, variance.Quo(variance, total)
}

// The moments of columns far from zero have all their digits, and only a constant
// column has no deviation.
func TestMomentsFarFromZero(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{3, 100, 5000} {
		for _, ratio := range []float64{1e3, 1e6, 1e10, 1e14} {
			x, w := make([]float64, n), make([]float64, n)
			for i := range x {
				x[i], w[i] = ratio*math.Pi+rng.NormFloat64(), 1/float64(n)
			}
			mean, variance := exactMoments(x, w)
			wantMean, _ := mean.Float64()
			wantVariance, _ := variance.Float64()
			dense := &Dense{n, 1, x}
			csc, _ := NewCSC(n, 1, []int{0, n}, rows(n), x)
			for name, d := range map[string]Design{"dense": dense, "csc": csc} {
				for _, weights := range [][]float64{nil, w} {
					m, v := d.ColMoments(0, weights)
					if math.Abs(m-wantMean) > 2*vector.Eps*wantMean || math.Abs(v-wantVariance) > 4*float64(n+10)*vector.Eps*wantVariance {
						t.Errorf("%s, n = %d, ratio %g: moments %v, %v for %v, %v", name, n, ratio, m, v, wantMean, wantVariance)
					}
				}
			}
		}
		for _, c := range []float64{0.1, 1e100 / 3, -7} {
			x := make([]float64, n)
			for i := range x {
				x[i] = c
			}
			if m, v := (&Dense{n, 1, x}).ColMoments(0, nil); m != c || v != 0 {
				t.Errorf("n = %d: a column of %v has moments %v and %v", n, c, m, v)
			}
			x[1] = math.Nextafter(c, 0)
			if s := StdDevs(&Dense{n, 1, x}, nil); s[0] == 0 {
				t.Errorf("n = %d: a column that is only nearly %v is taken for constant", n, c)
			}
		}
	}
}

func rows(n int) []int32 {
	row := make([]int32, n)
	for i := range row {
		row[i] = int32(i)
	}
	return row
}

// What is left of a column far from zero when its shift is taken off is exact, and
// columns that are not far stay as they are.
func TestCentred(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 40
	x := &Dense{n, 3, make([]float64, 3*n)}
	for i := range n {
		x.Data[i] = rng.NormFloat64()
		x.Data[n+i] = 0x1p33 + math.Round(1024*rng.NormFloat64())/1024
		x.Data[2*n+i] = 0.1
	}
	for _, d := range []Design{x, cscOf(x)} {
		near, shift := Centred(d, nil)
		if shift == nil || shift[0] != 0 || math.Abs(shift[1]-0x1p33) > 1 || shift[2] != 0.1 {
			t.Fatalf("%T: shifts %v", d, shift)
		}
		for j := range 3 {
			a, b := make([]float64, n), make([]float64, n)
			d.ColAxpy(j, 1, a)
			near.ColAxpy(j, 1, b)
			for i := range a {
				want := new(big.Float).Sub(big.NewFloat(a[i]), big.NewFloat(shift[j]))
				if got := big.NewFloat(b[i]); got.Cmp(want) != 0 {
					t.Fatalf("%T: entry %d of column %d is %v, %v less than %v", d, i, j, b[i], shift[j], a[i])
				}
			}
		}
	}
	plain := &Dense{n, 1, x.Data[:n]}
	if near, shift := Centred(plain, nil); near != Design(plain) || shift != nil {
		t.Error("a design that needs nothing was copied")
	}
	// Rows without weight do not tell where a column is.
	w := make([]float64, n)
	for i := range n {
		if i < n/2 {
			w[i] = 2. / n
		} else {
			x.Data[n+i] = -1e17 * rng.Float64()
		}
	}
	if _, shift := Centred(x, w); shift == nil || math.Abs(shift[1]-0x1p33) > 1 {
		t.Errorf("shifts %v with weights", shift)
	}
}

func cscOf(d *Dense) *CSC {
	m := &CSC{N: d.N, P: d.P, ColPtr: []int{0}}
	for j := range d.P {
		for i, v := range d.Col(j) {
			if v != 0 {
				m.Row, m.Val = append(m.Row, int32(i)), append(m.Val, v)
			}
		}
		m.ColPtr = append(m.ColPtr, len(m.Val))
	}
	return m
}

// The standardised view of columns far from zero is that of the same columns moved back.
func TestStandardizedFarFromZero(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const n = 50
	z, x := &Dense{n, 2, make([]float64, 2*n)}, &Dense{n, 2, make([]float64, 2*n)}
	for i := range z.Data {
		z.Data[i] = math.Round(1024*rng.NormFloat64()) / 1024
		x.Data[i] = z.Data[i] + 0x1p33
	}
	v, b := make([]float64, n), []float64{0.7, -1.3, 2}
	for i := range v {
		v[i] = rng.NormFloat64() + 10
	}
	for _, d := range []Design{x, cscOf(x)} {
		want, got := Standardize(z, nil, true), Standardize(d, nil, true)
		same := func(what string, a, b []float64, tol float64) {
			for k := range a {
				if math.Abs(a[k]-b[k]) > tol {
					t.Errorf("%T, %s: entry %d is %v, not %v", d, what, k, a[k], b[k])
				}
			}
		}
		same("scales", got.Scale, want.Scale, 1e-14)
		gotDot, wantDot := make([]float64, 2), make([]float64, 2)
		MulTrans(gotDot, got, v)
		MulTrans(wantDot, want, v)
		same("products", gotDot, wantDot, 1e-11)
		same("a product", []float64{got.ColDot(1, v)}, []float64{want.ColDot(1, v)}, 1e-11)
		gotZ, wantZ := make([]float64, n), make([]float64, n)
		Mul(gotZ, got, b[:2])
		Mul(wantZ, want, b[:2])
		same("prediction", gotZ, wantZ, 1e-13)
		gotRaw, wantRaw := make([]float64, 3), make([]float64, 3)
		got.Raw(gotRaw, b)
		want.Raw(wantRaw, b)
		same("coefficients", gotRaw[:2], wantRaw[:2], 1e-13)
		moved, exact := new(big.Float).SetPrec(200).SetFloat64(wantRaw[2]), new(big.Float).SetPrec(200)
		for j := range 2 { // in exact arithmetic
			moved.Sub(moved, exact.Mul(exact.SetFloat64(0x1p33), new(big.Float).SetFloat64(gotRaw[j])))
		}
		b0, _ := moved.Float64()
		same("intercept", gotRaw[2:], []float64{b0}, 2*vector.Eps*math.Abs(b0))
		back := make([]float64, 3)
		got.Standard(back, gotRaw)
		same("there and back", back, b, 4*vector.Eps*math.Abs(b0))
	}
}

// Deviations of columns whose squares underflow, and the null loss of a response whose
// mean is coarser than its deviation, are those of rational arithmetic.
func TestMomentsAtTheEdge(t *testing.T) {
	for _, x := range [][]float64{{-4e-161, -5e-161}, {3e-200, 1e-200, 0}, {1e-161, 1e-161}} {
		w := make([]float64, len(x))
		for i := range w {
			w[i] = 1
		}
		_, variance := exactMoments(x, w)
		scaled, _ := new(big.Rat).Mul(variance, new(big.Rat).SetFrac(new(big.Int).Exp(big.NewInt(10), big.NewInt(320), nil), big.NewInt(1))).Float64()
		want := math.Sqrt(scaled) * 1e-160
		for _, d := range []Design{&Dense{len(x), 1, x}, cscOf(&Dense{len(x), 1, x})} {
			if got := StdDevs(d, nil)[0]; math.Abs(got-want) > 1e-14*want {
				t.Errorf("%T: the deviation of %v is %v, not %v", d, x, got, want)
			}
		}
	}
	d := &Dense{3, 1, []float64{-2e-200, 5e-201, -7e+299}}
	if got, want := StdDevs(d, []float64{1, 1, 0})[0], 1.25e-200; math.Abs(got-want) > 1e-14*want {
		t.Errorf("a row of weight 0 makes the deviation %v, not %v", got, want)
	}
}
