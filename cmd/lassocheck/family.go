package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
)

// familyFlags say what kind of response it is: see [readFamily].
func familyFlags() []cli.Flag {
	const category = "Response"
	return join([]cli.Flag{
		&cli.StringFlag{Category: category, Name: "family", Value: string(models.Gaussian), Usage: "the `FAMILY` of the target: " + familyNames()},
		&cli.StringFlag{Category: category, Name: "positive", Usage: "the class that counts as 1: a `LEVEL` of the target, by default the second in order"},
		input(category, "trials", "the target counts successes among so many trials: a `FILE` or a column, which is then no feature"),
		input(category, "exposure", "counts are in proportion to this: a `FILE` or a column, which is then no feature; its logarithm is an offset"),
		&cli.BoolFlag{Category: category, Name: "joint", Usage: "a column is in the model for all classes or targets, or for none: its coefficients are penalised by their length; on by default with mgaussian"},
		&cli.Float64Flag{Category: category, Name: "delta", Usage: "the residual from which huber's loss is linear, in units of the target"},
		&cli.Float64Flag{Category: category, Name: "tau", Usage: "the quantile of --family quantile, between 0 and 1; by default 0.5, the median"},
	}, survivalFlags())
}

func familyNames() string {
	var names []string
	for _, f := range models.Families() {
		names = append(names, string(f))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// familyOf is that of --family.
func familyOf(c *cli.Context) (models.Family, error) {
	f := models.Family(c.String("family"))
	if f == "" || slices.Contains(models.Families(), f) {
		return f, takesSurvival(c, f)
	}
	hint := ""
	if other, ok := otherFamilies[plain(string(f))]; ok {
		hint = "here it is " + string(other) + "; "
	} else if near := nearest(string(f), strings.Split(strings.Replace(familyNames(), " or ", ", ", 1), ", ")); near != "" {
		hint = "did you mean " + near + "? "
	}
	return "", exit(exitUsage, "--family %s: %sthere are %s", f, hint, familyNames())
}

// otherFamilies are what other tools call them.
var otherFamilies = map[string]models.Family{
	"logistic": models.Binomial, "logit": models.Binomial, "logloss": models.Binomial, "log": models.Binomial, "bernoulli": models.Binomial,
	"binary": models.Binomial, "crossentropy": models.Binomial, "bce": models.Binomial, "quasibinomial": models.Binomial, "classification": models.Binomial,
	"normal": models.Gaussian, "leastsquares": models.Gaussian, "squarederror": models.Gaussian, "squaredloss": models.Gaussian, "mse": models.Gaussian, "linear": models.Gaussian, "regression": models.Gaussian,
	"count": models.Poisson, "counts": models.Poisson, "loglinear": models.Poisson, "quasipoisson": models.Poisson,
	"softmax": models.Multinomial, "multiclass": models.Multinomial, "categorical": models.Multinomial,
	"multitask": models.MGaussian, "multiresponse": models.MGaussian, "multivariate": models.MGaussian, "multioutput": models.MGaussian,
	"coxph": models.Cox, "survival": models.Cox, "proportionalhazards": models.Cox, "phreg": models.Cox,
	"robust": models.Huber, "smoothl1": models.Huber,
	"lad": models.Quantile, "l1loss": models.Quantile, "mae": models.Quantile, "absolute": models.Quantile, "absoluteerror": models.Quantile, "pinball": models.Quantile, "median": models.Quantile, "check": models.Quantile, "rq": models.Quantile, "quantreg": models.Quantile,
	"l1svm": models.Hinge, "hingeloss": models.Hinge,
	"svm": models.SquaredHinge, "svc": models.SquaredHinge, "linearsvc": models.SquaredHinge, "l2svm": models.SquaredHinge, "squaredhinge": models.SquaredHinge, "l2loss": models.SquaredHinge,
}

// readFamily reads the [familyFlags] into a specification whose weights and offset are
// read, and codes the response.
func readFamily(c *cli.Context, d *dataio.Data, spec *models.Spec) error {
	f := spec.Family
	for _, only := range []struct {
		flag string
		has  bool
		of   string
	}{
		{"positive", f.Classes(), "families of classes, such as --family binomial (coefficients are kept from being negative by --lower 0)"},
		{"trials", f == models.Binomial, "--family binomial"},
		{"exposure", f == models.Poisson, "--family poisson"},
		{"delta", f == models.Huber, "--family huber"},
		{"tau", f == models.Quantile, "--family quantile"},
		{"joint", f.Several(), "families of several classes or targets, multinomial and mgaussian"},
	} {
		if c.IsSet(only.flag) && !only.has {
			return exit(exitUsage, "--%s is of %s", only.flag, only.of)
		}
	}
	trials, err := rowVector(c, d, "trials")
	if err != nil {
		return err
	}
	exposure, err := rowVector(c, d, "exposure")
	if err != nil {
		return err
	}
	switch {
	case f == models.Huber:
		if spec.Delta = c.Float64("delta"); !(spec.Delta > 0 && !math.IsInf(spec.Delta, 1)) {
			return exit(exitUsage, "--delta: from which residual on is huber's loss linear? Say it in units of %s, a positive number", d.TargetName)
		}
	case f == models.Quantile:
		if spec.Tau = c.Float64("tau"); c.IsSet("tau") && !(spec.Tau > 0 && spec.Tau < 1) {
			return exit(exitUsage, "--tau %v: it is the quantile, between 0 and 1, such as 0.9", spec.Tau)
		}
	case f == models.Cox:
		return survival(c, d, spec)
	case f == models.Multinomial:
		return manyClasses(d, spec)
	case f == models.MGaussian:
		return manyTargets(c, d, spec)
	case f == models.Poisson:
		return counts(c, d, spec, exposure)
	case trials != nil:
		return shares(c, d, spec, trials)
	case f.Classes():
		return classes(c, d, spec)
	}
	return nil
}

// separable is the line that tells that the classes are, "" where the models do not prove it.
func (m *model) separable(fits []*models.Model) string {
	from, ok := m.SeparatesFrom(fits)
	switch {
	case !ok:
		return ""
	case from == 0:
		return "the classes are separable: no coefficients are best at λ = 0, larger ones are always better; these have a loss of 0 but for rounding"
	}
	return fmt.Sprintf("the classes are separable: every row is on its side from λ = %.6g down, and coefficients grow without bound as λ falls to 0", from)
}
