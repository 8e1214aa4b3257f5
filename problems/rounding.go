package problems

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// What rounding can have done to the two values of a certificate, from norms that are
// known anyway: no second pass over the data. docs/math.md, "Rounding in one pass",
// derives it.
//
//   - The prediction. It is off by at most gamma_(k+4) Σ_j |b_j| ‖x_j‖ for k columns, in
//     the Euclidean norm, and F is smooth.
//   - The dual point. Whatever has to hold of it exactly, its sum above all, holds for a
//     vector whose entries differ from those of theta by a factor of 1 ± drift. The
//     bound is that of this vector.
//   - The slopes. <x_j, theta> is off by at most (gamma + drift) ‖x_j‖ ‖theta‖, which is
//     how much further the dual point must shrink.

const (
	unit = 0x1p-53 // half a unit in the last place of 1, the error of one operation
	// Sums of rows go by stretches of 64 terms, in at least four lanes: 19 roundings
	// in one, a compensated sum of them, and few for what is summed.
	summed = 40 * unit
	// What is left out is of second order in the errors kept. No test can tell: the
	// constants beside it have more room.
	second = 1.001
	// Products below this may have lost digits to underflow.
	tiny = 0x1p-1022
)

// gamma bounds the relative error of k operations (Higham, Accuracy and Stability of
// Numerical Algorithms, 2002, lemma 3.1).
func gamma(k int) float64 {
	ku := float64(k) * unit
	return ku / (1 - min(ku, 0.5))
}

// roundoff is what rounding has done to the point and its dual point.
type roundoff struct {
	primal float64 // bounds the error of F at the prediction
	drift  float64 // relative, of the entries of theta
	theta  float64 // ‖theta‖, from above
	dual   float64 // bounds the error of F* at s theta for all s <= 1, drift included; see conjugate
	margin float64 // bounds the error of a slope in units of its threshold at lambda 1
}

// length bounds ‖theta‖ from above, also where squares underflow.
func length(theta []float64) float64 {
	if l := vector.Norm(theta); !(l < 1e-145) { // from there squares have all their digits
		return second * l
	}
	return second * math.Sqrt(float64(len(theta))) * vector.MaxAbs(theta)
}

// noise measures what belongs to theta alone.
func (a *Auditor) noise(p *Problem, w *dualPoint) roundoff {
	// At the edge of its domain, an entry. summed below covers for it, and for summed
	// in turn, and for summed in dual, it does: each is there for its own reason.
	e := roundoff{theta: length(w.theta), drift: 16 * unit}
	if _, ok := p.Fit.(assessor); ok {
		// All entries are shrunk by 32 units, so that in real arithmetic too they are in the
		// domain, which Conj takes 16 on trust; 8 more are what W θ_i / w_i met on the way there.
		e.drift = 56 * unit
	}
	if f, ok := p.Fit.(Radial); ok {
		size := second * f.GradSize(w.theta)
		e.theta += 0x1p-40 * size // where all terms cancel nothing is relative to what is left
		e.drift = 2*lossError*size/e.theta + second*w.unrefitted()
		if size == 0 {
			e.drift = second * w.unrefitted()
		}
	}
	if p.Intercept && e.theta > 0 {
		// The heavier sign, which has at least half of ‖theta‖₁, is shrunk by its share of
		// the sum: that makes the equation exact.
		e.drift += second * 2 * (math.Abs(vector.Total(w.theta))/sumAbs(w.theta)*second + summed)
	}
	e.drift += second * p.stackedDrift(w)
	e.margin = a.margin(e)
	return e
}

// margin bounds the error of every slope in units of its threshold at lambda 1.
func (a *Auditor) margin(e roundoff) float64 {
	if len(a.norms) == 0 {
		return 0
	}
	return second*(gamma(a.roundings(a.fullest))+e.drift)*a.reach*e.theta + a.least // the last where all else underflows
}

// terms bounds the sizes of the terms of F* at theta, and of its slopes times theta,
// given F* or F to tell the size of what is not known otherwise.
func (e roundoff) terms(p *Problem, w *dualPoint, value float64) float64 {
	switch fit := p.Fit.(type) {
	case *LeastSquares:
		return 2*value + e.theta*w.target(fit)
	case Sized:
		terms, z2 := fit.Magnitude(w.z)
		return 2*value + terms + e.theta*second*z2 // to first order: one may cover for another
	}
	return 2*value + e.theta*vector.Norm(w.z)
}

// conjugate returns F*(v) at v = -s theta, which is in w.work, and what it may be below that of the real
// vector that is meant: for losses one at a time F*((1-t)v) <= (1-t) F*(v) + t F*(0), entry by
// entry.
func (e roundoff) conjugate(p *Problem, w *dualPoint, s float64) (f, below float64) {
	switch o := p.Fit.(type) {
	case assessor:
		f, size := o.conjugate(w.work)
		return f, second*(summed+lossError+e.drift)*size + tiny
	case Radial:
		if w.at == nil { // of a gradient alone it is known
			return math.Inf(1), 0
		}
		f, size := o.ConjGrad(w.at, s)
		// A refit to the end would change theta, and F* by no more than that times the prediction.
		return f, second*((summed+lossError)*size+w.unrefitted()*e.theta*vector.Norm(w.at)) + tiny
	}
	return p.Fit.Conj(w.work), e.dual
}

