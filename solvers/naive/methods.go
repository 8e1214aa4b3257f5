package naive

import (
	"cmp"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// Batch is the size of the mini-batches of [Methods].
const Batch = 32

// Methods lists ready-made methods that train a [problems.Problem], by name: a new one
// is one row. They work on standardised columns from batches of [Batch] rows, "gd" apart,
// and an iterate is an epoch. Rates of SGD are 1/L, L a Lipschitz constant of the gradient
// of the smooth part or, for mini-batches, the largest of a single observation; those of
// adaptive optimizers are PyTorch's defaults times √(2F(0)), the size of a coefficient,
// as if the response had been scaled to 1 (and so for the decay of AdamW).
func Methods() []solvers.Named {
	return []solvers.Named{
		{Name: "gd", Doc: "gradient descent in full batches, constant rate 1/L", New: trained(func(r rates) Descent {
			return Descent{Rate: Constant(r.Full)}
		})},
		{Name: "sgd-constant", Doc: "mini-batches, constant rate", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(r.Row)}
		})},
		{Name: "sgd-decay", Doc: "mini-batches, rate falling as 1/sqrt(epoch)", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: InverseSqrt(r.Row, r.Epoch)}
		})},
		{Name: "sgd-average", Doc: "mini-batches, constant rate 1/(4L), mean of all points", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(r.Row / 4), Average: UniformAverage()} // Bach and Moulines (2013)
		})},
		{Name: "momentum", Doc: "mini-batches with momentum 0.9, constant rate", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(r.Row / 10), Optimizer: SGD{Momentum: 0.9}}
		})},
		{Name: "nesterov", Doc: "mini-batches with Nesterov's momentum 0.9, constant rate", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(r.Row / 10), Optimizer: SGD{Momentum: 0.9, Nesterov: true}}
		})},
		{Name: "adagrad", Doc: "Adagrad, PyTorch's defaults", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(0.01 * r.Size), Optimizer: Adagrad{}}
		})},
		{Name: "rmsprop", Doc: "RMSprop, PyTorch's defaults", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(0.01 * r.Size), Optimizer: RMSprop{}}
		})},
		{Name: "adam", Doc: "Adam, PyTorch's defaults", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(0.001 * r.Size), Optimizer: Adam{}}
		})},
		{Name: "adamw", Doc: "AdamW, PyTorch's defaults", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: Constant(0.001 * r.Size), Optimizer: AdamW{WeightDecay: 0.01 / r.Size}}
		})},
		{Name: "adam-restarts", Doc: "Adam on cosines of 10, 20, 40, ... epochs with warm restarts", New: trained(func(r rates) Descent {
			return Descent{Batch: Batch, Rate: WarmRestarts(0.001*r.Size, 10*int(r.Epoch), 2), Optimizer: Adam{}}
		})},
	}
}

// rates are what rates are measured in on one problem.
type rates struct {
	Full  float64 // 1/L, L a Lipschitz constant of the gradient of the smooth part
	Row   float64 // 1/L, L the largest such constant of a single observation
	Size  float64 // of a coefficient, √(2F(0)): adaptive steps are of the size of their rate
	Epoch float64 // steps in an epoch of batches of Batch rows
}

// trained builds a method on the standardised columns of a problem, given all but its
// oracle and its constraints.
func trained(build func(rates) Descent) func(*problems.Problem) (solvers.Method, error) {
	return func(p *problems.Problem) (solvers.Method, error) {
		return solvers.Conditioned(p, func(q *problems.Problem) (solvers.Method, error) {
			f, set, err := NewObjective(q)
			if err != nil {
				return nil, err
			}
			m := build(f.rates(q))
			m.F, m.G = f, set
			if err := m.Validate(make([]float64, q.Dim())); err != nil {
				return nil, err
			}
			return m, nil
		})
	}
}

// rates returns those of p, whose objective f is.
func (f *Objective) rates(p *problems.Problem) rates {
	norm, _ := solvers.Matrix{X: p.X, Intercept: p.Intercept}.Norm()
	n, _ := p.X.Dims()
	ridge, size := f.penalty.Curvature(), math.Sqrt(2*p.Fit.Value(make([]float64, n)))
	return rates{
		Full:  1 / cmp.Or(p.Fit.Smoothness()*norm*norm+ridge, 1),
		Row:   1 / cmp.Or(f.loss.L+ridge, 1),
		Size:  cmp.Or(size, 1),
		Epoch: float64(max(1, n/Batch)),
	}
}
