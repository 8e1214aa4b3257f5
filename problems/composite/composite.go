// Package composite has problems of three terms, minimise F(x) + G(x) + H(L x), with a
// certificate for every point: what is not a loss of X b plus a penalty of b, such as
// total variation, robust regression and constraints on residuals.
//
// [Problem] holds the terms, and the constructors ([NewLAD], [NewTV2D], ...) fill them in
// for the problems of the textbooks; the methods of package solvers take the terms from
// its fields. [Linear] is a linear operator, given by its product and that of its
// transpose, and the rest of the types are such operators. [Pixels] and [Picture] turn
// images into vectors and back.
package composite

import (
	"errors"
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
)

// Problem is a problem of three terms
//
//	minimise  P(x) = F(x) + G(x) + H(L x)
//
// for the methods of operator splitting, which take the fields as they are: F smooth,
// G and H with a proximal operator, L linear. Any of F, and of H with L, may be nil.
// The dual bound is that of Fenchel and Rockafellar,
//
//	D(v, y) = -f*(v) - H*(y) - G*(-K'v - L'y)   for F(x) = f(K x).
//
// G and H must know their conjugates. With Intercept the last coordinate of x is in
// no term but H(L x), through a column of ones in L.
//
// Certify needs x alone. It takes v = ∇f(K x) and looks for y by a proximal point
// step from x, minimise P(u) + ‖u-x‖²/(2γ), solved in the dual by accelerated
// projected gradients: at a solution x its dual solutions are those of the problem.
// Coordinates that G leaves free make equations (K'v + L'y)_j = 0: every y tried is
// projected onto them, and then shrunk until G* is finite, so that its bound holds
// whatever its quality. There may be up to 1,000 of them, and they must be
// independent; where that fails the bound is that of v = 0 and y = 0. It costs some
// hundred to some thousand products with L and L', few where x is certified at once.
//
// A point outside the domain of P is certified at a point of it nearby, whose value
// is Primal; KKT is then how far it moved, in the largest coordinate, and 0 otherwise.
//
// References: Rockafellar, Convex Analysis (1970), theorem 31.2; Rockafellar,
// Augmented Lagrangians and applications of the proximal point algorithm in convex
// programming (1976), for the proximal step.
type Problem struct {
	Dim       int
	F         *Smooth
	G         prox.Function
	H         prox.Function
	L         Linear
	Intercept bool

	// check reports data that are unusable.
	check func() error
	// start returns a dual point y that is good at a solution x, if one is known.
	start func(x []float64) []float64
	// toward returns a direction from x into the domain of H(L x).
	toward func(x []float64) []float64
}

// Smooth is x -> f(K x) with its gradient. It keeps buffers: one goroutine at a time.
type Smooth struct {
	Fit problems.DataFit
	K   Linear
	z   []float64
}

// predict sets z = K x.
func (f *Smooth) predict(x []float64) []float64 {
	if f.z == nil {
		rows, _ := f.K.Dims()
		f.z = make([]float64, rows)
	}
	f.K.Apply(f.z, x)
	return f.z
}

// Value returns f(K x).
func (f *Smooth) Value(x []float64) float64 { return f.Fit.Value(f.predict(x)) }

// Grad sets dst = K'∇f(K x) and returns f(K x).
func (f *Smooth) Grad(dst, x []float64) float64 {
	v := f.Value(x)
	f.Fit.Grad(f.z, f.z)
	f.K.Adjoint(dst, f.z)
	return v
}

const compositeNeedsG = "composite: a composite problem needs a G; prox.Zero is none"

