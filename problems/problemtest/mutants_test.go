package problemtest_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/problemtest"
)

// Sound parts, to be broken in one place. A nil function leaves its method as it is.
type (
	matrix struct {
		design.Design
		dot     func(x design.Design, j int, v []float64) float64
		axpy    func(x design.Design, j int, a float64, dst []float64)
		moments func(x design.Design, j int, w []float64) (float64, float64)
	}
	operator struct {
		composite.Linear
		apply, adjoint func(a composite.Linear, dst, x []float64)
		norm           func(a composite.Linear) (float64, bool)
	}
	loss struct {
		problems.Loss
		at        func(l problems.Loss, y, z float64) (float64, float64, float64)
		conj      func(l problems.Loss, y, v float64) float64
		domain    func(l problems.Loss, y float64) (float64, float64)
		lipschitz func(l problems.Loss) float64
	}
	fit struct {
		problems.DataFit
		grad   func(f problems.DataFit, dst, z []float64)
		smooth func(f problems.DataFit) float64
		curve  func(f problems.DataFit, dst, z []float64)
	}
	penalty struct {
		*problems.ElasticNet
		prox      func(p *problems.ElasticNet, dst, x []float64, gamma float64) float64
		conj      func(p *problems.ElasticNet, u []float64) float64
		dualScale func(p *problems.ElasticNet, u []float64) float64
		subdiff   func(p *problems.ElasticNet, j int, b, u float64) float64
		most      func(p *problems.ElasticNet, u []float64) float64
	}
)

func (m matrix) ColDot(j int, v []float64) float64 {
	if m.dot != nil {
		return m.dot(m.Design, j, v)
	}
	return m.Design.ColDot(j, v)
}

func (m matrix) ColAxpy(j int, a float64, dst []float64) {
	if m.axpy != nil {
		m.axpy(m.Design, j, a, dst)
		return
	}
	m.Design.ColAxpy(j, a, dst)
}

func (m matrix) ColMoments(j int, w []float64) (float64, float64) {
	if m.moments != nil {
		return m.moments(m.Design, j, w)
	}
	return m.Design.ColMoments(j, w)
}

func (o operator) Apply(dst, x []float64) {
	if o.apply != nil {
		o.apply(o.Linear, dst, x)
		return
	}
	o.Linear.Apply(dst, x)
}

func (o operator) Adjoint(dst, y []float64) {
	if o.adjoint != nil {
		o.adjoint(o.Linear, dst, y)
		return
	}
	o.Linear.Adjoint(dst, y)
}

func (o operator) Norm() (float64, bool) {
	if o.norm != nil {
		return o.norm(o.Linear)
	}
	return o.Linear.Norm()
}

func (l loss) At(y, z float64) (float64, float64, float64) {
	if l.at != nil {
		return l.at(l.Loss, y, z)
	}
	return l.Loss.At(y, z)
}

func (l loss) Conj(y, v float64) float64 {
	if l.conj != nil {
		return l.conj(l.Loss, y, v)
	}
	return l.Loss.Conj(y, v)
}

func (l loss) Domain(y float64) (float64, float64) {
	if l.domain != nil {
		return l.domain(l.Loss, y)
	}
	return l.Loss.Domain(y)
}

func (l loss) Lipschitz() float64 {
	if l.lipschitz != nil {
		return l.lipschitz(l.Loss)
	}
	return l.Loss.Lipschitz()
}

func (f fit) Grad(dst, z []float64) {
	if f.grad != nil {
		f.grad(f.DataFit, dst, z)
		return
	}
	f.DataFit.Grad(dst, z)
}

func (f fit) Smoothness() float64 {
	if f.smooth != nil {
		return f.smooth(f.DataFit)
	}
	return f.DataFit.Smoothness()
}

func (f fit) Curvature(dst, z []float64) {
	if f.curve != nil {
		f.curve(f.DataFit, dst, z)
		return
	}
	f.DataFit.Curvature(dst, z)
}

