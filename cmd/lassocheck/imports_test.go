package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImportsGoOneWay: prox <- problems <- solvers <- models <- cmd, and the library needs
// nothing but the packages that docs/design.md agrees on.
func TestImportsGoOneWay(t *testing.T) {
	const module = "github.com/lassocheck/lassocheck/"
	layers := []string{"prox", "problems", "solvers", "models", "cmd"}
	for k, layer := range layers[:4] {
		out, err := exec.Command("go", "list", "-deps", module+layer).Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			if path, ours := strings.CutPrefix(dep, module); ours {
				if top, _, _ := strings.Cut(path, "/"); slices.Contains(layers[k+1:], top) {
					t.Errorf("%s depends on %s", layer, path)
				}
				if path == "internal/dataio" || path == "internal/report" {
					t.Errorf("%s depends on %s: files and pages are for cmd", layer, path)
				}
				continue
			}
			domain, _, _ := strings.Cut(dep, "/")
			known := []string{"gonum.org/v1/gonum/", "github.com/james-bowman/sparse", "golang.org/x/sys/cpu"}
			if strings.Contains(domain, ".") && !slices.ContainsFunc(known, func(p string) bool { return strings.HasPrefix(dep, p) }) {
				t.Errorf("%s depends on %s", layer, dep)
			}
		}
	}
}

// TestOneFace: of the fonts that come with the plots, the one that they use is linked.
func TestOneFace(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(dep, "codeberg.org/go-fonts/liberation/") && !strings.HasSuffix(dep, "/liberationsansregular") {
			t.Errorf("%s is linked", dep)
		}
	}
}
