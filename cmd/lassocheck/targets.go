package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
)

// How targets become the responses of a family.

// counts checks counts and makes an offset of their exposure.
func counts(c *cli.Context, d *dataio.Data, spec *models.Spec, exposure []float64) error {
	for i, y := range d.Y {
		if y < 0 {
			return fmt.Errorf("%s: %s is %v in row %d of %d; counts must not be negative", d.Path, d.TargetName, y, i+1, len(d.Y))
		}
	}
	if exposure == nil {
		return nil
	}
	offset := make([]float64, len(exposure))
	for i, e := range exposure {
		if !(e > 0) {
			return fmt.Errorf("--exposure %s: row %d of %d is %v; an exposure is positive", c.String("exposure"), i+1, len(exposure), e)
		}
		offset[i] = math.Log(e)
		if spec.Offset != nil {
			offset[i] += spec.Offset[i]
		}
	}
	spec.Offset = offset
	return nil
}

// shares makes shares of successes, weighted by the trials.
func shares(c *cli.Context, d *dataio.Data, spec *models.Spec, trials []float64) error {
	if c.IsSet("positive") {
		return exit(exitUsage, "--positive names a class, and with --trials %s counts successes: leave one out", d.TargetName)
	}
	if d.Levels != nil {
		return fmt.Errorf("%s: with --trials %s counts successes, but it is text, such as %q: leave --trials out", d.Path, d.TargetName, d.Levels[0])
	}
	weights := make([]float64, len(trials))
	for i, n := range trials {
		if !(n >= 0) {
			return fmt.Errorf("--trials %s: row %d of %d is %v; a number of trials is not negative", c.String("trials"), i+1, len(trials), n)
		}
		if y := d.Y[i]; !(y >= 0 && y <= n) {
			return fmt.Errorf("%s: %s is %v in row %d of %d, of %v trials: the target of --trials counts successes", d.Path, d.TargetName, y, i+1, len(trials), n)
		}
		if weights[i] = n; n > 0 {
			d.Y[i] /= n
		}
		if spec.Weights != nil {
			weights[i] *= spec.Weights[i]
		}
	}
	if slices.Max(weights) == 0 {
		return fmt.Errorf("--trials %s: there are none in any row", c.String("trials"))
	}
	spec.Weights = weights
	return nil
}

// classes codes a target of two values as 0 and 1, and names them.
func classes(c *cli.Context, d *dataio.Data, spec *models.Spec) error {
	values := slices.Compact(slices.Sorted(slices.Values(d.Y)))
	names := make([]string, min(len(values), 6))
	for k := range names {
		if names[k] = strconv.FormatFloat(values[k], 'g', -1, 64); d.Levels != nil {
			names[k] = d.Levels[int(values[k])]
		}
	}
	if d.Levels == nil && spec.Family == models.Binomial && areShares(values) {
		if c.IsSet("positive") {
			return exit(exitUsage, "--positive names a class, and %s holds shares between 0 and 1: leave it out", d.TargetName)
		}
		return nil
	}
	if len(values) > 2 {
		if len(values) > len(names) {
			names = append(names, "...")
		}
		return fmt.Errorf("%s: %s has %s (%s) where %s takes two classes: %s", d.Path, d.TargetName, count(len(values), "different value"),
			abridged(names), spec.Family, remedyOfValues(d, spec.Family, values))
	}
	if positive := c.String("positive"); c.IsSet("positive") {
		k := slices.Index(names, positive)
		if v, err := strconv.ParseFloat(positive, 64); err == nil && d.Levels == nil {
			k = slices.Index(values, v)
		}
		if k < 0 {
			return fmt.Errorf("--positive %s: no class of %s: there are %s", positive, d.TargetName, strings.Join(names, " and "))
		}
		if k == 0 {
			slices.Reverse(names)
			slices.Reverse(values)
		}
	}
	if len(values) == 1 {
		return fmt.Errorf("%s: one class: %s is %s in every row: there is nothing to tell apart", d.Path, d.TargetName, names[0])
	}
	for i, y := range d.Y {
		d.Y[i] = 0
		if y == values[1] {
			d.Y[i] = 1
		}
	}
	spec.Levels = names
	return nil
}

// areShares tells shares of a class from classes: none is outside of 0 and 1, and one is
// neither.
func areShares(sorted []float64) bool {
	return sorted[0] >= 0 && sorted[len(sorted)-1] <= 1 && slices.ContainsFunc(sorted, func(v float64) bool { return v > 0 && v < 1 })
}

// remedyOfValues says what to do about a target of more than two values.
func remedyOfValues(d *dataio.Data, f models.Family, values []float64) string {
	whole := d.Levels == nil && values[0] >= 0
	for _, v := range values {
		whole = whole && v == math.Trunc(v)
	}
	switch {
	case f == models.Binomial && whole:
		return "several classes take --family multinomial, successes among several trials --trials, and counts --family poisson"
	case d.Levels == nil && f == models.Binomial:
		return "a target of numbers takes another --family, and shares lie between 0 and 1"
	case d.Levels == nil:
		return "a target of numbers takes another --family"
	}
	return "several classes take --family multinomial; or leave the rows of the others out, or make a column that tells one of them from the rest"
}
