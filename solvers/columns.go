package solvers

import (
	"errors"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// withOnes is a design with a column of ones behind the others, so that methods
// that work column by column need not know what an intercept is.
type withOnes struct{ design.Design }

func (x withOnes) Dims() (n, p int) {
	n, p = x.Design.Dims()
	return n, p + 1
}

func (x withOnes) last(j int) bool {
	_, p := x.Design.Dims()
	return j == p
}

func (x withOnes) ColDot(j int, v []float64) float64 {
	if !x.last(j) {
		return x.Design.ColDot(j, v)
	}
	var s float64
	for _, a := range v {
		s += a
	}
	return s
}

func (x withOnes) ColAxpy(j int, a float64, dst []float64) {
	if !x.last(j) {
		x.Design.ColAxpy(j, a, dst)
		return
	}
	for i := range dst {
		dst[i] += a
	}
}

func (x withOnes) ColMoments(j int, w []float64) (mean, variance float64) {
	if x.last(j) {
		return 1, 0
	}
	return x.Design.ColMoments(j, w)
}

// freeFrom is a separable penalty that leaves the coordinates from P on alone.
type freeFrom struct {
	prox.Separable
	p int
}

func (f freeFrom) Value(x []float64) float64 { return f.Separable.Value(x[:f.p]) }

func (f freeFrom) Prox(dst, x []float64, gamma float64) float64 {
	copy(dst[f.p:], x[f.p:])
	return f.Separable.Prox(dst[:f.p], x[:f.p], gamma)
}

func (f freeFrom) ValueAt(j int, x float64) float64 {
	if j >= f.p {
		return 0
	}
	return f.Separable.ValueAt(j, x)
}

func (f freeFrom) ProxAt(j int, x, gamma float64) float64 {
	if j >= f.p {
		return x
	}
	return f.Separable.ProxAt(j, x, gamma)
}

// byColumns returns the design and the penalty of p over all of beta.
func byColumns(p *problems.Problem) (design.Design, prox.Separable, error) {
	pen, ok := p.Penalty.(prox.Separable)
	if !ok {
		return nil, nil, errors.New("solvers: this method needs a penalty of the coefficients one by one")
	}
	if !p.Intercept {
		return p.X, pen, nil
	}
	_, cols := p.X.Dims()
	return withOnes{p.X}, freeFrom{pen, cols}, nil
}

// lossProx returns the loss as a function of the prediction, up to a constant, for
// methods that need its prox.
func lossProx(fit problems.DataFit) (prox.Function, error) {
	if f, ok := fit.(prox.Function); ok {
		return f, nil
	}
	if f, ok := fit.(halfLines); ok {
		if at, lower, upper := f.Kinks(); at != nil {
			return kinks{at, lower, upper}, nil
		}
	}
	q, ok := fit.(problems.Quadratic)
	if !ok {
		return nil, errors.New("solvers: this method needs a loss with a prox")
	}
	y := q.Targets()
	w := make([]float64, len(y))
	fit.Curvature(w, y)
	for i := range y {
		y[i] *= -w[i]
	}
	return prox.DiagonalQuadratic{Q: w, B: y}, nil
}

// maxFactor bounds the shorter side of a design that is factored.
const maxFactor = 2000

// quadraticProx returns the loss as a function of beta, for methods that need its
// prox: least squares by one singular value decomposition.
func quadraticProx(p *problems.Problem) (prox.Function, error) {
	fit, ok := p.Fit.(problems.Quadratic)
	if !ok {
		return nil, errors.New("solvers: this method needs least squares")
	}
	a := Matrix{X: p.X, Intercept: p.Intercept}
	n, dim := a.Dims()
	if min(n, dim) > maxFactor {
		return nil, errors.New("solvers: the design is too large for this method, which factors it")
	}
	root, y := make([]float64, n), fit.Targets()
	p.Fit.Curvature(root, y)
	for i := range root {
		root[i] = math.Sqrt(root[i])
		y[i] *= root[i]
	}
	m, e := make([]float64, n*dim), make([]float64, dim)
	for j := range dim {
		clear(e)
		e[j] = 1
		col := m[j*n : (j+1)*n]
		a.Apply(col, e)
		for i := range col {
			col[i] *= root[i]
		}
	}
	return prox.NewLeastSquares(n, dim, m, y)
}
