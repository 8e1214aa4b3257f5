package detective_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/detective"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

func logisticLoss(y, w, o []float64) problems.DataFit {
	return &losses.Logistic{Y: y, Weights: w, Offset: o}
}
func poissonLoss(y, w, o []float64) problems.DataFit {
	return &losses.Poisson{Y: y, Weights: w, Offset: o}
}
func hingeLoss(y, w, o []float64) problems.DataFit {
	return &losses.SquaredHinge{Y: y, Weights: w, Offset: o}
}
func squaredLoss(y, w, o []float64) problems.DataFit {
	return &problems.LeastSquares{Y: y, Weights: w, Offset: o}
}

func shift(s *stated) {
	s.offset = make([]float64, len(s.y))
	for i := range s.offset {
		s.offset[i] = s.rng.NormFloat64() / 2
	}
}

func unshifted(s *stated) []float64 { return s.with(func(s *stated) { s.offset = nil }) }

func ridge(s *stated) []float64 { return s.with(func(s *stated) { s.alpha = 0 }) }

func free(s *stated) []float64 { return s.with(func(s *stated) { s.lambda = 0 }) }

// inverse is the lambda that a tool makes of yours as its C.
func inverse(s *stated) { s.lambda = 1 / (s.lambda * float64(len(s.y))) }

func asC(s *stated) []float64 { return s.with(inverse) }

// ofC1 takes lambda as it comes, and the tool C = 1.
func ofC1(s *stated) []float64 {
	return s.with(func(s *stated) { s.lambda = 1 / float64(len(s.y)) })
}

// instead solves with another loss of a function of the responses.
func instead(loss func(y, w, o []float64) problems.DataFit, f func(float64) float64) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		return s.with(func(s *stated) {
			s.loss, s.y = loss, slices.Clone(s.y)
			for i, y := range s.y {
				s.y[i] = f(y)
			}
		})
	}
}

func same(y float64) float64 { return y }

func positivePart(s *stated) []float64 {
	p := s.problem()
	_, cols := s.x.Dims()
	p.Penalty.(*problems.ElasticNet).Lower = make([]float64, cols)
	return s.solve(p)
}

// shared are the plants that all families have.
var shared = []plant{
	{"sum in place of mean", nil, times(func(n float64) float64 { return 1 / n })},
	{"mean in place of sum", lambdaFor(func(n float64) float64 { return n }), times(func(n float64) float64 { return n })},
	{"twice the loss", nil, times(func(float64) float64 { return 0.5 })},
	{"C = 1/lambda", inverse, asC},
	{"ridge", nil, ridge},
	{"no penalty", nil, free},
	{"no intercept", nil, noIntercept},
	{"intercept left out", nil, leftOut},
	{"penalised intercept", nil, penalisedIntercept},
	{"standardised", nil, func(s *stated) []float64 { return s.with(standardise) }},
	{"not standardised", standardise, func(s *stated) []float64 { return s.with(func(s *stated) { s.scale = nil }) }},
	{"coefficients on the standardised scale", standardise, onStandardScale(one)},
	{"weights ignored", weigh, unweighted},
	{"offset ignored", shift, unshifted},
	{"l1_ratio reversed", mix, reversedMix},
	{"ridge without the 1/2", mix, doubledRidge},
	{"rounded", nil, byDigits('e', 2)},
	{"float32", nil, inSingle},
	{"reversed columns", nil, shuffled(func(_ *stated, coef []float64) { slices.Reverse(coef) })},
	{"part of the rows", nil, rows(func(i, n int) bool { return i < n*4/5 })},
	{"positive constraint", nil, positivePart},
	{"another lambda", nil, times(func(float64) float64 { return 0.83 })},
	{detective.None, nil, times(one)},
	{detective.None, mix, early("fista", 1e-4)},
	{detective.None, standardise, early("fista", 1e-6)},
}

