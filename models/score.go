package models

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Score says how well predictions fit. Means over rows are weighted. What has no meaning
// for the family is NaN.
type Score struct {
	// Deviance is the mean of 2 (l(y, z) - inf l(y, .)), l being the loss of the family:
	// twice the log-likelihood that is missing to a perfect fit, (y - mu)² for Gaussian, and
	// twice the pinball loss for Quantile.
	Deviance float64
	// DevianceExplained is 1 - D/D_0 for the deviance D and that of the null model: the
	// intercept, if the model has one, and the offset, fitted to these rows. It is
	// glmnet's dev.ratio.
	DevianceExplained float64
	// R2 is 1 - Σ w (y - mu)² / Σ w (y - mean of y)², the coefficient of determination,
	// also where there is no intercept. NaN for Hinge and SquaredHinge, as MSE and MAE.
	R2 float64
	// MSE is the mean of the squared errors y - mu, in squared units of y; of
	// probabilities it is the Brier score. MAE is that of the absolute errors. Of several
	// responses they are the mean over these, and NaN for Multinomial.
	MSE, MAE float64
	// LogLoss is the mean of -y log p - (1 - y) log(1 - p) for the probability p of the
	// positive class: Binomial alone; and for Multinomial that of -log p of the class.
	LogLoss float64
	// Accuracy is the share of rows whose class is right, and AUC the area under the ROC
	// curve, the probability that a positive row has a larger z than a negative one, ties
	// counting half; NaN too where the rows are of one class. A row of the share y counts y
	// as positive, 1 - y as negative.
	Accuracy, AUC float64
	// Concordance is Harrell's: the share of the pairs of an event and a row that was at risk
	// at its time and longer in which the event has the larger z, ties counting half. Cox
	// alone, of which all others but the deviances are NaN.
	Concordance float64
}

// Score scores the predictions for the rows of x against y. weights and offset have one
// number a row; nil stands for ones and for none. Where y is all that its null model
// says, DevianceExplained and R2 are 1 for a perfect prediction and -Inf for any other.
// Errors are those of [Model.Predict], wrong lengths, an offset that is missing or one too
// many, weights below zero or all zero, and responses that the family does not have.
// O(n) for each column in the model, O(n log n) for AUC.
func (m *Model) Score(x design.Design, y, weights, offset []float64) (Score, error) {
	if m.Responses == nil {
		z, err := m.Link(x)
		if err != nil {
			return Score{}, err
		}
		return m.ScoreLink(z, y, weights, offset)
	}
	z, err := m.LinkAll(x)
	if err != nil {
		return Score{}, err
	}
	return m.ScoreLinks(z, y, weights, offset)
}

// ScoreLink is [Model.Score] for linear predictions z, offsets left out, of one response;
// those of Cox take [Model.ScoreSurvival].
func (m *Model) ScoreLink(z, y, weights, offset []float64) (Score, error) {
	if m.Family.relative() {
		return Score{}, fmt.Errorf("models: family %s is scored with a Survival: take ScoreSurvival", m.Family)
	}
	spec, fit, y, err := m.scoring(len(z), y, nil, weights, offset)
	if err != nil {
		return Score{}, err
	}
	return spec.score(fit, y, z)
}

// ScoreLinks is [Model.Score] for linear predictions of several responses, offsets left out.
func (m *Model) ScoreLinks(z [][]float64, y, weights, offset []float64) (Score, error) {
	spec, fit, y, err := m.scoring(len(z[0]), y, nil, weights, offset)
	if err != nil {
		return Score{}, err
	}
	return spec.scoreSeveral(fit, y, z)
}

// scoring states what the predictions of n rows are held against.
func (m *Model) scoring(n int, y []float64, survival *Survival, weights, offset []float64) (*Spec, problems.DataFit, []float64, error) {
	if m.Offset != (offset != nil) {
		return nil, nil, nil, fmt.Errorf("models: a model takes an offset where it was fitted with one, and only there")
	}
	spec := &Spec{Family: m.Family, Delta: m.Delta, Tau: m.Tau, Levels: m.levels(), Targets: m.targets(), Response: m.Response, Survival: survival,
		NoIntercept: !m.HasIntercept, Weights: weights, Offset: offset}
	if err := spec.Family.settle(spec); err != nil {
		return nil, nil, nil, err
	}
	if m.Responses == nil {
		if err := (&problems.LeastSquares{Y: y, Weights: weights, Offset: offset}).Validate(n); err != nil {
			return nil, nil, nil, err // what is wrong for every family
		}
	} else if err := m.severalFit(n, y); err != nil {
		return nil, nil, nil, err
	}
	fit, y, err := spec.fit(y)
	if err == nil {
		err = fit.Validate(n * max(1, len(m.Responses)))
	}
	return spec, fit, y, err
}

