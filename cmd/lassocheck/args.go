package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/spelling"
)

// flagsFirst puts the flags of a subcommand before its arguments, because the
// flag package silently takes everything after the first argument for another.
// Values are tied to their flags by =, which lets them begin with a minus. "-"
// is an argument, and so is everything after "--". Two short forms are written out:
// --no-intercept is --intercept=false, likewise for all boolean flags, and -n20 is -n=20.
func flagsFirst(args []string, commands []*cli.Command) []string {
	if len(args) < 2 {
		return args
	}
	k := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(args[1]) })
	if k < 0 || commands[k].SkipFlagParsing {
		return args
	}
	var flags, rest []string
	for todo := args[2:]; len(todo) > 0; {
		a := todo[0]
		todo = todo[1:]
		if a == "--" {
			rest = append(rest, todo...)
			break
		}
		if len(a) < 2 || a[0] != '-' {
			rest = append(rest, a)
			continue
		}
		a = writtenOut(commands[k], a)
		name := strings.TrimLeft(a, "-")
		if !strings.Contains(a, "=") && len(todo) > 0 && takes(commands[k], name, todo[0]) {
			a += "=" + todo[0]
			todo = todo[1:]
		}
		flags = append(flags, a)
		if len(todo) == 0 && !strings.Contains(a, "=") && takes(commands[k], name, "") {
			// Nothing after it, for the flag package to miss the value.
			return append([]string{args[0], args[1]}, flags...)
		}
	}
	out := append([]string{args[0], args[1]}, flags...)
	return append(append(out, "--"), rest...)
}

// writtenOut returns a flag as the flag package has it.
func writtenOut(c *cli.Command, a string) string {
	name := strings.TrimLeft(a, "-")
	if no, ok := strings.CutPrefix(name, "no-"); ok && isBool(findFlag(c, no)) {
		return "--" + no + "=false"
	}
	if a[1] != '-' && len(a) > 2 && strings.Contains("0123456789.-", a[2:3]) {
		if f := findFlag(c, a[1:2]); f != nil && !isBool(f) && findFlag(c, name) == nil {
			return a[:2] + "=" + a[2:]
		}
	}
	return a
}

// takes tells whether value belongs to the flag before it. A boolean flag takes
// only true and false.
func takes(c *cli.Command, name, value string) bool {
	f := findFlag(c, name)
	if isBool(f) {
		return value == "true" || value == "false"
	}
	return f != nil
}

func isBool(f cli.Flag) bool {
	_, ok := f.(*cli.BoolFlag)
	return ok
}

// findFlag returns the flag of that name or letter, nil if there is none.
func findFlag(c *cli.Command, name string) cli.Flag {
	for _, f := range c.Flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// usageError turns what the flag package says into one line.
func usageError(c *cli.Context, err error, _ bool) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		name, _, _ = strings.Cut(strings.TrimLeft(name, "-"), "=")
		text = noFlag(c, name)
	}
	text = strings.NewReplacer(" for flag -", " for --", " for -", " for --").Replace(text)
	if strings.Contains(text, "--max-time") {
		text = strings.Replace(text, "parse error", "give it a unit, such as 30s", 1)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		text = "--" + strings.TrimLeft(name, "-") + " needs a value"
	}
	if c.Command.Name == c.App.Name {
		return exit(exitUsage, "%s (see lassocheck --help)", text)
	}
	return exit(exitUsage, "%s: %s (see lassocheck %[1]s --help)", c.Command.Name, text)
}

// noFlag says that there is no such flag, and what there is instead.
func noFlag(c *cli.Context, name string) string {
	dashes := "--"
	if len(name) == 1 {
		dashes = "-"
	}
	text := "no flag " + dashes + name
	var names []string
	for _, f := range c.Command.Flags {
		for _, n := range f.Names() {
			if len(n) > 1 {
				names = append(names, n)
			}
		}
	}
	near, others := nearest(name, names), having(c, name)
	if others == "" {
		if known := translate(c, name); known != "" {
			return text + "; " + known
		}
	}
	switch {
	case near != "" && others != "":
		text += "; did you mean --" + near + "? (" + dashes + name + " is for " + others + ")"
	case near != "":
		text += "; did you mean --" + near + "?"
	case others != "":
		text += "; it is for " + others
	}
	return text
}

// having lists the commands that have a flag, "" if none has.
func having(c *cli.Context, name string) string {
	var list []string
	for _, cmd := range c.App.Commands {
		if !cmd.Hidden && findFlag(cmd, name) != nil {
			list = append(list, cmd.Name)
		}
	}
	return strings.Join(list, ", ")
}

// unknownCommand is the action of the app itself: help, or a suggestion.
func unknownCommand(c *cli.Context) error {
	if !c.Args().Present() {
		cli.ShowAppHelp(c)
		return nil
	}
	var names []string
	for _, cmd := range c.App.Commands {
		names = append(names, cmd.Name)
	}
	text := fmt.Sprintf("no command %q", c.Args().First())
	if near := nearest(c.Args().First(), names); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return exit(exitUsage, "%s (see lassocheck --help)", text)
}

// nearest returns the name that is the fewest edits away, "" if none is near. One
// that begins with the word is nearer than others.
func nearest(word string, names []string) string {
	best, at := 2+len(word)/4, ""
	for _, n := range names {
		d := spelling.Distance(word, n, max(best, 2))
		if len(word) > 2 && strings.HasPrefix(n, word) {
			d = min(d, 2) - 1
		}
		if d < best {
			best, at = d, n
		}
	}
	return at
}
