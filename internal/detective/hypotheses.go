package detective

import (
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// hypothesis is the problem, up to lambda, and the point that one mistake leads to.
type hypothesis struct {
	mistake, text string
	problem       *problems.Problem
	beta          []float64
	lambda        float64 // for the problem, if it is as stated
}

// hypotheses lists what may have been solved in place of the stated problem, the
// problem itself first.
func (c *Case) hypotheses() []hypothesis {
	fit, net := c.Problem.Fit.(*problems.LeastSquares), c.Problem.Penalty.(*problems.ElasticNet)
	coef, b0 := c.Problem.Split(c.Beta)
	n, cols := c.Problem.X.Dims()
	all := []hypothesis{{None, "", c.Problem, c.Beta, net.Lambda}}
	with := func(mistake, text string, change func(p *problems.Problem, fit *problems.LeastSquares, net *problems.ElasticNet) (beta []float64, lambda float64)) {
		p, f, o := *c.Problem, *fit, *net
		p.Fit, p.Penalty = &f, &o
		beta, lambda := change(&p, &f, &o)
		if beta == nil {
			beta = c.Beta
		}
		if lambda == 0 {
			lambda = net.Lambda
		}
		all = append(all, hypothesis{mistake, text, &p, beta, lambda})
	}
	sd := design.StdDevs(c.Problem.X, fit.Weights)
	larger := scaled(sd, math.Sqrt(float64(n)/float64(n-1)))
	if net.Scale == nil {
		with("standardised", "the columns were standardised", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Scale = sd
			return nil, 0
		})
		with("standardised by 1/(n-1)", "the columns were standardised, by the deviation with n-1", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Scale = larger
			return nil, 0
		})
	} else {
		with("not standardised", "the columns were not standardised", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Scale = nil
			return nil, 0
		})
		with("standardised by 1/(n-1)", "the columns were standardised by the deviation with n-1 in place of n", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Scale = larger
			return nil, 0
		})
	}
	for _, s := range []struct {
		mistake string
		sd      []float64
	}{{"coefficients on the standardised scale", sd}, {"coefficients on the standardised scale by 1/(n-1)", larger}} {
		with(s.mistake, "the coefficients are those of standardised columns: divide each by its deviation", func(p *problems.Problem, f *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Scale = s.sd
			raw := make([]float64, cols)
			for j, b := range coef {
				if s.sd[j] > 0 {
					raw[j] = b / s.sd[j]
				}
			}
			return withIntercept(p, f, raw), 0
		})
	}
	if c.Problem.Intercept {
		with("no intercept", "it was fitted without an intercept", func(p *problems.Problem, _ *problems.LeastSquares, _ *problems.ElasticNet) ([]float64, float64) {
			p.Intercept = false
			return coef, 0
		})
		with("intercept left out", "the intercept is not the best for the coefficients: it was left out or changed", func(p *problems.Problem, f *problems.LeastSquares, _ *problems.ElasticNet) ([]float64, float64) {
			return withIntercept(p, f, coef), 0
		})
		with("penalised intercept", "the intercept was penalised like a coefficient", func(p *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			p.Intercept = false
			p.X = withOnes(p.X)
			o.Factor = extended(o.Factor, 1)
			o.Scale, o.Lower, o.Upper = extended(o.Scale, 1), extended(o.Lower, math.Inf(-1)), extended(o.Upper, math.Inf(1))
			return append(append([]float64(nil), coef...), b0), 0
		})
	} else {
		with("an intercept", "it was fitted with an intercept that was then left out", func(p *problems.Problem, f *problems.LeastSquares, _ *problems.ElasticNet) ([]float64, float64) {
			p.Intercept = true
			return withIntercept(p, f, coef), 0
		})
	}
	if fit.Weights != nil {
		with("weights ignored", "the weights were ignored", func(_ *problems.Problem, f *problems.LeastSquares, _ *problems.ElasticNet) ([]float64, float64) {
			f.Weights = nil
			return nil, 0
		})
	}
	if fit.Offset != nil {
		with("offset ignored", "the offset was ignored", func(_ *problems.Problem, f *problems.LeastSquares, _ *problems.ElasticNet) ([]float64, float64) {
			f.Offset = nil
			return nil, 0
		})
	}
	if net.Factor != nil {
		var total, size float64
		for _, f := range net.Factor {
			if !math.IsInf(f, 1) {
				total, size = total+f, size+1
			}
		}
		with("penalty factors rescaled", "the penalty factors were rescaled to add up to the number of columns", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Factor = scaled(o.Factor, size/total)
			return nil, 0
		})
		if c.Factor != nil {
			with("penalty factors not rescaled", "the penalty factors were taken as they are, without rescaling", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
				o.Factor = c.Factor
				return nil, 0
			})
		}
		with("penalty factors ignored", "the penalty factors were ignored", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Factor = nil
			return nil, 0
		})
	}
	if c.Lambda <= 1 && c.Lambda != c.Alpha {
		with("lambda and alpha swapped", "lambda and alpha were swapped", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Alpha = c.Lambda
			return nil, c.Alpha * c.Unit
		})
	}
	if net.Alpha < 1 {
		with("l1_ratio reversed", "1 - alpha was taken for alpha: the share of the ridge for that of the lasso", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Alpha = 1 - o.Alpha
			return nil, 0
		})
		with("ridge without the 1/2", "the ridge part was taken without its 1/2", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			l1, l2 := o.Lambda*o.Alpha, 2*o.Lambda*(1-o.Alpha)
			o.Alpha = l1 / (l1 + l2)
			return nil, l1 + l2
		})
		with("l1_ratio ignored", "alpha was ignored: the lasso was solved", func(_ *problems.Problem, _ *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			o.Alpha = 1
			return nil, 0
		})
		with("ridge in units of y", "the ridge part was divided by the standard deviation of y, as glmnet does", func(_ *problems.Problem, f *problems.LeastSquares, o *problems.ElasticNet) ([]float64, float64) {
			y := design.StdDevs(&design.Dense{N: n, P: 1, Data: f.Targets()}, f.Weights)[0]
			l1, l2 := o.Lambda*o.Alpha, o.Lambda*(1-o.Alpha)/y
			o.Alpha = l1 / (l1 + l2)
			return nil, l1 + l2
		})
	}
	return all
}

