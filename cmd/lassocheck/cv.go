package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/solvers"
)

func cvCommand() *cli.Command {
	return &cli.Command{
		Name:      "cv",
		Usage:     "choose lambda by cross-validation, with a certificate for every fit",
		ArgsUsage: "DATA",
		Description: `Fits the path to all rows, and once more without each fold, whose rows it then
predicts. lambda.min predicts best; lambda.1se is the largest lambda within one
standard error of it. Formulas are those of R's cv.glmnet; each fold is fitted at
the lambdas of the whole path, where cv.glmnet interpolates (--alignment lambda).

lassocheck cv testdata/diabetes.csv --target target --standardize`,
		Flags: join(dataFlags(), cvModelFlags(), gridFlags(), foldFlags(), solverFlags(), []cli.Flag{
			jsonFlag(), coefOutFlag(),
			plotFlag("the mean error against lambda"),
			output("Output", "out-of-fold", "write to a `FILE` what each row is predicted as without its fold: .csv", ".csv"),
			idFlag(),
		}),
		Action: crossValidate,
	}
}

// cvModelFlags are the modelFlags with several mixes.
func cvModelFlags() []cli.Flag {
	flags := modelFlags()
	k := slices.IndexFunc(flags, func(f cli.Flag) bool { return f.Names()[0] == "alpha" })
	flags[k] = &cli.StringFlag{Category: "Problem", Name: "alpha", Aliases: []string{"a"}, Value: "1", Usage: "elastic-net mix: 1 is the lasso, 0 ridge; of several, `A1,A2,...`, the best is taken"}
	return flags
}

// foldFlags say how rows are dealt out to folds and how predictions are judged: see [readCV].
func foldFlags() []cli.Flag {
	const category = "Folds"
	return []cli.Flag{
		&cli.StringFlag{Category: category, Name: "folds", Value: "10", Usage: "how many, and how rows are dealt out: `K`, or random, stratified, blocks or groups, or both, such as 5,blocks"},
		input(category, "foldid", "the folds themselves: a `FILE` of numbers or a column, which is then no feature"),
		&cli.StringFlag{Category: category, Name: "group", Usage: "keep the rows of a group together: a `COLUMN`, which is then no feature"},
		&cli.IntFlag{Category: category, Name: "repeats", Value: 1, Usage: "deal out the rows anew so many times, and take the mean"},
		&cli.Uint64Flag{Category: category, Name: "seed", Usage: "of the dealing; equal seeds deal equal folds"},
		&cli.StringFlag{Category: category, Name: "measure", Usage: "what is averaged: `mse`, mae, deviance, class or auc, as far as the family has them"},
		&cli.StringFlag{Category: category, Name: "alignment", Value: "exact", Usage: "the lambdas of folds: `exact`, those of the whole path; or as cv.glmnet has them, lambda or fraction"},
		&cli.BoolFlag{Category: category, Name: "relax", Usage: "choose among gamma times each model and 1 - gamma times its refit without penalty, gamma 0, 0.25, 0.5, 0.75 and 1"},
		&cli.StringFlag{Category: category, Name: "gamma", Usage: "relax by these instead: `G1,G2,...` between 0 and 1"},
		adaptiveFlag(),
		&cli.BoolFlag{Category: category, Name: "grouped", Value: true, Usage: "mean and standard error over folds; --no-grouped takes them over rows"},
	}
}

func idFlag() cli.Flag {
	return &cli.StringFlag{Category: "Data", Name: "id", Usage: "the `COLUMN` that names the rows, which is then no feature"}
}

// labelFlags are the flags that name a column of labels.
var labelFlags = []string{"group", "foldid", "id", "strata"}

// labelColumns are the columns of labels that the flags ask for. --foldid is a file where
// there is one.
func labelColumns(c *cli.Context) (names []string) {
	for _, flag := range labelFlags {
		if arg := c.String(flag); arg != "" && !(flag == "foldid" && isFile(arg)) {
			names = append(names, arg)
		}
	}
	return names
}

