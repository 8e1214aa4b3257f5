package models

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// scoreSeveral is Score for the linear predictions of several responses, without their
// offsets.
func (s *Spec) scoreSeveral(fit problems.DataFit, y []float64, z [][]float64) (Score, error) {
	nan := math.NaN()
	out := Score{R2: nan, MSE: nan, MAE: nan, LogLoss: nan, Accuracy: nan, AUC: nan, Concordance: nan}
	k := len(z)
	n := len(z[0])
	all := slices.Concat(z...)
	perfect := fit.Conj(make([]float64, len(all))) // minus the least that any prediction leaves
	loss := fit.Value(all)
	null, err := s.nullLossSeveral(fit, y, n, k)
	if err != nil {
		return Score{}, err
	}
	out.Deviance = 2 * (loss + perfect)
	out.DevianceExplained = explained(out.Deviance, 2*(null+perfect))
	w := vector.NormalWeights(s.Weights)
	if w == nil {
		w = repeated(1/float64(n), n)
	}
	shifted := z
	if s.Offset != nil {
		shifted = make([][]float64, k)
		for i := range z {
			shifted[i] = make([]float64, n)
			for r, o := range s.Offset[i*n : (i+1)*n] {
				shifted[i][r] = z[i][r] + o
			}
		}
	}
	if s.Family == Multinomial {
		out.LogLoss, out.Accuracy = loss, 0
		for i, class := range y {
			if likeliest(shifted, i) == int(class) {
				out.Accuracy += w[i]
			}
		}
		return out, nil
	}
	out.MSE, out.MAE = 0, 0
	about := 0.0
	for i := range shifted {
		target := y[i*n : (i+1)*n]
		out.MSE += meanSquare(target, shifted[i], w) / float64(k)
		about += meanSquare(target, repeated(mean(target, w), n), w) / float64(k)
		for r, v := range w {
			out.MAE += v * math.Abs(target[r]-shifted[i][r]) / float64(k)
		}
	}
	out.R2 = explained(out.MSE, about)
	return out, nil
}

// nullLossSeveral is the loss of the intercepts, if there are any, and the offsets alone. A
// class that no row has gets the probability 0.
func (s *Spec) nullLossSeveral(fit problems.DataFit, y []float64, n, k int) (float64, error) {
	if s.NoIntercept {
		return fit.Value(make([]float64, n*k)), nil
	}
	if f, ok := fit.(*losses.Multinomial); ok {
		some := &losses.Multinomial{Weights: f.Weights}
		for c, there := range s.present(y) {
			if there {
				some.K++
				some.Y = append(some.Y, f.Y[c*n:(c+1)*n]...)
				if f.Offset != nil {
					some.Offset = append(some.Offset, f.Offset[c*n:(c+1)*n]...)
				}
			}
		}
		fit, k = some, some.K
	}
	p := &problems.Problem{X: design.Stacked{X: &design.Dense{N: n}, K: k, Intercept: true}, Fit: fit,
		Penalty: &problems.RowElasticNet{K: k, Factor: []float64{0}}}
	null, err := p.Null()
	return null.Loss, err
}

// levels are the names of the classes.
func (m *Model) levels() (names []string) {
	if m.Family != Multinomial {
		return m.Levels
	}
	for _, r := range m.Responses {
		names = append(names, r.Name)
	}
	return names
}

// targets are the names of the responses of MGaussian.
func (m *Model) targets() (names []string) {
	if m.Family == MGaussian {
		for _, r := range m.Responses {
			names = append(names, r.Name)
		}
	}
	return names
}

// severalFit reports responses whose number is not that of n rows, and classes that the
// model does not have.
func (m *Model) severalFit(n int, y []float64) error {
	each := n
	if m.Family == MGaussian {
		each *= len(m.Responses)
	}
	if len(y) != each {
		return fmt.Errorf("models: %d responses for %d rows", len(y), n)
	}
	return nil
}
