package prox

import (
	"cmp"
	"math"
)

// TV1D is the total variation of a sequence
//
//	f(x) = Lambda Σ_j w_j |x_{j+1} - x_j|,   w_j = Weights[j], j = 1, ..., n-1,
//
// whose proximal operator is the fused signal approximation and whose conjugate is
// the indicator of |u_1 + ... + u_j| <= Lambda w_j for all j < n and Σ u_j = 0. Lambda
// and Weights must not be negative; there is one weight fewer than coordinates. The
// zero value is the zero function. Prox is exact, O(n) in the worst case, by dynamic
// programming; it does not allocate in the steady state.
//
// Reference: Johnson, A dynamic programming algorithm for the fused lasso and
// L0-segmentation (2013).
type TV1D struct {
	Lambda  float64
	Weights []float64
}

func (f TV1D) at(j int) float64 { return times(f.Lambda, param(f.Weights, j, 1)) }

func (f TV1D) broken() string {
	return unless(f.Lambda >= 0, "prox: TV1D needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f TV1D) Validate(n int) error {
	return firstOf(broken(f.broken()), nonNegative.each("TV1D.Weights", f.Weights, max(n-1, 0)))
}

// Value returns Lambda Σ w_j |x_{j+1} - x_j|.
func (f TV1D) Value(x []float64) float64 {
	fit(max(len(x)-1, 0), f.Weights)
	if len(x) == 1 {
		return indicator(true, x[0])
	}
	var s float64
	for j := 1; j < len(x); j++ {
		s += times(f.at(j-1), math.Abs(x[j]-x[j-1]))
	}
	return s
}

// Prox fuses neighbours and returns f(dst).
func (f TV1D) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	n := len(x)
	fit(max(n-1, 0), f.Weights)
	if hasNaN(x) {
		return poison(dst)
	}
	if n < 2 || f.Lambda == 0 {
		copy(dst, x)
		return 0
	}
	most := tube(x)
	buffer := borrow(9 * n)
	defer scratch.Put(buffer)
	b := *buffer
	lambda := b[8*n:]
	one := min(gamma*f.at(0), most)
	for j := range n - 1 {
		if lambda[j] = one; len(f.Weights) > 1 {
			lambda[j] = min(gamma*f.at(j), most)
		}
	}
	p := b[7*n : 8*n]
	fuse(p, x, lambda, b)
	average(dst, x, p, lambda)
	return f.Value(dst)
}

// tube returns a level at which no bound on a partial sum of x - p can be reached,
// however large: partial sums of x about its mean, and the taut string through
// their tube, do not leave their range. Larger penalties would only cost digits.
func tube(x []float64) float64 {
	var mean, s, lo, hi float64
	c := 1 / float64(len(x))
	for _, v := range x {
		mean += c * v
	}
	for _, v := range x {
		s += v - mean
		lo, hi = min(lo, s), max(hi, s)
	}
	return 2 * (hi - lo)
}

// fuse solves min ½ ‖p - y‖² + Σ lambda_j |p_{j+1} - p_j|, n >= 2, with 7n numbers of
// workspace. The derivative of the best cost of p_1, ..., p_j as a function of p_j is
// increasing and piecewise linear; it is kept as knots between l and r, where its
// slope and intercept change by a and b. Step j clips it at ±lambda_j, which removes
// knots from both ends and adds two, and then adds that of (p_{j+1} - y_{j+1})²/2.
// lower and upper are where it was clipped; going back, p_j is p_{j+1} clipped there.
func fuse(p, y, lambda, workspace []float64) {
	n := len(y)
	knot, a, b := workspace[:2*n], workspace[2*n:4*n], workspace[4*n:6*n]
	lower, upper := workspace[6*n:7*n], p
	l, r := n, n-1 // no knots yet
	slope, left, right := 1.0, -y[0], -y[0]
	for j := range n - 1 {
		t := lambda[j]
		as, bs := slope, left
		for l <= r && as*knot[l]+bs <= -t {
			as += a[l]
			bs += b[l]
			l++
		}
		lower[j] = (-t - bs) / as
		ae, be := slope, right
		for l <= r && ae*knot[r]+be >= t {
			ae -= a[r]
			be -= b[r]
			r--
		}
		upper[j] = (t - be) / ae
		l--
		knot[l], a[l], b[l] = lower[j], as, bs+t
		r++
		knot[r], a[r], b[r] = upper[j], -ae, t-be
		left, right = -t-y[j+1], t-y[j+1]
	}
	as, bs := slope, left
	for l <= r && as*knot[l]+bs <= 0 {
		as += a[l]
		bs += b[l]
		l++
	}
	p[n-1] = -bs / as
	for j := n - 2; j >= 0; j-- {
		p[j] = min(max(p[j+1], lower[j]), upper[j])
	}
}

