package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// TestHelpExamples runs the example of every command's help in the root of the
// repository, files that it writes going to a folder of the test.
func TestHelpExamples(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{""}
	for _, c := range newApp(nil, io.Discard, io.Discard).Commands {
		if c.Name != completeWord {
			names = append(names, c.Name)
		}
	}
	for _, name := range names {
		t.Run("lassocheck "+name, func(t *testing.T) {
			var help bytes.Buffer
			args := []string{"lassocheck", name, "--help"}
			if name == "" {
				args = []string{"lassocheck", "--help"}
			}
			if code := run(args, nil, &help, io.Discard); code != 0 {
				t.Fatalf("--help exits with %d", code)
			}
			_, example, found := strings.Cut(help.String(), "\nExample:\n  ")
			if !found {
				t.Fatal("the help has no example")
			}
			example, _, _ = strings.Cut(example, "\n")
			words := strings.Fields(example)
			t.Chdir(t.TempDir())
			if err := os.Symlink(filepath.Join(root, "testdata"), "testdata"); err != nil {
				t.Fatal(err)
			}
			var out, errOut bytes.Buffer
			if code := run(words, strings.NewReader(""), &out, &errOut); code != 0 {
				t.Fatalf("%s\nexits with %d: %s", example, code, &errOut)
			}
			if out.Len() == 0 {
				t.Fatalf("%s\nprints nothing", example)
			}
		})
	}
}

// TestFlagsHaveHelp: flags of all commands are of types that flagsFirst and
// the help know, and have help.
func TestFlagsHaveHelp(t *testing.T) {
	for _, c := range newApp(nil, io.Discard, io.Discard).Commands {
		for _, f := range c.Flags {
			switch f.(type) {
			case *inputFile, *outputFile:
			case *cli.StringFlag:
				if usage := f.(cli.DocGenerationFlag).GetUsage(); strings.Contains(usage, "`FILE`") || strings.Contains(usage, "a file of") {
					t.Errorf("%s --%s names a file: make it an input or an output", c.Name, f.Names()[0])
				}
			case *cli.BoolFlag, *cli.Float64Flag, *cli.IntFlag, *cli.Uint64Flag, *cli.DurationFlag, *cli.StringSliceFlag:
			default:
				t.Errorf("%s --%s is a %T: teach flagsFirst and flagHelp about it", c.Name, f.Names()[0], f)
			}
			if f.(cli.DocGenerationFlag).GetUsage() == "" {
				t.Errorf("%s --%s has no help", c.Name, f.Names()[0])
			}
		}
	}
}
