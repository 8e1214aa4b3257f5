package solvers

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// Named is a method as [Solve] and [Path] know it. New is an error where the
// method does not fit the problem.
type Named struct {
	Name, Doc string
	New       func(p *problems.Problem) (Method, error)
}

// Methods lists the methods that solve a [problems.Problem] by name: a new one is
// one row.
func Methods() []Named {
	return []Named{
		{"cd", "coordinate descent on a working set, extrapolated", func(p *problems.Problem) (Method, error) {
			return NewCoordinateDescent(p)
		}},
		{"fista", "accelerated proximal gradient with restart", func(p *problems.Problem) (Method, error) {
			return gradient(p, func(f Smooth, g prox.Function) Method { return FISTA{F: f, G: g} })
		}},
		{"ista", "proximal gradient", func(p *problems.Problem) (Method, error) {
			return gradient(p, func(f Smooth, g prox.Function) Method { return ForwardBackward{F: f, G: g} })
		}},
		{"sparsa", "proximal gradient with Barzilai-Borwein steps", func(p *problems.Problem) (Method, error) {
			return gradient(p, func(f Smooth, g prox.Function) Method { return SpaRSA{F: f, G: g} })
		}},
		{"panoc", "proximal gradient with L-BFGS on the envelope", func(p *problems.Problem) (Method, error) {
			return gradient(p, func(f Smooth, g prox.Function) Method { return PANOC{F: f, G: g} })
		}},
		{"anderson", "proximal gradient with Anderson extrapolation", func(p *problems.Problem) (Method, error) {
			return gradient(p, func(f Smooth, g prox.Function) Method { return AndersonForwardBackward{F: f, G: g} })
		}},
		{"newton", "proximal Newton with coordinate descent inside", func(p *problems.Problem) (Method, error) {
			return columnwise(p, func(q *problems.Problem, x design.Design, g prox.Separable) Method {
				return ProxNewton{X: x, F: q.Fit, G: g}
			})
		}},
		{"coordinate", "cyclic coordinate descent, for any smooth loss", func(p *problems.Problem) (Method, error) {
			return coordinatewise(p, Cyclic)
		}},
		{"random", "random coordinate descent", func(p *problems.Problem) (Method, error) {
			return coordinatewise(p, Random)
		}},
		{"greedy", "greedy coordinate descent (Gauss-Southwell)", func(p *problems.Problem) (Method, error) {
			return coordinatewise(p, Greedy)
		}},
		{"block", "block coordinate descent over the groups", blockwise},
		{"saga", "stochastic gradients with a table of slopes", func(p *problems.Problem) (Method, error) {
			return stochastic(p, func(f *FiniteSum, g prox.Function) Method { return SAGA{F: f, G: g} })
		}},
		{"svrg", "stochastic gradients corrected at snapshots", func(p *problems.Problem) (Method, error) {
			return stochastic(p, func(f *FiniteSum, g prox.Function) Method { return ProxSVRG{F: f, G: g} })
		}},
		{"sgd", "stochastic proximal gradients, steps 1/(L sqrt(epoch))", func(p *problems.Problem) (Method, error) {
			return stochastic(p, func(f *FiniteSum, g prox.Function) Method { return ProxSGD{F: f, G: g} })
		}},
		{"dr", "Douglas-Rachford splitting on one factorisation", func(p *problems.Problem) (Method, error) {
			return factored(p, func(f, g prox.Function) Method { return DouglasRachford{F: f, G: g} })
		}},
		{"admm", "alternating directions on one factorisation, over-relaxed and balanced", func(p *problems.Problem) (Method, error) {
			return factored(p, func(f, g prox.Function) Method { return ADMM{F: f, G: g, Relax: 1.6, Balance: true} })
		}},
		{"ppxa", "parallel proximal algorithm on one factorisation", func(p *problems.Problem) (Method, error) {
			return factored(p, func(f, g prox.Function) Method { return PPXA{Terms: []prox.Function{f, g}} })
		}},
		{"pdhg", "primal-dual hybrid gradient (Chambolle-Pock)", func(p *problems.Problem) (Method, error) {
			return Conditioned(p, func(q *problems.Problem) (Method, error) {
				h, err := lossProx(q.Fit)
				if err != nil {
					return nil, err
				}
				_, g := q.Terms()
				a := Matrix{X: q.X, Intercept: q.Intercept}
				n, _ := a.Dims()
				// The loss is a mean: dual variables are n times smaller than residuals.
				return ChambollePock{F: g, H: h, A: a, Tau: 2 * math.Sqrt(float64(n)) / or(safeNorm(a), 1)}, nil
			})
		}},
		{"subgradient", "projected subgradient, normalised steps R/sqrt(k)", func(p *problems.Problem) (Method, error) {
			return subgradient(p, func(f Subdifferentiable, set prox.Function, r float64) Method {
				return ProjectedSubgradient{F: f, Set: set, Step: Normalized(InvSqrt(r))}
			})
		}},
		{"level", "subgradient steps towards a target that adapts", func(p *problems.Problem) (Method, error) {
			return subgradient(p, func(f Subdifferentiable, set prox.Function, r float64) Method {
				return TargetLevel{F: f, Set: set, Path: r}
			})
		}},
		{"dual-averaging", "projections of the sum of all subgradients", func(p *problems.Problem) (Method, error) {
			return subgradient(p, func(f Subdifferentiable, set prox.Function, r float64) Method {
				return DualAveraging{F: f, Set: set, Radius: r}
			})
		}},
	}
}

