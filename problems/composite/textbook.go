package composite

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// regressionOf is mean loss + penalty: H(X b + b_0) + Omega(b).
func regressionOf(x design.Design, y []float64, loss prox.Function, penalty *problems.ElasticNet, intercept bool) *Problem {
	n, p := x.Dims()
	c := &Problem{Dim: p, G: penalty, Intercept: intercept,
		H: prox.Scale{F: loss, Lambda: 1 / float64(n)}, L: Matrix{x, intercept},
		check: func() error {
			if err := check.Lengths(n, y, nil, nil); err != nil {
				return err
			}
			if err := check.Finite(y, nil); err != nil {
				return err
			}
			if _, ok := loss.(prox.Hinge); ok {
				return check.Labels(y)
			}
			return nil
		}}
	if intercept {
		c.Dim++
		penalty.Factor = append(vector.Ones(p), 0)
	}
	return c
}

// NewLAD is L1-penalised least absolute deviations
//
//	Σ_i |y_i - <x_i, b> - b_0|/n + lambda ‖b‖₁.
//
// Reference: Wang, Li and Jiang, Robust regression shrinkage and consistent variable
// selection through the LAD-lasso (2007).
func NewLAD(x design.Design, y []float64, lambda float64, intercept bool) *Problem {
	return regressionOf(x, y, prox.AbsoluteDeviation{Y: y}, problems.Lasso(lambda), intercept)
}

// NewQuantile is L1-penalised regression of the tau-quantile, with the pinball loss of
// [prox.Quantile] as a mean.
//
// Reference: Belloni and Chernozhukov, L1-penalized quantile regression in
// high-dimensional sparse models (2011), equation 2.2.
func NewQuantile(x design.Design, y []float64, tau, lambda float64, intercept bool) *Problem {
	return regressionOf(x, y, prox.Quantile{Y: y, Tau: tau}, problems.Lasso(lambda), intercept)
}

// NewSVM is the support vector machine
//
//	Σ_i max(1 - y_i(<x_i, b> + b_0), 0)/n + lambda/2 ‖b‖²
//
// for classes 0 and 1, or -1 and 1. Reference: Cortes and Vapnik, Support-vector networks (1995).
func NewSVM(x design.Design, labels []float64, lambda float64, intercept bool) *Problem {
	return regressionOf(x, labels, hinge(labels), &problems.ElasticNet{Lambda: lambda}, intercept)
}

// NewSparseSVM is [NewSVM] with lambda ‖b‖₁ for penalty. Reference: Zhu, Rosset, Hastie
// and Tibshirani, 1-norm support vector machines (2003).
func NewSparseSVM(x design.Design, labels []float64, lambda float64, intercept bool) *Problem {
	return regressionOf(x, labels, hinge(labels), problems.Lasso(lambda), intercept)
}

func hinge(labels []float64) prox.Hinge {
	y := make([]float64, len(labels))
	for i, v := range labels {
		y[i] = check.Side(v)
	}
	return prox.Hinge{Y: y}
}

// NewSqrtLasso is the square-root lasso
//
//	‖y - X b - b_0‖₂/√n + lambda ‖b‖₁,
//
// whose best lambda does not depend on the noise. Reference: Belloni, Chernozhukov and
// Wang, Square-root lasso (2011), equation 3.
func NewSqrtLasso(x design.Design, y []float64, lambda float64, intercept bool) *Problem {
	c := regressionOf(x, y, nil, problems.Lasso(lambda), intercept)
	c.H = prox.Translate{F: prox.L2{Lambda: 1 / math.Sqrt(float64(len(y)))}, By: y}
	return c
}

// refused is a problem that [Composite.Validate] refuses, for data that do not make one.
func refused(format string, args ...any) *Problem {
	return &Problem{check: func() error { return fmt.Errorf(format, args...) }}
}

// NewBasisPursuit is minimise ‖x‖₁ with A x = b. Certify judges the point with A x = b
// nearest to x. Reference: Chen, Donoho and Saunders, Atomic decomposition by basis
// pursuit (1998), equation 3.1.
func NewBasisPursuit(a Linear, b []float64) *Problem {
	return pursuit(a, b, prox.Point{At: b}, a)
}

