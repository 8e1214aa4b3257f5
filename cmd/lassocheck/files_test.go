package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestFilesAreKeptApart: no command writes to a file that it reads, or twice to one,
// whatever names lead there; it says so before it does anything.
func TestFilesAreKeptApart(t *testing.T) {
	t.Chdir(t.TempDir())
	data := "a,b,w,y\n1,2,1,1\n2,1,1,3\n3,5,1,2\n4,3,1,5\n5,9,1,4\n"
	files := map[string]string{"d.csv": data, "y.csv": "1\n3\n2\n5\n4\n", "w.csv": "1\n1\n2\n1\n1\n", "f.csv": "1\n2\n3\n4\n",
		"c.csv": "(intercept),1\na,1\nb,0\nw,0\n", "c.json": "[1,2]", "d.svg": data, "d.json": "{}"}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir("sub", 0o777)
	for link, to := range map[string]string{"link.csv": "d.csv", "sub/up.csv": "../w.csv", "here": "."} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	if err := os.Link("d.csv", "hard.csv"); err != nil {
		t.Skip(err)
	}
	before := snapshot(t)
	here, _ := os.Getwd()
	for _, args := range []string{
		"solve d.csv --target y --lambda 0.1 --coef-out d.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out ./sub/../d.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out " + here + "/d.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out here/d.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out link.csv",
		"solve link.csv --target y --lambda 0.1 --coef-out d.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out hard.csv",
		"solve d.csv --target y --lambda 0.1 --trace d.csv",
		"solve d.csv --y y.csv --lambda 0.1 --coef-out y.csv",
		"solve d.csv --target y --lambda 0.1 --weights w.csv --coef-out sub/up.csv",
		"solve d.csv --target y --lambda 0.1 --offset w.csv --coef-out w.csv",
		"solve d.csv --target y --lambda 0.1 --penalty-factor f.csv --coef-out f.csv",
		"solve d.csv --target y --lambda 0.1 --lower f.csv --coef-out f.csv",
		"solve d.csv --target y --lambda 0.1 --upper f.csv --coef-out f.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out new.csv --trace new.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out new.csv --trace sub/../new.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out here/new.csv --trace new.csv",
		"solve d.csv --target y --lambda 0.1 --coef-out w.csv --trace sub/up.csv",
		"solve - --target y --lambda 0.1 --coef-out d.csv", // < d.csv
		"path d.csv --target y --coef-out d.csv",
		"path d.svg --format csv --target y --plot d.svg",
		"certify d.csv --target y --lambda 0.1 --coef c.csv --certificate c.csv",
		"certify d.csv --target y --lambda 0.1 --coef c.csv --certificate d.csv",
		"contrast d.csv --target y --lambda 0.1 --html d.csv",
		"race d.svg --format csv --target y --plot d.svg",
	} {
		in, err := os.Open("d.csv")
		if err != nil {
			t.Fatal(err)
		}
		refused(t, args, in)
		in.Close()
	}
	if after := snapshot(t); after != before {
		t.Errorf("files changed:\n%s\nbefore:\n%s", after, before)
	}
	// What could not be written at the end is known at the start.
	for _, args := range []string{
		"solve no.csv --lambda 1 --coef-out no/c.csv", "path no.csv --plot sub", "reproduce edge --html no/page.html",
		"certify no.csv --coef no.json --certificate no/p.json", "contrast no.csv --lambda 1 --html d.csv/page.html",
		"path no.csv --plot p.pdf", "solve no.csv --lambda 1 --trace t.json",
	} {
		if text := refused(t, args, nil); !strings.Contains(text, "--") {
			t.Errorf("%s: the flag is not named: %s", args, text)
		}
	}
}

func refused(t *testing.T, args string, in io.Reader) string {
	t.Helper()
	var out, errOut bytes.Buffer
	code := run(append([]string{"lassocheck"}, strings.Fields(args)...), in, &out, &errOut)
	if code != exitUsage || out.Len() > 0 || strings.Count(errOut.String(), "\n") != 1 {
		t.Errorf("%s: exit code %d, prints %q and %q", args, code, &out, &errOut)
	}
	return errOut.String()
}

// snapshot lists the files below the working directory and what they hold.
func snapshot(t *testing.T) string {
	var b strings.Builder
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		b.WriteString(path + " " + d.Type().String())
		if d.Type().IsRegular() {
			text, _ := os.ReadFile(path)
			b.Write(text)
		}
		b.WriteByte('\n')
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestOutputsThroughLinks: a link stays, and what it leads to is made or replaced.
func TestOutputsThroughLinks(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("d.csv", []byte("a,y\n1,1\n2,3\n3,2\n4,5\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	os.Mkdir("far", 0o777)
	if os.WriteFile("far/old.csv", []byte("old"), 0o600) != nil || os.Symlink("far/old.csv", "c.csv") != nil || os.Symlink("far/new.csv", "t.csv") != nil {
		t.Skip("no links here")
	}
	var out, errOut bytes.Buffer
	if code := run(strings.Fields("lassocheck solve d.csv --target y --lambda 0.1 --coef-out c.csv --trace t.csv"), nil, &out, &errOut); code != 0 {
		t.Fatalf("exit code %d: %s", code, &errOut)
	}
	for _, name := range []string{"c.csv", "t.csv"} {
		if info, _ := os.Lstat(name); info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is a link no more", name)
		}
	}
	if text, _ := os.ReadFile("far/old.csv"); !strings.HasPrefix(string(text), "name,coefficient\n") {
		t.Errorf("old.csv holds %q", text)
	}
	if text, _ := os.ReadFile("far/new.csv"); !strings.HasPrefix(string(text), "lambda,") {
		t.Errorf("new.csv holds %q", text)
	}
	if info, _ := os.Stat("far/old.csv"); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("permissions became %v", info.Mode())
	}
}
