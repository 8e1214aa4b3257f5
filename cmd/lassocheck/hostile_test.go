package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile are names that act where they are printed as they are: colours, a title of
// the window, a forged line, a line written over, reversed text, markup, a formula.
var hostile = []string{
	"\x1b[31mRED\x1b[0m", "\x1b]0;owned\x07", "new\nFORGED certified: all", "over\rFORGED", "\u202ereverse\u2066", "\u009b2J",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(2)>`, "=cmd|calc", "@SUM(1)", "tab\tbed", "\u2028FORGED", "\x7f\u200f\ufeff",
}

// TestHostileNames runs every command on a file whose columns, levels and name are
// hostile, and looks at all that is printed and drawn.
func TestHostileNames(t *testing.T) {
	t.Chdir(t.TempDir())
	const file = "d\x1b[1m\u202e\nFORGED.csv"
	writeHostile(t, file)
	target := "y\x1b[5m\u202e\nFORGED"
	at := []string{file, "--target", target}
	solved := append(slices.Clone(at), "--lambda-ratio", "0.01")
	var used []string
	runs := [][]string{
		append([]string{"info"}, at...), append([]string{"info", "--json"}, at...),
		append([]string{"solve", "--coef-out", "c.json", "--trace", "t.csv"}, solved...), append([]string{"solve", "--json"}, solved...),
		append([]string{"path", "--nlambda", "9", "--coef-out", "path.csv", "--trace", "t.csv", "--plot", "p.svg"}, at...), append([]string{"path", "--json", "--nlambda", "3"}, at...),
		append([]string{"certify", "--coef", "c.json", "--certificate", "p.json"}, solved...), append([]string{"certify", "--coef", "c.json", "--json"}, solved...),
		append([]string{"certify", "--coef", "path.csv"}, at...),
		{"verify", "p.json", file}, {"verify", "p.json", file, "--json"},
		{"compare", "p.json", "p.json", file}, {"compare", "p.json", "p.json", file, "--json"},
		append([]string{"contrast", "--epochs", "5", "--html", "page.html"}, solved...), append([]string{"contrast", "--epochs", "5", "--json"}, solved...),
		append([]string{"race", "--methods", "ista", "--max-time", "10ms", "--plot", "r.svg"}, solved...), append([]string{"race", "--methods", "ista", "--max-time", "10ms", "--json"}, solved...),
		append([]string{"cv", "--folds", "3", "--nlambda", "5"}, at...), append([]string{"cv", "--folds", "3", "--nlambda", "5", "--json"}, at...),
		append([]string{"cv", "--folds", "3", "--nlambda", "5", "--plot", "cv.svg", "--id", hostile[2], "--out-of-fold", "oof.csv"}, at...),
		append([]string{"fit", "--select", "0.5", "--model", "m.json", "--proof"}, at...), append([]string{"fit", "--select", "min", "--json"}, at...),
		{"predict", "m.json", file, "--id", hostile[2]}, {"score", "m.json", file}, {"score", "m.json", file, "--json"}, {"verify", "m.json", file},
		{"fit", "levels.csv", "--target", "y", "--one-hot", "--select", "0.001", "--model", "l.json"}, {"predict", "l.json", "levels.csv", "--id", "l"},
		{"predict", "l.json", "levels2.csv"}, {"predict", "m.json", "other.csv"}, {"predict", file, file}, {"fit", file, "--target", target, "--select", hostile[2]},
		{"cv", file, "--target", target, "--group", hostile[2] + "x"}, {"cv", file, "--target", target, "--measure", hostile[2]},
		{"solve", "classes.csv", "--target", "y", "--family", "binomial", "--lambda", "0.01"}, {"solve", "classes.csv", "--target", "y", "--family", "binomial", "--lambda", "0.01", "--json"},
		{"info", "classes.csv", "--target", "y"}, {"info", "classes.csv", "--target", "y", "--family", "binomial", "--json"}, {"solve", "levels.csv", "--target", "l", "--family", "binomial", "--lambda", "0.01"},
		{"solve", "classes.csv", "--target", "y", "--family", "binomial", "--positive", hostile[2], "--lambda", "0.01"}, {"solve", "classes.csv", "--target", "y", "--family", hostile[0], "--lambda", "0.01"},
		append([]string{"stability", "--pairs", "2", "--q", "2"}, at...), append([]string{"stability", "--pairs", "2", "--json"}, at...),
		{"demo", hostile[0]}, {"demo", "--csv", hostile[0] + ".csv"}, {"completion", hostile[0]}, {"man", hostile[0]},
		{completeWord, "solve", "--" + hostile[0] + "="}, {completeWord, hostile[0], hostile[2]},
		{"reproduce", hostile[0]}, {"operators", hostile[2]}, {"methods", hostile[4]}, {hostile[2]}, {"solve", "--" + hostile[0]},
		{"solve", file, "--family", "cox", "--time", target, "--status", hostile[2], "--lambda", "1"}, {"solve", file, "--family", "cox", "--time", hostile[2], "--status", target, "--start", target, "--lambda", "1"},
		{"solve", file, "--family", "cox", "--time", target, "--status", hostile[0] + "x", "--strata", hostile[2], "--lambda", "1"}, {"solve", file, "--family", "cox", "--time", target, "--status", "s", "--ties", hostile[5], "--lambda", "1"},
		// Mistakes.
		{"info", file + hostile[0]}, {"info", hostile[2]}, {"solve", file}, {"solve", file, "--target", hostile[2] + "x"},
		append([]string{"solve", "--weights", hostile[0] + "x"}, solved...), append([]string{"solve", "--lower", hostile[2]}, solved...),
		append([]string{"solve", "--convention", hostile[5]}, solved...), append([]string{"solve", "--coef-out", hostile[2]}, solved...),
		append([]string{"solve", "--method", hostile[5]}, solved...), append([]string{"path", "--lambdas", hostile[2]}, at...),
		append([]string{"certify", "--coef", "other.csv"}, solved...), {"verify", file, file}, {"solve", "levels.csv", "--target", "y"},
		{"info", "levels.csv", "--target", "y"}, {"solve", "levels.csv", "--target", "y", "--one-hot", "--lambda-ratio", "0.01"}, {"info", "twice.csv"}, {"info", "ragged.csv"},
	}
	for _, c := range commands {
		if name := c().Name; !slices.ContainsFunc(runs, func(r []string) bool { return r[0] == name }) {
			t.Errorf("no run of %s", name)
		}
	}
	for _, args := range runs {
		var out, errOut bytes.Buffer
		run(append([]string{"lassocheck"}, args...), nil, &out, &errOut)
		harmless(t, fmt.Sprintf("%q", args), out.String())
		harmless(t, fmt.Sprintf("%q on stderr", args), errOut.String())
		if strings.Contains(errOut.String(), "internal error") {
			t.Errorf("%q: %s", args, &errOut)
		}
		if slices.Contains(args, "--json") && (!json.Valid(out.Bytes()) || args[0] == "path" && !strings.Contains(out.String(), `\u001b[31mRED`)) {
			t.Errorf("%q: the JSON is %s, and on stderr %s", args, &out, &errOut)
		}
		used = append(used, out.String())
	}
	for _, name := range []string{"p.svg", "r.svg", "page.html", "t.csv", "cv.svg"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, name, string(text))
		for _, markup := range []string{"<script>alert", "<img src=x"} {
			if bytes.Contains(text, []byte(markup)) {
				t.Errorf("%s contains %s", name, markup)
			}
		}
	}
	// What is for programs has the names as they are.
	var back struct{ Names []string }
	if text, _ := os.ReadFile("c.json"); json.Unmarshal(text, &back) != nil || !slices.Contains(back.Names, hostile[2]) {
		t.Errorf("c.json has the names %q", back.Names)
	}
	if !strings.Contains(strings.Join(used, ""), `new\nFORGED`) {
		t.Error("no run has printed a hostile name")
	}
}

func writeHostile(t *testing.T, file string) {
	var b bytes.Buffer
	for _, name := range hostile {
		fmt.Fprintf(&b, "\"%s\",", strings.ReplaceAll(name, `"`, `""`))
	}
	fmt.Fprint(&b, "\"y\x1b[5m\u202e\nFORGED\"\n")
	for i := range 40 {
		for j := range hostile {
			fmt.Fprintf(&b, "%d,", (i*(j+3)*(i+j))%17-i%(j+2))
		}
		fmt.Fprintf(&b, "%d\n", (i*i*7)%23)
	}
	for name, text := range map[string]string{
		file:          b.String(),
		"other.csv":   "name,coefficient\n\"un\x1b[1mknown\nFORGED\",1\n",
		"levels.csv":  "x,l,y\n1,\x1b[1ma,1\n2,\"b\nFORGED\",3\n3,\x1b[1ma,2\n4,\"b\nFORGED\",5\n5,\u202ec,1\n",
		"levels2.csv": "x,l,y\n1,\x1b[1mnew\nFORGED,1\n2,\"new\nFORGED\",3\n",
		"classes.csv": "x,y\n1,\x1b[1ma\n2,\"b\nFORGED\"\n3,\x1b[1ma\n4,\"b\nFORGED\"\n6,\x1b[1ma\n5.5,\"b\nFORGED\"\n",
		"twice.csv":   "\"a\x1b\nFORGED\",\"a\x1b\nFORGED\"\n1,2\n",
		"ragged.csv":  "a,b\n1,\x1b[1mFORGED\n1\n",
	} {
		if err := os.WriteFile(filepath.Clean(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// harmless reports what acts on a terminal, and lines that a name has begun.
func harmless(t *testing.T, where, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s: no UTF-8: %q", where, text)
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == '\ufeff') {
			t.Errorf("%s: %U in %q", where, r, text)
			break
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "FORGED") {
			t.Errorf("%s: a forged line: %q", where, line)
		}
	}
}
