package coefio

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/internal/dataio"
)

// Write writes models to a file that is .csv, .json or .npy by its extension,
// complete or not at all. Numbers and names read back exactly by [Read].
//
//   - .csv: lines name,coefficient, the intercept first; several models are
//     columns, headed by their lambda, or by lambda and response. A name that a spreadsheet would take for a
//     formula has an apostrophe put before it.
//   - .json: an object of lambda, intercept, names and coefficients; several are
//     its "path".
//   - .npy: float64, one a column of the design, the intercept left out;
//     several models are rows.
//
// A stream without an ending, such as /dev/stdout, gets CSV.
func Write(path string, names []string, models ...*Model) error {
	for _, m := range models {
		if len(m.Beta) != len(names) {
			panic("coefio: coefficients and names differ in length")
		}
	}
	var write func(w io.Writer, names []string, models []*Model) error
	ending := filepath.Ext(path)
	if d, err := dataio.FindDestination(path); err == nil && !d.Regular() && ending == "" {
		ending = ".csv" // of a stream, such as /dev/stdout
	}
	switch ending {
	case ".csv":
		write = writeCSV
	case ".json":
		write = writeJSON
	case ".npy":
		write = writeNPY
	default:
		return fmt.Errorf("%s: coefficients are written to .csv, .json or .npy", path)
	}
	return dataio.WriteFile(path, func(w io.Writer) error { return write(w, names, models) })
}

func writeCSV(w io.Writer, names []string, models []*Model) error {
	var b []byte
	line := func(name string, value func(m *Model) string) {
		b = append(b, quoted(Guarded(name))...)
		for _, m := range models {
			b = append(append(b, ','), value(m)...)
		}
		b = append(b, '\n')
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	line("name", func(m *Model) string {
		switch {
		case len(models) == 1:
			return "coefficient"
		case m.Response == "":
			return number(m.Lambda)
		case models[0].Lambda == models[len(models)-1].Lambda:
			return quoted(Guarded(m.Response))
		}
		return quoted(number(m.Lambda) + " " + m.Response)
	})
	if len(models) > 0 && models[0].HasIntercept {
		line(freeIntercept(names), func(m *Model) string { return number(m.Intercept) })
	}
	for j, name := range names {
		line(name, func(m *Model) string { return number(m.Beta[j]) })
	}
	_, err := w.Write(b)
	return err
}

// freeIntercept is a name of the intercept that no column has.
func freeIntercept(names []string) string {
	for _, name := range interceptNames {
		if !slices.Contains(names, name) {
			return name
		}
	}
	return interceptName // whoever has columns of all these names
}

// quoted quotes a name where it would be read differently.
func quoted(name string) string {
	if name == "" || name != strings.TrimSpace(name) || strings.ContainsAny(name, "\",;\t\r\n#") {
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return name
}

// formula is how a cell begins that a spreadsheet would compute.
const formula = "=+-@\t\r"

// Guarded puts an apostrophe before a name that begins with apostrophes or none and
// then like a formula, and [unguarded] takes it away. So every name reads back.
func Guarded(name string) string {
	if rest := strings.TrimLeft(name, "'"); rest != "" && strings.ContainsRune(formula, rune(rest[0])) {
		return "'" + name
	}
	return name
}

func unguarded(name string) string {
	if name != "" && name[0] == '\'' && Guarded(name[1:]) != name[1:] {
		return name[1:]
	}
	return name
}

// modelJSON is a model in JSON.
type modelJSON struct {
	Lambda       *float64  `json:"lambda,omitempty"`
	Response     string    `json:"response,omitempty"`
	Intercept    *float64  `json:"intercept,omitempty"`
	Names        []string  `json:"names"`
	Coefficients []float64 `json:"coefficients"`
}

func writeJSON(w io.Writer, names []string, models []*Model) error {
	all := make([]modelJSON, len(models))
	for k, m := range models {
		all[k] = modelJSON{Response: m.Response, Names: names, Coefficients: m.Beta}
		if m.HasIntercept {
			all[k].Intercept = &m.Intercept
		}
		if m.Lambda != 0 {
			all[k].Lambda = &m.Lambda
		}
	}
	if len(all) == 1 {
		return json.NewEncoder(w).Encode(all[0])
	}
	return json.NewEncoder(w).Encode(map[string]any{"path": all})
}

func writeNPY(w io.Writer, names []string, models []*Model) error {
	if len(models) == 1 {
		return dataio.WriteNPY(w, len(names), 0, models[0].Beta)
	}
	var rows []float64
	for _, m := range models {
		rows = append(rows, m.Beta...)
	}
	return dataio.WriteNPY(w, len(models), len(names), rows)
}
