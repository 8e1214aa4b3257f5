package reproduce

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/autodiff"
)

// oracle sets grad to the gradient at x, or to what passes for it, and returns the
// value there.
type oracle func(grad, x []float64) float64

// object is a function whose iterates under constant steps are watched.
type object struct {
	name   string
	oracle oracle
	start  []float64
	// best is the optimal value, NaN where it is not known in closed form.
	best float64
	// local says that the function is Lipschitz on bounded sets only, partly that its
	// minimum is sharp along some directions only.
	local, partly bool
}

// properties says which of the conditions of the claim the function meets.
func (o object) properties() (lipschitz, sharp string) {
	lipschitz, sharp = "yes", "yes"
	if o.local {
		lipschitz = "on bounded sets"
	}
	if o.partly {
		sharp = "along some directions"
	}
	return lipschitz, sharp
}

// limit is what the last iterates of a run do.
type limit struct {
	step float64
	// amplitude is the largest distance in the tail from its first iterate.
	amplitude float64
	// period is that of the cycle, 0 where none was found.
	period int
	// gradMin and gradMax bound the norm of the slopes that were followed.
	gradMin, gradMax float64
	// low and mean are the least and the mean value in the tail.
	low, mean float64
	// at is the last iterate.
	at []float64
}

const tail = 2000

// settled tells whether the iterates came to rest, as far as numbers can.
func (l limit) settled() bool { return l.amplitude <= 1e-9*math.Max(1, norm(l.at)) }

// descend makes burn steps of constant length factor step and watches the next.
func (o object) descend(step float64, burn int) limit {
	x, grad := slices.Clone(o.start), make([]float64, len(o.start))
	for range burn {
		o.oracle(grad, x)
		axpy(-step, grad, x)
	}
	l := limit{step: step, gradMin: math.Inf(1), low: math.Inf(1)}
	first := slices.Clone(x)
	for k := range tail {
		f := o.oracle(grad, x)
		l.gradMin, l.gradMax = math.Min(l.gradMin, norm(grad)), math.Max(l.gradMax, norm(grad))
		l.low, l.mean = math.Min(l.low, f), l.mean+f/tail
		axpy(-step, grad, x)
		d := distance(x, first)
		l.amplitude = math.Max(l.amplitude, d)
		if l.period == 0 && d <= 1e-9*step {
			l.period = k + 1
		}
	}
	l.at = x
	return l
}

// taped turns a recorded function of one parameter row into an oracle.
func taped(dim int, record func(t *autodiff.Tape, x *autodiff.Var) *autodiff.Var) oracle {
	var t autodiff.Tape
	p := t.Param(1, dim, make([]float64, dim), make([]float64, dim))
	loss := record(&t, p)
	return func(grad, x []float64) float64 {
		copy(p.Value, x)
		t.Forward()
		t.Backward(loss)
		copy(grad, p.Grad)
		return loss.Value[0]
	}
}

// pointwise is the oracle of a function of one variable.
func pointwise(f autodiff.Func) oracle {
	return func(grad, x []float64) float64 {
		v, slope := f(x[0])
		grad[0] = slope
		return v
	}
}

func norm(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}

func distance(x, y []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += (v - y[i]) * (v - y[i])
	}
	return math.Sqrt(s)
}

func axpy(a float64, x, y []float64) {
	for i, v := range x {
		y[i] += a * v
	}
}

// normals returns n standard normal numbers.
func normals(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

// slopeFit is the least-squares slope of log y against log x.
func slopeFit(x, y []float64) float64 {
	var mx, my, sxy, sxx float64
	for i := range x {
		mx += math.Log(x[i]) / float64(len(x))
		my += math.Log(y[i]) / float64(len(x))
	}
	for i := range x {
		dx := math.Log(x[i]) - mx
		sxy += dx * (math.Log(y[i]) - my)
		sxx += dx * dx
	}
	return sxy / sxx
}
