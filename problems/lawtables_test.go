package problems_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/james-bowman/sparse"
	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/problemtest"
)

// TestLaws holds all that can be added to a problem to the laws that others hold their
// own to.
func TestLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for name, build := range each(fits) {
		t.Run("fit "+name, func(t *testing.T) {
			for n := range 8 {
				keep(t, problemtest.CheckFit(build(rng, n+1), n+1))
			}
		})
	}
	for name, build := range each(penalties) {
		t.Run("penalty "+name, func(t *testing.T) {
			for p := range 4 {
				keep(t, problemtest.CheckPenalty(build(rng, p+6), p+6))
			}
		})
	}
	for name, x := range each(designs(t)) {
		t.Run("design "+name, func(t *testing.T) {
			keep(t, problemtest.CheckDesign(x))
			keep(t, problemtest.CheckLinear(composite.Matrix{X: x, Intercept: true}))
		})
	}
}

// TestElasticNetLaws: all combinations of strength, mixing, factor, scale and bounds.
func TestElasticNetLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	inf := math.Inf(1)
	pick := func(v ...float64) float64 { return v[rng.IntN(len(v))] }
	for range 300 {
		pen := &problems.ElasticNet{
			Lambda: pick(0, 0.3, 2), Alpha: pick(0, 0.5, 1),
			Factor: []float64{pick(0, 1, 2.5, inf)}, Scale: []float64{pick(0, 1, 3)},
			Lower: []float64{pick(-inf, -1, 0)}, Upper: []float64{pick(0, 0.7, inf)},
		}
		if err := problemtest.CheckPenalty(pen, 1); err != nil {
			t.Errorf("%+v: %v", pen, err)
		}
	}
}

func designs(t *testing.T) map[string]design.Design {
	dok := sparse.NewDOK(5, 3)
	for k := range 9 {
		dok.Set(k*7%5, k%3, float64(k)-3.5)
	}
	all := map[string]design.Design{}
	for name, m := range map[string]mat.Matrix{"dense": mat.DenseCopyOf(dok), "CSC": dok.ToCSC()} {
		x, err := design.New(m)
		if err != nil {
			t.Fatal(err)
		}
		w := []float64{0.1, 0.2, 0.3, 0, 0.4}
		all[name], all[name+", standardised"], all[name+", weighted"] = x, design.Standardize(x, nil, true), design.Standardize(x, w, true)
		all[name+", scaled"] = design.Standardize(x, w, false)
		all[name+", stacked"] = design.Stacked{X: x, K: 2}
		all[name+", stacked with intercepts"] = design.Stacked{X: x, K: 3, Intercept: true}
	}
	return all
}

// each yields the rows of a table in order.
func each[V any](table map[string]V) func(yield func(string, V) bool) {
	return func(yield func(string, V) bool) {
		for _, name := range slices.Sorted(maps.Keys(table)) {
			if !yield(name, table[name]) {
				return
			}
		}
	}
}

func keep(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
