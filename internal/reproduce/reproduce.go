// Package reproduce puts the claims about kinks of S. K. Kumar, Three ways that
// non-differentiability affects neural network training (arXiv 2401.08426), to the
// test on problems whose answer is known. It reproduces claims, not figures: the
// paper's numeric settings are not used. Each claim ends in a verdict computed from
// the runs; where it is false as worded, the counterexample is printed with it.
package reproduce

import (
	"fmt"

	"github.com/lassocheck/lassocheck/internal/report"
)

// Target is one reproduction. Run is deterministic, whatever the number of processors, and takes
// two minutes or less on two cores.
type Target struct {
	Name, Usage string
	Run         func(Size) *report.Report
}

// Size is how often what is random is repeated.
type Size struct {
	Seeds         int
	Architectures int // the first so many networks
}

// Full is the size at which claims are judged.
var Full = Size{Seeds: 20, Architectures: len(architectures)}

// Targets are all reproductions, in the order of the paper's claims.
var Targets = []Target{
	{"relu", "do networks with kinked activations converge more slowly?", ReLU},
	{"lasso", "do deep-learning solvers give wrong solutions of the lasso?", Lasso},
	{"edge", "do constant steps fail at every kink, and the rule 2/curvature with them?", Edge},
}

// claimLevel is the small print of all reproductions.
const claimLevel = "A reproduction of claims, not of figures: S. K. Kumar, Three ways that non-differentiability affects neural network training, arXiv 2401.08426, whose numeric settings are not used here. The settings are ours, the arithmetic is float64, and the slopes at kinks are PyTorch's."

// All puts several reports into one.
func All(reports []*report.Report) *report.Report {
	all := &report.Report{Title: "Claims about kinks, put to the test", Command: "lassocheck reproduce all", Notes: []string{claimLevel}}
	held := map[report.Verdict]int{}
	for _, r := range reports {
		for _, s := range r.Sections {
			s.Title = r.Title + ": " + s.Title
			all.Sections = append(all.Sections, s)
		}
		for _, c := range r.Claims {
			held[c.Verdict]++
			c.Section = r.Title + ": " + c.Section
			all.Claims = append(all.Claims, c)
		}
		all.Verdict = append(append(all.Verdict, r.Answer), r.Verdict[:len(r.Verdict)-1]...) // the last is advice
		all.Notes = append(all.Notes, r.Notes[1:]...)
		all.Data = append(all.Data, r.Data...)
	}
	all.Verdict = append(all.Verdict, "Do instead: where the minimum is a kink, take its proximal step or solve it outright, as lassocheck solve does, or let the steps fall to 0; choose activations by trial, not by smoothness.")
	all.Answer = fmt.Sprintf("Of %d claims about training at kinks %d hold, %d hold under conditions and %d do not hold as worded.", len(all.Claims), held[report.Holds], held[report.HoldsUnder], held[report.Fails])
	if n := held[report.Undecided]; n > 0 {
		all.Answer += fmt.Sprintf(" %d are not decided by these runs.", n)
	}
	return all
}
