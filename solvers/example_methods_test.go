package solvers_test

import (
	"context"
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// small is ‖y - b‖²/4 + ‖b‖₁ with y = (3, 1), solved by the soft threshold of y at 2.
func small() *problems.Problem {
	x, err := design.NewDense(2, 2, []float64{1, 0, 0, 1})
	if err != nil {
		panic(err)
	}
	return textbook.NewLasso(x, []float64{3, 1}, 1)
}

// certified runs m from zero to a certificate and prints the point.
func certified(m solvers.Method, c solvers.Certifier, tol float64, x0 ...float64) {
	r, err := solvers.Run(context.Background(), m, x0, c, solvers.Settings{Tol: tol})
	if err != nil {
		panic(err)
	}
	for j := range r.X {
		r.X[j] += 0 // no -0
	}
	fmt.Printf("%.3f %v\n", r.X, r.Status)
}

func ExampleForwardBackward() {
	p := small()
	f, g := p.Terms()
	certified(solvers.ForwardBackward{F: f, G: g}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleFISTA() {
	p := small()
	f, g := p.Terms()
	certified(solvers.FISTA{F: f, G: g}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleSpaRSA() {
	p := small()
	f, g := p.Terms()
	certified(solvers.SpaRSA{F: f, G: g}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExamplePANOC() {
	p := small()
	f, g := p.Terms()
	certified(solvers.PANOC{F: f, G: g}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleAndersonForwardBackward() {
	p := small()
	f, g := p.Terms()
	certified(solvers.AndersonForwardBackward{F: f, G: g}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleProxNewton() {
	p := small()
	certified(solvers.ProxNewton{X: p.X, F: p.Fit, G: problems.Lasso(1)}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleFrankWolfe() {
	// The nearest point of the simplex to (3, 1) is (1, 0).
	p := textbook.NewSimplexLeastSquares(small().X, []float64{3, 1})
	f, _ := p.Terms()
	certified(solvers.FrankWolfe{F: f, Atoms: solvers.Vertices{N: 2, Sum: 1}}, p, 1e-9, 0.5, 0.5)
	// Output: [1.000 0.000] converged
}

func ExampleProxCoordinate() {
	p := small()
	certified(solvers.ProxCoordinate{X: p.X, F: p.Fit, G: problems.Lasso(1)}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleBlockDescent() {
	p := textbook.NewGroupLasso(small().X, []float64{3, 1}, [][]int{{0}, {1}}, 1)
	certified(solvers.BlockDescent{X: p.X, F: p.Fit, Blocks: []solvers.Block{
		{Index: []int{0}, G: prox.L2{Lambda: 1}}, {Index: []int{1}, G: prox.L2{Lambda: 1}},
	}}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleDouglasRachford() {
	p := small()
	_, g := p.Terms()
	f := prox.DiagonalQuadratic{Q: []float64{0.5}, B: []float64{-1.5, -0.5}} // ‖y - b‖²/4 less a constant
	certified(solvers.DouglasRachford{F: f, G: g}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleADMM() {
	p := small()
	_, g := p.Terms()
	f := prox.DiagonalQuadratic{Q: []float64{0.5}, B: []float64{-1.5, -0.5}}
	certified(solvers.ADMM{F: f, G: g, Relax: 1.6, Balance: true}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExamplePPXA() {
	p := small()
	_, g := p.Terms()
	f := prox.DiagonalQuadratic{Q: []float64{0.5}, B: []float64{-1.5, -0.5}}
	certified(solvers.PPXA{Terms: []prox.Function{f, g}}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleChambollePock() {
	// A signal with one step, denoised: the ends move together by lambda over their length.
	p := composite.NewTV1D([]float64{0, 0, 6, 6}, 2)
	certified(solvers.ChambollePock{F: p.G, H: p.H, A: p.L}, p, 1e-9, 0, 0, 0, 0)
	// Output: [1.000 1.000 5.000 5.000] converged
}

func ExampleTseng() {
	p := composite.NewTV1D([]float64{0, 0, 6, 6}, 2)
	certified(solvers.Tseng{G: p.G, H: p.H, A: p.L}, p, 1e-9, 0, 0, 0, 0)
	// Output: [1.000 1.000 5.000 5.000] converged
}

func ExampleCondatVu() {
	// ‖y - b‖²/8 + ½ Σ |b_{j+1} - b_j| over the box [0, 4].
	x, err := design.NewDense(4, 4, []float64{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1})
	if err != nil {
		panic(err)
	}
	p := &composite.Problem{Dim: 4,
		F: &composite.Smooth{Fit: &problems.LeastSquares{Y: []float64{0, 0, 6, 6}}, K: composite.Matrix{X: x}},
		G: prox.Box{Lower: []float64{0}, Upper: []float64{4}},
		H: prox.L1{Lambda: 0.5}, L: composite.Difference1D{N: 4}}
	certified(solvers.CondatVu{F: p.F, G: p.G, H: p.H, A: p.L}, p, 1e-9, 0, 0, 0, 0)
	// Output: [1.000 1.000 4.000 4.000] converged
}

func ExampleDavisYin() {
	p := small()
	f, g := p.Terms()
	certified(solvers.DavisYin{F: f, G: g, H: prox.NonNegative{}}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleSAGA() {
	p := small()
	f, err := solvers.NewFiniteSum(p)
	if err != nil {
		panic(err)
	}
	certified(solvers.SAGA{F: f, G: problems.Lasso(1)}, p, 1e-6, 0, 0)
	// Output: [1.000 0.000] converged
}

func ExampleProxSVRG() {
	p := small()
	f, err := solvers.NewFiniteSum(p)
	if err != nil {
		panic(err)
	}
	certified(solvers.ProxSVRG{F: f, G: problems.Lasso(1)}, p, 1e-9, 0, 0)
	// Output: [1.000 0.000] converged
}

// spread is |x_1 - 1| + |x_2|.
type spread struct{}

func (spread) Subgrad(dst, x []float64) (v float64) {
	for j, c := range []float64{1, 0} {
		d := x[j] - c
		dst[j] = 1
		if d < 0 {
			d, dst[j] = -d, -1
		}
		v += d
	}
	return v
}

func ExampleProximalLevel() {
	var lower float64
	m := solvers.ProximalLevel{F: spread{}, Set: prox.Box{Lower: []float64{-3}, Upper: []float64{3}}, Lower: &lower}
	g := make([]float64, 2)
	for st := range m.Iterates([]float64{-2, 2}) {
		if best := (spread{}).Subgrad(g, st.X); best-lower < 1e-6 {
			fmt.Printf("%.3f within a millionth\n", best+0)
			break
		}
	}
	// Output: 0.000 within a millionth
}

func ExampleGuide() {
	first := solvers.Guide()[0]
	fmt.Println(first.If)
	// Output: least squares with an elastic net, with or without bounds
}

func ExampleHalpernPrimalDual() {
	p := composite.NewTV1D([]float64{0, 0, 6, 6}, 2)
	certified(solvers.HalpernPrimalDual{G: p.G, H: p.H, A: p.L}, p, 1e-9, 0, 0, 0, 0)
	// Output: [1.000 1.000 5.000 5.000] converged
}
