package prox_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// TestEveryOperatorHasARow reads the source of the package, so that no type
// with a Prox method escapes the laws or goes without an example.
func TestEveryOperatorHasARow(t *testing.T) {
	tried, listed, measured := map[string]bool{}, map[string]bool{}, map[string]bool{"Zero": true}
	for _, row := range rows {
		tried[typeName(row.f)] = true
	}
	for _, g := range slices.Concat(golden, byHand) {
		measured[typeName(g.f)] = true
	}
	for _, e := range prox.Catalogue() {
		if listed[e.Name] {
			t.Errorf("%s is in the catalogue twice", e.Name)
		}
		listed[e.Name] = true
	}
	operators, examples := declared(t)
	for name := range operators {
		if !tried[name] {
			t.Errorf("%s has no point in golden_test.go and no row in laws_test.go", name)
		}
		if !listed[name] {
			t.Errorf("%s is not in the catalogue", name)
		}
		if !measured[name] {
			t.Errorf("%s has no golden number", name)
		}
		if !examples[name] {
			t.Errorf("%s has no example", name)
		}
	}
}

// typeName is the name of f's type, without pointer.
func typeName(f prox.Function) string {
	t := reflect.TypeOf(f)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// declared lists the exported types with a Prox method, and the examples.
func declared(t *testing.T) (operators, examples map[string]bool) {
	operators, examples = map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			switch {
			case !ok:
			case fn.Recv == nil:
				if name, ok := strings.CutPrefix(fn.Name.Name, "Example"); ok {
					name, _, _ = strings.Cut(name, "_")
					examples[name] = true
				}
			case fn.Name.Name == "Prox":
				if name := receiver(fn.Recv.List[0].Type); ast.IsExported(name) {
					operators[name] = true
				}
			}
		}
	}
	return operators, examples
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
