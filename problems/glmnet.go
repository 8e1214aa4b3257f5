package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Glmnet returns the strength and mixing parameter at which an [ElasticNet] is the
// penalty that R's glmnet (family gaussian) applies for its lambda and alpha.
// glmnet scales the response to unit variance and lambda with it, and so divides
// the ridge part, and only that, by the standard deviation s_y of the response
// (about zero without an intercept):
//
//	lambda Σ_j f_j ( alpha |b_j| + (1-alpha)/(2 s_y) b_j² ).
//
// The two agree for alpha = 1. The offset is subtracted from the response first.
// Penalty factors, which glmnet rescales to sum to p, are the caller's.
func (f *LeastSquares) Glmnet(lambda, alpha float64, intercept bool) (ourLambda, ourAlpha float64) {
	w := f.NormalWeights()
	mean, variance := (&design.Dense{N: len(f.Y), P: 1, Data: f.Targets()}).ColMoments(0, w)
	if !intercept {
		variance += mean * mean
	}
	k := alpha + (1-alpha)/math.Sqrt(variance)
	return lambda * k, alpha / k
}
