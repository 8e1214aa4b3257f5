// Package pytorchtest runs exported scripts where PyTorch is installed.
package pytorchtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Run runs a script with arguments in dir and returns what it prints. It fails the test where the script
// fails, and skips it, saying so, where no Python with PyTorch is found.
func Run(t *testing.T, script []byte, dir string, arguments ...string) []byte {
	t.Helper()
	python := ""
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import torch").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Skip("the exported script is not run: no python3 with PyTorch found (Debian: python3-torch)")
	}
	file := filepath.Join(t.TempDir(), "script.py")
	if err := os.WriteFile(file, script, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, python, append([]string{file}, arguments...)...)
	c.Dir, c.Stderr = dir, os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return out
}