// assess evaluates F, and the sizes of it that the fit knows.
func (p *Problem) assess(z []float64) assessment {
	if f, ok := p.Fit.(assessor); ok {
		return f.assess(z)
	}
	return assessment{value: p.Fit.Value(z)}
}

// noise measures it at a point with F as assessed.
func (w *dualPoint) noise(p *Problem, a *Auditor, pt SparseBeta, f assessment) roundoff {
	e := a.noise(p, w)
	if _, ok := p.Fit.(assessor); !ok {
		e.dual = second * (summed + 2*e.drift) * e.terms(p, w, math.Abs(f.value))
	}
	columns := 0.0
	for i, j := range pt.Support {
		columns += math.Abs(pt.Coef[i]) * a.norms[j]
	}
	shift := gamma(len(pt.Support)+4) * second * (columns + math.Sqrt(float64(len(w.z)))*math.Abs(pt.Intercept))
	e.primal = summed * math.Abs(f.value)
	gradient := vector.Norm(w.descent)
	switch fit := p.Fit.(type) {
	case *LeastSquares:
		if fit.Offset != nil {
			shift += unit * w.target(fit) // at most what the columns and the value have room for
		}
	case assessor:
		shift += second * unit * f.length
		e.primal = second*(summed+lossError)*f.terms + tiny
		gradient = second * (gradient + lossError*(gradient+f.slopes))
	case Sized:
		terms, z2 := fit.Magnitude(w.z)
		shift += unit * z2         // as with an offset
		e.primal += summed * terms // of losses that cancel in themselves, as exp(z) - y z does
	}
	curvature := second * w.steepest
	if far := steepest(p.Fit); far > 0 { // past a kink
		gradient, curvature = second*second*(1+lossError)*far, 0
	} else if math.IsInf(p.Fit.Smoothness(), 1) { // which grows by a factor of e over a distance of 1
		curvature *= math.Exp(shift)
	}
	e.primal += second * shift * (gradient + curvature*shift)
	return e
}

// slopeError bounds the error of <x_j, theta>.
func (a *Auditor) slopeError(j int, e roundoff) float64 {
	return second*(gamma(a.roundings(j))+e.drift)*a.norms[j]*e.theta + a.least
}

// slopeErrors lists it for the given columns, nil for all, 0 where an equation holds.
func (a *Auditor) slopeErrors(at []int, e roundoff, equations []int) []float64 {
	if at == nil {
		at = make([]int, len(a.norms))
		for j := range at {
			at[j] = j
		}
	}
	err := make([]float64, len(at))
	for k, j := range at {
		if !slices.Contains(equations, j) {
			err[k] = a.slopeError(j, e)
		}
	}
	return err
}

// roundings returns how many roundings meet a term of <x_j, theta>: those of one block of
// rows, or segment of a sparse column, and of the sums of these.
func (a *Auditor) roundings(j int) int {
	n, _ := a.x.Dims()
	x, blocks := a.x, a.blocks
	if s, ok := x.(design.Stacked); ok {
		x, blocks, n = s.X, blocks || s.K > 1, n/s.K
		j, _ = s.At(j)
		if _, p := x.Dims(); j == p {
			return n + 16 // a sum
		}
	}
	switch m := x.(type) {
	case *design.CSC:
		k := m.ColPtr[j+1] - m.ColPtr[j]
		return min(k, design.Segment) + k/design.Segment + 8
	case *design.Dense:
		if blocks {
			return min(n, 512) + n/512 + 4
		}
	}
	return n + 16
}

// target returns ‖y - o‖.
func (w *dualPoint) target(fit *LeastSquares) float64 {
	if w.fit != fit {
		var s vector.Sum
		var t [vector.Stretch]float64
		for lo := 0; lo < len(fit.Y); lo += vector.Stretch {
			t := t[:min(vector.Stretch, len(fit.Y)-lo)]
			fit.targets(t, lo)
			for i := range t {
				if fit.Weights != nil && fit.Weights[lo+i] == 0 {
					t[i] = 0
				}
			}
			s.Add(kernel.SumSq(t))
		}
		w.fit, w.size = fit, second*math.Sqrt(s.Total())
	}
	return w.size
}

// sumAbs returns ‖v‖₁.
func sumAbs(v []float64) float64 {
	var s vector.Sum
	for lo := 0; lo < len(v); lo += vector.Stretch {
		t := 0.0
		for _, x := range v[lo:min(lo+vector.Stretch, len(v))] {
			t += math.Abs(x)
		}
		s.Add(t)
	}
	return s.Total()
}
