package main

import (
	"bytes"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	system := runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
	full := &debug.BuildInfo{Main: debug.Module{Path: "example.org/m", Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc123"}, {Key: "vcs.time", Value: "2026-11-25T01:02:03Z"}, {Key: "vcs.modified", Value: "true"}}}
	for want, info := range map[string]*debug.BuildInfo{
		"lassocheck v1.2.3\nmodule example.org/m\ncommit abc123 of 2026-11-25, with changes since\n": full,
		"lassocheck (devel)\n":           nil,
		"lassocheck (devel)\nmodule m\n": {Main: debug.Module{Path: "m", Version: "(devel)"}},
	} {
		if got := version(info); got != want+system {
			t.Errorf("got %q, want %q", got, want+system)
		}
	}
	for _, flag := range []string{"--version", "-v"} {
		var out bytes.Buffer
		if code := run([]string{"lassocheck", flag}, nil, &out, io.Discard); code != 0 || !strings.HasPrefix(out.String(), "lassocheck ") || !strings.HasSuffix(out.String(), system) {
			t.Errorf("%s: exit code %d, %s", flag, code, &out)
		}
	}
}
