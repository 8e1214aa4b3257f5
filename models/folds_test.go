package models

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Every row is in one fold; folds differ in size by one row at most where that is
// promised; classes are shared out evenly, blocks are runs and groups stay together.
func TestFolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	for range 200 {
		n := 10 + rng.IntN(60)
		folds := 2 + rng.IntN(7)
		classes := 1 + rng.IntN(4)
		y, groups := make([]float64, n), make([]int, n)
		for i := range y {
			y[i], groups[i] = float64(rng.IntN(classes)), rng.IntN(n)*3-7
		}
		distinct := len(slices.Compact(slices.Sorted(slices.Values(groups))))
		for _, kind := range []FoldKind{Random, Stratified, Blocks, Grouped} {
			cv := CV{Folds: folds, Kind: kind, Groups: groups, Repeats: 1, Seed: rng.Uint64()}
			all, err := cv.deal(y)
			if kind == Grouped && distinct < folds {
				if err == nil {
					t.Error("too few groups pass")
				}
				continue
			}
			if err != nil || len(all) != 1 || len(all[0]) != n {
				t.Fatal(kind, all, err)
			}
			fold := all[0]
			size := make([]int, folds)
			of := map[float64][]int{}
			where := map[int]int{}
			for i, f := range fold {
				size[f]++
				if of[y[i]] == nil {
					of[y[i]] = make([]int, folds)
				}
				of[y[i]][f]++
				if g, seen := where[groups[i]]; kind == Grouped && seen && g != f {
					t.Errorf("group %d is in folds %d and %d", groups[i], g, f)
				}
				where[groups[i]] = f
			}
			if slices.Min(size) == 0 || kind != Grouped && slices.Max(size)-slices.Min(size) > 1 {
				t.Errorf("%s: sizes %v", kind, size)
			}
			if kind == Stratified {
				for class, count := range of {
					if slices.Max(count)-slices.Min(count) > 1 {
						t.Errorf("class %v: %v", class, count)
					}
				}
			}
			if kind == Blocks && !slices.IsSorted(fold) {
				t.Errorf("blocks %v", fold)
			}
		}
	}
}

// Of a response of many values each fold has one of every run of neighbours.
func TestStratifiedByOrder(t *testing.T) {
	y := make([]float64, 35)
	for i := range y {
		y[i] = float64((i * 12) % 35)
	}
	all, err := (&CV{Folds: 5, Kind: Stratified, Repeats: 2, Seed: 1}).deal(y)
	if err != nil || slices.Equal(all[0], all[1]) {
		t.Fatal(all, err)
	}
	for _, fold := range all {
		var seen [7][5]bool
		for i, f := range fold {
			seen[int(y[i])/5][f] = true
		}
		if seen != [7][5]bool{{true, true, true, true, true}, {true, true, true, true, true}, {true, true, true, true, true}, {true, true, true, true, true}, {true, true, true, true, true}, {true, true, true, true, true}, {true, true, true, true, true}} {
			t.Errorf("%v", seen)
		}
	}
}

// A seed deals the same folds in every version: results that are published stay.
func TestFoldsOfASeed(t *testing.T) {
	y := []float64{0, 1, 0, 1, 1, 0, 1, 1, 0, 1}
	for kind, want := range map[FoldKind][]int{
		Random:     {2, 0, 1, 1, 1, 0, 0, 2, 0, 2},
		Stratified: {1, 2, 0, 0, 2, 2, 0, 1, 0, 1},
		Grouped:    {0, 0, 2, 2, 0, 0, 1, 1, 1, 1},
	} {
		all, err := (&CV{Folds: 3, Kind: kind, Groups: []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5}, Repeats: 1, Seed: 2}).deal(y)
		if err != nil || !slices.Equal(all[0], want) {
			t.Errorf("%s: %v, want %v (%v)", kind, all, want, err)
		}
	}
	for given, want := range map[*[4]int][]int{{5, -1, 5, 9}: {1, 0, 1, 2}, {1, 2, 2, 1}: {0, 1, 1, 0}} {
		all, err := (&CV{FoldID: given[:]}).deal(make([]float64, 4))
		if err != nil || !slices.Equal(all[0], want) {
			t.Errorf("%v: %v, want %v (%v)", given, all, want, err)
		}
	}
}
