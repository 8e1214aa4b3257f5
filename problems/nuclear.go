package problems

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/prox"
	"gonum.org/v1/gonum/mat"
)

// Nuclear is the nuclear norm of coefficients that form a matrix
//
//	Omega(B) = Lambda Σ_k σ_k(B),   B of Rows x Cols, column-major,
//
// the convex stand-in for its rank. Every method costs one singular value
// decomposition.
//
// Reference: Fazel, Matrix rank minimization with applications (2002), section 5.1.
type Nuclear struct {
	Lambda     float64
	Rows, Cols int
}

func (o *Nuclear) norm() prox.Nuclear {
	return prox.Nuclear{Lambda: o.Lambda, Rows: o.Rows, Cols: o.Cols}
}

// Value returns Omega(B).
func (o *Nuclear) Value(b []float64) float64 { return o.norm().Value(b) }

// Prox soft-thresholds the singular values and returns Omega(dst).
func (o *Nuclear) Prox(dst, x []float64, gamma float64) float64 { return o.norm().Prox(dst, x, gamma) }

// Conj returns 0 where the spectral norm is at most Lambda and +Inf elsewhere.
func (o *Nuclear) Conj(u []float64) float64 {
	if o.LambdaMax(u) <= o.Lambda {
		return 0
	}
	return math.Inf(1)
}

// DualScale returns the largest s in [0, 1] with Omega*(s u) finite, to rounding.
func (o *Nuclear) DualScale(u []float64) float64 { return normScale(o, o.Lambda, u) }

// LambdaMax returns the spectral norm of u, the dual norm.
func (o *Nuclear) LambdaMax(u []float64) float64 {
	if o.Rows == 0 || o.Cols == 0 {
		return 0
	}
	var svd mat.SVD
	// A column-major matrix is its transpose by rows, with the same values.
	if !svd.Factorize(mat.NewDense(o.Cols, o.Rows, append([]float64(nil), u...)), mat.SVDNone) {
		return vector.Norm(u) // not less
	}
	return svd.Values(nil)[0]
}

// Unpenalised returns false.
func (o *Nuclear) Unpenalised(int) (lower, upper float64, ok bool) {
	return math.Inf(-1), math.Inf(1), false
}

// Start returns 0.
func (o *Nuclear) Start(int) float64 { return 0 }

// Flat tells whether Lambda is 0.
func (o *Nuclear) Flat(int) (up, down bool) { return o.Lambda == 0, o.Lambda == 0 }

func (o *Nuclear) rises(int) bool { return o.Lambda > 0 }

// WithLambda returns a copy with another strength.
func (o *Nuclear) WithLambda(lambda float64) Scalable { return &Nuclear{lambda, o.Rows, o.Cols} }

// Validate reports a matrix that is not of p entries.
func (o *Nuclear) Validate(p int) error {
	if !(o.Lambda >= 0) || math.IsInf(o.Lambda, 1) {
		return fmt.Errorf("problems: lambda is %v; it must be finite and >= 0", o.Lambda)
	}
	if o.Rows < 0 || o.Cols < 0 || o.Rows*o.Cols != p {
		return fmt.Errorf("problems: a %d x %d matrix for %d coefficients", o.Rows, o.Cols, p)
	}
	return nil
}
