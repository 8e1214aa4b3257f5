package solvers

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/methods.md")

// TestCatalogueIsComplete: each exported type with an Iterates method has one row in
// the catalogue with nothing left empty; each name that Solve knows belongs to one of them.
func TestCatalogueIsComplete(t *testing.T) {
	rowsOf, named := map[string]int{}, map[string]int{}
	for _, e := range Catalogue() {
		rowsOf[e.Name]++
		for field, v := range map[string]string{"Family": e.Family, "Problem": e.Problem, "Oracle": e.Oracle, "Rate": e.Rate, "Reference": e.Reference} {
			if v == "" {
				t.Errorf("%s: %s is empty", e.Name, field)
			}
		}
		for _, n := range strings.Fields(e.Solve) {
			named[n]++
		}
	}
	for name := range typesWithIterates(t) {
		if ast.IsExported(name) && rowsOf[name] != 1 {
			t.Errorf("%s has %d rows in the catalogue", name, rowsOf[name])
		}
		delete(rowsOf, name)
	}
	for name := range rowsOf {
		t.Errorf("the catalogue has %s, which has no Iterates", name)
	}
	for _, m := range Methods() {
		if named[m.Name] != 1 {
			t.Errorf("method %q is in %d rows of the catalogue", m.Name, named[m.Name])
		}
		delete(named, m.Name)
	}
	for n := range named {
		t.Errorf("the catalogue says %q, which Solve does not know", n)
	}
}

// typesWithIterates reads the receivers of Iterates from the source.
func typesWithIterates(t *testing.T) map[string]bool {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "Iterates" {
				r := fn.Recv.List[0].Type
				if star, ok := r.(*ast.StarExpr); ok {
					r = star.X
				}
				types[r.(*ast.Ident).Name] = true
			}
		}
	}
	return types
}

// TestMethodsPage keeps docs/methods.md in step with the catalogue.
func TestMethodsPage(t *testing.T) {
	const file = "../docs/methods.md"
	page := methodsPage()
	if *update {
		if err := os.WriteFile(file, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, page) {
		t.Errorf("%s is stale (%v): run go generate ./solvers", file, err)
	}
}

const methodsIntro = `# Methods

The methods of package solvers, each a sequence of iterates that knows nothing of stopping, timing
or certificates: these are Run's. This page is written by ` + "`go generate ./solvers`" + ` from
solvers/catalogue.go.

F, G and H are convex. F is smooth where its gradient is used, with a Lipschitz constant L; G and H
have proximal operators, see [operators](operators.md). R is the distance from the start to a
solution. A rate is for P(x) − P* unless it says otherwise. *Name* is what ` + "`lassocheck solve --method`" + `
takes; ` + "`lassocheck race`" + ` runs all that fit your data and draws them against the certified bound.
What deep learning trains with (SGD, Adagrad, RMSprop, Adam, AdamW) is in package solvers/naive, and in the
race with ` + "`--naive`" + `.

## Which one should I use

`

func methodsPage() []byte {
	var b bytes.Buffer
	b.WriteString(methodsIntro)
	for _, g := range Guide() {
		fmt.Fprintf(&b, "- **%s** → %s\n", g.If, g.Use)
	}
	family := ""
	for _, e := range Catalogue() {
		if e.Family != family {
			family = e.Family
			fmt.Fprintf(&b, "\n## %s%s\n\n", strings.ToUpper(family[:1]), family[1:])
			b.WriteString("| Type | Name | Minimises | An iteration takes | Rate | Reference |\n|---|---|---|---|---|---|\n")
		}
		name := ""
		for _, n := range strings.Fields(e.Solve) {
			name += " `" + n + "`"
		}
		cells := []string{"`" + e.Name + "`", strings.TrimSpace(name), e.Problem, e.Oracle, e.Rate, e.Reference}
		for k, c := range cells {
			cells[k] = strings.ReplaceAll(c, "|", `\|`)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	return b.Bytes()
}
