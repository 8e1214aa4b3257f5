package models

import (
	"fmt"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Classes codes classes of any names for the families that take two: y is 1 for the
// second of the levels, which are sorted, as in R, and 0 for the first.
// positive, if it is not "", names the level that is to be the second. It returns an
// error where there are not two levels.
func Classes(labels []string, positive string) (y []float64, levels []string, err error) {
	levels = slices.Compact(slices.Sorted(slices.Values(labels)))
	switch k := slices.Index(levels, positive); {
	case len(levels) != 2:
		return nil, nil, fmt.Errorf("models: %d classes where there must be two: %q", len(levels), levels[:min(len(levels), 5)])
	case positive != "" && k < 0:
		return nil, nil, fmt.Errorf("models: no class %q: there are %q", positive, levels)
	case k == 0:
		slices.Reverse(levels)
	}
	y = make([]float64, len(labels))
	for i, label := range labels {
		if label == levels[1] {
			y[i] = 1
		}
	}
	return y, levels, nil
}

// Class returns the class of every row of x: the second of the Levels where z > 0, and
// the first elsewhere; for Multinomial the one with the largest z. Without Levels these are
// "0", "1", ... Errors are those of [Model.Predict], and families without classes.
func (m *Model) Class(x design.Design) ([]string, error) {
	if m.Family == Multinomial {
		return m.classOfSeveral(x)
	}
	if !m.Family.Classes() {
		return nil, fmt.Errorf("models: family %s has no classes: take Predict", m.Family)
	}
	if m.Offset {
		return nil, errOffset
	}
	z, err := m.Link(x)
	if err != nil {
		return nil, err
	}
	class := make([]string, len(z))
	for i, v := range z {
		class[i] = m.ClassOf(v)
	}
	return class, nil
}

// ClassOf is the class at the linear prediction z, offset included.
func (m *Model) ClassOf(z float64) string {
	levels := m.Levels
	if levels == nil {
		levels = []string{"0", "1"}
	}
	if z > 0 {
		return levels[1]
	}
	return levels[0]
}
