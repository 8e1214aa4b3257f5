package detective

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// subtle is the doubt about a deviation with n-1 beside one with n: a tool that stops early
// makes as large a difference. It must make the error ten times smaller.
const subtle = 0.5

// scalings are the hypotheses of other units of columns and target. The coefficients
// of columns divided by s, brought back, minimise the penalty of s_j b_j; left as they
// are, they are s_j times as large. A target divided by t has coefficients 1/t times
// as large; those of the target itself have t times the l1 and the same l2.
var scalings = []hypothesis{
	{"standardised", "the columns were standardised", scaled(deviation, false, nil), 0},
	{"standardised by 1/(n-1)", "the columns were standardised by the deviation with n-1 in place of n", scaled(sample, false, nil), subtle},
	{"not standardised", "the columns were not standardised", unscaled, 0},
	{"coefficients on the standardised scale", "the coefficients are those of standardised columns", scaled(deviation, true, nil), 0},
	{"coefficients on the standardised scale by 1/(n-1)", "the coefficients are those of columns standardised by the deviation with n-1", scaled(sample, true, nil), subtle},
	{"columns of length one", "the columns were centred and scaled to length one", scaled(length, false, nil), 0},
	{"coefficients of columns of length one", "the coefficients are those of columns centred and scaled to length one", scaled(length, true, nil), 0},
	{"min-max scaling", "the columns were scaled to run from 0 to 1", scaled(span, false, nil), 0},
	{"coefficients on the min-max scale", "the coefficients are those of columns scaled to run from 0 to 1", scaled(span, true, nil), 0},
	{"scaling by the largest value", "the columns were divided by their largest absolute value", scaled(largest, false, nil), 0},
	{"coefficients scaled by the largest value", "the coefficients are those of columns divided by their largest absolute value", scaled(largest, true, nil), 0},
}

// scalingsOfTarget are those of the target too.
var scalingsOfTarget = []hypothesis{
	{"standardised y", "the coefficients are those of a standardised target", scaled(nil, false, deviation), 0},
	{"standardised y by 1/(n-1)", "the coefficients are those of a target standardised by the deviation with n-1", scaled(nil, false, sample), subtle},
	{"min-max scaling of y", "the coefficients are those of a target scaled to run from 0 to 1", scaled(nil, false, span), 0},
	{"standardised y and columns", "the coefficients are those of standardised columns and target", scaled(deviation, true, deviation), 0},
	{"standardised y and columns by 1/(n-1)", "the coefficients are those of columns and target standardised by the deviation with n-1", scaled(sample, true, sample), subtle},
	{"min-max scaling of y and columns", "the coefficients are those of columns and target scaled to run from 0 to 1", scaled(span, true, span), 0},
}

// scale is a way to measure columns: factor times their deviations, or sizes of its own.
type scale struct {
	name   string
	factor func(n float64) float64 // of the deviation
	sizes  func(x design.Design) []float64
}

var (
	deviation = &scale{name: "deviation", factor: func(float64) float64 { return 1 }}
	sample    = &scale{name: "deviation (with n-1)", factor: func(n float64) float64 { return math.Sqrt(n / (n - 1)) }}
	length    = &scale{name: "length about the mean", factor: math.Sqrt}
	span      = &scale{name: "range", sizes: func(x design.Design) []float64 {
		return measured(x, func(lo, hi float64) float64 { return hi - lo })
	}}
	largest = &scale{name: "largest absolute value", sizes: func(x design.Design) []float64 {
		return measured(x, func(lo, hi float64) float64 { return max(hi, -lo) })
	}}
)

// measured returns a size of every column by its least and largest value.
func measured(x design.Design, size func(lo, hi float64) float64) []float64 {
	n, cols := x.Dims()
	out, values := make([]float64, cols), make([]float64, n)
	for j := range out {
		clear(values)
		x.ColAxpy(j, 1, values)
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, v := range values {
			lo, hi = min(lo, v), max(hi, v)
		}
		out[j] = size(lo, hi)
	}
	return out
}

// scaled is the hypothesis that columns and target were divided by a size; raw tells
// that the coefficients were not brought back to the units of the data.
func scaled(columns *scale, raw bool, target *scale) func(q *inquiry, v *variant) bool {
	return func(q *inquiry, v *variant) bool {
		if q.n < 2 {
			return false
		}
		if columns != nil && !v.measure(q, columns, raw) {
			return false
		}
		if target == nil {
			return true
		}
		y := &design.Dense{N: q.n, P: 1, Data: q.rows.targets()}
		size := 0.0
		if target.factor != nil {
			size = design.StdDevs(y, q.rows.weights)[0] * target.factor(float64(q.n))
		} else {
			size = target.sizes(y)[0]
		}
		if !(size > 0) || near(size, 1) {
			return false
		}
		v.l1 *= size
		v.refit = true
		v.coef = append([]float64(nil), v.coef...)
		for j := range v.coef {
			v.coef[j] *= size
		}
		step := fmt.Sprintf("multiply the coefficients by %.15g, the %s of the target", size, target.name)
		if v.advice == "" {
			v.advice = step + ", and take the intercept out of their file"
		} else {
			v.advice = step + "; " + v.advice
		}
		return true
	}
}

// measure puts the penalty of v into units of the columns.
func (v *variant) measure(q *inquiry, s *scale, raw bool) bool {
	k, sizes := 1.0, q.sd
	if s.factor != nil {
		k = s.factor(float64(q.n))
		v.standardized = true
	} else {
		sizes = s.sizes(v.X)
		v.standardized = false
		v.advice = fmt.Sprintf("divide the columns by their %s", s.name)
	}
	if !raw && s.factor != nil && k == 1 && q.net.Scale != nil {
		return false // as stated
	}
	v.net.Scale = sizes
	v.l1, v.l2 = v.l1*k, v.l2*k*k
	if !raw {
		if s.factor == nil {
			v.advice += ", and multiply the coefficients by it"
		}
		return true
	}
	v.refit = true
	v.coef = append([]float64(nil), v.coef...)
	for j := range v.coef {
		if sizes[j] > 0 {
			v.coef[j] /= k * sizes[j]
		} else {
			v.coef[j] = 0
		}
	}
	if s.factor != nil {
		v.advice = fmt.Sprintf("divide each coefficient by the %s of its column, and take the intercept out of their file", s.name)
	}
	return true
}

func unscaled(q *inquiry, v *variant) bool {
	v.net.Scale, v.standardized = nil, false
	return q.net.Scale != nil
}
