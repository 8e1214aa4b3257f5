package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/reproduce"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// completeWord is the hidden command that the scripts of the shells ask: its arguments
// are the words after lassocheck, the last the one to be completed, and it prints what
// that may become, a line each, or nothing where a file is expected.
const completeWord = "__complete"

// completionScripts make the shells ask.
var completionScripts = map[string]string{
	"bash": `_lassocheck() {
	local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
	[ "$word" = "=" ] && word=
	COMPREPLY=($(compgen -W "$(lassocheck __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "$word"))
}
complete -o bashdefault -o default -F _lassocheck lassocheck
`,
	"zsh": `#compdef lassocheck
_lassocheck() {
	local -a found
	found=("${(@f)$(lassocheck __complete "${(@)words[2,$CURRENT]}" 2>/dev/null)}")
	if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _lassocheck lassocheck
`,
	"fish": `complete -c lassocheck -a '(lassocheck __complete (commandline -opc)[2..-1] "$(commandline -ct)" 2>/dev/null)'
`,
}

// completionCommand prints the script of a shell.
func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print the script that completes commands, flags and values in a shell",
		ArgsUsage: "bash|zsh|fish",
		Description: `To have it in every shell, add a line to its start-up file (in that of zsh
after compinit):

~/.bashrc	source <(lassocheck completion bash)
~/.zshrc	source <(lassocheck completion zsh)
~/.config/fish/config.fish	lassocheck completion fish | source

lassocheck completion bash`,
		Action: func(c *cli.Context) error {
			script, ok := completionScripts[c.Args().First()]
			if !ok || c.NArg() != 1 {
				return exit(exitUsage, "completion: say one of bash, zsh, fish")
			}
			_, err := fmt.Fprint(c.App.Writer, script)
			return err
		},
	}
}

// complete prints what the last word may become.
func completeCommand() *cli.Command {
	return &cli.Command{
		Name:            completeWord,
		Hidden:          true,
		SkipFlagParsing: true,
		Action: func(c *cli.Context) error {
			for _, s := range completions(c.App, c.Args().Slice()) {
				fmt.Fprintln(c.App.Writer, s)
			}
			return nil
		},
	}
}

// completions returns what the last of the words may become.
func completions(app *cli.App, words []string) []string {
	if len(words) == 0 {
		return nil
	}
	words = slices.Clone(words)
	if k := len(words) - 1; words[k] == "=" { // bash makes it a word
		words[k] = ""
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "=" })
	last := words[len(words)-1]
	if len(words) == 1 {
		names := []string{"--help", "--version"}
		if !strings.HasPrefix(last, "-") {
			names = nil
			for _, c := range app.VisibleCommands() {
				names = append(names, c.Name)
			}
		}
		return beginning(last, names)
	}
	c := app.Command(words[0])
	if c == nil {
		return nil
	}
	if flag, value, ok := strings.Cut(last, "="); ok && strings.HasPrefix(flag, "-") {
		found := beginning(value, values(strings.TrimLeft(flag, "-")))
		for k := range found {
			found[k] = flag + "=" + found[k]
		}
		return found
	}
	if before := words[len(words)-2]; strings.HasPrefix(before, "-") && takes(c, strings.TrimLeft(before, "-"), "") {
		return beginning(last, values(strings.TrimLeft(before, "-")))
	}
	if strings.HasPrefix(last, "-") {
		names := []string{"--help"}
		for _, f := range c.Flags {
			names = append(names, "--"+f.Names()[0])
			if b, ok := f.(*cli.BoolFlag); ok && b.Value {
				names = append(names, "--no-"+b.Name)
			}
		}
		return beginning(last, names)
	}
	return beginning(last, values(c.Name))
}

func beginning(with string, names []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, with) })
}

// values are what a flag, or the argument of a command, chooses among: none where that
// is a file, a column or a number.
func values(name string) (names []string) {
	switch name {
	case "family":
		for _, f := range models.Families() {
			names = append(names, string(f))
		}
	case "convention":
		return []string{"sklearn", "glmnet", "raw"}
	case "folds":
		for _, kind := range models.FoldKinds {
			names = append(names, string(kind))
		}
	case "measure":
		return []string{"mse", "mae", "deviance", "class", "auc"}
	case "alignment":
		return []string{"exact", "lambda", "fraction"}
	case "missing":
		return []string{"drop", "mean"}
	case "format":
		return dataio.Formats()
	case "header":
		return []string{"yes", "no"}
	case "delimiter":
		return []string{"comma", "semicolon", "tab", "pipe", "space"}
	case "method", "m":
		for _, m := range solvers.Methods() {
			names = append(names, m.Name)
		}
	case "methods":
		for _, e := range solvers.Catalogue() {
			names = append(names, e.Name)
		}
		return append(names, values("method")...)
	case "operators":
		for _, e := range prox.Catalogue() {
			names = append(names, e.Name)
		}
	case "reproduce":
		for _, t := range reproduce.Targets {
			names = append(names, t.Name)
		}
		return append(names, "all")
	case "completion":
		return []string{"bash", "fish", "zsh"}
	}
	return names
}
