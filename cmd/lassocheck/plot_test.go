package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems"
)

// TestPlotIsBounded: a picture of many columns and lambdas is no larger than can be
// looked at, says what it leaves out, and keeps the largest.
func TestPlotIsBounded(t *testing.T) {
	const p, lambdas = 3000, 1500
	m := &model{Data: &dataio.Data{TargetName: strings.Repeat("y\x1b", 10000)}, Statement: &models.Statement{Net: &problems.ElasticNet{}}}
	support, coef := make([]int, p), make([]number, p)
	for j := range support {
		m.Names = append(m.Names, "column"+strconv.Itoa(j))
		support[j], coef[j] = j, number(j)
	}
	answers := make([]answer, lambdas)
	for k := range answers {
		answers[k] = answer{Lambda: number(lambdas - k), Support: support, Coefficients: coef, NNZ: p}
	}
	curves, all, low, high := m.curves(thinned(answers))
	if len(curves) != mostCurves || all != p || low != 0 || high != p-1 || curves[0].name != "column2999" || len(curves[0].xy) != mostPoints {
		t.Errorf("%d of %d curves from %v to %v, the first %s of %d points", len(curves), all, low, high, curves[0].name, len(curves[0].xy))
	}
	file := t.TempDir() + "/p.svg"
	if err := m.plot(file, answers); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || len(text) > 20<<20 {
		t.Errorf("%d bytes, error %v", len(text), err)
	}
	if !bytes.Contains(text, []byte("the largest 500 of 3000 coefficients")) {
		t.Error("the title does not say what is left out")
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
