package prox

import (
	"fmt"
	"math"
)

// Conjugate is the convex conjugate as a function in its own right
//
//	f(x) = F*(x) = sup_z <x, z> - F(z),
//
// whose proximal operator follows from Moreau's decomposition,
// prox_{γf}(x) = x - γ prox_{F/γ}(x/γ), and whose conjugate is F again, which must be
// convex and closed. F must be a [Conjugator]: the value is NaN otherwise. Where the
// domain of F* is closed, it is widened by relative rounding, so that a point computed by
// Prox lies in it. Prox is as exact as F's, relative to x, and costs as much, or twice
// as much where x is larger than the domain by many orders.
//
// Reference: Moreau, Proximité et dualité dans un espace hilbertien (1965);
// Parikh and Boyd, Proximal Algorithms (2014), section 2.5.
type Conjugate struct{ F Function }

// Validate reports what makes f unusable for n coordinates.
func (f Conjugate) Validate(n int) error {
	return firstOf(f.known(), Validate(f.F, n))
}

// known reports an F without a conjugate.
func (f Conjugate) known() error {
	if _, ok := term(f.F).(Conjugator); !ok {
		return fmt.Errorf("prox: Conjugate needs an F with a conjugate; %T has none", f.F)
	}
	return nil
}

// Value returns F*(x).
func (f Conjugate) Value(x []float64) float64 {
	v := conj(f.F, x)
	if !math.IsInf(v, 1) {
		return v
	}
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	affine(*buffer, 1-slack, x, nil)
	return conj(f.F, *buffer)
}

// Prox returns x - gamma prox_{F/gamma}(x/gamma).
func (f Conjugate) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	y := *buffer
	f.step(dst, x, y, gamma)
	value := f.Value(dst)
	if math.IsInf(value, 1) && gamma > 1e-250 {
		// x is so large that its rounding leaves dst outside the domain. A prox of a
		// short step moves it back, with the rounding of dst.
		f.step(dst, dst, y, gamma*1e-16)
		value = f.Value(dst)
	}
	return value
}

// step is Prox without the value; y is workspace.
func (f Conjugate) step(dst, x, y []float64, gamma float64) {
	for j, v := range x {
		y[j] = v / gamma
	}
	term(f.F).Prox(y, y, 1/gamma)
	for j, v := range x {
		d := v - gamma*y[j]
		if math.Abs(d) <= 2e-16*math.Abs(v)+gamma*math.SmallestNonzeroFloat64 {
			d = 0 // all digits have cancelled
		}
		dst[j] = d
	}
}

// Conj returns F(u).
func (f Conjugate) Conj(u []float64) float64 { return term(f.F).Value(u) }

// MoreauEnvelope is the smoothed version of a convex function
//
//	f(x) = min_u F(u) + ‖u - x‖²/(2 Mu),   Mu > 0,
//
// finite everywhere, with the minimisers of F and the gradient
// (x - prox_{Mu F}(x))/Mu, Lipschitz with constant 1/Mu. Its proximal operator is
// x + γ/(γ+Mu) (prox_{(γ+Mu)F}(x) - x) and its conjugate F*(u) + Mu/2 ‖u‖². Mu = 0 is F
// itself. Prox costs what F's does.
//
// Reference: Moreau (1965); Bauschke and Combettes, Convex Analysis and Monotone
// Operator Theory (2017), propositions 12.30 and 24.8.
type MoreauEnvelope struct {
	F  Function
	Mu float64
}

func (f MoreauEnvelope) broken() string {
	return unless(f.Mu >= 0, "prox: MoreauEnvelope needs Mu >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f MoreauEnvelope) Validate(n int) error {
	return firstOf(broken(f.broken()), Validate(f.F, n))
}

// Value returns the least F(u) + ‖u - x‖²/(2 Mu).
func (f MoreauEnvelope) Value(x []float64) float64 {
	if f.Mu == 0 {
		return term(f.F).Value(x)
	}
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	v := term(f.F).Prox(*buffer, x, f.Mu)
	return v + squaredDistance(x, *buffer)/f.Mu/2
}

// Grad sets dst to the gradient (x - prox_{Mu F}(x))/Mu. dst may be x.
func (f MoreauEnvelope) Grad(dst, x []float64) {
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	term(f.F).Prox(*buffer, x, f.Mu)
	for j, p := range *buffer {
		dst[j] = (x[j] - p) / f.Mu
	}
}

// Prox moves x towards prox_{(gamma+Mu)F}(x) and returns f(dst).
func (f MoreauEnvelope) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	if f.Mu == 0 {
		return term(f.F).Prox(dst, x, gamma)
	}
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	p := *buffer
	v := term(f.F).Prox(p, x, gamma+f.Mu)
	for j := range dst {
		dst[j] = p[j] + shrink(x[j]-p[j], gamma/f.Mu)
	}
	return v + squaredDistance(dst, p)/f.Mu/2 // prox_{Mu F}(dst) is p again
}

