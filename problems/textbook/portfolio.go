package textbook

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Portfolio is what a portfolio costs beside its risk
//
//	Omega(w) = Cost ‖w - From‖₁ - <Mean, w>   with w >= 0, Σ_j w_j = 1,
//
// trading costs from the holdings From, which must not be negative, and mean returns,
// 0 by default. Its conjugate fills the budget greedily, the best asset first: finite
// everywhere. Prox finds the price of the budget among sorted breakpoints,
// O(p log p).
type Portfolio struct {
	From, Mean []float64
	Cost       float64
}

func (o *Portfolio) mean(j int) float64 {
	if o.Mean == nil {
		return 0
	}
	return o.Mean[j]
}

// Value returns Omega(w), +Inf off the simplex by more than rounding.
func (o *Portfolio) Value(w []float64) float64 {
	var s, held vector.Sum
	for j, v := range w {
		if !(v >= 0) {
			return math.Inf(1)
		}
		s.Add(o.Cost*math.Abs(v-o.From[j]) - o.mean(j)*v)
		held.Add(v)
	}
	if math.Abs(held.Total()-1) > 1e-11 {
		return math.Inf(1)
	}
	return s.Total()
}

// Prox buys and sells from From to the minimiser and returns Omega(dst).
func (o *Portfolio) Prox(dst, x []float64, gamma float64) float64 {
	if len(dst) != len(x) {
		panic("textbook: dst and x differ in length")
	}
	if !(gamma > 0) {
		panic("textbook: gamma must be positive")
	}
	y := make([]float64, len(x)) // what each asset would hold at price 0, without costs
	var prices []float64         // where an asset starts to be bought, sold, or is sold out
	for j, v := range x {
		y[j] = v + gamma*o.mean(j)
		prices = append(prices, y[j]-o.From[j]-gamma*o.Cost, y[j]-o.From[j]+gamma*o.Cost, y[j]+gamma*o.Cost)
	}
	slices.Sort(prices)
	hold := func(j int, price float64) float64 {
		t := y[j] - price - o.From[j]
		switch k := gamma * o.Cost; {
		case t > k:
			t -= k
		case t < -k:
			t += k
		default:
			t = 0
		}
		return max(0, o.From[j]+t)
	}
	held := func(price float64) float64 {
		var s vector.Sum
		for j := range y {
			s.Add(hold(j, price))
		}
		return s.Total()
	}
	// held falls from above 1 to 0, linearly between prices.
	prices = append([]float64{prices[0] - 1}, prices...)
	lo, hi := 0, len(prices)-1
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; held(prices[mid]) >= 1 {
			lo = mid
		} else {
			hi = mid
		}
	}
	price := prices[lo]
	if a, b := held(prices[lo]), held(prices[hi]); a > b {
		price += (a - 1) / (a - b) * (prices[hi] - prices[lo])
	}
	for j := range dst {
		dst[j] = hold(j, price)
	}
	unit := 1 / vector.Total(dst)
	for j := range dst {
		dst[j] *= unit
	}
	return o.Value(dst)
}

// Conj returns max_w <u, w> - Omega(w).
func (o *Portfolio) Conj(u []float64) float64 {
	type lot struct{ gain, size float64 }
	var lots []lot
	var s vector.Sum
	for j, v := range u {
		v += o.mean(j)
		lots = append(lots, lot{v + o.Cost, o.From[j]}, lot{v - o.Cost, 1})
		s.Add(-o.Cost * o.From[j])
	}
	slices.SortStableFunc(lots, func(a, b lot) int {
		switch {
		case a.gain > b.gain:
			return -1
		case a.gain < b.gain:
			return 1
		}
		return 0
	})
	left := 1.0
	for _, l := range lots {
		size := min(left, l.size)
		s.Add(size * l.gain)
		if left -= size; left <= 0 {
			break
		}
	}
	return s.Total()
}

// DualScale returns 1: every dual point is feasible.
func (o *Portfolio) DualScale([]float64) float64 { return 1 }

// Validate reports wrong lengths and holdings or costs below zero.
func (o *Portfolio) Validate(p int) error {
	if len(o.From) != p || o.Mean != nil && len(o.Mean) != p {
		return fmt.Errorf("textbook: %d holdings and %d mean returns for %d assets", len(o.From), len(o.Mean), p)
	}
	if !(o.Cost >= 0) || math.IsInf(o.Cost, 1) {
		return fmt.Errorf("textbook: cost is %v; it must be finite and >= 0", o.Cost)
	}
	for j, v := range o.Mean {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("textbook: mean return %d is %v; an aversion must not be 0", j, v)
		}
	}
	for j, v := range o.From {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("textbook: holding %d is %v; it must be finite and >= 0", j, v)
		}
	}
	return nil
}

// NewPortfolio is mean-variance selection with trading costs
//
//	w'S w/2 - <m, w>/aversion + cost ‖w - from‖₁   with w >= 0, Σ_j w_j = 1,
//
// where m and S are the means and the covariance (over n) of the columns of returns,
// one a period and asset.
//
// Reference: Markowitz, Portfolio selection (1952); Lobo, Fazel and Boyd, Portfolio
// optimization with linear and fixed transaction costs (2007), section 1.2.
func NewPortfolio(returns design.Design, from []float64, cost, aversion float64) *problems.Problem {
	n, p := returns.Dims()
	centred := design.Standardize(returns, nil, true)
	mean := make([]float64, p)
	for j := range mean {
		mean[j], _ = returns.ColMoments(j, nil)
		mean[j] /= aversion
	}
	centred.Scale = vector.Ones(p)
	return &problems.Problem{X: centred, Fit: &problems.LeastSquares{Y: make([]float64, n)},
		Penalty: &Portfolio{From: from, Mean: mean, Cost: cost}}
}
