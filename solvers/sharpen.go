package solvers

import "github.com/lassocheck/lassocheck/problems"

// sharpen certifies a point in extended precision if rounding alone stands between its
// certificate and the threshold, and returns the better of the two.
func sharpen(p *problems.Problem, pt problems.SparseBeta, c problems.Certificate, threshold float64) problems.Certificate {
	if c.Proven() > threshold && c.Gap <= max(threshold, c.Rounding) {
		beta := make([]float64, p.Dim())
		pt.Beta(beta, p.Intercept)
		if sharp, ok := p.CertifyExtended(beta, c.Theta); ok && sharp.Primal-sharp.Dual < c.Primal-c.Dual {
			return sharp
		}
	}
	return c
}
