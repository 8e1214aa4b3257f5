package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/solvers"
)

func fitCommand() *cli.Command {
	return &cli.Command{
		Name:      "fit",
		Usage:     "choose lambda, fit, and save the model",
		ArgsUsage: "DATA",
		Description: `Lambda is that of --select: 1se and min by cross-validation, see lassocheck cv;
bic, aic, aicc and ebic by what the criterion says of the path; or a number. The
model that --model writes has all that lassocheck predict, score and certify need:
names, levels of text columns, means of missing cells, and the certificate.

lassocheck fit testdata/diabetes.csv --target target --standardize --model model.json`,
		Flags: join(dataFlags(), cvModelFlags(), gridFlags(), []cli.Flag{
			&cli.BoolFlag{Category: "Inference", Name: "infer", Usage: "p-values and intervals given what was chosen, at a lambda that is given: normal errors of one variance"},
			&cli.Float64Flag{Category: "Inference", Name: "sigma", Usage: "the standard deviation of the errors; left out, it is estimated by least squares on all columns"},
			&cli.Float64Flag{Category: "Inference", Name: "level", Value: 0.95, Usage: "how often the intervals cover"},
			&cli.StringFlag{Category: "Problem", Name: "select", Value: "1se", Usage: "how lambda is chosen: `1se`, min, bic, aic, aicc, ebic, or a number"},
		}, foldFlags(), solverFlags(), []cli.Flag{
			output("Output", "model", "save the model to a `FILE`: .json", ".json"),
			&cli.BoolFlag{Category: "Output", Name: "proof", Usage: "put a proof that lassocheck verify checks into the model: one number a row"},
			jsonFlag(), coefOutFlag(), idFlag(),
		}),
		Action: fit,
	}
}

// selected is a model that was chosen.
type selected struct {
	*model
	fit *models.Model
	how string // in words
	by  chosenJSON
}

// fitJSON is what fit --json prints.
type fitJSON struct {
	Problem  problemJSON `json:"problem"`
	Selected chosenJSON  `json:"selected"`
	answer
	Inference *inferenceJSON `json:"inference,omitempty"`
}

// chosenJSON is how lambda was chosen, and what its measure or criterion is.
type chosenJSON struct {
	By    string  `json:"by"`
	Name  string  `json:"name,omitempty"`
	Value *number `json:"value,omitempty"`
	SD    *number `json:"std_error,omitempty"`
}

func fit(c *cli.Context) error {
	began := time.Now()
	m, cv, err := readFolded(c)
	if err != nil {
		return err
	}
	s, read := m.Spec.Solver, time.Since(began)
	chosen, err := m.choose(c, cv, s)
	if err != nil {
		return err
	}
	solve := time.Since(began) - read
	a := chosen.answer(chosen.fit)
	inference, err := chosen.infer(c)
	if err != nil {
		return err
	}
	var printed error // returned last: files are written even so
	if c.Bool("json") {
		printed = printJSON(c.App.Writer, fitJSON{chosen.problemJSON(), chosen.by, a, inference})
	} else if printed = errors.Join(chosen.print(c, a, s.Tol), inference.print(c.App.Writer)); printed == nil {
		fmt.Fprintf(c.App.ErrWriter, "read %s in %.3g s, solved in %.3g s\n", printable.Line(m.Path), read.Seconds(), solve.Seconds())
	}
	if file := c.String("coef-out"); file != "" {
		if err := coefio.Write(file, m.Names, chosen.coefs([]answer{a})...); err != nil {
			return err
		}
	}
	if err := chosen.save(c); err != nil {
		return err
	}
	if printed != nil {
		return printed
	}
	return chosen.verdict(c, []answer{a}, s.Tol)
}

// choose fits at the lambda that --select asks for.
func (m *model) choose(c *cli.Context, cv models.CV, s solvers.Settings) (*selected, error) {
	by := c.String("select")
	criterion := models.Criterion(strings.ToLower(by))
	folded := by == "1se" || by == "min"
	if c.Bool("infer") && (folded || slices.Contains(models.CriterionNames, criterion)) {
		return nil, exit(exitUsage, "--infer is of a lambda fixed before the response was seen: say it by --select, and not %s", by)
	}
	for _, f := range foldFlags() {
		if name := f.Names()[0]; c.IsSet(name) && !folded && name != "adaptive" {
			return nil, exit(exitUsage, "--%s is of cross-validation, and --select %s needs none: leave one out", name, by)
		}
	}
	progress := newProgress(c)
	defer progress.clear()
	switch {
	case folded:
		cv.Progress = func(done, all int) { progress.line("fold %d of %d", done, all) }
		return m.byFolds(c, cv, s, by)
	}
	if c.IsSet("adaptive") {
		spec, err := m.Spec.Adapt(c.Context, m.X, m.Statement.Y, cv.Adaptive)
		if err == nil {
			m.Statement, err = spec.State(m.X, m.Statement.Y)
		}
		if err != nil {
			return nil, m.cannot(err)
		}
	}
	switch {
	case slices.Contains(models.CriterionNames, criterion):
		return m.byCriterion(c, cv.Alphas, criterion)
	}
	lambda, err := strconv.ParseFloat(by, 64)
	if err != nil {
		return nil, exit(exitUsage, "--select %s: there are 1se, min, bic, aic, aicc and ebic, or a lambda", by)
	}
	if err := checkLambda(lambda); err != nil {
		return nil, fmt.Errorf("--select %s", strings.TrimPrefix(err.Error(), "--lambda "))
	}
	if len(cv.Alphas) > 1 {
		return nil, exit(exitUsage, "--alpha %s: nothing tells which of them to take at a lambda that is given: say one", c.String("alpha"))
	}
	f, err := m.FitAt(c.Context, lambda)
	if f == nil || err != nil && c.Context.Err() == nil {
		return nil, err
	}
	return &selected{m, f, "λ as given", chosenJSON{By: "lambda"}}, nil
}

