package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// The shapes of --json. Lambda, objectives and gaps are in the units of the
// convention, coefficients in those of the data.

type problemJSON struct {
	N           int      `json:"n"`
	P           int      `json:"p"`
	NNZ         int      `json:"nnz"`
	LambdaMax   number   `json:"lambda_max"`
	Family      string   `json:"family"`
	Levels      []string `json:"levels,omitempty"`  // of classes, the positive one second
	Targets     []string `json:"targets,omitempty"` // of mgaussian
	Grouped     bool     `json:"grouped,omitempty"` // a column is in the model for all responses or none
	Delta       number   `json:"delta,omitzero"`
	Tau         number   `json:"tau,omitzero"`
	Ties        string   `json:"ties,omitempty"` // of cox
	Intercept   bool     `json:"intercept"`
	Standardize bool     `json:"standardize"`
	Alpha       number   `json:"alpha"`
	Convention  string   `json:"convention"`
}

// answer is the solution at one lambda. Objective and Dual are bounds, between which
// the optimum lies, rounding included: Gap + Rounding is their difference.
type answer struct {
	Lambda       number   `json:"lambda"`
	LambdaRatio  number   `json:"lambda_ratio"`
	Objective    number   `json:"objective"`
	Dual         number   `json:"dual"`
	Gap          number   `json:"gap"`
	Rounding     number   `json:"rounding"`
	GapRelative  number   `json:"gap_relative"` // to the null loss
	KKT          number   `json:"kkt"`
	Intercept    number   `json:"intercept"`
	NNZ          int      `json:"nnz"`
	Support      []int    `json:"support"`
	Names        []string `json:"names"`
	Coefficients []number `json:"coefficients"`
	// Responses has what is of one response each, of several: Intercept and Coefficients
	// then are theirs, and Support and Names those of any of them.
	Responses []responseJSON `json:"responses,omitempty"`
	Status    string         `json:"status"`
	Seconds   number         `json:"seconds"`

	proven proven
	ok     bool // certified
}

// responseJSON is what is of one response.
type responseJSON struct {
	Name         string   `json:"name"`
	Intercept    number   `json:"intercept"`
	Support      []int    `json:"support"`
	Names        []string `json:"names"`
	Coefficients []number `json:"coefficients"`
}

// proven is what is proven of an answer, relative to the null loss: the objective is
// above the optimum by at most gap + rounding.
type proven struct{ gap, rounding float64 }

func (p proven) error() float64 { return p.gap + p.rounding }

// String is 1.2e-15 ± 3e-13; a gap that rounding has made negative is 0.
func (p proven) String() string { return fmt.Sprintf("%.2g ± %.1g", p.gap, p.rounding) }

type secondsJSON struct {
	Read  number `json:"read"`
	Solve number `json:"solve"`
}

// number is a float64 that JSON can carry: null where it is not finite.
type number float64

func (v number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(v))
}

func (m *model) problemJSON() problemJSON {
	n, p := m.X.Dims()
	ties := ""
	if v := m.Spec.Survival; v != nil {
		ties = v.Ties.String()
	}
	return problemJSON{
		Ties: ties,
		N:    n, P: p, NNZ: nonzeros(m.X),
		LambdaMax: number(m.LambdaMax()), Family: string(m.Spec.Family), Levels: m.Spec.Levels, Targets: m.Spec.Targets, Grouped: m.rows(), Delta: number(m.Spec.Delta), Tau: number(m.Spec.Tau), Intercept: !m.Spec.NoIntercept,
		Standardize: m.Spec.Standardize, Alpha: number(m.Alpha), Convention: string(m.Spec.Convention),
	}
}

// nonzeros counts the entries of x that are not zero.
func nonzeros(x design.Design) (nnz int) {
	var values []float64
	switch x := x.(type) {
	case *design.Dense:
		values = x.Data
	case *design.CSC:
		values = x.Val
	}
	for _, v := range values {
		if v != 0 {
			nnz++
		}
	}
	return nnz
}

