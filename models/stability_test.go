package models

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Of noise, no more columns are selected by mistake than the bound says, on average over
// data; those that matter are.
func TestStableKeepsItsBound(t *testing.T) {
	const n, p, many = 60, 40, 20
	rng := rand.New(rand.NewPCG(81, 82))
	wrong, right := 0, 0
	bound := 0.0
	for range many {
		x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for k := range x.Data {
			x.Data[k] = rng.NormFloat64()
		}
		y := make([]float64, n)
		for i := range y {
			y[i] = rng.NormFloat64() + 2*x.Col(3)[i] - 2*x.Col(17)[i]
		}
		st, err := Spec{}.State(x, y)
		if err != nil {
			t.Fatal(err)
		}
		s, err := st.Stable(context.Background(), Stability{Pairs: 15, Q: 6, Threshold: 0.7, Seed: 5})
		if err != nil || s.Certified != s.Fits {
			t.Fatal(s, err)
		}
		bound = s.Bound
		total := 0.0
		for j, f := range s.Frequency {
			total += f
			if slices.Contains(s.Selected, j) != (f >= 0.7) {
				t.Errorf("column %d: %v", j, f)
			}
		}
		if !(total > 5.5 && total < 6+1e-9) { // a path may end before
			t.Errorf("%v columns a half", total)
		}
		for _, j := range s.Selected {
			if j == 3 || j == 17 {
				right++
			} else {
				wrong++
			}
		}
	}
	near(t, "bound", []float64{bound}, []float64{36 / (0.4 * p)})
	if right < 2*many-2 || float64(wrong)/many > bound {
		t.Errorf("%d of %d right, %d wrong in %d data, bound %v", right, 2*many, wrong, many, bound)
	}
}

// Halves are complementary, stratified for classes, and the same whatever GOMAXPROCS.
func TestStableHalves(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(83, 84)), 31, 6)
	classes := make([]float64, 31)
	for i := range 8 {
		classes[i*3] = 1
	}
	for _, c := range []struct {
		s Spec
		y []float64
	}{{Spec{}, y}, {Spec{Family: Binomial}, classes}} {
		st, err := c.s.State(x, c.y)
		if err != nil {
			t.Fatal(err)
		}
		halves := st.halves(Stability{Pairs: 4, Seed: 9})
		for k := 0; k < len(halves); k += 2 {
			both := slices.Concat(halves[k], halves[k+1])
			slices.Sort(both)
			if len(slices.Compact(both)) != 30 || len(halves[k]) != 15 {
				t.Errorf("%v and %v", halves[k], halves[k+1])
			}
			ones := 0.0
			for _, i := range halves[k] {
				ones += c.y[i]
			}
			if c.s.Family == Binomial && (ones < 3 || ones > 4) {
				t.Errorf("%v of 8 in a half", ones)
			}
		}
		bits := func(processors int) []byte {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
			s, err := st.Stable(context.Background(), Stability{Pairs: 4, Seed: 9})
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Append(nil, *s)
		}
		if !bytes.Equal(bits(1), bits(4)) {
			t.Error("other bits on other processors")
		}
	}
}

// The first to enter, by hand.
func TestFirst(t *testing.T) {
	path := &Path{Models: []*Model{{}, {Support: []int{4}, Coef: []float64{1}}, {Support: []int{1, 3, 4}, Coef: []float64{2, -3, 1}}, {Support: []int{0}, Coef: []float64{9}}}}
	scale := []float64{1, 2, 1, 1, 1}
	for q, want := range [][]int{1: {4}, 2: {4, 1}, 3: {4, 1, 3}, 5: {4, 1, 3, 0}} {
		if q > 0 && want != nil && !slices.Equal(first(q, path, scale), want) {
			t.Errorf("%d: %v, want %v", q, first(q, path, scale), want)
		}
	}
}

func TestStableRefused(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(85, 86)), 12, 3)
	for _, c := range []struct {
		s    Spec
		how  Stability
		want string
	}{
		{Spec{}, Stability{Threshold: 0.5}, "threshold 0.5: it lies above 1/2"},
		{Spec{}, Stability{Q: 4}, "4 columns of 3"},
		{Spec{}, Stability{Pairs: -1}, "-1 pairs"},
		{Spec{Penalty: Ridge()}, Stability{}, "every column is selected"},
	} {
		st, err := c.s.State(x, y)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := st.Stable(context.Background(), c.how); s != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	st, _ := Spec{}.State(x, y)
	if s, err := st.Stable(ctx, Stability{}); s != nil || err != context.Canceled {
		t.Error(s, err)
	}
}
