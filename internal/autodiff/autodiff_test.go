package autodiff

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// pointwise is the table of all functions of one variable: the name that the
// PyTorch numbers have for it, empty where there are none.
var pointwise = []struct {
	name, torch string
	f           Func
	kinks       []float64
}{
	{"ReLU", "relu", ReLU, []float64{0}},
	{"LeakyReLU", "leaky_relu", LeakyReLU(0.01), []float64{0}},
	{"ELU", "elu", ELU, nil},
	{"GELU", "gelu", GELU, nil},
	{"GELUTanh", "gelu_tanh", GELUTanh, nil},
	{"SiLU", "silu", SiLU, nil},
	{"Softplus", "softplus", Softplus, nil},
	{"Tanh", "tanh", Tanh, nil},
	{"Sigmoid", "sigmoid", Sigmoid, nil},
	{"Abs", "abs", Abs, []float64{0}},
	{"Huber", "huber", Huber(1), nil},
	{"Hinge", "sign_free_hinge", Hinge, []float64{1}},
	{"Square", "", Square, nil},
	{"Logistic", "", Logistic, nil},
}

func readTorch(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile("../../testdata/torch/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// near tells whether a and b agree to tol, relative above 1 and absolute below.
func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol*math.Max(1, math.Abs(b)) }

func TestPointwiseTorch(t *testing.T) {
	var golden struct {
		X           []float64
		Activations map[string]struct{ Value, Grad []float64 }
	}
	readTorch(t, "activations.json", &golden)
	seen := 0
	for _, c := range pointwise {
		g, ok := golden.Activations[c.torch]
		if !ok {
			continue
		}
		seen++
		for i, x := range golden.X {
			if v, d := c.f(x); !near(v, g.Value[i], 1e-12) || !near(d, g.Grad[i], 1e-12) {
				t.Errorf("%s(%g) = %g, slope %g; PyTorch has %g and %g", c.name, x, v, d, g.Value[i], g.Grad[i])
			}
		}
	}
	if seen != len(golden.Activations) {
		t.Errorf("%d of PyTorch's %d functions compared", seen, len(golden.Activations))
	}
}

// At the edges of arithmetic too, where NaN meets a kink and squares overflow.
func TestPointwiseEdges(t *testing.T) {
	var golden struct {
		X         []string
		Functions map[string]struct{ Value, Grad []string }
	}
	readTorch(t, "edges.json", &golden)
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	same := func(a, b float64) bool {
		return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Abs(b)+1e-14
	}
	seen := 0
	for _, c := range pointwise {
		name := c.torch
		switch c.name {
		case "Hinge":
			name = "hinge"
		case "Square":
			name = "square"
		}
		g, ok := golden.Functions[name]
		if !ok {
			continue
		}
		seen++
		for i, x := range golden.X {
			v, d := c.f(number(x))
			if !same(v, number(g.Value[i])) || !same(d, number(g.Grad[i])) {
				t.Errorf("%s(%s) = %g, slope %g; PyTorch has %s and %s", c.name, x, v, d, g.Value[i], g.Grad[i])
			}
		}
	}
	if seen != len(golden.Functions) {
		t.Errorf("%d of PyTorch's %d functions compared", seen, len(golden.Functions))
	}
}

// Away from kinks the slope is the derivative, by central differences.
func TestPointwiseSlope(t *testing.T) {
	const h = 1e-5
	for _, c := range pointwise {
	points:
		for x := -6.0; x <= 6; x += 0.0625 {
			for _, k := range c.kinks {
				if math.Abs(x-k) < 2*h {
					continue points
				}
			}
			up, _ := c.f(x + h)
			down, _ := c.f(x - h)
			if _, d := c.f(x); !near(d, (up-down)/(2*h), 1e-5) {
				t.Errorf("%s at %g: slope %g, differences say %g", c.name, x, d, (up-down)/(2*h))
			}
		}
		if v, _ := c.f(math.NaN()); !math.IsNaN(v) {
			t.Errorf("%s(NaN) = %g", c.name, v)
		}
		for _, x := range []float64{-1e4, -800, 800, 1e4} {
			if v, d := c.f(x); math.IsNaN(v+d) || math.IsInf(v+d, 0) {
				t.Errorf("%s(%g) = %g, slope %g", c.name, x, v, d)
			}
		}
	}
}

func TestKinksOfVectors(t *testing.T) {
	var golden map[string]json.RawMessage
	readTorch(t, "activations.json", &golden)
	for _, c := range []struct {
		name string
		op   func(*Tape, *Var) *Var
		at   []float64
	}{
		{"max_of_[1,3,3,2]_grad", (*Tape).Max, []float64{1, 3, 3, 2}},
		{"norm2_at_zero_grad", (*Tape).Norm, make([]float64, 3)},
	} {
		var want []float64
		if err := json.Unmarshal(golden[c.name], &want); err != nil {
			t.Fatal(err)
		}
		var tape Tape
		x := tape.Param(1, len(c.at), c.at, make([]float64, len(c.at)))
		tape.Backward(c.op(&tape, x))
		for i, g := range x.Grad {
			if g != want[i] {
				t.Errorf("%s: gradient %v at a kink, PyTorch has %v", c.name, x.Grad, want)
				break
			}
		}
	}
}

// Every operation against central differences, through one expression that uses
// them all and uses some variables twice.
func TestGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	theta, grad := make([]float64, 3*2+3+4*3), make([]float64, 3*2+3+4*3)
	in := make([]float64, 4*2)
	for _, s := range [][]float64{theta, in} {
		for i := range s {
			s[i] = rng.NormFloat64()
		}
	}
	var tape Tape
	w := tape.Param(3, 2, theta[:6], grad[:6])
	b := tape.Param(1, 3, theta[6:9], grad[6:9])
	c := tape.Param(4, 3, theta[9:], grad[9:])
	z := tape.Affine(tape.Input(4, 2, in), w, b)
	u := tape.Mul(tape.Apply(Tanh, z), c)
	v := tape.Combine(2, tape.Affine(u, tape.Input(3, 3, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}), nil), -0.5, u)
	loss := tape.Combine(1, tape.Combine(0.3, tape.Norm(v), 1, tape.Max(v)), 0.1,
		tape.Combine(1, tape.Sum(tape.Mul(v, v)), -1, tape.Mean(c)))
	tape.Backward(loss)
	got := append([]float64(nil), grad...)
	for j, x := range theta {
		const h = 1e-5
		theta[j] = x + h
		tape.Forward()
		up := loss.Value[0]
		theta[j] = x - h
		tape.Forward()
		down := loss.Value[0]
		theta[j] = x
		if want := (up - down) / (2 * h); !near(got[j], want, 1e-7) {
			t.Errorf("parameter %d: %g, differences say %g", j, got[j], want)
		}
	}
	if n := testing.AllocsPerRun(10, func() { tape.Forward(); tape.Backward(loss) }); n != 0 {
		t.Errorf("replaying allocates %v times", n)
	}
}