// NewBPDN is basis pursuit denoising, minimise ‖x‖₁ with ‖A x - b‖₂ <= epsilon.
// Reference: van den Berg and Friedlander, Probing the Pareto frontier for basis
// pursuit solutions (2008).
func NewBPDN(a Linear, b []float64, epsilon float64) *Problem {
	return pursuit(a, b, prox.Translate{F: prox.BallL2{Radius: epsilon}, By: b}, a)
}

// NewDantzig is the Dantzig selector, minimise ‖x‖₁ with ‖A'(b - A x)‖∞ <= lambda.
// Reference: Candès and Tao, The Dantzig selector (2007), equation 1.7.
func NewDantzig(a Linear, b []float64, lambda float64) *Problem {
	rows, p := a.Dims()
	if rows != len(b) {
		return refused(measurements, len(b), rows)
	}
	ab := make([]float64, p)
	a.Adjoint(ab, b)
	return pursuit(a, b, prox.Translate{F: prox.BallLinf{Radius: lambda}, By: ab}, Compose(Transpose{a}, a))
}

const measurements = "composite: %d measurements for %d rows"

// pursuit is ‖x‖₁ on the x with L x in the set of h, which has all least squares
// solutions of A x = b.
func pursuit(a Linear, b []float64, h prox.Function, l Linear) *Problem {
	_, p := a.Dims()
	return &Problem{Dim: p, G: problems.Lasso(1), H: h, L: l, check: func() error {
		if rows, _ := a.Dims(); rows != len(b) {
			return fmt.Errorf(measurements, len(b), rows)
		}
		return check.Finite(b, nil)
	}, toward: func(x []float64) []float64 {
		to, d, r := append([]float64(nil), x...), make([]float64, p), make([]float64, len(b))
		for range 3 { // again for what rounding left
			a.Apply(r, to)
			for i, v := range b {
				r[i] = v - r[i]
			}
			vector.Axpy(1, leastNorm(a, r), to)
		}
		for j, v := range to {
			d[j] = v - x[j]
		}
		return d
	}}
}

// leastNorm returns the shortest d that minimises ‖A d - r‖, by conjugate gradients on
// the normal equations (Hestenes and Stiefel 1952, section 10), as far as they get.
func leastNorm(a Linear, r []float64) []float64 {
	rows, cols := a.Dims()
	d, s, q := make([]float64, cols), make([]float64, cols), make([]float64, rows)
	left := append([]float64(nil), r...)
	a.Adjoint(s, left)
	p := append([]float64(nil), s...)
	size := vector.Norm(s)
	least, best := size, make([]float64, cols)
	for range 3*min(rows, cols) + 10 {
		a.Apply(q, p)
		curvature := vector.Norm(q)
		if least <= 1e-15*vector.Norm(r) || curvature == 0 {
			break
		}
		alpha := size * size / (curvature * curvature)
		vector.Axpy(alpha, p, d)
		vector.Axpy(-alpha, q, left)
		a.Adjoint(s, left)
		next := vector.Norm(s)
		beta := next * next / (size * size)
		for j := range p {
			p[j] = s[j] + beta*p[j]
		}
		if size = next; size < least {
			least, best = size, append([]float64(nil), d...)
		}
	}
	return best
}

// NewTV1D is the total variation denoising of a signal, ‖x - b‖²/2 + lambda Σ |x_{j+1} - x_j|.
// Reference: Rudin, Osher and Fatemi, Nonlinear total variation based noise removal
// algorithms (1992).
func NewTV1D(b []float64, lambda float64) *Problem { return NewTrendFilter(b, 0, lambda) }

// NewTrendFilter fits a piecewise polynomial of the given degree
//
//	‖x - b‖²/2 + lambda ‖D x‖₁,   D the differences of order degree+1.
//
// The dual point is exact: D'y = b - x is solved by partial sums. Reference: Kim,
// Koh, Boyd and Gorinevsky, ℓ1 trend filtering (2009); Tibshirani, Adaptive piecewise
// polynomial estimation via trend filtering (2014).
func NewTrendFilter(b []float64, degree int, lambda float64) *Problem {
	n := len(b)
	if degree < 0 || degree >= n {
		return refused("composite: a trend of degree %d needs degree >= 0 and more than %d observations", degree, n)
	}
	var d Linear = Difference1D{N: n}
	for k := range degree {
		d = Compose(Difference1D{N: n - 1 - k}, d)
	}
	return &Problem{Dim: n, G: near(b), H: prox.L1{Lambda: lambda}, L: d, start: func(x []float64) []float64 {
		y := make([]float64, n)
		for j := range y {
			y[j] = b[j] - x[j]
		}
		for range degree + 1 {
			y = sums(y)
		}
		scaleInto(y, min(1, lambda/max(vector.MaxAbs(y), 1e-300)), y)
		return y
	}}
}