func isFile(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// labels are those of a flag, nil without it.
func labels(c *cli.Context, d *dataio.Data, flag string) *dataio.Labels {
	at := 0
	for _, f := range labelFlags {
		arg := c.String(f)
		asked := arg != "" && !(f == "foldid" && isFile(arg))
		if f == flag && asked {
			return &d.Labels[at]
		}
		if asked {
			at++
		}
	}
	return nil
}

// mixes reads --alpha, one number or several.
func mixes(c *cli.Context) (alphas []float64, err error) {
	text, several := c.Value("alpha").(string)
	if !several {
		text = strconv.FormatFloat(c.Float64("alpha"), 'g', -1, 64)
	}
	for one := range strings.SplitSeq(text, ",") {
		a, err := strconv.ParseFloat(strings.TrimSpace(one), 64)
		if err != nil {
			return nil, fmt.Errorf("--alpha: %q is not a number; separate them by commas", one)
		}
		if !(a >= 0 && a <= 1) {
			return nil, fmt.Errorf("--alpha %v: the mix lies between 0, ridge, and 1, the lasso", a)
		}
		if slices.Contains(alphas, a) {
			return nil, fmt.Errorf("--alpha: %v comes twice", a)
		}
		alphas = append(alphas, a)
	}
	return alphas, nil
}

// readCV reads the [foldFlags], those that need no data.
func readCV(c *cli.Context) (cv models.CV, err error) {
	cv = models.CV{Repeats: c.Int("repeats"), Seed: c.Uint64("seed"), Measure: models.Measure(c.String("measure")),
		Alignment: models.Alignment(c.String("alignment")), Ungrouped: !c.Bool("grouped"), Adaptive: c.Float64("adaptive")}
	if a := c.Float64("adaptive"); c.IsSet("adaptive") && !(a > 0 && !math.IsInf(a, 1)) {
		return cv, fmt.Errorf("--adaptive %v: the power must be positive and finite, such as 1", a)
	}
	if cv.Repeats < 1 {
		return cv, fmt.Errorf("--repeats %d: there must be one at least", cv.Repeats)
	}
	for word := range strings.SplitSeq(c.String("folds"), ",") {
		word = strings.TrimSpace(word)
		k, err := strconv.Atoi(word)
		kind := models.FoldKind(word)
		switch {
		case err == nil && k < 2:
			return cv, fmt.Errorf("--folds %d: a fold is predicted from the others, so there must be two at least", k)
		case err == nil && cv.Folds == 0:
			cv.Folds = k
		case slices.Contains(models.FoldKinds, kind) && cv.Kind == "":
			cv.Kind = kind
		default:
			return cv, fmt.Errorf("--folds %s: say how many, such as 10, and how, one of random, stratified, blocks and groups: 5,blocks", c.String("folds"))
		}
	}
	grouped := c.String("group") != ""
	switch {
	case c.IsSet("foldid") && (c.IsSet("folds") || grouped || cv.Repeats > 1):
		return cv, fmt.Errorf("--foldid says which fold each row is in: leave out --folds, --group and --repeats")
	case grouped && cv.Kind != "" && cv.Kind != models.Grouped:
		return cv, fmt.Errorf("--group keeps groups together, and --folds %s does not: leave one out", cv.Kind)
	case grouped:
		cv.Kind = models.Grouped
	case cv.Kind == models.Grouped:
		return cv, fmt.Errorf("--folds groups: which column has the groups? Say --group COLUMN")
	}
	if cv.Alphas, err = mixes(c); err != nil {
		return cv, err
	}
	cv.Relax, err = gammas(c)
	return cv, err
}

func adaptiveFlag() cli.Flag {
	return &cli.Float64Flag{Category: "Problem", Name: "adaptive", Usage: "the adaptive lasso: penalties divided by this `POWER` of a first estimate, of least squares where n > 2p and of the lasso by cross-validation elsewhere"}
}

// gammas are those that --relax and --gamma ask for, nil for none.
func gammas(c *cli.Context) (list []float64, err error) {
	if !c.IsSet("gamma") {
		if c.Bool("relax") {
			list = []float64{0, 0.25, 0.5, 0.75, 1}
		}
		return list, nil
	}
	if c.IsSet("relax") && !c.Bool("relax") {
		return nil, fmt.Errorf("--gamma relaxes, and --no-relax does not: leave one out")
	}
	for one := range strings.SplitSeq(c.String("gamma"), ",") {
		g, err := strconv.ParseFloat(strings.TrimSpace(one), 64)
		if err != nil || !(g >= 0 && g <= 1) {
			return nil, fmt.Errorf("--gamma: %q is no number between 0, no penalty, and 1, the whole of it", one)
		}
		if slices.Contains(list, g) {
			return nil, fmt.Errorf("--gamma: %v comes twice", g)
		}
		list = append(list, g)
	}
	return list, nil
}

// rowsOfFolds reads the [foldFlags] that are one a row.
func (m *model) rowsOfFolds(c *cli.Context, cv *models.CV) error {
	for _, flag := range []string{"group", "foldid"} {
		l := labels(c, m.Data, flag)
		if l == nil {
			continue
		}
		for i, k := range l.Code {
			if l.Levels[k] == "" {
				return fmt.Errorf("--%s %s: row %d has no value", flag, l.Name, i+1)
			}
		}
		if flag == "group" {
			cv.Groups = l.Code
		} else {
			cv.FoldID = numbered(l)
		}
	}
	if file := c.String("foldid"); file != "" && cv.FoldID == nil {
		v, err := rowVector(c, m.Data, "foldid")
		if err != nil {
			return err
		}
		for i, id := range v {
			if id != float64(int(id)) {
				return fmt.Errorf("--foldid %s: row %d of %d is %v; folds have whole numbers", file, i+1, len(v), id)
			}
			cv.FoldID = append(cv.FoldID, int(id))
		}
	}
	return nil
}

// numbered are the labels as whole numbers where all are, and else numbered in order.
func numbered(l *dataio.Labels) []int {
	number := make([]int, len(l.Levels))
	for k, text := range l.Levels {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v != float64(int(v)) {
			return l.Code
		}
		number[k] = int(v)
	}
	id := make([]int, len(l.Code))
	for i, k := range l.Code {
		id[i] = number[k]
	}
	return id
}

// readFolded reads the model, the path that its lambda is chosen from, and the folds.
func readFolded(c *cli.Context) (*model, models.CV, error) {
	s, err := settings(c)
	if err != nil {
		return nil, models.CV{}, err
	}
	lambdas, err := grid(c)
	if err != nil {
		return nil, models.CV{}, err
	}
	cv, err := readCV(c)
	if err != nil {
		return nil, cv, err
	}
	m, err := readModel(c)
	if err != nil {
		return nil, cv, err
	}
	m.Spec.Grid, m.Spec.Solver = lambdas, s
	err = m.rowsOfFolds(c, &cv)
	return m, cv, err
}

func crossValidate(c *cli.Context) error {
	began := time.Now()
	m, cv, err := readFolded(c)
	if err != nil {
		return err
	}
	s, read := m.Spec.Solver, time.Since(began)
	progress := newProgress(c)
	cv.Progress = func(done, all int) { progress.line("fold %d of %d", done, all) }
	r, err := m.validate(c, cv, s)
	progress.clear()
	if err != nil {
		return err
	}
	var printed error // returned last: files are written even so
	solve := time.Since(began) - read
	if c.Bool("json") {
		printed = printJSON(c.App.Writer, r.json(read, solve))
	} else if printed = r.print(c.App.Writer, s.Tol); printed == nil {
		fmt.Fprintf(c.App.ErrWriter, "read %s in %.3g s, solved in %.3g s\n", printable.Line(m.Path), read.Seconds(), solve.Seconds())
	}
	if err := r.write(c); err != nil {
		return err
	}
	if printed != nil {
		return printed
	}
	if r.Certified < r.Fits {
		return exit(exitNotCertified, "not certified: %d of %s; the worst is proven to %s of its null loss where %.2g was asked: ask for less by --tol, or leave out the lambdas that need it by --lambda-min-ratio",
			r.Fits-r.Certified, count(r.Fits, "fit"), roundedUp(r.Worst), s.Tol)
	}
	return nil
}

// validate cross-validates.
func (m *model) validate(c *cli.Context, cv models.CV, s solvers.Settings) (*validated, error) {
	v, err := m.CrossValidate(c.Context, cv)
	switch {
	case err == nil:
		return &validated{v, m, cv}, nil
	case c.Context.Err() != nil:
		return nil, c.Context.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, exit(exitNotCertified, "not certified: --max-time %v was over before all folds were fitted: give it more", s.MaxTime)
	}
	return nil, m.cannot(err)
}

// cannot is what is wrong with the data, in the words of the command.
func (m *model) cannot(err error) error {
	return fmt.Errorf("%s: %s", m.Path, strings.NewReplacer("models: ", "", "problems: ", "", "solvers: ", "").Replace(err.Error()))
}

// write writes the files that the flags ask for.
func (r *validated) write(c *cli.Context) error {
	best := r.best()
	if file := c.String("coef-out"); file != "" {
		answers := []answer{r.oneSE().at(r.OneSE.Lambda), best.at(r.Min.Lambda)} // largest lambda first
		if r.Min == r.OneSE {
			answers = answers[:1]
		}
		list := best.coefs(answers)
		if err := coefio.Write(file, r.m.Names, list...); err != nil {
			return err
		}
	}
	if file := c.String("out-of-fold"); file != "" {
		if err := r.writeOutOfFold(c, file); err != nil {
			return err
		}
	}
	if file := c.String("plot"); file != "" {
		return r.plot(file)
	}
	return nil
}
