package models

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Criterion is what [Statement.Choose] makes small.
type Criterion string

// The criteria, with d degrees of freedom counted in k = d + the intercept + 1 for the
// variance of [Gaussian], n rows of positive weight, p columns and the likelihood L at its
// best variance:
//
//	AIC = -2 log L + 2 k,   AICc = AIC + 2 k (k+1)/(n - k - 1),   BIC = -2 log L + k log n,
//	EBIC = BIC + 2 log (p over the number of coefficients).
//
// References: Burnham and Anderson, Model Selection and Multimodel Inference (2002), for
// AICc; Chen and Chen, Extended Bayesian information criteria (2008), with gamma = 1.
const (
	AIC  Criterion = "aic"
	AICc Criterion = "aicc"
	BIC  Criterion = "bic"
	EBIC Criterion = "ebic"
)

// CriterionNames lists them.
var CriterionNames = []Criterion{AIC, AICc, BIC, EBIC}

// Criteria are the information criteria of a model for the rows that it was fitted to.
type Criteria struct {
	// DF are the degrees of freedom: the coefficients that are neither zero nor at a bound
	// for the lasso; and with a ridge the trace of the matrix that takes the responses
	// to the predictions while these coefficients keep their signs,
	//
	//	tr X_A (X_A'H X_A + D)⁻¹ X_A'H
	//
	// with H the curvatures of the loss, centred if there is an intercept, and D the
	// ridge. The intercept is not counted.
	//
	// References: Zou, Hastie and Tibshirani, On the degrees of freedom of the lasso
	// (2007); Tibshirani and Taylor, Degrees of freedom in lasso problems (2012).
	DF float64
	// Deviance is -2 log L, that of Binomial without binomial coefficients.
	Deviance             float64
	AIC, AICc, BIC, EBIC float64
}

// Of returns one of them.
func (c *Criteria) Of(by Criterion) float64 {
	return map[Criterion]float64{AIC: c.AIC, AICc: c.AICc, BIC: c.BIC, EBIC: c.EBIC}[by]
}

// Criteria returns the criteria of a model that was fitted to these data. They are +Inf
// for a Gaussian model that leaves no degree of freedom to the variance. It returns an
// error for families without a likelihood. O(n |A|), and with a ridge O(n |A|² + |A|³) for
// the support A, or with n in the place of |A| where that is smaller.
func (s *Statement) Criteria(m *Model) (Criteria, error) {
	switch s.Spec.Family {
	case Gaussian, Binomial, Poisson:
	case Multinomial, MGaussian:
		return Criteria{}, fmt.Errorf("models: family %s has several responses, for which there are no information criteria", s.Spec.Family)
	default:
		return Criteria{}, fmt.Errorf("models: family %s has no likelihood, and so no information criteria", s.Spec.Family)
	}
	z, err := m.Link(s.Problem.X)
	if err != nil {
		return Criteria{}, err
	}
	n := 0.0
	for i := range s.Y {
		if s.Spec.Weights == nil || s.Spec.Weights[i] > 0 {
			n++
		}
	}
	var c Criteria
	c.DF = s.degreesOfFreedom(m, z)
	k := c.DF
	if m.HasIntercept {
		k++
	}
	switch s.Spec.Family {
	case Gaussian:
		if k >= n {
			inf := math.Inf(1)
			c.Deviance, c.AIC, c.AICc, c.BIC, c.EBIC = math.Inf(-1), inf, inf, inf, inf
			return c, nil
		}
		c.Deviance = n * (1 + math.Log(2*math.Pi*2*s.Problem.Fit.Value(z)))
		k++
	case Binomial:
		c.Deviance = 2 * s.TotalWeight() * s.Problem.Fit.Value(z)
	case Poisson:
		c.Deviance = 2 * s.TotalWeight() * s.Problem.Fit.Value(z)
		for i, y := range s.Y {
			w := 1.0
			if s.Spec.Weights != nil {
				w = s.Spec.Weights[i]
			}
			factorial, _ := math.Lgamma(y + 1)
			c.Deviance += 2 * w * factorial
		}
	}
	c.AIC = c.Deviance + 2*k
	c.BIC = c.Deviance + k*math.Log(n)
	c.AICc = math.Inf(1)
	if n-k-1 > 0 {
		c.AICc = c.AIC + 2*k*(k+1)/(n-k-1)
	}
	c.EBIC = c.BIC + 2*logBinomial(m.Columns, len(m.Support))
	return c, nil
}

