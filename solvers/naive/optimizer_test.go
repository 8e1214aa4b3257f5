package naive

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

type torchOptions struct {
	LR, Momentum, Dampening float64
	Nesterov                bool
	WeightDecay             float64 `json:"weight_decay"`
	AMSGrad                 bool
	Centered                bool
}

type torchRun struct {
	Name    string
	Class   string
	Options torchOptions
	Batch   int
	Lambda  float64
	B0      []float64
	Steps   map[string]struct {
		B         []float64
		Objective float64
	}
}

func torchOptimizer(t *testing.T, class string, o torchOptions) Optimizer {
	switch class {
	case "SGD":
		return SGD{Momentum: o.Momentum, Dampening: o.Dampening, WeightDecay: o.WeightDecay, Nesterov: o.Nesterov}
	case "Adam":
		return Adam{AMSGrad: o.AMSGrad}
	case "AdamW":
		if o.WeightDecay == 0 {
			o.WeightDecay = -1 // 0 stands for the default
		}
		return AdamW{WeightDecay: o.WeightDecay}
	case "RMSprop":
		return RMSprop{Momentum: o.Momentum, Centered: o.Centered}
	case "Adagrad":
		return Adagrad{}
	}
	t.Fatalf("no optimizer %q", class)
	return nil
}

