package models

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Cox is proportional hazards for survival times, which are the responses; [Survival] says
// the rest. The loss is that of [losses.Cox], minus the logarithm of the partial likelihood
// over the sum of the weights, and the expected response the relative risk e^z. Nothing can
// be said of an intercept, and there is none. It is glmnet's with Breslow's ties, and that of
// R's survival with Efron's.
const Cox Family = "cox"

// Ties says how events at the same time count, losses.Breslow or losses.Efron.
type Ties = losses.Ties

// Survival is what Cox's model knows of the rows beside their times.
type Survival struct {
	Status []float64 // 1 where the time is that of an event, 0 where the row was censored then
	// Start is from when on a row was at risk, nil for the beginning; a row may then be a part
	// of the time of somebody, with the columns as they were.
	Start  []float64
	Strata []int // of rows that are compared with one another; nil for all
	Ties   Ties
}

var cox = &family{
	name:    Cox,
	formula: "log Σ eᶻ - z",
	loss: func(s *Spec, time []float64) problems.DataFit {
		v := s.Survival
		return &losses.Cox{Time: time, Start: v.Start, Status: v.Status, Strata: v.Strata, Weights: s.Weights, Offset: s.Offset, Ties: v.Ties}
	},
	code: func(s *Spec, time []float64) ([]float64, error) {
		if s.Survival == nil {
			return nil, fmt.Errorf("models: family cox: Survival is nil, where its Status says which rows have an event")
		}
		return time, nil
	},
	mean:     math.Exp,
	relative: true,
}

// ScoreSurvival is [Model.ScoreLink] for the linear predictions of Cox: time are the times,
// and what has a meaning are the deviances and Concordance. Ties are those of the model.
func (m *Model) ScoreSurvival(z, time []float64, survival Survival, weights, offset []float64) (Score, error) {
	survival.Ties = m.Ties
	spec, fit, _, err := m.scoring(len(z), time, &survival, weights, offset)
	if err != nil {
		return Score{}, err
	}
	return spec.score(fit, time, z)
}

// concordance is Harrell's: of all pairs of an event and a row of its stratum at risk then
// that ends later, or is censored at that time, the part where the event has the larger z,
// equal ones counting half. A pair has the product of its weights; NaN where there are none.
// Reference: Harrell, Califf, Pryor, Lee and Rosati, Evaluating the yield of medical tests
// (1982). O(n log n).
func (s *Survival) concordance(time, z, w []float64) float64 {
	var right, all float64
	for _, rows := range s.byStratum(len(time)) {
		r, a := s.pairs(rows, time, z, w)
		right, all = right+r, all+a
	}
	return right / all
}
