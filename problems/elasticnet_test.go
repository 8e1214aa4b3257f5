package problems

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The penalty of the columns that count has the value, the conjugate, the scale and
// the optimality conditions of the whole.
func TestElasticNetOnlyWhatCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 34))
	for range 3000 {
		p := 1 + rng.IntN(12)
		o := &ElasticNet{Lambda: rng.Float64(), Alpha: []float64{1, 0.5, 0}[rng.IntN(3)]}
		list := func(v func() float64) []float64 {
			if rng.IntN(2) == 0 {
				return nil
			}
			out := make([]float64, p)
			for j := range out {
				out[j] = v()
			}
			return out
		}
		o.Factor = list(func() float64 { return []float64{0, 1, 2, math.Inf(1)}[rng.IntN(4)] })
		o.Scale = list(func() float64 { return []float64{0, 0.3, 1, 4}[rng.IntN(4)] })
		o.Lower = list(func() float64 { return []float64{math.Inf(-1), 0, -1, 0.2}[rng.IntN(4)] })
		o.Upper = list(func() float64 { return []float64{math.Inf(1), 0.2, 1}[rng.IntN(3)] })
		if o.Validate(p) != nil {
			continue
		}
		b, u := make([]float64, p), make([]float64, p)
		var support []int
		for j := range u {
			u[j] = 2 * rng.NormFloat64()
			if b[j] = o.Start(j); rng.IntN(2) == 0 {
				t := o.Term(j)
				b[j] = min(max(rng.NormFloat64(), t.Lower), t.Upper)
			}
			if b[j] != 0 {
				support = append(support, j)
			}
		}
		at := union(support, o.beyond(nil, u))
		few, fb, fu := o.only(at), pick(b, at), pick(u, at)
		same := func(what string, a, b float64) {
			if a != b && !(math.Abs(a-b) <= 1e-13*(1+math.Abs(a))) {
				t.Fatalf("%+v at %v, %v: %s %g of the whole, %g of columns %v", o, b, u, what, a, b, at)
			}
		}
		same("value", o.Value(b), few.Value(fb))
		s := o.DualScale(u)
		same("scale", s, few.DualScale(fu))
		su, sf := make([]float64, p), make([]float64, len(at))
		for j := range su {
			su[j] = s * u[j]
		}
		for k := range sf {
			sf[k] = s * fu[k]
		}
		same("conjugate", o.Conj(su), few.Conj(sf))
		whole, _ := kkt(o, b, u)
		part, _ := kkt(few, fb, fu)
		same("violation", whole, max(part, 0))
	}
}
