package textbook

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Entry is one observed entry of a matrix.
type Entry struct {
	Row, Col int
	Value    float64
}

// NewMatrixCompletion fills in a matrix B of which some entries are known
//
//	Σ_{(i,j) known} (m_ij - B_ij)²/(2n) + lambda Σ_k σ_k(B).
//
// The variable is B, column-major. It is an error if an entry lies outside the
// matrix. Reference: Mazumder, Hastie and Tibshirani, Spectral regularization
// algorithms for learning large incomplete matrices (2010), equation 8.
func NewMatrixCompletion(rows, cols int, known []Entry, lambda float64) (*problems.Problem, error) {
	x, y, err := sampling(rows, cols, known, 1)
	if err != nil {
		return nil, err
	}
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: &problems.Nuclear{Lambda: lambda, Rows: rows, Cols: cols}}, nil
}

// NewRobustPCA splits a matrix, of which some entries may be missing, into one of low
// rank and a sparse one
//
//	Σ_{(i,j) known} (m_ij - L_ij - S_ij)²/(2n) + lambda ( Σ_k σ_k(L) + mu ‖S‖₁ ).
//
// The variable is L and then S, both column-major; mu is 1/√max(rows, cols) where it
// is 0. A small lambda stands for exact equality.
//
// References: Candès, Li, Ma and Wright, Robust principal component analysis?
// (2011); Zhou, Li, Wright, Candès and Ma, Stable principal component pursuit (2010).
func NewRobustPCA(rows, cols int, known []Entry, lambda, mu float64) (*problems.Problem, error) {
	x, y, err := sampling(rows, cols, known, 2)
	if err != nil {
		return nil, err
	}
	if mu == 0 {
		mu = 1 / math.Sqrt(float64(max(rows, cols)))
	}
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Parts{
		{Penalty: &problems.Nuclear{Lambda: lambda, Rows: rows, Cols: cols}, N: rows * cols},
		{Penalty: problems.Lasso(lambda * mu), N: rows * cols}}}, nil
}

// sampling is the design that reads the known entries off the sum of so many
// matrices, with their values.
func sampling(rows, cols int, known []Entry, copies int) (design.Design, []float64, error) {
	if rows < 0 || cols < 0 {
		return nil, nil, fmt.Errorf("textbook: a matrix of %d x %d", rows, cols)
	}
	at := make([][]int32, rows*cols)
	y := make([]float64, len(known))
	for i, e := range known {
		if e.Row < 0 || e.Row >= rows || e.Col < 0 || e.Col >= cols {
			return nil, nil, fmt.Errorf("textbook: entry (%d, %d) lies outside the %d x %d matrix", e.Row, e.Col, rows, cols)
		}
		at[e.Row+e.Col*rows] = append(at[e.Row+e.Col*rows], int32(i))
		y[i] = e.Value
	}
	ptr := []int{0}
	var row []int32
	for range copies {
		for _, list := range at {
			row = append(row, list...)
			ptr = append(ptr, len(row))
		}
	}
	x, err := design.NewCSC(len(known), copies*rows*cols, ptr, row, vector.Ones(len(row)))
	return x, y, err
}
