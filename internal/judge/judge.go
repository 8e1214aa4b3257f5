// Package judge gives the second opinion on coefficients from any source: how far
// from optimal they are, proven in real arithmetic, and what is proven of every
// feature.
package judge

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

// Opinion is what is proven of Beta.
type Opinion struct {
	Beta []float64
	// Alone is what beta proves by itself, Proof what the better of its own dual
	// point and that of our solution proves. Both bound the same error.
	Alone, Proof proof.Proof
	Dual         proof.DualBound // the dual point of Proof
	// KKT and Worst are those of [problems.Certificate].
	KKT   float64
	Worst int
	// Refined is our solution, and Rest the proof of it.
	Refined  []float64
	Rest     proof.Proof
	Features proof.Features
	Findings []Finding // one a coefficient
	// Optima is the set of all optima, where it is not proven to be one point.
	Optima *proof.Optima
}

// Finding says what is wrong with one coefficient, proven.
type Finding string

const (
	Right          Finding = ""
	WronglyNonZero Finding = "wrongly non-zero" // zero in every optimum
	WronglyZero    Finding = "wrongly zero"     // non-zero in every optimum
	WrongSign      Finding = "wrong sign"
)

// finding compares a coefficient with what is proven of it.
func finding(b float64, v proof.Verdict) Finding {
	switch {
	case v == proof.Undetermined:
	case v == proof.Zero && b != 0:
		return WronglyNonZero
	case v == proof.Zero:
	case b == 0:
		return WronglyZero
	case (b > 0) != (v == proof.Positive):
		return WrongSign
	}
	return Right
}

// Options of Judge. The zero value does the right thing.
type Options struct {
	Settings solvers.Settings // Tol is ours: to how small a gap we refine; 0 stands for 1e-13
	Tighten  bool             // refine until every feature is decided, or nothing more can be gained
}

// Judge solves p, near beta or not, and judges beta by what that proves. Of single
// features something is proven where the problem has Bounds, and elsewhere nothing. When
// ctx is done it returns its error, and with it what was proven until then, Findings
// and Features left out.
func Judge(ctx context.Context, p *problems.Problem, beta []float64, o Options) (*Opinion, error) {
	for j, v := range beta {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("coefficient %d is %v", j, v)
		}
	}
	b, err := p.Bounds()
	if err != nil {
		return byCertificates(ctx, p, beta, o)
	}
	c := p.Certify(beta)
	own := b.DualFrom(beta)
	if o := b.Dual(c.Theta); o.Value > own.Value {
		own = o
	}
	out := &Opinion{Beta: beta, Alone: b.Prove(beta, own), Dual: own, KKT: c.KKT, Worst: c.Worst}
	tols := []float64{o.Settings.Tol}
	if tols[0] == 0 {
		tols[0] = 1e-13
	}
	if o.Tighten {
		for t := tols[0] / 10; t > 1e-17; t /= 10 {
			tols = append(tols, t)
		}
	}
	for k, tol := range tols {
		if err := out.refine(ctx, p, b, tol, o.Settings); err != nil {
			out.Proof = b.Prove(beta, out.Dual)
			return out, err
		}
		if out.undetermined() == 0 || k > 0 && !(out.Rest.Error > 0) {
			break
		}
	}
	out.Proof = b.Prove(beta, out.Dual)
	if !out.Features.Unique {
		optima := b.Optima(out.Refined, out.Dual, 0)
		out.Optima = &optima
	}
	out.Findings = make([]Finding, len(out.Features.Verdicts))
	for j, v := range out.Features.Verdicts {
		out.Findings[j] = finding(beta[j], v)
	}
	return out, nil
}

// refine solves p to tol and keeps the better point and dual point.
func (o *Opinion) refine(ctx context.Context, p *problems.Problem, b *proof.Bounds, tol float64, s solvers.Settings) error {
	s.Tol = tol
	r, err := solvers.Solve(ctx, p, s)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if d := b.Dual(r.Theta); d.Value > o.Dual.Value {
		o.Dual = d
	}
	points := [][]float64{r.X, o.Beta}
	if o.Refined != nil {
		points = append(points, o.Refined)
	}
	best := math.Inf(1)
	for _, x := range points {
		if proof := b.Prove(x, o.Dual); proof.Primal < best {
			best, o.Refined, o.Rest = proof.Primal, x, proof
		}
	}
	if o.Refined == nil {
		o.Refined, o.Rest = r.X, b.Prove(r.X, o.Dual)
	}
	o.Features = b.Features(o.Refined, o.Dual)
	return nil
}

// Undecidable tells that coefficient j is zero in some optima and not in others.
func (o *Opinion) Undecidable(j int) bool {
	return o.Optima != nil && o.Features.Verdicts[j] == proof.Undetermined &&
		o.Optima.Lower[j] < o.Optima.Upper[j] && o.Optima.Lower[j] <= 0 && o.Optima.Upper[j] >= 0
}

func (o *Opinion) undetermined() (count int) {
	for _, v := range o.Features.Verdicts {
		if v == proof.Undetermined {
			count++
		}
	}
	return count
}
