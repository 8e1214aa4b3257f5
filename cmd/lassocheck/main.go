// Command lassocheck solves lasso problems and their relatives on the user's own
// files, and certifies every answer. See README.md, or lassocheck --help.
//
// A subcommand is one file NAME.go with a function nameCommand() *cli.Command,
// and one line in [commands]. It has
//
//   - Name, Usage (one line), ArgsUsage, and a Description that ends with one
//     example, a paragraph of one line "lassocheck ...". A test runs it in the
//     root of the repository and expects exit code 0.
//   - Flags: join the groups of flags.go with what is its own; one that names a file
//     is made by [input] or [output], and then checked. Flags may stand before or
//     after the arguments; see args.go.
//   - an Action that reads with [readData] or [readModel], writes data to
//     c.App.Writer and talk to c.App.ErrWriter, and returns an error: any error
//     is the user's and exits with 2, unless it comes from [exit]; context.Canceled
//     exits with 130, a failure to write and a panic with 3. c.Context is cancelled
//     by Ctrl-C. Names of the user's go through [printable.Line] where they are
//     printed; errors all do.
//   - a script in testdata/script.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// commands are the subcommands in the order of the help.
var commands = []func() *cli.Command{
	infoCommand,
	solveCommand,
	pathCommand,
	cvCommand,
	fitCommand,
	predictCommand,
	scoreCommand,
	stabilityCommand,
	certifyCommand,
	verifyCommand,
	compareCommand,
	contrastCommand,
	reproduceCommand,
	raceCommand,
	operatorsCommand,
	methodsCommand,
	demoCommand,
	completionCommand,
	completeCommand,
	manCommand,
}

// The exit codes.
const (
	exitCertified    = 0
	exitNotCertified = 1
	exitUsage        = 2
	exitInternal     = 3
	exitInterrupted  = 130
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader that went away is an error of writing
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// grace is how long a command may take to print what it knows after Ctrl-C.
const grace = 10 * time.Second

// run is the whole command: it returns the exit code.
func run(args []string, in io.Reader, out, errOut io.Writer) (code int) {
	stdout, stderr := printable.NewWriter(out), printable.NewWriter(errOut)
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(stderr, "lassocheck: internal error: %v\n%s", r, debug.Stack())
			code = exitInternal
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listening := context.AfterFunc(ctx, func() {
		stop() // a second Ctrl-C ends it the hard way
		time.Sleep(grace)
		fmt.Fprintln(errOut, "\nlassocheck: interrupted")
		os.Exit(exitInterrupted)
	})
	defer listening()

	app := newApp(&patient{ctx: ctx, in: in}, stdout, stderr)
	err := app.RunContext(ctx, flagsFirst(args, app.Commands))
	if failed := stdout.Flush(); failed != nil && ctx.Err() == nil {
		err = &dataio.WriteError{Err: failed}
	}
	var coded *exitError
	switch {
	case err == nil:
		return exitCertified
	case errors.As(err, &coded):
		code = coded.code
	case errors.Is(err, context.Canceled):
		err, code = errors.New("interrupted"), exitInterrupted
	case errors.As(err, new(*dataio.WriteError)):
		code = exitInternal
	default:
		code = exitUsage
	}
	if text := err.Error(); text != "" {
		fmt.Fprintf(stderr, "lassocheck: %s\n", printable.Line(text))
	}
	return code
}

// newApp is the command line as a value.
func newApp(in io.Reader, out, errOut io.Writer) *cli.App {
	app := &cli.App{
		Name:  "lassocheck",
		Usage: "solve lasso problems and prove it",
		// What is printed is up to printVersion; without a Version there is no flag.
		Version: "of the build",
		Description: `Every answer comes with a duality gap, recomputed from the data at exactly that
answer: no other point can be better by more. Exit codes: 0 certified, 1 not
certified, 2 usage or input, 3 internal error, 130 interrupted.

Example:
  lassocheck path testdata/diabetes.csv --target target`,
		Reader:                    in,
		Writer:                    out,
		ErrWriter:                 errOut,
		DisableSliceFlagSeparator: true,
		// Exit codes and messages are for run.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   usageError,
		Action:         unknownCommand,

		CustomAppHelpTemplate: appHelp,
	}
	for _, c := range commands {
		cmd := c()
		action := cmd.Action
		cmd.Action = func(c *cli.Context) error {
			if err := checkFiles(c); err != nil {
				return err
			}
			return action(c)
		}
		cmd.HideHelpCommand = true // or else a file called "help" could not be read
		cmd.OnUsageError = usageError
		cmd.CustomHelpTemplate = commandHelp
		cmd.Description = strings.Replace(cmd.Description, "\n\nlassocheck ", "\n\nExample:\n  lassocheck ", 1)
		app.Commands = append(app.Commands, cmd)
	}
	return app
}

// exitError is an error with an exit code of its own.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

// exit ends the command with a code and one line on stderr, or none.
func exit(code int, format string, args ...any) error {
	return &exitError{code, fmt.Sprintf(format, args...)}
}
