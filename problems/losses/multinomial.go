package losses

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// Multinomial is minus the mean log-likelihood of K classes,
//
//	F(z) = Σ_i w_i ( log Σ_k exp(z_ik + o_ik) - Σ_k y_ik (z_ik + o_ik) ) / W,
//	F*(v) = Σ_i w_i/W Σ_k t_ik log t_ik - <o, v>,   t_i = y_i + W v_i/w_i in the simplex,
//
// with v_i = 0 required where w_i = 0. y_ik is 1 for the class of observation i, or the
// share of class k; each row sums to 1. Y, Offset and z have K blocks of n entries, as
// [design.Stacked] makes them; Weights has n. Weights nil stands for ones, Offset nil for
// zeros. A number that is added to all K entries of a row changes nothing, so that of the
// coefficients only differences between classes count where no penalty tells them apart.
//
// The Hessian of a row is w_i/W (diag p - p p'), p_k = exp(z_k)/Σ exp(z), of norm at most
// half of w_i/W. Value, Grad and Hessian cost K exponentials a row.
type Multinomial struct {
	K                  int
	Y, Weights, Offset []float64
}

// softmax is one row: the probabilities p and q = 1 - p, which keeps its digits.
type softmax struct {
	f      *Multinomial
	n      int
	total  float64
	z      []float64 // z + o
	p, q   []float64
	top    int     // the largest of z
	others float64 // Σ exp(z - z_top) over the others
}

func (f *Multinomial) row(length int) *softmax {
	n := length / f.K
	v := make([]float64, 3*f.K)
	return &softmax{f: f, n: n, total: vector.TotalWeight(f.Weights, n), z: v[:f.K], p: v[f.K : 2*f.K], q: v[2*f.K:]}
}

// weight returns w_i / W.
func (s *softmax) weight(i int) float64 {
	if s.f.Weights == nil {
		return 1 / s.total
	}
	return s.f.Weights[i] / s.total
}

// at evaluates row i of z.
func (s *softmax) at(z []float64, i int) {
	s.top, s.others = 0, 0
	for k := range s.z {
		v := z[k*s.n+i]
		if s.f.Offset != nil {
			v += s.f.Offset[k*s.n+i]
		}
		s.z[k] = v
		if v > s.z[s.top] {
			s.top = k
		}
	}
	most := s.z[s.top]
	for k, v := range s.z {
		s.p[k] = 1
		if k != s.top {
			s.p[k] = math.Exp(v - most)
			s.others += s.p[k]
		}
	}
	sum := 1 + s.others
	for k, e := range s.p {
		s.p[k] = e / sum
		s.q[k] = (s.others + (1 - e)) / sum
	}
	s.q[s.top] = s.others / sum
}

// loss returns l of the row: log(1 + Σ exp(z - z_top)) + Σ_k y_k (z_top - z_k), no term of
// which is negative.
func (s *softmax) loss(i int) float64 {
	l := math.Log1p(s.others)
	for k, v := range s.z {
		if y := s.f.Y[k*s.n+i]; y != 0 {
			l += y * (s.z[s.top] - v)
		}
	}
	return l
}

// Value returns F(z).
func (f *Multinomial) Value(z []float64) float64 {
	s := f.row(len(z))
	var sum vector.Sum
	for i := range s.n {
		if w := s.weight(i); w != 0 {
			s.at(z, i)
			sum.Add(w * s.loss(i))
		}
	}
	return sum.Total()
}

// Grad sets dst_ik = w_i/W (p_ik - y_ik).
func (f *Multinomial) Grad(dst, z []float64) {
	f.each(dst, z, func(s *softmax, i, k int) float64 {
		if y := f.Y[k*s.n+i]; y != 1 {
			return s.p[k] - y
		}
		return -s.q[k]
	})
}

// Curvature sets dst_ik = w_i/W p_ik (1 - p_ik), the diagonal of the Hessian.
func (f *Multinomial) Curvature(dst, z []float64) {
	f.each(dst, z, func(s *softmax, i, k int) float64 { return s.p[k] * s.q[k] })
}

