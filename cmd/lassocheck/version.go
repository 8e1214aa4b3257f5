package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// printVersion prints what --version does.
func printVersion(c *cli.Context) {
	info, _ := debug.ReadBuildInfo()
	fmt.Fprint(c.App.Writer, version(info))
}

// toolVersion is what wrote a file.
func toolVersion() string {
	info, _ := debug.ReadBuildInfo()
	first, _, _ := strings.Cut(version(info), "\n")
	return first
}

// version tells what the command was built from: "lassocheck VERSION", and below it
// the module, the commit and the Go release, as far as the build recorded them.
func version(info *debug.BuildInfo) string {
	var b strings.Builder
	if info == nil {
		info = &debug.BuildInfo{}
	}
	of := map[string]string{}
	for _, s := range info.Settings {
		of[s.Key] = s.Value
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "(devel)"
	}
	fmt.Fprintf(&b, "lassocheck %s\n", v)
	if info.Main.Path != "" {
		fmt.Fprintf(&b, "module %s\n", info.Main.Path)
	}
	if commit := of["vcs.revision"]; commit != "" {
		fmt.Fprintf(&b, "commit %s", commit)
		if day, _, found := strings.Cut(of["vcs.time"], "T"); found {
			fmt.Fprintf(&b, " of %s", day)
		}
		if of["vcs.modified"] == "true" {
			b.WriteString(", with changes since")
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return b.String()
}
