// Package exactsearch tries what the library claims on random small problems, tame and
// wild, whose optimum is known in rational arithmetic: every interval must hold it, and
// what is called certified must be so near to it as was asked. What fails is shrunk to a
// small problem and printed as a Go literal.
package exactsearch

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/internal/rational"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Case is a problem to try.
type Case struct {
	rational.Problem
	Tol    float64 // relative to the null loss
	Sparse bool    // stored as a CSC
	// Standardize tells that Scale is [design.StdDevs].
	Standardize bool
}

// Rows returns the number of rows, and Cols that of columns.
func (c *Case) Rows() int { return len(c.Y) }
func (c *Case) Cols() int { return len(c.X) }

// design returns X in the form that the case asks for.
func (c *Case) design() design.Design {
	n, p := c.Rows(), c.Cols()
	d := &design.Dense{N: n, P: p}
	m := &design.CSC{N: n, P: p, ColPtr: []int{0}}
	for _, x := range c.X {
		d.Data = append(d.Data, x...)
		for i, v := range x {
			if v != 0 {
				m.Row, m.Val = append(m.Row, int32(i)), append(m.Val, v)
			}
		}
		m.ColPtr = append(m.ColPtr, len(m.Val))
	}
	if c.Sparse {
		return m
	}
	return d
}

// Stated returns the problem in the library's terms.
func (c *Case) Stated() *problems.Problem {
	return &problems.Problem{
		X:   c.design(),
		Fit: &problems.LeastSquares{Y: c.Y, Weights: c.Weights, Offset: c.Offset},
		Penalty: &problems.ElasticNet{Lambda: c.Lambda, Alpha: c.Alpha,
			Factor: c.Factor, Scale: c.Scale, Lower: c.Lower, Upper: c.Upper},
		Intercept: c.Intercept,
	}
}

// String is the case as a Go literal.
func (c *Case) String() string {
	return "exactsearch.Case{Problem: rational.Problem{" + fields(reflect.ValueOf(c.Problem)) + "}, " +
		strings.TrimPrefix(fields(reflect.ValueOf(*c)), ", ") + "}"
}

// fields prints those that are not zero, structs left out.
func fields(v reflect.Value) string {
	var parts []string
	for k := range v.NumField() {
		if f := v.Field(k); !f.IsZero() && f.Kind() != reflect.Struct {
			parts = append(parts, v.Type().Field(k).Name+": "+literal(f))
		}
	}
	return strings.Join(parts, ", ")
}

func literal(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Float64:
		switch x := v.Float(); {
		case math.IsInf(x, 0):
			return fmt.Sprintf("math.Inf(%d)", int(math.Copysign(1, x)))
		case x == 0 && math.Signbit(x):
			return "math.Copysign(0, -1)"
		default:
			return strconv.FormatFloat(x, 'g', -1, 64)
		}
	case reflect.Slice:
		parts := make([]string, v.Len())
		for k := range parts {
			parts[k] = literal(v.Index(k))
			if v.Index(k).Kind() == reflect.Slice {
				parts[k] = strings.TrimPrefix(parts[k], v.Type().Elem().String())
			}
		}
		return v.Type().String() + "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v.Interface())
}
