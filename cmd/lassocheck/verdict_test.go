package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// stated is a model whose units, null loss and yardstick all differ.
func stated() *model {
	x := &problems.Dense{N: 2, P: 1, Data: []float64{1, -1}}
	m := &model{Data: &dataio.Data{X: x, Y: []float64{3, 1}, Names: []string{"x"}, TargetName: "y"},
		Fit: &problems.LeastSquares{Y: []float64{3, 1}}, Net: &problems.ElasticNet{Lambda: 1, Alpha: 1},
		Null: problems.Null{Loss: 3, Scale: 8, LambdaMax: 16}, Convention: "raw", Alpha: 1, LambdaUnit: 0.5, LossUnit: 4}
	m.Problem = &problems.Problem{X: x, Fit: m.Fit, Penalty: m.Net, Intercept: true}
	return m
}

func newContext(ctx context.Context) *cli.Context {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.String("method", "", "")
	c := cli.NewContext(cli.NewApp(), set, nil)
	c.Context = ctx
	return c
}

// The words and the exit code of answers follow the status of each: all have to be
// certified, and the worst of the others is named with gap and rounding together.
func TestVerdictOfAnswers(t *testing.T) {
	m, ctx := stated(), context.Background()
	answerOf := func(lambda, gap, rounding float64, status solvers.Status) answer {
		pt := &solvers.Point{Status: status}
		pt.Gap, pt.Rounding, pt.Primal, pt.Dual = gap, rounding, 5, 5-gap-rounding
		return m.answer(lambda, pt)
	}
	good := answerOf(3, 8e-10, 0, solvers.Converged)
	if !good.ok || good.proof != (proof{1e-10, 0}) || good.Gap != 32e-10 || good.Rounding != 0 || good.Objective != 20 {
		t.Errorf("%+v", good)
	}
	floor := answerOf(2, -8, 16, solvers.PrecisionFloor)
	if floor.ok || floor.proof != (proof{0, 2}) || floor.proof.error() != 2 || floor.Gap != -32 || floor.Rounding != 64 || floor.Dual != -12 {
		t.Errorf("%+v", floor)
	}
	for status := solvers.Running; status <= solvers.NonFinite; status++ {
		a := answerOf(1, 4, 4, status)
		err := m.verdict(newContext(ctx), []answer{good, a, good}, 1e-9)
		if a.ok != (status == solvers.Converged) || (err == nil) != a.ok {
			t.Errorf("%v: ok is %v, and the command says %v", status, a.ok, err)
		}
		var coded *exitError
		if err != nil && (!errors.As(err, &coded) || coded.code != exitNotCertified) {
			t.Errorf("%v: %#v", status, err)
		}
	}
	stalled := answerOf(1, 4, 4, solvers.Stalled) // 1 in all, more in the gap alone
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
	m := stated()
	const edge = 0x1p-30 * 8
	for _, k := range []struct {
		err, alone float64
		want       bool
	}{
		{edge, 1, true}, {math.Nextafter(edge, 1), 1, false}, {0, 1, true}, {edge / 3, 1, true}, {edge * 1.5, edge * 1.5, false}, {math.Inf(1), math.Inf(1), false}, {math.NaN(), 0, false},
	} {
		o := &judge.Opinion{Beta: []float64{0, 2}, Proof: problems.Proof{Primal: 2, Dual: 2 - k.err, Error: k.err, Rounding: k.err}, Alone: problems.Proof{Error: k.alone}}
		r := m.certified(o, 1, 0x1p-30, "")
		if r.Optimal != k.want {
			t.Errorf("an error of %g where %g was asked: optimal is %v", k.err, edge, r.Optimal)
		}
		if k.err < 1 && !(float64(r.Error) >= 4*k.err && float64(r.Rounding) >= 4*k.err && float64(r.Gap) >= 4*k.alone) || k.err == edge && !(r.Error > 4*edge) {
			t.Errorf("%+v", r)
		}
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

// The best intercept is the mean in the weights.
func TestBestInterceptIsWeighted(t *testing.T) {
	m := stated()
	m.Fit.Weights = []float64{3, 1}
	if got := bestIntercept(m.Problem, m.Fit, []float64{1}); got != 2 { // (3 (3-1) + 1 (1+1))/4
		t.Errorf("%v, not 2", got)
	}
}