// gradient builds a method from the smooth term and the penalty.
func gradient(p *problems.Problem, build func(f Smooth, g prox.Function) Method) (Method, error) {
	return Conditioned(p, func(q *problems.Problem) (Method, error) {
		f, g := q.Terms()
		return build(f, g), nil
	})
}

// columnwise builds a method from the columns of the design and a separable penalty.
func columnwise(p *problems.Problem, build func(q *problems.Problem, x design.Design, g prox.Separable) Method) (Method, error) {
	return Conditioned(p, func(q *problems.Problem) (Method, error) {
		x, g, err := byColumns(q)
		if err != nil {
			return nil, err
		}
		return build(q, x, g), nil
	})
}

// coordinatewise builds coordinate descent in the given order.
func coordinatewise(p *problems.Problem, order Order) (Method, error) {
	return columnwise(p, func(q *problems.Problem, x design.Design, g prox.Separable) Method {
		return ProxCoordinate{X: x, F: q.Fit, G: g, Order: order}
	})
}

// blockwise builds block descent over the groups of a group lasso.
func blockwise(p *problems.Problem) (Method, error) {
	pen, ok := p.Penalty.(*problems.GroupLasso)
	if !ok {
		return nil, errors.New("solvers: this method needs a group lasso penalty")
	}
	_, cols := p.X.Dims()
	x, blocks := p.X, groupBlocks(pen, cols)
	if p.Intercept {
		x, blocks = withOnes{x}, append(blocks, Block{[]int{cols}, prox.Zero{}})
	}
	return BlockDescent{X: x, F: p.Fit, Blocks: blocks}, nil
}

// stochastic builds a method from the observations and the penalty.
func stochastic(p *problems.Problem, build func(f *FiniteSum, g prox.Function) Method) (Method, error) {
	return Conditioned(p, func(q *problems.Problem) (Method, error) {
		f, err := NewFiniteSum(q)
		if err != nil {
			return nil, err
		}
		_, g := q.Terms()
		return build(f, g), nil
	})
}

// subgradient builds a method from the objective, the set of its bounds and a guess
// at the distance to a solution.
func subgradient(p *problems.Problem, build func(f Subdifferentiable, set prox.Function, r float64) Method) (Method, error) {
	return Conditioned(p, func(q *problems.Problem) (Method, error) {
		f, set, err := q.Objective()
		if err != nil {
			return nil, err
		}
		n, _ := q.X.Dims()
		// Standardised coefficients are of the size of the response.
		r := math.Sqrt(2 * q.Fit.Value(make([]float64, n)))
		return build(f, set, r), nil
	})
}

// factored builds a method from the proxes of the loss, as a function of beta, and
// of the penalty.
func factored(p *problems.Problem, build func(f, g prox.Function) Method) (Method, error) {
	return Conditioned(p, func(q *problems.Problem) (Method, error) {
		f, err := quadraticProx(q)
		if err != nil {
			return nil, err
		}
		_, g := q.Terms()
		return build(f, g), nil
	})
}

// methodFor returns the method of that name for p.
func methodFor(name string, p *problems.Problem) (Method, error) {
	names := []string{"exact"} // Solve and Path know it themselves
	for _, m := range Methods() {
		if m.Name == name {
			return m.New(p)
		}
		names = append(names, m.Name)
	}
	return nil, fmt.Errorf("solvers: no method %q; there are %s", name, strings.Join(names, ", "))
}
