package prox

import "math"

// ExpCone is the indicator of the exponential cone, the closure of
//
//	f(x) = 0 if x_2 exp(x_1/x_2) <= x_3 and x_2 > 0, else +Inf,   n = 3,
//
// which adds the points x_1 <= 0, x_2 = 0, x_3 >= 0. Its conjugate is the indicator
// of minus the dual cone, see [ExpConeDual]. Prox solves one scalar equation to
// rounding and does not allocate.
//
// Reference: Friberg, Projection onto the exponential cone: a univariate
// root-finding problem (2023).
type ExpCone struct{}

// Validate reports what makes f unusable for n coordinates.
func (f ExpCone) Validate(n int) error {
	return entries("ExpCone", 3, n)
}

// Value returns 0 in the cone and +Inf outside.
func (f ExpCone) Value(x []float64) float64 {
	check3(x)
	return indicator(inExpCone(x, slack*normInf(x)), sum(x))
}

// Prox projects x onto the cone and returns 0.
func (f ExpCone) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	check3(x)
	if hasNaN(x) {
		return poison(dst)
	}
	p, _ := splitExpCone([3]float64(x))
	copy(dst, p[:])
	return 0
}

// Conj returns 0 where -u is in the dual cone and +Inf elsewhere.
func (f ExpCone) Conj(u []float64) float64 {
	check3(u)
	return ExpConeDual{}.Value([]float64{-u[0], -u[1], -u[2]})
}

// ExpConeDual is the indicator of the dual exponential cone, the closure of
//
//	f(x) = 0 if -x_1 exp(x_2/x_1) <= e x_3 and x_1 < 0, else +Inf,   n = 3,
//
// which adds the points x_1 = 0, x_2 >= 0, x_3 >= 0. Its conjugate is the indicator
// of minus [ExpCone]. Prox solves one scalar equation to rounding and does not
// allocate.
//
// Reference: as for [ExpCone], by Moreau's decomposition.
type ExpConeDual struct{}

// Validate reports what makes f unusable for n coordinates.
func (f ExpConeDual) Validate(n int) error {
	return entries("ExpConeDual", 3, n)
}

// Value returns 0 in the cone and +Inf outside.
func (f ExpConeDual) Value(x []float64) float64 {
	check3(x)
	return indicator(inPolar([]float64{-x[0], -x[1], -x[2]}, slack*normInf(x)), sum(x))
}

// Prox projects x onto the cone and returns 0.
func (f ExpConeDual) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	check3(x)
	if hasNaN(x) {
		return poison(dst)
	}
	_, p := splitExpCone([3]float64{-x[0], -x[1], -x[2]})
	negate(dst, p[:])
	return 0
}

// Conj returns 0 where -u is in the exponential cone and +Inf elsewhere.
func (f ExpConeDual) Conj(u []float64) float64 {
	check3(u)
	return ExpCone{}.Value([]float64{-u[0], -u[1], -u[2]})
}

func check3(x []float64) {
	if len(x) != 3 {
		panic("prox: the exponential cone has three coordinates")
	}
}

// inExpCone tells whether x is in the exponential cone, but for tol.
func inExpCone(x []float64, tol float64) bool {
	r, s, t := x[0], x[1], x[2]
	if s <= 0 {
		return r <= tol && s >= -tol && t >= -tol
	}
	return s*math.Exp(r/s) <= t+tol || r <= s*(math.Log(t+tol)-math.Log(s))+tol
}

// inPolar tells whether x is in the polar of the exponential cone, but for tol.
func inPolar(x []float64, tol float64) bool {
	r, s, t := x[0], x[1], x[2]
	if r <= 0 {
		return r >= -tol && s <= tol && t <= tol
	}
	return r*math.Exp(s/r-1) <= tol-t || s <= r*(1+math.Log(tol-t)-math.Log(r))+tol
}

// splitExpCone returns the projections of x onto the cone and onto its polar,
// which add up to x. On the boundary both are rays with one parameter rho:
//
//	p = a (rho, 1, exp(rho)),       a = ((rho-1) r + s)/q,
//	d = b (1, 1-rho, -exp(-rho)),   b = (r - rho s)/q,   q = rho² - rho + 1.
//
// Their sum has the right first two coordinates; the third gives an equation
// that increases with rho wherever a, b > 0.
func splitExpCone(x [3]float64) (p, d [3]float64) {
	// The split is positively homogeneous: work near one.
	m := normInf(x[:])
	if m == 0 {
		return p, d
	}
	r, s, t := x[0]/m, x[1]/m, x[2]/m
	scaled := []float64{r, s, t}
	switch {
	case inExpCone(scaled, 0):
		return x, d
	case inPolar(scaled, 0):
		return p, x
	case r <= 0 && s <= 0:
		return [3]float64{x[0], 0, max(x[2], 0)}, [3]float64{0, x[1], min(x[2], 0)}
	}
	const big = 1e150 // so that q does not overflow
	lo, hi := -big, big
	if r > 0 {
		lo = max(lo, 1-s/r)
	} else if r < 0 {
		hi = min(hi, 1-s/r)
	}
	if s > 0 {
		hi = min(hi, r/s)
	} else if s < 0 {
		lo = max(lo, r/s)
	}
	lo, hi = clip(lo, -big, big), clip(hi, -big, big)
	rho := increasingRoot(lo, hi, middle(lo, hi), func(rho float64) (value, slope float64) {
		e := math.Exp(-math.Abs(rho)) // the larger exponential is divided out
		up, down := 1.0, e*e
		if rho < 0 {
			up, down = down, up
		}
		a, b, q := (rho-1)*r+s, r-rho*s, rho*(rho-1)+1
		return a*up - b*down - q*t*e, (a+r)*up + (b+s)*down - (2*rho-1)*t*e
	})
	a, b, q := (rho-1)*r+s, r-rho*s, rho*(rho-1)+1
	a, b = max(a/q, 0), max(b/q, 0)
	// The smaller exponential gives its coordinate, and the larger one the
	// factor of the ray: a and b may have cancelled.
	var pt, dt float64
	if rho > 0 {
		dt = -b * math.Exp(-rho)
		pt = max(t-dt, 0)
		a = pt * math.Exp(-rho)
	} else {
		pt = a * math.Exp(rho)
		dt = min(t-pt, 0)
		b = -dt * math.Exp(rho)
	}
	p = [3]float64{m * a * rho, m * a, m * pt}
	d = [3]float64{m * b, m * b * (1 - rho), m * dt}
	return p, d
}
