package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
)

// The flags come in groups; a command joins those that it needs. Every call makes
// new ones, because the cli package keeps state in them.

func join(groups ...[]cli.Flag) []cli.Flag { return slices.Concat(groups...) }

// dataFlags say how DATA is read: see [readData].
func dataFlags() []cli.Flag {
	const category = "Data"
	return append([]cli.Flag{
		&cli.StringFlag{Category: category, Name: "target", Aliases: []string{"t"}, Usage: "the column to predict: `NAME`, or its number from 0, or from -1 for the last"},
		input(category, "y", "read the response from another `FILE`"),
		&cli.StringFlag{Category: category, Name: "missing", Usage: "cells without a value: `drop` their rows, or fill in the mean of the column"},
		&cli.BoolFlag{Category: category, Name: "one-hot", Usage: "text columns become one 0/1 column a level"},
		formatFlag(category),
	}, readerFlags()...)
}

// readerFlags say how a file is to be read where that is not plain: see [readerOptions].
func readerFlags() []cli.Flag {
	const category = "Reading"
	return []cli.Flag{
		&cli.StringFlag{Category: category, Name: "header", Usage: "`yes|no`: whether the first row holds names"},
		&cli.StringFlag{Category: category, Name: "delimiter", Usage: "what separates fields: a `CHARACTER`, or comma, semicolon, tab, pipe, space"},
		&cli.StringFlag{Category: category, Name: "decimal", Usage: "the decimal `MARK`: . or ,"},
		&cli.StringFlag{Category: category, Name: "thousands", Usage: "the `MARK` that groups digits by three: one of , . ' _ or space"},
		&cli.StringSliceFlag{Category: category, Name: "na", Usage: "further `TOKENS` of a missing cell, separated by commas; numbers count too, such as -999"},
		&cli.StringFlag{Category: category, Name: "strip", Usage: "take these `CHARACTERS` out of cells: '%$' reads 5% as 5"},
		&cli.BoolFlag{Category: category, Name: "brackets", Usage: "a number in parentheses is negative"},
		&cli.StringFlag{Category: category, Name: "comment", Usage: "skip lines that begin with `TEXT`"},
		&cli.StringSliceFlag{Category: category, Name: "features", Usage: "read these `COLUMNS` only: names, numbers from 0, patterns such as 'x*', separated by commas"},
		&cli.StringSliceFlag{Category: category, Name: "exclude", Usage: "leave these `COLUMNS` out"},
	}
}

// modelFlags state the problem up to lambda: see [readModel].
func modelFlags() []cli.Flag {
	const category = "Problem"
	return append(familyFlags(),
		&cli.Float64Flag{Category: category, Name: "alpha", Aliases: []string{"a"}, Value: 1, Usage: "elastic-net mix: 1 is the lasso, 0 ridge"},
		interceptFlag(),
		&cli.BoolFlag{Category: category, Name: "standardize", Aliases: []string{"s"}, Usage: "penalise coefficients times the standard deviation of their column; on by default with --convention glmnet"},
		input(category, "weights w", "observation weights: a `FILE` or a column, which is then no feature"),
		input(category, "offset", "a known part of the prediction: a `FILE` or a column, which is then no feature"),
		input(category, "penalty-factor", "a `FILE` of one factor a column: 0 leaves it unpenalised, Inf excludes it"),
		input(category, "lower", "lower bound of the coefficients: a `NUMBER`, or a file of one a column"),
		input(category, "upper", "upper bound of the coefficients: a `NUMBER`, or a file of one a column"),
		&cli.StringFlag{Category: category, Name: "convention", Value: "sklearn", Usage: "whose lambda it is: `sklearn`, glmnet or raw, see README.md"},
	)
}

func interceptFlag() cli.Flag {
	return &cli.BoolFlag{Category: "Problem", Name: "intercept", Value: true, Usage: "fit an intercept, unpenalised"}
}

// lambdaFlags choose one lambda: see [model.lambda].
func lambdaFlags() []cli.Flag {
	const category = "Problem"
	return []cli.Flag{
		&cli.Float64Flag{Category: category, Name: "lambda", Aliases: []string{"l"}, Usage: "the penalty strength, > 0"},
		&cli.Float64Flag{Category: category, Name: "lambda-ratio", Aliases: []string{"r"}, Usage: "the same as a part of lambda_max, the smallest lambda at which no penalised column enters"},
		&cli.Float64Flag{Category: category, Name: "C", Usage: "the same as scikit-learn's classifiers and liblinear have it, the factor of a sum of losses: lambda = 1/(C n)"},
	}
}

// gridFlags choose the lambdas of a path: see [grid].
func gridFlags() []cli.Flag {
	const category = "Problem"
	return []cli.Flag{
		&cli.IntFlag{Category: category, Name: "nlambda", Aliases: []string{"n"}, Value: 100, Usage: "how many lambdas, in geometric progression from lambda_max"},
		&cli.Float64Flag{Category: category, Name: "lambda-min-ratio", Usage: "the last lambda as a part of lambda_max (default: 1e-4, or 0.01 if p > n)"},
		&cli.StringFlag{Category: category, Name: "lambdas", Usage: "solve for these instead: `L1,L2,...`"},
	}
}

// solverFlags say how the answer is found and when it is good: see [settings].
func solverFlags() []cli.Flag {
	const category = "Solver"
	return []cli.Flag{
		&cli.Float64Flag{Category: category, Name: "tol", Value: 1e-9, Usage: "the duality gap to reach, relative to the loss of the null model"},
		&cli.DurationFlag{Category: category, Name: "max-time", Usage: "stop after this `TIME`, such as 30s"},
		&cli.StringFlag{Category: category, Name: "method", Aliases: []string{"m"}, Usage: "the `METHOD`, in place of the one that fits best"},
	}
}

func jsonFlag() cli.Flag {
	return &cli.BoolFlag{Category: "Output", Name: "json", Aliases: []string{"j"}, Usage: "print JSON"}
}

// formatFlag says how the data are written.
func formatFlag(category string) cli.Flag {
	names := dataio.Formats()
	last := len(names) - 1
	return &cli.StringFlag{Category: category, Name: "format",
		Usage: fmt.Sprintf("`%s`, %s or %s, where it cannot be told from the file", names[0], strings.Join(names[1:last], ", "), names[last])}
}
