package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Stability says how to select what half of the rows select again and again. The zero value
// allows for one column chosen by mistake.
type Stability struct {
	// Q is how many columns each half selects: the first to enter its path, of those that
	// enter together the largest in standard deviations. 0 stands for the most that keep
	// Bound at one.
	Q         int
	Threshold float64 // the part of the halves that must select a column; 0 stands for 0.75
	Pairs     int     // how often the rows are halved; 0 stands for 50
	Seed      uint64  // of the halving
	// Progress, if given, is told of each half that is done, as that of [CV].
	Progress func(done, all int)
}

// StableSelection is what was selected.
type StableSelection struct {
	Q         int
	Threshold float64
	// Bound is Q²/((2 Threshold - 1) p), above which the expected number of columns selected by
	// mistake is not, if all columns that matter nothing are as likely to be selected, and
	// those that matter no less likely.
	Bound     float64
	Frequency []float64 // of each column
	Selected  []int     // columns whose frequency reaches the threshold, the most frequent first
	// Fits, Certified and Worst are those of [CrossValidation].
	Fits, Certified int
	Worst           float64
}

// Stable fits the path to both halves of the rows, many times, and counts how often each
// column is among the first Q to enter. Halves of classes are stratified. The grid is that
// of the specification, of its zero value 50 lambdas down to a twentieth of lambda_max.
// Halves are fitted at the same time, with the same bits for any number of processors.
//
// Errors are those of [Spec.Path] for the halves, and parameters outside of their range.
//
// References: Meinshausen and Bühlmann, Stability selection (2010), theorem 1; Shah and
// Samworth, Variable selection with error control: another look at stability selection
// (2013), for complementary pairs.
func (s *Statement) Stable(ctx context.Context, how Stability) (*StableSelection, error) {
	n, p := s.dims()
	how.Threshold, how.Pairs = cmp.Or(how.Threshold, 0.75), cmp.Or(how.Pairs, 50)
	switch {
	case s.Spec.Family.Several():
		return nil, fmt.Errorf("models: family %s has several responses, for which there is no stability selection", s.Spec.Family)
	case s.Spec.Penalty.none || s.Alpha == 0:
		return nil, errors.New("models: without the lasso's penalty every column is selected")
	case !(how.Threshold > 0.5 && how.Threshold <= 1):
		return nil, fmt.Errorf("models: threshold %v: it lies above 1/2, up to 1", how.Threshold)
	case how.Pairs < 1:
		return nil, fmt.Errorf("models: %d pairs: there must be one at least", how.Pairs)
	case n < 4:
		return nil, fmt.Errorf("models: %d rows are too few to be halved", n)
	}
	if how.Q == 0 {
		how.Q = max(1, int(math.Sqrt((2*how.Threshold-1)*float64(p))))
	}
	if how.Q < 1 || how.Q > p {
		return nil, fmt.Errorf("models: %d columns of %d: a half selects one at least, and not more than there are", how.Q, p)
	}
	out := &StableSelection{Q: how.Q, Threshold: how.Threshold, Frequency: make([]float64, p),
		Bound: float64(how.Q*how.Q) / ((2*how.Threshold - 1) * float64(p))}
	halves := s.halves(how)
	paths := make([]*Path, len(halves))
	failed := make([]error, len(halves))
	var mutex sync.Mutex
	done := 0
	kernel.Parallel(len(halves), 1, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			if failed[k] = ctx.Err(); failed[k] == nil {
				paths[k], failed[k] = s.ofHalf(ctx, halves[k])
			}
			mutex.Lock()
			if done++; how.Progress != nil {
				how.Progress(done, len(halves))
			}
			mutex.Unlock()
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := cmp.Or(failed...); err != nil {
		return nil, fmt.Errorf("models: half of the rows: %w", err)
	}
	counted, scale := new(validation), design.StdDevs(s.data(), nil)
	for k, path := range paths {
		counted.count(path, nil)
		for _, j := range first(how.Q, path, scale) {
			out.Frequency[j]++
		}
		paths[k] = nil
	}
	out.Fits, out.Certified, out.Worst = counted.Fits, counted.Certified, counted.Worst
	for j := range out.Frequency {
		if out.Frequency[j] /= float64(len(halves)); out.Frequency[j] >= how.Threshold {
			out.Selected = append(out.Selected, j)
		}
	}
	slices.SortStableFunc(out.Selected, func(a, b int) int { return cmp.Compare(out.Frequency[b], out.Frequency[a]) })
	return out, nil
}

// halves are complementary pairs of halves, of equal size.
func (s *Statement) halves(how Stability) (all [][]int) {
	y := s.strata()
	for pair := range how.Pairs {
		rng := rand.New(rand.NewPCG(how.Seed, uint64(pair)))
		groups := [][]int{upTo(len(y))}
		if s.Spec.Family.Classes() || s.Spec.Survival != nil {
			groups = strata(y, 2)
		}
		var half [2][]int
		for i, k := range dealt(groups, 2, rng) {
			half[k] = append(half[k], i)
		}
		for k := range half {
			all = append(all, half[k][:len(y)/2])
		}
	}
	return all
}

// ofHalf fits the path to some rows.
func (s *Statement) ofHalf(ctx context.Context, rows []int) (*Path, error) {
	spec := s.only(rows)
	spec.Solver.Observe, spec.Solver.Products = nil, nil
	if spec.Grid.Lambdas == nil {
		spec.Grid.N, spec.Grid.MinRatio = cmp.Or(spec.Grid.N, 50), cmp.Or(spec.Grid.MinRatio, 0.05)
	}
	path, err := spec.Path(ctx, design.SelectRows(s.data(), rows), s.pick(s.Y, rows))
	if err != nil {
		return nil, err
	}
	return path, complete(ctx, path, len(path.Models))
}

// first are the first q columns to enter a path, the largest in standard deviations first
// of those that enter together.
func first(q int, path *Path, scale []float64) (columns []int) {
	seen := map[int]bool{}
	for _, m := range path.Models {
		size := map[int]float64{}
		var fresh []int
		for k, j := range m.Support {
			if !seen[j] {
				fresh, size[j], seen[j] = append(fresh, j), math.Abs(m.Coef[k])*scale[j], true
			}
		}
		slices.SortStableFunc(fresh, func(a, b int) int { return cmp.Compare(size[b], size[a]) })
		if columns = append(columns, fresh...); len(columns) >= q {
			return columns[:q]
		}
	}
	return columns
}