func (p penalty) Prox(dst, x []float64, gamma float64) float64 {
	if p.prox != nil {
		return p.prox(p.ElasticNet, dst, x, gamma)
	}
	return p.ElasticNet.Prox(dst, x, gamma)
}

func (p penalty) Conj(u []float64) float64 {
	if p.conj != nil {
		return p.conj(p.ElasticNet, u)
	}
	return p.ElasticNet.Conj(u)
}

func (p penalty) DualScale(u []float64) float64 {
	if p.dualScale != nil {
		return p.dualScale(p.ElasticNet, u)
	}
	return p.ElasticNet.DualScale(u)
}

func (p penalty) SubdiffDist(j int, b, u float64) float64 {
	if p.subdiff != nil {
		return p.subdiff(p.ElasticNet, j, b, u)
	}
	return p.ElasticNet.SubdiffDist(j, b, u)
}

func (p penalty) LambdaMax(u []float64) float64 {
	if p.most != nil {
		return p.most(p.ElasticNet, u)
	}
	return p.ElasticNet.LambdaMax(u)
}

func (p penalty) WithLambda(lambda float64) problems.Scalable {
	q := p
	q.ElasticNet = p.ElasticNet.WithLambda(lambda).(*problems.ElasticNet)
	return q
}

func table() design.Design {
	x, err := design.NewDense(4, 3, []float64{1, 2, 3, 4, 5, 5, 5, 5, -1, 0, 2, 0})
	if err != nil {
		panic(err)
	}
	return x
}

var (
	y       = []float64{0, 1, 1}
	squares = &problems.LeastSquares{Y: []float64{1, -2, 0.5}}
	lasso   = &problems.ElasticNet{Lambda: 0.5, Alpha: 0.8}
	net3    = composite.Difference1D{N: 4}
)

