package models

// Penalty is a penalty without its strength,
//
//	Σ_j f_j (alpha |s_j b_j| + (1-alpha)/2 (s_j b_j)²),
//
// with f = Spec.Factor and s the scales of standardising, 1 without. The zero value is
// the lasso, alpha = 1.
type Penalty struct {
	mixed bool // alpha is given
	none  bool
	alpha float64
}

// ElasticNet mixes: alpha is glmnet's, and scikit-learn's l1_ratio, from 0 for ridge to 1
// for the lasso. What lies outside is an error of Fit.
func ElasticNet(alpha float64) Penalty { return Penalty{mixed: true, alpha: alpha} }

// Lasso is alpha = 1, the zero value by its name.
func Lasso() Penalty { return Penalty{} }

// Ridge is alpha = 0: all squares, and no coefficient is zero.
func Ridge() Penalty { return ElasticNet(0) }

// Unpenalized is no penalty: least squares within the bounds, and where there are
// several solutions the shortest.
func Unpenalized() Penalty { return Penalty{none: true} }

// mix is alpha.
func (p Penalty) mix() float64 {
	if p.mixed {
		return p.alpha
	}
	return 1
}
