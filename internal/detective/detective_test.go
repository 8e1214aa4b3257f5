package detective_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/detective"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// plant is a tool that makes one mistake: given the stated problem it returns its
// coefficients.
type plant struct {
	want  string
	setup func(s *stated)
	do    func(s *stated) []float64
}

// stated is a problem as a user states it.
type stated struct {
	t      *testing.T
	rng    *rand.Rand
	x      design.Design
	y, w   []float64
	factor []float64
	lambda float64
	alpha  float64
	scale  []float64
	offset []float64
	loss   func(y, w, o []float64) problems.DataFit // nil for least squares
}

func (s *stated) problem() *problems.Problem {
	var fit problems.DataFit = &problems.LeastSquares{Y: s.y, Weights: s.w, Offset: s.offset}
	if s.loss != nil {
		fit = s.loss(s.y, s.w, s.offset)
	}
	return &problems.Problem{X: s.x, Fit: fit, Intercept: true,
		Penalty: &problems.ElasticNet{Lambda: s.lambda, Alpha: s.alpha, Factor: s.factor, Scale: s.scale}}
}

func (s *stated) solve(p *problems.Problem) []float64 {
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{Tol: 1e-13})
	if err != nil {
		s.t.Fatal(err)
	}
	return r.X
}

// with solves the stated problem after a change.
func (s *stated) with(change func(s *stated)) []float64 {
	c := *s
	change(&c)
	return c.solve(c.problem())
}

// times solves with a multiple of lambda.
func times(k func(n float64) float64) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		return s.with(func(s *stated) { s.lambda *= k(float64(len(s.y))) })
	}
}

func lambdaFor(k func(n float64) float64) func(s *stated) {
	return func(s *stated) { s.lambda /= k(float64(len(s.y))) }
}

func factors(s *stated) {
	n, p := s.x.Dims()
	_ = n
	s.factor = make([]float64, p)
	for j := range s.factor {
		s.factor[j] = 0.5 + 2*s.rng.Float64()
	}
}

func standardise(s *stated) { s.scale = design.StdDevs(s.x, s.w) }

func mix(s *stated) { s.alpha = 0.2 + 0.2*s.rng.Float64() }

func byDigits(verb byte, digits int) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		beta := s.solve(s.problem())
		for j := range beta {
			beta[j], _ = strconv.ParseFloat(strconv.FormatFloat(beta[j], verb, digits, 64), 64)
		}
		return beta
	}
}

func onStandardScale(more func(n float64) float64) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		z := design.Standardize(s.x, s.w, true)
		for j := range z.Scale {
			z.Scale[j] *= more(float64(len(s.y)))
		}
		c := *s
		c.x, c.scale = z, nil
		p := c.problem()
		return c.solve(p)
	}
}

func one(float64) float64 { return 1 }

func noIntercept(s *stated) []float64 {
	p := s.problem()
	p.Intercept = false
	return append(s.solve(p), 0)
}

func leftOut(s *stated) []float64 {
	beta := s.solve(s.problem())
	beta[len(beta)-1] = 0
	return beta
}

// penalisedIntercept is a column of ones.
func penalisedIntercept(s *stated) []float64 {
	n, p := s.x.Dims()
	d := &design.Dense{N: n, P: p + 1, Data: make([]float64, n*(p+1))}
	for j := range p {
		s.x.ColAxpy(j, 1, d.Col(j))
	}
	for i := range n {
		d.Col(p)[i] = 1
	}
	c := *s
	c.x = d
	for range 10 { // until the penalty leaves some of the intercept
		q := c.problem()
		q.Intercept = false
		if beta := c.solve(q); beta[p] != 0 {
			s.lambda = c.lambda
			return beta
		}
		c.lambda /= 2
	}
	return nil
}

func doubledRidge(s *stated) []float64 {
	return s.with(func(s *stated) {
		l1, l2 := s.lambda*s.alpha, 2*s.lambda*(1-s.alpha)
		s.lambda, s.alpha = l1+l2, l1/(l1+l2)
	})
}

func weigh(s *stated) {
	s.w = make([]float64, len(s.y))
	for i := range s.w {
		s.w[i] = 0.2 + s.rng.ExpFloat64()
	}
}

