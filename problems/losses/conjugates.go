package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// The losses many observations at a time, with bounds on their rounding: problems.Rigorous
// says which, docs/math.md ("Elementary functions") why they hold.

// Conjugates sets value_i = a log a + (1-a) log(1-a), a the distance of y + v from the
// nearest class, which labels give without rounding.
func (LogisticLoss) Conjugates(value, size, y, v []float64) {
	for i, t := range v {
		size[i] = -away(share(y[i]), t)
	}
	kernel.Log1p(value, size)
	for i, b := range size {
		a := -b
		size[i] = a
		if value[i] *= 1 + b; a >= 1 {
			value[i] = 0
		}
	}
	logs := make([]float64, len(v))
	kernel.Log(logs, size)
	for i, a := range size {
		log := logs[i]
		if a > 0 {
			value[i] += a * log
		} else {
			value[i], log = 0, -40
		}
		size[i] = -value[i]
		if s := share(y[i]); s != 0 && s != 1 { // y + v is rounded; l*(0) is not below -log 2
			size[i] += 2 - log
		}
	}
}

// share is the share of the positive class that a response stands for.
func share(y float64) float64 { return max(y, 0) }

// away returns the smaller of y + v and 1 - y - v, that which a label makes no sum of.
func away(y, v float64) float64 {
	switch y {
	case 0:
		return v
	case 1:
		return -v
	}
	return max(min(y+v, 1-y-v), 0)
}

// Conjugates sets value_i = t log t - t, t = y + v.
func (PoissonLoss) Conjugates(value, size, y, v []float64) {
	logs := make([]float64, len(v))
	kernel.Log(logs, y)
	for i, a := range y {
		_, size[i] = entropy(a, logs[i])
		value[i] = a + v[i]
	}
	kernel.Log(logs, value)
	for i, t := range value {
		var s float64
		value[i], s = entropy(t, logs[i])
		size[i] += s
	}
}

// entropy returns t log t - t and the sizes of its terms, given the logarithm.
func entropy(t, log float64) (value, size float64) {
	if t > 0 {
		return t*log - t, t*math.Abs(log) + t
	}
	return 0, 0
}

// Values sets value_i = l(y_i, z_i).
func (l HuberLoss) Values(value, y, z []float64) {
	for i, v := range z {
		value[i], _, _ = l.At(y[i], v)
	}
}

// Conjugates sets value_i = v²/2 + y v.
func (l HuberLoss) Conjugates(value, size, y, v []float64) {
	for i, t := range v {
		value[i] = t * (t/2 + y[i])
		size[i] = math.Abs(t) * (math.Abs(t)/2 + math.Abs(y[i]))
	}
}

// Values sets value_i = l(y_i, z_i).
func (l SquaredHingeLoss) Values(value, y, z []float64) {
	for i, v := range z {
		value[i], _, _ = l.At(y[i], v)
	}
}

// Conjugates sets value_i = v²/2 + s v.
func (l SquaredHingeLoss) Conjugates(value, size, y, v []float64) {
	for i, t := range v {
		value[i] = l.Conj(y[i], t)
		size[i] = math.Abs(t) * (math.Abs(t)/2 + 1)
	}
}
