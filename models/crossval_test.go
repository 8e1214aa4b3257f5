package models

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/solvers"
)

// crossvalGolden is what cv.glmnet makes of the data of cv.json.
type crossvalGolden struct {
	X               Rows
	FoldID          []int     `json:"foldid"`
	Gaussian        []float64 `json:"y_gaussian"`
	Binomial        []float64 `json:"y_binomial"`
	Poisson         []float64 `json:"y_poisson"`
	Weights, Offset []float64
	Uneven          []int
	Time, Status    []float64
	Cases           map[string]crossvalCase
}

type crossvalCase struct {
	Family          Family
	Measure         Measure
	Weights, Offset bool
	Offset3         bool
	Ungrouped       bool
	Standardize     *bool
	Alpha           *float64
	Alignment       Alignment
	Folds           string
	Lambdas         []float64
	NLambda         int     `json:"nlambda"`
	Ratio           float64 `json:"ratio"`

	Lambda, CVM, CVSD []float64
	NZero             []int
	LambdaMin         float64 `json:"lambda_min"`
	Lambda1SE         float64 `json:"lambda_1se"`
	Preval            []float64
}

// cvm, cvsd, lambda.min and lambda.1se of cv.glmnet.
func TestCrossValidateGlmnet(t *testing.T) {
	var g, ours crossvalGolden
	readJSON(t, "../testdata/glmnet/cv.json", &g)
	readJSON(t, "../testdata/glmnet/crossval.json", &ours)
	given, plain := g.Cases, false
	if len(given) < 3 || len(ours.Cases) < 19 {
		t.Fatalf("%d and %d cases", len(given), len(ours.Cases))
	}
	for name, family := range map[string]Family{"gaussian_mse": "gaussian", "binomial_deviance": "binomial", "binomial_class": "binomial"} {
		c := given[name]
		c.Family, c.Lambdas, c.Standardize = family, c.Lambda, &plain
		if name == "binomial_class" {
			c.Measure = "class"
		}
		ours.Cases["cv_"+name] = c
	}
	g.Weights, g.Offset, g.Uneven, g.Poisson = ours.Weights, ours.Offset, ours.Uneven, ours.Poisson
	for name, c := range ours.Cases {
		t.Run(name, func(t *testing.T) {
			g.run(t, c)
		})
	}
}

// The same of survival times.
func TestCrossValidateCox(t *testing.T) {
	var g, cox crossvalGolden
	readJSON(t, "../testdata/glmnet/cv.json", &g)
	readJSON(t, "../testdata/glmnet/crossval.json", &cox)
	g.Weights, cox.Cases = cox.Weights, nil
	readJSON(t, "../testdata/glmnet/crossval_cox.json", &cox)
	g.Time, g.Status = cox.Time, cox.Status
	if len(cox.Cases) < 4 {
		t.Fatal(len(cox.Cases))
	}
	for name, c := range cox.Cases {
		c.Family = Cox
		t.Run(name, func(t *testing.T) { g.run(t, c) })
	}
}