func unweighted(s *stated) []float64 { return s.with(func(s *stated) { s.w = nil }) }

func reversedMix(s *stated) []float64 { return s.with(func(s *stated) { s.alpha = 1 - s.alpha }) }

func inSingle(s *stated) []float64 {
	beta := s.solve(s.problem())
	for j := range beta {
		beta[j] = float64(float32(beta[j]))
	}
	return beta
}

// own takes lambda from the scale of the problem that the mistake makes of the stated one.
func own(change func(s *stated)) func(s *stated) {
	return func(s *stated) {
		c := *s
		change(&c)
		null, err := c.problem().Null()
		if err != nil {
			s.t.Fatal(err)
		}
		s.lambda = null.LambdaMax * math.Exp(-1-3*s.rng.Float64())
	}
}

// target changes the target.
func target(f func(y []float64) []float64) func(s *stated) {
	return func(s *stated) { s.y = f(s.y) }
}

func logarithm(y []float64) []float64 {
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = math.Log(v)
	}
	return out
}

// standard is y less its mean over its deviation, with ddof.
func standard(ddof float64) func(y []float64) []float64 {
	return func(y []float64) []float64 {
		n := float64(len(y))
		mean, variance := (&design.Dense{N: len(y), P: 1, Data: y}).ColMoments(0, nil)
		out := make([]float64, len(y))
		for i, v := range y {
			out[i] = (v - mean) / math.Sqrt(variance*n/(n-ddof))
		}
		return out
	}
}

// divided has the columns divided by sizes.
func divided(x design.Design, sizes []float64) *design.Dense {
	n, p := x.Dims()
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for j, s := range sizes {
		if s > 0 {
			x.ColAxpy(j, 1/s, d.Col(j))
		}
	}
	return d
}

func spans(x design.Design) []float64 {
	n, p := x.Dims()
	out := make([]float64, p)
	for j := range out {
		v := make([]float64, n)
		x.ColAxpy(j, 1, v)
		out[j] = slices.Max(v) - slices.Min(v)
	}
	return out
}

func byRange(s *stated) { s.x = divided(s.x, spans(s.x)) }

// back solves with columns divided by sizes, and brings the coefficients back.
func back(sizes func(x design.Design) []float64) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		d := sizes(s.x)
		beta := s.with(func(s *stated) { s.x = divided(s.x, d) })
		for j, v := range d {
			if v > 0 {
				beta[j] /= v
			}
		}
		return beta
	}
}

func lengths(x design.Design) []float64 {
	n, _ := x.Dims()
	sd := design.StdDevs(x, nil)
	for j := range sd {
		sd[j] *= math.Sqrt(float64(n))
	}
	return sd
}

// rows solves with the rows alone for which keep is true.
func rows(keep func(i, n int) bool) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		return s.with(func(s *stated) {
			n := len(s.y)
			s.w = make([]float64, n)
			for i := range s.w {
				if keep(i, n) {
					s.w[i] = 1
				}
			}
			if s.scale != nil {
				s.scale = design.StdDevs(s.x, s.w)
			}
		})
	}
}

// shuffled puts the coefficients into another order.
func shuffled(order func(s *stated, coef []float64)) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		beta := s.solve(s.problem())
		was := slices.Clone(beta)
		order(s, beta[:len(beta)-1])
		if slices.Equal(was, beta) {
			return nil
		}
		return beta
	}
}

func toClasses(fit func(y []float64) problems.DataFit, alpha float64) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		if slices.ContainsFunc(s.y, func(v float64) bool { return v != 0 && v != 1 }) {
			return nil
		}
		p := s.problem()
		p.Fit = fit(s.y)
		p.Penalty = &problems.ElasticNet{Lambda: s.lambda, Alpha: alpha, Scale: s.scale}
		r, err := solvers.Solve(context.Background(), p, solvers.Settings{Tol: 1e-9})
		if err != nil {
			s.t.Fatal(err)
		}
		return r.X
	}
}

// early stops a method at a gap: that is no mistake of convention.
func early(method string, tol float64) func(s *stated) []float64 {
	return func(s *stated) []float64 {
		r, err := solvers.Solve(context.Background(), s.problem(), solvers.Settings{Tol: tol, Method: method})
		if err != nil {
			s.t.Fatal(err)
		}
		return r.X
	}
}

