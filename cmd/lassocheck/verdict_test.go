package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

// stated is a model whose units, null loss and yardstick all differ.
func stated(t *testing.T) *model {
	t.Helper()
	x, y := &design.Dense{N: 2, P: 1, Data: []float64{1, -1}}, []float64{3, 1}
	st, err := models.Spec{Names: []string{"x"}, Response: "y"}.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	st.Null.Loss, st.Null.Scale, st.LossUnit, st.LambdaUnit = 3, 8, 4, 0.5
	return &model{Data: &dataio.Data{X: x, Y: y, Names: []string{"x"}, TargetName: "y"}, Statement: st}
}

func newContext(ctx context.Context) *cli.Context {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.String("method", "", "")
	set.Float64("tol", 1e-6, "")
	c := cli.NewContext(cli.NewApp(), set, nil)
	c.Context = ctx
	return c
}

// The words and the exit code of answers follow the status of each: all have to be
// certified, and the worst of the others is named with gap and rounding together.
func TestVerdictOfAnswers(t *testing.T) {
	m, ctx := stated(t), context.Background()
	answerOf := func(lambda, gap, rounding float64, status solvers.Status) answer {
		return m.answer(&models.Model{Lambda: lambda, Certificate: models.Certificate{Status: status, Objective: 20, Dual: 20 - 32*(gap+rounding),
			Gap: 32 * gap, Rounding: 32 * rounding, GapRelative: gap, RoundingRelative: rounding}})
	}
	good := answerOf(3, 1e-10, 0, solvers.Converged)
	if !good.ok || good.proven != (proven{1e-10, 0}) || good.Gap != 32e-10 || good.Rounding != 0 || good.Objective != 20 {
		t.Errorf("%+v", good)
	}
	floor := answerOf(2, -1, 2, solvers.PrecisionFloor)
	if floor.ok || floor.proven != (proven{0, 2}) || floor.proven.error() != 2 || floor.Gap != -32 || floor.Rounding != 64 || floor.Dual != -12 || floor.Objective != 20 {
		t.Errorf("%+v", floor)
	}
	for status := solvers.Running; status <= solvers.NonFinite; status++ {
		a := answerOf(1, 0.5, 0.5, status)
		err := m.verdict(newContext(ctx), []answer{good, a, good}, 1e-9)
		if a.ok != (status == solvers.Converged) || (err == nil) != a.ok {
			t.Errorf("%v: ok is %v, and the command says %v", status, a.ok, err)
		}
		var coded *exitError
		if err != nil && (!errors.As(err, &coded) || coded.code != exitNotCertified) {
			t.Errorf("%v: %#v", status, err)
		}
	}
	stalled := answerOf(1, 0.5, 0.5, solvers.Stalled) // 1 in all, more in the gap alone
	for _, answers := range [][]answer{{floor, stalled, good}, {stalled, good, floor}} {
		err := m.verdict(newContext(ctx), answers, 1e-9)
		if err == nil || !strings.Contains(err.Error(), "not certified at 2 lambdas: at lambda = 2 proven to 2 of") {
			t.Errorf("the worst of two: %v", err)
		}
	}
	if err := m.verdict(newContext(ctx), []answer{good, good}, 1e-9); err != nil {
		t.Error(err)
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	var coded *exitError
	if err := m.verdict(newContext(canceled), []answer{good}, 1e-9); !errors.As(err, &coded) || coded.code != exitInterrupted {
		t.Errorf("interrupted: %v", err)
	}
}

// Optimal is what the proven error, rounding included, is within the tolerance of, in
// units of the yardstick, and the code is 1 for all else.
func TestVerdictOfCertify(t *testing.T) {
	m := stated(t)
	const edge = 0x1p-30 * 8
	for _, k := range []struct {
		err, alone float64
		want       bool
	}{
		{edge, 1, true}, {math.Nextafter(edge, 1), 1, false}, {0, 1, true}, {edge / 3, 1, true}, {edge * 1.5, edge * 1.5, false}, {math.Inf(1), math.Inf(1), false}, {math.NaN(), 0, false},
	} {
		o := &judge.Opinion{Beta: []float64{0, 2}, Proof: proof.Proof{Primal: 2, Dual: 2 - k.err, Error: k.err, Rounding: k.err}, Alone: proof.Proof{Error: k.alone}}
		r := m.certified(o, 1, 0x1p-30, "")
		if g := m.grade(o, 0x1p-30); r.Optimal != k.want || g.optimal != k.want {
			t.Errorf("an error of %g where %g was asked: optimal is %v", k.err, edge, r.Optimal)
		}
		if k.err < 1 && !(float64(r.Error) >= 4*k.err && float64(r.Rounding) >= 4*k.err && float64(r.Gap) >= 4*k.alone) || k.err == edge && !(r.Error > 4*edge) {
			t.Errorf("%+v", r)
		}
		// What the coefficients prove alone is another number.
		if rel := float64(r.ErrorRel); k.err < 1 && (float64(r.Error) > math.Nextafter(4*k.err, 1) || rel > k.err/8*(1+1e-15) || float64(r.GapRel) < k.alone/8) {
			t.Errorf("%+v", r)
		}
	}
}

// fails is a writer that cannot.
type fails struct{}

var errFails = errors.New("no room")

func (fails) Write([]byte) (int, error) { return 0, errFails }

// Coefficients that are not optimal are code 1 and explained, what cannot be written is
// that error, and what is interrupted says so.
func TestEndOfCertify(t *testing.T) {
	m := stated(t)
	right := &coefio.Model{Beta: []float64{0.95}, HasIntercept: true, Intercept: 2, Lambda: 0.1}
	wrong := &coefio.Model{Beta: []float64{7}, HasIntercept: true, Intercept: 2, Lambda: 0.1}
	var out strings.Builder
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, k := range []struct {
		ctx  context.Context
		coef *coefio.Model
		w    io.Writer
		want error
	}{
		{context.Background(), right, &out, nil},
		{context.Background(), wrong, &out, exit(exitNotCertified, "")},
		{context.Background(), wrong, fails{}, errFails},
		{canceled, wrong, &out, interrupted()},
	} {
		for name, run := range map[string]func(*cli.Context) error{
			"one":  func(c *cli.Context) error { return certify(c, m, k.coef) },
			"path": func(c *cli.Context) error { return certifyPath(c, m, []*coefio.Model{k.coef}) },
		} {
			c := newContext(k.ctx)
			c.App.Writer = k.w
			out.Reset()
			if err := run(c); !reflect.DeepEqual(err, k.want) {
				t.Errorf("%s: %v, not %v", name, err, k.want)
			}
			coded, _ := k.want.(*exitError)
			if explained := strings.Contains(out.String(), "nearest explanation"); explained != (name == "one" && coded != nil && coded.code == exitNotCertified) {
				t.Errorf("%s: %s", name, &out)
			}
		}
	}
}

// A row of a path has what is proven of it, and what it proves alone, which is less.
func TestRowsOfCertify(t *testing.T) {
	m := stated(t)
	o, err := judge.Judge(t.Context(), m.At(0.1), []float64{7, 2}, judge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	c := newContext(t.Context())
	c.App.Writer = &out
	certifyPath(c, m, []*coefio.Model{{Beta: []float64{7}, HasIntercept: true, Intercept: 2, Lambda: 0.1}})
	want := roundedUp(m.Relative(o.Proof.Error)) + " " + roundedUp(m.Relative(o.Alone.Error))
	if got := strings.Join(strings.Fields(out.String()), " "); o.Alone.Error <= o.Proof.Error || !strings.Contains(got, " 0.1 1 "+want+" ") {
		t.Errorf("no %q in %s", want, &out)
	}
}

// The lambda of the file stands where no flag has another, and an unknown one for none.
func TestLambdaOfCertify(t *testing.T) {
	m := stated(t)
	for _, k := range []struct {
		flag string
		file float64
		want float64 // -1 stands for an error
	}{
		{"", 3, 3}, {"lambda", 3, 0.5}, {"lambda-ratio", 3, 0.5 * m.LambdaMax()}, {"lambda", 0, 0.5}, {"", 0, -1}, {"", math.NaN(), -1}, {"", -1, -1}, {"", math.Inf(1), -1},
	} {
		set := flag.NewFlagSet("", flag.ContinueOnError)
		set.Float64("lambda", 0, "")
		set.Float64("lambda-ratio", 0, "")
		if k.flag != "" {
			set.Set(k.flag, "0.5")
		}
		got, err := m.certifyLambda(cli.NewContext(cli.NewApp(), set, nil), k.file)
		if err != nil {
			got = -1
		}
		if got != k.want {
			t.Errorf("--%s beside %v in the file: %v, not %v", k.flag, k.file, got, k.want)
		}
	}
}

// Penalties that overflow bound nothing between two rows, and what is no number is shown.
func TestBetweenHugeRows(t *testing.T) {
	m := stated(t)
	m.Net.Factor = make([]float64, len(m.Names))
	for j := range m.Net.Factor {
		m.Net.Factor[j] = 4
	}
	beta := make([]float64, m.Problem.Dim())
	for j := range beta {
		beta[j] = math.MaxFloat64
	}
	o := &judge.Opinion{Beta: beta}
	if got := m.between(o, o, 2, 1); !math.IsInf(got, 1) {
		t.Errorf("%v between two rows whose penalties overflow", got)
	}
	if got := roundedUp(math.NaN()); got != "NaN" {
		t.Errorf("NaN is shown as %s", got)
	}
}

// Digits that are shown of a bound are not below it, and not far above.
func TestRoundedUp(t *testing.T) {
	for _, v := range []float64{0, 1, 1.001, 0.0099999, 123456789, 1e-300, 5e-324, 9.999e99, 1.2345e-9, 2.0000001, 1 + 0x1p-52} {
		shown := 0.0
		if _, err := fmt.Sscan(roundedUp(v), &shown); err != nil || shown < v || shown > v*1.01+5e-324 {
			t.Errorf("%v is shown as %s", v, roundedUp(v))
		}
	}
}
