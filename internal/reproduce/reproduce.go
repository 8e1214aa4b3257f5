// Package reproduce puts the claims about kinks of S. K. Kumar, Three ways that
// non-differentiability affects neural network training (arXiv 2401.08426), to the
// test on problems whose answer is known. It reproduces claims, not figures: the
// paper's numeric settings are not used. Each claim ends in a verdict computed from
// the runs; where it is false as worded, the counterexample is printed with it.
package reproduce

import "github.com/lassocheck/lassocheck/internal/report"

// Target is one reproduction. Run is deterministic and takes seconds on one core.
type Target struct {
	Name, Usage string
	Run         func() *report.Report
}

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
	all := &report.Report{Title: "Three claims about kinks", Command: "lassocheck reproduce all", Notes: []string{claimLevel}}
	for _, r := range reports {
		all.Verdict = append(all.Verdict, r.Verdict...)
		all.Claims = append(all.Claims, r.Claims...)
		for _, s := range r.Sections {
			s.Title = r.Title + ": " + s.Title
			all.Sections = append(all.Sections, s)
		}
		all.Notes = append(all.Notes, r.Notes[1:]...)
		all.Data = append(all.Data, r.Data...)
	}
	return all
}
