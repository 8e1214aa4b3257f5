package coefio

import (
	"bytes"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems/design"
)

// isMatrix: numpy.save, and Matrix Market as writeMM of R and scipy.io.mmwrite
// write it.
func isMatrix(c content) bool {
	return bytes.HasPrefix(c.text, []byte("\x93NUMPY")) || bytes.HasPrefix(c.text, []byte("%%"))
}

// readMatrix reads one row or column, or several. A sparse column with one entry
// more than there are columns is that of coef of glmnet, which begins with the
// intercept.
func readMatrix(c content) (*File, error) {
	x, err := dataio.ReadMatrix(c.name, c.text)
	if err != nil {
		return nil, err
	}
	n, p := x.Dims()
	if min(n, p) != 1 {
		return &File{Series: true, x: x, mute: c.errorf("a matrix of %d x %d, of several models without lambdas; %s", n, p, severalHint)}, nil
	}
	var values []float64
	for j := range p {
		values = append(values, column(x, j)...)
	}
	l := ordered(values)
	_, l.first = x.(*design.CSC)
	return one(l), nil
}

// column returns column j, with the signs of its zeros.
func column(x design.Design, j int) []float64 {
	if dense, ok := x.(*design.Dense); ok {
		return dense.Col(j)
	}
	n, _ := x.Dims()
	values := make([]float64, n)
	x.ColAxpy(j, 1, values)
	return values
}
