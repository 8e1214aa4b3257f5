package losses

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/kernel"
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

// softmax is some rows, evaluated: the probabilities p and q = 1 - p, which keeps its digits.
type softmax struct {
	f       *Multinomial
	n       int
	lo, hi  int         // the rows
	w       []float64   // w_i / W
	z, p, q [][]float64 // z + o, by class
	most    []float64   // the largest z
	top     []int       // its class, the first of several
	others  []float64   // Σ exp(z - most) over the other classes
}

// softmaxRows is how many rows are evaluated at a time: what they take stays in cache.
const softmaxRows = 128

// each calls visit with all rows of z, some at a time.
func (f *Multinomial) each(z []float64, visit func(s *softmax)) {
	n := len(z) / f.K
	rows := min(n, softmaxRows)
	s := &softmax{f: f, n: n, w: make([]float64, rows), most: make([]float64, rows), top: make([]int, rows), others: make([]float64, rows)}
	table := func() [][]float64 {
		t, all := make([][]float64, f.K), make([]float64, rows*f.K)
		for k := range t {
			t[k] = all[k*rows : (k+1)*rows]
		}
		return t
	}
	s.z, s.p, s.q = table(), table(), table()
	total := vector.TotalWeight(f.Weights, n)
	for s.lo = 0; s.lo < n; s.lo = s.hi {
		s.hi = min(n, s.lo+rows)
		for i := range s.hi - s.lo {
			s.w[i] = 1 / total
			if f.Weights != nil {
				s.w[i] = f.Weights[s.lo+i] / total
			}
		}
		s.evaluate(z)
		visit(s)
	}
}

// of returns the entries of v that belong to class k in these rows.
func (s *softmax) of(v []float64, k int) []float64 { return v[k*s.n+s.lo : k*s.n+s.hi] }

func (s *softmax) evaluate(z []float64) {
	for k, own := range s.z {
		copy(own, s.of(z, k))
		if s.f.Offset != nil {
			kernel.Axpy(1, s.of(s.f.Offset, k), own)
		}
		for i, v := range own[:s.hi-s.lo] {
			if k == 0 || v > s.most[i] {
				s.most[i], s.top[i] = v, k
			}
		}
	}
	clear(s.others)
	for k, p := range s.p {
		for i, v := range s.z[k] {
			p[i] = v - s.most[i]
		}
		kernel.Exp(p, p)
		for i, e := range p {
			if s.top[i] != k {
				s.others[i] += e
			}
		}
	}
	for k, q := range s.q {
		for i, e := range s.p[k] {
			sum := 1 + s.others[i]
			s.p[k][i] = e / sum
			if q[i] = s.others[i] / sum; s.top[i] != k {
				q[i] = (s.others[i] + (1 - e)) / sum
			}
		}
	}
}

// losses sets dst to l of the rows: log(1 + Σ exp(z - most)) + Σ_k y_k (most - z_k), no term
// of which is negative.
func (s *softmax) losses(dst []float64) []float64 {
	dst = dst[:s.hi-s.lo]
	kernel.Log1p(dst, s.others[:len(dst)])
	for k, z := range s.z {
		for i, y := range s.of(s.f.Y, k) {
			if y != 0 {
				dst[i] += y * (s.most[i] - z[i])
			}
		}
	}
	return dst
}

// Value returns F(z).
func (f *Multinomial) Value(z []float64) float64 {
	var sum vector.Sum
	var l [softmaxRows]float64
	f.each(z, func(s *softmax) {
		for i, v := range s.losses(l[:]) {
			if s.w[i] != 0 {
				sum.Add(s.w[i] * v)
			}
		}
	})
	return sum.Total()
}

// Grad sets dst_ik = w_i/W (p_ik - y_ik).
func (f *Multinomial) Grad(dst, z []float64) {
	f.each(z, func(s *softmax) {
		for k := range f.K {
			to := s.of(dst, k)
			for i, y := range s.of(f.Y, k) {
				switch w := s.w[i]; {
				case w == 0: // whatever the prediction, NaN included
					to[i] = 0
				case y == 1:
					to[i] = -w * s.q[k][i]
				default:
					to[i] = w * (s.p[k][i] - y)
				}
			}
		}
	})
}

// Curvature sets dst_ik = w_i/W p_ik (1 - p_ik), the diagonal of the Hessian.
func (f *Multinomial) Curvature(dst, z []float64) {
	f.each(z, func(s *softmax) {
		for k := range f.K {
			for i := range s.of(dst, k) {
				if s.of(dst, k)[i] = 0; s.w[i] != 0 {
					s.of(dst, k)[i] = s.w[i] * s.p[k][i] * s.q[k][i]
				}
			}
		}
	})
}

// Hessian sets dst[m] = ∇²F(z) v[m] for every m; see [problems.Coupled].
func (f *Multinomial) Hessian(dst [][]float64, z []float64, v [][]float64) {
	var mean [softmaxRows]float64
	f.each(z, func(s *softmax) {
		for m := range v {
			clear(mean[:])
			for k, p := range s.p {
				for i, x := range s.of(v[m], k) {
					mean[i] += p[i] * x
				}
			}
			for k, p := range s.p {
				to := s.of(dst[m], k)
				for i, x := range s.of(v[m], k) {
					if to[i] = 0; s.w[i] != 0 {
						to[i] = s.w[i] * p[i] * (x - mean[i])
					}
				}
			}
		}
	})
}

// Smoothness returns max w_i / (2 W).
func (f *Multinomial) Smoothness() float64 {
	top, n := 1.0, len(f.Y)/f.K
	if f.Weights != nil {
		top = slices.Max(f.Weights)
	}
	return top / vector.TotalWeight(f.Weights, n) / 2
}

// Conj returns F*(v). A row that leaves the simplex by no more than rounding counts as in it.
func (f *Multinomial) Conj(v []float64) float64 {
	n := len(v) / f.K
	total := vector.TotalWeight(f.Weights, n)
	var sum vector.Sum
	for i := range n {
		w := 1 / total
		if f.Weights != nil {
			w = f.Weights[i] / total
		}
		rest, size := 0.0, 0.0
		for k := range f.K {
			a := v[k*n+i]
			rest, size = rest+a, max(size, math.Abs(a))
			if w == 0 {
				continue
			}
			u, y := a/w, f.Y[k*n+i]
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
				sum.Add(-a * f.Offset[k*n+i])
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
	var sum, squares, offsets vector.Sum
	var l [softmaxRows]float64
	f.each(z, func(s *softmax) {
		size := s.losses(l[:])
		for k, z := range s.z {
			for i, y := range s.of(f.Y, k) {
				if s.w[i] != 0 {
					size[i] += y * (math.Abs(z[i]) + math.Abs(s.most[i]))
					squares.Add(z[i] * z[i])
					if f.Offset != nil {
						o := s.of(f.Offset, k)[i]
						offsets.Add(o * o)
					}
				}
			}
		}
		for i, v := range size {
			if s.w[i] != 0 {
				sum.Add(s.w[i] * v)
			}
		}
	})
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
