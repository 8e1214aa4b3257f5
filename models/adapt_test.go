package models

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// Factors are those of least squares by hand, and without a fold those of its rows.
func TestAdapt(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(91, 92)), 40, 5)
	for _, s := range []Spec{{}, {Standardize: true, Factor: []float64{1, 0, 2, math.Inf(1), 1}}, {Convention: Glmnet, NoIntercept: true}} {
		s.Grid.N = 8
		a, err := s.Adapt(context.Background(), x, y, 1.5)
		if err != nil {
			t.Fatal(err)
		}
		free := Spec{Penalty: Unpenalized(), NoIntercept: s.NoIntercept, Factor: s.Factor}
		b := fit(t, free, x, y).Beta()
		dense, _ := stored(x)
		sd := design.StdDevs(dense, nil)
		for j, f := range a.Factor {
			want := 1.0
			if s.Factor != nil {
				want = s.Factor[j]
			}
			if scale := math.Abs(b[j]); want != 0 {
				if s.Standardize || s.Convention == Glmnet {
					scale *= sd[j]
				}
				want /= math.Pow(scale, 1.5)
			}
			if f != want && !(math.Abs(f-want) <= 1e-6*want) {
				t.Errorf("column %d: factor %v, want %v", j, f, want)
			}
		}
		fold := make([]int, 40)
		for i := range fold {
			fold[i] = i % 4
		}
		v, err := s.CrossValidate(context.Background(), x, y, CV{FoldID: fold, Adaptive: 1.5})
		if err != nil || v.Certified != v.Fits {
			t.Fatal(v, err)
		}
		whole, err := a.Path(context.Background(), x, y)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "whole path", v.Curves[0].Path.Models[5].Beta(), whole.Models[5].Beta())
		var in Rows
		var yIn []float64
		for i := range x {
			if fold[i] != 2 {
				in, yIn = append(in, x[i]), append(yIn, y[i])
			}
		}
		part, err := s.Adapt(context.Background(), in, yIn, 1.5)
		if err != nil {
			t.Fatal(err)
		}
		part.Grid = solvers.Grid{Lambdas: v.Curves[0].Lambda}
		path, err := part.Path(context.Background(), in, yIn)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "without a fold", v.Curves[0].mix.folds[0][2].path.Models[6].Beta(), path.Models[6].Beta())
	}
}

// Where there are many columns the lasso comes first, and what it leaves out stays out.
func TestAdaptWide(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(93, 94)), 30, 40)
	s := Spec{Grid: solvers.Grid{N: 30}}
	a, err := s.Adapt(context.Background(), x, y, 1)
	if err != nil {
		t.Fatal(err)
	}
	var kept []int
	for j, f := range a.Factor {
		if !math.IsInf(f, 1) {
			kept = append(kept, j)
		}
	}
	first, err := Spec{}.CrossValidate(context.Background(), x, y, CV{})
	if err != nil {
		t.Fatal(err)
	}
	if m := first.Model(first.Min); !slices.Equal(kept, m.Support) || len(kept) == 0 || len(kept) == 40 {
		t.Errorf("kept %v, the lasso %v", kept, m.Support)
	}
	for want, try := range map[string]func() error{
		"power 0":             func() error { _, err := s.Adapt(context.Background(), x, y, 0); return err },
		"no penalty to adapt": func() error { _, err := Spec{Penalty: Unpenalized()}.Adapt(context.Background(), x, y, 1); return err },
		"power -1":            func() error { _, err := s.CrossValidate(context.Background(), x, y, CV{Adaptive: -1}); return err },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