// flagged returns the error of beta for the stated problem with the flags.
func (s *stated) flagged(flags string, beta []float64) float64 {
	c := *s
	lower, intercept, ones := false, true, false
	words := strings.Fields(flags)
	for k := 0; k < len(words); k++ {
		value := func() float64 {
			k++
			v, err := strconv.ParseFloat(words[k], 64)
			if err != nil {
				s.t.Fatal(err)
			}
			return v
		}
		switch words[k] {
		case "--lambda":
			c.lambda = value()
		case "--alpha":
			c.alpha = value()
		case "--lower":
			lower = value() == 0
		case "--standardize":
			c.scale = design.StdDevs(c.x, c.w)
		case "--standardize=false":
			c.scale = nil
		case "--intercept=false":
			intercept = false
		case "--family":
			k++
			c.loss = map[string]func(y, w, o []float64) problems.DataFit{"binomial": logisticLoss, "squared-hinge": hingeLoss}[words[k]]
		case "--penalized-intercept":
			c.x, intercept, ones = detective.WithOnes(c.x), false, true
		default:
			s.t.Fatalf("no flag %s", words[k])
		}
	}
	p := c.problem()
	if !intercept {
		if p.Intercept = false; !ones {
			beta = beta[:len(beta)-1]
		}
	}
	if lower {
		_, cols := c.x.Dims()
		p.Penalty.(*problems.ElasticNet).Lower = make([]float64, cols)
	}
	null, err := p.Null()
	if err != nil {
		s.t.Fatal(err)
	}
	return (p.Primal(beta) - p.Primal(s.solve(p))) / null.Scale
}

func positiveOnly(y []float64) bool { return slices.Min(y) > 0 }

