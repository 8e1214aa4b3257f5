package models

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems"
)

// Inference is what can be said of the coefficients of least squares on the columns that a
// lasso has chosen, given that it has chosen them with these signs.
type Inference struct {
	Sigma     float64 // of the errors
	Estimated bool    // and not given
	Level     float64 // of the intervals
	Effects   []Effect
}

// Effect is the coefficient of one column in the regression of E y on the chosen columns,
// estimated by Refit: on y = mu + noise it is normal, but cut off at where the signs or
// the choice would be others.
type Effect struct {
	Name         string
	Coefficient  float64 // of the lasso
	Refit        float64 // of least squares
	SE           float64 // without regard to the choice
	Low, High    float64 // where the normal distribution is cut off
	Lower, Upper float64 // the interval; infinite where the cut tells nothing
	P            float64 // of no effect, two-sided
}

// Infer tests the columns of a model of this statement and gives intervals that cover the
// coefficient of each, in the regression on the chosen columns, with the probability of
// the level whatever was chosen.
//
// It assumes y = mu + noise of normal errors of one variance (over the weight of a row),
// and that lambda was fixed before the response was seen: one of cross-validation is not.
// sigma 0 has it estimated by the residuals of least squares on all columns, which takes
// n > p + 1 rows; intervals are then approximate.
//
// It returns an error for other families than Gaussian, for a ridge beside the lasso,
// bounds and unpenalised columns, and where the chosen columns depend on one another.
// O(n |A|² + |A|³).
//
// Reference: Lee, Sun, Sun and Taylor, Exact post-selection inference, with application to
// the lasso (2016), sections 4 and 5. With G = X_A'X_A, the lasso's b = b^ - G⁻¹ l s keeps
// the signs s along the direction in which only b^_j moves; what is left out stays so,
// because its slopes depend on the residuals of least squares alone.
func (s *Statement) Infer(m *Model, sigma, level float64) (*Inference, error) {
	pen := s.At(m.Lambda).Penalty.(*problems.ElasticNet)
	k := len(m.Support)
	strength := make([]float64, k)
	switch {
	case s.Spec.Family != Gaussian:
		return nil, fmt.Errorf("models: inference is for family %s, and this is %s", Gaussian, s.Spec.Family)
	case m.Relaxed:
		return nil, errors.New("models: inference is for the lasso, and this model is relaxed")
	case !(level > 0 && level < 1):
		return nil, fmt.Errorf("models: level %v: it lies between 0 and 1, such as 0.95", level)
	case !(sigma >= 0) || math.IsInf(sigma, 1):
		return nil, fmt.Errorf("models: sigma is %v; it must be positive, or 0 to be estimated", sigma)
	case s.Spec.Lower != nil || s.Spec.Upper != nil:
		return nil, errors.New("models: inference knows no bounds: leave out Lower and Upper")
	}
	for a, j := range m.Support {
		t := pen.Term(j)
		if t.L2 != 0 || t.L1 == 0 {
			return nil, errors.New("models: inference is for the lasso of penalised columns: no ridge, and no penalty factor of 0")
		}
		strength[a] = math.Copysign(t.L1, m.Coef[a])
	}
	out := &Inference{Sigma: sigma, Level: level}
	if sigma == 0 {
		var err error
		if out.Sigma, err = s.residualSD(); err != nil {
			return nil, err
		}
		out.Estimated = true
	}
	if k == 0 {
		return out, nil
	}
	x := s.curved(m.Support, make([]float64, len(s.Y))) // rows times √(w/W), centred
	var g mat.SymDense
	g.SymOuterK(1, x.T())
	var factor mat.Cholesky
	var inverse mat.SymDense
	if !factor.Factorize(&g) || factor.Cond() > 1e12 || factor.InverseTo(&inverse) != nil {
		return nil, errors.New("models: the chosen columns depend on one another, so that their effects cannot be told apart")
	}
	refit := make([]float64, k)
	for a := range refit { // b = b^ - G⁻¹ l s
		refit[a] = m.Coef[a]
		for b := range k {
			refit[a] += inverse.At(a, b) * strength[b]
		}
	}
	total := s.TotalWeight()
	for a, j := range m.Support {
		e := Effect{Name: m.name(j), Coefficient: m.Coef[a], Refit: refit[a], SE: out.Sigma * math.Sqrt(inverse.At(a, a)/total),
			Low: math.Inf(-1), High: math.Inf(1)}
		for b := range k { // s_b b_b >= 0 while b^_a moves
			rate := inverse.At(b, a) / inverse.At(a, a)
			at := refit[a] - m.Coef[b]/rate
			switch {
			case rate == 0:
			case (rate > 0) == (m.Coef[b] > 0):
				e.Low = max(e.Low, at)
			default:
				e.High = min(e.High, at)
			}
		}
		cut := truncated{e.SE, e.Low, e.High}
		below := cut.below(e.Refit, 0)
		e.P = min(1, 2*min(below, 1-below))
		if below > 0.5 {
			e.P = min(1, 2*cut.above(e.Refit, 0))
		}
		e.Lower = cut.mean(e.Refit, (1-level)/2, false)
		e.Upper = cut.mean(e.Refit, (1-level)/2, true)
		out.Effects = append(out.Effects, e)
	}
	return out, nil
}

// residualSD estimates the deviation of the errors by least squares on all columns.
func (s *Statement) residualSD() (float64, error) {
	n, p := s.dims()
	free := p
	if s.Problem.Intercept {
		free++
	}
	if n <= free {
		return 0, fmt.Errorf("models: %d rows cannot estimate sigma beside %d columns: give it", n, p)
	}
	all := make([]int, p)
	for j := range all {
		all[j] = j
	}
	x := s.curved(all, make([]float64, n))
	fit := s.Problem.Fit.(*problems.LeastSquares)
	y := mat.NewVecDense(n, nil)
	h := make([]float64, n)
	fit.Curvature(h, h)
	targets := fit.Targets()
	mean := 0.0
	if s.Problem.Intercept {
		for i, v := range targets {
			mean += h[i] * v
		}
	}
	for i, v := range targets {
		y.SetVec(i, math.Sqrt(h[i])*(v-mean))
	}
	var qr mat.QR
	qr.Factorize(x)
	var b, left mat.VecDense
	if err := qr.SolveVecTo(&b, false, y); err != nil {
		return 0, errors.New("models: columns depend on one another, and sigma cannot be estimated beside them: give it")
	}
	left.MulVec(x, &b)
	left.SubVec(y, &left)
	rss := mat.Dot(&left, &left) * s.TotalWeight()
	return math.Sqrt(rss / float64(n-free)), nil
}
