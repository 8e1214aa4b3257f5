package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/internal/exactsearch"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

var hunt = exactsearch.Flags(100)

// TestSearch: what solve, path and certify print and how they exit holds against the
// optimum in rational arithmetic, and their verdicts agree.
func TestSearch(t *testing.T) {
	dir := t.TempDir()
	hunt.Run(t, func(c *exactsearch.Case) []exactsearch.Fault {
		s := &searched{c: c, dir: dir}
		s.try()
		return s.Faults
	})
}

// searched is a case that is tried with the command.
type searched struct {
	exactsearch.Claims
	c     *exactsearch.Case
	truth *exactsearch.Truth
	dir   string
	args  []string // the data and the flags of the problem
}

// bounds are what solve, path and certify have in common in their JSON; null is no
// bound.
type bounds struct {
	Lambda          float64
	Objective, Dual *float64
	Gap, Rounding   *float64
	Error           *float64 // of certify
	Intercept       float64
	Support         []int
	Coefficients    []float64
	Features        []featureEntry
	Status          string
	Optimal         bool
}

func (s *searched) try() {
	c := s.c
	if c.Standardize {
		d := c.Stated()
		c.Scale = design.StdDevs(d.X, c.Weights)
	} else if c.Scale != nil {
		return // units of one's own are for the library
	}
	s.truth = exactsearch.Know(&c.Problem)
	var err error
	if s.args, err = c.Files(s.dir); err != nil {
		panic(err)
	}
	lambda := fmt.Sprint(c.Lambda)
	var solved bounds
	coef := filepath.Join(s.dir, "coef.csv")
	code, ok := s.run(&solved, "solve", "--lambda", lambda, "--coef-out", coef)
	if ok {
		beta := s.answer("solve", s.truth, &solved, code == exitCertified)
		s.agree("solve", beta, coef, code, lambda)
	}
	if c.Lambda > 0 {
		s.path(lambda)
	}
}

// run runs a command on the data and reads its JSON. It is false where the
// command refused.
func (s *searched) run(v any, command string, flags ...string) (code int, ok bool) {
	var out, errOut bytes.Buffer
	if code = s.command(&out, &errOut, command, append(flags, "--json")...); code > exitNotCertified || code < 0 {
		return code, false
	}
	if err := json.Unmarshal(out.Bytes(), v); err != nil {
		s.Fault(command, "no JSON", "%v", err)
		return code, false
	}
	return code, true
}

// command runs a command on the data and reports where it does not say certified or not.
func (s *searched) command(out, errOut *bytes.Buffer, name string, flags ...string) (code int) {
	args := slices.Concat([]string{"lassocheck", name}, s.args, flags, []string{"--max-time", hunt.Patience.String()})
	ended := make(chan int, 1)
	go func() { ended <- run(args, strings.NewReader(""), out, errOut) }()
	select {
	case code = <-ended:
	case <-time.After(10*hunt.Patience + 10*time.Second):
		s.Fault(name, "no end", "with --max-time %v: %s", hunt.Patience, args)
		return -1
	}
	switch code {
	case exitCertified, exitNotCertified:
	case exitUsage:
		s.Fault(name, exactsearch.Refused, "%s", errOut)
	default:
		s.Fault(name, fmt.Sprintf("exit code %d", code), "%s", errOut)
	}
	return code
}

// answer checks the bounds and the verdict of one lambda, and returns the point.
func (s *searched) answer(source string, truth *exactsearch.Truth, b *bounds, certified bool) []float64 {
	beta := make([]float64, s.c.Cols())
	for k, j := range b.Support {
		beta[j] = b.Coefficients[k]
	}
	if s.c.Intercept {
		beta = append(beta, b.Intercept)
	}
	s.Interval(source, truth, beta, orInf(b.Objective, 1), orInf(b.Dual, -1), max(orInf(b.Gap, 1), 0)+orInf(b.Rounding, 1))
	if b.Status == solvers.TimeLimit.String() {
		s.Fault(source, exactsearch.Late, "within %v", hunt.Patience)
	} else {
		s.Verdict(source, truth, beta, s.c.Tol, certified, b.Status)
	}
	if certified != (b.Status == "converged") {
		s.Fault(source, "exit code and status contradict each other", "%v, %s", certified, b.Status)
	}
	return beta
}

