package judge

import (
	"context"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

// byCertificates is Judge for problems of which the bounds of certificates are all that is
// known: of single features which are zero, where that follows from the certificate.
func byCertificates(ctx context.Context, p *problems.Problem, beta []float64, o Options) (*Opinion, error) {
	own := p.Certify(beta)
	out := &Opinion{Beta: beta, Alone: proofOf(own), KKT: own.KKT, Worst: own.Worst, Dual: dualOf(own)}
	out.Proof = out.Alone
	s := o.Settings
	if s.Tol == 0 {
		s.Tol = 1e-13
	}
	r, err := solvers.Solve(ctx, p, s)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return out, err
	}
	best := own.With(r.Certificate)
	out.Proof, out.Dual = proofOf(best), dualOf(best)
	out.Refined, out.Rest = r.X, proofOf(r.Certificate.With(own))
	if out.Proof.Primal < out.Rest.Primal {
		out.Refined, out.Rest = beta, out.Proof
	}
	b, _ := p.Split(beta)
	out.Findings = make([]Finding, len(b))
	out.Features = proof.Features{Verdicts: make([]proof.Verdict, len(b)), Radius: make([]float64, len(b))}
	for j, zero := range p.Zeros(r.Certificate.With(own)) {
		if out.Features.Radius[j] = math.Inf(1); zero {
			out.Features.Verdicts[j], out.Features.Radius[j] = proof.Zero, math.Abs(b[j])
			out.Findings[j] = finding(b[j], proof.Zero)
		}
	}
	return out, nil
}

func proofOf(c problems.Certificate) proof.Proof {
	e := math.Nextafter(c.Primal-c.Dual, math.Inf(1))
	if !(e >= 0) {
		e = math.Inf(1)
	}
	return proof.Proof{Primal: c.Primal, Dual: c.Dual, Error: e, Rounding: c.Rounding - c.DualRounding}
}

func dualOf(c problems.Certificate) proof.DualBound {
	return proof.DualBound{Theta: c.Theta, Scale: 1, Value: c.Dual}
}
