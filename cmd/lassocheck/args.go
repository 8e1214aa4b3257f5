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
// is an argument, and so is everything after "--".
func flagsFirst(args []string, commands []*cli.Command) []string {
	if len(args) < 2 {
		return args
	}
	k := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(args[1]) })
	if k < 0 {
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

// takes tells whether value belongs to the flag before it. A boolean flag takes
// only true and false.
func takes(c *cli.Command, name, value string) bool {
	for _, f := range c.Flags {
		if slices.Contains(f.Names(), name) {
			if _, ok := f.(*cli.BoolFlag); ok {
				return value == "true" || value == "false"
			}
			return true
		}
	}
	return false
}

// usageError turns what the flag package says into one line.
func usageError(c *cli.Context, err error, _ bool) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		name, _, _ = strings.Cut(strings.TrimLeft(name, "-"), "=")
		text = "no flag --" + name
		var names []string
		for _, f := range c.Command.Flags {
			for _, n := range f.Names() {
				if len(n) > 1 {
					names = append(names, n)
				}
			}
		}
		if near := nearest(name, names); near != "" {
			text += "; did you mean --" + near + "?"
		}
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
