package models

import "math"

// judgingsOfSeveral are the measures of several responses, the default first, those of
// cv.glmnet: errors are summed over responses, of probabilities over all classes.
func (s *Spec) judgingsOfSeveral() []judging {
	rows := func(one func(y, z []float64, of int) float64) func([]float64) func(int, []float64) float64 {
		return func(y []float64) func(int, []float64) float64 {
			return func(i int, z []float64) float64 {
				k := s.Family.row().several(s, y)
				n := len(z) / k
				at, own := make([]float64, k), make([]float64, k)
				for r := range at {
					at[r] = z[r*n+i]
				}
				if s.Family == Multinomial {
					own[int(y[i])] = 1
					return one(own, at, int(y[i]))
				}
				for r := range own {
					own[r] = y[r*n+i]
				}
				return one(own, at, 0)
			}
		}
	}
	sum := func(of func(d float64) float64) func(y, z []float64, _ int) float64 {
		return func(y, z []float64, _ int) (total float64) {
			if s.Family == Multinomial {
				softmax(z)
			}
			for k, v := range z {
				total += of(y[k] - v)
			}
			return total
		}
	}
	squared := judging{name: MSE, rows: rows(sum(func(d float64) float64 { return d * d }))}
	absolute := judging{name: MAE, rows: rows(sum(math.Abs))}
	if s.Family == MGaussian {
		same := squared // (y - z)² is the deviance
		same.name = Deviance
		return []judging{squared, same, absolute}
	}
	return []judging{
		{name: Deviance, rows: rows(func(_, z []float64, class int) float64 {
			const least = 1e-5
			softmax(z)
			return -2 * math.Log(min(max(z[class], least), 1-least))
		})},
		{name: Misclassified, rows: rows(func(_, z []float64, class int) float64 {
			if Likeliest(z) == class {
				return 0
			}
			return 1
		})},
		squared, absolute,
	}
}
