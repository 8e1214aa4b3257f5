package verify

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Statement says in words what a certificate is about. It is derived from the fields
// that [Certificate.Check] works with and not from the formula in the file.
type Statement struct {
	Formula string `json:"formula"`
	// Restrictions are all that sets the problem apart from a plain lasso or elastic
	// net on all columns: every one narrows what is claimed.
	Restrictions []string `json:"restrictions"`
}

// Statement describes the problem, with left the columns of the file that are no
// features. y is that of the file. Names are quoted where they hold what a terminal
// would not show.
func (c *Certificate) Statement(target string, y []float64, left []string) Statement {
	p := &c.Problem
	s := Statement{Formula: c.formula(target), Restrictions: []string{}}
	say := func(format string, args ...any) {
		s.Restrictions = append(s.Restrictions, fmt.Sprintf(format, args...))
	}
	if !p.Intercept {
		say("there is no intercept")
	}
	if p.Family != "" {
		say("the family is %s", p.Family)
	}
	if left != nil {
		say("left out of the columns of the file: %s", names(left))
	}
	if p.Weights != nil {
		say("the rows have weights w %s", span(p.Weights))
		none := 0
		for _, w := range p.Weights {
			if w == 0 {
				none++
			}
		}
		if none > 0 {
			say("rows of weight 0, which count for nothing: %d of %d", none, len(y))
		}
	}
	if p.Offset != nil {
		if p.Family != "" {
			say("an offset o %s is added to the prediction", span(p.Offset))
		} else if say("an offset o %s is taken off y", span(p.Offset)); p.nothingLeft(y) {
			say("the offset is y: nothing is left to explain")
		}
	}
	c.sayPenalty(say)
	c.sayBounds(say)
	return s
}

// sayPenalty says what is penalised otherwise than by lambda alone.
func (c *Certificate) sayPenalty(say func(string, ...any)) {
	p := &c.Problem
	var free, excluded []string
	for j, name := range c.Data.Columns {
		switch l1, l2, _, _ := p.term(j); {
		case p.excluded(j):
			excluded = append(excluded, name)
		case l1.Sign() == 0 && l2.Sign() == 0:
			free = append(free, name)
		}
	}
	if p.Factor != nil {
		say("the penalty has factors f %s", span(p.Factor))
	}
	switch {
	case p.Standardized:
		say("the penalty is on standardized columns: s are their standard deviations")
	case p.Scale != nil:
		say("the penalty has scales s %s, which need not be standard deviations", span(p.Scale))
	}
	if free != nil {
		say("not penalised: %s", names(free))
	}
	if excluded != nil {
		say("excluded, 0 whatever the data are: %s", names(excluded))
	}
}

// sayBounds says what the coefficients are confined to, and which of them stand at
// an end.
func (c *Certificate) sayBounds(say func(string, ...any)) {
	p := &c.Problem
	if p.Lower == nil && p.Upper == nil {
		return
	}
	var ranges, pinned, held []string
	who := map[string][]string{}
	for j, name := range c.Data.Columns {
		if p.excluded(j) {
			continue
		}
		_, _, low, high := p.term(j)
		switch b := c.Beta.Coefficients[j]; {
		case low == high:
			pinned = append(pinned, fmt.Sprintf("%s = %v", quoted(name), low))
			continue
		case b == low || b == high:
			held = append(held, fmt.Sprintf("%s = %v", quoted(name), b))
		}
		if !math.IsInf(low, -1) || !math.IsInf(high, 1) {
			r := fmt.Sprintf("%v to %v", low, high)
			if who[r] == nil {
				ranges = append(ranges, r)
			}
			who[r] = append(who[r], name)
		}
	}
	for k, r := range ranges {
		if k == 8 {
			say("and %d other ranges of coefficients", len(ranges)-k)
			break
		}
		say("coefficients confined to %s: %s", r, names(who[r]))
	}
	if pinned != nil {
		say("pinned by equal bounds, whatever the data are: %s", abridged(pinned))
	}
	if held != nil {
		say("at the end of their range: %s", abridged(held))
	}
}

// nothingLeft tells that the offset is y in every row that counts.
func (p *Problem) nothingLeft(y []float64) bool {
	for i, v := range y {
		if v != p.Offset[i] && at(p.Weights, i, 1) != 0 {
			return false
		}
	}
	return true
}