// average sets dst to the exact solution that has the jumps of p: on each piece the
// mean of y, moved by the penalties at its ends. The sums of fuse have rounded.
func average(dst, y, p, lambda []float64) {
	n := len(p)
	pull := 0.0 // of the jump at the start of the piece
	for i := 0; i < n; {
		j := i + 1
		var s float64
		for j < n && p[j] == p[i] {
			s += y[j] - y[i]
			j++
		}
		next := 0.0
		if j < n {
			next = math.Copysign(lambda[j-1], p[j]-p[i])
		}
		v := y[i] + (s+next-pull)/float64(j-i)
		for ; i < j; i++ {
			dst[i] = v
		}
		pull = next
	}
}

// Conj returns 0 where all partial sums of u are within Lambda w_j and the last is 0,
// and +Inf elsewhere.
func (f TV1D) Conj(u []float64) float64 {
	fit(max(len(u)-1, 0), f.Weights)
	var s float64
	ok, tol := true, slack*norm1(u)
	for j, v := range u {
		s += v
		ok = ok && (j == len(u)-1 || math.Abs(s) <= f.at(j)+tol)
	}
	return indicator(ok && math.Abs(s) <= tol, s)
}

// FusedLasso is the penalty of the fused lasso
//
//	f(x) = L1 Σ_j |x_j| + TV Σ_j |x_{j+1} - x_j|,
//
// whose proximal operator is that of [TV1D] followed by the soft threshold at γ L1.
// Its conjugate is the indicator of the sums of a vector within ±L1 and one of
// TV1D's. L1 and TV must not be negative; the zero value is the zero function. Prox
// is exact, O(n), and does not allocate in the steady state.
//
// Reference: Friedman, Hastie, Höfling and Tibshirani, Pathwise coordinate
// optimization (2007), proposition 1.
type FusedLasso struct{ L1, TV float64 }

func (f FusedLasso) broken() string {
	return cmp.Or(
		unless(f.L1 >= 0, "prox: FusedLasso needs L1 >= 0"),
		unless(f.TV >= 0, "prox: FusedLasso needs TV >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f FusedLasso) Validate(n int) error {
	return broken(f.broken())
}

// Value returns L1 Σ |x_j| + TV Σ |x_{j+1} - x_j|.
func (f FusedLasso) Value(x []float64) float64 {
	return L1{Lambda: f.L1}.Value(x) + TV1D{Lambda: f.TV}.Value(x)
}

// Prox fuses, thresholds and returns f(dst).
func (f FusedLasso) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	TV1D{Lambda: f.TV}.Prox(dst, x, gamma)
	L1{Lambda: f.L1}.Prox(dst, dst, gamma)
	return f.Value(dst)
}

// Conj returns 0 where u splits, and +Inf elsewhere: it follows the interval of the
// partial sums that remain within ±TV when each u_j may change by L1.
func (f FusedLasso) Conj(u []float64) float64 {
	var lo, hi float64
	tol := slack * norm1(u)
	for _, v := range u {
		lo, hi = max(lo+v-f.L1, -f.TV-tol), min(hi+v+f.L1, f.TV+tol)
		if !(lo <= hi) {
			return indicator(false, v)
		}
	}
	return indicator(lo <= tol && hi >= -tol, lo)
}
