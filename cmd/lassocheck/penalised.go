package main

import (
	"math"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/detective"
	"github.com/lassocheck/lassocheck/models"
)

// An intercept that is penalised like a coefficient is one: that of a column of ones.

const interceptName = "(intercept)"

// penaliseIntercept puts a column of ones in the place of the intercept.
func penaliseIntercept(c *cli.Context, d *dataio.Data, spec *models.Spec) error {
	switch {
	case spec.NoIntercept:
		return exit(exitUsage, "--penalized-intercept and --no-intercept contradict each other: leave one out")
	case spec.Standardize || spec.Convention == models.Glmnet && !spec.NoStandardize:
		return exit(exitUsage, "--penalized-intercept: an intercept has no standard deviation to be standardised by: say --no-standardize")
	case c.IsSet("certificate"):
		return exit(exitUsage, "--certificate: no file is written of a --penalized-intercept, which is no column of the data")
	}
	d.X, d.Names = detective.WithOnes(d.X), append(d.Names, interceptName)
	spec.NoIntercept = true
	extend := func(v *[]float64, value float64) {
		if *v != nil {
			*v = append(*v, value)
		}
	}
	extend(&spec.Factor, 1)
	extend(&spec.Lower, math.Inf(-1))
	extend(&spec.Upper, math.Inf(1))
	return nil
}

// coefficients are those of a file, for the columns of the problem.
func (m *model) coefficients(c *cli.Context, file *coefio.File) ([]*coefio.Model, error) {
	if !c.Bool("penalized-intercept") {
		return file.Models(m.Names)
	}
	read, err := file.Models(m.Names[:len(m.Names)-1])
	for _, r := range read {
		r.Beta, r.Intercept, r.HasIntercept = append(r.Beta, r.Intercept), 0, false
	}
	return read, err
}
