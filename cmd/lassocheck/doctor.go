package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems/design"
)

// diagnosis is what info finds. Its JSON is that of info --json.
type diagnosis struct {
	Path           string      `json:"path"`
	SHA256         string      `json:"sha256"`
	N              int         `json:"n"`
	P              int         `json:"p"`
	NNZ            int         `json:"nnz"`
	Density        number      `json:"density"`
	Storage        string      `json:"storage"`
	Missing        int         `json:"missing"`
	Dropped        int         `json:"dropped"`
	Imputed        int         `json:"imputed"`
	Constant       []string    `json:"constant"`   // the first mostListed
	Duplicates     []twin      `json:"duplicates"` // the same
	ConstantCount  int         `json:"constant_count"`
	DuplicateCount int         `json:"duplicate_count"`
	SmallestSD     namedNumber `json:"smallest_sd"`
	LargestSD      namedNumber `json:"largest_sd"`
	Target         *targetJSON `json:"target"`
	Warnings       []string    `json:"warnings"`
	// What the file holds that is no plain table of numbers.
	Faults     int          `json:"faults"`            // the first of the warnings: for these the other commands refuse the file
	Command    string       `json:"command,omitempty"` // reads it all the same
	Categories []namedCount `json:"categories,omitempty"`

	columns string
}

// mostListed bounds the lists of columns.
const mostListed = 1000

type namedCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

type namedNumber struct {
	Name  string `json:"name"`
	Value number `json:"value"`
}

// twin is a column that says the same as an earlier one.
type twin struct {
	Name        string `json:"name"`
	Of          string `json:"of"`
	Identical   bool   `json:"identical"` // else a multiple, up to a constant
	Correlation number `json:"correlation"`
}

type targetJSON struct {
	Name                  string `json:"name"`
	Mean                  number `json:"mean"`
	SD                    number `json:"sd"`
	Min                   number `json:"min"`
	Max                   number `json:"max"`
	Distinct              int    `json:"distinct"`
	LambdaMax             number `json:"lambda_max"` // of the family
	LambdaMaxStandardized number `json:"lambda_max_standardized"`

	Classes []namedCount `json:"classes,omitempty"` // and their rows, the positive one second

	first string // the column that enters first
}

func (r *diagnosis) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
}

// examine looks at the data from all sides. A few passes over X. When ctx is done it
// returns what it has. unfit is what is wrong with the target for the family of spec.
func examine(ctx context.Context, d *dataio.Data, spec models.Spec, unfit error) *diagnosis {
	n, p := d.X.Dims()
	r := &diagnosis{
		Path: d.Path, SHA256: d.SHA256, N: n, P: p, NNZ: nonzeros(d.X), Storage: "dense",
		Missing: d.Missing, Dropped: d.Dropped, Imputed: d.Imputed,
		Constant: []string{}, Duplicates: []twin{}, Warnings: []string{},
		columns: abridged(d.Names),
	}
	r.Density = number(float64(r.NNZ) / (float64(n) * float64(p)))
	if _, ok := d.X.(*design.CSC); ok {
		r.Storage = "sparse"
	}
	x := design.Standardize(d.X, nil, true)
	for _, look := range []func(){
		func() { r.scales(d, x) },
		func() { r.constants(d, x, !spec.NoIntercept) },
		func() { r.twins(ctx, d, x) },
		func() { r.rowNumbers(d) },
		func() { r.target(d, x, spec, unfit) },
	} {
		if ctx.Err() == nil {
			look()
		}
	}
	return r
}

