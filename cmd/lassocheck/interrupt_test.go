//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestInterrupt: Ctrl-C prints what is known, leaves files alone, and exits with
// 130, whether the command is solving or waiting for its input.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	solving := []string{"path", "../../testdata/breast_cancer.csv", "--target", "benign", "--method", "subgradient", "--coef-out", t.TempDir() + "/c.csv"}
	cert, data := manyEquations(t, 150) // half a minute of rational arithmetic
	text, err := cert.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{solving, {"path", "-", "--target", "y"}, {"verify", file, data}} {
		// The signal may come before the command listens: then it comes later.
		for wait := 200 * time.Millisecond; ; wait *= 3 {
			cmd := exec.Command("lassocheck", args...)
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			var out, errOut bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errOut
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(wait)
			cmd.Process.Signal(os.Interrupt)
			cmd.Wait()
			stdin.Close()
			if cmd.ProcessState.ExitCode() != 130 {
				if wait < 10*time.Second {
					continue
				}
				t.Fatalf("%v: %v: %s", args, cmd.ProcessState, &errOut)
			}
			if !strings.HasSuffix(errOut.String(), "\n") || !strings.Contains(errOut.String(), "lassocheck: interrupted") {
				t.Errorf("%v: stderr is %q", args, &errOut)
			}
			if args[0] == "path" && args[1] != "-" {
				if !strings.Contains(out.String(), "canceled") || !strings.Contains(out.String(), "certified: ") {
					t.Errorf("%v: stdout is %q", args, &out)
				}
				if _, err := os.Stat(args[len(args)-1]); err == nil {
					t.Errorf("%v: wrote its files", args)
				}
			}
			break
		}
	}
}
