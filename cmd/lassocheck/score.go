package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

func scoreCommand() *cli.Command {
	return &cli.Command{
		Name:      "score",
		Usage:     "how well a saved model predicts data whose response is known",
		ArgsUsage: "MODEL DATA",
		Description: `DATA has the columns of the model, found by name, and the target. For classes the
confusion matrix counts what is predicted as what, and the calibration compares
predicted probabilities with what came of them, in runs of about equal numbers of
rows.

lassocheck score testdata/models/diabetes.json testdata/diabetes.csv`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Category: "Prediction", Name: "target", Aliases: []string{"t"}, Usage: "the `COLUMN` of the response, where it is called differently from the model's"},
			&cli.StringFlag{Category: "Prediction", Name: "weights", Aliases: []string{"w"}, Usage: "the `COLUMN` of observation weights"},
			&cli.StringFlag{Category: "Prediction", Name: "trials", Usage: "the target counts successes among so many: a `COLUMN`"},
			&cli.StringFlag{Category: "Prediction", Name: "missing", Usage: "`drop` leaves out rows without a response, or with missing cells that the model cannot fill in"},
			&cli.StringFlag{Category: "Prediction", Name: "status", Usage: "the `COLUMN` that is 1 for an event and 0 for a censored row, for models of cox; and so --start and --strata, where they are called differently from the model's"},
			&cli.StringFlag{Category: "Prediction", Name: "start", Usage: "the `COLUMN` of when rows of cox began to be at risk"},
			&cli.StringFlag{Category: "Prediction", Name: "strata", Usage: "the `COLUMN` of the strata of cox"},
			newLevelsFlag(), offsetFlag(), exposureFlag(), jsonFlag(),
		}, tableFlags()...),
		Action: score,
	}
}

// scored is what score prints.
type scored struct {
	Rows              int            `json:"rows"`
	Dropped           int            `json:"dropped"`
	Target            string         `json:"target"`
	Family            string         `json:"family"`
	DevianceExplained number         `json:"deviance_explained"`
	Deviance          number         `json:"deviance"`
	R2                number         `json:"r2"`
	MSE               number         `json:"mse"`
	MAE               number         `json:"mae"`
	LogLoss           number         `json:"log_loss"`
	Accuracy          number         `json:"accuracy"`
	AUC               number         `json:"auc"`
	Concordance       *number        `json:"concordance,omitempty"` // of cox
	Confusion         *confusionJSON `json:"confusion,omitempty"`
	Classes           *classesJSON   `json:"classes,omitempty"` // the confusion of several
	Calibration       []binJSON      `json:"calibration,omitempty"`
}

type confusionJSON struct {
	Levels []string     `json:"levels"`
	Counts [2][2]number `json:"counts"` // of actual, then predicted
}

type binJSON struct {
	Rows      int    `json:"rows"`
	Predicted number `json:"predicted"`
	Observed  number `json:"observed"`
}

// sample is what score keeps of the rows.
type sample struct {
	z, y, weights, offset []float64
	survival              *survivalColumns
	dropped               int
}

