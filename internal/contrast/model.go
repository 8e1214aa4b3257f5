// Package contrast trains a lasso the way neural networks are trained, by automatic
// differentiation and stochastic gradient methods on the identical objective, and
// holds what comes out against the certified solution.
package contrast

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/autodiff"
	"github.com/lassocheck/lassocheck/problems"
)

// maxEntries bounds the dense copy of the data that training works on.
const maxEntries = 2e8

// Model is a least-squares problem in the coordinates in which it is trained,
//
//	1/(2n) Σ_i (y_i - <z_i, w> - w_0)² + Σ_j l1_j |w_j| + l2_j/2 w_j².
//
// They are the user's own unless the penalty has scales: then column j is centred
// and divided by its scale, as whoever standardises before training does, and w_j
// stands for scale_j b_j. The objective is the same number in both.
type Model struct {
	Problem *problems.Problem

	n, p        int
	z, y        []float64 // z by rows
	mean, scale []float64
	l1, l2      []float64
	// eigen is the largest eigenvalue of [Z 1]'[Z 1]/n, and curvature that plus the
	// largest l2: the Lipschitz constant of the gradient of the smooth part.
	eigen, curvature float64
	// reach is a typical size of a coefficient: the spread of y over that of z.
	reach float64
}

// NewModel prepares p for training. It returns an error where p is not plain least
// squares with an unbounded elastic net, or where dense data would not fit.
func NewModel(p *problems.Problem) (*Model, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	fit, ok := p.Fit.(*problems.LeastSquares)
	if !ok || fit.NormalWeights() != nil {
		return nil, errors.New("contrast: the loss must be least squares without weights")
	}
	pen, ok := p.Penalty.(*problems.ElasticNet)
	if !ok || pen.Lower != nil || pen.Upper != nil {
		return nil, errors.New("contrast: the penalty must be an elastic net without bounds, which gradient methods would not keep")
	}
	n, cols := p.X.Dims()
	if n == 0 || float64(n)*float64(cols) > maxEntries {
		return nil, fmt.Errorf("contrast: training needs the %d x %d data as a dense matrix of at most %g entries; select columns or rows", n, cols, maxEntries)
	}
	m := &Model{Problem: p, n: n, p: cols, y: fit.Targets(), z: make([]float64, n*cols), mean: make([]float64, cols), scale: make([]float64, cols)}
	column := make([]float64, n)
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
		clear(column)
		p.X.ColAxpy(j, 1, column)
		for i, v := range column {
			m.z[i*cols+j] = (v - m.mean[j]) / m.scale[j]
		}
	}
	m.eigen, m.reach = m.largestEigenvalue(), m.spread()
	m.setPenalty(pen)
	return m, nil
}

// WithLambda returns the model at another strength of its penalty; it shares the data.
func (m *Model) WithLambda(lambda float64) *Model {
	c, p := *m, *m.Problem
	pen := p.Penalty.(*problems.ElasticNet).WithLambda(lambda).(*problems.ElasticNet)
	p.Penalty, c.Problem = pen, &p
	c.setPenalty(pen)
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
	used := make([]bool, m.p)
	for k, v := range m.z {
		used[k%m.p] = used[k%m.p] || v != 0
	}
	n := 0
	for _, u := range used {
		if !u {
			n++
		}
	}
	return n
}

// start is where training starts: no coefficients, and the mean response.
func (m *Model) start() []float64 {
	w := make([]float64, m.dim())
	if m.Problem.Intercept {
		for _, v := range m.y {
			w[m.p] += v / float64(m.n)
		}
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

// objective is the training objective on a batch of rows, recorded on a tape.
type objective struct {
	tape        autodiff.Tape
	x, y        []float64 // the batch
	theta, grad []float64
	loss        *autodiff.Var
}

// record records the objective for batches of the given size: all of it, or with
// smooth only what is differentiable.
func (m *Model) record(batch int, smooth bool) *objective {
	o := &objective{x: make([]float64, batch*m.p), y: make([]float64, batch), theta: make([]float64, m.dim()), grad: make([]float64, m.dim())}
	if batch == m.n {
		o.x, o.y = m.z, m.y
	}
	t := &o.tape
	w := t.Param(1, m.p, o.theta[:m.p], o.grad[:m.p])
	var offset *autodiff.Var
	if m.Problem.Intercept {
		offset = t.Param(1, 1, o.theta[m.p:], o.grad[m.p:])
	}
	residual := t.Combine(1, t.Affine(t.Input(batch, m.p, o.x), w, offset), -1, t.Input(batch, 1, o.y))
	o.loss = t.Combine(0.5, t.Mean(t.Apply(autodiff.Square, residual)), 0.5, t.Sum(t.Mul(t.Input(1, m.p, m.l2), t.Apply(autodiff.Square, w))))
	if !smooth {
		o.loss = t.Combine(1, o.loss, 1, t.Sum(t.Mul(t.Input(1, m.p, m.l1), t.Apply(autodiff.Abs, w))))
	}
	return o
}

// load copies rows of the data into the batch.
func (o *objective) load(m *Model, rows []int) {
	for k, i := range rows {
		copy(o.x[k*m.p:(k+1)*m.p], m.z[i*m.p:(i+1)*m.p])
		o.y[k] = m.y[i]
	}
}

// at returns the value at w.
func (o *objective) at(w []float64) float64 {
	copy(o.theta, w)
	o.tape.Forward()
	return o.loss.Value[0]
}

// slopes has the derivatives of the objective, or of its smooth part, in full batches
// and in mini-batches: a naive.Oracle by automatic differentiation.
type slopes struct {
	m            *Model
	smooth       bool
	whole, batch *objective
}

func (m *Model) slopes(smooth bool) *slopes {
	return &slopes{m: m, smooth: smooth, whole: m.record(m.n, smooth)}
}

// Len returns the number of rows.
func (s *slopes) Len() int { return s.m.n }

// Subgrad sets dst to what automatic differentiation returns at w.
func (s *slopes) Subgrad(dst, w []float64, rows []int) {
	o := s.whole
	if rows != nil {
		if s.batch == nil { // all batches are of one size
			s.batch = s.m.record(len(rows), s.smooth)
		}
		o = s.batch
		o.load(s.m, rows)
	}
	o.at(w)
	o.tape.Backward(o.loss)
	copy(dst, o.grad)
}

// largestEigenvalue is that of [Z 1]'[Z 1]/n, by power iteration.
func (m *Model) largestEigenvalue() float64 {
	v := make([]float64, m.dim())
	for j := range v {
		v[j] = 1 / math.Sqrt(float64(m.dim()+j))
	}
	eigen := 0.0
	for range 200 {
		w := make([]float64, len(v))
		for i := range m.n {
			row := m.z[i*m.p : (i+1)*m.p]
			s := 0.0
			for j, z := range row {
				s += z * v[j]
			}
			if m.Problem.Intercept {
				s += v[m.p]
				w[m.p] += s / float64(m.n)
			}
			for j, z := range row {
				w[j] += s * z / float64(m.n)
			}
		}
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
// columns of z.
func (m *Model) spread() float64 {
	mean, variance := 0.0, 0.0
	for _, v := range m.y {
		mean += v / float64(m.n)
	}
	for _, v := range m.y {
		variance += (v - mean) * (v - mean) / float64(m.n)
	}
	sizes := make([]float64, m.p)
	for k, v := range m.z {
		sizes[k%m.p] += v * v / float64(m.n)
	}
	slices.Sort(sizes)
	if median := sizes[m.p/2]; median > 0 && variance > 0 {
		return math.Sqrt(variance / median)
	}
	return 1
}
