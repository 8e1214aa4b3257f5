package losses

import (
	"fmt"
	"math"
	"sync"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// Cox is minus the logarithm of Cox's partial likelihood of survival times, over the sum W
// of the weights,
//
//	F(z) = 1/W Σ_k Σ_r c_k log S_kr - 1/W Σ_events w_i η_i,   η = z + o,
//	S_kr = Σ_{i at risk at t_k} b_ikr w_i exp(η_i),
//
// where t_k are the times of events of a stratum, and a row is at risk from after its Start
// to its Time, both in its own stratum. With Breslow's ties there is one r for each time, b
// is 1 and c_k the weight D_k of its events. With Efron's there are as many as the m events
// of that time, r = 0, ..., m-1, c_k is D_k/m, and b is 1 - r/m for the events of that time
// and 1 for all others.
//
// A number added to all predictions of a stratum changes nothing: there is no intercept.
// Status is 1 for an event and 0 for a row that was censored at its time. Start nil stands
// for rows at risk from the beginning, Strata nil for one stratum, Weights nil for ones and
// Offset nil for zeros. Rows of weight 0 have no part in F. No field may be changed once
// the fit is used.
//
// Value, Grad, Curvature, Hessian and ConjGrad cost O(n), O(n log n) with late starts, after
// one sort, whatever the size of the predictions.
//
// References: Cox, Regression models and life-tables (1972); Breslow, Covariance analysis of
// censored survival data (1974); Efron, The efficiency of Cox's likelihood function for
// censored data (1977).
type Cox struct {
	Time, Start, Status []float64
	Strata              []int
	Weights, Offset     []float64
	Ties                Ties

	once sync.Once
	sets *riskSets
}

// Ties says how events at the same time count.
type Ties int

// The ways of Breslow, and of Efron, which is nearer to what times without ties give.
const (
	Breslow Ties = iota
	Efron
)

// String returns breslow or efron.
func (t Ties) String() string {
	if t == Efron {
		return "efron"
	}
	return "breslow"
}

// MarshalText writes what String returns.
func (t Ties) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads breslow or efron.
func (t *Ties) UnmarshalText(text []byte) error {
	for _, known := range []Ties{Breslow, Efron} {
		if string(text) == known.String() {
			*t = known
			return nil
		}
	}
	return fmt.Errorf("losses: ties %q: there are breslow and efron", text)
}

// risk returns the risk sets, sorted once.
func (f *Cox) risk() *riskSets {
	f.once.Do(func() { f.sets = newRiskSets(f) })
	return f.sets
}

// SampleWeights returns Weights.
func (f *Cox) SampleWeights() []float64 { return f.Weights }

func (f *Cox) weight(i int) float64 {
	if f.Weights == nil {
		return 1
	}
	return f.Weights[i]
}

// event returns the weight of an event, 0 for a row that is none.
func (f *Cox) event(i int) float64 { return f.weight(i) * f.Status[i] }

func (f *Cox) offset(i int) float64 {
	if f.Offset == nil {
		return 0
	}
	return f.Offset[i]
}

// Value returns F(z).
func (f *Cox) Value(z []float64) float64 {
	s := f.at(z)
	var sum doubled.Number
	s.each(func(k int, c, _, risk float64) {
		t := &s.times[k]
		i := t.events[0]
		const least = 0x1p-900 // of numbers with all their digits
		if odds := s.rest[t.node].Value() / s.own[i]; len(t.events) == 1 && s.own[i] >= least && odds <= math.MaxFloat64 {
			sum.AddProduct(c, math.Log(f.weight(int(i)))+math.Log1p(odds)) // log S - η, which may be as good as 0
			return
		}
		sum.AddProduct(c, s.log(k, risk))
		for _, i := range t.events {
			sum.AddProduct(-f.event(int(i))/float64(t.parts), s.eta[i])
		}
	})
	return sum.Value() / s.total
}

// Grad sets dst_i to 1/W times the expected events of row i, its hazard summed over the time
// at risk, less w_i where it has one: minus its martingale residual.
func (f *Cox) Grad(dst, z []float64) {
	s := f.at(z)
	s.residual(dst)
	for i := range dst {
		dst[i] /= s.total
	}
}

// Curvature sets dst to the diagonal of the Hessian.
func (f *Cox) Curvature(dst, z []float64) {
	s := f.at(z)
	s.expected(dst)
	for i, v := range s.squares() {
		dst[i] = max(0, dst[i]-v) / s.total // a row that is alone at risk has nothing but rounding
	}
}

// Hessian sets dst[m] = ∇²F(z) v[m] for every m; see [problems.Coupled]. It is
//
//	1/W Σ_kr c_k (diag π - π π'),   π_i = b_ikr w_i exp(η_i) / S_kr.
func (f *Cox) Hessian(dst [][]float64, z []float64, v [][]float64) {
	s := f.at(z)
	hazard := make([]float64, len(z))
	s.expected(hazard)
	for m := range v {
		s.spread(dst[m], v[m])
		for i, h := range hazard {
			dst[m][i] = (h*v[m][i] - dst[m][i]) / s.total
		}
	}
}

// Smoothness returns half of the weight of the events over W, of the stratum with the most.
func (f *Cox) Smoothness() float64 { return f.risk().heaviest / 2 / f.risk().total }

// Magnitude bounds the sizes that rounding is relative to; see [problems.Sized].
func (f *Cox) Magnitude(z []float64) (terms, length float64) {
	s := f.at(z)
	s.each(func(k int, c, _, sum float64) { terms += c * (2 + math.Abs(s.log(k, sum))) })
	for i, eta := range s.eta {
		terms += f.event(i) * math.Abs(eta)
	}
	return terms / s.total, vector.Norm(s.eta) + vector.Norm(f.Offset)
}

// Validate reports a wrong length, times that are not finite, not after their start or, where
// there are no starts, not positive, a status that is neither 0 nor 1, and data without an
// event.
func (f *Cox) Validate(n int) error {
	if err := check.Lengths(n, f.Time, f.Weights, f.Offset); err != nil {
		return err
	}
	if err := check.Finite(nil, f.Offset); err != nil {
		return err
	}
	switch {
	case len(f.Status) != n:
		return fmt.Errorf("losses: %d statuses for %d rows", len(f.Status), n)
	case f.Start != nil && len(f.Start) != n:
		return fmt.Errorf("losses: %d start times for %d rows", len(f.Start), n)
	case f.Strata != nil && len(f.Strata) != n:
		return fmt.Errorf("losses: %d strata for %d rows", len(f.Strata), n)
	case f.Ties != Breslow && f.Ties != Efron:
		return fmt.Errorf("losses: ties %d: there are Breslow and Efron", f.Ties)
	}
	events := 0
	for i, t := range f.Time {
		switch {
		case math.IsNaN(t) || math.IsInf(t, 0):
			return fmt.Errorf("losses: the time of row %d is %v; times are finite", i, t)
		case f.Start == nil && t <= 0:
			return fmt.Errorf("losses: the time of row %d is %v; times are positive", i, t)
		case f.Start != nil && !(f.Start[i] < t):
			return fmt.Errorf("losses: row %d starts at %v and ends at %v; it must start before", i, f.Start[i], t)
		case f.Status[i] != 0 && f.Status[i] != 1:
			return fmt.Errorf("losses: the status of row %d is %v; it is 1 for an event and 0 for none", i, f.Status[i])
		case f.event(i) > 0:
			events++
		}
	}
	if events == 0 {
		return fmt.Errorf("losses: there are no events: the status is 0 in every row that counts")
	}
	return nil
}
