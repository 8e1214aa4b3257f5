package main

import (
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/layout"
)

func init() {
	cli.FlagStringer = flagHelp
	cli.HelpPrinter = printHelp
	cli.VersionPrinter = printVersion
}

// The parts that the help of the app and of a command consist of.
const (
	appHelp = `{{.Name}} - {{.Usage}}

{{.Description}}

Commands:{{range .VisibleCommands}}{{if ne .Name "help"}}
  {{.Name}}{{"\t"}}{{.Usage}}{{end}}{{end}}

lassocheck COMMAND --help says more, and lassocheck --version which one this is.
`
	commandHelp = `{{.HelpName}} - {{.Usage}}

Usage: {{.HelpName}} {{.ArgsUsage}} [flags]

{{.Description}}
{{range .VisibleFlagCategories}}
{{if .Name}}{{.Name}}:{{else}}Help:{{end}}
{{range .Flags}}  {{.}}
{{end}}{{end}}`
)

// printHelp fills in a template. Paragraphs are wrapped, and lines with a tab are rows
// of tables; what is indented otherwise, such as examples, stays as it is.
func printHelp(w io.Writer, text string, data any) {
	var b strings.Builder
	if err := template.Must(template.New("help").Parse(text)).Execute(&b, data); err != nil {
		panic(err)
	}
	width := layout.Width(w)
	var paragraph []string
	var rows [][]string
	flush := func() {
		if paragraph != nil {
			fmt.Fprintln(w, layout.Wrap(strings.Join(paragraph, " "), width, ""))
		}
		if rows != nil {
			io.WriteString(w, layout.Table{Rows: rows}.Fit(width))
		}
		paragraph, rows = nil, nil
	}
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		name, says, row := strings.Cut(line, "\t")
		switch {
		case row:
			rows = append(rows, []string{strings.TrimLeft(name, " "), says})
		case line == "" || line[0] == ' ' || strings.HasSuffix(line, ":"):
			flush()
			fmt.Fprintln(w, line)
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
}

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
