package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/lassocheck/lassocheck/problems"
)

// fit is the path of one tool at one setting, and its time.
type fit struct {
	tool, setting string
	cpu, wall     float64
	points        []point
}

type point struct {
	lambda, intercept float64
	support           []int
	coef              []float64
}

// A fit file is JSON lines: the tool, then one line a lambda.
type header struct {
	Tool, Setting string
	CPU, Wall     float64
}

type line struct {
	Lambda, Intercept float64
	Support           []int
	Coef              []float64
}

func (f *fit) write(path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	w := bufio.NewWriter(out)
	e := json.NewEncoder(w)
	err = e.Encode(header{f.tool, f.setting, f.cpu, f.wall})
	for _, p := range f.points {
		if err == nil {
			err = e.Encode(line{p.lambda, p.intercept, p.support, p.coef})
		}
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

func readFit(path string) (*fit, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	d := json.NewDecoder(bufio.NewReader(in))
	var h header
	if err := d.Decode(&h); err != nil {
		return nil, err
	}
	f := &fit{tool: h.Tool, setting: h.Setting, cpu: h.CPU, wall: h.Wall}
	for d.More() {
		var l line
		if err := d.Decode(&l); err != nil {
			return nil, err
		}
		f.points = append(f.points, point{l.Lambda, l.Intercept, l.Support, l.Coef})
	}
	return f, nil
}

// certify judges every point by what it proves of itself.
func (f *fit) certify(p *problems.Problem) []problems.Certificate {
	auditor := problems.NewAuditor(p.X)
	out := make([]problems.Certificate, len(f.points))
	for k, pt := range f.points {
		q := *p
		q.Penalty = p.Penalty.(problems.Scalable).WithLambda(pt.lambda)
		at := problems.SparseBeta{Support: pt.support, Coef: pt.coef, Intercept: pt.intercept}
		out[k] = auditor.Audit([]*problems.Problem{&q}, []problems.SparseBeta{at})[0].Certificate
		out[k].Theta = nil // the auditor's
	}
	return out
}
