package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// The shapes of --json. Lambda, objectives and gaps are in the units of the
// convention, coefficients in those of the data.

type problemJSON struct {
	N           int    `json:"n"`
	P           int    `json:"p"`
	NNZ         int    `json:"nnz"`
	LambdaMax   number `json:"lambda_max"`
	Intercept   bool   `json:"intercept"`
	Standardize bool   `json:"standardize"`
	Alpha       number `json:"alpha"`
	Convention  string `json:"convention"`
}

// answer is the solution at one lambda.
type answer struct {
	Lambda       number   `json:"lambda"`
	LambdaRatio  number   `json:"lambda_ratio"`
	Objective    number   `json:"objective"`
	Dual         number   `json:"dual"`
	Gap          number   `json:"gap"`
	GapRelative  number   `json:"gap_relative"`
	KKT          number   `json:"kkt"`
	Intercept    number   `json:"intercept"`
	NNZ          int      `json:"nnz"`
	Support      []int    `json:"support"`
	Names        []string `json:"names"`
	Coefficients []number `json:"coefficients"`
	Status       string   `json:"status"`
	Seconds      number   `json:"seconds"`

	ok       bool    // certified
	rounding float64 // the error in GapRelative itself
}

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
	return problemJSON{
		N: n, P: p, NNZ: nonzeros(m.X),
		LambdaMax: number(m.lambdaMax()), Intercept: m.Problem.Intercept,
		Standardize: m.Standardize, Alpha: number(m.Alpha), Convention: m.Convention,
	}
}

// nonzeros counts the entries of x that are not zero.
func nonzeros(x problems.Design) (nnz int) {
	var values []float64
	switch x := x.(type) {
	case *problems.Dense:
		values = x.Data
	case *problems.CSC:
		values = x.Val
	}
	for _, v := range values {
		if v != 0 {
			nnz++
		}
	}
	return nnz
}

// answer puts a point into the user's units. lambda is the user's.
func (m *model) answer(lambda float64, pt *solvers.Point) answer {
	a := answer{
		Lambda:       number(lambda),
		LambdaRatio:  number(lambda / m.lambdaMax()),
		Objective:    number(pt.Primal * m.LossUnit),
		Dual:         number(pt.Dual * m.LossUnit),
		Gap:          number(pt.Gap * m.LossUnit),
		GapRelative:  number(pt.Gap / m.Null.Loss),
		KKT:          number(pt.KKT * m.LossUnit),
		Intercept:    number(pt.Intercept),
		NNZ:          len(pt.Support),
		Support:      pt.Support,
		Names:        make([]string, len(pt.Support)),
		Coefficients: make([]number, len(pt.Support)),
		Status:       pt.Status.String(),
		Seconds:      number(pt.Elapsed.Seconds()),
		ok:           pt.Status.OK(),
		rounding:     pt.Rounding / m.Null.Loss,
	}
	if a.Support == nil {
		a.Support = []int{}
	}
	for k, j := range pt.Support {
		a.Names[k] = m.Names[j]
		a.Coefficients[k] = number(pt.Coef[k])
	}
	return a
}

// coef is the answer as it is written to a file of coefficients.
func (m *model) coef(a answer) *coefio.Model {
	c := &coefio.Model{
		Beta: make([]float64, len(m.Names)), Lambda: float64(a.Lambda),
		Intercept: float64(a.Intercept), HasIntercept: m.Problem.Intercept,
	}
	for k, j := range a.Support {
		c.Beta[j] = float64(a.Coefficients[k])
	}
	return c
}

// verdict is the error that answers end with: none where all are certified.
func verdict(ctx context.Context, answers []answer, tol float64) error {
	if ctx.Err() != nil {
		return exit(exitInterrupted, "interrupted; what was known by then is printed")
	}
	bad, worst := 0, answer{}
	for _, a := range answers {
		if !a.ok {
			if bad == 0 || a.GapRelative > worst.GapRelative {
				worst = a
			}
			bad++
		}
	}
	if bad == 0 {
		return nil
	}
	remedy := "leave out --method, which lets the best one be taken, or ask for less by --tol"
	switch worst.Status {
	case solvers.TimeLimit.String():
		remedy = "give it more by --max-time, or ask for less by --tol"
	case solvers.Stalled.String():
		remedy = "rounding leaves no more in these data: ask for less by --tol"
	}
	return exit(exitNotCertified, "not certified at %s: at lambda = %.6g the relative gap is %.2g where %.2g was asked (%s); %s",
		count(bad, "lambda"), worst.Lambda, worst.GapRelative, tol, worst.Status, remedy)
}

// printJSON prints v, indented.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return writeError(err)
	}
	return nil
}

// writeError is a failure to write to standard output, which is nobody's input.
func writeError(err error) error {
	if err == nil || errors.As(err, new(*exitError)) {
		return err
	}
	return exit(exitInternal, "cannot write: %v", err)
}

// count is "1 lambda" or "3 lambdas".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
