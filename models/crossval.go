package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// CV says how to cross-validate. The zero value is ten folds, stratified by class or dealt
// out at random, and the default measure of the family.
type CV struct {
	Folds int      // how many; 0 stands for 10
	Kind  FoldKind // how rows are dealt out; "" stands for Stratified where there are classes, and Random
	// FoldID is the fold of each row, in place of Folds, Kind and Repeats: any numbers.
	FoldID []int
	// Groups is the group of each row, which Grouped keeps together: any numbers.
	Groups []int
	// Repeats is how often the rows are dealt out anew; 0 stands for 1. The mean is that
	// of the repeats, and the standard error the root of their mean square: repeating
	// takes out the luck of dealing, not that of the sample.
	Repeats int
	// Seed of what is random. Equal seeds deal equal folds on every machine.
	Seed uint64
	// Measure of the predictions; "" stands for the first of the family.
	Measure   Measure
	Alignment Alignment // "" stands for Exact
	// Ungrouped takes mean and standard error over rows in place of folds, as is done
	// anyway where folds have fewer than three rows.
	Ungrouped bool
	// Alphas are the mixes of the penalty to choose from, each with a path of its own on
	// the same folds; nil stands for that of the specification.
	Alphas []float64
	// Relax are the gammas of relaxed models to choose from, each with a curve of its own:
	// gamma of the penalised model, 1 - gamma of the refit without penalty, see [Blend]. nil
	// relaxes nothing; cv.glmnet has 0, 0.25, 0.5, 0.75 and 1.
	Relax []float64
	// Adaptive is the power of the adaptive lasso, see [Spec.Adapt]; 0 leaves the factors as
	// they are. Factors are found anew without each fold.
	Adaptive float64
	// Progress, if given, is told of each fold that is done. It is not called by two
	// goroutines at once.
	Progress func(done, all int)
}

// CrossValidation is a path and how well it predicts.
type CrossValidation struct {
	Measure Measure
	Larger  bool // the larger the measure the better
	Folds   int
	Kind    FoldKind // "" where FoldID was given
	FoldID  [][]int  // the fold of each row, from 0, by repeat
	Curves  []Curve  // by alpha, and for each by gamma
	// Min is the best mean of all curves, and OneSE the largest lambda, of the curves of
	// its alpha, whose mean is within one standard error of it; of equals the largest
	// lambda, and then the largest gamma.
	Min, OneSE Choice
	// Fits counts the models of all paths, and Certified those that are proven to be
	// within the tolerance. Worst is the largest error proven of one, as a part of its
	// null loss.
	Fits, Certified int
	Worst           float64

	statement *Statement
}

// Choice is a place on a curve.
type Choice struct{ Curve, Lambda int }

// Model returns the model of all rows that was chosen.
func (v *CrossValidation) Model(c Choice) *Model { return v.Curves[c.Curve].Model(c.Lambda) }

// CrossValidate fits the path of [Spec.Path], and once more without the rows of each fold,
// which it then predicts. Each of these fits is that of [Spec.Path] to the rows left: it
// standardises by them, and has a certificate of its own; only the inner products of dense
// columns are shared between the folds of least squares. The mean over folds is weighted
// by the sums of their weights; with K folds of means m_k and weights v_k
//
//	cvm = Σ v_k m_k / Σ v_k,   cvsd² = Σ v_k (m_k - cvm)² / Σ v_k / (K - 1).
//
// Folds are fitted at the same time on as many goroutines as there are processors, and
// the result has the same bits whatever their number. It costs one path and one for each
// fold of each repeat, for each alpha, and memory for the rows of as many folds as are
// fitted at once. Solver.Observe is told of the path of all rows only.
//
// Errors are those of Path, for all rows and for those of each fold; fewer rows or groups
// than folds; folds without weight; and for AUC a fold of one class. Where ctx is done
// first there is no result but its error.
//
// Reference: Friedman, Hastie and Tibshirani, Regularization paths for generalized linear
// models via coordinate descent (2010), and cv.glmnet of their package.
func (s Spec) CrossValidate(ctx context.Context, x design.Design, y []float64, cv CV) (*CrossValidation, error) {
	st, err := s.State(x, y)
	if err != nil {
		return nil, err
	}
	return st.CrossValidate(ctx, cv)
}

// CrossValidate is [Spec.CrossValidate].
func (s *Statement) CrossValidate(ctx context.Context, cv CV) (*CrossValidation, error) {
	judging, err := cv.settle(s)
	if err != nil {
		return nil, err
	}
	if limit := s.Spec.Solver.MaxTime; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	v := &validation{s: s, cv: cv, judging: judging,
		CrossValidation: CrossValidation{Measure: judging.name, Larger: judging.larger(), statement: s}}
	if v.FoldID, err = cv.deal(s.strata()); err != nil {
		return nil, err
	}
	v.Folds = slices.Max(v.FoldID[0]) + 1
	if cv.FoldID == nil {
		v.Kind = cv.Kind
	}
	if err := judging.usable(v.FoldID, s); err != nil {
		return nil, err
	}
	if err := v.wholePaths(ctx); err != nil {
		return nil, err
	}
	if err := v.foldPaths(ctx); err != nil {
		return nil, err
	}
	if err := v.score(); err != nil {
		return nil, err
	}
	return &v.CrossValidation, nil
}

// settle fills in the defaults.
func (cv *CV) settle(s *Statement) (*judging, error) {
	cv.Folds, cv.Repeats = cmp.Or(cv.Folds, 10), cmp.Or(cv.Repeats, 1)
	cv.Alignment = cmp.Or(cv.Alignment, Exact)
	if cv.Kind == "" {
		cv.Kind = Random
		if s.Spec.Family.Classes() || s.Spec.Family == Multinomial {
			cv.Kind = Stratified
		}
	}
	if cv.Folds < 2 {
		return nil, fmt.Errorf("models: %d folds: a fold is predicted from the others, so there must be two at least", cv.Folds)
	}
	if cv.Repeats < 1 {
		return nil, fmt.Errorf("models: %d repeats: there must be one at least", cv.Repeats)
	}
	switch cv.Alignment {
	case Exact, ByLambda, ByFraction:
	default:
		return nil, fmt.Errorf("models: alignment %q: there are %s, %s and %s", cv.Alignment, Exact, ByLambda, ByFraction)
	}
	if cv.Alphas == nil {
		cv.Alphas = []float64{s.Alpha}
	} else if s.Spec.Penalty.none {
		return nil, errors.New("models: Unpenalized has no alpha: leave out Alphas")
	}
	if len(cv.Alphas) == 0 {
		return nil, errors.New("models: no alphas")
	}
	if cv.Relax != nil && s.Spec.Penalty.none {
		return nil, errors.New("models: Unpenalized has no penalty to relax")
	}
	for _, gamma := range cv.Relax {
		if !(gamma >= 0 && gamma <= 1) {
			return nil, fmt.Errorf("models: gamma %v: it lies between 0, no penalty, and 1, the whole of it", gamma)
		}
	}
	return s.Spec.judging(cv.Measure)
}
