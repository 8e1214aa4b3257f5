package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCompletions(t *testing.T) {
	app := newApp(nil, io.Discard, io.Discard)
	for _, c := range []struct {
		words string // | between them
		want  string
	}{
		{"so", "solve"},
		{"__", ""}, // hidden
		{"-", "--help --version"},
		{"solve|--lambda-", "--lambda-ratio"},
		{"solve|d.csv|--no", "--no-intercept"},
		{"solve|--convention|", "sklearn glmnet raw"},
		{"solve|--convention=g", "--convention=glmnet"},
		{"solve|--convention|=|g", "glmnet"}, // as bash has it
		{"solve|--convention|=", "sklearn glmnet raw"},
		{"solve|-m|fis", "fista"},
		{"solve|--target|", ""}, // the shell's
		{"solve|d", ""},
		{"solve|--json|", ""},
		{"operators|TV2", "TV2D"},
		{"methods|FIS", "FISTA"},
		{"reproduce|e", "edge"},
		{"completion|", "bash fish zsh"},
		{"nonsense|", ""},
	} {
		if got := strings.Join(completions(app, strings.Split(c.words, "|")), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.words, got, c.want)
		}
	}
	// What is offered is known.
	for _, f := range app.Command("solve").Flags {
		for _, value := range values(f.Names()[0]) {
			var errOut bytes.Buffer
			run([]string{"lassocheck", "solve", "../../testdata/diabetes.csv", "--target", "target", "--lambda-ratio", "0.9", "--max-time", "50ms",
				"--" + f.Names()[0], value}, nil, io.Discard, &errOut)
			if bad := errOut.String(); strings.Contains(bad, "--"+f.Names()[0]+" "+value) {
				t.Errorf("--%s %s: %s", f.Names()[0], value, bad)
			}
		}
	}
}

// TestShells asks the shells that are there, through their scripts.
func TestShells(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "lassocheck")); err != nil {
		t.Skip(err)
	}
	for shell, script := range map[string]string{
		"bash": `eval "$(lassocheck completion bash)"; COMP_WORDS=(lassocheck solve d.csv --convention = g); COMP_CWORD=5; _lassocheck; echo "${COMPREPLY[@]}"`,
		"zsh":  `autoload -U compinit; compinit -D -d /dev/null; eval "$(lassocheck completion zsh)"; compadd() { shift; print -- ${(P)1} }; words=(lassocheck solve d.csv --convention g); CURRENT=5; _lassocheck`,
		"fish": `lassocheck completion fish | source; complete -C "lassocheck solve d.csv --convention g" | string match "*lmnet"`,
	} {
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not installed", shell)
			continue
		}
		cmd := exec.Command(path, "-c", script)
		// testscript runs the command where the name is its own.
		cmd.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "PATH=") || strings.HasPrefix(e, "HOME=") }),
			"PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != "glmnet" {
			t.Errorf("%s: %v\n%s", shell, err, out)
		}
	}
}

// TestManual has man read its page, where there is one.
func TestManual(t *testing.T) {
	var page bytes.Buffer
	if code := run([]string{"lassocheck", "man"}, nil, &page, io.Discard); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for _, want := range []string{".SH NAME\nlassocheck \\- ", ".SS lassocheck certify DATA\n", ".TP\n.B \\-\\-target, \\-t NAME\n"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	cmd := exec.Command(groff, "-man", "-Tutf8", "-ww", "-K", "utf8")
	cmd.Stdin = &page
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	if err := cmd.Run(); err != nil || errOut.Len() > 0 {
		t.Errorf("groff: %v: %s", err, &errOut)
	}
}
