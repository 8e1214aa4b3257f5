package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// Rigorous is a [Loss] that bounds its own rounding: what is certified of it are theorems,
// see docs/math.md, "Rounding in one pass". It evaluates many observations at a time.
// Slopes too must be right up to 2^-48 (|l'| + |y|), and where Lipschitz is +Inf the
// curvature must not change by more than a factor of exp(|d|) over a distance of d.
type Rigorous interface {
	// Values sets value_i = l(y_i, z_i) up to 2^-48 (|value_i| + |y_i z_i|).
	Values(value, y, z []float64)
	// Conjugates sets value_i = l*(y_i, v_i) for v_i in the domain, up to 2^-48 size_i,
	// where size_i is not below |l*(y_i, v_i)| + |l*(y_i, 0)|.
	Conjugates(value, size, y, v []float64)
}

// divergent is a [Loss] that knows how far it is from equality in Fenchel's inequality,
//
//	Divergence(y, z, v) = l(y, z) + l*(y, v) - v z >= 0,
//
// as a number of its own and not as the difference of three: near v = l'(z) that would be
// nothing but rounding.
type divergent interface {
	Divergence(y, z, v float64) float64
}

const (
	lossError  = 0x1p-48 // of what a Rigorous loss promises
	blockWidth = 4 * vector.Stretch
)

// block is some observations at a time: all that is done to rows goes by blocks that stay
// in the first cache.
type block struct {
	y, w, z []float64 // responses, weights over their sum, and predictions with offsets
	a, b, c []float64 // room for what is made of them
}

// blocks calls do for every block of rows, with its place and what f has there.
func (f *Pointwise[L]) blocks(z []float64, do func(lo int, k block)) {
	const m = blockWidth
	total, n := vector.TotalWeight(f.Weights, len(z)), len(z)
	room := make([]float64, 5*m)
	for i := range m {
		room[i] = 1 / total
	}
	for lo := 0; lo < n; lo += m {
		w := min(m, n-lo)
		k := block{y: f.Y[lo : lo+w], w: room[:w], z: room[m : m+w], a: room[2*m : 2*m+w], b: room[3*m : 3*m+w], c: room[4*m : 4*m+w]}
		if f.Weights != nil {
			for i, v := range f.Weights[lo : lo+w] {
				k.w[i] = v / total
			}
		}
		copy(k.z, z[lo:])
		if f.Offset != nil {
			for i, o := range f.Offset[lo : lo+w] {
				k.z[i] += o
			}
		}
		do(lo, k)
	}
}

// weigh returns Σ w_i v_i by stretches, v_i = 0 (in place) where there is no weight.
func (k block) weigh(s *vector.Sum, v []float64) {
	for i, w := range k.w {
		if w == 0 {
			v[i] = 0
		}
	}
	for lo := 0; lo < len(v); lo += vector.Stretch {
		hi := min(lo+vector.Stretch, len(v))
		s.Add(kernel.Dot(k.w[lo:hi], v[lo:hi]))
	}
}

// assessor is a fit that says what its rounding is relative to: every [Pointwise].
type assessor interface {
	Bounded
	derivatives(slope, curv, z []float64)
	clip(theta, h []float64)
	assess(z []float64) assessment
	conjugate(v []float64) (value, size float64)
}

// assessment is F at a prediction and the sizes that its rounding is relative to.
type assessment struct {
	value  float64
	terms  float64 // Σ w_i/W (|l_i| + |y_i (z_i + o_i)|)
	length float64 // ‖z + o‖ + ‖o‖
	slopes float64 // ‖w y / W‖
}

// assess evaluates F at z in one pass.
func (f *Pointwise[L]) assess(z []float64) assessment {
	var value, terms, squares, offsets, responses vector.Sum
	loss, rigorous := any(f.Loss).(Rigorous)
	f.blocks(z, func(lo int, k block) {
		if rigorous {
			loss.Values(k.a, k.y, k.z)
		} else {
			for i, v := range k.z {
				k.a[i], _, _ = f.Loss.At(k.y[i], v)
			}
		}
		k.weigh(&value, k.a)
		for i, v := range k.z {
			k.b[i] = math.Abs(k.a[i]) + math.Abs(k.y[i]*v)
			k.c[i] = k.w[i] * k.y[i]
			if k.w[i] == 0 {
				k.z[i] = 0
			}
		}
		k.weigh(&terms, k.b)
		squares.Add(kernel.SumSq(k.z))
		responses.Add(kernel.SumSq(k.c))
		if f.Offset != nil {
			for i, w := range k.w {
				if k.c[i] = f.Offset[lo+i]; w == 0 {
					k.c[i] = 0
				}
			}
			offsets.Add(kernel.SumSq(k.c))
		}
	})
	return assessment{value.Total(), terms.Total(), math.Sqrt(squares.Total()) + math.Sqrt(offsets.Total()), math.Sqrt(responses.Total())}
}

