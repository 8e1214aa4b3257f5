package problems

import (
	"math"
	"testing"
)

// A scale that is tried keeps the conjugate finite, also where a slope with its error is
// within a few units of its bound.
func TestScalesReachTheBound(t *testing.T) {
	o := &ElasticNet{Lambda: 0.3, Alpha: 1}
	const err = 1e-15
	for k := range 200 {
		u := []float64{o.Lambda - err + float64(k-100)*unit/16}
		for _, s := range o.scales(u, []float64{err}) {
			if c := o.conjAbove(u, []float64{err}, s.safe); math.IsInf(c, 1) {
				t.Errorf("%d: at %v the conjugate is %v", k, u[0], c)
			}
		}
	}
}
