package problems

import (
	"errors"
	"fmt"
	"math"
)

// validOperator asks a design or a linear operator what is wrong with its fields, if it
// can tell. It costs O(1): the entries have been looked at by the constructors.
func validOperator(x any) error {
	if v, ok := x.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// Validate reports arrays that do not make an N x P matrix.
func (d *Dense) Validate() error {
	if d.N < 0 || d.P < 0 || len(d.Data) != d.N*d.P {
		return fmt.Errorf("problems: %d values cannot fill a %d x %d matrix", len(d.Data), d.N, d.P)
	}
	return nil
}

// Validate reports arrays that do not make an N x P matrix.
func (m *CSC) Validate() error {
	if m.N < 0 || m.N > math.MaxInt32 || m.P < 0 || len(m.ColPtr) != m.P+1 || len(m.Row) != len(m.Val) ||
		m.ColPtr[0] != 0 || m.ColPtr[m.P] != len(m.Val) {
		return fmt.Errorf("problems: %d column pointers, %d rows and %d values do not make a %d x %d matrix",
			len(m.ColPtr), len(m.Row), len(m.Val), m.N, m.P)
	}
	return nil
}

// Validate reports a design that is missing, or wrong.
func (a Matrix) Validate() error {
	if a.X == nil {
		return errors.New("problems: Matrix needs X")
	}
	return validOperator(a.X)
}

// Validate reports a negative N.
func (a Difference1D) Validate() error {
	if a.N < 0 {
		return fmt.Errorf("problems: N of Difference1D is %d; it must be >= 0", a.N)
	}
	return nil
}

// Validate reports negative sides.
func (a Difference2D) Validate() error {
	if a.Rows < 0 || a.Cols < 0 {
		return fmt.Errorf("problems: Difference2D is of %d x %d; sides must be >= 0", a.Rows, a.Cols)
	}
	return nil
}

// Validate reports operators that are missing, wrong, or do not fit.
func (c *Composition) Validate() error {
	if c.A == nil || c.B == nil || c.middle == nil {
		return errors.New("problems: a Composition is made by Compose")
	}
	if err := validOperator(c.A); err != nil {
		return err
	}
	return validOperator(c.B)
}

// Validate reports an operator that is missing, or wrong.
func (a Transpose) Validate() error {
	if a.A == nil {
		return errors.New("problems: Transpose needs A")
	}
	return validOperator(a.A)
}

// Validate reports negative numbers.
func (a Copies) Validate() error {
	if a.Times < 0 || a.N < 0 {
		return fmt.Errorf("problems: Copies is of %d times %d; both must be >= 0", a.Times, a.N)
	}
	return nil
}

// Validate reports negative sides, and a kernel that is not of odd length or not
// symmetric.
func (a Blur) Validate() error {
	if a.Rows < 0 || a.Cols < 0 {
		return fmt.Errorf("problems: Blur is of %d x %d; sides must be >= 0", a.Rows, a.Cols)
	}
	k := a.Kernel
	if len(k)%2 == 0 {
		return fmt.Errorf("problems: the Kernel of Blur has %d numbers; it must have an odd number of them", len(k))
	}
	for t, v := range k {
		if v != k[len(k)-1-t] || math.IsInf(v, 0) {
			return fmt.Errorf("problems: the Kernel of Blur is not finite and symmetric at %d", t)
		}
	}
	return nil
}