func (g *crossvalGolden) run(t *testing.T, c crossvalCase) {
	s := Spec{Family: c.Family, Convention: Glmnet, Solver: solvers.Settings{Tol: 1e-12},
		Grid: solvers.Grid{Lambdas: c.Lambdas, N: c.NLambda, MinRatio: c.Ratio}}
	cv := CV{FoldID: g.FoldID, Measure: c.Measure, Ungrouped: c.Ungrouped, Alignment: c.Alignment}
	if c.Family != Gaussian && c.Standardize != nil {
		s.Solver.Tol = 1e-10 // columns of all sizes: doubles prove no more
	}
	if c.Weights {
		s.Weights = g.Weights
	}
	if c.Offset {
		s.Offset = g.Offset
	}
	if c.Offset3 {
		for _, o := range g.Offset {
			s.Offset = append(s.Offset, o/3)
		}
	}
	if c.Standardize != nil {
		s.NoStandardize = !*c.Standardize
	}
	if c.Alpha != nil {
		s.Penalty = ElasticNet(*c.Alpha)
	}
	if c.Family == Cox {
		s.Survival = &Survival{Status: g.Status}
	}
	switch c.Folds {
	case "uneven":
		cv.FoldID = g.Uneven
	case "loo":
		cv.FoldID = upTo(len(g.FoldID))
	}
	y := map[Family][]float64{"gaussian": g.Gaussian, "binomial": g.Binomial, "poisson": g.Poisson, "cox": g.Time}[c.Family]
	v, err := s.CrossValidate(context.Background(), g.X, y, cv)
	if err != nil {
		t.Fatal(err)
	}
	if v.Certified != v.Fits || v.Fits < 5*len(c.Lambda) {
		t.Errorf("%d of %d certified", v.Certified, v.Fits)
	}
	curve := v.Curves[v.Min.Curve]
	same := func(what string, got, want []float64) {
		t.Helper()
		if len(got) != len(want) {
			t.Fatalf("%s: %d of %d", what, len(got), len(want))
		}
		for k := range want {
			if math.Abs(got[k]-want[k]) > 1e-6*math.Abs(want[k]) {
				t.Errorf("%s at %d: %.12g, want %.12g", what, k, got[k], want[k])
			}
		}
	}
	same("lambda", curve.Lambda, c.Lambda)
	same("cvm", curve.Mean, c.CVM)
	same("cvsd", curve.SD, c.CVSD)
	same("min and 1se", []float64{curve.Lambda[curve.Min], curve.Lambda[curve.OneSE]}, []float64{c.LambdaMin, c.Lambda1SE})
	for k, n := range c.NZero {
		if curve.NonZero[k] != n {
			t.Errorf("%d nonzero at %d, want %d", curve.NonZero[k], k, n)
		}
	}
}

// Means and standard errors by hand: each fold is fitted by Path to the rows left, and
// its rows predicted by Link.
func TestCrossValidateByHand(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	const n, p = 40, 6
	x, y := sample(rng, n, p)
	weights, offset := make([]float64, n), make([]float64, n)
	for i := range weights {
		weights[i], offset[i] = float64(rng.IntN(4)), rng.NormFloat64()
	}
	for name, s := range map[string]Spec{
		"plain":        {},
		"standardised": {Standardize: true, NoIntercept: true},
		"glmnet":       {Convention: Glmnet, Penalty: ElasticNet(0.5), Weights: weights, Offset: offset},
		"raw":          {Convention: Raw, Weights: weights},
		"unpenalised":  {Penalty: Unpenalized()},
		"bounds":       {Lower: []float64{0}, Factor: []float64{1, 0, 2, 1, 1, math.Inf(1)}},
	} {
		s.Grid.N = 8
		cv := CV{Folds: 5, Repeats: 3, Seed: 7, Kind: Stratified}
		v, err := s.CrossValidate(context.Background(), x, y, cv)
		if err != nil {
			t.Fatal(name, err)
		}
		c := &v.Curves[0]
		whole, err := s.Path(context.Background(), x, y)
		if err != nil {
			t.Fatal(err)
		}
		if v.Fits != 16*len(whole.Models) || v.Certified != v.Fits || !(v.Worst <= 1e-9) {
			t.Errorf("%s: %d fits, %d certified, worst %v", name, v.Fits, v.Certified, v.Worst)
		}
		outOfFold := make([]float64, n)
		for l, m := range whole.Models {
			mean, variance := 0.0, 0.0
			clear(outOfFold)
			for _, fold := range v.FoldID {
				var ms, vs []float64
				for k := range 5 {
					var in, out Rows
					var yIn, wIn, oIn []float64
					var test []int
					var total, totalIn float64
					for i := range n {
						w := 1.0
						if s.Weights != nil {
							w = s.Weights[i]
						}
						total += w
						if fold[i] == k {
							out, test = append(out, x[i]), append(test, i)
							continue
						}
						totalIn += w
						in, yIn, wIn, oIn = append(in, x[i]), append(yIn, y[i]), append(wIn, weights[i]), append(oIn, offset[i])
					}
					part := s
					if s.Weights != nil {
						part.Weights = wIn
					}
					if s.Offset != nil {
						part.Offset = oIn
					}
					part.Lambda = m.Lambda
					if s.Convention == Raw {
						part.Lambda *= totalIn / total
					}
					z, err := fit(t, part, in, yIn).Link(out)
					if err != nil {
						t.Fatal(err)
					}
					var sum, w float64
					for e, i := range test {
						if s.Offset != nil {
							z[e] += offset[i]
						}
						outOfFold[i] += z[e] / 3
						one := 1.0
						if s.Weights != nil {
							one = weights[i]
						}
						sum += one * (y[i] - z[e]) * (y[i] - z[e])
						w += one
					}
					ms, vs = append(ms, sum/w), append(vs, w)
				}
				var cvm, squares, w float64
				for k := range ms {
					cvm += vs[k] * ms[k]
					w += vs[k]
				}
				cvm /= w
				for k := range ms {
					squares += vs[k] * (ms[k] - cvm) * (ms[k] - cvm)
				}
				mean += cvm / 3
				variance += squares / w / 4 / 3
			}
			near(t, name+": mean and error", []float64{c.Mean[l], c.SD[l]}, []float64{mean, math.Sqrt(variance)})
			got, err := v.OutOfFold(c, l)
			if err != nil {
				t.Fatal(err)
			}
			near(t, name+": out of fold", got, outOfFold)
		}
	}
}