// logBinomial is log (p over k).
func logBinomial(p, k int) float64 {
	a, _ := math.Lgamma(float64(p + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(p - k + 1))
	return a - b - c
}

// Choose returns the place of the model of the path whose criterion is the least, the
// first of equals, and the criteria of all.
func (s *Statement) Choose(path *Path, by Criterion) (best int, all []Criteria, err error) {
	all = make([]Criteria, len(path.Models))
	for k, m := range path.Models {
		if all[k], err = s.Criteria(m); err != nil {
			return 0, nil, err
		}
		if all[k].Of(by) < all[best].Of(by) {
			best = k
		}
	}
	return best, all, nil
}

// degreesOfFreedom are those of a model with linear predictions z.
func (s *Statement) degreesOfFreedom(m *Model, z []float64) float64 {
	pen := s.At(m.Lambda).Penalty.(*problems.ElasticNet)
	var moving []int
	var ridge []float64
	squared := false
	for k, j := range m.Support {
		t := pen.Term(j)
		if b := m.Coef[k]; b == t.Lower || b == t.Upper {
			continue
		}
		moving, ridge = append(moving, j), append(ridge, t.L2)
		squared = squared || t.L2 > 0
	}
	if !squared {
		return float64(min(len(moving), len(s.Y)))
	}
	x := s.curved(moving, z)
	n, k := x.Dims()
	if k <= n || !allPositive(ridge) {
		return float64(k) - shrunk(mat.NewSymDense(k, nil), x.T(), ridge)
	}
	for a := range k { // tr K (I + K)⁻¹ with K = X D⁻¹ X'
		scale := 1 / math.Sqrt(ridge[a])
		for i := range n {
			x.Set(i, a, x.At(i, a)*scale)
		}
	}
	return float64(n) - shrunk(mat.NewSymDense(n, nil), x, repeated(1, n))
}

func allPositive(v []float64) bool {
	for _, x := range v {
		if !(x > 0) {
			return false
		}
	}
	return true
}

// shrunk is tr (A A' + D)⁻¹ D for the diagonal D. g is scratch.
func shrunk(g *mat.SymDense, a mat.Matrix, d []float64) (trace float64) {
	g.SymOuterK(1, a)
	for j, v := range d {
		g.SetSym(j, j, g.At(j, j)+v)
	}
	var factor mat.Cholesky
	for floor := 1e-14 * mat.Trace(g); !factor.Factorize(g); floor *= 10 { // dependent columns without a ridge
		for j := range d {
			g.SetSym(j, j, g.At(j, j)+floor)
		}
	}
	var inverse mat.SymDense
	if err := factor.InverseTo(&inverse); err != nil {
		return 0 // as good as dependent: nothing is shrunk
	}
	for j, v := range d {
		trace += v * inverse.At(j, j)
	}
	return trace
}

// curved are the columns times the roots of the curvatures of the loss at z, centred by
// these if there is an intercept.
func (s *Statement) curved(columns []int, z []float64) *mat.Dense {
	h := make([]float64, len(z))
	s.Problem.Fit.Curvature(h, z)
	total := 0.0
	for _, v := range h {
		total += v
	}
	x := mat.NewDense(len(z), len(columns), nil)
	for a, j := range columns {
		col := design.Column(s.Problem.X, j)
		mean := 0.0
		if s.Problem.Intercept && total > 0 {
			for i, v := range col {
				mean += h[i] / total * v
			}
		}
		for i, v := range col {
			x.Set(i, a, math.Sqrt(h[i])*(v-mean))
		}
	}
	return x
}
