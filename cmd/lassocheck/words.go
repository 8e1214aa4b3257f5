package main

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// word is what other tools call something: flag is ours for it, "" where there is
// none, and note says how they differ or what to do instead.
type word struct{ theirs, flag, note string }

// otherWords are those of scikit-learn, glmnet, Spark, liblinear, skglm, statsmodels
// and of the usual command lines, in the spelling of [plain].
var otherWords = []word{
	// the strength and its mix
	{"l1ratio enetmixing elasticnetparam l1wt mixture", "alpha", "1 is the lasso, 0 ridge"},
	{"regparam lambda1 lam lmbda reg penaltystrength shrinkage strength", "lambda", ""},
	{"l1 l1reg alphal1", "lambda", "with a ridge beside it, lambda = l1 + l2 and alpha = l1/(l1 + l2)"},
	{"l2 l2reg lambda2 ridge", "alpha", "lambda = l1 + l2 and alpha = l1/(l1 + l2), of penalties l1 ‖β‖₁ + l2/2 ‖β‖²"},
	{"nalphas nlambdas numlambda numlambdas pathlength", "nlambda", ""},
	{"alphas lambdapath lambdalist lambdasequence", "lambdas", ""},
	{"eps epsilon lambdaminratio lambdamin alphaminratio", "lambda-min-ratio", ""},
	{"lambdamax", "", "lassocheck info prints lambda_max, and --lambda-ratio takes parts of it"},
	// the problem
	{"fitintercept addintercept bias fitbias withintercept const", "intercept", "it is on unless --no-intercept is said"},
	{"nobias noconstant noconst nofitintercept", "intercept", "--no-intercept leaves it out"},
	{"normalize normalise standardise standardization scale standardizefeatures", "standardize", ""},
	{"nonnegative nonneg nonnegativity", "lower", "--lower 0 keeps the coefficients from being negative"},
	{"lowerlimits lowerlimit lowerbound lowerbounds min", "lower", ""},
	{"upperlimits upperlimit upperbound upperbounds max", "upper", ""},
	{"sampleweight sampleweights weight weightcol obsweights caseweights", "weights", ""},
	{"penaltyfactors penaltyweights featureweights", "penalty-factor", ""},
	{"loss objective link distribution", "family", ""},
	{"classes levels poslabel positiveclass reference event", "positive", "the level that counts as 1"},
	{"typemultinomial multitask l21 rownorm", "joint", "with --family multinomial or mgaussian"},
	{"ntrials size denominator", "trials", ""},
	{"durationcol duration durations survivaltime survtime timecol", "time", "with --family cox"},
	{"eventcol eventobserved observed died dead censor censored censoring", "status", "1 for an event and 0 for a censored row, with --family cox"},
	{"entrycol entry tstart startcol lefttruncation", "start", "with --family cox"},
	{"stratum stratify strat", "strata", "with --family cox"},
	{"tiemethod tiesmethod tie", "ties", "breslow or efron"},
	{"exposures atrisk", "exposure", ""},
	{"quantile quantiles q", "tau", "with --family quantile"},
	{"huberdelta huberepsilon", "delta", "the residual from which huber's loss is linear"},
	{"penalty groups groupcol dfmax pmax", "", "the penalty is the elastic net, with factors of its own for each column; the library has others"},
	{"formula", "target", "all other columns are features; --features and --exclude choose among them"},
	// the data
	{"label labelcol labels response responsecol outcome dependent ycol targetcolumn dv", "target", ""},
	{"data input file train traindata x infile", "", "the file of data needs no flag: lassocheck COMMAND DATA"},
	{"sep separator delim fieldseparator", "delimiter", ""},
	{"dec", "decimal", ""},
	{"navalues nastrings nullvalue nullvalues", "na", ""},
	{"dropna imputer impute fillna", "missing", "drop or mean"},
	{"indexcol ignore drop dropcolumns omit", "exclude", ""},
	{"usecols columns featurescol", "features", ""},
	{"dummies getdummies categorical factors encode", "one-hot", ""},
	{"noheader headerrow hasheader names", "header", "yes or no"},
	// the solver
	{"thresh threshold epsabs gaptol convergencetol convergencetolerance tolerance optimalitytol", "tol", "a relative duality gap"},
	{"maxiter maxit maxiterations niter iterations maxepochs", "max-time", "iterations are not limited, only time is"},
	{"timeout timelimit", "max-time", ""},
	{"solver algorithm optimizer", "method", ""},
	{"numepochs epoch", "epochs", ""},
	{"batchsize minibatch", "batch", ""},
	{"nfolds kfold numfolds ksplits nsplits", "folds", "such as 10, or 10,stratified"},
	{"cv crossvalidate crossvalidation", "folds", "lassocheck cv cross-validates"},
	{"foldcol foldids", "foldid", ""},
	{"typemeasure scoring metric evalmetric", "measure", ""},
	{"randomstate randomseed", "seed", "all else is the same each time"},
	{"njobs threads nthreads workers parallel ncores cores", "", "the environment variable GOMAXPROCS bounds the threads"},
	{"warmstart", "", "a path is warm-started; path --lambdas solves for several lambdas"},
	{"precompute selection screening workingset", "", "the solver chooses for itself"},
	{"lr learningrate stepsize step eta momentum", "", "steps are chosen by the methods themselves; contrast tries several"},
	{"verbose debug progress quiet silent loglevel", "", "progress is shown on terminals, and --trace of solve and path writes every check to a file"},
	// the output
	{"output out outfile outputfile save savemodel modelout coefficients", "coef-out", "JSON of all that is printed: --json"},
	{"outputformat printjson", "json", ""},
	{"figure fig chart plotfile graph", "plot", ""},
	{"predict predictions test testdata newdata newx", "", "lassocheck fit --model saves a model, and predict and score apply it"},
	{"criterion ic informationcriterion", "select", ""},
}

// plain is a name without what tools spell differently: case, and what joins words.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "").Replace(name))
}

// translate says what another tool's word is here: "" if nobody's word is known.
func translate(c *cli.Context, name string) string {
	for _, w := range otherWords {
		for theirs := range strings.FieldsSeq(w.theirs) {
			if theirs == plain(name) {
				return w.explain(c)
			}
		}
	}
	return ""
}

// explain names our flag, and the commands that have it where this one has not.
func (w word) explain(c *cli.Context) string {
	if w.flag == "" {
		return w.note
	}
	text := "here it is --" + w.flag
	if findFlag(c.Command, w.flag) == nil {
		text += ", of " + having(c, w.flag)
	}
	if w.note != "" {
		text += ": " + w.note
	}
	return text
}