// The same seed gives the same bits, whatever GOMAXPROCS.
func TestCrossValidateBits(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(33, 34)), 60, 20)
	bits := func(processors int, seed uint64) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		v, err := Spec{Grid: solvers.Grid{N: 10}}.CrossValidate(context.Background(), x, y, CV{Folds: 7, Repeats: 2, Seed: seed, Alphas: []float64{1, 0.5}})
		if err != nil {
			t.Fatal(err)
		}
		out := fmt.Append(nil, v.FoldID, v.Min, v.OneSE, v.Worst)
		for k := range v.Curves {
			c := &v.Curves[k]
			z, err := v.OutOfFold(c, c.Min)
			if err != nil {
				t.Fatal(err)
			}
			out = fmt.Append(out, c.Lambda, c.Mean, c.SD, c.Min, c.OneSE, z)
		}
		return out
	}
	one := bits(1, 3)
	for _, processors := range []int{2, 5} {
		if !bytes.Equal(one, bits(processors, 3)) {
			t.Errorf("other bits on %d processors", processors)
		}
	}
	if bytes.Equal(one, bits(1, 4)) {
		t.Error("another seed gives the same")
	}
}

// Of several mixes the best is taken, and each has the curve that it has alone.
func TestCrossValidateAlphas(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(35, 36)), 50, 30)
	cv := CV{Folds: 5}
	alphas := []float64{1, 0.1, 0.5}
	cv.Alphas = alphas
	both, err := Spec{Grid: solvers.Grid{N: 15}}.CrossValidate(context.Background(), x, y, cv)
	if err != nil {
		t.Fatal(err)
	}
	best := 0
	for k, alpha := range alphas {
		cv.Alphas = nil
		alone, err := Spec{Grid: solvers.Grid{N: 15}, Penalty: ElasticNet(alpha)}.CrossValidate(context.Background(), x, y, cv)
		if err != nil {
			t.Fatal(err)
		}
		a, b := &alone.Curves[0], &both.Curves[k]
		if b.Alpha != alpha || !slices.Equal(a.Mean, b.Mean) || !slices.Equal(a.SD, b.SD) {
			t.Errorf("alpha %v: %v alone, %v beside others", alpha, a.Mean, b.Mean)
		}
		if m := &both.Curves[best]; b.Mean[b.Min] < m.Mean[m.Min] {
			best = k
		}
	}
	if both.Min.Curve != best {
		t.Errorf("alpha %v is the best, not %v", alphas[best], alphas[both.Min.Curve])
	}
}

// A column that is constant without a fold, or that lives in one fold only, and a y that
// is constant without a fold have right answers; rows of no weight do not count.
func TestCrossValidateHardFolds(t *testing.T) {
	const n = 30
	rng := rand.New(rand.NewPCG(37, 38))
	x, y := sample(rng, n, 3)
	fold := make([]int, n)
	for i := range x {
		fold[i] = i % 3
		x[i][1], x[i][2] = 5, 0
		if fold[i] == 1 {
			x[i][1], x[i][2] = float64(i), 1
		}
	}
	s := Spec{Standardize: true, Grid: solvers.Grid{N: 10}}
	check := func(what string) {
		v, err := s.CrossValidate(context.Background(), x, y, CV{FoldID: fold})
		if err != nil || v.Certified != v.Fits {
			t.Fatal(what, v, err)
		}
		for k := range 3 {
			for _, m := range v.Curves[0].mix.folds[0][k].path.Models {
				if len(m.Support) > 0 && k == 1 && what == "columns" && m.Support[len(m.Support)-1] > 0 {
					t.Errorf("fold %d: %v are fitted, of constant columns", k+1, m.Support)
				}
			}
		}
	}
	check("columns")
	for i := range y {
		if fold[i] != 1 {
			y[i] = 4
		}
	}
	check("response")
	for i := range y {
		y[i] = 4
	}
	check("no variance at all")

	x, y = sample(rng, n, 3)
	less, yLess, foldLess := x[:20], y[:20], fold[:20]
	s.Weights = make([]float64, n)
	for i := range 20 {
		s.Weights[i] = 2
	}
	a, err := s.CrossValidate(context.Background(), x, y, CV{FoldID: fold})
	if err != nil {
		t.Fatal(err)
	}
	s.Weights = nil
	b, err := s.CrossValidate(context.Background(), less, yLess, CV{FoldID: foldLess})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rows of no weight", a.Curves[0].Mean, b.Curves[0].Mean)
	near(t, "rows of no weight", a.Curves[0].SD, b.Curves[0].SD)
}

