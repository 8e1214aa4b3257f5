// Package workloads has the data sets of the benchmarks: simulated ones, drawn from
// fixed seeds, and real ones where they are at hand.
package workloads

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Workload is a design and a response, and how far down its path goes.
type Workload struct {
	Name   string
	Family Family
	Ratio  float64 // lambda_min / lambda_max
	// Load returns an error where the data are not at hand. root is the
	// repository's, with the slash.
	Load func(root string) (x design.Design, y []float64, err error)
}

// Family is what the response is modelled as.
type Family int

const (
	Gaussian Family = iota
	Binomial        // 1 where the response is positive, 0 otherwise
	Poisson         // the response is a count
)

// All lists the workloads: a new one is one row.
var All = []Workload{
	{"diabetes", Gaussian, 1e-3, file("testdata/diabetes.csv", dataio.Options{Target: "target"})},
	{"leukemia", Gaussian, 1e-3, leukemia},
	{"rcv1", Gaussian, 1e-2, file("../shared/data/rcv1_small.svm", dataio.Options{})},
	{"text", Gaussian, 1e-2, func(string) (design.Design, []float64, error) { return Text(20000, 100000, 2000000) }},
	{"ar", Gaussian, 1e-2, func(string) (design.Design, []float64, error) { return AR(1000, 20000, 0.6, 1) }},
	{"tall", Gaussian, 1e-3, func(string) (design.Design, []float64, error) { return AR(50000, 500, 0.3, 1) }},
	{"wide", Gaussian, 1e-1, func(string) (design.Design, []float64, error) { return Text(5000, 1000000, 5000000) }},
	{"echoes", Binomial, 1e-4, func(string) (design.Design, []float64, error) { return AR(208, 60, 0.9, 1) }},
	{"tumours", Binomial, 1e-4, file("testdata/breast_cancer.csv", dataio.Options{Target: "benign"})},
	{"leukemia-class", Binomial, 1e-2, func(root string) (design.Design, []float64, error) {
		x, y, err := leukemia(root)
		for i := range y {
			y[i] -= 1.5 // classes 1 and 2
		}
		return x, y, err
	}},
	{"rcv1-class", Binomial, 1e-2, file("../shared/data/rcv1_small.svm", dataio.Options{})},
	{"a9a", Binomial, 1e-4, file("../shared/data/a9a.svm", dataio.Options{})},
	{"tall-class", Binomial, 1e-3, func(string) (design.Design, []float64, error) { return AR(50000, 500, 0.3, 1) }},
	{"counts", Poisson, 1e-2, func(string) (design.Design, []float64, error) { return Counts(500, 2000, 0.5) }},
}

func leukemia(root string) (design.Design, []float64, error) {
	data := root + "../shared/data/"
	return file("../shared/data/leukemia_X.npy", dataio.Options{Y: data + "leukemia_y.npy"})(root)
}

func file(path string, o dataio.Options) func(root string) (design.Design, []float64, error) {
	return func(root string) (design.Design, []float64, error) {
		d, err := dataio.Read(context.Background(), nil, root+path, o)
		if err != nil {
			return nil, nil, err
		}
		return d.X, d.Y, nil
	}
}

// Text draws a sparse design like a table of word counts: the popularity of columns
// falls as 1/(rank + 50), entries are 1 + a geometric count, damped by a logarithm.
// The response is a combination of 200 columns and a third of its deviation in noise.
func Text(n, p, entries int) (design.Design, []float64, error) {
	rng := rand.New(rand.NewPCG(1, 1))
	share := 0.0
	for j := range p {
		share += 1 / float64(j+50)
	}
	x := &design.CSC{N: n, P: p, ColPtr: []int{0}}
	for j := range p {
		want := min(0.5, float64(entries)/share/float64(j+50)/float64(n))
		for i := -1; ; {
			i += 1 + int(rng.ExpFloat64()/-math.Log1p(-want))
			if i >= n {
				break
			}
			x.Row = append(x.Row, int32(i))
			x.Val = append(x.Val, math.Log1p(1+math.Floor(rng.ExpFloat64())))
		}
		x.ColPtr = append(x.ColPtr, len(x.Val))
	}
	z := make([]float64, n)
	for range 200 {
		x.ColAxpy(int(float64(p)*math.Pow(rng.Float64(), 3)), rng.NormFloat64(), z)
	}
	addNoise(rng, z, 0.35)
	return x, z, nil
}

// AR draws rows of an AR(1) process across columns; 50 columns make the response,
// with noise of the given share of its deviation.
func AR(n, p int, rho, noise float64) (design.Design, []float64, error) {
	rng := rand.New(rand.NewPCG(2, 2))
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	z := make([]float64, n)
	for j := range p {
		c := x.Col(j)
		for i := range c {
			c[i] = rng.NormFloat64()
			if j > 0 {
				c[i] = rho*x.Col(j - 1)[i] + math.Sqrt(1-rho*rho)*c[i]
			}
		}
		if j%(p/50) == 0 {
			x.ColAxpy(j, rng.NormFloat64(), z)
		}
	}
	addNoise(rng, z, noise)
	return x, z, nil
}

// Counts draws the design of [AR], and counts with means between one and five as a rule.
func Counts(n, p int, rho float64) (design.Design, []float64, error) {
	x, z, err := AR(n, p, rho, 0)
	rng := rand.New(rand.NewPCG(3, 3))
	sq := 0.0
	for _, v := range z {
		sq += v * v / float64(n)
	}
	for i, v := range z {
		left, count := math.Exp(-math.Exp(v/math.Sqrt(sq)+0.5)), 0.0
		for u := rng.Float64(); u > left; u *= rng.Float64() {
			count++
		}
		z[i] = count
	}
	return x, z, err
}

func addNoise(rng *rand.Rand, z []float64, share float64) {
	var sq float64
	for _, v := range z {
		sq += v * v
	}
	sd := share * math.Sqrt(sq/float64(len(z)))
	for i := range z {
		z[i] += sd * rng.NormFloat64()
	}
}

// Lasso is the problem that all packages agree on: standardised columns, an
// intercept, half the mean squared error.
func Lasso(x design.Design, y []float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Intercept: true,
		Penalty: &problems.ElasticNet{Alpha: 1, Scale: design.StdDevs(x, nil)}}
}

// Problem is [Lasso] with the loss of the family.
func (w Workload) Problem(x design.Design, y []float64) *problems.Problem {
	p := Lasso(x, y)
	switch w.Family {
	case Binomial:
		p.Fit = &losses.Logistic{Y: Classes(y)}
	case Poisson:
		p.Fit = &losses.Poisson{Y: y}
	}
	return p
}

// Classes returns 1 for what is positive and 0 otherwise.
func Classes(y []float64) []float64 {
	c := make([]float64, len(y))
	for i, v := range y {
		if v > 0 {
			c[i] = 1
		}
	}
	return c
}
