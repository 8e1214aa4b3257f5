package prox

import (
	"cmp"
	"errors"
	"fmt"
	"math"
)

// Validator is a function that tells whether it keeps what it documents of its fields:
// signs, lengths, order, disjoint groups. Validate returns an error that names the type
// and the field, or nil if f is fit for n coordinates. It costs O(n) or what the fields
// take; problems and methods call it once, before they start. Prox itself looks at
// single numbers only, and panics.
type Validator interface {
	Function
	Validate(n int) error
}

// Validate returns f's own verdict on n coordinates, and nil if it has none or is
// missing.
func Validate(f Function, n int) error {
	if v, ok := f.(Validator); ok {
		return v.Validate(n)
	}
	return nil
}

// needs panics with the rule that a function breaks, if any.
func needs(broken string) {
	if broken != "" {
		panic(broken)
	}
}

// unless is the rule, or nothing if it holds.
func unless(ok bool, rule string) string {
	if ok {
		return ""
	}
	return rule
}

// broken makes an error of a rule.
func broken(rule string) error {
	if rule == "" {
		return nil
	}
	return errors.New(rule)
}

// A demand is what each number of a coordinate parameter has to be.
type demand struct {
	words string
	met   func(v float64) bool
}

var (
	aNumber     = demand{"a number", func(v float64) bool { return v == v }}
	nonNegative = demand{">= 0", func(v float64) bool { return v >= 0 }}
	positive    = demand{"> 0", func(v float64) bool { return v > 0 }}
	bounded     = demand{"finite", func(v float64) bool { return math.Abs(v) < inf }}
)

// each checks a coordinate parameter: absent, single, or as many as n.
func (d demand) each(of string, v []float64, n int) error {
	if len(v) > 1 && len(v) != n {
		return fmt.Errorf("prox: %s has %d numbers for %d coordinates", of, len(v), n)
	}
	return d.all(of, v)
}

// all checks the numbers alone.
func (d demand) all(of string, v []float64) error {
	for j, a := range v {
		if !d.met(a) {
			return fmt.Errorf("prox: %s[%d] is %v; it must be %s", of, j, a, d.words)
		}
	}
	return nil
}

// entries checks that the type is made for n coordinates.
func entries(of string, want, n int) error {
	if want != n {
		return fmt.Errorf("prox: %s is for %d coordinates, not %d", of, want, n)
	}
	return nil
}

// matrixOf checks that a rows x cols matrix has n entries.
func matrixOf(of string, rows, cols, n int) error {
	if rows < 0 || cols < 0 || rows*cols != n {
		return fmt.Errorf("prox: %s is for a %d x %d matrix, not %d numbers", of, rows, cols, n)
	}
	return nil
}

// distinct checks that indices are within n and none is in two groups.
func distinct(of string, n int, groups ...[]int) error {
	owner := make([]int, n)
	for g, group := range groups {
		for _, j := range group {
			switch {
			case j < 0 || j >= n:
				return fmt.Errorf("prox: %s has index %d; there are %d coordinates", of, j, n)
			case owner[j] > 0:
				return fmt.Errorf("prox: %s has index %d twice, in groups %d and %d", of, j, owner[j]-1, g)
			}
			owner[j] = g + 1
		}
	}
	return nil
}

// firstOf returns the first error.
func firstOf(errs ...error) error { return cmp.Or(errs...) }

// decreasing checks the order of the strengths by rank.
func decreasing(v []float64) error {
	for i := 1; i < len(v); i++ {
		if v[i] > v[i-1] {
			return fmt.Errorf("prox: SortedL1.Lambda[%d] is %v and the one before %v; they must not increase", i, v[i], v[i-1])
		}
	}
	return nil
}

// normalFor checks the normal of a hyperplane.
func normalFor(of string, normal []float64, n int) error {
	if len(normal) != n {
		return fmt.Errorf("prox: %s.Normal has %d numbers for %d coordinates", of, len(normal), n)
	}
	if n > 0 && norm2(normal) == 0 {
		return fmt.Errorf("prox: %s.Normal is zero", of)
	}
	return bounded.all(of+".Normal", normal)
}