// PyTorch's iterates on a lasso objective, full batch and mini-batches, at all
// recorded steps up to 1000, to 1e-10 relative.
//
// The objective has a kink wherever a coordinate is 0, so a coordinate whose sign
// hangs on rounding would send two correct implementations different ways. In
// none of these runs does that happen: the closest that any coordinate comes to 0
// after any step is 2e-8, five orders of magnitude above the difference to PyTorch.
// The test checks this too, so that a parity is never claimed beyond it.
func TestTorch(t *testing.T) {
	b, err := os.ReadFile("../../testdata/torch/optimizers.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		N    int
		X    [][]float64
		Y    []float64
		Runs []torchRun
	}
	if err := json.Unmarshal(b, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Runs) == 0 {
		t.Fatal("no recorded runs")
	}
	closest, worst := math.Inf(1), 0.0
	for _, r := range golden.Runs {
		o := torchOptimizer(t, r.Class, r.Options)
		x, grad, memory := slices.Clone(r.B0), make([]float64, len(r.B0)), make([]float64, o.Memory()*len(r.B0))
		batch := r.Batch
		if batch == 0 {
			batch = golden.N
		}
		compared := 0
		for k := range 1000 {
			clear(grad)
			for i := range batch {
				i = (k*batch + i) % golden.N
				residual := -golden.Y[i]
				for j, v := range golden.X[i] {
					residual += v * x[j]
				}
				for j, v := range golden.X[i] {
					grad[j] += residual * v / float64(batch)
				}
			}
			for j, v := range x {
				grad[j] += r.Lambda * sign(v)
			}
			o.Step(x, grad, memory, r.Options.LR, k+1)
			for _, v := range x {
				closest = min(closest, math.Abs(v))
			}
			want, ok := r.Steps[strconv.Itoa(k+1)]
			if !ok {
				continue
			}
			compared++
			for j := range x {
				d := math.Abs(x[j]/want.B[j] - 1)
				worst = max(worst, d)
				if !(d <= 1e-10) {
					t.Errorf("%s batch %d lambda %g step %d: b[%d] = %v, PyTorch has %v", r.Name, r.Batch, r.Lambda, k+1, j, x[j], want.B[j])
				}
			}
		}
		if compared != len(r.Steps) {
			t.Errorf("%s: %d of %d recorded steps compared", r.Name, compared, len(r.Steps))
		}
	}
	if closest < 1e-8 {
		t.Errorf("a coordinate comes within %g of its kink: its sign may hang on rounding", closest)
	}
	t.Logf("%d runs: within %.1g of PyTorch; coordinates stay %.1g from the kink", len(golden.Runs), worst, closest)
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// Options that the recorded runs do not have, each by a law that fixes it.
func TestLaws(t *testing.T) {
	grads := [][]float64{{1, -2}, {0.5, 3}, {-1, 0.25}, {2, 2}}
	run := func(o Optimizer) []float64 {
		x, memory := []float64{0.3, -0.7}, make([]float64, 2*o.Memory())
		for k, g := range grads {
			o.Step(x, g, memory, 0.1, k+1)
		}
		return x
	}
	for _, c := range []struct {
		law  string
		a, b Optimizer
	}{
		{"momentum wholly dampened is a step along the first gradient, discounted", SGD{Momentum: 0.5, Dampening: 1}, scripted{{1, -2}, {0.5, -1}, {0.25, -0.5}, {0.125, -0.25}}},
		{"Adam without memory steps by the sign", Adam{Beta1: -1, Beta2: -1, Eps: -1}, scripted{{1, -1}, {1, 1}, {-1, 1}, {1, 1}}},
		{"RMSprop without memory steps by the sign", RMSprop{Alpha: -1, Eps: -1}, scripted{{1, -1}, {1, 1}, {-1, 1}, {1, 1}}},
		{"Adagrad's first step is the sign, then falls with the root of the sum", Adagrad{Eps: -1, Decay: 1},
			scripted{{1, -1}, {0.5 / math.Sqrt(1.25) / 2, 3 / math.Sqrt(13) / 2}, {-1 / 1.5 / 3, 0.25 / math.Sqrt(13.0625) / 3}, {2 / 2.5 / 4, 2 / math.Sqrt(17.0625) / 4}}},
	} {
		a, b := run(c.a), run(c.b)
		for j := range a {
			if math.Abs(a[j]-b[j]) > 1e-15 {
				t.Errorf("%s: got %v, want %v", c.law, a, b)
				break
			}
		}
	}
}

// AdamW is Adam, knob by knob, and a shrinking of x that is apart from the gradient.
func TestAdamW(t *testing.T) {
	run := func(o Optimizer, grads ...float64) float64 {
		x, memory := []float64{0.3}, make([]float64, 3)
		for k, g := range grads {
			o.Step(x, []float64{g}, memory, 0.1, k+1)
		}
		return x[0]
	}
	for _, o := range []Adam{{}, {Beta1: 0.5}, {Beta2: 0.5}, {Eps: 1}, {Beta2: 0.5, AMSGrad: true}} {
		w := AdamW{Beta1: o.Beta1, Beta2: o.Beta2, Eps: o.Eps, AMSGrad: o.AMSGrad, WeightDecay: -1}
		if got, want := run(w, 1, -3, 0.5, 0.1), run(o, 1, -3, 0.5, 0.1); got != want {
			t.Errorf("%+v: %v without decay, Adam has %v", w, got, want)
		}
	}
	for decay, want := range map[float64]float64{0: 0.3 * 0.999 * 0.999, 2: 0.3 * 0.8 * 0.8} {
		if got := run(AdamW{WeightDecay: decay}, 0, 0); math.Abs(got-want) > 1e-16 {
			t.Errorf("decay %v: %v after two steps, want %v", decay, got, want)
		}
	}
}

// scripted steps along given directions, one after the other.
type scripted [][]float64

func (s scripted) Memory() int { return 0 }

func (s scripted) Step(x, _, _ []float64, rate float64, t int) {
	for j, d := range s[t-1] {
		x[j] -= rate * d
	}
}

// PyTorch's iterates at the edges of arithmetic: infinite and NaN coordinates and slopes,
// squares that overflow and underflow. A decay of 0 leaves an infinite coordinate alone.
func TestTorchEdges(t *testing.T) {
	b, err := os.ReadFile("../../testdata/torch/edges.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Optimizers []struct {
			Class       string
			Options     torchOptions
			X           []string
			Grad, After [][]string
		}
	}
	if err := json.Unmarshal(b, &golden); err != nil {
		t.Fatal(err)
	}
	numbers := func(s []string) []float64 {
		x := make([]float64, len(s))
		for j := range s {
			if x[j], err = strconv.ParseFloat(s[j], 64); err != nil {
				t.Fatal(err)
			}
		}
		return x
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(1, math.Abs(b)) }
	if len(golden.Optimizers) == 0 {
		t.Fatal("no recorded runs")
	}
	for _, r := range golden.Optimizers {
		o := torchOptimizer(t, r.Class, r.Options)
		x := numbers(r.X)
		memory := make([]float64, o.Memory()*len(x))
		for k := range r.Grad {
			o.Step(x, numbers(r.Grad[k]), memory, r.Options.LR, k+1)
			for j, want := range numbers(r.After[k]) {
				if !(x[j] == want || math.IsNaN(x[j]) && math.IsNaN(want) || near(x[j], want)) {
					t.Errorf("%s %+v from %v: x[%d] = %g after step %d, PyTorch has %g", r.Class, r.Options, r.X, j, x[j], k+1, want)
				}
			}
		}
	}
}