var plants = []plant{
	{"mean squared error without the 1/2", nil, times(func(n float64) float64 { return 0.5 })},
	{"a 1/2 too many", lambdaFor(func(n float64) float64 { return 2 }), times(func(n float64) float64 { return 2 })},
	{"sum in place of mean", nil, times(func(n float64) float64 { return 1 / n })},
	{"mean in place of sum", lambdaFor(func(n float64) float64 { return n }), times(func(n float64) float64 { return n })},
	{"sum of squares", nil, times(func(n float64) float64 { return 1 / (2 * n) })},
	{"C = 1/lambda", func(s *stated) { s.lambda = 1 / (s.lambda * float64(len(s.y))) },
		func(s *stated) []float64 {
			return s.with(func(s *stated) { s.lambda = 1 / (s.lambda * float64(len(s.y))) })
		}},
	{"standardised", nil, func(s *stated) []float64 { return s.with(standardise) }},
	{"not standardised", standardise, func(s *stated) []float64 { return s.with(func(s *stated) { s.scale = nil }) }},
	{"standardised by 1/(n-1)", standardise, func(s *stated) []float64 {
		n := float64(len(s.y))
		return s.with(func(s *stated) {
			s.scale = slices.Clone(s.scale)
			for j := range s.scale {
				s.scale[j] *= math.Sqrt(n / (n - 1))
			}
		})
	}},
	{"coefficients on the standardised scale", standardise, onStandardScale(one)},
	{"coefficients on the standardised scale", func(s *stated) { s.lambda /= 100 }, onStandardScale(one)},
	{"coefficients on the standardised scale by 1/(n-1)", standardise, onStandardScale(func(n float64) float64 { return math.Sqrt(n / (n - 1)) })},
	{"no intercept", nil, noIntercept},
	{"intercept left out", nil, leftOut},
	{"penalised intercept", nil, penalisedIntercept},
	{"penalty factors rescaled", factors, func(s *stated) []float64 {
		return s.with(func(s *stated) {
			total := 0.0
			for _, f := range s.factor {
				total += f
			}
			s.factor = slices.Clone(s.factor)
			for j := range s.factor {
				s.factor[j] *= float64(len(s.factor)) / total
			}
		})
	}},
	{"lambda and alpha swapped", func(s *stated) { mix(s); s.lambda = 0.05 + 0.1*s.rng.Float64() },
		func(s *stated) []float64 { return s.with(func(s *stated) { s.lambda, s.alpha = s.alpha, s.lambda }) }},
	{"l1_ratio reversed", mix, reversedMix},
	{"ridge without the 1/2", mix, doubledRidge},
	{"weights ignored", weigh, unweighted},
	{"float32", nil, inSingle},
	{"rounded", nil, byDigits('e', 2)},
	{"rounded", nil, byDigits('f', 4)},
	{"thresholded", nil, func(s *stated) []float64 {
		beta := s.solve(s.problem())
		var sizes []float64
		for _, b := range beta[:len(beta)-1] {
			if b != 0 {
				sizes = append(sizes, math.Abs(b))
			}
		}
		slices.Sort(sizes)
		if len(sizes) < 2 {
			return nil
		}
		at := max(1e-3, sizes[0]*(1+1e-9))
		for j, b := range beta[:len(beta)-1] {
			if math.Abs(b) < at {
				beta[j] = 0
			}
		}
		return beta
	}},
	{"another lambda", nil, times(func(n float64) float64 { return 0.83 })},
	{"log target", func(s *stated) {
		if positiveOnly(s.y) {
			own(target(logarithm))(s)
		}
	}, func(s *stated) []float64 {
		if !positiveOnly(s.y) {
			return nil
		}
		return s.with(target(logarithm))
	}},
	{"standardised y", own(target(standard(0))), func(s *stated) []float64 { return s.with(target(standard(0))) }},
	{"standardised y by 1/(n-1)", own(target(standard(1))), func(s *stated) []float64 { return s.with(target(standard(1))) }},
	{"standardised y and columns", own(func(s *stated) {
		standardise(s)
		target(standard(0))(s)
	}), func(s *stated) []float64 {
		c := *s
		target(standard(0))(&c)
		return onStandardScale(one)(&c)
	}},
	{"min-max scaling", own(byRange), back(spans)},
	{"coefficients on the min-max scale", own(byRange), func(s *stated) []float64 { return s.with(byRange) }},
	{"columns of length one", own(func(s *stated) { s.x = divided(s.x, lengths(s.x)) }), back(lengths)},
	{"reversed columns", nil, shuffled(func(_ *stated, coef []float64) { slices.Reverse(coef) })},
	{"permuted columns", nil, shuffled(func(s *stated, coef []float64) {
		s.rng.Shuffle(len(coef), func(a, b int) { coef[a], coef[b] = coef[b], coef[a] })
	})},
	{"permuted columns", standardise, shuffled(func(_ *stated, coef []float64) {
		first := coef[0]
		copy(coef, coef[1:])
		coef[len(coef)-1] = first
	})},
	{"positive constraint", nil, func(s *stated) []float64 {
		p := s.problem()
		_, cols := s.x.Dims()
		p.Penalty.(*problems.ElasticNet).Lower = make([]float64, cols)
		return s.solve(p)
	}},
	{"ridge", nil, func(s *stated) []float64 { return s.with(func(s *stated) { s.alpha = 0 }) }},
	{"ordinary least squares", nil, func(s *stated) []float64 { return s.with(func(s *stated) { s.lambda = 0 }) }},
	{"part of the rows", nil, rows(func(i, n int) bool { return i < n*4/5 })},
	{"part of the rows", mix, rows(func(i, n int) bool { return i >= n*3/10 })},
	{"part of the rows", standardise, rows(func(i, n int) bool { return i < n*3/4 })},
	{"part of the rows", nil, rows(func(i, n int) bool { return i != 0 })},
	{"classification", func(s *stated) { s.lambda = 0.01 }, toClasses(func(y []float64) problems.DataFit { return &losses.Logistic{Y: y} }, 1)},
	{"classification", func(s *stated) { s.lambda, s.scale = 0.1, design.StdDevs(s.x, nil) }, toClasses(func(y []float64) problems.DataFit { return &losses.Logistic{Y: y} }, 0)},
	{detective.None, nil, times(one)},
	{detective.None, mix, times(one)},
	{detective.None, standardise, times(one)},
	{detective.None, factors, times(one)},
	// Tools that stop early.
	{detective.None, nil, early("fista", 1e-5)},
	{detective.None, nil, early("fista", 1e-3)},
	{detective.None, standardise, early("cd", 1e-4)},
	{detective.None, mix, early("cd", 1e-6)},
	{detective.None, standardise, early("cd", 1e-7)},
	{detective.None, nil, early("ista", 1e-2)},
}

