package naive

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/solvers"
)

// Each optimizer has one row with nothing left empty, each method belongs to one of them,
// and no name is one of package solvers.
func TestCatalogueIsComplete(t *testing.T) {
	rows, named := map[string]int{}, map[string]int{}
	for _, e := range Catalogue() {
		rows[e.Name]++
		for _, v := range []string{e.Problem, e.Oracle, e.Rate, e.Reference, e.Solve} {
			if v == "" || e.Family != Family {
				t.Errorf("%s: something is empty, or of another family", e.Name)
			}
		}
		for n := range strings.FieldsSeq(e.Solve) {
			named[n]++
		}
	}
	for _, e := range solvers.Catalogue() {
		for _, n := range append(strings.Fields(e.Solve), e.Name) {
			if rows[n]+named[n] > 0 {
				t.Errorf("%s is a name of package solvers too", n)
			}
		}
	}
	for _, m := range Methods() {
		if named[m.Name] != 1 || m.Doc == "" {
			t.Errorf("%s is in %d rows of the catalogue; doc %q", m.Name, named[m.Name], m.Doc)
		}
		delete(named, m.Name)
	}
	for n := range named {
		t.Errorf("the catalogue has %q, which is no method", n)
	}
	for _, name := range optimizers(t) {
		if rows[name] != 1 {
			t.Errorf("%s has %d rows in the catalogue", name, rows[name])
		}
		delete(rows, name)
	}
	for n := range rows {
		t.Errorf("the catalogue has %s, which is no optimizer", n)
	}
}

// optimizers reads the receivers of Step from the source.
func optimizers(t *testing.T) (names []string) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "Step" {
				names = append(names, fn.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	return names
}
