package exactsearch

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/internal/rational"
)

var hunt = Flags(600)

// TestSearch: no claim of the library is false on any problem, and every tame problem
// is certified. For a long hunt: go test ./internal/exactsearch -search 5000 -seed 7 -v
// -timeout 0.
func TestSearch(t *testing.T) {
	hunt.Run(t, func(c *Case) []Fault { return Try(c, hunt.Patience) })
}

// TestClaims: a false claim is called by its name, and a true one passes. The problem is
// (3 - b)²/2 + |b|: the optimum is 5/2 at b = 2, the null loss 9/2, and at b = 3 the
// objective is 3.
func TestClaims(t *testing.T) {
	truth := Know(&rational.Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 1, Alpha: 1, Upper: []float64{4}})
	at := []float64{3}
	below := func(v float64) float64 { return math.Nextafter(v, 0) }
	for _, c := range []struct {
		want  string
		claim func(c *Claims)
	}{
		{"", func(c *Claims) { c.Interval("", truth, at, 3, 2.5, 0.5) }},
		{"", func(c *Claims) { c.Interval("", truth, at, math.Inf(1), math.Inf(-1), math.Inf(1)) }},
		{"", func(c *Claims) { c.Interval("", truth, []float64{5}, math.Inf(1), 2, math.Inf(1)) }}, // out of bounds
		{": primal below the objective", func(c *Claims) { c.Interval("", truth, at, below(3), 2.5, 0.5) }},
		{": primal below the objective", func(c *Claims) { c.Interval("", truth, []float64{5}, 1e300, 2, math.Inf(1)) }},
		{": primal below the objective", func(c *Claims) { c.Interval("", truth, at, math.NaN(), 2.5, 0.5) }},
		{": dual above the optimum", func(c *Claims) { c.Interval("", truth, at, 3, math.Nextafter(2.5, 3), 0.5) }},
		{": dual above the optimum", func(c *Claims) { c.Interval("", truth, at, 3, math.NaN(), 0.5) }},
		{": error above what is proven", func(c *Claims) { c.Interval("", truth, at, 3, 2.5, below(0.5)) }},
		{"", func(c *Claims) { c.Verdict("", truth, at, 0.5/4.5+1e-15, true, "") }},
		{": certified beyond the tolerance", func(c *Claims) { c.Verdict("", truth, at, 0.5/4.5-1e-15, true, "") }},
		{": certified beyond the tolerance", func(c *Claims) { c.Verdict("", truth, []float64{5}, 0.5, true, "") }},
		{": not certified", func(c *Claims) { c.Verdict("", truth, at, 0.1, false, "") }},
	} {
		var claims Claims
		c.claim(&claims)
		got := ""
		for _, f := range claims.Faults {
			got += f.Kind
		}
		if got != c.want {
			t.Errorf("the faults are %q, want %q", got, c.want)
		}
	}
}

// TestYardstick: the null loss, or else that of the intercept, of 0, or 1.
func TestYardstick(t *testing.T) {
	for _, c := range []struct {
		p    rational.Problem
		want float64
	}{
		{rational.Problem{Y: []float64{1, 3}, Intercept: true}, 0.5},
		{rational.Problem{Y: []float64{1, 3}}, 2.5},
		{rational.Problem{X: [][]float64{{1, 2}}, Factor: []float64{0}, Y: []float64{1, 3}, Intercept: true}, 0.5},
		{rational.Problem{X: [][]float64{{1, 2}}, Factor: []float64{0}, Y: []float64{0.3, 0.6000000000000001}}, 0.1125},
		{rational.Problem{Y: []float64{2, 2}, Intercept: true}, 2},
		{rational.Problem{Y: []float64{3, 3}, Offset: []float64{3, 3}, Intercept: true}, 1},
	} {
		c.p.Alpha = 1
		if got, _ := Know(&c.p).Yardstick.Float64(); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%+v: %v, want %v", c.p, got, c.want)
		}
	}
}

// TestShrink: what makes no difference goes, and the numbers that do are round.
func TestShrink(t *testing.T) {
	for k := range 20 {
		c, _ := hunt.Case(k)
		c.Y[c.Rows()-1] = 5.4321
		small := Shrink(c, func(d *Case) bool {
			for _, y := range d.Y {
				if y >= 5 {
					return true
				}
			}
			return false
		}, 10*time.Second)
		if err := small.Stated().Validate(); err != nil {
			t.Errorf("%v: %v", small, err)
		}
		if small.Rows() != 1 || small.Cols() != 1 || small.Y[0] != 5 || small.Weights != nil && small.Weights[0] == 0 {
			t.Errorf("shrunk to %v", small)
		}
	}
}

// TestGenerate: all problems are valid, and any of them can be had again.
func TestGenerate(t *testing.T) {
	for k := range 200 {
		c, _ := hunt.Case(k)
		if err := c.Stated().Validate(); err != nil {
			t.Errorf("%v: %v", c, err)
		}
		if again, _ := hunt.Case(k); fmt.Sprint(again) != fmt.Sprint(c) {
			t.Errorf("%v, and then %v", c, again)
		}
	}
}

func TestString(t *testing.T) {
	c := &Case{Problem: rational.Problem{X: [][]float64{{1, math.Copysign(0, -1)}, {-2, 1e-300}}, Y: []float64{0.5, 3},
		Upper: []float64{math.Inf(1), 1}, Lambda: 0.1, Intercept: true}, Tol: 1e-9, Sparse: true}
	want := "exactsearch.Case{Problem: rational.Problem{X: [][]float64{{1, math.Copysign(0, -1)}, {-2, 1e-300}}, Y: []float64{0.5, 3}, " +
		"Lambda: 0.1, Upper: []float64{math.Inf(1), 1}, Intercept: true}, Tol: 1e-09, Sparse: true}"
	if got := fmt.Sprint(c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
