package main

import (
	"strings"
	"text/template"

	"github.com/urfave/cli/v2"
)

// manCommand writes the manual page, from what the help has.
func manCommand() *cli.Command {
	return &cli.Command{
		Name:   "man",
		Usage:  "write the manual page, to be read by man",
		Hidden: true,
		Description: `man reads it from a file: lassocheck man > lassocheck.1; man ./lassocheck.1

lassocheck man`,
		Action: func(c *cli.Context) error { return manPage.Execute(c.App.Writer, c.App) },
	}
}

// manPage is in the macros of man(7).
var manPage = template.Must(template.New("man").Funcs(template.FuncMap{"roff": roff, "prose": prose, "flag": flagRoff}).Parse(
	`.TH LASSOCHECK 1
.SH NAME
lassocheck \- {{roff .Usage}}
.SH SYNOPSIS
.B lassocheck
.I COMMAND
[\fIARGUMENT\fR ...] [\fIFLAG\fR ...]
.SH DESCRIPTION
{{prose .Description}}.SH COMMANDS
{{range .VisibleCommands}}{{if ne .Name "help"}}.SS lassocheck {{roff .Name}} {{roff .ArgsUsage}}
{{roff .Usage}}.
.PP
{{prose .Description}}{{range .VisibleFlags}}{{flag .}}{{end}}{{end}}{{end}}`))

// roff is a line of text as it stands in a page.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

// prose is text of paragraphs, in which lines that are indented or have a tab stay lines.
func prose(s string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(s) + "\n") {
		line = strings.TrimSuffix(line, "\n")
		label, says, row := strings.Cut(line, "\t")
		switch {
		case line == "":
			b.WriteString(".PP\n")
		case row:
			b.WriteString(".TP\n.B " + roff(label) + "\n" + roff(says) + "\n")
		case line[0] == ' ':
			b.WriteString(".RS\n.nf\n" + roff(strings.TrimSpace(line)) + "\n.fi\n.RE\n")
		default:
			b.WriteString(roff(line) + "\n")
		}
	}
	return b.String()
}

func flagRoff(f cli.Flag) string {
	name, says, _ := strings.Cut(flagHelp(f), "\t")
	return ".TP\n.B " + roff(name) + "\n" + roff(says) + "\n"
}
