package models

import (
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Hinge is the support vector machine: max(0, 1 - s z), s being 1 for the positive class and
// -1 for the other. What is predicted is z, its sign the class.
const Hinge Family = "hinge"

var hinge = &family{
	name:    Hinge,
	formula: "max(0, 1 - yz)",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.Hinge{Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	code: func(s *Spec, y []float64) ([]float64, error) {
		return zeroOne(s, y, "classes are 0 and 1, or -1 and 1", false)
	},
	classes: true,
	endless: oneClass,
	c:       1,
	linear:  true,
}
