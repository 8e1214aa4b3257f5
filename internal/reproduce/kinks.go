package reproduce

import (
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/internal/autodiff"
)

// kinked are convex functions with a sharp minimum: 0 is in the interior of the
// subdifferential, or of its projection on some directions.
func kinked() []object {
	rng := rand.New(rand.NewPCG(20240116, 8426))
	return []object{
		{name: "|x|", oracle: pointwise(autodiff.Abs), start: []float64{math.Sqrt2}},
		{name: "L1 norm, 10 dimensions", oracle: taped(10, func(t *autodiff.Tape, x *autodiff.Var) *autodiff.Var {
			return t.Sum(t.Apply(autodiff.Abs, x))
		}), start: normals(rng, 10)},
		maxAffine(rng),
		overlappingHinge(rng),
		lad(rng),
		totalVariation(rng),
	}
}

// maxAffine is max_i <a_i, x> with 0 inside the hull of the a_i: the minimum 0
// is at x = 0 alone.
func maxAffine(rng *rand.Rand) object {
	const pieces, dim = 12, 5
	a := normals(rng, pieces*dim)
	for j := range dim {
		mean := 0.0
		for i := range pieces {
			mean += a[i*dim+j] / pieces
		}
		for i := range pieces {
			a[i*dim+j] -= mean
		}
	}
	return object{name: "largest of 12 planes", oracle: taped(dim, func(t *autodiff.Tape, x *autodiff.Var) *autodiff.Var {
		return t.Max(t.Affine(x, t.Input(pieces, dim, a), nil))
	}), start: normals(rng, dim)}
}

// overlappingHinge is the total hinge loss of two classes that overlap.
func overlappingHinge(rng *rand.Rand) object {
	return object{name: "hinge loss, classes overlap", oracle: hinge(rng, 0.5), start: []float64{0, 0, 0}, best: math.NaN()}
}

// separatedHinge is the total hinge loss of two classes far apart.
func separatedHinge(rng *rand.Rand) object {
	return object{name: "hinge loss, classes apart", oracle: hinge(rng, 4), start: []float64{0, 0, 0}}
}

func hinge(rng *rand.Rand, shift float64) func(grad, x []float64) float64 {
	const n, dim = 40, 3
	z := normals(rng, n*dim) // rows are y_i x_i, the last entry y_i for the intercept
	for i := range n {
		label := float64(1 - 2*(i%2))
		z[i*dim] = label*z[i*dim] + shift
		z[i*dim+1] *= label
		z[i*dim+2] = label
	}
	return taped(dim, func(t *autodiff.Tape, w *autodiff.Var) *autodiff.Var {
		return t.Sum(t.Apply(autodiff.Hinge, t.Affine(w, t.Input(n, dim, z), nil)))
	})
}

// lad is least absolute deviations with a known minimiser b*: rows come in pairs
// with residuals r and -r at b*, whose sum is least there, and dim more rows fit
// exactly, which makes b* the only minimiser and a kink.
func lad(rng *rand.Rand) object {
	const pairs, dim = 10, 4
	x, y, truth := []float64{}, []float64{}, normals(rng, dim)
	best := 0.0
	for i := range pairs + dim {
		row := normals(rng, dim)
		fit := 0.0
		for j, v := range row {
			fit += v * truth[j]
		}
		if i >= pairs {
			x, y = append(x, row...), append(y, fit)
			continue
		}
		r := math.Abs(rng.NormFloat64())
		best += 2 * r
		x, y = append(append(x, row...), row...), append(y, fit+r, fit-r)
	}
	n := len(y)
	return object{name: "least absolute deviations", oracle: taped(dim, func(t *autodiff.Tape, b *autodiff.Var) *autodiff.Var {
		return t.Sum(t.Apply(autodiff.Abs, t.Combine(1, t.Affine(b, t.Input(n, dim, x), nil), -1, t.Input(1, n, y))))
	}), start: make([]float64, dim), best: best}
}

// totalVariation is ½‖x - y‖² + ½ Σ|x_{i+1} - x_i| for a noisy step y. Its minimum is sharp
// along the differences that are 0 there.
func totalVariation(rng *rand.Rand) object {
	const n = 20
	y := normals(rng, n)
	d := make([]float64, (n-1)*n)
	for i := range n {
		y[i] = 0.3*y[i] + math.Floor(float64(i)/(n/2))
		if i < n-1 {
			d[i*n+i], d[i*n+i+1] = -1, 1
		}
	}
	return object{name: "total-variation denoising", local: true, partly: true, oracle: taped(n, func(t *autodiff.Tape, x *autodiff.Var) *autodiff.Var {
		fit := t.Sum(t.Apply(autodiff.Square, t.Combine(1, x, -1, t.Input(1, n, y))))
		tv := t.Sum(t.Apply(autodiff.Abs, t.Affine(x, t.Input(n-1, n, d), nil)))
		return t.Combine(0.5, fit, 0.5, tv)
	}), start: make([]float64, n), best: math.NaN()}
}