// A multi-layer perceptron trained by gradient descent: PyTorch's gradients at
// the start to 1e-12, and its losses and gradient norms over 500 steps to 1e-9.
func TestPerceptronTorch(t *testing.T) {
	type layers struct{ W1, W2, W3, B1, B2, B3 json.RawMessage }
	var golden struct {
		N, D, H int
		X       [][]float64
		Y       []float64
		Init    layers
		Runs    []struct {
			Activation string
			LR         float64
			Trajectory map[string]struct{ Loss, Gradnorm float64 }
			Grad       layers `json:"grad_at_init"`
		}
	}
	readTorch(t, "mlp.json", &golden)
	flat := func(l layers) (out []float64) {
		for _, raw := range []json.RawMessage{l.W1, l.B1, l.W2, l.B2, l.W3, l.B3} {
			var m [][]float64
			if json.Unmarshal(raw, &m) != nil {
				m = make([][]float64, 1)
				if err := json.Unmarshal(raw, &m[0]); err != nil {
					t.Fatal(err)
				}
			}
			for _, row := range m {
				out = append(out, row...)
			}
		}
		return out
	}
	x := make([]float64, 0, golden.N*golden.D)
	for _, row := range golden.X {
		x = append(x, row...)
	}
	for _, run := range golden.Runs {
		act := pointwise[0].f
		for _, c := range pointwise {
			if c.torch == run.Activation {
				act = c.f
			}
		}
		theta := flat(golden.Init)
		grad := make([]float64, len(theta))
		var tape Tape
		used := 0
		param := func(rows, cols int) *Var {
			from := used
			used += rows * cols
			return tape.Param(rows, cols, theta[from:used], grad[from:used])
		}
		h := tape.Apply(act, tape.Affine(tape.Input(golden.N, golden.D, x), param(golden.H, golden.D), param(1, golden.H)))
		h = tape.Apply(act, tape.Affine(h, param(golden.H, golden.H), param(1, golden.H)))
		out := tape.Affine(h, param(1, golden.H), param(1, 1))
		loss := tape.Mean(tape.Apply(Square, tape.Combine(1, out, -1, tape.Input(golden.N, 1, golden.Y))))

		compared := 0
		for k := 0; k <= 500; k++ {
			tape.Forward()
			tape.Backward(loss)
			if k == 0 {
				for j, want := range flat(run.Grad) {
					if !near(grad[j], want, 1e-12) {
						t.Errorf("%s: gradient %d is %g, PyTorch has %g", run.Activation, j, grad[j], want)
					}
				}
			}
			if want, ok := run.Trajectory[strconv.Itoa(k)]; ok {
				compared++
				if norm := math.Sqrt(dot(grad, grad)); math.Abs(loss.Value[0]/want.Loss-1) > 1e-9 || math.Abs(norm/want.Gradnorm-1) > 1e-9 {
					t.Errorf("%s step %d: loss %g gradient %g, PyTorch has %g and %g", run.Activation, k, loss.Value[0], norm, want.Loss, want.Gradnorm)
				}
			}
			axpy(-run.LR, grad, theta)
		}
		if compared != len(run.Trajectory) {
			t.Errorf("%s: %d of %d recorded steps compared", run.Activation, compared, len(run.Trajectory))
		}
	}
}

