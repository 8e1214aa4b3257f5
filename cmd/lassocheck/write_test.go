package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// full is a device with room for so many bytes.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

// TestWriteErrors: output that cannot be written, or not all of it, is exit code 3
// and one line, whatever the command; files that were asked for are written even so.
func TestWriteErrors(t *testing.T) {
	t.Chdir("../..")
	data := []string{"testdata/diabetes.csv", "--target", "target"}
	at := append(slices.Clone(data), "--lambda-ratio", "0.1")
	coef := t.TempDir() + "/c.csv"
	runs := [][]string{
		{"--help"}, {},
		append([]string{"info"}, data...), append([]string{"solve", "--coef-out", coef}, at...), append([]string{"path"}, data...),
		append([]string{"certify", "--coef", "testdata/certify/diabetes-sklearn.csv"}, at...),
		{"verify", "testdata/certify/diabetes.json", "testdata/diabetes.csv"},
		{"compare", "testdata/certify/diabetes.json", "testdata/certify/diabetes.json"},
		append([]string{"contrast", "--epochs", "2"}, at...),
		append([]string{"race", "--methods", "ista", "--max-time", "1ms"}, at...),
		{"operators"}, {"operators", "L1"}, {"methods"}, {"methods", "fista"},
	}
	for _, c := range commands {
		if name := c().Name; name != completeWord {
			runs = append(runs, []string{name, "--help"})
		}
	}
	for _, args := range slices.Clone(runs) {
		if len(args) > 0 && args[len(args)-1] != "--help" {
			runs = append(runs, append(slices.Clone(args), "--json"))
		}
	}
	runs = append(runs, []string{"demo"}, []string{"completion", "bash"}, []string{"man"}, []string{completeWord, "solve", "--"})
	for _, args := range runs {
		for _, room := range []int{0, 100} {
			var errOut bytes.Buffer
			code := run(append([]string{"lassocheck"}, args...), strings.NewReader(""), &full{room}, &errOut)
			if text := errOut.String(); code != exitInternal || text != "lassocheck: cannot write: no space left on device\n" {
				t.Errorf("%q, with room for %d bytes: exit code %d, %s", args, room, code, text)
			}
		}
	}
	if _, err := os.Stat(coef); err != nil {
		t.Error("the coefficients are lost: ", err)
	}
}
