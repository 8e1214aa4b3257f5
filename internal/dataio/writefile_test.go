package dataio

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func hello(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }

// TestWriteFileLinks: links stay, and what they lead to is made or replaced.
func TestWriteFileLinks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	os.Mkdir("far", 0o777)
	for _, link := range [][2]string{
		{"far/old.csv", "toOld.csv"}, {"far/new.csv", "dangling.csv"}, {"dangling2.csv", "chain.csv"}, {"far/two.csv", "dangling2.csv"},
		{filepath.Join(dir, "far", "absolute.csv"), "absolute.csv"}, {"far", "dir"},
	} {
		if err := os.Symlink(link[0], link[1]); err != nil {
			t.Skip(err)
		}
	}
	if err := os.WriteFile("far/old.csv", []byte("old and long"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, target := range map[string]string{
		"toOld.csv": "far/old.csv", "dangling.csv": "far/new.csv", "chain.csv": "far/two.csv",
		"absolute.csv": "far/absolute.csv", "dir/inside.csv": "far/inside.csv",
	} {
		if err := WriteFile(path, hello); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(target); string(text) != "hello" {
			t.Errorf("%s: %s holds %q, error %v", path, target, text, err)
		}
		if info, _ := os.Lstat(path); strings.Count(path, "/") == 0 && info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is a link no more", path)
		}
	}
	if info, _ := os.Stat("far/old.csv"); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("permissions became %v", info.Mode())
	}
	for _, d := range []string{".", "far"} {
		if left, _ := filepath.Glob(d + "/.lassocheck-*"); left != nil {
			t.Errorf("left behind: %v", left)
		}
	}
	os.Symlink("round.csv", "round.csv")
	os.Symlink("no/where.csv", "lost.csv")
	for _, path := range []string{"round.csv", "lost.csv", "far"} {
		if err := WriteFile(path, hello); !errors.As(err, new(*WriteError)) {
			t.Errorf("%s: error %v", path, err)
		}
	}
}

// TestWritable leaves no trace, and refuses what could not be written.
func TestWritable(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("kept.csv", []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"kept.csv", "new.csv", strings.Repeat("x", 255), os.DevNull} {
		d, err := FindDestination(path)
		if err == nil {
			err = d.Writable()
		}
		if err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir("."); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if text, _ := os.ReadFile("kept.csv"); string(text) != "kept" {
		t.Errorf("kept.csv holds %q", text)
	}
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		return // nothing is forbidden
	}
	os.Mkdir("closed", 0o555)
	os.WriteFile("protected.csv", nil, 0o444)
	for _, path := range []string{"closed/x.csv", "protected.csv"} {
		d, err := FindDestination(path)
		if err != nil {
			t.Fatal(err)
		}
		if d.Writable() == nil {
			t.Errorf("%s is said to be writable", path)
		}
	}
}