var plantsOf = map[string][]plant{
	"binomial": {
		{"C of 1", nil, ofC1},
		{"ridge and C of 1", nil, func(s *stated) []float64 {
			return s.with(func(s *stated) { s.alpha, s.lambda = 0, 1/float64(len(s.y)) })
		}},
		{"classes exchanged", nil, instead(logisticLoss, func(y float64) float64 { return 1 - y })},
		{"balanced classes", nil, func(s *stated) []float64 {
			return s.with(func(s *stated) {
				ones := 0.0
				for _, y := range s.y {
					ones += y
				}
				n := float64(len(s.y))
				s.w = make([]float64, len(s.y))
				for i, y := range s.y {
					if s.w[i] = n / (2 * ones); y == 0 {
						s.w[i] = n / (2 * (n - ones))
					}
				}
			})
		}},
		{"least squares", func(s *stated) { s.lambda /= 3 }, instead(squaredLoss, same)},
		{"least squares", func(s *stated) { s.lambda /= 3 }, instead(squaredLoss, func(y float64) float64 { return 2*y - 1 })},
		{"squared hinge", nil, instead(hingeLoss, same)},
	},
	"squared-hinge": {
		{"C of 1", nil, func(s *stated) []float64 { return s.with(func(s *stated) { s.lambda = 1 / (2 * float64(len(s.y))) }) }},
		{"classes exchanged", nil, instead(hingeLoss, func(y float64) float64 { return 1 - y })},
		{"logistic regression", func(s *stated) { s.lambda /= 3 }, instead(logisticLoss, same)},
	},
	"poisson": {
		{"least squares", nil, instead(squaredLoss, same)},
		{"least squares of logarithms", func(s *stated) { s.lambda /= 4 }, instead(squaredLoss, math.Log1p)},
		{"rates weighted by exposure", shift, func(s *stated) []float64 {
			return s.with(func(s *stated) {
				s.y, s.w = slices.Clone(s.y), make([]float64, len(s.y))
				for i, o := range s.offset {
					s.w[i] = math.Exp(o)
					s.y[i] /= s.w[i]
				}
				s.offset = nil
			})
		}},
	},
}

// responsesOf draws those of a family, of a sparse model.
func responsesOf(rng *rand.Rand, family string, x *design.Dense) []float64 {
	z := make([]float64, x.N)
	for j := range 5 {
		x.ColAxpy(j, rng.NormFloat64()/2, z)
	}
	y := make([]float64, x.N)
	for i := range y {
		if family != "poisson" {
			if rng.Float64() < 1/(1+math.Exp(-z[i]-0.7)) {
				y[i] = 1
			}
			continue
		}
		for p := rng.Float64(); p > math.Exp(-math.Exp(min(z[i]/2+0.5, 3))); p *= rng.Float64() {
			y[i]++
		}
	}
	return y
}

// Planted mistakes in models of classes and counts are named, and fits of tools that stop
// early left in peace.
func TestPlantsInFamilies(t *testing.T) {
	for family, loss := range map[string]func(y, w, o []float64) problems.DataFit{
		"binomial": logisticLoss, "squared-hinge": hingeLoss, "poisson": poissonLoss,
	} {
		right, all, wolf, honest := 0, 0, 0, 0
		for round := range 2 {
			for k, pl := range slices.Concat(shared, plantsOf[family]) {
				rng := rand.New(rand.NewPCG(uint64(round), uint64(k)))
				n, p := 60+rng.IntN(100), 8+rng.IntN(8)
				x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
				for e := range x.Data {
					x.Data[e] = rng.NormFloat64() * (0.5 + float64(e/n%3))
				}
				s := &stated{t: t, rng: rng, x: x, y: responsesOf(rng, family, x), alpha: 1, loss: loss}
				ratio := math.Exp(-1 - 2*rng.Float64())
				null, err := s.problem().Null()
				if err != nil {
					t.Fatal(err)
				}
				s.lambda = null.LambdaMax * ratio
				if pl.setup != nil {
					before := s.lambda
					if pl.setup(s); s.lambda == before {
						if null, err = s.problem().Null(); err != nil {
							t.Fatal(err)
						}
						s.lambda = null.LambdaMax * ratio
					}
				}
				beta := pl.do(s)
				if beta == nil {
					continue
				}
				coef := beta[:p]
				if pl.want != detective.None && slices.Max(coef) == 0 && slices.Min(coef) == 0 {
					continue // nothing was selected: any large lambda explains it
				}
				e, err := detective.Explain(context.Background(), detective.Case{Problem: s.problem(), Beta: beta, Lambda: s.lambda, Alpha: s.alpha})
				if err != nil {
					t.Fatal(err)
				}
				if pl.want != detective.None && math.Abs(e.Before) < 1e-12 {
					continue // the mistake changed nothing
				}
				if pl.want == detective.None {
					if honest++; e.Mistake != pl.want {
						wolf++
						t.Errorf("%s cries wolf at %d: %q, error %.2g, before %.2g", family, k, e.Mistake, e.Error, e.Before)
					}
					continue
				}
				if e.Flags != "" && e.Advice == "" {
					if got := s.flagged(e.Flags, beta); !(got <= 1e-9+2*math.Abs(e.Error)) {
						t.Errorf("%s, plant %d (%s): with %s the error is %.2g", family, k, pl.want, e.Flags, got)
					}
				}
				if all++; e.Mistake == pl.want {
					right++
				} else {
					t.Logf("%s, plant %d (%s), round %d: found %q, error %.2g, before %.2g: %s", family, k, pl.want, round, e.Mistake, e.Error, e.Before, e.Text)
				}
			}
		}
		t.Logf("%s: %d of %d plants named, %d of %d correct fits accused", family, right, all, wolf, honest)
		if float64(right) < 0.95*float64(all) || all < 40 {
			t.Errorf("%s: only %d of %d plants are named", family, right, all)
		}
	}
}
