package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// Families of several responses: the classes of multinomial, the targets of mgaussian.

// takesSeveral reports a command for which they are not.
func takesSeveral(c *cli.Context, f models.Family) error {
	if !f.Several() {
		return nil
	}
	switch name := c.Command.Name; name {
	case "solve", "path", "cv", "fit", "certify":
		only := map[string][]string{
			"cv": {"out-of-fold"}, "fit": {"proof"}, "certify": {"lambdas", "certificate", "tighten", "penalized-intercept"}}
		for _, flag := range only[name] {
			if c.IsSet(flag) {
				return exit(exitUsage, "%s: --%s is of one response, and --family %s has several", name, flag, f)
			}
		}
	case "info":
		if f == models.MGaussian {
			return exit(exitUsage, "info: one target at a time: leave --family mgaussian out")
		}
	default:
		return exit(exitUsage, "%s: --family %s has several responses, which solve, path, cv, fit and certify take; here take one target, or one class against the rest", name, f)
	}
	if c.IsSet("offset") {
		return exit(exitUsage, "--offset is one number a row, and --family %s has several: leave it out", f)
	}
	if c.IsSet("plot") && c.Command.Name == "path" {
		return exit(exitUsage, "--plot draws the coefficients of one response, and --family %s has several: take --json or --coef-out", f)
	}
	return nil
}

// classed tells whether the target is classes, two or more.
func classed(f models.Family) bool { return f.Classes() || f == models.Multinomial }

// targetList is --target, which lists several columns with mgaussian.
func targetList(c *cli.Context) []string {
	if models.Family(c.String("family")) != models.MGaussian {
		return nil
	}
	var list []string
	for name := range strings.SplitSeq(c.String("target"), ",") {
		list = append(list, strings.TrimSpace(name))
	}
	return list
}

// manyTargets makes blocks of the columns of --target.
func manyTargets(c *cli.Context, d *dataio.Data, spec *models.Spec) error {
	list := targetList(c)
	if len(list) < 2 || c.IsSet("y") {
		return exit(exitUsage, "mgaussian is for several targets, listed by --target A,B,C; one target takes --family gaussian")
	}
	spec.Targets = []string{d.TargetName}
	for _, name := range list[1:] {
		j := slices.Index(d.Names, name)
		if k, err := strconv.Atoi(name); j < 0 && err == nil {
			return fmt.Errorf("--target %s: of several targets say the names, not the number %d", c.String("target"), k)
		}
		if j < 0 {
			hint := ""
			if near := nearest(name, d.Names); near != "" {
				hint = fmt.Sprintf("; did you mean %q?", near)
			}
			return fmt.Errorf("--target %s: %s has no column %q, or it is listed twice%s", c.String("target"), d.Path, name, hint)
		}
		d.Y = append(d.Y, takeColumn(d, j)...)
		spec.Targets = append(spec.Targets, name)
	}
	d.TargetName = strings.Join(spec.Targets, ", ")
	spec.Response = d.TargetName
	return nil
}

// manyClasses codes a target of several values as classes, and names them.
func manyClasses(d *dataio.Data, spec *models.Spec) error {
	const most = 1000
	values := slices.Compact(slices.Sorted(slices.Values(d.Y)))
	if len(values) > most || len(values) > len(d.Y)/2 && len(values) > 10 {
		return fmt.Errorf("%s: %s has %s in %s: as classes these are too many; a target of numbers takes another --family",
			d.Path, d.TargetName, count(len(values), "different value"), count(len(d.Y), "row"))
	}
	spec.Levels = nil
	for _, v := range values {
		name := strconv.FormatFloat(v, 'g', -1, 64)
		if d.Levels != nil {
			name = d.Levels[int(v)]
		}
		spec.Levels = append(spec.Levels, name)
	}
	if len(values) == 1 {
		return fmt.Errorf("%s: one class: %s is %s in every row: there is nothing to tell apart", d.Path, d.TargetName, spec.Levels[0])
	}
	for i, y := range d.Y {
		k, _ := slices.BinarySearch(values, y)
		d.Y[i] = float64(k)
	}
	return nil
}

// rows tells that the penalty is of the rows of several responses.
func (m *model) rows() bool {
	_, ok := m.Problem.Penalty.(*problems.RowElasticNet)
	return ok
}

// spread puts the parts of a model of several responses into its answer.
func (m *model) spread(a *answer, f *models.Model) {
	a.Names, a.Coefficients = a.Names[:0], []number{}
	for _, j := range f.Support {
		a.Names = append(a.Names, m.Names[j])
	}
	for _, r := range f.Responses {
		part := responseJSON{Name: r.Name, Intercept: number(r.Intercept), Support: append([]int{}, r.Support...), Names: []string{}, Coefficients: []number{}}
		for k, j := range r.Support {
			part.Names, part.Coefficients = append(part.Names, m.Names[j]), append(part.Coefficients, number(r.Coef[k]))
		}
		a.Responses = append(a.Responses, part)
	}
}

// responseNames are those of the classes or targets.
func (m *model) responseNames() []string {
	if m.Spec.Targets != nil {
		return m.Spec.Targets
	}
	return m.Spec.Levels
}

// certifySeveral is certify for the coefficients of several responses. Of single features
// nothing is proven.
func certifySeveral(c *cli.Context, m *model, file *coefio.File) error {
	names := m.responseNames()
	if err := file.Responses(names); err != nil {
		return err
	}
	parts, err := file.Models(m.Names)
	if err != nil {
		return err
	}
	beta := make([]float64, m.Problem.Dim())
	for k, part := range parts {
		for j, b := range part.Beta {
			beta[j*m.K+k] = b
		}
		switch {
		case !m.Spec.NoIntercept && part.HasIntercept:
			beta[len(m.Names)*m.K+k] = part.Intercept
		case !m.Spec.NoIntercept:
			return fmt.Errorf("%s: has no intercept of %s: add a row called (intercept), or say --no-intercept", file.Path, names[k])
		case part.Intercept != 0:
			return fmt.Errorf("%s: has an intercept of %v for %s, but the problem has none: leave out --no-intercept", file.Path, part.Intercept, names[k])
		}
	}
	lambda, err := m.certifyLambda(c, parts[0].Lambda)
	if err != nil {
		return err
	}
	o, err := judge.Judge(c.Context, m.At(lambda), beta, judge.Options{Settings: solvers.Settings{MaxTime: c.Duration("max-time")}})
	if o == nil || err != nil && c.Context.Err() == nil {
		return err
	}
	if o.Findings != nil {
		o.Findings = o.Findings[:0] // nothing is proven of them
	}
	out := m.certified(o, lambda, c.Float64("tol"), parts[0].Note)
	if c.Bool("json") {
		err = printJSON(c.App.Writer, struct {
			Problem problemJSON `json:"problem"`
			certified
		}{m.problemJSON(), out})
	} else {
		err = m.printCertified(c.App.Writer, out)
	}
	switch {
	case c.Context.Err() != nil:
		return interrupted()
	case err != nil || out.Optimal:
		return err
	}
	return exit(exitNotCertified, "")
}
