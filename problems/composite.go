package problems

import (
	"errors"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// Composite is a problem of three terms
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
// Every y tried is shrunk until G* is finite, so that its bound holds whatever its
// quality. It costs some hundred to some thousand products with L and L', few where x is
// certified at once.
//
// A point outside the domain of P is certified at a point of it nearby, whose value
// is Primal; KKT is then how far it moved, in the largest coordinate, and 0 otherwise.
//
// References: Rockafellar, Convex Analysis (1970), theorem 31.2; Rockafellar,
// Augmented Lagrangians and applications of the proximal point algorithm in convex
// programming (1976), for the proximal step.
type Composite struct {
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
	Fit DataFit
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

const compositeNeedsG = "problems: a composite problem needs a G; prox.Zero is none"

// Validate reports terms that are missing or do not fit, or have no conjugate.
func (c *Composite) Validate() error {
	if c.check != nil {
		if err := c.check(); err != nil {
			return err
		}
	}
	switch {
	case c.G == nil:
		return errors.New(compositeNeedsG)
	case c.Dim < 1:
		return errors.New("problems: a composite problem needs a Dim of 1 or more")
	case (c.H == nil) != (c.L == nil):
		return errors.New("problems: H and L come together")
	case c.F != nil && (c.F.Fit == nil || c.F.K == nil):
		return errors.New("problems: F needs Fit and K")
	}
	if err := prox.Validate(c.G, c.Dim); err != nil {
		return err
	}
	if _, ok := c.G.(prox.Conjugator); !ok {
		return errors.New("problems: G does not know its conjugate")
	}
	if c.H != nil {
		if _, ok := c.H.(prox.Conjugator); !ok {
			return errors.New("problems: H does not know its conjugate")
		}
		if err := validOperator(c.L); err != nil {
			return err
		}
		rows, p := c.L.Dims()
		if p != c.Dim {
			return errors.New("problems: L does not fit the dimension")
		}
		if err := prox.Validate(c.H, rows); err != nil {
			return err
		}
	}
	if c.F != nil {
		if err := validOperator(c.F.K); err != nil {
			return err
		}
		n, p := c.F.K.Dims()
		if p != c.Dim {
			return errors.New("problems: K does not fit the dimension")
		}
		return c.F.Fit.Validate(n)
	}
	return nil
}

// Primal returns P(x), +Inf outside the domain.
func (c *Composite) Primal(x []float64) float64 {
	v := c.G.Value(x)
	if c.F != nil {
		v += c.F.Value(x)
	}
	if c.H != nil {
		v += c.H.Value(c.apply(x))
	}
	return v
}

func (c *Composite) apply(x []float64) []float64 {
	rows, _ := c.L.Dims()
	z := make([]float64, rows)
	c.L.Apply(z, x)
	return z
}

// Certify returns the certificate of x, or of a point of the domain nearby. Theta is v
// and then y.
func (c *Composite) Certify(x []float64) Certificate {
	if c.G == nil {
		panic(compositeNeedsG)
	}
	if len(x) != c.Dim {
		panic("problems: x has the wrong length")
	}
	x, value, blur := c.inside(x)
	cert := Certificate{Primal: value, KKT: blur.moved, Worst: -1, Dual: math.Inf(-1)}
	v := c.smoothDual(x)
	cert = cert.With(c.bound(v, make([]float64, c.rows())))
	if c.H != nil && !math.IsInf(cert.Primal, 1) {
		c.refine(x, v, &cert)
	}
	cert.Gap = cert.Primal - cert.Dual
	cert.Rounding += 8 * eps * (math.Abs(cert.Primal) + math.Abs(cert.Dual))
	if cert.Theta != nil {
		y := cert.Theta[len(v):]
		cert.Rounding += blur.outside*norm2(y) + 8*eps*norm2(y)*norm2(blur.z)
	}
	return cert
}

// DualAt returns the bound that a dual point proves after shrinking: v and then y, as
// in the Theta of a certificate.
func (c *Composite) DualAt(dual []float64) Certificate {
	n := 0
	if c.F != nil {
		n, _ = c.F.K.Dims()
	}
	if len(dual) != n+c.rows() {
		panic("problems: the dual point has the wrong length")
	}
	return c.bound(dual[:n], dual[n:])
}

func (c *Composite) rows() int {
	if c.L == nil {
		return 0
	}
	rows, _ := c.L.Dims()
	return rows
}

// displaced says what it took to make a point feasible.
type displaced struct {
	moved   float64   // largest change of a coordinate
	outside float64   // distance of L x to the domain of H that is rounding
	z       []float64 // L x
}

// inside returns x or a point nearby where P is finite, and P there.
func (c *Composite) inside(x []float64) ([]float64, float64, displaced) {
	at := append([]float64(nil), x...)
	var d displaced
	value := c.G.Value(at)
	if math.IsInf(value, 1) {
		value = c.G.Prox(at, at, 1e-300)
	}
	if c.F != nil {
		value += c.F.Value(at)
	}
	if c.H != nil {
		d.z = c.apply(at)
		h := c.H.Value(d.z)
		if math.IsInf(h, 1) && c.toward != nil {
			step := c.toward(at)
			e := c.apply(step)
			z := make([]float64, len(d.z))
			point := func(t float64) []float64 {
				for i, v := range d.z {
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
			axpy(min(1, hi+1e-10), step, at) // well inside what the set forgives
			value = c.G.Value(at)
			d.z = c.apply(at)
			h = c.H.Value(d.z)
		}
		if math.IsInf(h, 1) { // by rounding only?
			q := make([]float64, len(d.z))
			onto := c.H.Prox(q, d.z, 1)
			size := norm2(q) + norm2(d.z)
			axpy(-1, d.z, q)
			if d.outside = norm2(q); d.outside <= 1e-12*size {
				h = onto
			}
		}
		value += h
	}
	for j, v := range x {
		d.moved = max(d.moved, math.Abs(v-at[j]))
	}
	return at, value, d
}

// smoothDual returns v = ∇f(K x).
func (c *Composite) smoothDual(x []float64) []float64 {
	if c.F == nil {
		return nil
	}
	v := append([]float64(nil), c.F.predict(x)...)
	c.F.Fit.Grad(v, v)
	return v
}

// pull sets w = -K'v - L'y.
func (c *Composite) pull(w, v, y []float64) {
	clear(w)
	part := make([]float64, len(w))
	if c.F != nil {
		c.F.K.Adjoint(part, v)
		axpy(-1, part, w)
	}
	if c.H != nil {
		c.L.Adjoint(part, y)
		axpy(-1, part, w)
	}
}

// bound returns the certificate of D(s v, s y) with the largest s in [0, 1] that
// makes it finite. With an intercept, y is first balanced to add up to zero.
func (c *Composite) bound(v, y []float64) Certificate {
	theta := append(append([]float64(nil), v...), y...)
	v, y = theta[:len(v)], theta[len(v):]
	if c.Intercept {
		balance(y)
	}
	w := make([]float64, c.Dim)
	c.pull(w, v, y)
	if c.Intercept {
		w[c.Dim-1] = 0
	}
	sv, sy, sw := make([]float64, len(v)), make([]float64, len(y)), make([]float64, len(w))
	var size float64
	dual := func(s float64) float64 {
		scaleInto(sv, s, v)
		scaleInto(sy, s, y)
		scaleInto(sw, s, w)
		d := -c.G.(prox.Conjugator).Conj(sw)
		size = math.Abs(d)
		if c.F != nil {
			f := c.F.Fit.Conj(sv)
			d, size = d-f, size+math.Abs(f)
		}
		if c.H != nil {
			h := c.H.(prox.Conjugator).Conj(sy)
			d, size = d-h, size+math.Abs(h)
		}
		return d
	}
	top := 1.0
	if g, ok := c.G.(interface{ DualScale(u []float64) float64 }); ok {
		top = g.DualScale(w)
	}
	// A point on the edge of a domain may be out by rounding.
	best, d := 0.0, math.Inf(-1)
	for _, s := range []float64{top, top * (1 - 4*eps), top * (1 - 1e-14), top * (1 - 1e-12)} {
		if d = dual(s); !math.IsInf(d, -1) {
			best = s
			break
		}
	}
	if math.IsInf(d, -1) {
		for lo, hi, k := 0.0, top, 0; k < 60; k++ {
			if mid := (lo + hi) / 2; math.IsInf(dual(mid), -1) {
				hi = mid
			} else {
				lo, best = mid, mid
			}
		}
		d = dual(best)
	}
	scaleInto(theta, best, theta)
	return Certificate{Dual: d, Theta: theta, Rounding: 8 * eps * size}
}

func scaleInto(dst []float64, s float64, x []float64) {
	for i, v := range x {
		dst[i] = s * v
	}
}

const (
	refineRounds = 40 // of refineSteps each
	refineSteps  = 50
)
