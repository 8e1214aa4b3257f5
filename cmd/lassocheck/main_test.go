package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Scripts run the command as a process of its own: "exec lassocheck ...".
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"lassocheck": main}) }

// TestScript runs testdata/script/*.txtar. $TESTDATA is the testdata folder of
// the project. UPDATE_SCRIPTS=1 rewrites what "cmp stdout FILE" compares with.
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
			return nil
		},
	})
}