// sums solves Difference1D' y = r - mean(r).
func sums(r []float64) []float64 {
	mean := vector.Total(r) / float64(len(r))
	y := make([]float64, len(r)-1)
	var s vector.Sum
	for j := range y {
		s.Add(mean - r[j])
		y[j] = s.Total()
	}
	return y
}

// near is ‖x - b‖²/2.
func near(b []float64) prox.Function { return prox.Translate{F: prox.SquaredL2{Lambda: 1}, By: b} }

// NewFusedLasso is the denoising of a signal that is sparse and piecewise constant,
// ‖x - b‖²/2 + sparse ‖x‖₁ + fuse Σ |x_{j+1} - x_j|. Reference: Tibshirani, Saunders, Rosset,
// Zhu and Knight, Sparsity and smoothness via the fused lasso (2005).
func NewFusedLasso(b []float64, sparse, fuse float64) *Problem {
	return &Problem{Dim: len(b), G: prox.Regularize{F: prox.L1{Lambda: sparse}, Rho: 1, Center: b},
		H: prox.L1{Lambda: fuse}, L: Difference1D{N: len(b)}}
}

// NewTV2D is the total variation denoising of a column-major picture
//
//	‖x - b‖²/2 + lambda Σ_ij ‖∇x‖_ij,
//
// with the Euclidean length of the gradient at each pixel. Reference: Rudin, Osher
// and Fatemi (1992); Chambolle, An algorithm for total variation minimization and
// applications (2004).
func NewTV2D(b []float64, rows, cols int, lambda float64) *Problem {
	return &Problem{Dim: len(b), G: near(b), H: lengths(rows*cols, lambda), L: Difference2D{rows, cols}}
}

// lengths is lambda times the sum of the Euclidean norms of pairs.
func lengths(n int, lambda float64) prox.Function {
	pairs := make([][]int, n)
	for k := range pairs {
		pairs[k] = []int{2 * k, 2*k + 1}
	}
	return prox.GroupL2{Lambda: lambda, Groups: pairs}
}

// NewDeblur restores a blurred picture with values in [0, 1]
//
//	‖K x - b‖²/(2n) + lambda Σ_ij ‖∇x‖_ij   with 0 <= x <= 1.
//
// Reference: Beck and Teboulle, Fast gradient-based algorithms for constrained total
// variation image denoising and deblurring problems (2009).
func NewDeblur(k Linear, b []float64, rows, cols int, lambda float64) *Problem {
	return &Problem{Dim: rows * cols, F: &Smooth{Fit: &problems.LeastSquares{Y: b}, K: k},
		G: prox.Box{Lower: []float64{0}, Upper: []float64{1}},
		H: lengths(rows*cols, lambda), L: Difference2D{rows, cols}}
}

// NewGeometricMedian is the point with the least sum of distances Σ_i w_i ‖x - a_i‖₂ to
// the given points; weights nil stands for ones. It lies in their bounding box, which
// is G. Reference: Weiszfeld, Sur le point pour lequel la somme des distances de n
// points donnés est minimum (1937).
func NewGeometricMedian(points [][]float64, weights []float64) *Problem {
	if len(points) == 0 {
		return refused("composite: a median needs points")
	}
	if weights != nil && len(weights) != len(points) {
		return refused("composite: %d weights for %d points", len(weights), len(points))
	}
	d := len(points[0])
	for i, a := range points {
		if len(a) != d {
			return refused("composite: point %d has %d coordinates, and the first one %d", i, len(a), d)
		}
	}
	box := prox.Box{Lower: append([]float64(nil), points[0]...), Upper: append([]float64(nil), points[0]...)}
	var sum prox.SeparableSum
	for i, a := range points {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		for j, v := range a {
			box.Lower[j], box.Upper[j] = min(box.Lower[j], v), max(box.Upper[j], v)
		}
		sum.Blocks = append(sum.Blocks, prox.Block{F: prox.Translate{F: prox.L2{Lambda: w}, By: a}, N: d})
	}
	return &Problem{Dim: d, G: box, H: sum, L: Copies{len(points), d}}
}
