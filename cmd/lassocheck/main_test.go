package main

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Scripts run the command as a process of its own: "exec lassocheck ...".
// Lines are as they come, unless a test sets COLUMNS: width.txtar has them wrapped.
func TestMain(m *testing.M) {
	if os.Getenv("COLUMNS") == "" {
		os.Setenv("COLUMNS", "1000")
	}
	testscript.Main(m, map[string]func(){"lassocheck": main})
}

// TestScript runs testdata/script/*.txtar. $TESTDATA is the testdata folder of
// the project. UPDATE_SCRIPTS=1 rewrites what "cmp stdout FILE" compares with.
//
//   - "bad ARGS" expects of path and solve, given ARGS and files to write, exit
//     code 2, one line on stderr, nothing on stdout, and the files untouched.
//   - "status N COMMAND" expects an exit code.
//   - "alike FILE FILE" compares text word by word, numbers to 1e-6 relative or
//     1e-9 absolute: rounding differs from one processor to another.
func TestScript(t *testing.T) {
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TESTDATA", data)
			e.Setenv("COLUMNS", os.Getenv("COLUMNS"))
			// 3 GB are claimed, and 8 bytes are there.
			header := "{'descr': '<f8', 'fortran_order': False, 'shape': (400000000, 1), }"
			header += strings.Repeat(" ", 117-len(header)) + "\n"
			claim := "\x93NUMPY\x01\x00" + string(rune(len(header))) + "\x00" + header + "12345678"
			os.Mkdir(filepath.Join(e.WorkDir, "data"), 0o777)
			return os.WriteFile(filepath.Join(e.WorkDir, "data", "claim.npy"), []byte(claim), 0o666)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": func(ts *testscript.TestScript, _ bool, args []string) {
				if code := exitCode(ts.Exec(args[1], args[2:]...)); args[0] != code {
					ts.Fatalf("exit code %s, want %s", code, args[0])
				}
			},
			"bad":   bad,
			"alike": alike,
		},
	})
}

func bad(ts *testscript.TestScript, _ bool, args []string) {
	runs := [][]string{
		append([]string{"solve", "--lambda", "1", "--coef-out", "out/c.csv", "--trace", "out/t.csv"}, args...),
		append([]string{"path", "--coef-out", "out/c.csv", "--trace", "out/t.csv", "--plot", "out/p.svg"}, args...),
	}
	if args[0] == "lambda" {
		runs = [][]string{{"solve", "data/good.csv", "--target", "y", "--coef-out", "out/c.csv", "--lambda", args[1]}}
	}
	for _, r := range runs {
		if code := exitCode(ts.Exec("lassocheck", r...)); code != "2" {
			ts.Fatalf("%v: exit code %s, want 2", r, code)
		}
		if out := ts.ReadFile("stdout"); out != "" {
			ts.Fatalf("%v: prints %s", r, out)
		}
		if text := ts.ReadFile("stderr"); strings.Count(text, "\n") != 1 {
			ts.Fatalf("%v: not one line: %s", r, text)
		}
		if ts.ReadFile("out/c.csv") != "as it was\n" {
			ts.Fatalf("%v: touched out/c.csv", r)
		}
		if left, _ := os.ReadDir(ts.MkAbs("out")); len(left) != 1 {
			ts.Fatalf("%v: left files behind: %v", r, left)
		}
	}
}

func alike(ts *testscript.TestScript, _ bool, args []string) {
	got, want := strings.Split(ts.ReadFile(args[0]), "\n"), strings.Split(ts.ReadFile(args[1]), "\n")
	for k := range max(len(got), len(want)) {
		if k >= len(got) || k >= len(want) || !alikeLines(words(got[k]), words(want[k])) {
			ts.Fatalf("line %d differs:\n%s", k+1, strings.Join(got, "\n"))
		}
	}
}

// words splits text, and CSV.
func words(line string) []string {
	return strings.Fields(strings.ReplaceAll(line, ",", " , "))
}

func alikeLines(got, want []string) bool {
	return slices.EqualFunc(got, want, func(a, b string) bool {
		const around = "(),;%:"
		x, err1 := strconv.ParseFloat(strings.Trim(a, around), 64)
		y, err2 := strconv.ParseFloat(strings.Trim(b, around), 64)
		if a == b || err1 != nil || err2 != nil {
			return a == b
		}
		return math.Abs(x-y) <= 1e-9+1e-6*math.Abs(y)
	})
}

func exitCode(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return strings.TrimPrefix(exit.ProcessState.String(), "exit status ")
	}
	return err.Error()
}