// scales compares the standard deviations.
func (r *diagnosis) scales(d *dataio.Data, x *design.Standardized) {
	for j, s := range x.Scale {
		here := namedNumber{d.Names[j], number(s)}
		if s > 0 && (r.SmallestSD.Value == 0 || here.Value < r.SmallestSD.Value) {
			r.SmallestSD = here
		}
		if s > 0 && here.Value > r.LargestSD.Value {
			r.LargestSD = here
		}
	}
	if spread := r.LargestSD.Value / r.SmallestSD.Value; spread > 10 {
		r.warn("the columns differ in scale by a factor of %.3g (%s, %s): one lambda then penalises some far more than others; try --standardize",
			float64(spread), r.SmallestSD.Name, r.LargestSD.Name)
	}
	var far []string
	for j, s := range x.Scale {
		if s > 0 && math.Abs(x.Mean[j]) > 1e6*s {
			far = append(far, d.Names[j])
		}
	}
	if far != nil {
		r.warn("%s of columns far from 0 for their spread, which costs digits: subtract a constant from %s", count(len(far), "case"), abridged(far))
	}
}

func (r *diagnosis) constants(d *dataio.Data, x *design.Standardized, intercept bool) {
	for j, s := range x.Scale {
		if s != 0 {
			continue
		}
		if r.ConstantCount++; len(r.Constant) < mostListed {
			r.Constant = append(r.Constant, d.Names[j])
		}
	}
	switch {
	case r.ConstantCount == 0:
	case intercept:
		r.warn("%s (%s): the intercept makes up for that, their coefficients stay 0", count(r.ConstantCount, "constant column"), abridged(r.Constant))
	default:
		r.warn("%s (%s) would act as a penalised intercept: leave out --no-intercept", count(r.ConstantCount, "constant column"), abridged(r.Constant))
	}
}

// twins finds columns that are the same up to a factor and a constant. Their
// standardised projections on two random directions agree up to sign, so that a
// column needs to be compared only with those in the cells around its own in a grid
// of the projections, and there with a bounded number.
func (r *diagnosis) twins(ctx context.Context, d *dataio.Data, x *design.Standardized) {
	const (
		close = 1e-9       // 1 - |correlation|
		cell  = 6 * 4.5e-5 // standard deviations of the change that close allows
		most  = 64         // comparisons of a column
	)
	random := rand.New(rand.NewPCG(1, 2))
	var sketch [2][]float64
	for k := range sketch {
		v := make([]float64, r.N)
		for i := range v {
			v[i] = random.NormFloat64() / math.Sqrt(float64(r.N))
		}
		sketch[k] = make([]float64, r.P)
		design.MulTrans(sketch[k], x, v)
	}
	last := map[[2]int32]int32{} // the last column in a cell that is nobody's twin, from 1
	before := make([]int32, r.P) // the one before it there
	a, b := make([]float64, r.N), make([]float64, r.N)
	for j, s := range x.Scale {
		if s == 0 {
			continue
		}
		if j%1000 == 0 && ctx.Err() != nil {
			return
		}
		home := [2]int32{int32(math.Abs(sketch[0][j]) / cell), int32(math.Abs(sketch[1][j]) / cell)}
		of, tried, correlation := -1, 0, 0.0
		for k := range int32(9) {
			for i := int(last[[2]int32{home[0] + k/3 - 1, home[1] + k%3 - 1}]) - 1; i >= 0 && of < 0 && tried < most; i = int(before[i]) - 1 {
				if tried++; tried == 1 {
					clear(a)
					x.ColAxpy(j, 1/float64(r.N), a)
				}
				if correlation = x.ColDot(i, a); 1-math.Abs(correlation) < close {
					of = i
				}
			}
		}
		if of < 0 {
			before[j], last[home] = last[home], int32(j)+1
			continue
		}
		r.DuplicateCount++
		if len(r.Duplicates) < mostListed {
			same := identical(d.X, of, j, a, b)
			r.Duplicates = append(r.Duplicates, twin{d.Names[j], d.Names[of], same, number(min(max(correlation, -1), 1))})
		}
	}
	if r.DuplicateCount == 0 {
		return
	}
	var names []string
	for _, t := range r.Duplicates {
		names = append(names, t.Name+" of "+t.Of)
	}
	r.warn("%s, as copies or multiples up to a constant (%s): only their joint coefficient is determined; --alpha 0.99 shares it out, --exclude leaves one out",
		count(r.DuplicateCount, "duplicate column"), abridged(names))
}

