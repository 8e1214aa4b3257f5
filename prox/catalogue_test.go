package prox_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

var update = flag.Bool("update", false, "rewrite docs/operators.md")

// TestCatalogueAgreesWithTheTypes holds the words of the catalogue to what the types
// can do.
func TestCatalogueAgreesWithTheTypes(t *testing.T) {
	for _, e := range prox.Catalogue() {
		for field, v := range map[string]string{"Family": e.Family, "Formula": e.Formula, "Prox": e.Prox,
			"Domain": e.Domain, "Cost": e.Cost, "Reference": e.Reference} {
			if v == "" {
				t.Errorf("%s: %s is empty", e.Name, field)
			}
		}
		if _, ok := e.Of.(prox.Conjugator); ok != (e.Conjugate != "") {
			t.Errorf("%s: the conjugate is %q, Conjugator %v", e.Name, e.Conjugate, ok)
		}
		_, weak := e.Of.(prox.WeaklyConvex)
		if made := e.Family == "rule" || e.Family == "matrix"; !made && weak != strings.HasPrefix(e.Family, "non-convex") {
			t.Errorf("%s: family %q, WeaklyConvex %v", e.Name, e.Family, weak)
		}
	}
}

// TestOperatorsPage keeps docs/operators.md in step with the catalogue.
func TestOperatorsPage(t *testing.T) {
	const file = "../docs/operators.md"
	page := operatorsPage()
	if *update {
		if err := os.WriteFile(file, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, page) {
		t.Errorf("%s is stale (%v): run go generate ./prox", file, err)
	}
}

func operatorsPage() []byte {
	var b bytes.Buffer
	b.WriteString(`# Operators

Functions with a proximal operator prox_{γf}(x) = argmin_u f(u) + ‖u − x‖²/2γ, in package prox.
This page is written by ` + "`go generate ./prox`" + ` from prox/catalogue.go.

Every operator is proved by the laws of package prox/proxtest, on ordinary and on absurd input
(1e±300, ties, −0, NaN, no coordinates); ` + "`proxtest.Check`" + ` tries your own. The last column but
one says what else a type can do: S coordinates one by one (Separable), * its conjugate (Conjugator),
~ not convex, or as its parts are (WeaklyConvex), ≈ stops at a tolerance and returns a gap (Inexact).
A conjugate is +∞ where nothing is said.
`)
	family := ""
	for _, e := range prox.Catalogue() {
		if e.Family != family {
			family = e.Family
			fmt.Fprintf(&b, "\n## %s%s\n\n", strings.ToUpper(family[:1]), family[1:])
			b.WriteString("| Type | f(x) | prox_{γf}(x) | f*(u) | Domain | Cost | Can | Reference |\n|---|---|---|---|---|---|---|---|\n")
		}
		cells := []string{"`" + e.Name + "`", e.Formula, e.Prox, e.Conjugate, e.Domain, e.Cost, abilities(e.Of), e.Reference}
		for k, c := range cells {
			cells[k] = strings.ReplaceAll(c, "|", `\|`)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	return b.Bytes()
}

// abilities lists the capability interfaces of f.
func abilities(f prox.Function) (s string) {
	if _, ok := f.(prox.Separable); ok {
		s += "S"
	}
	if _, ok := f.(prox.Conjugator); ok {
		s += "*"
	}
	if _, ok := f.(prox.WeaklyConvex); ok {
		s += "~"
	}
	if _, ok := f.(prox.Inexact); ok {
		s += "≈"
	}
	return s
}
