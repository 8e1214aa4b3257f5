package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

func init() { cli.FlagStringer = flagHelp }

// The parts that the help of the app and of a command consist of.
const (
	appHelp = `{{.Name}} - {{.Usage}}

{{.Description}}

Commands:{{range .VisibleCommands}}{{if ne .Name "help"}}
  {{.Name}}{{"\t"}}{{.Usage}}{{end}}{{end}}

lassocheck COMMAND --help says more.
`
	commandHelp = `{{.HelpName}} - {{.Usage}}

Usage: {{.HelpName}} {{.ArgsUsage}} [flags]

{{.Description}}
{{range .VisibleFlagCategories}}
{{if .Name}}{{.Name}}:{{else}}Help:{{end}}
{{range .Flags}}  {{.}}
{{end}}{{end}}`
)

// flagHelp is one line of help: the flag, a tab, and what it does.
func flagHelp(f cli.Flag) string {
	doc, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return ""
	}
	usage := doc.GetUsage()
	value := ""
	if before, rest, found := strings.Cut(usage, "`"); found {
		name, after, _ := strings.Cut(rest, "`")
		value, usage = " "+name, before+name+after
	}
	if doc.TakesValue() && value == "" {
		value = " NUMBER"
	}
	name, byDefault := "--"+f.Names()[0], ""
	switch f := f.(type) {
	case *cli.BoolFlag:
		if f.Value {
			name, byDefault = "--[no-]"+f.Names()[0], " (the default)"
		}
	case *cli.Float64Flag:
		if f.Value != 0 {
			byDefault = fmt.Sprintf(" (default: %g)", f.Value)
		}
	case *cli.IntFlag:
		if f.Value != 0 {
			byDefault = fmt.Sprintf(" (default: %d)", f.Value)
		}
	case *cli.StringFlag:
		if f.Value != "" {
			byDefault = fmt.Sprintf(" (default: %s)", f.Value)
		}
	}
	for _, letter := range f.Names()[1:] {
		name += ", -" + letter
	}
	return name + value + "\t" + usage + byDefault
}