// identical compares two columns number by number, with room for both.
func identical(x design.Design, i, j int, a, b []float64) bool {
	clear(a)
	clear(b)
	x.ColAxpy(i, 1, a)
	x.ColAxpy(j, 1, b)
	return slices.Equal(a, b)
}

// rowNumbers warns of columns that number the rows, in whatever order.
func (r *diagnosis) rowNumbers(d *dataio.Data) {
	x, ok := d.X.(*design.Dense)
	if !ok || r.N < 3 {
		return
	}
	var names []string
	for j, name := range d.Names {
		if dataio.NumbersRows(x.Col(j)) {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
	case 1:
		r.warn("%s numbers the rows: is it a feature? %s leaves it out", names[0], dataio.Word("--exclude", names[0]))
	default:
		r.warn("%s number the rows: are they features? --exclude leaves them out", abridged(names))
	}
}

func (r *diagnosis) target(d *dataio.Data, x *design.Standardized, spec models.Spec, unfit error) {
	if d.Y == nil {
		r.warn("no target: say --target NAME or --y FILE")
		return
	}
	sorted := slices.Sorted(slices.Values(d.Y))
	low, high := sorted[0], sorted[r.N-1]
	mean, variance := (&design.Dense{N: r.N, P: 1, Data: d.Y}).ColMoments(0, nil)
	t := &targetJSON{
		Name: d.TargetName, Mean: number(mean), SD: number(math.Sqrt(variance)),
		Min: number(low), Max: number(high), Distinct: len(slices.Compact(sorted)),
	}
	r.Target = t
	if levels := spec.Levels; levels != nil || d.Levels != nil {
		if levels == nil {
			levels = d.Levels
		}
		for k, name := range levels {
			n := 0
			for _, y := range d.Y {
				if y == float64(k) {
					n++
				}
			}
			t.Classes = append(t.Classes, namedCount{name, n})
		}
	}
	if unfit != nil {
		r.warn("%s", strings.TrimPrefix(problemOf(unfit), d.Path+": "))
		return
	}
	if t.Distinct == 1 {
		r.warn("the target %s is %v in every row: there is nothing to explain; choose another --target", t.Name, float64(t.Min))
		return
	}
	if t.Distinct == 2 && spec.Family == models.Gaussian && t.Classes == nil {
		r.warn("the target %s has two values, as classes have: least squares is what is fitted to it; --family binomial is logistic regression", t.Name)
	}
	if st, err := spec.State(d.X, d.Y); err != nil {
		r.warn("%s", problemOf(err))
	} else {
		t.LambdaMax = number(st.LambdaMax())
		best := 0
		for j, v := range st.Null.Slopes {
			if math.Abs(v) > math.Abs(st.Null.Slopes[best]) {
				best = j
			}
		}
		t.first = "; the first to enter is " + d.Names[best/max(1, st.K)]
	}
	spec.Standardize = true
	if st, err := spec.State(d.X, d.Y); err == nil {
		t.LambdaMaxStandardized = number(st.LambdaMax())
	}
	// A feature that is the target under another name.
	centred := make([]float64, r.N)
	for i, y := range d.Y {
		centred[i] = (y - mean) / (math.Sqrt(variance) * float64(r.N))
	}
	u := make([]float64, r.P)
	design.MulTrans(u, x, centred)
	var same []string
	for j, c := range u {
		if math.Abs(c) > 0.999 {
			same = append(same, fmt.Sprintf("%s (%.6f)", d.Names[j], c))
		}
	}
	if same != nil {
		r.warn("correlated with the target almost perfectly: %s: is it known before the target is?", strings.Join(same[:min(len(same), 5)], ", "))
	}
	if r.P > r.N {
		r.warn("more columns than rows: at small lambda the fit is exact and says nothing; path stops at --lambda-min-ratio 0.01")
	}
}