func score(c *cli.Context) error {
	if c.NArg() != 2 {
		return exit(exitUsage, "score: %d arguments where two were expected: lassocheck score MODEL DATA", c.NArg())
	}
	if missing := c.String("missing"); missing != "" && missing != "drop" {
		return exit(exitUsage, "--missing %s: there is drop, to leave such rows out; a model that was fitted with --missing mean fills them in without a flag", missing)
	}
	file, path := c.Args().Get(0), c.Args().Get(1)
	m, err := readSaved(c, file)
	if err != nil {
		return err
	}
	if c.IsSet("trials") && m.Family != models.Binomial {
		return exit(exitUsage, "--trials is of --family binomial, and the model is %s", m.Family)
	}
	if m.Responses != nil {
		return scoreSeveral(c, m, path)
	}
	target := m.Source.Target
	if c.IsSet("target") {
		target = c.String("target")
	}
	columns, err := newSurvivalColumns(c, m)
	if err != nil {
		return err
	}
	t, names, done, err := openTable(c, path, m, append(columns.known(), target))
	if err != nil {
		return err
	}
	defer done()
	a, err := apply(c, m, t, names, path)
	if err != nil {
		return err
	}
	at := slices.Index(names, target)
	if at < 0 {
		return fmt.Errorf("%s: the target %s is not there: --target says which column it is", path, target)
	}
	if columns != nil {
		if err := columns.find(names, path); err != nil {
			return err
		}
	}
	s, err := a.sample(c, at, columns, names, path)
	if err != nil {
		return err
	}
	result, err := a.score(s, target)
	if err != nil {
		return fmt.Errorf("%s: %s", path, problemOf(err))
	}
	if c.Bool("json") {
		return printJSON(c.App.Writer, result)
	}
	return result.print(c.App.Writer)
}

// sample reads the rows.
func (a *applied) sample(c *cli.Context, target int, survival *survivalColumns, names []string, path string) (*sample, error) {
	s := &sample{survival: survival}
	weights, err := columnOf(c, "weights", names, path)
	if err != nil {
		return nil, err
	}
	trials, err := columnOf(c, "trials", names, path)
	if err != nil {
		return nil, err
	}
	for {
		if a.rows%1024 == 0 && c.Context.Err() != nil {
			return nil, c.Context.Err()
		}
		z, offset, err := a.next()
		if err == io.EOF {
			break
		}
		var y float64
		w := 1.0
		if err == nil {
			y, err = a.response(target, trials >= 0)
		}
		for _, j := range []int{weights, trials} {
			if err != nil || j < 0 {
				continue
			}
			v, ok, failed := a.Number(j)
			switch {
			case failed != nil:
				err = failed
			case !ok:
				err = a.Errorf(j, "the weight has %w", errMissing)
			case v < 0:
				err = a.Errorf(j, "%v is negative", v)
			}
			if w *= v; err == nil && j == trials && v > 0 {
				y /= v
			}
		}
		if err == nil && survival != nil {
			err = survival.row(a)
		}
		if errors.Is(err, errMissing) && c.String("missing") == "drop" {
			s.dropped++
			continue
		}
		if err != nil {
			return nil, err
		}
		s.z, s.y = append(s.z, z), append(s.y, y)
		if weights >= 0 || trials >= 0 {
			s.weights = append(s.weights, w)
		}
		if a.Offset {
			s.offset = append(s.offset, offset)
		}
	}
	if len(s.z) == 0 {
		return nil, fmt.Errorf("%s: no row to score by is left", path)
	}
	return s, nil
}

// response reads that of the row: the number of a class by its name.
func (a *applied) response(j int, counted bool) (float64, error) {
	text, ok := a.Text(j)
	if !ok {
		return 0, fmt.Errorf("%w; --missing drop leaves its row out", a.Errorf(j, "the response has %w", errMissing))
	}
	if a.Levels == nil || counted {
		v, _, err := a.Number(j)
		return v, err
	}
	if k := slices.Index(a.Levels, string(text)); k >= 0 {
		return float64(k), nil
	}
	if v, ok, err := a.Number(j); err == nil && ok { // such as 1.0 for 1
		for k, level := range a.Levels {
			if l, err := strconv.ParseFloat(level, 64); err == nil && l == v {
				return float64(k), nil
			}
		}
	}
	return 0, a.Errorf(j, "%s is none of the classes %s", quoted(text), abridged(a.Levels))
}