// score scores linear predictions without their offset.
func (s *Spec) score(fit problems.DataFit, y, z []float64) (Score, error) {
	perfect := fit.Conj(make([]float64, len(y))) // minus the least that any prediction leaves
	out := Score{Deviance: 2 * (fit.Value(z) + perfect)}
	null, err := s.nullLoss(fit, y)
	if err != nil {
		return Score{}, err
	}
	out.DevianceExplained = explained(out.Deviance, 2*(null+perfect))
	row, nan := s.Family.row(), math.NaN()
	out.R2, out.MSE, out.MAE, out.LogLoss, out.Accuracy, out.AUC, out.Concordance = nan, nan, nan, nan, nan, nan, nan
	w := (&problems.LeastSquares{Y: y, Weights: s.Weights}).NormalWeights()
	if w == nil {
		w = repeated(1/float64(len(y)), len(y))
	}
	shifted := z
	if s.Offset != nil {
		shifted = make([]float64, len(z))
		for i, o := range s.Offset {
			shifted[i] = z[i] + o
		}
	}
	if row.relative {
		out.Concordance = s.Survival.concordance(y, shifted, w)
		return out, nil
	}
	if row.classes {
		out.Accuracy, out.AUC = accuracy(y, shifted, w), auc(y, shifted, w)
		if row.mean == nil {
			return out, nil
		}
		out.LogLoss = fit.Value(z)
	}
	mu := shifted
	if row.mean != nil {
		mu = make([]float64, len(z))
		for i, v := range shifted {
			mu[i] = row.mean(v)
		}
	}
	out.MSE, out.MAE = meanSquare(y, mu, w), 0
	for i, v := range w {
		out.MAE += v * math.Abs(y[i]-mu[i])
	}
	out.R2 = explained(out.MSE, meanSquare(y, repeated(mean(y, w), len(y)), w))
	return out, nil
}

// nullLoss is the loss of the intercept, if there is one, and the offset alone.
func (s *Spec) nullLoss(fit problems.DataFit, y []float64) (float64, error) {
	z := make([]float64, len(y))
	switch squares, ok := fit.(*problems.LeastSquares); {
	case s.NoIntercept:
		return fit.Value(z), nil
	case ok:
		targets, w := squares.Targets(), squares.NormalWeights() // y - offset
		if w == nil {
			w = repeated(1/float64(len(y)), len(y))
		}
		level := mean(targets, w)
		return meanSquare(targets, repeated(level, len(y)), w) / 2, nil
	case s.bounded(y) != nil:
		return -fit.Conj(z), nil // the intercept is at infinity, and fits perfectly
	}
	p := &problems.Problem{X: &design.Dense{N: len(y)}, Fit: fit, Penalty: &problems.ElasticNet{}, Intercept: true}
	null, err := p.Null()
	return null.Loss, err
}

func explained(left, all float64) float64 {
	if left == 0 && all == 0 {
		return 1
	}
	return 1 - left/all
}

// mean is weighted, and exact where all y are the same.
func mean(y, w []float64) float64 {
	shift := 0.0
	for i, v := range y {
		shift += w[i] * (v - y[0])
	}
	return y[0] + shift
}

// meanSquare returns Σ w (y - z)².
func meanSquare(y, z, w []float64) float64 {
	sum := 0.0
	for i, v := range w {
		sum += v * (y[i] - z[i]) * (y[i] - z[i])
	}
	return sum
}

// accuracy is the weight of the rows whose class is that of the sign of z.
func accuracy(y, z, w []float64) float64 {
	right := 0.0
	for i, v := range w {
		if z[i] > 0 {
			right += v * y[i]
		} else {
			right += v * (1 - y[i])
		}
	}
	return right
}
