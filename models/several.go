package models

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
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
