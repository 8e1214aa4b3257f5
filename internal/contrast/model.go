package contrast

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// maxEntries bounds the copy of dense data that training works on.
const maxEntries = 2e8

// Model is a linear model in the coordinates in which it is trained,
//
//	1/n Σ_i l(y_i, <z_i, w> + w_0) + Σ_j l1_j |w_j| + l2_j/2 w_j²,
//
// l the loss of least squares, (y-z)²/2, or of logistic regression, log(1+e^z) - y z. They
// are the user's own unless the penalty has scales: then column j is centred
// and divided by its scale, as whoever standardises before training does, and w_j
// stands for scale_j b_j. The objective is the same number in both.
type Model struct {
	Problem *problems.Problem

	n, p        int
	z           *rows
	y           []float64
	logistic    bool
	mean, scale []float64
	l1, l2      []float64
	// eigen is the largest eigenvalue of [Z 1]'[Z 1]/n times that of l'', and curvature
	// that plus the largest l2: the Lipschitz constant of the gradient of the smooth part.
	eigen, curvature float64
	// reach is a typical size of a coefficient: the spread of y over that of z.
	reach float64
}

// NewModel prepares p for training. It returns an error where p is not least squares or
// logistic regression without weights and with an unbounded elastic net, or where dense
// data would not fit.
func NewModel(p *problems.Problem) (*Model, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	n, cols := p.X.Dims()
	m := &Model{Problem: p, n: n, p: cols, mean: make([]float64, cols), scale: make([]float64, cols)}
	if err := m.setLoss(p.Fit); err != nil {
		return nil, err
	}
	pen, ok := p.Penalty.(*problems.ElasticNet)
	if !ok || pen.Lower != nil || pen.Upper != nil {
		return nil, errors.New("contrast: the penalty must be an elastic net without bounds, which gradient methods would not keep")
	}
	for j := range cols {
		if pen.Term(j) == (problems.Term{}) {
			continue // excluded: a column of zeros, whose coefficient never moves
		}
		m.scale[j] = 1
		if pen.Scale != nil {
			m.scale[j] = pen.Scale[j]
			if p.Intercept {
				m.mean[j], _ = p.X.ColMoments(j, nil)
			}
		}
	}
	m.z = newRows(p.X, m.mean, m.scale)
	if n == 0 || len(m.z.dense) > maxEntries {
		return nil, fmt.Errorf("contrast: training needs a copy of the %d x %d data of at most %g entries; select columns or rows", n, cols, maxEntries)
	}
	m.eigen, m.reach = m.largestEigenvalue(), m.spread()
	if m.logistic {
		m.eigen /= 4
	}
	m.setPenalty(pen)
	return m, nil
}

func (m *Model) setLoss(fit problems.DataFit) error {
	switch f := fit.(type) {
	case *problems.LeastSquares:
		if f.NormalWeights() == nil {
			m.y = f.Targets()
			return nil
		}
	case *losses.Logistic:
		if f.Weights == nil && f.Offset == nil {
			m.logistic, m.y = true, slices.Clone(f.Y)
			for i, v := range m.y {
				m.y[i] = math.Max(v, 0)
			}
			return nil
		}
	}
	return errors.New("contrast: the loss must be least squares or logistic, without weights")
}

// WithLambda returns the model at another strength of its penalty; it shares the data.
func (m *Model) WithLambda(lambda float64) *Model {
	c, p := *m, *m.Problem
	pen := p.Penalty.(*problems.ElasticNet).WithLambda(lambda).(*problems.ElasticNet)
	p.Penalty, c.Problem = pen, &p
	c.setPenalty(pen)
	return &c
}

// inUnits returns the least-squares model with its response, and with it the L1 penalty, in
// units that are so many times smaller: the solution becomes as many times larger, the
// objective as many times squared.
func (m *Model) inUnits(times float64) *Model {
	c := *m
	c.y, c.l1 = slices.Clone(m.y), slices.Clone(m.l1)
	for i := range c.y {
		c.y[i] *= times
	}
	for j := range c.l1 {
		c.l1[j] *= times
	}
	c.reach *= times
	return &c
}

