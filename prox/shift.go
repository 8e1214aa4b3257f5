package prox

import (
	"errors"
	"math"
)

// The rules of this file change the variable of a function, or add to it.

// Translate moves a function
//
//	f(x) = F(x - By),   prox_{γf}(x) = By + prox_{γF}(x - By),   f*(u) = F*(u) + <By, u>.
//
// By is 0 by default. Prox costs what F's does.
//
// Reference: Combettes and Pesquet, Proximal splitting methods in signal processing
// (2011), table 10.1.
type Translate struct {
	F  Function
	By []float64
}

// Validate reports what makes f unusable for n coordinates.
func (f Translate) Validate(n int) error {
	return firstOf(aNumber.each("Translate.By", f.By, n), Validate(f.F, n))
}

// Value returns F(x - By).
func (f Translate) Value(x []float64) float64 {
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	f.move(*buffer, x, -1)
	return term(f.F).Value(*buffer)
}

// move sets dst = x + sign By.
func (f Translate) move(dst, x []float64, sign float64) {
	fit(len(x), f.By)
	for j, v := range x {
		dst[j] = v + sign*param(f.By, j, 0)
	}
}

// Prox moves x, applies F's, moves back and returns f(dst).
func (f Translate) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	f.move(dst, x, -1)
	v := term(f.F).Prox(dst, dst, gamma)
	f.move(dst, dst, 1)
	return v
}

// Conj returns F*(u) + <By, u>.
func (f Translate) Conj(u []float64) float64 { return conj(f.F, u) + inner(u, f.By) }

// WeakConvexity returns that of F.
func (f Translate) WeakConvexity() float64 { return weakness(f.F) }

// Tilt adds a linear function
//
//	f(x) = F(x) + <C, x>,   prox_{γf}(x) = prox_{γF}(x - γ C),   f*(u) = F*(u - C).
//
// C is 0 by default. Prox costs what F's does.
//
// Reference: Combettes and Pesquet (2011), table 10.1.
type Tilt struct {
	F Function
	C []float64
}

// Validate reports what makes f unusable for n coordinates.
func (f Tilt) Validate(n int) error {
	return firstOf(aNumber.each("Tilt.C", f.C, n), Validate(f.F, n))
}

// Value returns F(x) + <C, x>.
func (f Tilt) Value(x []float64) float64 { return term(f.F).Value(x) + inner(x, f.C) }

// Prox applies F's to x - gamma C and returns f(dst).
func (f Tilt) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	fit(len(x), f.C)
	for j, v := range x {
		dst[j] = v - gamma*param(f.C, j, 0)
	}
	return term(f.F).Prox(dst, dst, gamma) + inner(dst, f.C)
}

// Conj returns F*(u - C).
func (f Tilt) Conj(u []float64) float64 {
	v := make([]float64, len(u))
	fit(len(u), f.C)
	for j := range u {
		v[j] = u[j] - param(f.C, j, 0)
	}
	return conj(f.F, v)
}

// WeakConvexity returns that of F.
func (f Tilt) WeakConvexity() float64 { return weakness(f.F) }

// Regularize adds a squared distance
//
//	f(x) = F(x) + Rho/2 ‖x - Center‖²,
//
// with prox_{γf}(x) = prox_{γ/(1+γ Rho) F}((x + γ Rho Center)/(1 + γ Rho)). Its
// conjugate is attained at prox_{F/Rho}(Center + u/Rho). Center is 0 by default, Rho
// must not be negative. Prox costs what F's does.
//
// Reference: Combettes and Pesquet (2011), table 10.1.
type Regularize struct {
	F      Function
	Rho    float64
	Center []float64
}

func (f Regularize) broken() string {
	return unless(f.Rho >= 0, "prox: Regularize needs Rho >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Regularize) Validate(n int) error {
	return firstOf(broken(f.broken()), aNumber.each("Regularize.Center", f.Center, n), Validate(f.F, n))
}

// Value returns F(x) + Rho/2 ‖x - Center‖².
func (f Regularize) Value(x []float64) float64 { return term(f.F).Value(x) + f.square(x) }

func (f Regularize) square(x []float64) float64 {
	fit(len(x), f.Center)
	var s float64
	for j, v := range x {
		d := v - param(f.Center, j, 0)
		s += d * d
	}
	return times(f.Rho/2, s)
}

// Prox applies F's to a mean of x and the centre and returns f(dst).
func (f Regularize) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	fit(len(x), f.Center)
	for j, v := range x {
		c := param(f.Center, j, 0)
		dst[j] = c + shrink(v-c, gamma*f.Rho)
	}
	// gamma/(1+gamma Rho), where neither gamma nor its inverse may overflow
	return term(f.F).Prox(dst, dst, 1/(1/gamma+f.Rho)) + f.square(dst)
}