// What cannot be cross-validated is said in one line.
func TestCrossValidateRefused(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(39, 40)), 12, 2)
	late, end := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer end()
	ones := repeated(1, 12)
	half := slices.Clone(ones)
	clear(half[6:])
	for _, c := range []struct {
		s    Spec
		cv   CV
		want string
	}{
		{Spec{}, CV{Folds: 13}, "12 rows cannot fill 13 folds"},
		{Spec{}, CV{Folds: 1}, "1 folds: a fold is predicted from the others"},
		{Spec{}, CV{Folds: -3}, "two at least"},
		{Spec{}, CV{Repeats: -1}, "-1 repeats"},
		{Spec{}, CV{Kind: "loo"}, `folds "loo": there are random, stratified, blocks and groups`},
		{Spec{}, CV{Kind: Grouped}, "0 groups for 12 rows"},
		{Spec{}, CV{Kind: Grouped, Groups: []int{1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2}}, "2 groups cannot fill 10 folds"},
		{Spec{}, CV{Kind: Blocks, Repeats: 2}, "leave out the repeats"},
		{Spec{}, CV{FoldID: []int{1, 2}}, "folds of 2 rows are given, for 12 rows"},
		{Spec{}, CV{FoldID: make([]int, 12)}, "all rows are in fold 0"},
		{Spec{}, CV{FoldID: upTo(12), Repeats: 2}, "leave out the repeats"},
		{Spec{}, CV{Measure: "auc"}, `measure "auc": for gaussian there are mse, deviance, mae`},
		{Spec{}, CV{Alignment: "left"}, `alignment "left"`},
		{Spec{}, CV{Alphas: []float64{}}, "no alphas"},
		{Spec{}, CV{Alphas: []float64{2}}, "alpha 2"},
		{Spec{Penalty: Unpenalized()}, CV{Alphas: []float64{1}}, "Unpenalized has no alpha"},
		{Spec{Weights: half}, CV{Folds: 2, Kind: Blocks}, "all weights of fold 2 are zero"},
		{Spec{Weights: ones[:3]}, CV{}, "3 weights"},
		{Spec{Solver: solvers.Settings{Method: "nonesuch"}}, CV{}, "nonesuch"},
	} {
		v, err := c.s.CrossValidate(context.Background(), x, y, c.cv)
		if err == nil || !strings.Contains(err.Error(), c.want) || v != nil {
			t.Errorf("%+v: %v, want %q", c.cv, err, c.want)
		}
	}
	for _, s := range []Spec{{}, {Solver: solvers.Settings{Method: "cd"}}} {
		if v, err := s.CrossValidate(late, x, y, CV{}); v != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("late: %v, %v", v, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	v, err := Spec{}.CrossValidate(ctx, x, y, CV{Folds: 5, Progress: func(done, all int) {
		if all != 5 {
			t.Errorf("%d folds", all)
		}
		cancel()
	}})
	if v != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, %v", v, err)
	}
}

