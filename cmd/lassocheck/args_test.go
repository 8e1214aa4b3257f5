package main

import (
	"io"
	"strings"
	"testing"
)

func TestFlagsFirst(t *testing.T) {
	commands := newApp(nil, io.Discard, io.Discard).Commands
	for _, c := range []struct{ args, want string }{
		{"solve d.csv --lambda 5", "solve --lambda=5 -- d.csv"},
		{"solve --lambda 5 d.csv", "solve --lambda=5 -- d.csv"},
		{"solve d.csv -lambda=5 --json", "solve -lambda=5 --json -- d.csv"},
		{"solve --json d.csv", "solve --json -- d.csv"},
		{"solve d.csv --intercept false", "solve --intercept=false -- d.csv"},
		{"solve d.csv --lower -1 --upper 1", "solve --lower=-1 --upper=1 -- d.csv"},
		{"solve - --target -1", "solve --target=-1 -- -"},
		{"solve --json -- --strange.csv", "solve --json -- --strange.csv"},
		{"solve d.csv --lambda", "solve --lambda"},
		{"solve d.csv --nonsense 5", "solve --nonsense -- d.csv 5"},
		{"--help solve", "--help solve"},
		{"help solve", "help solve"},
	} {
		got := strings.Join(flagsFirst(strings.Fields("lassocheck "+c.args), commands)[1:], " ")
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.args, got, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"solve", "path", "info", "certify"}
	for word, want := range map[string]string{"slove": "solve", "Path": "path", "cert": "certify", "xyzzy": "", "inf": "info", "tagret": ""} {
		if got := nearest(word, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