// multiple is a lambda that a normalisation of the loss makes of the stated one.
type multiple struct {
	mistake, text string
	lambda        float64
}

func (c *Case) multiples(h hypothesis) []multiple {
	fit := c.Problem.Fit.(*problems.LeastSquares)
	n := float64(len(fit.Y))
	if fit.Weights != nil {
		n = 0
		for _, w := range fit.Weights {
			n += w
		}
	}
	l := h.lambda
	raw := l / c.Unit // as typed
	return []multiple{
		{"mean squared error without the 1/2", "the loss was mean squared error without the 1/2", l / 2},
		{"a 1/2 too many", "the loss had a 1/2 that it should not have", l * 2},
		{"sum in place of mean", "the loss was half the sum of squares, not the mean", l / n},
		{"mean in place of sum", "the loss was a mean, not a sum", l * n},
		{"sum of squares", "the loss was the sum of squares, without 1/(2n)", l / (2 * n)},
		{"1/(2n) in place of the sum of squares", "the loss was divided by 2n", l * 2 * n},
		{"mean in place of sum, without the 1/2", "the loss was mean squared error, not half a sum", l * n / 2},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of half the sum of squares", 1 / (n * raw)},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the sum of squares", 1 / (2 * n * raw)},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the mean of half the squares", 1 / raw},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the mean squared error", 1 / (2 * raw)},
	}
}

// withIntercept puts the best intercept behind the coefficients, where there is one.
func withIntercept(p *problems.Problem, f *problems.LeastSquares, coef []float64) []float64 {
	if !p.Intercept {
		return coef
	}
	z := make([]float64, len(f.Y))
	design.Mul(z, p.X, coef)
	var sum, total float64
	for i, y := range f.Targets() {
		w := 1.0
		if f.Weights != nil {
			w = f.Weights[i]
		}
		sum, total = sum+w*(y-z[i]), total+w
	}
	return append(append([]float64(nil), coef...), sum/total)
}

// withOnes appends a column of ones.
func withOnes(x design.Design) design.Design {
	n, cols := x.Dims()
	if m, ok := x.(*design.CSC); ok {
		c := &design.CSC{N: n, P: cols + 1, ColPtr: append(append([]int(nil), m.ColPtr...), len(m.Val)+n),
			Row: append([]int32(nil), m.Row...), Val: append([]float64(nil), m.Val...)}
		for i := range n {
			c.Row, c.Val = append(c.Row, int32(i)), append(c.Val, 1)
		}
		return c
	}
	d := &design.Dense{N: n, P: cols + 1, Data: make([]float64, n*(cols+1))}
	for j := range cols {
		x.ColAxpy(j, 1, d.Col(j))
	}
	for i := range n {
		d.Col(cols)[i] = 1
	}
	return d
}

func scaled(v []float64, k float64) []float64 {
	out := make([]float64, len(v))
	for j, x := range v {
		out[j] = k * x
	}
	return out
}

// extended appends x to v, nil staying nil.
func extended(v []float64, x float64) []float64 {
	if v == nil {
		return nil
	}
	return append(append([]float64(nil), v...), x)
}
