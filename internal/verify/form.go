package verify

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// wellFormed checks lengths, signs and indices: all that can be said without the
// data. What it lets pass the arithmetic can work with.
func (c *Certificate) wellFormed() error {
	p, n, cols := c.Problem, c.Data.Rows, len(c.Data.Columns)
	if n < 1 || cols < 1 {
		return fmt.Errorf("data: %d rows and %d columns: there is nothing to be optimal", n, cols)
	}
	const (
		signed   = iota // finite
		positive        // finite and not negative
		factor          // not negative
		bound           // any
	)
	for _, v := range []struct {
		name string
		v    Vector // nil where it may be left out
		len  int
		kind int
	}{
		{"beta.coefficients", c.Beta.Coefficients, cols, signed},
		{"dual.theta", c.Dual.Theta, n, signed},
		{"dual.scale", Vector{c.Dual.Scale}, 1, positive},
		{"problem.lambda", Vector{p.Lambda}, 1, positive},
		{"problem.alpha", Vector{p.Alpha, 1 - p.Alpha}, 2, positive},
		{"problem.weights", p.Weights, n, positive},
		{"problem.offset", p.Offset, n, signed},
		{"problem.factor", p.Factor, cols, factor},
		{"problem.scale", p.Scale, cols, positive},
		{"problem.lower", p.Lower, cols, bound},
		{"problem.upper", p.Upper, cols, bound},
	} {
		if len(v.v) != v.len && v.v != nil {
			return fmt.Errorf("%s: %d numbers where %d are needed", v.name, len(v.v), v.len)
		}
		for k, x := range v.v {
			if x < 0 && (v.kind == positive || v.kind == factor) || math.IsInf(x, 0) && (v.kind == signed || v.kind == positive) {
				return fmt.Errorf("%s: number %d is %v, which it must not be", v.name, k, x)
			}
		}
	}
	switch {
	case !slices.Contains(Families, p.Family):
		return fmt.Errorf("problem.family: %q is not known", p.Family)
	case (p.Family == "huber") != (p.Delta > 0):
		return fmt.Errorf("problem.delta: %v, of the family %q", p.Delta, p.Family)
	case (p.Family == "quantile") != (p.Tau > 0 && p.Tau < 1):
		return fmt.Errorf("problem.tau: %v, of the family %q", p.Tau, p.Family)
	case p.Levels != nil && (len(p.Levels) != 2 || p.Levels[0] == p.Levels[1] || p.Family != "binomial" && !margin(p.Family)):
		return fmt.Errorf("problem.levels: %q, of the family %q", p.Levels, p.Family)
	}
	if p.Standardized && p.Scale == nil {
		return errors.New("problem.scale: it is missing, though standardized")
	}
	if p.Weights != nil && slices.Max(p.Weights) == 0 {
		return errors.New("problem.weights: all are 0")
	}
	for j := range cols {
		lower, upper := at(p.Lower, j, math.Inf(-1)), at(p.Upper, j, math.Inf(1))
		if lower > upper || math.IsInf(lower, 1) || math.IsInf(upper, -1) || p.excluded(j) && (lower > 0 || upper < 0) {
			return fmt.Errorf("problem.lower: [%v, %v] leaves no room for the coefficient of %q", lower, upper, c.Data.Columns[j])
		}
	}
	if !p.Intercept && c.Beta.Intercept != 0 {
		return fmt.Errorf("beta.intercept: %v, but the problem has none", c.Beta.Intercept)
	}
	return c.Dual.wellFormed(n, cols, p.Intercept)
}

// wellFormed checks that rows and equations exist, each named once.
func (d *Dual) wellFormed(n, cols int, intercept bool) error {
	if len(d.Rows) != len(d.Equations) {
		return fmt.Errorf("dual.rows: %d rows for %d equations", len(d.Rows), len(d.Equations))
	}
	last := cols
	if intercept {
		last++
	}
	for _, places := range []struct {
		name string
		v    Places
		end  int
	}{{"dual.rows", d.Rows, n}, {"dual.equations", d.Equations, last}} {
		seen := map[int]bool{}
		for _, i := range places.v {
			if i < 0 || i >= places.end || seen[i] {
				return fmt.Errorf("%s: %d is not there, or there twice", places.name, i)
			}
			seen[i] = true
		}
	}
	return nil
}