// Validate reports terms that are missing or do not fit, or have no conjugate.
func (c *Problem) Validate() error {
	if c.check != nil {
		if err := c.check(); err != nil {
			return err
		}
	}
	switch {
	case c.G == nil:
		return errors.New(compositeNeedsG)
	case c.Dim < 1:
		return errors.New("composite: a composite problem needs a Dim of 1 or more")
	case (c.H == nil) != (c.L == nil):
		return errors.New("composite: H and L come together")
	case c.F != nil && (c.F.Fit == nil || c.F.K == nil):
		return errors.New("composite: F needs Fit and K")
	}
	if err := prox.Validate(c.G, c.Dim); err != nil {
		return err
	}
	if _, ok := c.G.(prox.Conjugator); !ok {
		return errors.New("composite: G does not know its conjugate")
	}
	if c.H != nil {
		if _, ok := c.H.(prox.Conjugator); !ok {
			return errors.New("composite: H does not know its conjugate")
		}
		if err := check.Fields(c.L); err != nil {
			return err
		}
		rows, p := c.L.Dims()
		if p != c.Dim {
			return errors.New("composite: L does not fit the dimension")
		}
		if err := prox.Validate(c.H, rows); err != nil {
			return err
		}
	}
	if c.F != nil {
		if err := check.Fields(c.F.K); err != nil {
			return err
		}
		n, p := c.F.K.Dims()
		if p != c.Dim {
			return errors.New("composite: K does not fit the dimension")
		}
		return c.F.Fit.Validate(n)
	}
	return nil
}

// Primal returns P(x), +Inf outside the domain.
func (c *Problem) Primal(x []float64) float64 {
	v := c.G.Value(x)
	if c.F != nil {
		v += c.F.Value(x)
	}
	if c.H != nil {
		v += c.H.Value(c.apply(x))
	}
	return v
}

func (c *Problem) apply(x []float64) []float64 {
	rows, _ := c.L.Dims()
	z := make([]float64, rows)
	c.L.Apply(z, x)
	return z
}

// Certify returns the certificate of x, or of a point of the domain nearby. Theta is v
// and then y. docs/math.md derives what Primal and Dual give to rounding.
func (c *Problem) Certify(x []float64) problems.Certificate { return c.certify(x, nil) }

// CertifyFrom is Certify for who has a guess of the dual point y at hand, as methods have:
// there is no search, and the cost is some ten products with L and L'.
func (c *Problem) CertifyFrom(x, y []float64) problems.Certificate {
	if len(y) != c.rows() {
		panic("composite: y has the wrong length")
	}
	return c.certify(x, y)
}

// certify searches for a dual point where the guess y is nil.
func (c *Problem) certify(x, y []float64) problems.Certificate {
	if c.G == nil {
		panic(compositeNeedsG)
	}
	if len(x) != c.Dim {
		panic("composite: x has the wrong length")
	}
	at := c.inside(x)
	v := c.smoothDual(at.x)
	d := c.newDualSpace(at.x)
	d.guess = at
	cert := problems.Certificate{Primal: at.value, Dual: math.Inf(-1)}
	cert = cert.With(d.bound(v, make([]float64, c.rows())))
	if c.H != nil && !math.IsInf(cert.Primal, 1) {
		d.refine(v, y, &cert)
	}
	return d.finish(cert, at, v)
}

// finish adds what the value of the point gives to rounding.
func (d *dualSpace) finish(cert problems.Certificate, at feasible, v []float64) problems.Certificate {
	cert.KKT, cert.Worst = at.moved, -1
	cert.Primal, cert.Gap, cert.Rounding = at.value, math.Inf(1), cert.DualRounding
	if !math.IsInf(at.value, 1) {
		y := cert.Theta[len(v):]
		error := d.valueError(at, v, y)
		cert.Primal += error + d.outside(at, v, y)
		cert.Rounding += error
		cert.Gap = cert.Primal - cert.Dual - cert.Rounding
	}
	return cert
}