// mutants have one fault each; the laws find it, and name the law given in part.
var mutants = []struct {
	fault, law string
	err        func() error
}{
	{"product with the next column", "ColDot", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), dot: func(x design.Design, j int, v []float64) float64 { return x.ColDot((j+1)%3, v) }})
	}},
	{"ColDot wrong by one part in a billion", "ColDot", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), dot: func(x design.Design, j int, v []float64) float64 { return x.ColDot(j, v) * (1 + 1e-9) }})
	}},
	{"ColDot that scales its argument", "left alone", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), dot: func(x design.Design, j int, v []float64) float64 { d := x.ColDot(j, v); v[0] *= 2; return d }})
	}},
	{"ColAxpy that sets", "adds", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), axpy: func(x design.Design, j int, a float64, dst []float64) { clear(dst); x.ColAxpy(j, a, dst) }})
	}},
	{"ColAxpy that ignores the sign of a", "adds", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), axpy: func(x design.Design, j int, a float64, dst []float64) { x.ColAxpy(j, math.Abs(a), dst) }})
	}},
	{"variance with n-1", "variance", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), moments: func(x design.Design, j int, w []float64) (float64, float64) {
			m, v := x.ColMoments(j, w)
			return m, v * 4 / 3
		}})
	}},
	{"second moment for the variance", "variance", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), moments: func(x design.Design, j int, w []float64) (float64, float64) {
			m, v := x.ColMoments(j, w)
			return m, v + m*m
		}})
	}},
	{"weights forgotten", "weights |v|", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), moments: func(x design.Design, j int, w []float64) (float64, float64) { return x.ColMoments(j, nil) }})
	}},
	{"a constant column that varies by rounding", "variance", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), moments: func(x design.Design, j int, w []float64) (float64, float64) {
			m, v := x.ColMoments(j, w)
			return m, v + 1e-16
		}})
	}},
	{"an entry that is not finite", "finite", func() error {
		return problemtest.CheckDesign(matrix{Design: table(), axpy: func(x design.Design, j int, a float64, dst []float64) { x.ColAxpy(j, a, dst); dst[0] = math.NaN() }})
	}},

	{"adjoint of the wrong sign", "<x, A'y>", func() error {
		return problemtest.CheckLinear(operator{Linear: net3, adjoint: func(a composite.Linear, dst, y []float64) {
			a.Adjoint(dst, y)
			for j := range dst {
				dst[j] = -dst[j]
			}
		}})
	}},
	{"adjoint that forgets the last row", "<x, A'y>", func() error {
		return problemtest.CheckLinear(operator{Linear: net3, adjoint: func(a composite.Linear, dst, y []float64) { a.Adjoint(dst, y); dst[3] = 0 }})
	}},
	{"adjoint that adds to dst", "set all of dst", func() error {
		return problemtest.CheckLinear(operator{Linear: net3, adjoint: func(a composite.Linear, dst, y []float64) { d := dst[0]; a.Adjoint(dst, y); dst[0] += d }})
	}},
	{"an affine map", "A(x + 2w)", func() error {
		return problemtest.CheckLinear(operator{Linear: net3, apply: func(a composite.Linear, dst, x []float64) { a.Apply(dst, x); dst[0]++ }})
	}},
	{"Apply that changes x", "leave their arguments alone", func() error {
		return problemtest.CheckLinear(operator{Linear: net3, apply: func(a composite.Linear, dst, x []float64) { a.Apply(dst, x); x[1]++ }})
	}},
	{"a norm that is too small", "Norm()", func() error {
		return problemtest.CheckLinear(operator{Linear: net3, norm: func(a composite.Linear) (float64, bool) { return 1.8, true }})
	}},
	{"dimensions the wrong way round", "set all of dst", func() error { return problemtest.CheckLinear(turned{net3}) }},

	{"slope of the wrong sign", "Domain", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.LogisticLoss{}, at: func(l problems.Loss, y, z float64) (float64, float64, float64) {
			v, s, c := l.At(y, z)
			return v, -s, c
		}}, y)
	}},
	{"slope off by one part in a million", "F(z)", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.LogisticLoss{}, at: func(l problems.Loss, y, z float64) (float64, float64, float64) {
			v, s, c := l.At(y, z)
			return v, s * (1 - 1e-6), c
		}}, y)
	}},
	{"value without its constant", "F*", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.PoissonLoss{}, at: func(l problems.Loss, y, z float64) (float64, float64, float64) {
			v, s, c := l.At(y, z)
			return v - 1, s, c
		}}, y)
	}},
	{"curvature twice", "Curvature", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.HuberLoss{Delta: 1}, at: func(l problems.Loss, y, z float64) (float64, float64, float64) {
			v, s, c := l.At(y, z)
			return v, s, 2 * c
		}}, y)
	}},
	{"conjugate twice", "F*", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.SquaredHingeLoss{}, conj: func(l problems.Loss, y, v float64) float64 { return 2 * l.Conj(y, v) }}, y)
	}},
	{"conjugate that is too small", "F*", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.LogisticLoss{}, conj: func(l problems.Loss, y, v float64) float64 { return l.Conj(y, v) - 1e-6 }}, y)
	}},
	{"domain that is too large, with a conjugate that is finite there", "far out", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.HuberLoss{Delta: 1}, domain: func(l problems.Loss, y float64) (float64, float64) { return -2, 2 }}, y)
	}},
	{"domain that is too small", "Domain", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.HuberLoss{Delta: 1}, domain: func(l problems.Loss, y float64) (float64, float64) { return -0.5, 0.5 }}, y)
	}},
	{"domain that is too large", "F*", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.LogisticLoss{}, domain: func(l problems.Loss, y float64) (float64, float64) { return -2, 2 }}, y)
	}},
	{"Lipschitz constant that is too small", "Smoothness", func() error {
		return problemtest.CheckLoss(loss{Loss: losses.SquaredHingeLoss{}, lipschitz: func(l problems.Loss) float64 { return 0.9 }}, y)
	}},

	{"slopes without n", "Slopes", func() error {
		return problemtest.CheckFit(summed{squares, 1, 3}, 3)
	}},
	{"bounds of slopes without n", "Slopes", func() error {
		return problemtest.CheckFit(summed{squares, 3, 1}, 3)
	}},
	{"targets without the offset", "Targets()", func() error {
		return problemtest.CheckFit(aiming{&problems.LeastSquares{Y: []float64{1, -2, 0.5}, Offset: []float64{1, 0, 2}}, nil}, 3)
	}},
	{"a row that counts with a weight of zero", "no part", func() error {
		return problemtest.CheckFit(silent{&losses.Logistic{Y: y}}, 3)
	}},
	{"weights that are not those of the gradient", "SampleWeights()", func() error {
		return problemtest.CheckFit(aiming{squares, []float64{1, 2, 1}}, 3)
	}},
	{"gradient without the mean", "F(u) >=", func() error {
		return problemtest.CheckFit(fit{DataFit: squares, grad: func(f problems.DataFit, dst, z []float64) {
			f.Grad(dst, z)
			for i := range dst {
				dst[i] *= 3
			}
		}}, 3)
	}},
	{"gradient that cannot be written over z", "write over", func() error {
		return problemtest.CheckFit(fit{DataFit: squares, grad: func(f problems.DataFit, dst, z []float64) {
			dst[0] = 0
			f.Grad(dst, z)
		}}, 3)
	}},
	{"smoothness without the mean's inverse", "Smoothness", func() error {
		return problemtest.CheckFit(fit{DataFit: squares, smooth: func(f problems.DataFit) float64 { return f.Smoothness() / 3 }}, 3)
	}},
	{"curvature of zeros", "Curvature", func() error {
		return problemtest.CheckFit(fit{DataFit: squares, curve: func(f problems.DataFit, dst, z []float64) { clear(dst) }}, 3)
	}},

	{"prox with twice gamma", "ProxAt", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: lasso, prox: func(p *problems.ElasticNet, dst, x []float64, gamma float64) float64 { return p.Prox(dst, x, 2*gamma) }}, 3)
	}},
	{"conjugate twice", "f*", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: lasso, conj: func(p *problems.ElasticNet, u []float64) float64 { return 2 * p.Conj(u) }}, 3)
	}},
	{"dual scale above 1", "DualScale", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: problems.Lasso(0.5), dualScale: func(p *problems.ElasticNet, u []float64) float64 { return 2 * p.DualScale(u) }}, 3)
	}},
	{"dual scale that is too small", "DualScale", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: problems.Lasso(0.5), dualScale: func(p *problems.ElasticNet, u []float64) float64 { return 0.5 * p.DualScale(u) }}, 3)
	}},
	{"any subgradient will do", "SubdiffDist", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: lasso, subdiff: func(p *problems.ElasticNet, j int, b, u float64) float64 { return 0 }}, 3)
	}},
	{"no subgradient will do", "SubdiffDist", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: lasso, subdiff: func(p *problems.ElasticNet, j int, b, u float64) float64 { return 1e-3 }}, 3)
	}},
	{"restated in the inverse units", "Rescale", func() error {
		return problemtest.CheckPenalty(inUnits{lasso, func(d float64) float64 { return 1 / d }, math.Inf(1)}, 3)
	}},
	{"restated in no units", "Rescale", func() error {
		return problemtest.CheckPenalty(inUnits{lasso, func(float64) float64 { return 1 }, math.Inf(1)}, 3)
	}},
	{"bounds that the penalty does not have", "Bounds", func() error {
		return problemtest.CheckPenalty(inUnits{lasso, func(d float64) float64 { return d }, 2}, 3)
	}},
	{"half of lambda max", "LambdaMax", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: problems.Lasso(0.5), most: func(p *problems.ElasticNet, u []float64) float64 { return p.LambdaMax(u) / 2 }}, 3)
	}},
	{"twice lambda max", "LambdaMax", func() error {
		return problemtest.CheckPenalty(penalty{ElasticNet: problems.Lasso(0.5), most: func(p *problems.ElasticNet, u []float64) float64 { return p.LambdaMax(u) * 2 }}, 3)
	}},
}

