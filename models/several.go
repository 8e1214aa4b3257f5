package models

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// Response is the part of a model of several responses that belongs to one: to a class of
// Multinomial or a target of MGaussian.
type Response struct {
	Name      string
	Intercept float64
	Support   []int // columns with non-zero coefficients, increasing
	Coef      []float64
}

// Several tells whether the family has several responses, see [Model.Responses].
func (f Family) Several() bool { return f.row() != nil && f.row().several != nil }

// Codes codes classes of any names for [Multinomial]: y is the place of the label among the
// levels, which are sorted.
func Codes(labels []string) (y []float64, levels []string) {
	levels = slices.Compact(slices.Sorted(slices.Values(labels)))
	y = make([]float64, len(labels))
	for i, label := range labels {
		k, _ := slices.BinarySearch(levels, label)
		y[i] = float64(k)
	}
	return y, levels
}

// grouped tells whether the coefficients of a column are penalised by their length.
func (s *Spec) grouped() bool { return s.Grouped || s.Family.row().grouped && !s.Ungrouped }

// stack makes the problem that of K responses, if the family has so many.
func (s *Statement) stack() {
	if row := s.Spec.Family.row(); row.several != nil {
		s.K = row.several(&s.Spec, s.Y)
		s.Problem.X = design.Stacked{X: s.Problem.X, K: s.K, Intercept: !s.Spec.NoIntercept}
		s.Problem.Intercept = false
		if s.Spec.Family == Multinomial && s.Spec.Levels == nil { // the same where a class is not seen
			for k := range s.K {
				s.Spec.Levels = append(s.Spec.Levels, s.Spec.level(k))
			}
		}
	}
}

// dims returns the rows and columns of the data, whatever the number of responses.
func (s *Statement) dims() (n, p int) { return s.data().Dims() }

// penalise makes Net the penalty: as it is, or that of the entries or rows of several
// responses.
func (s *Statement) penalise() error {
	s.Problem.Penalty = s.Net
	if s.K == 0 {
		return nil
	}
	_, p := s.dims()
	if err := s.Net.Validate(p); err != nil {
		return err
	}
	// rows adds the intercepts to what is told by columns.
	rows := func(v []float64, column, intercept float64) []float64 {
		if s.Spec.NoIntercept || v == nil && column == intercept {
			return v
		}
		if v == nil {
			v = repeated(column, p)
		}
		return append(slices.Clone(v), intercept)
	}
	net, inf := *s.Net, math.Inf(1)
	net.Factor, net.Scale = rows(net.Factor, 1, 0), rows(net.Scale, 1, 1)
	net.Lower, net.Upper = rows(net.Lower, -inf, -inf), rows(net.Upper, inf, inf)
	if s.Spec.grouped() {
		if net.Lower != nil || net.Upper != nil {
			return fmt.Errorf("models: a grouped penalty takes no bounds: leave out Lower and Upper, or set Ungrouped")
		}
		s.Problem.Penalty = &problems.RowElasticNet{Alpha: net.Alpha, K: s.K, Factor: net.Factor, Scale: net.Scale}
		return nil
	}
	for _, v := range []*[]float64{&net.Factor, &net.Scale, &net.Lower, &net.Upper} {
		var every []float64
		for _, x := range *v {
			every = append(every, repeated(x, s.K)...)
		}
		*v = every
	}
	s.Problem.Penalty = &net
	return nil
}

// responseNames are those of the responses.
func (s *Spec) responseNames(k int) []string {
	names := make([]string, k)
	for i := range names {
		if s.Family == Multinomial {
			names[i] = s.level(i)
		} else {
			names[i] = s.Targets[i]
		}
	}
	return names
}

// spread makes the parts of a model out of a point of all responses: the support of the
// model is that of any of them.
func (s *Statement) spread(m *Model, pt *solvers.Point) {
	_, p := s.dims()
	m.Support, m.Coef, m.Responses = nil, nil, make([]Response, s.K)
	for k, name := range s.Spec.responseNames(s.K) {
		m.Responses[k].Name = name
	}
	for i, c := range pt.Support {
		j, r := c/s.K, &m.Responses[c%s.K]
		if j == p {
			r.Intercept = pt.Coef[i]
			continue
		}
		r.Support, r.Coef = append(r.Support, j), append(r.Coef, pt.Coef[i])
		if last := len(m.Support) - 1; last < 0 || m.Support[last] != j {
			m.Support = append(m.Support, j)
		}
	}
	if m.Certificate.Worst >= 0 {
		m.Certificate.Worst /= s.K
	}
}

// Of returns response k as a model of its own: what Link, Coefficients, Coefficient and Beta
// say is of that response. It panics if there is no response k.
func (m *Model) Of(k int) *Model {
	r, one := m.Responses[k], *m
	one.Intercept, one.Support, one.Coef, one.Responses = r.Intercept, r.Support, r.Coef, nil
	return &one
}

// LinkAll returns the linear predictions of every response, each as [Model.Link].
func (m *Model) LinkAll(x design.Design) ([][]float64, error) {
	all := make([][]float64, len(m.Responses))
	for k := range all {
		z, err := m.Of(k).Link(x)
		if err != nil {
			return nil, err
		}
		all[k] = z
	}
	return all, nil
}

// PredictAll returns the expected responses of the rows of x, by response: the
// probabilities of the classes for Multinomial. Errors are those of [Model.Predict].
func (m *Model) PredictAll(x design.Design) ([][]float64, error) {
	if m.Offset {
		return nil, errOffset
	}
	all, err := m.LinkAll(x)
	if err == nil {
		m.MeanAll(all)
	}
	return all, err
}