// DualAt returns the bound that a dual point proves after shrinking, v and then y, as
// in the Theta of a certificate: a certificate with only Dual, Theta and Rounding set.
func (c *Problem) DualAt(dual []float64) problems.Certificate {
	d := c.newDualSpace(make([]float64, c.Dim))
	n := d.smooth()
	if len(dual) != n+c.rows() {
		panic("composite: the dual point has the wrong length")
	}
	w, noise := make([]float64, c.Dim), make([]float64, c.Dim)
	d.pull(dual, w, noise)
	for j, v := range w {
		if math.Abs(v) <= 4*noise[j] { // meant to be 0, and attained anywhere: near 0, then
			w[j] = 0
		}
	}
	d.guess = c.inside(attained(c.G, w))
	return d.bound(dual[:n], dual[n:])
}

func (c *Problem) rows() int {
	if c.L == nil {
		return 0
	}
	rows, _ := c.L.Dims()
	return rows
}

// feasible is a point of the domain, up to rounding, and what it took to get there.
type feasible struct {
	x          []float64
	value      float64   // P as computed
	g, f, h    float64   // its terms
	moved      float64   // largest change of a coordinate
	kx, lx     []float64 // K x and L x
	outG, outH []float64 // x and L x less their projections onto the domains
}

// projected returns x less its projection onto the domain of f, as a prox step of no
// length gives it, and f there.
func projected(f prox.Function, x []float64) ([]float64, float64) {
	p := make([]float64, len(x))
	value := f.Prox(p, x, 1e-300)
	for j, v := range x {
		p[j] = v - p[j]
	}
	return p, value
}

// inside returns x or a point nearby where P is finite.
func (c *Problem) inside(x []float64) feasible {
	at := feasible{x: append([]float64(nil), x...)}
	if at.g = c.G.Value(at.x); math.IsInf(at.g, 1) {
		at.g = c.G.Prox(at.x, at.x, 1e-300)
	}
	if c.H != nil {
		at.lx = c.apply(at.x)
		at.h = c.H.Value(at.lx)
		if math.IsInf(at.h, 1) && c.toward != nil {
			step := c.toward(at.x)
			e := c.apply(step)
			z := make([]float64, len(e))
			point := func(t float64) []float64 {
				for i, v := range at.lx {
					z[i] = v + t*e[i]
				}
				return z
			}
			lo, hi := 0.0, 1.0
			for range 60 {
				if mid := (lo + hi) / 2; math.IsInf(c.H.Value(point(mid)), 1) {
					lo = mid
				} else {
					hi = mid
				}
			}
			vector.Axpy(min(1, hi+1e-10), step, at.x) // well inside what the set forgives
			at.g = c.G.Value(at.x)
			at.lx = c.apply(at.x)
			at.h = c.H.Value(at.lx)
		}
		var onto float64
		if at.outH, onto = projected(c.H, at.lx); math.IsInf(at.h, 1) && vector.Norm(at.outH) <= 2e-12*vector.Norm(at.lx) {
			at.h = onto // outside by rounding only
		}
	}
	at.outG, _ = projected(c.G, at.x)
	if c.F != nil {
		at.f = c.F.Value(at.x)
		at.kx = append([]float64(nil), c.F.z...)
	}
	at.value = at.g + at.f + at.h
	for j, v := range x {
		at.moved = max(at.moved, math.Abs(v-at.x[j]))
	}
	return at
}

// smoothDual returns v = ∇f(K x).
func (c *Problem) smoothDual(x []float64) []float64 {
	if c.F == nil {
		return nil
	}
	v := append([]float64(nil), c.F.predict(x)...)
	c.F.Fit.Grad(v, v)
	return v
}

// pull sets w = -K'v - L'y.
func (c *Problem) pull(w, v, y []float64) {
	clear(w)
	part := make([]float64, len(w))
	if c.F != nil {
		c.F.K.Adjoint(part, v)
		vector.Axpy(-1, part, w)
	}
	if c.H != nil {
		c.L.Adjoint(part, y)
		vector.Axpy(-1, part, w)
	}
}

func scaleInto(dst []float64, s float64, x []float64) {
	for i, v := range x {
		dst[i] = s * v
	}
}
