package models

import "sort"

// Alignment says at which lambdas the paths of the folds are fitted and how they are put
// beside those of the whole path.
type Alignment string

const (
	// Exact fits each fold at the lambdas of the whole path.
	Exact Alignment = "exact"
	// ByLambda is cv.glmnet's default: each fold has the grid of its own lambda_max, and
	// its coefficients are interpolated linearly at the lambdas of the whole path. With
	// Grid.Lambdas given it is Exact.
	ByLambda Alignment = "lambda"
	// ByFraction takes the grid of its own lambda_max too, and puts equal parts of
	// lambda_max beside each other.
	ByFraction Alignment = "fraction"
)

// blend is part of one point of a path and the rest of the next.
type blend struct {
	left, right int
	part        float64 // of left
}

func (b blend) of(left, right float64) float64 {
	if b.left == b.right {
		return left
	}
	return b.part*left + (1-b.part)*right
}

// blends finds the lambdas of the whole path, decreasing, between those of a fold; beyond
// these the last one counts.
func blends(whole, fold []float64) []blend {
	all := make([]blend, len(whole))
	last := len(fold) - 1
	for k, l := range whole {
		right := sort.Search(len(fold), func(i int) bool { return fold[i] <= l })
		switch {
		case right == 0:
			all[k] = blend{0, 0, 1}
		case right > last:
			all[k] = blend{last, last, 1}
		case fold[right] == l:
			all[k] = blend{right, right, 1}
		default:
			all[k] = blend{right - 1, right, (l - fold[right]) / (fold[right-1] - fold[right])}
		}
	}
	return all
}

// inOrder puts equal places beside each other.
func inOrder(whole, fold int) []blend {
	all := make([]blend, whole)
	for k := range all {
		at := min(k, fold-1)
		all[k] = blend{at, at, 1}
	}
	return all
}