// MeanAll replaces linear predictions by response, offsets included, by the expected
// responses.
func (m *Model) MeanAll(z [][]float64) {
	if m.Family != Multinomial || len(z) == 0 {
		return
	}
	row := make([]float64, len(z))
	for i := range z[0] {
		for k := range z {
			row[k] = z[k][i]
		}
		softmax(row)
		for k := range z {
			z[k][i] = row[k]
		}
	}
}

// likeliest is Likeliest of row i of linear predictions by response.
func likeliest(z [][]float64, i int) int {
	row := make([]float64, len(z))
	for k := range z {
		row[k] = z[k][i]
	}
	return Likeliest(row)
}

// Likeliest returns the class of a row by its linear predictions: the place of the largest,
// the first of several.
func Likeliest(z []float64) (best int) {
	for k, v := range z {
		if v > z[best] {
			best = k
		}
	}
	return best
}

// classOfSeveral is Class for several classes.
func (m *Model) classOfSeveral(x design.Design) ([]string, error) {
	z, err := m.PredictAll(x)
	if err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	class := make([]string, n)
	for i := range class {
		class[i] = m.Responses[likeliest(z, i)].Name
	}
	return class, nil
}

// betaOfSeveral is Beta: blocks of K, one a column, and one of the intercepts.
func (m *Model) betaOfSeveral() []float64 {
	width, k := m.Columns, len(m.Responses)
	if m.HasIntercept {
		width++
	}
	beta := make([]float64, width*k)
	for i, r := range m.Responses {
		for e, j := range r.Support {
			beta[j*k+i] = r.Coef[e]
		}
		if m.HasIntercept {
			beta[m.Columns*k+i] = r.Intercept
		}
	}
	return beta
}

// scoreSeveral is Score for the linear predictions of several responses, without their
// offsets.
func (s *Spec) scoreSeveral(fit problems.DataFit, y []float64, z [][]float64) (Score, error) {
	nan := math.NaN()
	out := Score{R2: nan, MSE: nan, MAE: nan, LogLoss: nan, Accuracy: nan, AUC: nan, Concordance: nan}
	k := len(z)
	n := len(z[0])
	all := slices.Concat(z...)
	perfect := fit.Conj(make([]float64, len(all))) // minus the least that any prediction leaves
	loss := fit.Value(all)
	null, err := s.nullLossSeveral(fit, y, n, k)
	if err != nil {
		return Score{}, err
	}
	out.Deviance = 2 * (loss + perfect)
	out.DevianceExplained = explained(out.Deviance, 2*(null+perfect))
	w := vector.NormalWeights(s.Weights)
	if w == nil {
		w = repeated(1/float64(n), n)
	}
	shifted := z
	if s.Offset != nil {
		shifted = make([][]float64, k)
		for i := range z {
			shifted[i] = make([]float64, n)
			for r, o := range s.Offset[i*n : (i+1)*n] {
				shifted[i][r] = z[i][r] + o
			}
		}
	}
	if s.Family == Multinomial {
		out.LogLoss, out.Accuracy = loss, 0
		for i, class := range y {
			if likeliest(shifted, i) == int(class) {
				out.Accuracy += w[i]
			}
		}
		return out, nil
	}
	out.MSE, out.MAE = 0, 0
	about := 0.0
	for i := range shifted {
		target := y[i*n : (i+1)*n]
		out.MSE += meanSquare(target, shifted[i], w) / float64(k)
		about += meanSquare(target, repeated(mean(target, w), n), w) / float64(k)
		for r, v := range w {
			out.MAE += v * math.Abs(target[r]-shifted[i][r]) / float64(k)
		}
	}
	out.R2 = explained(out.MSE, about)
	return out, nil
}

// nullLossSeveral is the loss of the intercepts, if there are any, and the offsets alone. A
// class that no row has gets the probability 0.
func (s *Spec) nullLossSeveral(fit problems.DataFit, y []float64, n, k int) (float64, error) {
	if s.NoIntercept {
		return fit.Value(make([]float64, n*k)), nil
	}
	if f, ok := fit.(*losses.Multinomial); ok {
		some := &losses.Multinomial{Weights: f.Weights}
		for c, there := range s.present(y) {
			if there {
				some.K++
				some.Y = append(some.Y, f.Y[c*n:(c+1)*n]...)
				if f.Offset != nil {
					some.Offset = append(some.Offset, f.Offset[c*n:(c+1)*n]...)
				}
			}
		}
		fit, k = some, some.K
	}
	p := &problems.Problem{X: design.Stacked{X: &design.Dense{N: n}, K: k, Intercept: true}, Fit: fit,
		Penalty: &problems.RowElasticNet{K: k, Factor: []float64{0}}}
	null, err := p.Null()
	return null.Loss, err
}

// levels are the names of the classes.
func (m *Model) levels() (names []string) {
	if m.Family != Multinomial {
		return m.Levels
	}
	for _, r := range m.Responses {
		names = append(names, r.Name)
	}
	return names
}

// targets are the names of the responses of MGaussian.
func (m *Model) targets() (names []string) {
	if m.Family == MGaussian {
		for _, r := range m.Responses {
			names = append(names, r.Name)
		}
	}
	return names
}

// severalFit reports responses whose number is not that of n rows, and classes that the
// model does not have.
func (m *Model) severalFit(n int, y []float64) error {
	each := n
	if m.Family == MGaussian {
		each *= len(m.Responses)
	}
	if len(y) != each {
		return fmt.Errorf("models: %d responses for %d rows", len(y), n)
	}
	return nil
}
