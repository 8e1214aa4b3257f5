package solvers

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// Every check of a path says which lambda it is of, whatever the method.
func TestReportsOfAPath(t *testing.T) {
	p, _ := textbook.Synth{N: 40, P: 25, K: 5, Seed: 3, Lambda: 0.3, Intercept: true}.New()
	for _, method := range []string{"", "cd"} {
		var trace Trace
		r, err := Path(context.Background(), p, Grid{N: 12}, Settings{Method: method, Observe: trace.Observe})
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, rep := range trace {
			if rep.Count != 12 || rep.Lambda != r.Points[rep.Index].Lambda {
				t.Errorf("%q: lambda %v is %d of %d", method, rep.Lambda, rep.Index, rep.Count)
			}
			if rep.Index < seen || rep.Index > seen+1 {
				t.Errorf("%q: lambda %d after %d", method, rep.Index, seen)
			}
			seen = rep.Index
		}
		if seen != 11 {
			t.Errorf("%q: the last report is of lambda %d", method, seen)
		}
	}
}

// A lambda that takes long shows signs of life, which prove nothing, and the answer of
// Solve is checked once.
func TestSignsOfLife(t *testing.T) {
	p := nearlyDependent("Vandermonde", 30, 30)
	null, err := p.Null()
	if err != nil {
		t.Fatal(err)
	}
	p.Penalty = problems.Lasso(1e-9 * null.LambdaMax)
	signs, checks, most, within := 0, 0, 0, map[float64]int{}
	r, err := Solve(context.Background(), p, Settings{Observe: func(r Report) error {
		switch {
		case !r.Progress:
			checks++
			if r.Lambda != 1e-9*null.LambdaMax || r.Index != r.Count-1 {
				t.Errorf("the check is of lambda %v, %d of %d", r.Lambda, r.Index, r.Count)
			}
		case math.IsInf(r.Gap, 1):
			signs++
			if r.Proven() < math.Inf(1) || r.Iter == 0 || !(r.Threshold > 0) {
				t.Errorf("a sign of life proves %v", r.Proven())
			}
			within[r.Lambda]++
			most = max(most, within[r.Lambda])
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if most < 2 || checks != 1 || r.Lambda != 1e-9*null.LambdaMax {
		t.Errorf("%d signs of life, %d of them at one lambda, %d checks, lambda %v", signs, most, checks, r.Lambda)
	}
	stop := errors.New("stop")
	for _, after := range []int{0, 1, signs / 2} {
		k := 0
		r, err := Solve(context.Background(), p, Settings{Observe: func(Report) error {
			if k++; k > after {
				return stop
			}
			return nil
		}})
		if err != stop || r == nil || r.Status == Running || len(r.X) != p.Dim() || k != after+1 {
			t.Errorf("stopped at report %d of %d: %v, %+v", k, after+1, err, r)
		}
	}
}
