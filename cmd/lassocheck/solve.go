package main

import (
	"github.com/lassocheck/lassocheck/solvers"

	"github.com/urfave/cli/v2"
)

func solveCommand() *cli.Command {
	return &cli.Command{
		Name:      "solve",
		ArgsUsage: "DATA",
		Flags:     join(dataFlags(), modelFlags(), lambdaFlags(), solverFlags(), []cli.Flag{jsonFlag()}),
		Action: func(c *cli.Context) error {
			m, err := readModel(c)
			if err != nil {
				return err
			}
			_, err = solvers.Solve(c.Context, m.Problem, settings(c))
			return err
		},
	}
}
