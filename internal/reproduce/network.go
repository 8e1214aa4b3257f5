package reproduce

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/autodiff"
	"github.com/lassocheck/lassocheck/internal/report"
)

// activation is one of the activations that are compared.
type activation struct {
	name   string
	kinked bool
	f      autodiff.Func
}

var activations = []activation{
	{"ReLU", true, autodiff.ReLU},
	{"leaky ReLU", true, autodiff.LeakyReLU(0.01)},
	{"softplus", false, autodiff.Softplus},
	{"GELU", false, autodiff.GELU},
	{"SiLU", false, autodiff.SiLU},
	{"ELU", false, autodiff.ELU},
	{"tanh", false, autodiff.Tanh},
}

// sample is a regression data set: x is n x d by rows.
type sample struct {
	name string
	n, d int
	x, y []float64
}

// network is a perceptron under mean squared error, recorded on a tape.
type network struct {
	tape        autodiff.Tape
	theta, grad []float64
	fans        []int // the number of inputs of each parameter's layer, negative for an offset
	loss        *autodiff.Var
}

// newNetwork records a perceptron with the given widths of hidden layers. With
// output, the last layer is activated too and has no offset.
func newNetwork(s sample, hidden []int, act autodiff.Func, output bool) *network {
	widths := append(slices.Clone(hidden), 1)
	m := &network{}
	in := s.d
	for _, out := range widths {
		for range in * out {
			m.fans = append(m.fans, in)
		}
		if !output {
			m.fans = append(m.fans, slices.Repeat([]int{-in}, out)...)
		}
		in = out
	}
	m.theta, m.grad = make([]float64, len(m.fans)), make([]float64, len(m.fans))
	used := 0
	param := func(rows, cols int) *autodiff.Var {
		from := used
		used += rows * cols
		return m.tape.Param(rows, cols, m.theta[from:used], m.grad[from:used])
	}
	z := m.tape.Input(s.n, s.d, s.x)
	for k, out := range widths {
		w := param(out, z.Cols)
		var offset *autodiff.Var
		if !output {
			offset = param(1, out)
		}
		z = m.tape.Affine(z, w, offset)
		if k < len(hidden) || output {
			z = m.tape.Apply(act, z)
		}
	}
	m.loss = m.tape.Mean(m.tape.Apply(autodiff.Square, m.tape.Combine(1, z, -1, m.tape.Input(s.n, 1, s.y))))
	return m
}

// initialisation draws the first parameters, given the number of inputs of the layer of each.
type initialisation struct {
	name string
	draw func(rng *rand.Rand, fan int) float64
}

var (
	// lecun is the variance 1/inputs, without offsets.
	lecun = initialisation{"variance 1/inputs", func(rng *rand.Rand, fan int) float64 { return normal(rng, fan, 1) }}
	// he is the variance 2/inputs (He et al., Delving deep into rectifiers, 2015).
	he = initialisation{"He", func(rng *rand.Rand, fan int) float64 { return normal(rng, fan, 2) }}
	// uniform is PyTorch's default for linear layers and convolutions, offsets included.
	uniform = initialisation{"PyTorch", func(rng *rand.Rand, fan int) float64 {
		return (2*rng.Float64() - 1) / math.Sqrt(math.Abs(float64(fan)))
	}}
)

func normal(rng *rand.Rand, fan int, variance float64) float64 {
	if fan < 0 {
		return 0
	}
	return rng.NormFloat64() * math.Sqrt(variance/float64(fan))
}

// initial draws the first parameters: the same for each activation.
func (m *network) initial(how initialisation, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 42))
	theta := make([]float64, len(m.theta))
	for j, fan := range m.fans {
		theta[j] = how.draw(rng, fan)
	}
	return theta
}

// history is what a training run leaves behind.
type history struct {
	loss, slope []float64 // the loss and the norm of the gradient at each step
	travel      float64   // amplitude of the last tenth of the iterates
}

// descend trains with a constant step for k steps from start.
func (m *network) descend(start []float64, step func(k int) float64, steps int) history {
	copy(m.theta, start)
	h := history{loss: make([]float64, steps+1), slope: make([]float64, steps+1)}
	var from []float64
	for k := range steps + 1 {
		m.tape.Forward()
		m.tape.Backward(m.loss)
		h.loss[k], h.slope[k] = m.loss.Value[0], norm(m.grad)
		if !(h.loss[k] < 1e6*(1+h.loss[0])) { // it diverged
			for ; k <= steps; k++ {
				h.loss[k], h.slope[k] = math.Inf(1), math.Inf(1)
			}
			h.travel = math.Inf(1)
			return h
		}
		if k == steps-steps/10 {
			from = slices.Clone(m.theta)
		}
		if from != nil {
			h.travel = math.Max(h.travel, distance(m.theta, from))
		}
		if k < steps {
			axpy(-step(k), m.grad, m.theta)
		}
	}
	return h
}

// last returns the final loss, +Inf if the run diverged.
func (h history) last() float64 {
	if v := h.loss[len(h.loss)-1]; !math.IsNaN(v) {
		return v
	}
	return math.Inf(1)
}

// rate is the fitted speed in decades of the gap per 100 steps, from the start until
// the gap is first within 10 times its least.
func (h history) rate(best float64) float64 {
	least := math.Inf(1)
	for _, f := range h.loss {
		least = math.Min(least, f-best)
	}
	var n, sk, sg, skk, skg float64
	for k, f := range h.loss {
		gap := f - best
		if !(gap > 0) {
			break
		}
		x, g := float64(k), math.Log10(gap)
		n, sk, sg, skk, skg = n+1, sk+x, sg+g, skk+x*x, skg+x*g
		if gap <= 10*least {
			break
		}
	}
	return -100 * (n*skg - sk*sg) / (n*skk - sk*sk)
}

// relative is the gap to best at each step, relative to the first, down to 1e-16.
func (h history) relative(best float64) []float64 {
	gap := make([]float64, len(h.loss))
	for k, f := range h.loss {
		gap[k] = math.Max((f-best)/(h.loss[0]-best), 1e-16)
	}
	return gap
}

// thin makes a series of at most about 100 steps.
func thin(name string, y []float64) report.Series {
	s := report.Series{Name: name}
	every := max(1, len(y)/100)
	for k := 0; k < len(y); k += every {
		s.X, s.Y = append(s.X, float64(k)), append(s.Y, y[k])
	}
	return s
}
