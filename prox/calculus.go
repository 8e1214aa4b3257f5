package prox

import "math"

// The rules of this file make new functions out of others. They know the conjugate
// where their parts are [Conjugator]s, and return NaN for it where not; and the weak
// convexity where theirs do. A missing part counts as [Zero].

// term is f, or Zero if there is none.
func term(f Function) Function {
	if f == nil {
		return Zero{}
	}
	return f
}

// conj returns f*(u), or NaN if f does not know its conjugate.
func conj(f Function, u []float64) float64 {
	if c, ok := term(f).(Conjugator); ok {
		return c.Conj(u)
	}
	return math.NaN()
}

// weakness returns the weak convexity of f, 0 for a convex one.
func weakness(f Function) float64 {
	if w, ok := f.(WeaklyConvex); ok {
		return w.WeakConvexity()
	}
	return 0
}

// affine sets dst = a x + b, with one b for all, or each, or none.
func affine(dst []float64, a float64, x, b []float64) {
	fit(len(x), b)
	for j, v := range x {
		dst[j] = a*v + param(b, j, 0)
	}
}

// inner is <x, b>, with one b for all, or each, or none.
func inner(x, b []float64) float64 {
	fit(len(x), b)
	var s float64
	for j, v := range x {
		s += v * param(b, j, 0)
	}
	return s
}

// squaredDistance returns ‖x - y‖².
func squaredDistance(x, y []float64) float64 {
	var s float64
	for j, v := range x {
		s += (v - y[j]) * (v - y[j])
	}
	return s
}

// Scale is a multiple of a function
//
//	f(x) = Lambda F(x),   prox_{γf} = prox_{γ Lambda F},   f*(u) = Lambda F*(u/Lambda).
//
// Lambda must not be negative; Lambda = 0 is the zero function everywhere. Prox
// costs what F's does.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 2.2.
type Scale struct {
	F      Function
	Lambda float64
}

func (f Scale) broken() string {
	return unless(f.Lambda >= 0, "prox: Scale needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Scale) Validate(n int) error {
	return firstOf(broken(f.broken()), Validate(f.F, n))
}

// Value returns Lambda F(x).
func (f Scale) Value(x []float64) float64 { return Postcompose{F: f.F, A: f.Lambda}.Value(x) }

// Prox returns F's with gamma Lambda.
func (f Scale) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return Postcompose{F: f.F, A: f.Lambda}.Prox(dst, x, gamma)
}

// Conj returns Lambda F*(u/Lambda).
func (f Scale) Conj(u []float64) float64 { return Postcompose{F: f.F, A: f.Lambda}.Conj(u) }

// WeakConvexity returns Lambda times that of F.
func (f Scale) WeakConvexity() float64 { return Postcompose{F: f.F, A: f.Lambda}.WeakConvexity() }

// Postcompose is an increasing affine function of a function
//
//	f(x) = A F(x) + B,   prox_{γf} = prox_{γ A F},   f*(u) = A F*(u/A) - B.
//
// A must not be negative; A = 0 is the constant B. Prox costs what F's does.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 2.2.
type Postcompose struct {
	F    Function
	A, B float64
}

func (f Postcompose) broken() string {
	return unless(f.A >= 0, "prox: Postcompose needs A >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Postcompose) Validate(n int) error {
	return firstOf(broken(f.broken()), Validate(f.F, n))
}

// Value returns A F(x) + B.
func (f Postcompose) Value(x []float64) float64 { return times(f.A, term(f.F).Value(x)) + f.B }

// Prox returns F's with gamma A.
func (f Postcompose) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	c := gamma * f.A
	switch {
	case f.A == 0:
		return Zero{}.Prox(dst, x, gamma) + f.B
	case c == 0: // underflow
		c = math.SmallestNonzeroFloat64
	case math.IsInf(c, 1):
		c = math.MaxFloat64
	}
	return times(f.A, term(f.F).Prox(dst, x, c)) + f.B
}

// Conj returns A F*(u/A) - B.
func (f Postcompose) Conj(u []float64) float64 {
	if f.A == 0 {
		return Zero{}.Conj(u) - f.B
	}
	v := make([]float64, len(u))
	affine(v, 1/f.A, u, nil)
	return f.A*conj(f.F, v) - f.B
}

// WeakConvexity returns A times that of F.
func (f Postcompose) WeakConvexity() float64 { return times(f.A, weakness(f.F)) }

// Weighted multiplies the terms of a separable function, such as the losses of
// observations,
//
//	f(x) = Σ_j w_j F_j(x_j),   w_j = Weights[j].
//
// Weights must not be negative; a weight of 0 removes the term. Prox costs what F's
// does.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 2.1.
type Weighted struct {
	F       Separable
	Weights []float64
}

func (f Weighted) term() Separable {
	if f.F == nil {
		return Zero{}
	}
	return f.F
}

// Validate reports what makes f unusable for n coordinates.
func (f Weighted) Validate(n int) error {
	return firstOf(nonNegative.each("Weighted.Weights", f.Weights, n), Validate(f.term(), n))
}

// Value returns Σ w_j F_j(x_j).
func (f Weighted) Value(x []float64) float64 { return sumValue(f, x, f.Weights) }

// Prox applies F_j's with gamma w_j to each coordinate and returns f(dst).
func (f Weighted) Prox(dst, x []float64, gamma float64) float64 {
	return eachProx(f, dst, x, gamma, f.Weights)
}

// Conj returns Σ w_j F_j*(u_j/w_j) for functions of this package, and NaN for others.
func (f Weighted) Conj(u []float64) float64 {
	if _, ok := f.term().(interface{ conjAt(int, float64) float64 }); !ok {
		return math.NaN()
	}
	return sumConj(f, u, f.Weights)
}

// ValueAt returns w_j F_j(x).
func (f Weighted) ValueAt(j int, x float64) float64 {
	return times(param(f.Weights, j, 1), f.term().ValueAt(j, x))
}

// ProxAt returns F_j's with gamma w_j.
func (f Weighted) ProxAt(j int, x, gamma float64) float64 {
	c := gamma * param(f.Weights, j, 1)
	if c == 0 {
		return x
	}
	return f.term().ProxAt(j, x, min(c, math.MaxFloat64))
}

func (f Weighted) conjAt(j int, u float64) float64 {
	w := param(f.Weights, j, 1)
	if w == 0 {
		return indicator(u == 0, u)
	}
	return w * f.term().(interface{ conjAt(int, float64) float64 }).conjAt(j, u/w)
}

// WeakConvexity returns the largest weight times that of F.
func (f Weighted) WeakConvexity() float64 {
	w := 1.0
	if len(f.Weights) > 0 {
		w = largest(f.Weights)
	}
	return times(w, weakness(f.F))
}
