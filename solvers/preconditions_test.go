package solvers

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/prox"
)

// TestPreconditions has one row for each precondition of a method: a value that breaks
// it alone, with a word of the complaint. Iterates panics with it at once.
func TestPreconditions(t *testing.T) {
	x := &design.Dense{N: 3, P: 2, Data: []float64{1, 0, 2, 1, 1, 1}}
	p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: []float64{1, 2, 3}}, Penalty: problems.Lasso(0.1)}
	f, _ := p.Terms()
	sum, err := NewFiniteSum(p)
	if err != nil {
		t.Fatal(err)
	}
	poisson := &losses.Poisson{Y: []float64{1, 2, 3}}
	g, bad := prox.L1{Lambda: 1}, prox.L1{Lambda: -1}
	three := prox.L1{Lambda: 1, Weights: []float64{1, 1, 1}}
	a := Matrix{X: &design.Dense{N: 2, P: 2, Data: []float64{3, 0, 0, 1}}} // of norm 3
	simplex := prox.Simplex{Sum: 1}
	s := asSubgradient{f}
	loose := loosely{a}
	tried := map[string]bool{}
	for k, row := range []struct {
		m    Validator
		x0   []float64
		word string
	}{
		{ForwardBackward{}, nil, "ForwardBackward.F is missing"},
		{ForwardBackward{F: f}, nil, "ForwardBackward.G is missing"},
		{ForwardBackward{F: f, G: bad}, nil, "L1 needs Lambda"},
		{ForwardBackward{F: f, G: three}, nil, "Weights has 3 numbers for 2"},
		{ForwardBackward{F: f, G: g, L: -1}, nil, "L > 0"},
		{FISTA{}, nil, "FISTA.F is missing"},
		{FISTA{F: f}, nil, "FISTA.G is missing"},
		{FISTA{F: f, G: bad}, nil, "L1 needs Lambda"},
		{FISTA{F: f, G: g, L: math.NaN()}, nil, "L > 0"},
		{FISTA{F: f, G: g, ChambolleDossal: 1}, nil, "ChambolleDossal > 2"},
		{SpaRSA{}, nil, "SpaRSA.F is missing"},
		{SpaRSA{F: f}, nil, "SpaRSA.G is missing"},
		{SpaRSA{F: f, G: bad}, nil, "L1 needs Lambda"},
		{PANOC{}, nil, "PANOC.F is missing"},
		{PANOC{F: f}, nil, "PANOC.G is missing"},
		{PANOC{F: f, G: g, L: -1}, nil, "L > 0"},
		{AndersonForwardBackward{}, nil, "F is missing"},
		{AndersonForwardBackward{F: f}, nil, "G is missing"},
		{AndersonForwardBackward{F: f, G: g, L: math.Inf(1)}, nil, "L > 0"},
		{ProxNewton{}, nil, "needs X and F"},
		{ProxNewton{X: x, F: p.Fit}, nil, "ProxNewton.G is missing"},
		{ProxNewton{X: x, F: p.Fit, G: bad}, nil, "L1 needs Lambda"},
		{ProxNewton{X: x, F: p.Fit, G: g}, make([]float64, 3), "2 columns for 3 coordinates"},
		{ProxNewton{X: x, F: &problems.LeastSquares{Y: []float64{1}}, G: g}, nil, "1 responses for 3 rows"},
		{ProxNewton{X: &design.CSC{N: 3, P: 2}, F: p.Fit, G: g}, nil, "3 x 2 matrix"},
		{FrankWolfe{}, nil, "F and Atoms"},
		{FrankWolfe{F: f, Atoms: CrossPolytope{N: 2}}, nil, "Radius"},
		{FrankWolfe{F: f, Atoms: CrossPolytope{N: 3, Radius: 1}}, nil, "N to be"},
		{FrankWolfe{F: f, Atoms: Vertices{N: 2, Sum: -1}}, nil, "Sum"},
		{&CoordinateDescent{}, nil, "NewCoordinateDescent"},
		{(*CoordinateDescent)(nil), nil, "NewCoordinateDescent"},
		{ProxCoordinate{}, nil, "needs X and F"},
		{ProxCoordinate{X: x, F: p.Fit}, nil, "ProxCoordinate.G is missing"},
		{ProxCoordinate{X: x, F: p.Fit, G: g, Order: 7}, nil, "Order"},
		{ProxCoordinate{X: x, F: poisson, G: g}, nil, "Smoothness"},
		{BlockDescent{}, nil, "needs X and F"},
		{BlockDescent{X: x, F: p.Fit, Blocks: []Block{{[]int{0}, nil}}}, nil, "G is missing"},
		{BlockDescent{X: x, F: p.Fit, Blocks: []Block{{[]int{2}, g}}}, nil, "column 2"},
		{BlockDescent{X: x, F: p.Fit, Blocks: []Block{{[]int{0, 1}, g}, {[]int{1}, g}}}, nil, "disjoint"},
		{BlockDescent{X: x, F: p.Fit, Blocks: []Block{{[]int{0}, bad}}}, nil, "L1 needs Lambda"},
		{BlockDescent{X: x, F: poisson}, nil, "Smoothness"},
		{DouglasRachford{}, nil, "F is missing"},
		{DouglasRachford{F: g}, nil, "G is missing"},
		{DouglasRachford{F: g, G: bad}, nil, "L1 needs Lambda"},
		{DouglasRachford{F: g, G: g, Gamma: -1}, nil, "Gamma > 0"},
		{DouglasRachford{F: g, G: g, Relax: 2}, nil, "Relax < 2"},
		{ADMM{}, nil, "ADMM.F is missing"},
		{ADMM{F: g}, nil, "ADMM.G is missing"},
		{ADMM{F: g, G: g, Rho: -1}, nil, "Rho > 0"},
		{ADMM{F: g, G: g, Relax: -1}, nil, "Relax"},
		{PPXA{}, nil, "needs terms"},
		{PPXA{Terms: []prox.Function{g, nil}}, nil, "Terms[1] is missing"},
		{PPXA{Terms: []prox.Function{bad}}, nil, "L1 needs Lambda"},
		{PPXA{Terms: []prox.Function{g}, Gamma: -1}, nil, "Gamma > 0"},
		{PPXA{Terms: []prox.Function{g}, Relax: 2.5}, nil, "Relax"},
		{ChambollePock{}, nil, "F is missing"},
		{ChambollePock{F: g}, nil, "A is missing"},
		{ChambollePock{F: g, A: a}, nil, "H is missing"},
		{ChambollePock{F: g, H: bad, A: a}, nil, "L1 needs Lambda"},
		{ChambollePock{F: g, H: g, A: Matrix{}}, nil, "Matrix needs X"},
		{ChambollePock{F: g, H: g, A: Difference1D{N: 5}}, nil, "5 columns for 2"},
		{ChambollePock{F: g, H: g, A: a, Tau: -1}, nil, "Tau and Sigma"},
		{ChambollePock{F: g, H: g, A: a, Mu: -1}, nil, "Mu"},
		{ChambollePock{F: g, H: g, A: a, Tau: 1, Sigma: 1}, nil, "‖A‖² < 1"},
		{ChambollePock{F: g, H: g, A: a, Tau: 1, Sigma: 1.0 / 9}, nil, "‖A‖² < 1"},
		{ChambollePock{F: g, H: g, A: a, Sigma: 1}, nil, "‖A‖² < 1"},
		{ChambollePock{F: g, H: g, A: loose, Tau: 1, Sigma: 0.2}, nil, "‖A‖² < 1"},
		{CondatVu{}, nil, "F is missing"},
		{CondatVu{F: f}, nil, "G is missing"},
		{CondatVu{F: f, G: g}, nil, "A is missing"},
		{CondatVu{F: f, G: g, A: a}, nil, "H is missing"},
		{CondatVu{F: f, G: g, H: g, A: a, L: -1}, nil, "L > 0"},
		{CondatVu{F: f, G: g, H: g, A: a, Sigma: -1}, nil, "Sigma > 0"},
		{DavisYin{}, nil, "F is missing"},
		{DavisYin{F: f}, nil, "G is missing"},
		{DavisYin{F: f, G: g}, nil, "H is missing"},
		{DavisYin{F: f, G: g, H: g, L: -1}, nil, "L > 0"},
		{DavisYin{F: f, G: g, H: g, L: 10, Gamma: 0.2}, nil, "Gamma < 2/L"},
		{DavisYin{F: f, G: g, H: g, Gamma: 10}, nil, "Gamma < 2/L"},
		{DavisYin{F: f, G: g, H: g, Gamma: -1}, nil, "0 < Gamma"},
		{HalpernPrimalDual{}, nil, "G is missing"},
		{HalpernPrimalDual{G: g}, nil, "A is missing"},
		{HalpernPrimalDual{G: g, A: a}, nil, "H is missing"},
		{HalpernPrimalDual{G: g, H: g, A: a, L: -1}, nil, "L > 0"},
		{Tseng{}, nil, "G is missing"},
		{Tseng{G: g}, nil, "A is missing"},
		{Tseng{G: g, A: a}, nil, "H is missing"},
		{Tseng{G: g, H: g, A: a, L: -1}, nil, "L > 0"},
		{ProxSGD{}, nil, "NewFiniteSum"},
		{ProxSGD{F: &FiniteSum{}, G: g}, nil, "NewFiniteSum"},
		{ProxSGD{F: sum}, nil, "G is missing"},
		{ProxSGD{F: sum, G: g}, make([]float64, 3), "2 coordinates, not 3"},
		{ProxSGD{F: sum, G: g, Step: -1}, nil, "Step > 0"},
		{ProxSVRG{}, nil, "NewFiniteSum"},
		{ProxSVRG{F: sum, G: bad}, nil, "L1 needs Lambda"},
		{ProxSVRG{F: sum, G: g, Inner: -1}, nil, "Inner > 0"},
		{SAGA{}, nil, "NewFiniteSum"},
		{SAGA{F: sum}, nil, "G is missing"},
		{ProjectedSubgradient{}, nil, "F is missing"},
		{ProjectedSubgradient{F: s, Set: prox.BallL2{Radius: -1}}, nil, "Radius"},
		{TargetLevel{}, nil, "F is missing"},
		{TargetLevel{F: s, Path: -1}, nil, "Path > 0"},
		{TargetLevel{F: s, Set: prox.Simplex{Sum: -1}}, nil, "Simplex"},
		{DualAveraging{}, nil, "F is missing"},
		{DualAveraging{F: s, Radius: -1}, nil, "Radius > 0"},
		{MirrorDescent{}, nil, "F is missing"},
		{MirrorDescent{F: s, Sum: -1}, nil, "Sum > 0"},
		{MirrorDescent{F: s}, nil, "in the simplex"},
		{MirrorDescent{F: s}, []float64{-1, 2}, "in the simplex"},
		{ProximalLevel{}, nil, "F is missing"},
		{ProximalLevel{F: s}, nil, "Set is missing"},
		{ProximalLevel{F: s, Set: prox.Simplex{Sum: -1}}, nil, "Simplex needs Sum"},
		{ProximalLevel{F: s, Set: simplex}, nil, "in the set"},
		{ProximalLevel{F: s, Set: simplex, Level: 1}, []float64{1, 0}, "Level < 1"},
		{ProximalLevel{F: s, Set: simplex, Memory: 1}, []float64{1, 0}, "Memory >= 2"},
	} {
		name := reflect.Indirect(reflect.New(reflect.TypeOf(row.m))).Type().String()
		name = name[strings.LastIndex(name, ".")+1:]
		tried[name] = true
		if row.x0 == nil {
			row.x0 = make([]float64, 2)
		}
		err := row.m.Validate(row.x0)
		if err == nil || !strings.Contains(err.Error(), row.word) {
			t.Errorf("row %d, %s: %v, without %q", k, name, err, row.word)
			continue
		}
		func() {
			defer func() {
				if r := recover(); r != err.Error() {
					t.Errorf("row %d, %s: Iterates panics with %v", k, name, r)
				}
			}()
			row.m.Iterates(row.x0)
		}()
	}
	for _, e := range Catalogue() {
		if !tried[e.Name] {
			t.Errorf("%s has no row", e.Name)
		}
	}
	// What is just allowed.
	for _, m := range []Validator{
		ChambollePock{F: g, H: g, A: a, Tau: 1, Sigma: 0.1},
		ChambollePock{F: g, H: g, A: loose, Tau: 1, Sigma: 0.1},
		DavisYin{F: f, G: g, H: g, L: 10, Gamma: 0.19},
		DouglasRachford{F: g, G: g, Relax: 1.99},
		Tseng{G: g, H: g, A: a},
		HalpernPrimalDual{G: g, H: g, A: a},
	} {
		if err := m.Validate(make([]float64, 2)); err != nil {
			t.Errorf("%s: %v", fmt.Sprintf("%T", m), err)
		}
	}
}

// loosely is an operator with a poor bound of its norm.
type loosely struct{ Linear }

func (a loosely) Norm() (norm float64, upper bool) {
	norm, _ = a.Linear.Norm()
	return 2 * norm, true
}