// elsewhere is a folder with more data: prostate.csv, leukemia_X.npy, leukemia_y.npy.
var elsewhere = os.Getenv("LASSOCHECK_DATA")

// dataset reads one of the data sets, nil where it is not there.
func dataset(t *testing.T, name string) (design.Design, []float64) {
	path, o := "../../testdata/diabetes.csv", dataio.Options{Target: "target"}
	switch name {
	case "breast_cancer":
		path, o = "../../testdata/breast_cancer.csv", dataio.Options{Target: "benign"}
	case "prostate":
		path, o = elsewhere+"/prostate.csv", dataio.Options{Target: "lpsa"}
	case "leukemia":
		path, o = elsewhere+"/leukemia_X.npy", dataio.Options{Y: elsewhere + "/leukemia_y.npy"}
	}
	if _, err := os.Stat(path); err != nil {
		t.Logf("no %s here", path)
		return nil, nil
	}
	d, err := dataio.Read(context.Background(), nil, path, o)
	if err != nil {
		t.Fatal(err)
	}
	return d.X, d.Y
}

// Planted mistakes are named, and correct fits left in peace.
func TestPlants(t *testing.T) {
	rounds := map[string]int{"diabetes": 2, "breast_cancer": 1, "prostate": 2, "leukemia": 0}
	if os.Getenv("LASSOCHECK_PLANTS") != "" {
		rounds = map[string]int{"diabetes": 7, "breast_cancer": 7, "prostate": 7, "leukemia": 0}
	}
	spent := map[string]time.Duration{}
	right, all, wolf, honest := 0, 0, 0, 0
	for _, name := range []string{"diabetes", "breast_cancer", "prostate", "leukemia"} {
		if rounds[name] == 0 {
			continue
		}
		x, y := dataset(t, name)
		if x == nil {
			continue
		}
		for round := range rounds[name] {
			for k, pl := range plants {
				s := &stated{t: t, rng: rand.New(rand.NewPCG(uint64(round), uint64(k))), x: x, y: y, alpha: 1}
				null, err := (&problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Intercept: true, Penalty: problems.Lasso(1)}).Null()
				if err != nil {
					t.Fatal(err)
				}
				s.lambda = null.LambdaMax * math.Exp(-1-3*s.rng.Float64())
				if pl.setup != nil {
					before := s.lambda
					pl.setup(s)
					if s.scale != nil && s.lambda == before { // its own lambda_max
						q := s.problem()
						null, err := q.Null()
						if err != nil {
							t.Fatal(err)
						}
						s.lambda = null.LambdaMax * math.Exp(-1-3*s.rng.Float64())
					}
				}
				began := time.Now()
				beta := pl.do(s)
				planted := time.Since(began)
				if beta == nil {
					continue
				}
				coef, _ := s.problem().Split(beta)
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
				spent[name] += time.Since(began) - planted
				what := fmt.Sprintf("%s, plant %d (%s), round %d: found %q, error %.2g, before %.2g: %s", name, k, pl.want, round, e.Mistake, e.Error, e.Before, e.Text)
				if pl.want == detective.None {
					honest++
					if e.Mistake != pl.want {
						wolf++
						t.Errorf("cries wolf: %s", what)
					}
					continue
				}
				if e.Flags != "" && e.Advice == "" {
					if got := s.flagged(e.Flags, beta); !(got <= 1e-9+2*math.Abs(e.Error)) {
						t.Errorf("%s: with %s the error is %.2g", what, e.Flags, got)
					}
				}
				all++
				if e.Mistake == pl.want {
					right++
				} else {
					t.Log(what)
				}
			}
		}
	}
	t.Logf("%d of %d plants named, %d of %d correct fits accused; %v", right, all, wolf, honest, spent)
	if float64(right) < 0.95*float64(all) {
		t.Errorf("only %d of %d plants are named", right, all)
	}
}
