package design

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// StdDevs returns the weighted standard deviations (divisor n) of the columns,
// the Scale of an [problems.ElasticNet] that standardises. weights need not be normalised;
// nil stands for ones. A column that is constant up to rounding gets 0.
func StdDevs(x Design, weights []float64) []float64 {
	_, s := centreAndScale(x, weights)
	return s
}

func centreAndScale(x Design, weights []float64) (mean, scale []float64) {
	w := vector.NormalWeights(weights)
	_, p := x.Dims()
	mean, scale = make([]float64, p), make([]float64, p)
	kernel.Parallel(p, Grain(x), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			m, v := x.ColMoments(j, w)
			mean[j], scale[j] = m, math.Sqrt(v)
			if m*m+v < 0x1p-800 && !isZero(x, j) { // its squares lose digits to underflow
				scale[j] = tinyDeviation(x, j, w)
			}
		}
	})
	return mean, scale
}

// isZero tells whether a column that is stored holds nothing but zeros.
func isZero(x Design, j int) bool {
	var val []float64
	switch m := x.(type) {
	case *Dense:
		val = m.Col(j)
	case *CSC:
		_, val = m.Col(j)
	}
	return !slices.ContainsFunc(val, func(v float64) bool { return v != 0 })
}

// tinyDeviation returns the standard deviation of column j, computed from its multiple by
// the power of two that brings its largest entry near 1.
func tinyDeviation(x Design, j int, w []float64) float64 {
	n, _ := x.Dims()
	col := make([]float64, n)
	x.ColAxpy(j, 1, col)
	most := 0.0
	for i, v := range col {
		if w == nil || w[i] > 0 {
			most = max(most, math.Abs(v))
		}
	}
	_, k := math.Frexp(most)
	for i, v := range col {
		col[i] = math.Ldexp(v, -k)
	}
	_, v := (&Dense{n, 1, col}).ColMoments(0, w)
	return math.Ldexp(math.Sqrt(v), k)
}

// Standardized is the Design with columns (x_j - Mean_j)/Scale_j, over a Design
// that is neither copied nor made dense. Mean nil stands for zeros: scaled only.
// Mul and MulTrans over the whole matrix cost O(nnz + n + p); a single ColDot or
// ColAxpy of a sparse column costs O(n) where its mean is not 0. Use it where
// whole passes are made; columns with Scale 0 read as zero. One made by [Standardize]
// is as precise for columns that are far from zero as for others, see [Centred].
type Standardized struct {
	X           Design
	Mean, Scale []float64

	near        Design    // X centred, nil where no column is far from zero
	shift, rest []float64 // what was taken off, and the means of near
}

// Standardize centres (if centre is set) and scales the columns of x. A constant column
// that is not centred is scaled by its size, since it has no deviation but does count.
func Standardize(x Design, weights []float64, centre bool) *Standardized {
	mean, scale := centreAndScale(x, weights)
	if !centre {
		for j, m := range mean {
			if scale[j] == 0 {
				scale[j] = math.Abs(m)
			}
		}
		return &Standardized{X: x, Scale: scale}
	}
	s := &Standardized{X: x, Mean: mean, Scale: scale}
	if near, shift := Centred(x, vector.NormalWeights(weights)); shift != nil {
		s.near, s.shift = near, shift
		s.rest, _ = centreAndScale(near, weights)
	}
	return s
}

// design returns what to compute from, and its means, nil for zeros.
func (s *Standardized) design() (x Design, mean []float64) {
	if s.near != nil {
		return s.near, s.rest
	}
	return s.X, s.Mean
}

// Dims returns the number of rows and columns.
func (s *Standardized) Dims() (n, p int) { return s.X.Dims() }

// meanOf returns entry j of means, 0 without any.
func meanOf(mean []float64, j int) float64 {
	if mean == nil {
		return 0
	}
	return mean[j]
}

// ColDot returns <(x_j - Mean_j)/Scale_j, v>.
func (s *Standardized) ColDot(j int, v []float64) float64 {
	if s.Scale[j] == 0 {
		return 0
	}
	x, mean := s.design()
	d := x.ColDot(j, v)
	if m := meanOf(mean, j); m != 0 {
		d -= m * vector.Total(v)
	}
	return d / s.Scale[j]
}

// ColAxpy adds a (x_j - Mean_j)/Scale_j to dst.
func (s *Standardized) ColAxpy(j int, a float64, dst []float64) {
	if s.Scale[j] == 0 {
		return
	}
	a /= s.Scale[j]
	x, mean := s.design()
	x.ColAxpy(j, a, dst)
	if m := meanOf(mean, j); m != 0 {
		for i := range dst {
			dst[i] -= a * m
		}
	}
}

// ColMoments returns the mean and variance of the standardised column.
func (s *Standardized) ColMoments(j int, w []float64) (mean, variance float64) {
	if s.Scale[j] == 0 {
		return 0, 0
	}
	x, centre := s.design()
	mean, variance = x.ColMoments(j, w)
	return (mean - meanOf(centre, j)) / s.Scale[j], variance / (s.Scale[j] * s.Scale[j])
}

func (s *Standardized) mul(dst, b []float64) {
	x, mean := s.design()
	raw := make([]float64, len(b))
	var shift vector.Sum
	for j, v := range b {
		if s.Scale[j] != 0 {
			raw[j] = v / s.Scale[j]
			shift.Add(raw[j] * meanOf(mean, j))
		}
	}
	Mul(dst, x, raw)
	for i := range dst {
		dst[i] -= shift.Total()
	}
}

func (s *Standardized) mulTrans(dst, v []float64) {
	x, mean := s.design()
	MulTrans(dst, x, v)
	t := vector.Total(v)
	for j := range dst {
		if s.Scale[j] == 0 {
			dst[j] = 0
		} else {
			dst[j] = (dst[j] - meanOf(mean, j)*t) / s.Scale[j]
		}
	}
}

// centreOf adds b times the mean of column j.
func (s *Standardized) centreOf(sum *vector.Sum, j int, b float64) {
	sum.AddProduct(b, meanOf(s.Mean, j))
	if s.shift != nil && s.shift[j] != 0 { // Mean is what was taken off, rounded
		sum.AddProduct(b, s.rest[j])
	}
}

// Raw sets dst to the coefficients on x itself of beta on the standardised
// columns: b_j / Scale_j, and the intercept, where beta has one more entry than
// x has columns, less Σ_j Mean_j b_j / Scale_j. dst may be beta.
func (s *Standardized) Raw(dst, beta []float64) {
	var shift vector.Sum
	for j, scale := range s.Scale {
		if scale == 0 {
			dst[j] = 0
			continue
		}
		dst[j] = beta[j] / scale
		s.centreOf(&shift, j, dst[j])
	}
	if p := len(s.Scale); len(beta) > p {
		dst[p] = beta[p] - shift.Total()
	}
}

// Standard is the inverse of Raw.
func (s *Standardized) Standard(dst, beta []float64) {
	var shift vector.Sum
	for j, scale := range s.Scale {
		s.centreOf(&shift, j, beta[j])
		dst[j] = beta[j] * scale
	}
	if p := len(s.Scale); len(beta) > p {
		dst[p] = beta[p] + shift.Total()
	}
}
