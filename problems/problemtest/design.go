package problemtest

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// CheckDesign returns nil if X kept every law of a design on random vectors, and else a
// *[Violation]. The entries are what ColAxpy adds to zeros; ColDot, ColMoments and the
// products with all of X must agree with them. It copies X and goes over it some hundred
// times: try a small one.
func CheckDesign(x design.Design) error {
	n, p := x.Dims()
	cols := make([][]float64, p)
	for j := range cols {
		cols[j] = make([]float64, n)
		x.ColAxpy(j, 1, cols[j])
	}
	each := func(broken func(j int, col []float64) string) string {
		for j, col := range cols {
			if d := broken(j, col); d != "" {
				return fmt.Sprintf("column %d, of entries %v: %s", j, col, d)
			}
		}
		return ""
	}
	return trial{Vector{"b", nan(p)}, Vector{"v", nan(n)}}.try([]law{
		{"entries are finite", func(b, v []float64) string {
			return each(func(j int, col []float64) string {
				for _, e := range col {
					if math.IsNaN(e - e) {
						return "not finite"
					}
				}
				return ""
			})
		}},
		{"ColAxpy(j, a, v) adds a x_j to v", func(b, v []float64) string {
			return each(func(j int, col []float64) string {
				for _, a := range []float64{-2, 0.5, 0} {
					dst := slices.Clone(v)
					x.ColAxpy(j, a, dst)
					for i := range dst {
						if d := off(fmt.Sprintf("row %d at a = %v", i, a), dst[i], v[i]+a*col[i], math.Abs(v[i])+largest(col)); d != "" {
							return d
						}
					}
				}
				return ""
			})
		}},
		{"ColDot(j, v) = <x_j, v>, alike at every call, and v is left alone", func(b, v []float64) string {
			was := slices.Clone(v)
			return each(func(j int, col []float64) string {
				want, size := dot(col, v)
				got := x.ColDot(j, v)
				if again := x.ColDot(j, v); again != got {
					return fmt.Sprintf("ColDot is %v, then %v", got, again)
				}
				return off("ColDot", got, want, size+largest(col)*norm(v)) + changed("v", v, was)
			})
		}},
		{"ColMoments are mean and variance, equal weights", func(b, v []float64) string {
			return each(func(j int, col []float64) string { return moments(x, j, col, nil) })
		}},
		{"ColMoments are mean and variance, weights |v| / Σ|v|", func(b, v []float64) string {
			total := 0.0
			for _, w := range v {
				total += math.Abs(w)
			}
			if total == 0 {
				return ""
			}
			for i := range v {
				v[i] = math.Abs(v[i]) / total
			}
			return each(func(j int, col []float64) string { return moments(x, j, col, v) })
		}},
		{"Mul and MulTrans agree with the columns", func(b, v []float64) string {
			z, u, want := nan(n), nan(p), make([]float64, n)
			design.Mul(z, x, b)
			design.MulTrans(u, x, v)
			size := 0.0
			d := each(func(j int, col []float64) string {
				for i := range want {
					want[i] += b[j] * col[i]
				}
				inner, s := dot(col, v)
				size += math.Abs(b[j]) * largest(col)
				return off("X'v", u[j], inner, s+largest(col)*norm(v))
			})
			for i := range z {
				d += off(fmt.Sprintf("row %d of Xb", i), z[i], want[i], size)
			}
			return d
		}},
	})
}

// moments compares ColMoments with the definition; weights nil are 1/n each.
func moments(x design.Design, j int, col, w []float64) string {
	at := func(i int) float64 {
		if w == nil {
			return 1 / float64(len(col))
		}
		return w[i]
	}
	var mean, variance float64
	for i, e := range col {
		mean += at(i) * e
	}
	for i, e := range col {
		variance += at(i) * (e - mean) * (e - mean)
	}
	m, v := x.ColMoments(j, w)
	top := largest(col)
	if len(col) > 0 && slices.Min(col) == slices.Max(col) && v != 0 {
		return fmt.Sprintf("the variance of a constant is %v", v)
	}
	return off("mean", m, mean, top) + off("variance", v, variance, variance+1e-5*top*top)
}
