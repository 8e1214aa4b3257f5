package models

import (
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// SquaredHinge is the smooth support vector machine, liblinear's and scikit-learn's
// LinearSVC: max(0, 1 - s z)²/2, s being 1 for the positive class and -1 for the other.
// What is predicted is z, its sign the class.
const SquaredHinge Family = "squared-hinge"

var squaredHinge = &family{
	name:    SquaredHinge,
	formula: "max(0, 1 - yz)²/2",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.SquaredHinge{Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	code: func(s *Spec, y []float64) ([]float64, error) {
		return zeroOne(s, y, "classes are 0 and 1, or -1 and 1", false)
	},
	classes: true,
	endless: oneClass,
	c:       2, // scikit-learn leaves out the half
}
