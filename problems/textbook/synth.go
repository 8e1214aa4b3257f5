package textbook

import (
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Synth draws problems around a known optimum: choose the coefficients and the
// residual first, then bend the columns until the optimality conditions hold, and
// only then compute the responses. No solver is involved, so that solvers can be
// judged by it. The construction follows Nesterov, Gradient methods for minimizing
// composite functions (2013), section 6, extended to everything a [problems.Problem] with
// an [problems.ElasticNet] can have.
type Synth struct {
	N, P, K int     // rows, columns, non-zero coefficients
	Density float64 // share of stored entries; 0 stands for 1, a dense design
	Corr    float64 // correlation of neighbouring columns (dense designs), 0 <= Corr < 1
	Lambda  float64 // 0 stands for 1
	Alpha   float64 // 0 stands for 1, the lasso
	Seed    uint64

	Intercept, Weights, Offset bool
	Free                       int // unpenalised columns
	Factors, Bounds            bool
}

// New returns the problem and its optimum, exact up to rounding. It is unique
// where the columns of the support are independent.
func (s Synth) New() (p *problems.Problem, beta []float64) {
	rng := rand.New(rand.NewPCG(s.Seed, 0x6c6173736f))
	lambda, alpha := s.Lambda, s.Alpha
	if lambda == 0 {
		lambda = 1
	}
	if alpha == 0 {
		alpha = 1
	}
	pen := &problems.ElasticNet{Lambda: lambda, Alpha: alpha}
	fit := &problems.LeastSquares{Y: make([]float64, s.N)}
	w := make([]float64, s.N)
	for i := range w {
		w[i] = 1
		if s.Weights {
			w[i] = 0.1 + rng.ExpFloat64()
			if rng.IntN(10) == 0 {
				w[i] = 0
			}
		}
	}
	w[0] = max(w[0], 1)
	if s.Weights {
		fit.Weights = w
	}
	wsum := vector.TotalWeight(w, s.N)

	// The dual point: theta_i = w_i r_i / W, summing to zero with an intercept.
	theta := make([]float64, s.N)
	var mean float64
	for i := range theta {
		theta[i] = rng.NormFloat64()
		mean += w[i] * theta[i] / wsum
	}
	r := make([]float64, s.N)
	for i := range theta {
		if s.Intercept {
			theta[i] -= mean
		}
		r[i] = theta[i]
		theta[i] *= w[i] / wsum
	}

	// The optimum, and the correlation <x_j, theta> that each column must have.
	beta = make([]float64, s.P)
	corr := make([]float64, s.P)
	if s.Factors || s.Free > 0 {
		pen.Factor = make([]float64, s.P)
	}
	if s.Bounds {
		pen.Lower, pen.Upper = make([]float64, s.P), make([]float64, s.P)
	}
	order := rng.Perm(s.P)
	for rank, j := range order {
		f := 1.0
		if s.Factors {
			f = 0.5 + rng.Float64()
			if rng.IntN(20) == 0 && rank >= s.K {
				f = math.Inf(1)
			}
		}
		if rank < s.Free {
			f = 0
		}
		if pen.Factor != nil {
			pen.Factor[j] = f
		}
		if rank < max(s.K, s.Free) {
			beta[j] = rng.NormFloat64()
			beta[j] += math.Copysign(0.1, beta[j])
		}
		lo, hi := math.Inf(-1), math.Inf(1)
		push := 0.0 // what a bound bears at the optimum
		if s.Bounds && f != 0 && !math.IsInf(f, 1) {
			switch rng.IntN(4) {
			case 0:
				lo = min(0, beta[j]) // active
				push = -rng.Float64()
			case 1:
				hi = max(0, beta[j])
				push = rng.Float64()
			case 2:
				lo, hi = -10, 10
			}
			if push < 0 && beta[j] > lo || push > 0 && beta[j] < hi {
				push = 0
			}
		}
		if pen.Lower != nil {
			pen.Lower[j], pen.Upper[j] = lo, hi
		}
		t := pen.Term(j)
		switch {
		case beta[j] != 0:
			corr[j] = math.Copysign(t.L1, beta[j]) + t.L2*beta[j] + push*lambda
		case math.IsInf(f, 1):
			corr[j] = 2 * lambda * rng.NormFloat64()
		default:
			corr[j] = t.L1*(2*rng.Float64()-1)*0.9 + push*lambda
		}
	}

	p = &problems.Problem{X: s.Design(rng, theta, corr), Fit: fit, Penalty: pen, Intercept: s.Intercept}
	b0 := 0.0
	if s.Intercept {
		b0 = rng.NormFloat64()
		beta = append(beta, b0)
	}
	z := make([]float64, s.N)
	p.Predict(z, beta)
	if s.Offset {
		fit.Offset = make([]float64, s.N)
		for i := range fit.Offset {
			fit.Offset[i] = rng.NormFloat64()
		}
	}
	for i := range z {
		fit.Y[i] = z[i] + r[i]
		if s.Offset {
			fit.Y[i] += fit.Offset[i]
		}
	}
	return p, beta
}

// Design draws columns as rng tells and moves each along theta, within its pattern of
// stored entries, until <x_j, theta> = corr_j. theta has N entries and corr has P.
func (s Synth) Design(rng *rand.Rand, theta, corr []float64) design.Design {
	m := &design.CSC{N: s.N, P: s.P, ColPtr: []int{0}}
	last := make([]float64, s.N)
	for i := range last {
		last[i] = rng.NormFloat64()
	}
	for j := range s.P {
		begin := len(m.Val)
		for i := range s.N {
			last[i] = s.Corr*last[i] + math.Sqrt(1-s.Corr*s.Corr)*rng.NormFloat64()
			if s.Density == 0 || rng.Float64() < s.Density || i == j%s.N && theta[i] != 0 || i == 0 {
				m.Row = append(m.Row, int32(i))
				m.Val = append(m.Val, last[i])
			}
		}
		m.ColPtr = append(m.ColPtr, len(m.Val))
		row, val := m.Row[begin:], m.Val[begin:]
		for range 3 { // each round removes what rounding left of the last
			var dot, sq vector.Sum
			for k, i := range row {
				dot.Add(val[k] * theta[i])
				sq.Add(theta[i] * theta[i])
			}
			c := (corr[j] - dot.Total()) / sq.Total()
			for k, i := range row {
				val[k] += c * theta[i]
			}
		}
	}
	if s.Density != 0 {
		return m
	}
	return m.Dense()
}
