package dataio

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// After an error a file is as it was and nothing lies beside it; after success
// it is new, keeps its permissions, and a link to it stays one.
func TestWriteFile(t *testing.T) {
	inDir(t, map[string]string{"old.csv": "old"})
	if err := os.Chmod("old.csv", 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("old.csv", "link.csv"); err != nil {
		t.Fatal(err)
	}
	content := func(want string) {
		t.Helper()
		if got, _ := os.ReadFile("old.csv"); string(got) != want {
			t.Errorf("want %q, got %q", want, got)
		}
		if all, _ := filepath.Glob("*"); len(all) != 2 {
			t.Errorf("the directory holds %v", all)
		}
		if all, _ := filepath.Glob(".[!.]*"); len(all) != 0 {
			t.Errorf("left behind: %v", all)
		}
	}
	failure := errors.New("failure")
	err := WriteFile("old.csv", func(w io.Writer) error {
		w.Write(make([]byte, 1<<20))
		return failure
	})
	if !errors.Is(err, failure) {
		t.Error(err)
	}
	content("old")
	for _, path := range []string{"old.csv", "link.csv"} {
		err = WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, "new in "+path)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		content("new in " + path)
	}
	if info, err := os.Lstat("link.csv"); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Error("the link is gone")
	}
	if info, _ := os.Stat("old.csv"); info.Mode().Perm() != 0o640 {
		t.Errorf("permissions %v", info.Mode())
	}
	nothing := func(io.Writer) error { return nil }
	if err := WriteFile("no/such/dir.csv", nothing); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := WriteFile(".", nothing); err == nil {
		t.Error("wrote to a directory")
	}
	if err := WriteFile(os.DevNull, nothing); err != nil {
		t.Error(err)
	}
}
