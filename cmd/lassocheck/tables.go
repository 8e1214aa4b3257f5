package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/layout"
)

// flush lays out rows from the left edge on.
func flush(w io.Writer, rows [][]string) string {
	text := layout.Table{Rows: rows}.Fit(layout.Width(w) + 2)
	return strings.ReplaceAll("\n"+text, "\n  ", "\n")[1:]
}

// printFamilies prints rows in groups, each under the name of its family; family has
// one for each row.
func printFamilies(w io.Writer, family []string, rows [][]string) error {
	for k := 0; k < len(rows); {
		n := slices.IndexFunc(family[k:], func(f string) bool { return f != family[k] })
		if n < 0 {
			n = len(rows) - k
		}
		if k > 0 {
			fmt.Fprintln(w)
		}
		if _, err := fmt.Fprintf(w, "%s\n%s", strings.ToUpper(family[k]), flush(w, rows[k:k+n])); err != nil {
			return err
		}
		k += n
	}
	return nil
}

// printFields prints what is not empty, a label and what it says.
func printFields(w io.Writer, fields [][]string) error {
	fields = slices.DeleteFunc(fields, func(f []string) bool { return f[1] == "" })
	_, err := io.WriteString(w, flush(w, fields))
	return err
}
