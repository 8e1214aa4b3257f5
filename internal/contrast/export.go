package contrast

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/problems/design"
)

//go:embed export.py
var script string

// exported is a contrast as the script has it.
type exported struct {
	Command   string        `json:"command"`
	Data      exportedData  `json:"data"`
	Columns   []string      `json:"columns"`
	Target    string        `json:"target"`
	N         int           `json:"n"`
	SumY      float64       `json:"sum_y"`
	SumX      float64       `json:"sum_x"`
	Loss      string        `json:"loss"`
	Intercept bool          `json:"intercept"`
	B0        float64       `json:"b0"`
	C         float64       `json:"c"`
	Mean      []float64     `json:"mean"`
	Scale     []float64     `json:"scale"`
	L1        []float64     `json:"l1"`
	L2        []float64     `json:"l2"`
	Bound     float64       `json:"bound"`
	NullLoss  float64       `json:"null_loss"`
	Zeros     int           `json:"exact_zeros"`
	Support   []bool        `json:"support"`
	Runs      []exportedRun `json:"runs"`
}

type exportedData struct {
	Path      string `json:"path"`
	SHA256    string `json:"sha256"`
	Delimiter string `json:"delimiter"`
}

type exportedRun struct {
	Method    string  `json:"method"`
	Kind      Kind    `json:"kind"`
	Optimizer string  `json:"optimizer"`
	Float32   bool    `json:"float32"`
	Reduced   bool    `json:"reduced"`
	Shrinks   bool    `json:"shrinks"`
	Schedule  string  `json:"schedule"`
	Step      float64 `json:"step"`
	Steps     int     `json:"steps"`
	Batch     int     `json:"batch"`
	Seed      uint64  `json:"seed"`
	Gap       float64 `json:"gap"`
	Zeros     int     `json:"zeros"`
	Right     bool    `json:"right"`
}

// Source is the file that the data were read from.
type Source struct{ Path, SHA256, Target string }

// Export writes a script that repeats the reported runs in PyTorch, for those who would rather
// not take our word: each method with its best schedule and at a constant step, on the first
// of the seeds. It needs nothing but PyTorch and the data, which must be a plain CSV file with
// a header.
func (r *Result) Export(w io.Writer, m *Model, from Source, command string) error {
	delimiter, err := from.delimiter(r.names)
	if err != nil {
		return err
	}
	e := exported{Command: command, Data: exportedData{from.Path, from.SHA256, delimiter}, Columns: r.names, Target: from.Target, N: m.n, Loss: r.Problem.Loss,
		Intercept: r.Problem.Intercept, C: m.reach, Mean: m.mean, Scale: m.scale, L1: m.l1, L2: m.l2, Bound: r.Exact.Dual, NullLoss: r.Exact.NullLoss, Zeros: r.Exact.Zeros}
	for j := range m.p {
		e.Support = append(e.Support, r.Exact.Coefficients[j] != 0)
		for _, v := range design.Column(m.Problem.X, j) {
			e.SumX += math.Abs(v)
		}
	}
	for _, v := range m.y {
		e.SumY += v
	}
	if m.Problem.Intercept {
		e.B0 = m.start()[m.p]
	}
	for _, t := range r.Methods {
		for _, end := range []*Ended{t.Best, t.Constant} {
			if end == nil || end.Diverged > 0 || t.Kind == Orthants || end == t.Constant && t.Best.Schedule == end.Schedule {
				continue
			}
			e.Runs = append(e.Runs, r.exportedRun(t, end))
		}
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, strings.Replace(script, "@RUN@", string(raw), 1))
	return err
}

func (r *Result) exportedRun(t Trained, end *Ended) exportedRun {
	d := method(t.Method)
	name := strings.TrimSuffix(t.Method, ", float32")
	switch d.Kind {
	case Shrinking:
		name = "Adam"
	case Proximal:
		if d.optimizer == nil {
			name = "SGD"
		}
	case Factored:
		name = "SGD"
	}
	run := exportedRun{Method: t.Method, Kind: t.Kind, Optimizer: name, Float32: t.Float32, Reduced: d.Reduced, Shrinks: d.shrinks(), Schedule: end.Schedule,
		Step: end.Step, Steps: end.Steps, Batch: end.Batch, Seed: r.Budget.Seeds[0], Gap: float64(end.Gap) / r.Exact.NullLoss, Right: end.Rules.Relative.right()}
	run.Zeros = count(end.Coefs, isZero)
	return run
}

// Check returns an error where the script could not read the data: it takes a CSV file whose
// first line names the target and all columns.
func (from Source) Check(names []string) error {
	_, err := from.delimiter(names)
	return err
}

// delimiter is that of the file.
func (from Source) delimiter(names []string) (string, error) {
	raw, err := os.ReadFile(from.Path)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(string(raw), "\ufeff"), "\n")
	for _, delimiter := range []string{",", ";", "\t"} {
		var fields []string
		for f := range strings.SplitSeq(strings.TrimRight(line, "\r"), delimiter) {
			fields = append(fields, strings.Trim(strings.TrimSpace(f), `"`))
		}
		has := func(name string) bool { return slices.Contains(fields, name) }
		if from.Target != "" && has(from.Target) && !slices.ContainsFunc(names, func(name string) bool { return !has(name) }) {
			return delimiter, nil
		}
	}
	return "", fmt.Errorf("contrast: --export pytorch is for CSV files whose header names the target and all columns, which %s does not", from.Path)
}
