package dataio

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
)

// WriteCoefficients writes models to a file that is .csv, .json or .npy by its
// extension, complete or not at all. Numbers read back exactly.
//
//   - .csv: lines name,coefficient, the intercept first; several models are
//     columns, headed by their lambda.
//   - .json: an object as [ReadCoefficients] takes it; several are its "path".
//   - .npy: float64, one a column of the design, the intercept left out;
//     several models are rows.
func WriteCoefficients(path string, names []string, models ...*Coef) error {
	for _, m := range models {
		if len(m.Beta) != len(names) {
			panic("dataio: coefficients and names differ in length")
		}
	}
	var write func(w io.Writer, names []string, models []*Coef) error
	switch filepath.Ext(path) {
	case ".csv":
		write = writeCoefCSV
	case ".json":
		write = writeCoefJSON
	case ".npy":
		write = writeCoefNPY
	default:
		return fmt.Errorf("%s: coefficients are written to .csv, .json or .npy", path)
	}
	return WriteFile(path, func(w io.Writer) error { return write(w, names, models) })
}

func writeCoefCSV(w io.Writer, names []string, models []*Coef) error {
	var b []byte
	line := func(name string, value func(m *Coef) string) {
		b = append(b, csvQuoted(name)...)
		for _, m := range models {
			b = append(append(b, ','), value(m)...)
		}
		b = append(b, '\n')
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	line("name", func(m *Coef) string {
		if len(models) == 1 {
			return "coefficient"
		}
		return number(m.Lambda)
	})
	if len(models) > 0 && models[0].HasIntercept {
		line(interceptName, func(m *Coef) string { return number(m.Intercept) })
	}
	for j, name := range names {
		line(name, func(m *Coef) string { return number(m.Beta[j]) })
	}
	_, err := w.Write(b)
	return err
}

// csvQuoted quotes a name where it would be read differently.
func csvQuoted(name string) string {
	if name == "" || name != strings.TrimSpace(name) || strings.ContainsAny(name, "\",;\t\r\n#") {
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return name
}

func writeCoefJSON(w io.Writer, names []string, models []*Coef) error {
	all := make([]coefJSON, len(models))
	for k, m := range models {
		all[k] = coefJSON{Names: names, Coefficients: m.Beta}
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

func writeCoefNPY(w io.Writer, names []string, models []*Coef) error {
	if len(models) == 1 {
		return writeNPY(w, len(names), 0, models[0].Beta)
	}
	var rows []float64
	for _, m := range models {
		rows = append(rows, m.Beta...)
	}
	return writeNPY(w, len(models), len(names), rows)
}