// answer is how a model is printed.
func (m *model) answer(f *models.Model) answer {
	cert := &f.Certificate
	a := answer{
		Lambda:       number(f.Lambda),
		LambdaRatio:  number(m.Ratio(f.Lambda)),
		Objective:    number(cert.Objective),
		Dual:         number(cert.Dual),
		Gap:          number(cert.Gap),
		Rounding:     number(cert.Rounding),
		GapRelative:  number(cert.GapRelative),
		KKT:          number(cert.KKT),
		Intercept:    number(f.Intercept),
		NNZ:          len(f.Support),
		Support:      append([]int{}, f.Support...),
		Names:        make([]string, len(f.Support)),
		Coefficients: make([]number, len(f.Support)),
		Status:       cert.Status.String(),
		Seconds:      number(f.Elapsed.Seconds()),
		proven:       proven{max(cert.GapRelative, 0), cert.RoundingRelative},
		ok:           cert.Status.OK(),
	}
	for k, c := range f.Coefficients() {
		a.Names[k], a.Coefficients[k] = c.Name, number(c.Value)
	}
	if f.Responses != nil {
		m.spread(&a, f)
	}
	return a
}

// coefs are answers as they are written to a file of coefficients: a model each, or one for
// each response.
func (m *model) coefs(answers []answer) (list []*coefio.Model) {
	for _, a := range answers {
		parts := a.Responses
		if parts == nil {
			parts = []responseJSON{{Intercept: a.Intercept, Support: a.Support, Coefficients: a.Coefficients}}
		}
		for _, r := range parts {
			c := &coefio.Model{
				Beta: make([]float64, len(m.Names)), Lambda: float64(a.Lambda), Response: r.Name,
				Intercept: float64(r.Intercept), HasIntercept: !m.Spec.NoIntercept,
			}
			for k, j := range r.Support {
				c.Beta[j] = float64(r.Coefficients[k])
			}
			list = append(list, c)
		}
	}
	return list
}

// verdict is the error that answers end with: none where all are certified.
func (m *model) verdict(c *cli.Context, answers []answer, tol float64) error {
	if c.Context.Err() != nil {
		return interrupted()
	}
	bad, worst := 0, answer{}
	for _, a := range answers {
		if !a.ok {
			if bad == 0 || !(a.proven.error() <= worst.proven.error()) {
				worst = a
			}
			bad++
		}
	}
	if bad == 0 {
		return nil
	}
	return exit(exitNotCertified, "not certified at %s: at lambda = %.6g proven to %s of the null loss where %.2g was asked (%s); %s",
		count(bad, "lambda"), worst.Lambda, roundedUp(worst.proven.error()), tol, worst.Status, m.remedy(c, worst))
}

// remedy says what to try for an answer that is not certified.
func (m *model) remedy(c *cli.Context, a answer) string {
	least := "ask for less by --tol"
	switch {
	case a.Status == solvers.TimeLimit.String():
		return "give it more by --max-time, or " + least
	case a.Lambda == 0 && (m.Spec.Family.Classes() || m.Spec.Family == models.Multinomial || m.Spec.Family == models.Poisson):
		return "without a penalty none may be best, as where a direction of the columns tells classes, or counts of 0, from others, and coefficients grow without bound: take a lambda above 0, or " + least
	case a.Status == solvers.PrecisionFloor.String():
		return "double precision cannot prove more of these data: " + m.farthest() + least
	case a.Status == solvers.IterationLimit.String() && c.String("method") == "":
		return "the steps that one lambda may take are used up, and columns nearly depend on one another: drop some, take a larger lambda, or " + least
	case c.String("method") != "":
		return "leave out --method, which lets the best one be taken, or " + least
	}
	return m.farthest() + least
}

// farthest advises to subtract the mean of what is farthest from zero for its spread,
// if it is so far that digits are lost.
func (m *model) farthest() string {
	const far = 1e6
	name, mean, most := "", 0.0, far
	see := func(what string, m, variance float64) {
		if d := math.Abs(m) / math.Sqrt(variance); d > most && variance > 0 {
			name, mean, most = what, m, d
		}
	}
	w := vector.NormalWeights(m.Spec.Weights)
	if fit, ok := m.Problem.Fit.(*problems.LeastSquares); ok {
		y := &design.Dense{N: len(fit.Y), P: 1, Data: fit.Targets()}
		v, variance := y.ColMoments(0, w)
		see(m.TargetName, v, variance)
	}
	for j := range m.Names {
		v, variance := m.X.ColMoments(j, w)
		see(m.Names[j], v, variance)
	}
	if name == "" {
		return ""
	}
	return fmt.Sprintf("subtract %.3g from %s, which is far from zero for its spread, or ", mean, name)
}

// printJSON prints v, indented.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return exit(exitInternal, "cannot write: %v", err)
	}
	return nil
}

// count is "1 lambda" or "3 lambdas".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
