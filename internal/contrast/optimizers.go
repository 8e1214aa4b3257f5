package contrast

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/autodiff"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

// columnDecay is AdamW whose decay of 0.01 spares what follows the columns, the intercept,
// as parameter groups in PyTorch are used to do.
type columnDecay struct {
	naive.Adam
	columns int
}

// Step moves x by one step.
func (o columnDecay) Step(x, grad, memory []float64, rate float64, t int) {
	for j := range x[:o.columns] {
		x[j] *= 1 - 0.01*rate
	}
	o.Adam.Step(x, grad, memory, rate, t)
}

// proximalAdam is Adam with the proximal step of Σ l1_j |x_j| in Adam's own metric,
//
//	m = 0.9 m + 0.1 g,   v = 0.999 v + 0.001 g²,   d_j = rate / (sqrt(v_j/(1-0.999^t)) + 1e-8)
//	x_j = soft(x_j - d_j m_j/(1-0.9^t), d_j l1_j),
//
// without which it has another fixed point than the objective (Yun, Lozano and Yang,
// Adaptive proximal gradient methods for structured neural networks, 2021).
type proximalAdam struct{ l1 []float64 }

// Memory returns 2.
func (o proximalAdam) Memory() int { return 2 }

// Step moves x by one step.
func (o proximalAdam) Step(x, grad, memory []float64, rate float64, t int) {
	n := len(x)
	m, v := memory[:n], memory[n:2*n]
	first, root := 1-math.Pow(0.9, float64(t)), math.Sqrt(1-math.Pow(0.999, float64(t)))
	for j, g := range grad {
		m[j] = 0.9*m[j] + 0.1*g
		v[j] = 0.999*v[j] + 0.001*g*g
		d := rate / (math.Sqrt(v[j])/root + 1e-8)
		x[j] -= d * m[j] / first
		if j < len(o.l1) {
			x[j] = soft(x[j], d*o.l1[j])
		}
	}
}

// soft is x moved towards 0 by at most t.
func soft(x, t float64) float64 { return math.Copysign(math.Max(math.Abs(x)-t, 0), x) }

// single is an optimizer whose parameters and memory are float32.
type single struct{ naive.Optimizer }

// Step moves x by one step.
func (o single) Step(x, grad, memory []float64, rate float64, t int) {
	o.Optimizer.Step(x, grad, memory, rate, t)
	autodiff.Single(x)
	autodiff.Single(memory)
}
