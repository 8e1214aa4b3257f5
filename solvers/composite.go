package solvers

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
)

// SolveComposite minimises c and certifies the result. Settings.Method names the method;
// left empty, SolveComposite takes the first of these that is for the terms there are:
//
//	"fista"      F + G, or G alone                      [FISTA]
//	"halpern"    G + H∘L, and F if ∇F is Lipschitz      [HalpernPrimalDual]
//	"pdhg"       G + H∘L                                [ChambollePock]
//	"condat-vu"  F + G + H∘L, ∇F Lipschitz              [CondatVu]
//	"tseng"      G + H∘L, and F if ∇F is Lipschitz      [Tseng]
//
// Steps come from the norms of K and L, and columns of a [Matrix] are standardised
// where G is a [problems.Rescalable]. Settings.Scale is |P| at 0, or at the point of the
// domain nearby, where it is 0. It returns an error where the problem or a setting is
// invalid or the method does not fit, and that of Observe; how well it went is in the
// Status and the certificate of the result. It panics if ctx or c is nil.
func SolveComposite(ctx context.Context, c *composite.Problem, s Settings) (*Result, error) {
	switch {
	case missing(ctx):
		panic("solvers: SolveComposite needs a context")
	case c == nil:
		panic("solvers: SolveComposite needs a Problem")
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m, err := split(c, s.Method)
	if err != nil {
		return nil, err
	}
	seen := &dualSeen{Problem: c, m: m}
	if c.L != nil {
		rows, _ := c.L.Dims()
		seen.y = make([]float64, rows)
	}
	r, err := Run(ctx, seen, make([]float64, c.Dim), seen, s)
	if err == nil && (r.Status == IterationLimit || r.Status == Stalled) { // a search for a dual point may do better
		r.Certificate = r.Certificate.With(c.Certify(r.X))
		r.end(r.Status)
	}
	return r, err
}

// dualSeen is a method whose dual variable is tried as the dual point of certificates.
type dualSeen struct {
	*composite.Problem
	m Method
	y []float64
}

// Iterates yields those of the method. The dual variable is the last part of what it hides.
func (d *dualSeen) Iterates(x0 []float64) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		for st := range d.m.Iterates(x0) {
			copy(d.y, st.Hidden[max(0, len(st.Hidden)-len(d.y)):])
			if !yield(st) {
				return
			}
		}
	}
}

// Certify judges x and the dual variable.
func (d *dualSeen) Certify(x []float64) problems.Certificate { return d.CertifyFrom(x, d.y) }

// splittings lists the methods of [SolveComposite] by name: a new one is one row. build
// returns nil where the terms are not those that the method is for.
var splittings = []struct {
	name  string
	build func(c *composite.Problem) Method
}{
	{"fista", func(c *composite.Problem) Method {
		switch {
		case c.H != nil:
			return nil
		case c.F == nil:
			return FISTA{F: nothing{}, G: c.G, L: 1}
		}
		return FISTA{F: c.F, G: c.G}
	}},
	{"halpern", func(c *composite.Problem) Method {
		f, l, ok := smoothOf(c)
		if !ok || c.H == nil {
			return nil
		}
		return HalpernPrimalDual{F: f, G: c.G, H: c.H, A: c.L, L: l}
	}},
	{"pdhg", func(c *composite.Problem) Method {
		if c.F != nil || c.H == nil {
			return nil
		}
		return ChambollePock{F: c.G, H: c.H, A: c.L}
	}},
	{"condat-vu", func(c *composite.Problem) Method {
		f, l, ok := smoothOf(c)
		if !ok || f == nil || c.H == nil {
			return nil
		}
		return CondatVu{F: f, G: c.G, H: c.H, A: c.L, L: l}
	}},
	{"tseng", func(c *composite.Problem) Method {
		f, l, ok := smoothOf(c)
		if !ok || c.H == nil {
			return nil
		}
		return Tseng{F: f, G: c.G, H: c.H, A: c.L, L: l}
	}},
}

// smoothOf returns the smooth term, nil for none, and a Lipschitz constant of its gradient;
// ok is false where there is none.
func smoothOf(c *composite.Problem) (f Smooth, l float64, ok bool) {
	if c.F == nil {
		return nil, 0, true
	}
	k := safeNorm(c.F.K)
	l = c.F.Fit.Smoothness() * k * k
	return c.F, l, !math.IsInf(l, 1)
}

// split returns the method of that name, or the first that fits.
func split(c *composite.Problem, name string) (Method, error) {
	var fit, all []string
	for _, s := range splittings {
		all = append(all, s.name)
		m := standardised(c, s.build)
		if m == nil {
			continue
		}
		if name == "" || name == s.name {
			return m, nil
		}
		fit = append(fit, s.name)
	}
	switch {
	case len(fit) == 0:
		return nil, fmt.Errorf("solvers: no method is for H(L x) beside a smooth term without a Lipschitz constant; give it as part of H")
	case slices.Contains(all, name):
		return nil, fmt.Errorf("solvers: method %q is not for these terms; use %s", name, strings.Join(fit, " or "))
	}
	return nil, fmt.Errorf("solvers: no method %q for composite problems; there are %s", name, strings.Join(all, ", "))
}

// standardised builds a method on standardised columns of the L of c where that can be,
// as [Conditioned] does.
func standardised(c *composite.Problem, build func(c *composite.Problem) Method) Method {
	pen, ok := c.G.(problems.Rescalable)
	a, columns := c.L.(Matrix)
	if !ok || !columns || c.F != nil {
		return build(c)
	}
	x := design.Standardize(a.X, nil, a.Intercept)
	d := x.Scale
	if a.Intercept {
		d = append(slices.Clone(d), 1)
	}
	q := *c
	q.L, q.G = Matrix{X: x, Intercept: a.Intercept}, pen.Rescale(d)
	if m := build(&q); m != nil {
		return inUnits{m, x, pen}
	}
	return nil
}

// nothing is the smooth term 0.
type nothing struct{}

func (nothing) Value([]float64) float64       { return 0 }
func (nothing) Grad(dst, _ []float64) float64 { clear(dst); return 0 }
