package main

import (
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

// What --family cox has beside the target, which is the time.

// survivalFlags are those of [readSurvival].
func survivalFlags() []cli.Flag {
	const category = "Response"
	return []cli.Flag{
		&cli.StringFlag{Category: category, Name: "time", Usage: "the `COLUMN` of the times of cox, which is the target"},
		input(category, "status", "1 for an event of cox at its time and 0 for a row that was censored then: a `FILE` or a column, which is then no feature"),
		input(category, "start", "from when on a row of cox was at risk: a `FILE` or a column, which is then no feature"),
		&cli.StringFlag{Category: category, Name: "strata", Usage: "rows of cox are compared with those that have the same in this `COLUMN`, which is then no feature"},
		&cli.StringFlag{Category: category, Name: "ties", Value: models.Ties(0).String(), Usage: "how events of cox at the same time count: `breslow`, as in glmnet, or efron, as in R's survival"},
	}
}

// takesSurvival reports flags that the family does not have, or needs, before data are read.
func takesSurvival(c *cli.Context, f models.Family) error {
	for _, flag := range survivalFlags() {
		if name := flag.Names()[0]; f != models.Cox && c.IsSet(name) {
			return exit(exitUsage, "--%s is of --family cox", name)
		}
	}
	switch {
	case f != models.Cox:
		return nil
	case c.IsSet("time") && (c.IsSet("target") || c.IsSet("y")):
		return exit(exitUsage, "--time names the target of --family cox: leave --target and --y out")
	case !c.IsSet("time") && !c.IsSet("target") && !c.IsSet("y"):
		return exit(exitUsage, "cox: which column is the time? Say --time NAME, and --status NAME for what ended it")
	case !c.IsSet("status"):
		return exit(exitUsage, "cox: which rows have an event at their time, and which were censored? Say --status NAME, a column of 1 and 0")
	case c.IsSet("intercept") && c.Bool("intercept"):
		return exit(exitUsage, "--intercept: cox has none, as only risks relative to one another count")
	}
	if ties := c.String("ties"); new(models.Ties).UnmarshalText([]byte(ties)) != nil {
		return exit(exitUsage, "--ties %s: there are breslow and efron", ties)
	}
	return nil
}

// survival reads the [survivalFlags] into a specification, and checks the times.
func survival(c *cli.Context, d *dataio.Data, spec *models.Spec) error {
	v := new(models.Survival)
	err := v.Ties.UnmarshalText([]byte(c.String("ties")))
	if err != nil {
		return err
	}
	if v.Status, err = rowVector(c, d, "status"); err != nil {
		return err
	}
	if v.Start, err = rowVector(c, d, "start"); err != nil {
		return err
	}
	if l := labels(c, d, "strata"); l != nil {
		if at := slices.Index(l.Levels, ""); at >= 0 {
			return fmt.Errorf("--strata %s: row %d has no value: leave the row out, or give it one", l.Name, slices.Index(l.Code, at)+1)
		}
		v.Strata = l.Code
	}
	events := 0
	for i, t := range d.Y {
		row := fmt.Sprintf("row %d of %d", i+1, len(d.Y))
		switch s := v.Status[i]; {
		case s != 0 && s != 1:
			hint := ""
			if s == 2 {
				hint = "; of 1 and 2, take 1 off"
			}
			return fmt.Errorf("--status %s: %s is %v; it is 1 for an event and 0 for none%s", c.String("status"), row, s, hint)
		case v.Start == nil && t <= 0:
			return fmt.Errorf("%s: %s is %v in %s; times are positive", d.Path, d.TargetName, t, row)
		case v.Start != nil && !(v.Start[i] < t):
			return fmt.Errorf("--start %s: %s starts at %v, and its %s is %v; it must start before", c.String("start"), row, v.Start[i], d.TargetName, t)
		case s == 1 && (spec.Weights == nil || spec.Weights[i] > 0):
			events++
		}
	}
	if events == 0 {
		return fmt.Errorf("--status %s: no events: it is 0 in %s", c.String("status"), map[bool]string{true: "every row", false: "every row of positive weight"}[spec.Weights == nil])
	}
	spec.Survival = v
	return nil
}

// survivalFormula is the loss of cox.
func (m *model) survivalFormula() (loss string, letters []string) {
	z := "z = Xβ"
	if m.Spec.Offset != nil {
		z += " + o"
	}
	row, risk, divisor := "log Σ at risk eᶻ - z", "", "1/n "
	if m.Spec.Weights != nil {
		row, divisor = "log Σ at risk w eᶻ - z", "1/Σw "
		risk = "w"
	}
	if m.Spec.Convention == models.Raw {
		divisor = ""
	}
	letters = []string{z, "times = " + printable.Line(m.TargetName)}
	if m.Spec.Survival.Ties.String() == "efron" {
		letters = append(letters, "ties of Efron")
	}
	if m.Spec.Survival.Strata != nil {
		letters = append(letters, "in each stratum")
	}
	return fmt.Sprintf("%sΣ of events %s(%s)", divisor, risk, row), letters
}

// columnName is the column that a flag of [rowVector] names, "" for a file.
func columnName(c *cli.Context, flag string) string {
	if isFile(c.String(flag)) {
		return ""
	}
	return c.String(flag)
}

// survivalColumns are the columns that score reads beside those of the model.
type survivalColumns struct {
	names                 [3]string // status, start, strata
	status, start, strata int       // -1 for none
	models.Survival
	strataOf map[string]int
}

// newSurvivalColumns names them, those that the model was fitted with unless flags say others;
// nil for models of other families.
func newSurvivalColumns(c *cli.Context, m *models.Model) (*survivalColumns, error) {
	flags := []string{"status", "start", "strata"}
	if m.Family != models.Cox {
		for _, flag := range flags {
			if c.IsSet(flag) {
				return nil, exit(exitUsage, "--%s is of --family cox, and the model is %s", flag, m.Family)
			}
		}
		return nil, nil
	}
	v := &survivalColumns{strataOf: map[string]int{}}
	v.names = [3]string{m.Source.Status, m.Source.Start, m.Source.Strata}
	for k, flag := range flags {
		if c.IsSet(flag) {
			v.names[k] = c.String(flag)
		}
	}
	if v.names[0] == "" {
		return nil, exit(exitUsage, "score: which column tells events from censored rows? Say --status NAME")
	}
	return v, nil
}

// known lists the columns that must be read.
func (v *survivalColumns) known() (names []string) {
	if v != nil {
		for _, name := range v.names {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// find looks the columns up.
func (v *survivalColumns) find(names []string, path string) error {
	for k, at := range []*int{&v.status, &v.start, &v.strata} {
		if *at = slices.Index(names, v.names[k]); *at < 0 && v.names[k] != "" {
			flag := []string{"status", "start", "strata"}[k]
			return fmt.Errorf("%s: the column %s is not there: --%s says which it is", path, printable.Line(v.names[k]), flag)
		}
	}
	return nil
}

// row reads those of the present row.
func (v *survivalColumns) row(t table) error {
	status, start, stratum := 0.0, 0.0, 0
	for _, read := range []struct {
		at int
		to *float64
	}{{v.status, &status}, {v.start, &start}} {
		if read.at < 0 {
			continue
		}
		x, ok, err := t.Number(read.at)
		if err != nil {
			return err
		}
		if !ok {
			return t.Errorf(read.at, "there is %w", errMissing)
		}
		*read.to = x
	}
	if status != 0 && status != 1 {
		return t.Errorf(v.status, "the status is %v; it is 1 for an event and 0 for none", status)
	}
	if v.strata >= 0 {
		text, ok := t.Text(v.strata)
		if !ok {
			return t.Errorf(v.strata, "there is %w", errMissing)
		}
		k, known := v.strataOf[string(text)]
		if !known {
			k = len(v.strataOf)
			v.strataOf[string(text)] = k
		}
		stratum = k
	}
	v.Status = append(v.Status, status)
	if v.start >= 0 {
		v.Start = append(v.Start, start)
	}
	if v.strata >= 0 {
		v.Strata = append(v.Strata, stratum)
	}
	return nil
}