// summed has slopes and bounds of them that are multiples of those of F, once each.
type summed struct {
	*problems.LeastSquares
	slopes, bounds float64
}

func (s summed) Slopes() (slope func(i int, z float64) float64, bound func(i int) float64) {
	f, l := s.LeastSquares.Slopes()
	return func(i int, z float64) float64 { return s.slopes / 3 * f(i, z) }, func(i int) float64 { return s.bounds / 3 * l(i) }
}

// aiming has the responses for targets, and other weights.
type aiming struct {
	*problems.LeastSquares
	weights []float64
}

func (a aiming) Targets() []float64       { return slices.Clone(a.Y) }
func (a aiming) SampleWeights() []float64 { return a.weights }

// silent says that its first row does not count.
type silent struct{ *losses.Logistic }

func (silent) SampleWeights() []float64 { return []float64{0, 1, 1} }

// inUnits is restated with a fault, and tells bounds that are not its own.
type inUnits struct {
	*problems.ElasticNet
	by    func(d float64) float64
	upper float64
}

func (p inUnits) Rescale(d []float64) problems.Penalty {
	d = slices.Clone(d)
	for j, v := range d {
		d[j] = p.by(v)
	}
	return p.ElasticNet.Rescale(d)
}

func (p inUnits) Bounds(j int) (lower, upper float64) {
	lower, _ = p.ElasticNet.Bounds(j)
	return lower, p.upper
}