// Conj returns <u, x> - f(x) at x = prox_{F/Rho}(Center + u/Rho), or F*(u) for Rho = 0.
func (f Regularize) Conj(u []float64) float64 {
	if f.Rho == 0 {
		return conj(f.F, u)
	}
	x := make([]float64, len(u))
	affine(x, 1/f.Rho, u, f.Center)
	s := -term(f.F).Prox(x, x, 1/f.Rho)
	for j, v := range x { // <u, x> - Rho/2 ‖x-c‖², without the difference of large squares
		c := param(f.Center, j, 0)
		s += u[j]*c + (v-c)*(u[j]-f.Rho*(v-c)/2)
	}
	return s
}

// WeakConvexity returns that of F less Rho, and 0 if that is negative.
func (f Regularize) WeakConvexity() float64 { return max(weakness(f.F)-f.Rho, 0) }

// PrecomposeDiagonal scales and moves the coordinates
//
//	f(x) = F(D x + B),
//
// with a diagonal D. A single D[0] suits any F and has
// prox_{γf}(x) = (prox_{γ D² F}(D x + B) - B)/D; a D with one number for each
// coordinate asks for a [Separable] F, and panics on others. D is 1 and B is 0 by
// default; where D is 0, x is free. Its conjugate is F*(u/D) - <B, u/D>. Prox costs
// what F's does.
//
// Reference: Combettes and Pesquet (2011), table 10.1.
type PrecomposeDiagonal struct {
	F    Function
	D, B []float64
}

// Validate reports what makes f unusable for n coordinates.
func (f PrecomposeDiagonal) Validate(n int) error {
	return firstOf(
		aNumber.each("PrecomposeDiagonal.D", f.D, n),
		aNumber.each("PrecomposeDiagonal.B", f.B, n),
		f.separated(),
		Validate(f.F, n))
}

// Value returns F(D x + B).
func (f PrecomposeDiagonal) Value(x []float64) float64 {
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	f.image(*buffer, x)
	return term(f.F).Value(*buffer)
}

// separated reports an F that cannot take several scales.
func (f PrecomposeDiagonal) separated() error {
	if _, ok := term(f.F).(Separable); len(f.D) > 1 && !ok {
		return errors.New(inseparable)
	}
	return nil
}

const inseparable = "prox: PrecomposeDiagonal needs a separable F for a D of several numbers"

// image sets dst = D x + B.
func (f PrecomposeDiagonal) image(dst, x []float64) {
	fit(len(x), f.D, f.B)
	for j, v := range x {
		dst[j] = param(f.D, j, 1)*v + param(f.B, j, 0)
	}
}

// Prox maps x, applies F's, maps back and returns f(dst).
func (f PrecomposeDiagonal) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	fit(len(x), f.D, f.B)
	if len(f.D) <= 1 {
		d := param(f.D, 0, 1)
		if d == 0 {
			copy(dst, x)
			return f.Value(x)
		}
		f.image(dst, x)
		v := term(f.F).Prox(dst, dst, gamma*d*d)
		for j := range dst {
			dst[j] = (dst[j] - param(f.B, j, 0)) / d
		}
		return v
	}
	sep, ok := term(f.F).(Separable)
	if !ok {
		panic(inseparable)
	}
	var s float64
	for j, v := range x {
		d, b := f.D[j], param(f.B, j, 0)
		y := d*v + b
		if d == 0 {
			dst[j] = v
		} else {
			y = sep.ProxAt(j, y, gamma*d*d)
			dst[j] = (y - b) / d
		}
		s += sep.ValueAt(j, y)
	}
	return s
}

// Conj returns F*(u/D) - <B, u/D>; it is NaN where D is 0, which would take a part
// of F's conjugate.
func (f PrecomposeDiagonal) Conj(u []float64) float64 {
	fit(len(u), f.D, f.B)
	v := make([]float64, len(u))
	for j := range u {
		d := param(f.D, j, 1)
		if d == 0 {
			return math.NaN()
		}
		v[j] = u[j] / d
	}
	return conj(f.F, v) - inner(v, f.B)
}

// WeakConvexity returns the largest D² times that of F.
func (f PrecomposeDiagonal) WeakConvexity() float64 {
	d := 1.0
	if len(f.D) > 0 {
		d = normInf(f.D)
	}
	return times(d*d, weakness(f.F))
}