// formula is the objective in one line, what its letters stand for after it.
func (c *Certificate) formula(target string) string {
	p := &c.Problem
	divisor, open, residual := "1/(2n)", "‖", "y"
	if p.Weights != nil {
		divisor, open = "1/(2Σw)", "‖√w "
	}
	if p.Offset != nil {
		residual += " - o"
	}
	residual += " - Xβ"
	if p.Intercept {
		residual += " - β₀"
	}
	if p.Weights != nil {
		residual = "(" + residual + ")"
	}
	l1, l2 := "", ""
	if p.Factor != nil {
		l1, l2 = "f", "√f "
	}
	if p.Scale != nil {
		l1, l2 = l1+"s", l2+"s"
	}
	if l1 != "" {
		l1, l2 = l1+" ", strings.TrimSpace(l2)+" "
	}
	l1, l2 = "‖"+l1+"β‖₁", "‖"+l2+"β‖²"
	penalty := fmt.Sprintf("λ (α %s + (1-α)/2 %s)", l1, l2)
	letters := fmt.Sprintf("λ = %v, α = %v", p.Lambda, p.Alpha)
	switch p.Alpha {
	case 1:
		penalty, letters = "λ "+l1, fmt.Sprintf("λ = %v", p.Lambda)
	case 0:
		penalty, letters = "λ/2 "+l2, fmt.Sprintf("λ = %v", p.Lambda)
	}
	text := fmt.Sprintf("minimise %s %s%s‖² + %s", divisor, open, residual, penalty)
	name := quoted(target)
	if p.Family != "" {
		loss, z := p.lossFormula()
		text, letters = fmt.Sprintf("minimise %s + %s", loss, penalty), z+", "+letters
		if p.Family == "huber" {
			letters += fmt.Sprintf(", H(r) = r²/2 to |r| = δ = %v and δ|r| - δ²/2 from there", p.Delta)
		}
		if p.Family == "quantile" {
			letters += fmt.Sprintf(", τ = %v", p.Tau)
		}
		if p.Levels != nil {
			name = fmt.Sprintf("1 where %s is %s and 0 where %s", name, quoted(p.Levels[1]), quoted(p.Levels[0]))
		}
	}
	if p.Lower != nil || p.Upper != nil {
		text += ", β within bounds"
	}
	return fmt.Sprintf("%s;  %s, y = %s, n = %d, p = %d: %s", text, letters, name, c.Data.Rows, len(c.Data.Columns), names(c.Data.Columns))
}

// lossFormula is the loss of a family, and what it is a loss of.
func (p *Problem) lossFormula() (loss, z string) {
	loss = map[string]string{
		"binomial":      "(log(1 + exp(z)) - y z)",
		"poisson":       "(exp(z) - y z)",
		"huber":         "H(y - z)",
		"squared-hinge": "max(1 - (2y-1) z, 0)²/2",
		"hinge":         "max(1 - (2y-1) z, 0)",
		"quantile":      "max(τ (y - z), (1-τ) (z - y))",
	}[p.Family]
	mean, z := "1/n Σ ", "z = Xβ"
	if p.Weights != nil {
		mean = "1/Σw Σ w "
	}
	if p.Intercept {
		z += " + β₀"
	}
	if p.Offset != nil {
		z += " + o"
	}
	return mean + loss, z
}

// span says between which numbers v is.
func span(v Vector) string {
	low, high := slices.Min(v), slices.Max(v)
	if low == high {
		return fmt.Sprintf("of %v", low)
	}
	return fmt.Sprintf("from %v to %v", low, high)
}

// names lists columns.
func names(list []string) string {
	shown := make([]string, len(list))
	for k, name := range list {
		shown[k] = quoted(name)
	}
	return abridged(shown)
}

// abridged joins a list, the middle left out where it is long.
func abridged(list []string) string {
	if len(list) > 12 {
		list = slices.Concat(list[:10], []string{fmt.Sprintf("... (%d in all)", len(list)), list[len(list)-1]})
	}
	return strings.Join(list, ", ")
}

// quoted returns a name, in quotes where it could be taken for something else: what is
// not visible, or does what is seen not stand for it, is escaped.
func quoted(name string) string {
	if q := strconv.Quote(name); name == "" || q[1:len(q)-1] != name || strings.ContainsAny(name, ",;: ") {
		return q
	}
	return name
}
