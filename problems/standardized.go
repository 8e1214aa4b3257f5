package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// StdDevs returns the weighted standard deviations (divisor n) of the columns,
// the Scale of an [ElasticNet] that standardises. weights need not be normalised;
// nil stands for ones. A column that is constant up to rounding gets 0.
func StdDevs(x Design, weights []float64) []float64 {
	_, s := centreAndScale(x, weights)
	return s
}

func centreAndScale(x Design, weights []float64) (mean, scale []float64) {
	w := normalWeights(weights)
	_, p := x.Dims()
	mean, scale = make([]float64, p), make([]float64, p)
	kernel.Parallel(p, columnGrain(x), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			m, v := x.ColMoments(j, w)
			mean[j], scale[j] = m, math.Sqrt(v)
		}
	})
	return mean, scale
}

// Standardized is the Design with columns (x_j - Mean_j)/Scale_j, over a Design
// that is neither copied nor made dense. Mean nil stands for zeros: scaled only.
// Mul and MulTrans over the whole matrix cost O(nnz + n + p); a single ColDot or
// ColAxpy of a sparse column costs O(n) where its mean is not 0. Use it where
// whole passes are made; columns with Scale 0 read as zero.
type Standardized struct {
	X           Design
	Mean, Scale []float64
}

// Standardize centres (if centre is set) and scales the columns of x.
func Standardize(x Design, weights []float64, centre bool) *Standardized {
	mean, scale := centreAndScale(x, weights)
	if !centre {
		mean = nil
	}
	return &Standardized{x, mean, scale}
}

// Dims returns the number of rows and columns.
func (s *Standardized) Dims() (n, p int) { return s.X.Dims() }

func (s *Standardized) mean(j int) float64 {
	if s.Mean == nil {
		return 0
	}
	return s.Mean[j]
}

// ColDot returns <(x_j - Mean_j)/Scale_j, v>.
func (s *Standardized) ColDot(j int, v []float64) float64 {
	if s.Scale[j] == 0 {
		return 0
	}
	d := s.X.ColDot(j, v)
	if m := s.mean(j); m != 0 {
		d -= m * total(v)
	}
	return d / s.Scale[j]
}

// ColAxpy adds a (x_j - Mean_j)/Scale_j to dst.
func (s *Standardized) ColAxpy(j int, a float64, dst []float64) {
	if s.Scale[j] == 0 {
		return
	}
	a /= s.Scale[j]
	s.X.ColAxpy(j, a, dst)
	if m := s.mean(j); m != 0 {
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
	mean, variance = s.X.ColMoments(j, w)
	return (mean - s.mean(j)) / s.Scale[j], variance / (s.Scale[j] * s.Scale[j])
}

func (s *Standardized) mul(dst, b []float64) {
	raw := make([]float64, len(b))
	var shift sum
	for j, v := range b {
		if s.Scale[j] != 0 {
			raw[j] = v / s.Scale[j]
			shift.add(raw[j] * s.mean(j))
		}
	}
	Mul(dst, s.X, raw)
	for i := range dst {
		dst[i] -= shift.total()
	}
}

func (s *Standardized) mulTrans(dst, v []float64) {
	MulTrans(dst, s.X, v)
	t := total(v)
	for j := range dst {
		if s.Scale[j] == 0 {
			dst[j] = 0
		} else {
			dst[j] = (dst[j] - s.mean(j)*t) / s.Scale[j]
		}
	}
}

// Raw sets dst to the coefficients on x itself of beta on the standardised
// columns: b_j / Scale_j, and the intercept, where beta has one more entry than
// x has columns, less Σ_j Mean_j b_j / Scale_j. dst may be beta.
func (s *Standardized) Raw(dst, beta []float64) {
	var shift sum
	for j, scale := range s.Scale {
		if scale == 0 {
			dst[j] = 0
			continue
		}
		dst[j] = beta[j] / scale
		shift.add(dst[j] * s.mean(j))
	}
	if p := len(s.Scale); len(beta) > p {
		dst[p] = beta[p] - shift.total()
	}
}

// Standard is the inverse of Raw.
func (s *Standardized) Standard(dst, beta []float64) {
	var shift sum
	for j, scale := range s.Scale {
		shift.add(beta[j] * s.mean(j))
		dst[j] = beta[j] * scale
	}
	if p := len(s.Scale); len(beta) > p {
		dst[p] = beta[p] + shift.total()
	}
}