// rowsOf is some of the rows of a dense matrix.
type rowsOf struct {
	x    []float64
	cols int
	at   []int
}

func (r rowsOf) Mul(dst, w []float64) {
	for k, i := range r.at {
		dst[k] = dot(r.x[i*r.cols:(i+1)*r.cols], w)
	}
}

func (r rowsOf) AddTransMul(dst, g []float64) {
	for k, i := range r.at {
		axpy(g[k], r.x[i*r.cols:(i+1)*r.cols], dst)
	}
}

// Linear functions, gathered entries and cross-entropy have the slopes that differences say.
func TestOpsByDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	draw := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		return x
	}
	data := draw(12)
	for name, c := range map[string]struct {
		params int
		op     func(t *Tape, w *Var) *Var
	}{
		"linear": {4, func(t *Tape, w *Var) *Var {
			b := t.Gather(w, 1, 1, []int{3})
			return t.Sum(t.Apply(Square, t.Linear(rowsOf{data, 3, []int{2, 0, 2}}, 3, t.Gather(w, 1, 3, []int{0, 1, 2}), b)))
		}},
		"gather": {3, func(t *Tape, w *Var) *Var { return t.Sum(t.Apply(Square, t.Gather(w, 2, 2, []int{1, 1, 0, 2}))) }},
		"cross-entropy": {6, func(t *Tape, w *Var) *Var {
			return t.CrossEntropy(t.Gather(w, 2, 3, []int{0, 1, 2, 3, 4, 5}), []int{2, 0})
		}},
	} {
		var tape Tape
		x, grad := draw(c.params), make([]float64, c.params)
		loss := c.op(&tape, tape.Param(1, c.params, x, grad))
		tape.Backward(loss)
		const h = 1e-6
		for j := range x {
			keep := x[j]
			x[j] = keep + h
			tape.Forward()
			up := loss.Value[0]
			x[j] = keep - h
			tape.Forward()
			down := loss.Value[0]
			x[j] = keep
			if want := (up - down) / (2 * h); math.Abs(grad[j]-want) > 1e-7 {
				t.Errorf("%s: slope %d is %v, differences say %v", name, j, grad[j], want)
			}
		}
	}
	// PyTorch: torch.nn.functional.cross_entropy(torch.tensor([[1., 2, 3], [0, 1000, 0]]), torch.tensor([2, 0])) = 500.2038
	var tape Tape
	if v := tape.CrossEntropy(tape.Input(2, 3, []float64{1, 2, 3, 0, 1000, 0}), []int{2, 0}).Value[0]; math.Abs(v-(1000+math.Log(1+math.Exp(-1)+math.Exp(-2)))/2) > 1e-12 {
		t.Errorf("cross-entropy %v", v)
	}
}

// A single tape rounds values and slopes to float32, as PyTorch's tensors are: 0.1 + 0.2 and
// products that underflow.
func TestSingle(t *testing.T) {
	tape := Tape{Single: true}
	grad := make([]float64, 2)
	x := tape.Param(1, 2, []float64{float64(float32(0.1)), float64(float32(1e-30))}, grad)
	square := tape.Mul(x, x)
	tape.Backward(tape.Sum(square))
	for k, want := range []float32{float32(0.1) * float32(0.1), 0} {
		if square.Value[k] != float64(want) {
			t.Errorf("square %d is %v, want %v", k, square.Value[k], want)
		}
	}
	for k, want := range []float32{2 * float32(0.1), 2 * float32(1e-30)} {
		if grad[k] != float64(want) {
			t.Errorf("slope %d is %v, want %v", k, grad[k], want)
		}
	}
}
