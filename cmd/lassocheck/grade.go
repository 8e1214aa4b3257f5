package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems/proof"
)

// grade is how good coefficients are, as far as it is proven.
type grade struct {
	digits  int  // of the objective
	optimal bool // within the tolerance
	above   bool // proven to be above the optimum
	open    bool // interrupted before the features were judged

	features, undetermined             int
	wronglyNonZero, wronglyZero, signs int
}

// enough is how many digits an objective must be right to for its digits to be named.
const enough = 3

func (m *model) grade(o *judge.Opinion, tol float64) grade {
	g := grade{digits: rightDigits(o.Proof.Primal, o.Proof.Dual), optimal: o.Proof.Error <= tol*m.Null.Scale,
		above: o.Refined != nil && o.Proof.Primal-2*o.Proof.Rounding > o.Rest.Primal,
		open:  o.Findings == nil, features: len(o.Findings)}
	for j, f := range o.Findings {
		switch {
		case f == judge.WronglyNonZero:
			g.wronglyNonZero++
		case f == judge.WronglyZero:
			g.wronglyZero++
		case f == judge.WrongSign:
			g.signs++
		case o.Features.Verdicts[j] == proof.Undetermined:
			g.undetermined++
		}
	}
	return g
}

// rightDigits is the number of digits of a positive optimum that an objective is proven
// right to: the largest k, up to 15, with objective - dual <= 10^-k dual, rounding included. The objective is
// not below that of the point, dual not above the optimum. Where dual is not positive, no
// digit is right.
func rightDigits(objective, dual float64) int {
	above := math.Nextafter(objective-dual, math.Inf(1))
	if objective <= dual {
		above = 0
	}
	if !(dual > 0) || math.IsInf(objective, 1) {
		return 0
	}
	k := 0
	for k < 15 && math.Nextafter(above*math.Pow10(k+1), math.Inf(1)) <= dual {
		k++
	}
	return k
}

// String is "right to 9 digits; support and signs as at the optimum".
func (g grade) String() string {
	var head string
	switch {
	case g.digits >= enough:
		head = fmt.Sprintf("right to %d digits", g.digits)
	case g.optimal:
		head = "optimal"
	case g.open:
		return "not yet proven optimal"
	case g.above || g.wrong() > 0:
		head = "not optimal"
	default:
		head = "not proven optimal"
	}
	if g.open || g.features == 0 {
		return head
	}
	return head + "; " + g.support()
}

// wrong counts the features that are proven wrong.
func (g grade) wrong() int { return g.wronglyNonZero + g.wronglyZero + g.signs }

// support says what is proven of support and signs.
func (g grade) support() string {
	if g.wrong() == 0 {
		switch g.undetermined {
		case 0:
			return "support and signs as at the optimum"
		case g.features:
			return "support and signs undetermined"
		}
		return fmt.Sprintf("support and signs as at the optimum for %d of %s, the others undetermined", g.features-g.undetermined, count(g.features, "feature"))
	}
	var all []string
	for _, part := range []struct {
		count int
		words string
	}{{g.wronglyNonZero, "wrongly non-zero"}, {g.wronglyZero, "wrongly zero"}, {g.signs, "of wrong sign"}} {
		if part.count > 0 {
			all = append(all, fmt.Sprintf("%d %s", part.count, part.words))
		}
	}
	return fmt.Sprintf("of %s, %s", count(g.features, "feature"), strings.Join(all, ", "))
}