// each sets dst_ik = w_i/W of(row, i, k); dst may be z.
func (f *Multinomial) each(dst, z []float64, of func(s *softmax, i, k int) float64) {
	s := f.row(len(z))
	for i := range s.n {
		w := s.weight(i)
		if w != 0 {
			s.at(z, i)
		}
		for k := range f.K {
			if dst[k*s.n+i] = 0; w != 0 {
				dst[k*s.n+i] = w * of(s, i, k)
			}
		}
	}
}

// Hessian sets dst[m] = ∇²F(z) v[m] for every m; see [problems.Coupled].
func (f *Multinomial) Hessian(dst [][]float64, z []float64, v [][]float64) {
	s := f.row(len(z))
	for i := range s.n {
		w := s.weight(i)
		if w != 0 {
			s.at(z, i)
		}
		for m := range v {
			mean := 0.0
			for k, p := range s.p {
				mean += p * v[m][k*s.n+i]
			}
			for k, p := range s.p {
				if a := k*s.n + i; w == 0 {
					dst[m][a] = 0
				} else {
					dst[m][a] = w * p * (v[m][a] - mean)
				}
			}
		}
	}
}

// Smoothness returns max w_i / (2 W).
func (f *Multinomial) Smoothness() float64 {
	s := f.row(len(f.Y))
	top := 0.0
	for i := range s.n {
		top = max(top, s.weight(i))
	}
	return top / 2
}

// Conj returns F*(v). A row that leaves the simplex by no more than rounding counts as in it.
func (f *Multinomial) Conj(v []float64) float64 {
	s := f.row(len(v))
	var sum vector.Sum
	for i := range s.n {
		w := s.weight(i)
		rest, size := 0.0, 0.0
		for k := range f.K {
			a := v[k*s.n+i]
			rest, size = rest+a, max(size, math.Abs(a))
			if w == 0 {
				continue
			}
			u, y := a/w, f.Y[k*s.n+i]
			switch t := y + u; {
			case !(u >= -y*(1+8*vector.Eps)):
				return math.Inf(1)
			case t <= 0:
			case y == 1:
				sum.Add(w * t * math.Log1p(u))
			default:
				sum.Add(w * t * math.Log(t))
			}
			if f.Offset != nil {
				sum.Add(-a * f.Offset[k*s.n+i])
			}
		}
		if w == 0 && size != 0 || !(math.Abs(rest) <= 8*float64(f.K+4)*vector.Eps*size) {
			return math.Inf(1)
		}
	}
	return sum.Total()
}

// Magnitude bounds the sizes that rounding is relative to; see [problems.Sized].
func (f *Multinomial) Magnitude(z []float64) (terms, length float64) {
	s := f.row(len(z))
	var sum, squares, offsets vector.Sum
	for i := range s.n {
		w := s.weight(i)
		if w == 0 {
			continue
		}
		s.at(z, i)
		size := s.loss(i)
		for k, v := range s.z {
			size += f.Y[k*s.n+i] * (math.Abs(v) + math.Abs(s.z[s.top]))
			squares.Add(v * v)
			if f.Offset != nil {
				offsets.Add(f.Offset[k*s.n+i] * f.Offset[k*s.n+i])
			}
		}
		sum.Add(w * size)
	}
	return sum.Total(), math.Sqrt(squares.Total()) + math.Sqrt(offsets.Total())
}

// Validate reports a number of rows that is not K n, shares that are negative or do not
// sum to 1 in a row, and weights that are negative or all zero.
func (f *Multinomial) Validate(length int) error {
	if err := stacked(length, f.K, f.Y, f.Offset); err != nil {
		return err
	}
	n := length / f.K
	if err := check.Lengths(n, f.Y[:n], f.Weights, nil); err != nil {
		return err
	}
	if err := check.Finite(f.Y, f.Offset); err != nil {
		return err
	}
	for i := range n {
		var sum vector.Sum
		for k := range f.K {
			y := f.Y[k*n+i]
			if y < 0 {
				return fmt.Errorf("losses: the share of class %d in row %d is %v; shares must not be negative", k, i, y)
			}
			sum.Add(y)
		}
		if s := sum.Total(); math.Abs(s-1) > 4*float64(f.K)*vector.Eps {
			return fmt.Errorf("losses: the shares of the classes in row %d sum to %v, and must to 1", i, s)
		}
	}
	return nil
}
