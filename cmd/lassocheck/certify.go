package main

import (
	"fmt"
	"math"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/detective"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/solvers"
)

func certifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "certify",
		Usage:     "prove how far from optimal coefficients of any tool are",
		ArgsUsage: "DATA",
		Description: `The coefficients may come from anywhere: CSV of name,coefficient with the
intercept in a row called (intercept), as R, pandas and statsmodels write it, a
bare column, .npy or .mtx in the order of the data, JSON of scikit-learn, PyTorch or
Spark, models of xgboost's gblinear, liblinear and Vowpal Wabbit, and what solve and
path write; a whole path is CSV with a column lambda and one column a coefficient, or
one column a lambda. Two numbers bound how far their objective is above the optimum:
what they prove by themselves, and what they prove with the dual point of our own
solution. Both hold in real arithmetic, whatever rounding did. Every feature is
proven zero, non-zero with its sign, or undetermined. The second line of output says to
how many digits the objective is right, and whether support and signs are those of the
optimum. Coefficients that are not within --tol are tried on other problems, those that
people take for one another, and the flags are named that state the nearest one.

Exit codes: 0 within --tol, 1 not, 2 bad input.

lassocheck certify testdata/diabetes.csv --target target --lambda 56.44043529002275 --coef testdata/certify/diabetes-sklearn.csv`,
		Flags: join(dataFlags(), modelFlags(), lambdaFlags(), certifyFlags(), []cli.Flag{certificateFlag(), jsonFlag()}),
		Action: func(c *cli.Context) error {
			file, err := readCoef(c) // before the data, which may take a minute
			if err != nil {
				return err
			}
			m, err := readModel(c)
			if err != nil {
				return err
			}
			if m.K > 0 {
				return certifySeveral(c, m, file)
			}
			read, err := m.coefficients(c, file)
			if err != nil {
				return err
			}
			if file.Series {
				return certifyPath(c, m, read)
			}
			return certify(c, m, read[0])
		},
	}
}

func certificateFlag() cli.Flag {
	return output("Certificate", "certificate", "write the proof to a `FILE`, for lassocheck verify")
}

func certifyFlags() []cli.Flag {
	const category = "Certificate"
	return []cli.Flag{
		input(category, "coef c", "the coefficients: a `FILE` of .csv, .json, .npy, .mtx or another tool's model, or -"),
		&cli.StringFlag{Category: category, Name: "lambdas", Usage: "the lambdas of a path whose file has none, `L1,L2,...` in its order"},
		&cli.Float64Flag{Category: category, Name: "tol", Value: 1e-6, Usage: "the certified error to accept, relative to the loss of the null model"},
		&cli.BoolFlag{Category: category, Name: "penalized-intercept", Usage: "the intercept is penalised like a coefficient, as liblinear does"},
		&cli.BoolFlag{Category: category, Name: "tighten", Usage: "keep refining until every feature is decided, or shown undecidable"},
		&cli.DurationFlag{Category: category, Name: "max-time", Usage: "stop refining after this long, such as 30s"},
	}
}

// certified is what certify prints with --json. Numbers are in the units of the
// convention.
type certified struct {
	Lambda      number         `json:"lambda"`
	LambdaRatio number         `json:"lambda_ratio"`
	Verdict     string         `json:"verdict"` // in words: see [grade]
	Digits      int            `json:"digits"`  // to which the objective is proven right
	Optimal     bool           `json:"optimal"` // the certified error is within tol
	Tol         number         `json:"tol"`
	Objective   number         `json:"objective"`      // not below that of the coefficients
	Dual        number         `json:"dual"`           // not above the optimum
	Error       number         `json:"error"`          // not below objective minus optimum
	ErrorRel    number         `json:"error_relative"` // to the null loss
	Gap         number         `json:"gap"`            // the same, by the coefficients alone
	GapRel      number         `json:"gap_relative"`
	Rounding    number         `json:"rounding"` // how far objective may be above that of the coefficients
	NullLoss    number         `json:"null_loss"`
	KKT         number         `json:"kkt"`
	Worst       string         `json:"worst"`
	Unique      bool           `json:"unique"` // proven
	Intercept   number         `json:"intercept"`
	Note        string         `json:"note,omitempty"`
	Explanation *explanation   `json:"explanation,omitempty"` // of coefficients that are not optimal
	Features    []featureEntry `json:"features"`
}

type featureEntry struct {
	Name        string     `json:"name"`
	Coefficient number     `json:"coefficient"`
	Verdict     string     `json:"verdict"`
	Finding     string     `json:"finding,omitempty"`
	Optimum     number     `json:"optimum"`         // ours
	Radius      number     `json:"radius"`          // of all optima about ours
	Range       *[2]number `json:"range,omitempty"` // over all optima, where they differ
}

// readCoef reads the file of --coef, which may be standard input where DATA is not.
func readCoef(c *cli.Context) (*coefio.File, error) {
	path := c.String("coef")
	if path == "" {
		return nil, exit(exitUsage, "%s: which coefficients? Say --coef FILE", c.Command.Name)
	}
	in := c.App.Reader
	if c.Args().First() == "-" || c.String("y") == "-" {
		in = nil
	}
	file, err := coefio.Read(c.Context, in, path)
	if err != nil {
		return nil, err
	}
	if models.Family(c.String("family")).Several() {
		return file, nil // its models are of responses, see certifySeveral
	}
	lambdas, err := lambdaList(c)
	if err != nil {
		return nil, err
	}
	if err := file.Label(lambdas); err != nil {
		return nil, err
	}
	if file.Series {
		return file, pathFlags(c)
	}
	return file, nil
}

