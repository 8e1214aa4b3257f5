package solvers

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
)

// An instance is one problem, and its terms as the methods ask for them. Nil terms
// it does not have. The objective is each of F+G, FP+G, Loss(A)+G where the
// instance has a Problem, and F+G+H(D) where it has a D.
type instance struct {
	name  string
	cert  Certifier
	x0    []float64
	p     *problems.Problem
	f     Smooth
	fp    prox.Function // f as a function with a prox
	g     prox.Function
	loss  prox.Function
	a     Linear
	h     prox.Function
	d     Linear
	hd    prox.Function // h(D x) as a function with a prox
	whole prox.Function // g + h(D x) as a function with a prox
	atoms bool          // the penalty is the unit simplex
}

func (in *instance) tol() float64 { return math.Abs(in.cert.Certify(in.x0).Primal) }

// certified makes a penalty of a function with a conjugate: its dual scale is found
// by bisection, since the domain of a conjugate that holds 0 is star-shaped.
type certified struct {
	prox.Function
	prox.Conjugator
}

func (certified) Validate(int) error { return nil }

func (c certified) DualScale(u []float64) float64 {
	su := make([]float64, len(u))
	inside := func(s float64) bool {
		for j, v := range u {
			su[j] = s * v
		}
		return !math.IsInf(c.Conj(su), 1)
	}
	if inside(1) {
		return 1
	}
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; inside(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

func penalty(f interface {
	prox.Function
	prox.Conjugator
}) problems.Penalty {
	return certified{f, f}
}

// ofProblem fills in the terms of a problem.
func ofProblem(name string, p *problems.Problem) *instance {
	in := &instance{name: name, cert: p, p: p, x0: atRest(p), a: Matrix{X: p.X, Intercept: p.Intercept}}
	in.f, in.g = p.Terms()
	if loss, err := lossProx(p.Fit); err == nil {
		in.loss = loss
	}
	if fp, err := quadraticProx(p); err == nil {
		in.fp = fp
	}
	return in
}

// both returns the problem with its design sparse and dense.
func both(name string, p *problems.Problem, add func(*instance)) []*instance {
	dense := *p
	dense.X = p.X.(*design.CSC).Dense()
	out := []*instance{ofProblem(name+" CSC", p), ofProblem(name+" dense", &dense)}
	for _, in := range out {
		if add != nil {
			add(in)
		}
	}
	return out
}

// instances is the table of problems.
func instances() []*instance {
	var out []*instance
	base := textbook.Synth{N: 40, P: 20, K: 5, Density: 0.5, Lambda: 0.1, Seed: 11}
	for _, kind := range []struct {
		name string
		set  func(*textbook.Synth)
	}{
		{"lasso", func(s *textbook.Synth) {}},
		{"wide lasso", func(s *textbook.Synth) { s.N, s.P = 20, 40 }},
		{"elastic net", func(s *textbook.Synth) { s.Alpha = 0.5 }},
		{"weighted lasso with intercept", func(s *textbook.Synth) {
			s.Weights, s.Intercept, s.Offset = true, true, true
		}},
		{"bounded lasso", func(s *textbook.Synth) { s.Bounds = true }},
	} {
		s := base
		kind.set(&s)
		p, _ := s.New()
		out = append(out, both(kind.name, p, nil)...)
	}
	p, _ := base.New()
	with := func(pen problems.Penalty) *problems.Problem {
		q := *p
		q.Penalty = pen
		return &q
	}
	labels := make([]float64, 40)
	for i, y := range p.Fit.(*problems.LeastSquares).Y {
		labels[i] = math.Copysign(1, y)
	}
	classify := with(problems.Lasso(0.02))
	classify.Fit, classify.Intercept = &losses.Logistic{Y: labels}, true
	out = append(out, both("logistic lasso", classify, nil)...)
	y := p.Fit.(*problems.LeastSquares).Y
	out = append(out, both("Huber lasso", textbook.NewHuberLasso(p.X, y, 0.5, 0.05), nil)...)
	out = append(out, both("squared hinge SVM", textbook.NewSquaredHingeSVM(p.X, labels, 0.1), nil)...)
	out = append(out, both("nonnegative least squares", textbook.NewNNLS(p.X, y), nil)...)
	var groups [][]int
	for g := range 5 {
		groups = append(groups, []int{g, g + 5, g + 10, g + 15})
	}
	out = append(out, both("group lasso", with(&problems.GroupLasso{Lambda: 0.2, Groups: groups}), nil)...)
	sparse := with(&problems.GroupLasso{Lambda: 0.2, Alpha: 0.3, Groups: groups[1:], Weights: textbook.RootSizes(groups[1:])})
	sparse.Intercept = true
	out = append(out, both("sparse-group lasso with intercept", sparse, nil)...)
	slope := prox.SortedL1{Lambda: make([]float64, 20)}
	for k := range slope.Lambda {
		slope.Lambda[k] = 0.2 - 0.005*float64(k)
	}
	out = append(out, both("SLOPE", with(penalty(slope)), nil)...)
	out = append(out, both("least squares on a simplex", with(penalty(prox.Simplex{Sum: 1})), func(in *instance) {
		in.atoms = true
		for j := range in.x0 {
			in.x0[j] = 1 / float64(len(in.x0))
		}
	})...)
	fused := prox.FusedLasso{L1: 0.1, TV: 0.2}
	out = append(out, both("fused lasso", with(penalty(fused)), func(in *instance) {
		in.whole, in.g = in.g, prox.L1{Lambda: 0.1}
		in.d, in.h = Difference1D{N: 20}, prox.L1{Lambda: 0.2}
		in.hd = prox.TV1D{Lambda: 0.2}
		in.a, in.loss = nil, nil
	})...)
	return append(out, lowRank()...)
}

// lowRank has the problems of matrices, and the two pictures.
func lowRank() []*instance {
	var known []textbook.Entry
	for k := range 48 {
		if i, j := k%8, k/8; k%5 != 0 {
			known = append(known, textbook.Entry{Row: i, Col: j, Value: float64(i+1)*math.Sin(float64(j+1)) + math.Cos(float64(3*k))/10})
		}
	}
	completion, err := textbook.NewMatrixCompletion(8, 6, known, 0.1)
	if err != nil {
		panic(err)
	}
	robust, err := textbook.NewRobustPCA(8, 6, known, 0.05, 0)
	if err != nil {
		panic(err)
	}
	return []*instance{ofProblem("matrix completion", completion), ofProblem("robust PCA", robust), denoise1D(), denoise2D()}
}

// halfDistance is ½‖x - y‖², smooth and proximable.
type halfDistance struct{ y []float64 }

func (f halfDistance) Value(x []float64) float64 { d := distance(x, f.y); return d * d / 2 }

func (f halfDistance) Grad(dst, x []float64) float64 {
	for j, v := range x {
		dst[j] = v - f.y[j]
	}
	return f.Value(x)
}

func (f halfDistance) Prox(dst, x []float64, gamma float64) float64 {
	for j, v := range x {
		dst[j] = (v + gamma*f.y[j]) / (1 + gamma)
	}
	return f.Value(dst)
}

type certifierFunc func(x []float64) problems.Certificate

func (c certifierFunc) Certify(x []float64) problems.Certificate { return c(x) }

func steps(rows, cols int) []float64 {
	rng := rand.New(rand.NewPCG(1, 2))
	y := make([]float64, rows*cols)
	for k := range y {
		y[k] = rng.NormFloat64()/3 + float64((k%rows)/(rows/3+1)) - float64((k/rows)/(cols/2+1))
	}
	return y
}

// denoise1D is total variation denoising, its dual point the partial sums of the
// residual, scaled into the box: min ½‖x-y‖² + ‖Dx‖₁ >= ½‖y‖² - ½‖y-D'u‖², ‖u‖∞ <= 1.
func denoise1D() *instance {
	y := steps(30, 1)
	d, tv := Difference1D{N: 30}, prox.TV1D{Lambda: 1}
	f := halfDistance{y}
	cert := func(x []float64) problems.Certificate {
		var mean float64
		for j := range x {
			mean += (y[j] - x[j]) / 30
		}
		u, top, s := make([]float64, 29), 1.0, 0.0
		for j := range u { // D'u = y - x - mean
			s += y[j] - x[j] - mean
			u[j] = -s
			top = max(top, math.Abs(u[j]))
		}
		for j := range u {
			u[j] /= top
		}
		z := make([]float64, 30)
		d.Adjoint(z, u)
		c := problems.Certificate{Primal: f.Value(x) + tv.Value(x), Dual: inner(y, y)/2 - f.Value(z)}
		c.Gap = c.Primal - c.Dual
		return c
	}
	return &instance{name: "TV denoising 1D", cert: certifierFunc(cert), x0: make([]float64, 30),
		f: f, fp: f, g: prox.Zero{}, d: d, h: prox.L1{Lambda: 1}, hd: tv, whole: tv}
}

// denoise2D is held to the lower bound of an operator of its own, which knows its gap.
func denoise2D() *instance {
	y := steps(8, 6)
	tv := prox.TV2D{Lambda: 0.5, Rows: 8, Cols: 6, Isotropic: true, Tol: 1e-9}
	f := halfDistance{y}
	best := make([]float64, 48)
	value, gap := tv.ProxGap(best, y, 1)
	low := value + f.Value(best) - gap
	group := prox.GroupL2{Lambda: 0.5}
	for k := range y {
		group.Groups = append(group.Groups, []int{2 * k, 2*k + 1})
	}
	cert := func(x []float64) problems.Certificate {
		c := problems.Certificate{Primal: f.Value(x) + tv.Value(x), Dual: low}
		c.Gap = c.Primal - c.Dual
		return c
	}
	return &instance{name: "TV denoising 2D", cert: certifierFunc(cert), x0: make([]float64, 48),
		f: f, fp: f, g: prox.Zero{}, d: Difference2D{Rows: 8, Cols: 6}, h: group, hd: tv, whole: tv}
}

// A row is a method with the relative gap that it must reach and the iterations that
// it may take to it: 1e-6, but for methods whose rate is no better than 1/√k. build returns nil where the method does not fit.
type row struct {
	name  string
	tol   float64
	iter  int
	build func(in *instance) Method
}

// composite returns g or, where there is an h, g + h(D).
func (in *instance) composite() prox.Function {
	if in.whole != nil {
		return in.whole
	}
	return in.g
}

// asSubgradient is a smooth function for methods that ask for less.
type asSubgradient struct{ Smooth }

func (f asSubgradient) Subgrad(dst, x []float64) float64 { return f.Grad(dst, x) }

// objective returns the whole objective and the set of its constraints, nil where
// it has no subgradients.
func (in *instance) objective() (Subdifferentiable, prox.Function) {
	if in.p == nil {
		return nil, nil
	}
	if in.atoms {
		return asSubgradient{in.f}, prox.Simplex{Sum: 1}
	}
	f, set, err := in.p.Objective()
	if err != nil {
		return nil, nil
	}
	return f, set
}

// sum returns the smooth term observation by observation, nil where it is not one.
func (in *instance) sum() *FiniteSum {
	if in.p == nil {
		return nil
	}
	f, err := NewFiniteSum(in.p)
	if err != nil {
		return nil
	}
	return f
}

// byCoordinate returns coordinate descent where the penalty is separable.
func (in *instance) byCoordinate(order Order) Method {
	x, g := in.columns()
	if g == nil {
		return nil
	}
	return ProxCoordinate{X: x, F: in.p.Fit, G: g, Order: order, Seed: 5}
}

// twice returns the method if both terms have proxes.
func (in *instance) twice(m Method) Method {
	if in.fp == nil {
		return nil
	}
	return m
}

// columns returns the design and the penalty by columns, nil where it is not
// separable.
func (in *instance) columns() (design.Design, prox.Separable) {
	if in.p == nil {
		return nil, nil
	}
	x, g, err := byColumns(in.p)
	if err != nil {
		return nil, nil
	}
	return x, g
}

// plain returns a method of that type whose fields are the terms of the instance, by
// name and type, and whose knobs are 0; nil where the instance has not got all the terms.
func (in *instance) plain(of Method) Method {
	kind := reflect.TypeOf(of)
	m := reflect.New(kind).Elem()
	_, apart := kind.FieldByName("H") // H(D x) is a term of its own
	_, linear := kind.FieldByName("A")
	for k := range kind.NumField() {
		var term any
		field := kind.Field(k)
		switch field.Name + " " + field.Type.String() {
		case "F solvers.Smooth":
			term = in.f
		case "F prox.Function":
			term = in.fp
		case "F problems.DataFit":
			if in.p != nil {
				term = in.p.Fit
			}
		case "F *solvers.FiniteSum":
			if f := in.sum(); f != nil {
				term = f
			}
		case "X design.Design":
			if x, _ := in.columns(); x != nil {
				term = x
			}
		case "G prox.Separable":
			if _, g := in.columns(); g != nil {
				term = g
			}
		case "G prox.Function":
			if term = in.composite(); apart {
				term = in.g
			}
		case "H prox.Function":
			if term = in.hd; linear {
				term = in.h
			}
		case "A composite.Linear":
			term = in.d
		default:
			continue
		}
		if term == nil {
			return nil
		}
		m.Field(k).Set(reflect.ValueOf(term))
	}
	return m.Interface().(Method)
}

// rows is the table of methods: those of the catalogue that need no more than terms, and
// rows for variants, knobs, and other tolerances.
func rows() []row {
	all := rowsByHand()
	for _, e := range Catalogue() {
		if !slices.ContainsFunc(all, func(r row) bool { return strings.HasPrefix(r.name+" ", e.Name+" ") }) {
			all = append(all, row{e.Name, 1e-6, 10000, func(in *instance) Method { return in.plain(e.Of) }})
		}
	}
	return all
}

func rowsByHand() []row {
	return []row{
		{"ForwardBackward", 1e-6, 20000, func(in *instance) Method { return ForwardBackward{F: in.f, G: in.composite()} }},
		{"ForwardBackward both ways", 1e-6, 20000, func(in *instance) Method {
			return ForwardBackward{F: in.f, G: in.composite(), TwoWay: true}
		}},
		{"FISTA", 1e-6, 2000, func(in *instance) Method { return FISTA{F: in.f, G: in.composite()} }},
		{"FISTA without restart", 1e-6, 4000, func(in *instance) Method {
			return FISTA{F: in.f, G: in.composite(), NoRestart: true}
		}},
		{"FISTA of Chambolle and Dossal", 1e-6, 4000, func(in *instance) Method {
			return FISTA{F: in.f, G: in.composite(), ChambolleDossal: 3, NoRestart: true}
		}},
		{"FISTA monotone", 1e-6, 2000, func(in *instance) Method {
			return FISTA{F: in.f, G: in.composite(), Monotone: true}
		}},
		{"SpaRSA", 1e-6, 2000, func(in *instance) Method { return SpaRSA{F: in.f, G: in.composite()} }},
		{"PANOC", 1e-6, 1000, func(in *instance) Method { return PANOC{F: in.f, G: in.composite()} }},
		{"AndersonForwardBackward", 1e-6, 2000, func(in *instance) Method {
			return AndersonForwardBackward{F: in.f, G: in.composite()}
		}},
		{"ProxNewton", 1e-6, 200, func(in *instance) Method {
			x, g := in.columns()
			if g == nil {
				return nil
			}
			return ProxNewton{X: x, F: in.p.Fit, G: g}
		}},
		{"FrankWolfe", 1e-6, 5000, func(in *instance) Method {
			if !in.atoms {
				return nil
			}
			return FrankWolfe{F: in.f, Atoms: Vertices{N: len(in.x0), Sum: 1}}
		}},
		{"DouglasRachford", 1e-6, 20000, func(in *instance) Method {
			return in.twice(DouglasRachford{F: in.fp, G: in.composite()})
		}},
		{"DouglasRachford over-relaxed", 1e-6, 20000, func(in *instance) Method {
			return in.twice(DouglasRachford{F: in.fp, G: in.composite(), Relax: 1.6})
		}},
		{"ADMM", 1e-6, 20000, func(in *instance) Method {
			return in.twice(ADMM{F: in.fp, G: in.composite()})
		}},
		{"ADMM over-relaxed and balanced", 1e-6, 20000, func(in *instance) Method {
			return in.twice(ADMM{F: in.fp, G: in.composite(), Rho: 100, Relax: 1.6, Balance: true})
		}},
		{"PPXA", 1e-6, 20000, func(in *instance) Method {
			if in.fp == nil {
				return nil
			}
			if in.hd != nil {
				return PPXA{Terms: []prox.Function{in.fp, in.g, in.hd}}
			}
			return PPXA{Terms: []prox.Function{in.fp, in.g}}
		}},
		{"ChambollePock adaptive", 1e-6, 20000, func(in *instance) Method {
			switch {
			case in.loss != nil:
				return ChambollePock{F: in.g, H: in.loss, A: in.a}
			case in.p == nil:
				return ChambollePock{F: in.fp, H: in.h, A: in.d}
			}
			return nil
		}},
		{"ChambollePock fixed", 1e-6, 40000, func(in *instance) Method {
			switch {
			case in.loss != nil:
				n, _ := in.a.Dims()
				return ChambollePock{F: in.g, H: in.loss, A: in.a, Tau: float64(n) / safeNorm(in.a)}
			case in.p == nil:
				return ChambollePock{F: in.fp, H: in.h, A: in.d, Tau: 1 / safeNorm(in.d)}
			}
			return nil
		}},
		{"ChambollePock accelerated", 1e-6, 100000, func(in *instance) Method {
			if in.p == nil {
				return ChambollePock{F: in.fp, H: in.h, A: in.d, Mu: 1}
			}
			return nil
		}},
		{"CoordinateDescent", 1e-9, 100, func(in *instance) Method {
			if in.p == nil {
				return nil
			}
			m, err := NewCoordinateDescent(in.p)
			if err != nil {
				return nil
			}
			return m
		}},
		{"ProxCoordinate cyclic", 1e-6, 2000, func(in *instance) Method { return in.byCoordinate(Cyclic) }},
		{"ProxCoordinate random", 1e-6, 2000, func(in *instance) Method { return in.byCoordinate(Random) }},
		{"ProxCoordinate greedy", 1e-6, 20000, func(in *instance) Method { return in.byCoordinate(Greedy) }},
		{"BlockDescent", 1e-6, 2000, func(in *instance) Method {
			if in.p == nil {
				return nil
			}
			m, err := blockwise(in.p)
			if err != nil {
				return nil
			}
			return m
		}},
		{"SAGA", 1e-6, 4000, func(in *instance) Method {
			f := in.sum()
			if f == nil {
				return nil
			}
			return SAGA{F: f, G: in.composite(), Seed: 1}
		}},
		{"ProxSVRG", 1e-6, 8000, func(in *instance) Method {
			f := in.sum()
			if f == nil {
				return nil
			}
			return ProxSVRG{F: f, G: in.composite(), Seed: 1}
		}},
		{"ProxSGD", 3e-2, 20000, func(in *instance) Method {
			f := in.sum()
			if f == nil {
				return nil
			}
			return ProxSGD{F: f, G: in.composite(), Seed: 1}
		}},
		{"TargetLevel", 1e-2, 20000, func(in *instance) Method {
			f, set := in.objective()
			if f == nil {
				return nil
			}
			return TargetLevel{F: f, Set: set}
		}},
		{"DualAveraging", 1e-2, 50000, func(in *instance) Method {
			f, set := in.objective()
			if f == nil {
				return nil
			}
			return DualAveraging{F: f, Set: set}
		}},
		{"MirrorDescent", 1e-2, 20000, func(in *instance) Method {
			if !in.atoms {
				return nil
			}
			return MirrorDescent{F: asSubgradient{in.f}}
		}},
		{"ProximalLevel", 1e-4, 2000, func(in *instance) Method {
			if !in.atoms {
				return nil
			}
			return ProximalLevel{F: asSubgradient{in.f}, Set: prox.Simplex{Sum: 1}}
		}},
		{"ProjectedSubgradient with Polyak's step", 1e-2, 20000, func(in *instance) Method {
			f, set := in.objective()
			if f == nil {
				return nil
			}
			best, err := Run(context.Background(), FISTA{F: in.f, G: in.g}, in.x0, in.cert, Settings{Tol: 1e-12})
			if err != nil {
				return nil
			}
			return ProjectedSubgradient{F: f, Set: set, Step: Polyak(best.Dual)}
		}},
		{"ProjectedSubgradient", 1e-2, 50000, func(in *instance) Method {
			f, set := in.objective()
			if f == nil {
				return nil
			}
			return ProjectedSubgradient{F: f, Set: set, Step: Normalized(InvSqrt(1))}
		}},
	}
}

// TestTable runs every method on every problem that it fits. It is accepted only on
// the certificate of the point that it returns.
func TestTable(t *testing.T) {
	fits := map[string]bool{}
	for _, in := range instances() {
		scale := in.tol()
		low, high := math.Inf(-1), math.Inf(1)
		for _, r := range rows() {
			m := r.build(in)
			if m == nil {
				continue
			}
			fits[r.name] = true
			x0 := append([]float64(nil), in.x0...)
			res, err := Run(context.Background(), m, x0, in.cert, Settings{Tol: r.tol, Scale: scale, MaxIter: r.iter})
			if err != nil {
				t.Fatal(err)
			}
			checkVerdict(t, r.name+" on "+in.name, res, in.cert)
			c := in.cert.Certify(res.X)
			if in.p != nil {
				c = c.With(in.p.DualAt(res.Theta)) // the best bound of the run, proved again
			}
			if !res.Status.OK() || !(c.Gap <= r.tol*scale+1e-14) {
				t.Errorf("%s on %s: %v after %d, relative gap %.2g", r.name, in.name, res.Status, res.Iter, res.Gap/scale)
			} else if testing.Verbose() {
				t.Logf("%s on %s: %d iterations", r.name, in.name, res.Iter)
			}
			if c.Primal != res.Primal || res.Gap > c.Gap+c.Rounding {
				t.Errorf("%s on %s: reported %g and gap %g, certified %g and %g", r.name, in.name, res.Primal, res.Gap, c.Primal, c.Gap)
			}
			for j, v := range x0 {
				if v != in.x0[j] {
					t.Errorf("%s on %s: x0 was changed", r.name, in.name)
					break
				}
			}
			// Each pair of points and dual bounds must be consistent: all methods
			// agree within the sum of their gaps.
			low, high = max(low, res.Dual), min(high, res.Primal)
			if slack := 1e-12 * (scale + math.Abs(high)); low > high+slack+res.Rounding {
				t.Errorf("%s on %s: the best bound %g is above the best value %g", r.name, in.name, low, high)
			}
		}
	}
	for _, r := range rows() {
		if !fits[r.name] {
			t.Errorf("%s fits no problem: its fields are not terms by name and type, so that it needs a row", r.name)
		}
	}
}
