//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt: Ctrl-C prints what is known, leaves files alone, and exits with
// 130, whether the command is solving or waiting for its input.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	solving := []string{"path", "../../testdata/breast_cancer.csv", "--target", "benign", "--method", "subgradient", "--coef-out", t.TempDir() + "/c.csv"}
	cert, data := manyEquations(t, 120) // some seconds of rational arithmetic
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
			// After ten seconds of grace it would begin with an empty line.
			if !strings.HasSuffix(errOut.String(), "\n") || !strings.Contains(errOut.String(), "lassocheck: interrupted") || strings.HasPrefix(errOut.String(), "\n") {
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

// TestInterruptKeepsFiles: whatever is interrupted prints what it knows, and leaves a
// file of an earlier run as it was.
func TestInterruptKeepsFiles(t *testing.T) {
	dir := t.TempDir()
	data := []string{"../../testdata/breast_cancer.csv", "--target", "benign", "--lambda-ratio", "0.001"}
	for _, c := range []struct {
		args  []string
		known string // what stdout has
	}{
		{append([]string{"contrast", "--epochs", "1000000", "--html", dir + "/1.html"}, data...), ""},
		{append([]string{"race", "--max-time", "1h", "--methods", "subgradient,ista", "--plot", dir + "/2.svg"}, data...), "(exact)"},
		{[]string{"reproduce", "all", "--html", dir + "/3.html"}, ""},
		{[]string{"info", "-"}, ""},
		{[]string{"certify", "-", "--target", "y", "--coef", "../../testdata/certify/diabetes-sklearn.csv", "--certificate", dir + "/4.json"}, ""},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			t.Parallel()
			file := ""
			for _, a := range c.args {
				if strings.HasPrefix(a, dir+"/") {
					file = a
					if err := os.WriteFile(a, []byte("old"), 0o666); err != nil {
						t.Fatal(err)
					}
				}
			}
			for wait := 500 * time.Millisecond; ; wait *= 2 {
				out, errOut, code := signalled(t, c.args, wait)
				if code != exitInterrupted || !strings.Contains(out, c.known) {
					if wait < 8*time.Second {
						continue // the signal came too early
					}
					t.Fatalf("exit code %d, stdout %q, stderr %q", code, out, errOut)
				}
				if strings.Count(errOut, "\n") != 1 || !strings.HasPrefix(errOut, "lassocheck: interrupted") {
					t.Errorf("stderr is %q", errOut)
				}
				break
			}
			if text, _ := os.ReadFile(file); file != "" && string(text) != "old" {
				t.Errorf("%s holds %d bytes", file, len(text))
			}
		})
	}
}

// signalled runs the command and sends it SIGTERM after a while.
func signalled(t *testing.T, args []string, wait time.Duration) (out, errOut string, code int) {
	cmd := exec.Command("lassocheck", args...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	cmd.Process.Signal(syscall.SIGTERM)
	cmd.Wait()
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}

// TestReaderGone: a closed pipe is an error of writing.
func TestReaderGone(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	var errOut bytes.Buffer
	cmd := exec.Command("lassocheck", "methods")
	cmd.Stdout, cmd.Stderr = w, &errOut
	cmd.Run()
	w.Close()
	if text := errOut.String(); cmd.ProcessState.ExitCode() != exitInternal || text != "lassocheck: cannot write: write /dev/stdout: broken pipe\n" {
		t.Errorf("%v: %s", cmd.ProcessState, text)
	}
}