// byFolds chooses by cross-validation.
func (m *model) byFolds(c *cli.Context, cv models.CV, s solvers.Settings, by string) (*selected, error) {
	r, err := m.validate(c, cv, s)
	if err != nil {
		return nil, err
	}
	choice := r.Min
	if by == "1se" {
		choice = r.OneSE
	}
	best, k := r.curve(choice.Curve), choice.Lambda
	mean, sd := number(best.Mean[k]), number(best.SD[k])
	how := fmt.Sprintf("λ by cross-validation: %s of %s; %s %.6g ± %.3g", by, r.how(), r.Measure, best.Mean[k], best.SD[k])
	if r.relaxed() {
		how += fmt.Sprintf("; γ = %g", best.Gamma)
	}
	if r.Certified < r.Fits {
		how += fmt.Sprintf("; %d of %s not certified", r.Fits-r.Certified, count(r.Fits, "fit"))
	}
	return &selected{best.model, best.Model(k), how, chosenJSON{by, string(r.Measure), &mean, &sd}}, nil
}

// byCriterion chooses by an information criterion, over all mixes.
func (m *model) byCriterion(c *cli.Context, alphas []float64, by models.Criterion) (*selected, error) {
	var best *selected
	least := math.Inf(1)
	for _, alpha := range alphas {
		st := m.Statement
		if alpha != st.Alpha {
			spec := m.Spec
			spec.Penalty = models.ElasticNet(alpha)
			var err error
			if st, err = spec.State(m.X, m.Statement.Y); err != nil {
				return nil, m.cannot(err)
			}
		}
		path, err := st.FitPath(c.Context)
		if err != nil {
			return nil, err
		}
		k, all, err := st.Choose(path, by)
		if err != nil {
			return nil, m.cannot(err)
		}
		value := all[k].Of(by)
		if best != nil && !(value < least) {
			continue
		}
		least = value
		shown := number(value)
		best = &selected{&model{m.Data, st, m.trials}, path.Models[k],
			fmt.Sprintf("λ by %s: %.6g, with %.4g degrees of freedom", strings.ToUpper(string(by)), value, all[k].DF), chosenJSON{By: string(by), Value: &shown}}
	}
	return best, nil
}

func (s *selected) print(c *cli.Context, a answer, tol float64) error {
	how := s.how
	if c.IsSet("alpha") && strings.Contains(c.String("alpha"), ",") {
		how += fmt.Sprintf("; α = %g", s.Alpha)
	}
	if file := c.String("model"); file != "" {
		how += "; saved to " + printable.Line(file)
	}
	fmt.Fprintln(c.App.Writer, layout.Statement(how, layout.Width(c.App.Writer), "  "))
	return s.printAnswer(c, a, tol, "")
}

// save writes the model with what is needed to read other files alike.
func (m *selected) save(c *cli.Context) error {
	file := c.String("model")
	if file == "" {
		return nil
	}
	saved := *m.fit
	saved.Source = m.source(c)
	if c.Bool("proof") && saved.Relaxed {
		return exit(exitUsage, "--proof: a relaxed model is the optimum of no problem: leave it out, or --relax")
	}
	if c.Bool("proof") {
		o, err := judge.Judge(c.Context, m.At(saved.Lambda), saved.Beta(), judge.Options{})
		if err != nil {
			return err
		}
		if saved.Proof, err = m.certificate(c, o, saved.Lambda); err != nil {
			return fmt.Errorf("--proof: %w", err)
		}
	}
	text, err := json.Marshal(&saved)
	if err != nil {
		return m.cannot(err)
	}
	return dataio.WriteFile(file, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// source says how the columns were read.
func (m *model) source(c *cli.Context) *models.Source {
	s := &models.Source{Version: toolVersion(), SHA256: m.SHA256, YSHA256: m.YSHA256, Target: m.TargetName,
		Status: columnName(c, "status"), Start: columnName(c, "start"), Strata: c.String("strata")}
	filled := c.String("missing") == "mean"
	texts := m.Categories
	for j := 0; j < len(m.Names); {
		one := models.SourceColumn{Name: m.Names[j]}
		if len(texts) > 0 && m.Names[j] == texts[0].Name+"="+texts[0].Texts[0] {
			one.Name, one.Levels = texts[0].Name, texts[0].Texts
			texts = texts[1:]
		}
		for range max(1, len(one.Levels)) {
			if filled {
				mean, _ := m.X.ColMoments(j, nil) // filled in, which does not move it
				one.Means = append(one.Means, mean)
			}
			j++
		}
		s.Columns = append(s.Columns, one)
	}
	return s
}
