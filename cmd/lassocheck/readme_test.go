package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the commands of README.md in the root of the repository and
// compares what they print. "..." stands for any lines. UPDATE_SCRIPTS=1 puts in
// what they print, where there is no "...".
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme := filepath.Join(root, "README.md")
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir()) // where commands may write files
	if err := os.Symlink(filepath.Join(root, "testdata"), "testdata"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COLUMNS", "80")
	setup := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(setup) != 2 || strings.Count(setup[0][1]+setup[1][1], "\n") != 2 || setup[1][1] != "go test ./...\n" {
		t.Errorf("README.md has other set-up commands than two: %q", setup)
	}
	runs := func(command string) string {
		words := strings.Fields(strings.Replace(command, "go run ./cmd/lassocheck", "lassocheck", 1))
		var out, errOut bytes.Buffer
		if code := run(words, strings.NewReader(""), &out, &errOut); code != 0 {
			t.Errorf("%s\nexits with %d: %s", command, code, &errOut)
		}
		return out.String()
	}
	if len(setup) > 0 {
		runs(setup[0][1])
	}
	transcript := regexp.MustCompile("(?s)```console\n\\$ ([^\n]*)\n(.*?)```")
	updated := transcript.ReplaceAllStringFunc(string(text), func(block string) string {
		m := transcript.FindStringSubmatch(block)
		out := runs(m[1])
		if os.Getenv("UPDATE_SCRIPTS") != "" && !strings.Contains(m[2], "...\n") {
			return "```console\n$ " + m[1] + "\n" + out + "```"
		}
		if !matches(strings.Split(out, "\n"), strings.Split(m[2], "\n")) {
			t.Errorf("$ %s\nprints\n%s", m[1], out)
		}
		return block
	})
	if updated != string(text) {
		if err := os.WriteFile(readme, []byte(updated), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range newApp(nil, io.Discard, io.Discard).Commands {
		if !c.Hidden && !strings.Contains(string(text), "\n| `"+c.Name) {
			t.Errorf("README.md has no row for lassocheck %s", c.Name)
		}
	}
	for _, link := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(filepath.Join(root, link[1])); err != nil {
			t.Errorf("README.md links to nothing: %v", err)
		}
	}
	// The library's examples are ones that are tested.
	code := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	files := []string{"models/example_test.go", "solvers/example_test.go"}
	if len(code) != len(files) {
		t.Fatalf("README.md has %d pieces of Go code, and not those of %v", len(code), files)
	}
	for k, file := range files {
		example, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(string(example), "\n\t", "\n"), code[k][1]) {
			t.Errorf("Go code of README.md is not that of %s", file)
		}
	}
}

// matches compares lines as alike does, with "..." for any number of lines.
func matches(got, want []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if want[0] == "..." {
		for k := range len(got) + 1 {
			if matches(got[k:], want[1:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && alikeLines(strings.Fields(got[0]), strings.Fields(want[0])) && matches(got[1:], want[1:])
}