// turned tells its dimensions the wrong way round.
type turned struct{ composite.Linear }

func (t turned) Dims() (rows, cols int) { cols, rows = t.Linear.Dims(); return rows, cols }

// TestMutants: every fault is found, and its law is named. What is sound passes, so that
// it is the fault that is found.
func TestMutants(t *testing.T) {
	for what, err := range map[string]error{
		"design": problemtest.CheckDesign(matrix{Design: table()}), "operator": problemtest.CheckLinear(operator{Linear: net3}),
		"loss": problemtest.CheckLoss(loss{Loss: losses.LogisticLoss{}}, y), "fit": problemtest.CheckFit(fit{DataFit: squares}, 3), "slopes": problemtest.CheckFit(summed{squares, 3, 3}, 3),
		"targets": problemtest.CheckFit(aiming{squares, nil}, 3), "units": problemtest.CheckPenalty(inUnits{lasso, func(d float64) float64 { return d }, math.Inf(1)}, 3),
		"penalty": problemtest.CheckPenalty(penalty{ElasticNet: lasso}, 3), "other penalty": problemtest.CheckPenalty(penalty{ElasticNet: problems.Lasso(0.5)}, 3),
	} {
		if err != nil {
			t.Errorf("sound %s: %v", what, err)
		}
	}
	for _, m := range mutants {
		if err := m.err(); err == nil {
			t.Errorf("%s: passes", m.fault)
		} else if !strings.Contains(strings.SplitN(err.Error(), "\n", 2)[0], m.law) {
			t.Errorf("%s: not found by a law with %q, but %v", m.fault, m.law, err)
		}
	}
}

// TestShrunk: a counter-example has no numbers that it does not need.
func TestShrunk(t *testing.T) {
	err := problemtest.CheckLinear(operator{Linear: composite.Difference1D{N: 6}, adjoint: func(a composite.Linear, dst, y []float64) { a.Adjoint(dst, y); dst[5] = 0 }})
	v, ok := err.(*problemtest.Violation)
	if !ok {
		t.Fatal(err)
	}
	for _, in := range v.Input {
		nonzero := 0
		for _, e := range in.V {
			if e != 0 {
				nonzero++
			}
		}
		if nonzero != 1 {
			t.Errorf("%s = %v has more than one number", in.Name, in.V)
		}
	}
}
