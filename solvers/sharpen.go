package solvers

import "github.com/lassocheck/lassocheck/problems"

// sharpen certifies a point in extended precision if rounding alone stands between its
// certificate and the threshold, or all but, or a dual point is known apart from it, and returns the
// better of the two.
func sharpen(p *problems.Problem, pt problems.SparseBeta, c problems.Certificate, theta []float64, threshold float64) problems.Certificate {
	if c.Proven() > threshold && (c.Gap <= max(threshold, 8*c.Rounding) || theta != nil) {
		if theta == nil {
			theta = c.Theta
		}
		beta := make([]float64, p.Dim())
		pt.Beta(beta, p.Intercept)
		if sharp, ok := p.CertifyExtended(beta, theta); ok && sharp.Primal-sharp.Dual < c.Primal-c.Dual {
			return sharp
		}
	}
	return c
}
