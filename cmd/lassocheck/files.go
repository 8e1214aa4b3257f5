package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// inputFile is a flag that names a file to be read, or something that is none, such
// as a column or a number.
type inputFile struct{ *cli.StringFlag }

// outputFile is a flag that names a file to be written. Without endings any name
// will do.
type outputFile struct {
	*cli.StringFlag
	endings []string
}

// input makes a flag of a file to be read; names is its name, and its letter if it has one.
func input(category, names, usage string) cli.Flag {
	return &inputFile{named(category, names, usage)}
}

// output likewise makes a flag of a file to be written.
func output(category, names, usage string, endings ...string) cli.Flag {
	return &outputFile{named(category, names, usage), endings}
}

func named(category, names, usage string) *cli.StringFlag {
	list := strings.Fields(names)
	return &cli.StringFlag{Category: category, Name: list[0], Aliases: list[1:], Usage: usage}
}

// used is a file that a command reads or writes.
type used struct {
	as   string // what the user calls it
	path string // "" for a stream
	info fs.FileInfo
}

// same tells whether two names lead to one file. Files to be made have no info yet.
func (u used) same(v used) bool {
	if u.info != nil && v.info != nil {
		return os.SameFile(u.info, v.info)
	}
	if u.info != nil || v.info != nil {
		return false
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" { // names in any case
		return strings.EqualFold(u.path, v.path)
	}
	return u.path == v.path
}

// checkFiles looks at all files of a command before any work is done: what is to be
// written must be possible to write, be no file that is read, and not be written
// twice, whatever links and names lead there.
func checkFiles(c *cli.Context) error {
	read := filesRead(c)
	var written []used
	for _, stream := range []used{{as: "standard output", info: regular(c.App.Writer)}, {as: "standard error", info: regular(c.App.ErrWriter)}} {
		if stream.info == nil {
			continue
		}
		for _, r := range read {
			if r.same(stream) {
				return fmt.Errorf("%s goes to %s, which is read: send it elsewhere", stream.as, r.as)
			}
		}
		written = append(written, stream)
	}
	for _, f := range c.Command.Flags {
		out, ok := f.(*outputFile)
		if !ok || c.String(out.Name) == "" {
			continue
		}
		path := c.String(out.Name)
		d, err := dataio.FindDestination(path)
		if err != nil {
			return fmt.Errorf("--%s: %w", out.Name, err)
		}
		if !d.Regular() {
			continue
		}
		one := used{"--" + out.Name + " " + path, d.Path, d.Info}
		if out.endings != nil && !slices.Contains(out.endings, filepath.Ext(path)) {
			return fmt.Errorf("%s: the name must end in %s", one.as, strings.Join(out.endings, " or "))
		}
		for _, r := range read {
			if r.same(one) {
				return fmt.Errorf("%s would overwrite %s: give it another name", one.as, r.as)
			}
		}
		for _, w := range written {
			if w.same(one) {
				return fmt.Errorf("%s and %s are one file: give them different names", one.as, w.as)
			}
		}
		if err := d.Writable(); err != nil {
			return fmt.Errorf("--%s: %w", out.Name, err)
		}
		written = append(written, one)
	}
	return nil
}

// filesRead are the arguments and the values of the input flags, as far as they are
// files.
func filesRead(c *cli.Context) (read []used) {
	add := func(as, path string) {
		u := used{as: as}
		if path == "-" {
			if p, ok := c.App.Reader.(*patient); ok {
				u.info = regular(p.in)
			}
		} else {
			u.info, _ = os.Stat(path)
		}
		if u.info != nil {
			read = append(read, u)
		}
	}
	for _, a := range c.Args().Slice() {
		add("the input "+a, a)
	}
	for _, f := range c.Command.Flags {
		if in, ok := f.(*inputFile); ok && c.String(in.Name) != "" {
			add("--"+in.Name+" "+c.String(in.Name), c.String(in.Name))
		}
	}
	return read
}

// regular is the regular file that a stream is redirected to, nil for any other.
func regular(stream any) fs.FileInfo {
	if f, ok := beneath(stream).(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return info
		}
	}
	return nil
}

// beneath is what a printable.Writer writes to.
func beneath(stream any) any {
	if w, ok := stream.(*printable.Writer); ok {
		return w.Unwrap()
	}
	return stream
}