func (m *Model) setPenalty(pen *problems.ElasticNet) {
	m.l1, m.l2 = make([]float64, m.p), make([]float64, m.p)
	m.curvature = m.eigen
	for j, s := range m.scale {
		if s != 0 {
			t := pen.Term(j)
			m.l1[j], m.l2[j] = t.L1/s, t.L2/(s*s)
			m.curvature = math.Max(m.curvature, m.eigen+m.l2[j])
		}
	}
}

// dim is the number of parameters.
func (m *Model) dim() int { return m.Problem.Dim() }

// Beta takes parameters to the coordinates of the data.
func (m *Model) Beta(w []float64) []float64 {
	beta := slices.Clone(w)
	for j, s := range m.scale {
		if s == 0 {
			beta[j] = 0
			continue
		}
		beta[j] = w[j] / s
		if m.Problem.Intercept {
			beta[m.p] -= beta[j] * m.mean[j]
		}
	}
	return beta
}

// parameters is the inverse of Beta.
func (m *Model) parameters(beta []float64) []float64 {
	w := slices.Clone(beta)
	for j, s := range m.scale {
		w[j] = beta[j] * s
		if m.Problem.Intercept {
			w[m.p] += beta[j] * m.mean[j]
		}
	}
	return w
}

// idle counts the columns of zeros in z.
func (m *Model) idle() int {
	return count(m.z.squares(), func(v float64) bool { return v == 0 })
}

// start is where training starts: no coefficients, and the best intercept.
func (m *Model) start() []float64 {
	w := make([]float64, m.dim())
	if m.Problem.Intercept {
		mean := 0.0
		for _, v := range m.y {
			mean += v / float64(m.n)
		}
		if m.logistic {
			mean = math.Log(mean / (1 - mean))
		}
		w[m.p] = mean
	}
	return w
}

// penaltyNorm is Σ_j f_j |w_j|, the L1 norm as the penalty weighs it, without its
// strength; with equal weights it is the L1 norm of w.
func (m *Model) penaltyNorm(w []float64) float64 {
	top := slices.Max(m.l1)
	s := 0.0
	for j, l := range m.l1 {
		if top > 0 {
			s += l / top * math.Abs(w[j])
		} else {
			s += math.Abs(w[j])
		}
	}
	return s
}

// largestEigenvalue is that of [Z 1]'[Z 1]/n, by power iteration.
func (m *Model) largestEigenvalue() float64 {
	v, w, zv := make([]float64, m.dim()), make([]float64, m.dim()), make([]float64, m.n)
	for j := range v {
		v[j] = 1 / math.Sqrt(float64(m.dim()+j))
	}
	all, eigen := batch{rows: m.z}, 0.0
	for range 200 {
		all.Mul(zv, v)
		clear(w)
		for i := range zv {
			if m.Problem.Intercept {
				zv[i] += v[m.p]
				w[m.p] += zv[i] / float64(m.n)
			}
			zv[i] /= float64(m.n)
		}
		all.AddTransMul(w, zv)
		eigen = 0
		for _, x := range w {
			eigen += x * x
		}
		eigen = math.Sqrt(eigen)
		if eigen == 0 {
			return 1
		}
		for j := range v {
			v[j] = w[j] / eigen
		}
	}
	return eigen
}

// spread is the standard deviation of y over the median root mean square of the
// columns of z; of a log-odds it is 1 over it.
func (m *Model) spread() float64 {
	mean, variance := 0.0, 0.0
	for _, v := range m.y {
		mean += v / float64(m.n)
	}
	for _, v := range m.y {
		variance += (v - mean) * (v - mean) / float64(m.n)
	}
	if m.logistic {
		variance = 1
	}
	sizes := m.z.squares()
	slices.Sort(sizes)
	if median := sizes[m.p/2] / float64(m.n); median > 0 && variance > 0 {
		return math.Sqrt(variance / median)
	}
	return 1
}
