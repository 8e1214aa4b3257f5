package models

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
)

// FoldKind says how rows are dealt out to folds.
type FoldKind string

const (
	// Random deals out the rows in random order, as cv.glmnet does: the sizes of folds
	// differ by one at most.
	Random FoldKind = "random"
	// Stratified gives every fold its share of each value of y, or of the events of Cox, to within one row; of a y
	// whose values mostly differ, one of every run of rows next to each other in its order.
	Stratified FoldKind = "stratified"
	// Blocks cuts the rows into runs in their order, such as that of time.
	Blocks FoldKind = "blocks"
	// Grouped keeps the rows of a group together: groups in random order, the largest
	// first, go to the fold that has the fewest rows.
	Grouped FoldKind = "groups"
)

// FoldKinds lists them.
var FoldKinds = []FoldKind{Random, Stratified, Blocks, Grouped}

// deal returns the folds, from 0, of the rows of each repeat.
func (cv *CV) deal(y []float64) ([][]int, error) {
	if cv.FoldID != nil {
		return cv.given(len(y))
	}
	if len(y) < cv.Folds {
		return nil, fmt.Errorf("models: %d rows cannot fill %d folds: use fewer folds", len(y), cv.Folds)
	}
	if cv.Kind == Blocks && cv.Repeats > 1 {
		return nil, fmt.Errorf("models: blocks are the same every time: leave out the repeats")
	}
	all := make([][]int, cv.Repeats)
	for r := range all {
		rng := rand.New(rand.NewPCG(cv.Seed, uint64(r)))
		switch cv.Kind {
		case Random:
			all[r] = dealt([][]int{upTo(len(y))}, cv.Folds, rng)
		case Stratified:
			all[r] = dealt(strata(y, cv.Folds), cv.Folds, rng)
		case Blocks:
			all[r] = upTo(len(y))
			for i := range all[r] {
				all[r][i] = i * cv.Folds / len(y)
			}
		case Grouped:
			if len(cv.Groups) != len(y) {
				return nil, fmt.Errorf("models: %d groups for %d rows", len(cv.Groups), len(y))
			}
			_, groups := alike(cv.Groups)
			if len(groups) < cv.Folds {
				return nil, fmt.Errorf("models: %d groups cannot fill %d folds: use fewer folds", len(groups), cv.Folds)
			}
			all[r] = together(groups, cv.Folds, len(y), rng)
		default:
			return nil, fmt.Errorf("models: folds %q: there are %s, %s, %s and %s", cv.Kind, Random, Stratified, Blocks, Grouped)
		}
	}
	return all, nil
}

// usable reports the first fold that cannot be judged: one without weight or, for a
// measure of the order of two classes, without one of them.
func (m *judging) usable(folds [][]int, s *Statement) error {
	y, w := s.strata(), s.Spec.Weights
	for _, fold := range folds {
		k := slices.Max(fold) + 1
		zeros, ones, all := make([]float64, k), make([]float64, k), make([]float64, k)
		for i, f := range fold {
			weight := 1.0
			if w != nil {
				weight = w[i]
			}
			all[f] += weight
			ones[f] += weight * y[i]
			zeros[f] += weight * (1 - y[i])
		}
		for f := range all {
			switch {
			case all[f] == 0:
				return fmt.Errorf("models: all weights of fold %d are zero, so there is nothing to judge it by", f+1)
			case s.Spec.Survival != nil && ones[f] == 0:
				return fmt.Errorf("models: fold %d has no events: take stratified folds, or fewer", f+1)
			case m.name == AUC && (ones[f] == 0 || zeros[f] == 0):
				return fmt.Errorf("models: fold %d has one class only, for which there is no %s: take stratified folds, or fewer, or the measure %s", f+1, m.name, Deviance)
			}
		}
	}
	return nil
}

// strata are what stratified folds share out: the responses, the first of several, or the
// events of Cox.
func (s *Statement) strata() []float64 {
	if s.Spec.Survival != nil {
		return s.Spec.Survival.Status
	}
	n, _ := s.dims()
	return s.Y[:n]
}

// given numbers the folds of FoldID from 0, in the order of their numbers.
func (cv *CV) given(n int) ([][]int, error) {
	if len(cv.FoldID) != n {
		return nil, fmt.Errorf("models: the folds of %d rows are given, for %d rows", len(cv.FoldID), n)
	}
	if cv.Repeats > 1 {
		return nil, fmt.Errorf("models: given folds are the same every time: leave out the repeats")
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(cv.FoldID)))
	if len(distinct) < 2 {
		return nil, fmt.Errorf("models: all rows are in fold %d: a fold is predicted from the others, so there must be two at least", cv.FoldID[0])
	}
	fold := make([]int, n)
	for i, id := range cv.FoldID {
		fold[i], _ = slices.BinarySearch(distinct, id)
	}
	return [][]int{fold}, nil
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// strata are the rows of each value of y; where more than half of the values differ,
// they are runs of k rows in the order of y.
func strata(y []float64, k int) [][]int {
	order, groups := alike(y)
	if 2*len(groups) > len(y) {
		return slices.Collect(slices.Chunk(order, k))
	}
	return groups
}

// alike are the rows in the order of their values, and those of each value.
func alike[T int | float64](y []T) (order []int, groups [][]int) {
	order = upTo(len(y))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(y[a], y[b]) })
	begin := 0
	for i := 1; i <= len(order); i++ {
		if i == len(order) || y[order[i]] != y[order[begin]] {
			groups = append(groups, order[begin:i])
			begin = i
		}
	}
	return order, groups
}

// dealt shuffles each stratum and deals one after the other.
func dealt(strata [][]int, folds int, rng *rand.Rand) []int {
	var order []int
	for _, rows := range strata {
		rng.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		order = append(order, rows...)
	}
	fold := make([]int, len(order))
	for at, i := range order {
		fold[i] = at % folds
	}
	return fold
}

// together puts each group as a whole into a fold.
func together(groups [][]int, folds, n int, rng *rand.Rand) []int {
	rng.Shuffle(len(groups), func(a, b int) { groups[a], groups[b] = groups[b], groups[a] })
	slices.SortStableFunc(groups, func(a, b []int) int { return len(b) - len(a) })
	fold, size := make([]int, n), make([]int, folds)
	for _, rows := range groups {
		least := slices.Index(size, slices.Min(size))
		size[least] += len(rows)
		for _, i := range rows {
			fold[i] = least
		}
	}
	return fold
}