// orInf is a number that JSON may not have.
func orInf(v *float64, sign int) float64 {
	if v == nil {
		return math.Inf(sign)
	}
	return *v
}

// agree checks certify's word on a point that a command has written to a file.
func (s *searched) agree(source string, beta []float64, file string, code int, lambda string) {
	var b bounds
	proof := filepath.Join(s.dir, "proof.json")
	again, ok := s.run(&b, "certify", "--lambda", lambda, "--coef", file, "--certificate", proof)
	if !ok {
		return
	}
	s.verify(beta, proof)
	s.Interval("certify", s.truth, beta, orInf(b.Objective, 1), orInf(b.Dual, -1), orInf(b.Error, 1))
	s.Verdict("certify", s.truth, beta, s.c.Tol, again == exitCertified, fmt.Sprintf("error up to %v", orInf(b.Error, 1)))
	for j, f := range b.Features {
		if float64(f.Coefficient) != beta[j] {
			s.Fault("certify", "another point", "coefficient %d is %v, and was %v", j, f.Coefficient, beta[j])
		}
	}
	if again != code {
		s.Fault(source, fmt.Sprintf("exits with %d and certify with %d", code, again), "lambda %s, error up to %v", lambda, orInf(b.Error, 1))
	}
}

// verify checks that a certificate holds, and what it says.
func (s *searched) verify(beta []float64, proof string) {
	var out, errOut bytes.Buffer
	args := []string{"lassocheck", "verify", proof, s.args[0], "--json"}
	if s.args[1] == "--y" {
		args = append(args, s.args[1:3]...)
	}
	if code := run(args, strings.NewReader(""), &out, &errOut); code != exitCertified {
		s.Fault("verify", "a certificate of our own does not hold", "exit code %d, %s", code, &errOut)
		return
	}
	var v struct {
		Bounds struct{ Primal, Dual, Error float64 }
	}
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		s.Fault("verify", "no JSON", "%v", err)
		return
	}
	s.Interval("verify", s.truth, beta, v.Bounds.Primal, v.Bounds.Dual, v.Bounds.Error)
}

// path checks a path of two lambdas, and certify's word on it.
func (s *searched) path(lambda string) {
	var r struct{ Path []bounds }
	file := filepath.Join(s.dir, "path.csv")
	code, ok := s.run(&r, "path", "--lambdas", lambda+","+fmt.Sprint(8*s.c.Lambda), "--coef-out", file)
	if !ok {
		return
	}
	certified := 0
	for k := range r.Path {
		b, truth := &r.Path[k], s.truth
		if b.Lambda != s.c.Lambda {
			truth = s.truth.At(b.Lambda)
		}
		if s.answer("path", truth, b, b.Status == "converged"); b.Status == "converged" {
			certified++
		}
	}
	if len(r.Path) != 2 {
		if last := len(r.Path) - 1; last < 0 || r.Path[last].Status != solvers.TimeLimit.String() {
			s.Fault("path", "points are missing", "%d of 2", len(r.Path))
		}
		return
	}
	if (code == exitCertified) != (certified == len(r.Path)) {
		s.Fault("path", "exit code and statuses contradict each other", "%d, with %d of %d", code, certified, len(r.Path))
	}
	var out, errOut bytes.Buffer
	again := s.command(&out, &errOut, "certify", "--coef", file)
	if again != code && again >= 0 {
		s.Fault("path", fmt.Sprintf("exits with %d and certify with %d", code, again), "%s%s", out.String(), errOut.String())
	}
	os.Remove(file)
}