// The measures of every family are those of Score, over the rows of each fold.
func TestMeasuresAreScores(t *testing.T) {
	rng := rand.New(rand.NewPCG(43, 44))
	const n = 60
	x, z := sample(rng, n, 4)
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 0.5 + float64(rng.IntN(3))
	}
	for _, f := range []Family{Gaussian, Binomial, Poisson, Huber, SquaredHinge} {
		s := Spec{Family: f, Weights: weights, Grid: solvers.Grid{N: 6, MinRatio: 0.1}}
		y := slices.Clone(z)
		switch {
		case f.Classes():
			for i := range y {
				y[i] = float64(1 - 2*rng.IntN(2)) // -1 and 1
				if z[i] > 1 {
					y[i] = 1
				}
			}
		case f == Poisson:
			for i := range y {
				y[i] = float64(rng.IntN(3)) + math.Floor(math.Abs(z[i]))
			}
		case f == Huber:
			s.Delta = 1.3
		}
		for _, m := range s.settled(t).judgings() {
			v, err := s.CrossValidate(context.Background(), x, y, CV{Folds: 3, Measure: m.name, Kind: Stratified})
			if err != nil {
				t.Fatal(f, err)
			}
			c := v.Curves[0]
			for l := range c.Lambda {
				mean, total := 0.0, 0.0
				for k := range 3 {
					part := c.mix.folds[0][k]
					score, err := part.path.Models[l].Score(v.statement.holdOut(part.rows).x, pick(y, part.rows), pick(weights, part.rows), nil)
					if err != nil {
						t.Fatal(err)
					}
					value := map[Measure]float64{MSE: score.MSE, MAE: score.MAE, Deviance: score.Deviance, Misclassified: 1 - score.Accuracy, AUC: score.AUC}[m.name]
					if f == Binomial && (m.name == MSE || m.name == MAE) {
						value *= 2
					}
					w := 0.0
					for _, i := range part.rows {
						w += weights[i]
					}
					mean, total = mean+w*value, total+w
				}
				near(t, string(f)+" "+string(m.name), []float64{c.Mean[l]}, []float64{mean / total})
			}
		}
	}
}

func (s Spec) settled(t *testing.T) *Spec {
	t.Helper()
	if err := s.settle(4); err != nil {
		t.Fatal(err)
	}
	return &s
}

// A fold of one class has no AUC, and the rows without a fold of another no model.
func TestCrossValidateOneClass(t *testing.T) {
	x, _ := sample(rand.New(rand.NewPCG(45, 46)), 12, 2)
	y := []float64{1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1}
	for _, c := range []struct {
		fold []int
		m    Measure
		want string
	}{
		{[]int{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}, AUC, "fold 1 has one class only, for which there is no auc: take stratified folds"},
		{[]int{0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0}, Deviance, "without fold 1: models: one class: y is 0"},
	} {
		v, err := Spec{Family: Binomial}.CrossValidate(context.Background(), x, y, CV{FoldID: c.fold, Measure: c.m})
		if v != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// Products that are shared between folds lose digits where a row outweighs the others and
// where a column lives in one fold: such folds compute their own, and all are certified.
func TestCrossValidateSharedProducts(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	x, y := sample(rng, 60, 6)
	for j := range x[7] {
		x[7][j] *= 1e7
	}
	for i := range x {
		x[i][3] = 0
	}
	x[11][3], x[21][3] = 1, 2 // of fold 1 alone
	fold := make([]int, 60)
	for i := range fold {
		fold[i] = i % 10
	}
	v, err := Spec{Standardize: true, Grid: solvers.Grid{N: 20}}.CrossValidate(context.Background(), x, y, CV{FoldID: fold})
	if err != nil || v.Certified != v.Fits {
		t.Fatal(v, err)
	}
	for k := range 10 {
		rows := v.Curves[0].mix.folds[0][k].rows
		if len(rows) != 6 {
			t.Fatal(rows)
		}
		var in Rows
		var yIn []float64
		for i := range x {
			if fold[i] != k {
				in, yIn = append(in, x[i]), append(yIn, y[i])
			}
		}
		lambdas := v.Curves[0].Lambda
		path, err := Spec{Standardize: true, Grid: solvers.Grid{Lambdas: lambdas}}.Path(context.Background(), in, yIn)
		if err != nil {
			t.Fatal(err)
		}
		for l, m := range v.Curves[0].mix.folds[0][k].path.Models {
			if want := path.Models[l]; math.Abs(m.Certificate.Objective-want.Certificate.Objective) > 1e-12*want.Certificate.Objective || len(m.Support) != len(want.Support) {
				t.Errorf("fold %d, lambda %d: %v, alone %v", k, l, m.Certificate.Objective, want.Certificate.Objective)
			}
		}
	}
}
