package solvertest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/solvers"
)

// A law says how a method breaks it from x0, or "" if it does not. Laws are
// deterministic, so that the start can be shrunk.
type law struct {
	name   string
	broken func(t *trial, x0 []float64) string
}

// The laws, the most elementary first, since only the first one broken is told.
var laws = []law{
	{"x0 is left alone", lawStart},
	{"iterates go on until they stand still, as long as x0 and finite", lawIterates},
	{"a second run gives the same bits", lawSameBits},
	{"x0 and what was shown before may change after it was read", lawApart},
	{"a run that is broken off leaves no trace in the next", lawBrokenOff},
	{"no iterates, or Hidden ones, stand still before they have arrived", lawMoves},
	{"the optimum is certified", lawConverges},
	{"started at the optimum, iterates stay there", lawRests},
}

const looked = 40 // iterates that the laws of bits look at

// iterates returns copies of the first iterates.
func iterates(m solvers.Method, x0 []float64, count int) (xs [][]float64) {
	for st := range m.Iterates(x0) {
		if xs = append(xs, slices.Clone(st.X)); len(xs) == count {
			break
		}
	}
	return xs
}

// differ tells which iterates differ first.
func differ(xs, ys [][]float64) string {
	for k := range min(len(xs), len(ys)) {
		if !slices.Equal(xs[k], ys[k]) {
			return fmt.Sprintf("iterate %d is %v, then %v", k+1, xs[k], ys[k])
		}
	}
	if len(xs) != len(ys) {
		return fmt.Sprintf("%d iterates, then %d", len(xs), len(ys))
	}
	return ""
}

func lawStart(t *trial, x0 []float64) string {
	was := slices.Clone(x0)
	if iterates(t.build(), x0, looked); !slices.Equal(x0, was) {
		return fmt.Sprintf("it was changed to %v", x0)
	}
	return ""
}

func lawIterates(t *trial, x0 []float64) string {
	xs := iterates(t.build(), x0, looked)
	for k, x := range xs {
		if len(x) != len(x0) || slices.ContainsFunc(x, func(v float64) bool { return math.IsNaN(v - v) }) {
			return fmt.Sprintf("iterate %d is %v", k+1, x)
		}
	}
	if k := len(xs); k < looked && (k < 2 || !slices.Equal(xs[k-1], xs[k-2])) {
		return fmt.Sprintf("they end after %d", len(xs))
	}
	return ""
}

// lawApart: a method that keeps x0 itself, and reads it later, sees what its owner does
// to it.
func lawApart(t *trial, x0 []float64) string {
	want, own := iterates(t.build(), x0, looked), slices.Clone(x0)
	var got [][]float64
	for st := range t.build().Iterates(own) {
		for j := range own {
			own[j] = 1e3
		}
		if got = append(got, slices.Clone(st.X)); len(got) == looked {
			break
		}
	}
	return differ(want, got)
}

func lawSameBits(t *trial, x0 []float64) string {
	m := t.build()
	first := iterates(m, x0, looked)
	if d := differ(first, iterates(t.build(), x0, looked)); d != "" {
		return "of a new method: " + d
	}
	if d := differ(first, iterates(m, x0, looked)); d != "" {
		return "of the same method: " + d
	}
	return ""
}

func lawBrokenOff(t *trial, x0 []float64) string {
	want, m := iterates(t.build(), x0, looked), t.build()
	iterates(m, x0, 3)
	return differ(want, iterates(m, x0, looked))
}

// lawMoves: Run takes a method whose X and Hidden are twice the same, bit by bit, for
// one that will never move again.
func lawMoves(t *trial, x0 []float64) string {
	if t.Tol < 0 {
		return ""
	}
	tol, k := t.Tol*t.p.Certify(make([]float64, len(x0))).Primal, 0
	var x, hidden []float64
	for st := range t.build().Iterates(x0) {
		if k++; k > looked {
			return ""
		}
		if k > 1 && slices.Equal(x, st.X) && slices.Equal(hidden, st.Hidden) {
			if c := t.p.Certify(st.X); c.Gap > tol {
				return fmt.Sprintf("iterates %d and %d are both %v, with a gap of %g", k-1, k, st.X, c.Gap)
			}
			return ""
		}
		x, hidden = append(x[:0], st.X...), append(hidden[:0], st.Hidden...)
	}
	return ""
}

// settings are those of a run to the tolerance; problems have a yardstick of their own
// at the null model's neighbour 0, whatever the start.
func (t *trial) settings() solvers.Settings {
	scale := t.p.Certify(make([]float64, t.p.Dim())).Primal
	if math.IsInf(scale, 1) {
		scale = 0
	}
	return solvers.Settings{Tol: t.Tol, MaxIter: t.MaxIter, Scale: scale}
}

func lawConverges(t *trial, x0 []float64) string {
	if t.Tol < 0 {
		return ""
	}
	r, err := solvers.Run(context.Background(), t.build(), x0, t.p, t.settings())
	if err != nil {
		return err.Error()
	}
	if !r.Status.OK() {
		return fmt.Sprintf("%v after %d iterates at %v, with a gap of %g", r.Status, r.Iter, r.X, r.Gap)
	}
	return ""
}

// lawRests asks for no more than the tolerance, since methods that adapt their steps
// need not stand still; and nothing of methods with hidden state, which may not be at its
// optimum when X is.
func lawRests(t *trial, x0 []float64) string {
	if t.Tol < 0 {
		return ""
	}
	best, err := solvers.Solve(context.Background(), t.p, solvers.Settings{Tol: 1e-13})
	if err != nil || best.Status == solvers.IterationLimit {
		return ""
	}
	for st := range t.build().Iterates(best.X) {
		if st.Hidden != nil {
			return ""
		}
		break
	}
	threshold := 10 * max(t.Tol*t.p.Certify(make([]float64, len(x0))).Primal, best.Proven())
	for k, x := range iterates(t.build(), best.X, looked) {
		if c := t.p.Certify(x); c.Primal-best.Primal > threshold {
			return fmt.Sprintf("at the optimum %v: iterate %d is %v, worse by %g", best.X, k+1, x, c.Primal-best.Primal)
		}
	}
	return ""
}