// Conj returns F*(u) + Mu/2 ‖u‖².
func (f MoreauEnvelope) Conj(u []float64) float64 {
	return conj(f.F, u) + SquaredL2{Lambda: f.Mu}.Value(u)
}

// DistanceTo is the distance from a convex set, given by its indicator
//
//	f(x) = Lambda min_{u in C} ‖x - u‖₂,
//
// whose proximal operator moves x by γ Lambda towards its projection, and onto it at
// most. Its conjugate is C*(u) on ‖u‖ <= Lambda. Lambda must not be negative. Prox
// costs two projections.
//
// Reference: Combettes and Pesquet (2011), table 10.1; Beck, First-Order Methods in
// Optimization (2017), lemma 6.43.
type DistanceTo struct {
	C      Function
	Lambda float64
}

func (f DistanceTo) broken() string {
	return unless(f.Lambda >= 0, "prox: DistanceTo needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f DistanceTo) Validate(n int) error {
	return firstOf(broken(f.broken()), Validate(f.C, n))
}

// Value returns Lambda times the distance of x from C.
func (f DistanceTo) Value(x []float64) float64 {
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	return times(f.Lambda, offset(*buffer, f.C, x))
}

// offset sets d = x - P(x) and returns its length, 0 if that is rounding.
func offset(d []float64, c Function, x []float64) float64 {
	term(c).Prox(d, x, 1)
	least := 1e-15 * norm2(d)
	for j, v := range x {
		d[j] = v - d[j]
	}
	if s := norm2(d); !(s <= least) {
		return s
	}
	return 0
}

// Prox moves x towards C and returns f(dst).
func (f DistanceTo) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	d := *buffer
	left := max(offset(d, f.C, x)-gamma*f.Lambda, 0)
	s := norm2(d)
	term(f.C).Prox(dst, x, 1)
	if left > 0 {
		for j, v := range d {
			dst[j] += v / s * left
		}
	}
	return f.Value(dst)
}

// Conj returns C*(u) where ‖u‖ <= Lambda and +Inf elsewhere.
func (f DistanceTo) Conj(u []float64) float64 { return conj(f.C, u) + L2{f.Lambda}.Conj(u) }

// SquaredDistanceTo is half the squared distance from a convex set, given by its
// indicator
//
//	f(x) = Lambda/2 min_{u in C} ‖x - u‖²,
//
// whose proximal operator is (x + γ Lambda P(x))/(1 + γ Lambda) with the projection P,
// and whose conjugate is C*(u) + ‖u‖²/(2 Lambda). Lambda must not be negative. Prox
// costs one projection.
//
// Reference: Combettes and Pesquet (2011), table 10.1; Beck (2017), example 6.65.
type SquaredDistanceTo struct {
	C      Function
	Lambda float64
}

func (f SquaredDistanceTo) broken() string {
	return unless(f.Lambda >= 0, "prox: SquaredDistanceTo needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f SquaredDistanceTo) Validate(n int) error {
	return firstOf(broken(f.broken()), Validate(f.C, n))
}

// Value returns Lambda/2 times the squared distance of x from C.
func (f SquaredDistanceTo) Value(x []float64) float64 {
	d := DistanceTo{f.C, 1}.Value(x)
	return times(f.Lambda, d*d/2)
}

// Prox moves x towards C and returns f(dst).
func (f SquaredDistanceTo) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	p := *buffer
	term(f.C).Prox(p, x, 1)
	for j, v := range x {
		dst[j] = p[j] + shrink(v-p[j], gamma*f.Lambda)
	}
	return times(f.Lambda/2, squaredDistance(dst, p))
}

// Conj returns C*(u) + ‖u‖²/(2 Lambda).
func (f SquaredDistanceTo) Conj(u []float64) float64 {
	return conj(f.C, u) + SquaredL2{Lambda: f.Lambda}.Conj(u)
}
