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
		{"solve d.csv -r .1 -s -t y", "solve -r=.1 -s -t=y -- d.csv"},
		{"path d.csv -n20 -a.5 -t-1", "path -n=20 -a=.5 -t=-1 -- d.csv"},
		{"path d.csv -tags", "path -tags -- d.csv"}, // a mistake, and not --target ags
		{"solve --no-intercept d.csv true", "solve --intercept=false -- d.csv true"},
		{"solve --no-lambda d.csv", "solve --no-lambda -- d.csv"},
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

// TestNoFlag: what is typed by users of other tools gets the flag that does it here.
func TestNoFlag(t *testing.T) {
	for args, want := range map[string]string{
		"solve --l1-ratio 0.5":        "here it is --alpha: 1 is the lasso, 0 ridge",
		"solve --l1_ratio=0.5":        "here it is --alpha",
		"solve --loss logistic":       "here it is --family",
		"solve --cv 5":                "here it is --folds, of cv, fit: lassocheck cv cross-validates",
		"path --nfolds 5":             "here it is --folds, of cv, fit",
		"solve --nonnegative":         "here it is --lower: --lower 0",
		"solve --fit-intercept false": "here it is --intercept: it is on unless --no-intercept is said",
		"solve --regParam 1":          "here it is --lambda",
		"path --reg-param 1":          "here it is --lambda, of solve, certify, contrast, race",
		"solve --elasticNetParam 1":   "here it is --alpha",
		"solve --maxiter 100":         "here it is --max-time: iterations are not limited, only time is",
		"path --penalty.factor f.csv": "did you mean --penalty-factor?",
		"solve --alphas 1,2":          "here it is --lambdas, of path, cv, fit, stability, certify",
		"solve --epochs 3":            "it is for contrast",
		"path --lambda 1":             "did you mean --lambdas? (--lambda is for solve, certify, contrast, race)",
		"solve --duration-col t":      "here it is --time: with --family cox",
		"solve --event_col d":         "here it is --status: 1 for an event",
		"solve --tagret y":            "did you mean --target?",
	} {
		var errOut strings.Builder
		words := strings.Fields("lassocheck " + args + " d.csv")
		if code := run(words, nil, io.Discard, &errOut); code != exitUsage {
			t.Errorf("%s: exit code %d", args, code)
		}
		if text := errOut.String(); !strings.Contains(text, "; "+want) || strings.Count(text, "\n") != 1 {
			t.Errorf("%s: %q, want %q", args, text, want)
		}
	}
	app := newApp(nil, io.Discard, io.Discard)
	seen := map[string]bool{}
	for _, w := range otherWords {
		known := w.flag == ""
		for _, c := range app.Commands {
			known = known || findFlag(c, w.flag) != nil
			for theirs := range strings.FieldsSeq(w.theirs) {
				if findFlag(c, theirs) != nil && len(theirs) > 1 {
					t.Errorf("%s is a flag of ours, of %s", theirs, c.Name)
				}
			}
		}
		if !known {
			t.Errorf("%s: there is no flag --%s", w.theirs, w.flag)
		}
		for theirs := range strings.FieldsSeq(w.theirs) {
			if plain(theirs) != theirs || seen[theirs] {
				t.Errorf("%s is listed twice, or not plain", theirs)
			}
			seen[theirs] = true
		}
	}
}

// TestNames: a letter means one thing in all commands, and nothing twice in one.
func TestNames(t *testing.T) {
	letters := map[string]string{"h": "help", "v": "version"}
	for _, c := range newApp(nil, io.Discard, io.Discard).Commands {
		own := map[string]bool{}
		for _, f := range c.Flags {
			name := f.Names()[0]
			for _, n := range f.Names() {
				if own[n] {
					t.Errorf("%s has two flags --%s", c.Name, n)
				}
				own[n] = true
				if len(n) == 1 && n != name {
					if letters[n] != "" && letters[n] != name {
						t.Errorf("-%s is --%s and, in %s, --%s", n, letters[n], c.Name, name)
					}
					letters[n] = name
				}
			}
		}
	}
}