// derivatives sets slope_i = w_i l'(y_i, z_i + o_i)/W and curv_i = w_i l”(y_i, z_i + o_i)/W,
// each unless it is nil. Both may be z.
func (f *Pointwise[L]) derivatives(slope, curv, z []float64) {
	many, ok := any(f.Loss).(BlockLoss)
	f.blocks(z, func(lo int, k block) {
		if ok {
			many.Derivatives(k.a, k.b, k.y, k.z)
		} else {
			for i, v := range k.z {
				_, k.a[i], k.b[i] = f.Loss.At(k.y[i], v)
			}
		}
		for _, d := range [2]struct{ to, from []float64 }{{slope, k.a}, {curv, k.b}} {
			if d.to == nil {
				continue
			}
			for i, w := range k.w {
				d.to[lo+i] = 0
				if w != 0 {
					d.to[lo+i] = w * d.from[i]
				}
			}
		}
	})
}

// conjugate returns F*(v), and the size that its rounding is relative to: not below
// Σ w_i/W (|l*(W v_i/w_i)| + |l*(0)|) + |o_i v_i|.
func (f *Pointwise[L]) conjugate(v []float64) (value, size float64) {
	var values, sizes vector.Sum
	loss, rigorous := any(f.Loss).(Rigorous)
	inside := true
	f.blocks(v, func(lo int, k block) {
		for i, a := range v[lo : lo+len(k.y)] {
			w := k.w[i]
			if w == 0 {
				inside = inside && a == 0
				k.z[i] = 0
				continue
			}
			t := a / w
			low, high := f.Loss.Domain(k.y[i])
			switch {
			case t < low && t >= low*(1+8*vector.Eps):
				t = low
			case t > high && t <= high*(1+8*vector.Eps):
				t = high
			case !(low <= t && t <= high):
				inside = false
				t = 0
			}
			k.z[i] = t
		}
		if rigorous {
			loss.Conjugates(k.a, k.b, k.y, k.z)
		} else {
			for i, t := range k.z {
				k.a[i] = f.Loss.Conj(k.y[i], t)
				k.b[i] = math.Abs(k.a[i]) + math.Abs(f.Loss.Conj(k.y[i], 0)) + math.Abs(t*k.y[i])
			}
		}
		k.weigh(&values, k.a)
		k.weigh(&sizes, k.b)
		if f.Offset != nil {
			linear, of := v[lo:lo+len(k.y)], f.Offset[lo:lo+len(k.y)]
			for i, a := range linear {
				k.c[i] = math.Abs(a * of[i])
				k.a[i] = -a * of[i]
			}
			values.Add(kernel.Sum(k.a))
			sizes.Add(kernel.Sum(k.c))
		}
	})
	if !inside {
		return math.Inf(1), math.Inf(1)
	}
	return values.Total(), second * sizes.Total()
}

// clip brings theta into the domain of F*(-theta), and sets h_i = 0 where it had to.
func (f *Pointwise[L]) clip(theta, h []float64) {
	f.blocks(theta, func(lo int, k block) {
		for i, w := range k.w {
			low, high := f.Loss.Domain(k.y[i])
			t := theta[lo+i]
			if w == 0 {
				low, high = 0, 0
			}
			if c := min(max(t, -w*high), -w*low); c != t {
				theta[lo+i], h[lo+i] = c, 0
			}
		}
	})
}

// distance returns F(z) - inf F.
func (f *Pointwise[L]) distance(z []float64) float64 {
	loss, ok := any(f.Loss).(divergent)
	if !ok {
		return max(f.Value(z)+f.Conj(make([]float64, len(z))), 0)
	}
	var s vector.Sum
	f.blocks(z, func(lo int, k block) {
		for i, v := range k.z {
			k.a[i] = loss.Divergence(k.y[i], v, 0)
		}
		k.weigh(&s, k.a)
	})
	return s.Total()
}