// score scores the sample.
func (a *applied) score(s *sample, target string) (*scored, error) {
	var v models.Score
	var err error
	if s.survival != nil {
		v, err = a.ScoreSurvival(s.z, s.y, s.survival.Survival, s.weights, s.offset)
	} else {
		v, err = a.ScoreLink(s.z, s.y, s.weights, s.offset)
	}
	if err != nil {
		return nil, err
	}
	r := &scored{Rows: len(s.z), Dropped: s.dropped, Target: target, Family: string(a.Family),
		DevianceExplained: number(v.DevianceExplained), Deviance: number(v.Deviance), R2: number(v.R2),
		MSE: number(v.MSE), MAE: number(v.MAE), LogLoss: number(v.LogLoss), Accuracy: number(v.Accuracy), AUC: number(v.AUC)}
	if s.survival != nil {
		c := number(v.Concordance)
		r.Concordance = &c
	}
	if !a.Family.Classes() {
		return r, nil
	}
	mu := make([]float64, len(s.z))
	for i, o := range s.offset {
		s.z[i] += o
	}
	for i, z := range s.z {
		mu[i] = a.Mean(z)
	}
	levels := a.Levels
	if levels == nil {
		levels = []string{"0", "1"}
	}
	r.Confusion = &confusionJSON{Levels: levels}
	for k, row := range models.Confuse(s.y, s.z, s.weights) {
		for l, w := range row {
			r.Confusion.Counts[k][l] = number(w)
		}
	}
	if a.Family == models.Binomial {
		for _, b := range models.Calibrate(s.y, mu, s.weights, 10) {
			r.Calibration = append(r.Calibration, binJSON{b.Rows, number(b.Predicted), number(b.Observed)})
		}
	}
	return r, nil
}

// print prints what has a meaning, how well it predicts first.
func (r *scored) print(w io.Writer) error {
	width := layout.Width(w)
	text := fmt.Sprintf("%s of %s (%s): %.4g of the deviance explained", count(r.Rows, "row"), printable.Line(r.Target), r.Family, float64(r.DevianceExplained))
	if r.Dropped > 0 {
		text += fmt.Sprintf("; %d left out for missing cells", r.Dropped)
	}
	fmt.Fprintf(w, "%s\n\n", layout.Statement(text, width, "  "))
	t := layout.Table{Head: []string{"measure", "value"}, Right: []bool{false, true}}
	concordance := number(math.NaN())
	if r.Concordance != nil {
		concordance = *r.Concordance
	}
	for _, m := range []struct {
		name string
		v    number
	}{{"concordance", concordance}, {"accuracy", r.Accuracy}, {"auc", r.AUC}, {"log loss", r.LogLoss}, {"deviance", r.Deviance}, {"R²", r.R2}, {"mse", r.MSE}, {"mae", r.MAE}} {
		if !math.IsNaN(float64(m.v)) {
			t.Rows = append(t.Rows, []string{m.name, fmt.Sprintf("%.6g", float64(m.v))})
		}
	}
	if _, err := io.WriteString(w, t.Fit(width)); err != nil {
		return err
	}
	if q := r.Confusion; q != nil {
		t := layout.Table{Head: []string{"actual", "predicted " + printable.Line(q.Levels[0]), "predicted " + printable.Line(q.Levels[1])}, Right: []bool{false, true, true}}
		for k, row := range q.Counts {
			t.Rows = append(t.Rows, []string{printable.Line(q.Levels[k]), fmt.Sprintf("%.6g", float64(row[0])), fmt.Sprintf("%.6g", float64(row[1]))})
		}
		fmt.Fprintf(w, "\n%s", t.Fit(width))
	}
	if r.Classes != nil {
		r.Classes.print(w, width)
	}
	if r.Calibration != nil {
		t := layout.Table{Head: []string{"rows", "predicted", "observed"}, Right: []bool{true, true, true}}
		for _, b := range r.Calibration {
			t.Rows = append(t.Rows, []string{strconv.Itoa(b.Rows), fmt.Sprintf("%.4f", float64(b.Predicted)), fmt.Sprintf("%.4f", float64(b.Observed))})
		}
		fmt.Fprintf(w, "\n%s", t.Fit(width))
	}
	return nil
}
