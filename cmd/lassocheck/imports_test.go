package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows lists what each package may import of this module. A package stands below all
// that it imports, so that imports go one way.
const arrows = `
internal/ticks:
internal/figure:
internal/autodiff:
internal/check:
internal/digits:
internal/doubled:
internal/figure:
internal/kernel:
internal/interval: internal/kernel
internal/printable:
internal/layout: internal/printable
internal/ratio:
internal/rational:
internal/report/browsertest:
internal/report/pytorchtest:
internal/spelling:
internal/ticks:
internal/verify:
testdata:
prox:
prox/proxtest: prox
internal/vector: internal/kernel
problems/design: internal/kernel internal/vector
internal/vertex: internal/kernel internal/vector problems/design
internal/equations: internal/kernel internal/vector problems/design
problems/proof: internal/equations internal/interval internal/vector problems/design
problems: internal/check internal/equations internal/kernel internal/vector internal/vertex problems/design problems/proof prox
problems/losses: internal/check internal/doubled internal/kernel internal/vector problems problems/proof
problems/textbook: internal/vector problems problems/design problems/losses prox
problems/composite: internal/check internal/equations internal/interval internal/vector problems problems/design prox
problems/problemtest: problems problems/composite problems/design prox/proxtest
internal/lsq: internal/doubled internal/kernel problems problems/design
solvers/exact: internal/doubled internal/kernel internal/lsq internal/vector internal/vertex problems problems/design problems/losses
solvers: internal/lsq internal/vector problems problems/composite problems/design prox solvers/exact
solvers/naive: problems prox solvers
internal/judge: problems problems/proof solvers
problems/problemtest: problems problems/composite problems/design prox/proxtest
models: internal/judge internal/kernel internal/spelling internal/vector problems problems/design problems/losses solvers solvers/exact
solvers/solvertest: internal/judge problems problems/textbook solvers
internal/layout: internal/printable
internal/report: internal/layout internal/printable internal/ticks
internal/dataio: internal/printable internal/spelling problems/design
internal/coefio: internal/dataio internal/spelling problems/design
internal/workloads: internal/dataio problems problems/design problems/losses
internal/lawtest: problems/design
internal/exactsearch: internal/judge internal/rational problems problems/design problems/proof solvers
internal/contrast: internal/autodiff internal/printable internal/report internal/vector problems problems/design problems/losses prox solvers solvers/naive
internal/detective: internal/judge internal/vector problems problems/design problems/losses problems/proof solvers
internal/reproduce: internal/autodiff internal/contrast internal/report problems problems/design testdata
bench: internal/workloads problems problems/design solvers
cmd/lassocheck: internal/coefio internal/contrast internal/dataio internal/detective internal/figure internal/judge internal/layout internal/printable internal/report internal/reproduce internal/spelling internal/ticks internal/vector internal/verify models problems problems/design problems/proof prox solvers solvers/naive testdata
`

// TestImportsGoOneWay: the arrows between packages are those of the table, each of
// which points up.
func TestImportsGoOneWay(t *testing.T) {
	const module = "github.com/lassocheck/lassocheck/"
	allowed := map[string][]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(arrows), "\n") {
		name, list, _ := strings.Cut(line, ":")
		for _, on := range strings.Fields(list) {
			if _, above := allowed[on]; !above {
				t.Errorf("the table: %s imports %s, which stands below it", name, on)
			}
		}
		allowed[name] = strings.Fields(list)
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...", module+"testdata").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		name, list, _ := strings.Cut(strings.TrimPrefix(line, module), " ")
		may, known := allowed[name]
		if !known {
			t.Errorf("the table has no line for %s", name)
			continue
		}
		delete(allowed, name)
		for dep := range strings.FieldsSeq(list) {
			on, ours := strings.CutPrefix(dep, module)
			if k := slices.Index(may, on); ours && k < 0 {
				t.Errorf("%s imports %s, which the table does not allow", name, on)
			} else if ours {
				may = slices.Delete(may, k, k+1)
			}
		}
		if len(may) > 0 {
			t.Errorf("%s does not import %v any more: strike it from the table", name, may)
		}
	}
	for name := range allowed {
		t.Errorf("there is no package %s", name)
	}
}

// TestLibraryNeedsLittle: the library is built from the modules that docs/design.md
// agrees on.
func TestLibraryNeedsLittle(t *testing.T) {
	const module = "github.com/lassocheck/lassocheck/"
	out, err := exec.Command("go", "list", "-deps", module+"prox/...", module+"problems/...", module+"solvers/...", module+"models/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	known := []string{module, "gonum.org/v1/gonum/", "github.com/james-bowman/sparse", "golang.org/x/sys/cpu"}
	for dep := range strings.FieldsSeq(string(out)) {
		domain, _, _ := strings.Cut(dep, "/")
		if strings.Contains(domain, ".") && !slices.ContainsFunc(known, func(p string) bool { return strings.HasPrefix(dep, p) }) {
			t.Errorf("the library depends on %s", dep)
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