// beta puts a linear model in the form of the problem, with a note on what had to
// be assumed.
func (m *model) beta(coef *coefio.Model, path string) (beta []float64, note string, err error) {
	beta, note = append([]float64(nil), coef.Beta...), coef.Note
	switch {
	case m.Problem.Intercept && coef.HasIntercept:
		beta = append(beta, coef.Intercept)
	case m.Problem.Intercept:
		b0, err := m.BestIntercept(beta)
		if err != nil {
			return nil, "", fmt.Errorf("%s: has no intercept, and no best one for its coefficients was found: %w", path, err)
		}
		beta = append(beta, b0)
		if note != "" {
			note += "; "
		}
		note += fmt.Sprintf("%s has no intercept: the best one for its coefficients, %v, is taken", path, b0)
	case coef.Intercept != 0:
		return nil, "", fmt.Errorf("%s: has an intercept of %v, but the problem has none: leave out --no-intercept", path, coef.Intercept)
	}
	return beta, note, nil
}

// certifyLambda is the user's lambda: of the flags, or else of the file.
func (m *model) certifyLambda(c *cli.Context, ofFile float64) (float64, error) {
	if strengths(c) == nil && ofFile > 0 && !math.IsInf(ofFile, 1) {
		return ofFile, nil
	}
	return m.lambda(c)
}

func certify(c *cli.Context, m *model, coef *coefio.Model) error {
	beta, note, err := m.beta(coef, c.String("coef"))
	if err != nil {
		return err
	}
	lambda, err := m.certifyLambda(c, coef.Lambda)
	if err != nil {
		return err
	}
	o, err := judge.Judge(c.Context, m.At(lambda), beta, judge.Options{
		Settings: solvers.Settings{MaxTime: c.Duration("max-time")}, Tighten: c.Bool("tighten")})
	if o == nil || err != nil && c.Context.Err() == nil { // the latter of no problem that has bounds
		return err
	}
	out := m.certified(o, lambda, c.Float64("tol"), note)
	if !out.Optimal && detective.Knows(m.At(lambda)) {
		out.Explanation, err = m.explain(c, o, lambda) // none once interrupted
	}
	stopped := c.Context.Err() != nil
	if err != nil && !stopped {
		return err
	}
	if file := c.String("certificate"); file != "" && !stopped {
		if err := m.writeCertificate(c, file, o, lambda); err != nil {
			return err
		}
	}
	if c.Bool("json") {
		err = printJSON(c.App.Writer, struct {
			Problem problemJSON `json:"problem"`
			certified
		}{m.problemJSON(), out})
	} else {
		err = m.printCertified(c.App.Writer, out)
	}
	if stopped {
		return interrupted()
	}
	if err != nil || out.Optimal {
		return err
	}
	return exit(exitNotCertified, "")
}

// certified brings an opinion to the units of the convention, bounds outwards.
func (m *model) certified(o *judge.Opinion, lambda, tol float64, note string) certified {
	out := certified{
		Lambda: number(lambda), LambdaRatio: number(m.Ratio(lambda)), Tol: number(tol), Note: note,
		Optimal:   o.Proof.Error <= tol*m.Null.Scale,
		Objective: number(o.Proof.Primal * m.LossUnit), Dual: number(o.Proof.Dual * m.LossUnit),
		Error: m.outward(o.Proof.Error), ErrorRel: number(m.Relative(o.Proof.Error)),
		Gap: m.outward(o.Alone.Error), GapRel: number(m.Relative(o.Alone.Error)), Rounding: m.outward(o.Proof.Rounding),
		NullLoss: number(m.Null.Loss * m.LossUnit), KKT: number(o.KKT / m.LambdaUnit),
		Worst: m.coordinate(o.Worst), Unique: o.Features.Unique,
	}
	g := m.grade(o, tol)
	out.Verdict, out.Digits = g.String(), g.digits
	_, b0 := m.Problem.Split(o.Beta)
	out.Intercept = number(b0)
	if len(o.Findings) == 0 { // interrupted, or of several responses
		return out
	}
	for j, name := range m.Names {
		f := featureEntry{Name: name, Coefficient: number(o.Beta[j]), Verdict: o.Features.Verdicts[j].String(),
			Finding: string(o.Findings[j]), Optimum: number(o.Refined[j]), Radius: number(o.Features.Radius[j])}
		if o.Undecidable(j) {
			f.Verdict = "undecidable"
		}
		if o.Optima != nil && o.Optima.Lower[j] < o.Optima.Upper[j] {
			f.Range = &[2]number{number(o.Optima.Lower[j]), number(o.Optima.Upper[j])}
		}
		out.Features = append(out.Features, f)
	}
	return out
}

// outward is a bound in the units of the convention, rounded up.
func (m *model) outward(v float64) number {
	if m.LossUnit == 1 {
		return number(v)
	}
	return number(math.Nextafter(v*m.LossUnit, math.Inf(1)))
}

// coordinate names an entry of beta.
func (m *model) coordinate(j int) string {
	k := ""
	if m.K > 0 {
		j, k = j/m.K, " of "+m.responseNames()[j%m.K]
	}
	if j < len(m.Names) {
		return m.Names[j] + k
	}
	return "(intercept)" + k
}
