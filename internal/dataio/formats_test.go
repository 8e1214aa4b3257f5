package dataio

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// TestOneMoreFormat: a format is one row. What its reader does not do, finding the target by
// name and leaving columns out, is done for it.
func TestOneMoreFormat(t *testing.T) {
	defer func(before []format) { formats = before }(formats)
	formats = append(slices.Clone(formats), format{"one", []string{".one"}, "ONE", func(s *source, _ Options, _ accept) (*content, error) {
		return &content{target: -1, names: []string{"a", "b", "y"}, x: &design.Dense{N: 2, P: 3, Data: []float64{1, 2, 3, 4, 5, 6}}}, nil
	}})
	dir := t.TempDir()
	for name, text := range map[string]string{"by.one": "text", "magic": "ONE text"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := Read(context.Background(), nil, path, Options{Target: "y", Exclude: []string{"a"}})
		if err != nil {
			t.Fatal(name, err)
		}
		if _, p := d.X.Dims(); p != 1 || !slices.Equal(d.Names, []string{"b"}) || !slices.Equal(d.Y, []float64{5, 6}) {
			t.Errorf("%s: %v, %v", name, d.Names, d.Y)
		}
		_, err = Read(context.Background(), nil, path, Options{Target: "z"})
		if err == nil || !strings.Contains(err.Error(), `no column "z"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(context.Background(), nil, filepath.Join(dir, "magic"), Options{Format: "xls"}); err == nil || !strings.Contains(err.Error(), "use csv, tsv, svm, mtx, npy or one") {
		t.Error(err)
	}
}
