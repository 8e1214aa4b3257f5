package models

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/problems"
)

// Family is the distribution of the response given the linear prediction
// z = X b + b_0 + Offset, and with it the loss, a mean over the rows by their weights.
type Family string

// family is a row of the table of families: what one has of its own. All else is shared.
type family struct {
	name Family
	// formula is the loss of a row, in y and z.
	formula string
	// loss is the fit of a specification. The responses have been through code.
	loss func(s *Spec, y []float64) problems.DataFit
	// code returns the responses as loss takes them, or what is wrong with one.
	code func(s *Spec, y []float64) ([]float64, error)
	// mean is the inverse link; nil where z itself is predicted.
	mean func(z float64) float64
	// classes tells that the responses are two classes, that of 1 where z > 0.
	classes bool
	// endless says why a response of one value has no model with an intercept, and "" if it
	// has one.
	endless func(s *Spec, value float64) string
	// c is the factor of lambda = 1/(c C n) for scikit-learn's C; 0 where there is no C.
	c float64
	// delta tells that the loss has a Delta.
	delta bool
	// tau tells that the loss has a Tau, and linear that it is two half lines, which takes a
	// lasso and no ridge.
	tau, linear bool
	// relative tells that predictions are only compared: there is no intercept, and what rows
	// have beside their response is in Survival.
	relative bool
	// several is the number of responses; nil for families of one. grouped tells that their
	// penalty is, by default.
	several func(s *Spec, y []float64) int
	grouped bool
	// glmnet takes up what glmnet does to this family alone; nil for nothing.
	glmnet func(s *Statement)
}

// families is the table.
var families = []*family{gaussian, binomial, poisson, huber, quantile, squaredHinge, hinge, multinomial, mgaussian, cox}

// Families lists the families by name.
func Families() []Family {
	names := make([]Family, len(families))
	for k, f := range families {
		names[k] = f.name
	}
	return names
}

// row returns the row of the table, nil if there is none.
func (f Family) row() *family {
	if k := slices.IndexFunc(families, func(r *family) bool { return r.name == f }); k >= 0 {
		return families[k]
	}
	return nil
}

// Formula is the loss of one row in the letters y and z, such as "eᶻ - yz" for Poisson.
// For Hinge and SquaredHinge y is 1 and -1, and H is the function of Huber.
func (f Family) Formula() string {
	if row := f.row(); row != nil {
		return row.formula
	}
	return ""
}

// Classes tells whether the responses are two classes; see [Classes].
func (f Family) Classes() bool { return f.row() != nil && f.row().classes }

// relative tells that there is no intercept, and [Survival] in the data.
func (f Family) relative() bool { return f.row() != nil && f.row().relative }

// settle fills in the default and checks what belongs to one family alone.
func (f *Family) settle(s *Spec) error {
	if *f == "" {
		*f = Gaussian
	}
	row := f.row()
	if row == nil {
		var names []string
		for _, name := range Families() {
			names = append(names, string(name))
		}
		return fmt.Errorf("models: family %q: there are %s", *f, strings.Join(names, ", "))
	}
	switch {
	case row.delta && !(s.Delta > 0 && !math.IsInf(s.Delta, 1)):
		return fmt.Errorf("models: family %s: Delta is %v; set it to the residual from which the loss is linear, in the units of %s", *f, s.Delta, s.response())
	case !row.delta && s.Delta != 0:
		return fmt.Errorf("models: family %s has no Delta", *f)
	case row.linear && s.Penalty.mix() != 1:
		return fmt.Errorf("models: family %s takes a lasso: with a ridge part it is no linear program; set alpha, the mixing of the penalty, to 1", *f)
	case !row.relative && s.Survival != nil:
		return fmt.Errorf("models: family %s has no Survival", *f)
	case row.c == 0 && s.C != 0:
		return fmt.Errorf("models: family %s has no C: set Lambda", *f)
	case !row.classes && s.Levels != nil && *f != Multinomial:
		return fmt.Errorf("models: family %s has no classes, and so no Levels", *f)
	case s.Targets != nil && *f != MGaussian:
		return fmt.Errorf("models: family %s has one response, named by Response: leave out Targets", *f)
	case (s.Grouped || s.Ungrouped) && row.several == nil:
		return fmt.Errorf("models: family %s has one response, whose coefficients cannot be grouped by column", *f)
	case s.Grouped && s.Ungrouped:
		return fmt.Errorf("models: Grouped and Ungrouped contradict each other: leave one out")
	case s.Levels != nil && *f == Multinomial && len(s.Levels) < 2:
		return fmt.Errorf("models: %d levels; there are at least two", len(s.Levels))
	case s.Levels != nil && *f != Multinomial && len(s.Levels) != 2:
		return fmt.Errorf("models: %d levels; there are two, the positive one second", len(s.Levels))
	}
	s.NoIntercept = s.NoIntercept || row.relative
	return s.settleTau()
}

// fit codes the responses and makes the loss of them.
func (s *Spec) fit(y []float64) (problems.DataFit, []float64, error) {
	row := s.Family.row()
	if row.code != nil {
		coded, err := row.code(s, y)
		if err != nil {
			return nil, nil, err
		}
		y = coded
	}
	return row.loss(s, y), y, nil
}

// bounded reports responses that no model with an intercept fits best.
func (s *Spec) bounded(y []float64) error {
	if s.Family == Multinomial {
		return s.everyClass(y)
	}
	endless := s.Family.row().endless
	if endless == nil || s.NoIntercept {
		return nil
	}
	if v, same := constant(y, s.Weights); same {
		if why := endless(s, v); why != "" {
			return fmt.Errorf("models: %s", why)
		}
	}
	return nil
}

// constant tells whether all y of positive weight are one value.
func constant(y, w []float64) (value float64, same bool) {
	for i, v := range y {
		switch {
		case w != nil && w[i] == 0:
		case !same:
			value, same = v, true
		case v != value:
			return 0, false
		}
	}
	return value, same
}

// everyRow names the rows that count.
func (s *Spec) everyRow() string {
	if s.Weights == nil {
		return "every row"
	}
	return "every row of positive weight"
}
