package coefio

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// inDir makes files in a new directory, and works there.
func inDir(t testing.TB, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// read reads a text as a file called c, matched to names, and shows what comes out:
// of each model what is not zero of lambda, the coefficients, the intercept or -,
// the note.
func read(t *testing.T, text string, names []string, lambdas ...float64) string {
	t.Helper()
	f, err := Read(t.Context(), strings.NewReader(text), "-")
	if err == nil {
		err = f.Label(lambdas)
	}
	var models []*Model
	if err == nil {
		models, err = f.Models(names)
	}
	if err != nil {
		return err.Error()
	}
	var shown []string
	for _, m := range models {
		s := fmt.Sprint(m.Beta, " -")
		if m.HasIntercept {
			s = fmt.Sprint(m.Beta, " ", m.Intercept)
		}
		if m.Lambda != 0 || f.Series {
			s = fmt.Sprint(m.Lambda, ": ", s)
		}
		if m.Note != "" {
			s += " (" + m.Note + ")"
		}
		shown = append(shown, s)
	}
	return strings.Join(shown, "; ")
}

func npy(shape string, values ...float64) string {
	header := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': %s, }\n", shape)
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), 0)
	b = append(b, header...)
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return string(b)
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

const (
	bare   = "[1.5 0 -2] -"
	all    = "[1.5 0 -2] 3"
	nozero = `(stdin lists no zeros and not "body mass": taken as zero)`
	vw     = "Version 9.0.0\nId \nMin label:0\nMax label:1\nbits:18\nlda:0\n0 ngram:\n0 skip:\noptions: --l1 0.1\nChecksum: 2704463348\n"
	series = "2: [1 0 0] 0.5; 0.25: [1.5 0 -2] 3"
)

// good are files that are read, for the columns age, body mass and x2.
var good = []struct{ why, text, want string }{
	{"our own", "name,coefficient\n(intercept),3\nage,1.5\nbody mass,0\nx2,-2\n", all},
	{"any order", "x2,-2\nbody mass,0\nage,1.5\n", bare},
	{"packed", gzipped("x2,-2\nbody mass,0\nage,1.5\n"), bare},
	{"byte order mark, CRLF", "\ufeffname,coefficient\r\n(intercept),3\r\nage,1.5\r\nbody mass,0\r\nx2,-2\r\n", all},
	{"semicolons", "const;3\nage;1.5\nbody mass;0\nx2;-2\n", all},
	{"tabs", "name\tcoefficient\nIntercept\t3\nage\t1.5\nbody mass\t0\nx2\t-2\n", all},
	{"bars", "name|coef\nIntercept|3\nage|1.5\nbody mass|0\nx2|-2\n", all},
	{"separators at the end", "name,coefficient,\nage,1.5,\nbody mass,0,\nx2,-2,\n", bare},
	{"spaces", "name, coefficient\nage , 1.5\nbody mass, 0\nx2, -2\n", bare},
	{"write.csv", "\"\",\"s0\"\n\"(Intercept)\",3\n\"age\",1.5\n\"body mass\",0\n\"x2\",-2\n", all},
	{"a point for zero", "\"\",\"s1\"\n\"(Intercept)\",3\n\"age\",1.5\n\"body mass\",.\n\"x2\",-2\n", all},
	{"write.csv2", "\"\";\"s1\"\n\"(Intercept)\";3\n\"age\";1,5\n\"body mass\";0\n\"x2\";-2\n", all},
	{"write.csv2 of small numbers", "\"\";\"s1\"\n\"age\";15e-1\n\"body mass\";0\n\"x2\";-2,0\n", bare},
	{"write.table with a decimal comma", "\"s1\"\n\"age\"\t1,5\n\"body mass\"\t0\n\"x2\"\t-2\n", bare},
	{"write.csv2, three digits", "name;coef\n\"age\";1,500\n\"body mass\";0\n\"x2\";-2,000\n", bare},
	{"printed, three digits", "age         1.500\nbody mass   0\nx2         -2.000\n", bare},
	{"backticks of a formula", "\"\",\"x\"\n\"age\",1.5\n\"`body mass`\",0\n\"x2\",-2\n", bare},
	{"nonzero only", "name,coef\nage,1.5\nx2,-2\n", bare + " " + nozero},
	{"nonzero only, printed", "(Intercept) 3\nage 1.5\nx2 -2\n", all + " " + nozero},
	{"all are zero", "name,coef\n(Intercept),3\n", "[0 0 0] 3 (stdin lists no zeros and not \"age\", \"body mass\", \"x2\": taken as zero)"},
	{"older glmnet heads by 1", "\"\",\"1\"\n\"(Intercept)\",3\n\"age\",1.5\n\"body mass\",0\n\"x2\",-2\n", all},
	{"matrix printed by R", "4 x 1 sparse Matrix of class \"dgCMatrix\"\n             s1\n(Intercept)  3.0\nage          1.5\nbody mass    .  \nx2          -2.0\n", all},
	{"vector printed by R", "(Intercept)         age \n        3.0         1.5 \n         x2 \n       -2.0 \n", all + " " + nozero},
	{"tidy of broom", "\"term\",\"step\",\"estimate\",\"lambda\",\"dev.ratio\"\n\"(Intercept)\",1,0.5,2,0\n\"age\",1,1,2,0\n\"body mass\",1,0,2,0\n\"x2\",1,0,2,0\n\"(Intercept)\",2,3,0.25,0.9\n\"age\",2,1.5,0.25,0.9\n\"x2\",2,-2,0.25,0.9\n", series + " " + nozero},
	{"pandas Series", ",0\nage,1.5\nbody mass,0.0\nx2,-2.0\n", bare},
	{"pandas Series with a named index", "feature,0\nage,1.5\nbody mass,0.0\nx2,-2.0\n", bare},
	{"pandas row numbers", ",feature,coef\n0,age,1.5\n2,x2,-2.0\n1,body mass,0.0\n", bare},
	{"pandas row numbers without a header", "0,age,1.5\n1,body mass,0.0\n2,x2,-2.0\n", bare},
	{"pandas row numbers, read and written again", "Unnamed: 0,feature,0\n0,age,1.5\n1,body mass,0.0\n2,x2,-2.0\n", bare},
	{"names last", "coef,feature\n1.5,age\n0.0,body mass\n-2.0,x2\n", bare},
	{"Excel's separator", "sep=;\r\nname;coef\r\nage;1,5\r\nbody mass;0\r\nx2;-2\r\n", bare},
	{"pandas Series without names", ",0\n0,1.5\n1,0.0\n2,-2.0\n", bare},
	{"pandas Series without names or header", "0,1.5\n1,0.0\n2,-2.0\n", bare},
	{"R vector without names", "\"\",\"x\"\n\"1\",1.5\n\"2\",0\n\"3\",-2\n", bare},
	{"pandas row", ",age,body mass,x2\n0,1.5,0.0,-2.0\n", bare},
	{"pandas row without number", "age,body mass,x2\n1.5,0.0,-2.0\n", bare},
	{"pandas row with a name", ",x2,age,body mass\ncoef,-2.0,1.5,0.0\n", bare},
	{"pandas row without names", ",0,1,2\n0,1.5,0.0,-2.0\n", bare},
	{"further columns", ",Coef.,Std.Err.,t\nconst,3,1,3\nage,1.5,1,1.5\nbody mass,0,1,0\nx2,-2,1,-2\n", all},
	{"Stata", "var,coef\nage,1.5\nbody mass,0\nx2,-2\n_cons,3\n", all},
	{"numpy.savetxt", "1.500000000000000000e+00\n0.000000000000000000e+00\n-2.000000000000000000e+00\n", bare},
	{"numpy.savetxt of a row", "1.5e+00,0.0e+00,-2.0e+00\n", bare},
	{"numpy.savetxt of a row, blanks", "1.5e+00 0.0e+00 -2.0e+00\n", bare},
	{"numpy.savetxt with a header of names", "# x2,age,body mass\n-2.0,1.5,0.0\n", bare},
	{"numpy.savetxt with a comment", "# fitted on Monday\n1.5\n0\n-2\n", bare},
	{"Fortran", "1.5D+00\n0.0D+00\n-2.0D+00\n", bare},
	{"a headed column", "beta\n1.5\n0\n-2\n", bare},
	{".npy", npy("(3,)", 1.5, 0, -2), bare},
	{".npy, a row", npy("(1, 3)", 1.5, 0, -2), bare},
	{".npy, a column", npy("(3, 1)", 1.5, 0, -2), bare},
	{".mtx array", "%%MatrixMarket matrix array real general\n3 1\n1.5\n0\n-2\n", bare},
	{".mtx coordinate", "%%MatrixMarket matrix coordinate real general\n3 1 2\n1 1 1.5\n3 1 -2\n", bare},
	{".mtx with the intercept", "%%MatrixMarket matrix coordinate real general\n4 1 3\n1 1 3\n2 1 1.5\n4 1 -2\n", all + " (the first of 4 entries is taken as the intercept, where R has it)"},

	{"a path, one column a lambda", "name,2,0.25\n(intercept),0.5,3\nage,1,1.5\nbody mass,0,0\nx2,0,-2\n", series},
	{"a path, one row a lambda", "lambda,(Intercept),age,body mass,x2\n2,0.5,1,0,0\n0.25,3,1.5,0,-2\n", series},
	{"a path, row numbers", ",lambda,const,x2,age,body mass\n0,2,0.5,0,1,0\n1,0.25,3,-2,1.5,0\n", series},
	{"a path by write.csv2", "\"\";\"2\";\"0.25\"\n\"(Intercept)\";0,5;3\n\"age\";1;1,5\n\"body mass\";0;0\n\"x2\";0;-2\n", series},
	{"a path that Excel saved", "\ufeffname;2;0,25\r\n(intercept);0,5;3\r\nage;1;1,5\r\nbody mass;0;0\r\nx2;0;-2\r\n", series},
	{"a path that stopped", "lambda,age,body mass,x2\nInf,0,0,0\n,0,0,0\n", "+Inf: [0 0 0] -; NaN: [0 0 0] -"},

	{"a list", "[1.5, 0, -2]", bare},
	{"a list of a list", "[[1.5, 0, -2]]", bare},
	{"a list of lists", "[[1.5], [0], [-2]]", bare},
	{"our JSON", `{"coefficients": [1.5, 0, -2], "intercept": 3}`, all},
	{"with names", `{"names": ["x2", "age", "body mass"], "coefficients": [-2, 1.5, 0], "intercept": 3}`, all},
	{"with the intercept among names", `{"names": ["const", "x2", "age", "body mass"], "coefficients": [3, -2, 1.5, 0]}`, all},
	{"solve --json", `{"lambda": 0.5, "intercept": 3, "support": [2, 0], "names": ["x2", "age"], "coefficients": [-2, 1.5]}`, "0.5: " + all},
	{"support only", `{"support": [], "coefficients": []}`, "[0 0 0] -"},
	{"a path of one", `{"path": [{"support": [2, 0], "coefficients": [-2, 1.5], "lambda": 0.5}]}`, "0.5: " + bare},
	{"a path", `{"path": [{"lambda": 2, "intercept": 0.5, "support": [0], "names": ["age"], "coefficients": [1]}, {"lambda": 0.25, "intercept": 3, "names": ["x2", "age", "body mass"], "coefficients": [-2, 1.5, 0]}]}`, series},
	{"a path that stopped", `{"path": [{"lambda": "Infinity", "coefficients": [0, 0, 0]}, {"lambda": null, "coefficients": [0, 0, 0]}]}`, "+Inf: [0 0 0] -; NaN: [0 0 0] -"},
	{"certify --json", `{"problem": {}, "lambda": 0.5, "optimal": true, "intercept": 3, "features": [{"name": "x2", "coefficient": -2, "optimum": 7}, {"name": "age", "coefficient": 1.5}, {"name": "body mass", "coefficient": 0}]}`, "0.5: " + all},
	{"a certificate", `{"schema": "lassocheck-certificate/1", "data": {"columns": ["x2", "age", "body mass"]}, "problem": {"lambda": 0.5}, "beta": {"coefficients": [-2, 1.5, 0], "intercept": 3}}`, "0.5: " + all},
	{"scikit-learn", `{"coef_": [1.5, 0, -2], "intercept_": 3, "n_iter_": 7, "alpha": 0.5}`, all},
	{"scikit-learn, nested", `{"coef_": [[1.5, 0, -2]], "intercept_": [3]}`, all},
	{"scikit-learn, with names", `{"coef_": [[-2, 1.5, 0]], "intercept_": [3], "feature_names_in_": ["x2", "age", "body mass"]}`, all},
	{"names and numbers", `{"age": 1.5, "(Intercept)": 3, "x2": -2, "body mass": 0}`, all},
	{"jsonlite", `{"(Intercept)":[3],"age":[1.5],"body mass":[0],"x2":[-2]}`, all},
	{"names and numbers of the null model", `{"(Intercept)": 3}`, "[0 0 0] 3 (stdin lists no zeros and not \"age\", \"body mass\", \"x2\": taken as zero)"},
	{"an object in an object", `{"intercept": 3, "coefficients": {"x2": -2, "age": 1.5, "body mass": 0}}`, all},
	{"to_json of a frame", `{"coef":{"x2":-2.0,"age":1.5,"body mass":0.0}}`, bare},
	{"to_json of columns", `{"feature":{"0":"x2","1":"age","2":"body mass"},"coef":{"0":-2.0,"1":1.5,"2":0.0}}`, bare},
	{"lists of columns", `{"feature":["x2","age","body mass"],"coef":[-2,1.5,0]}`, bare},
	{"orient=split", `{"name":null,"index":["x2","age","body mass"],"data":[-2.0,1.5,0.0]}`, bare},
	{"orient=split without names", `{"name":null,"index":[0,1,2],"data":[1.5,0.0,-2.0]}`, bare},
	{"orient=records", `[{"feature":"x2","coef":-2.0},{"feature":"age","coef":1.5},{"feature":"body mass","coef":0}]`, bare},
	{"orient=index", `{"x2":{"coef":-2.0},"age":{"coef":1.5},"body mass":{"coef":0.0}}`, bare},
	{"lines", "{\"feature\":\"x2\",\"coef\":-2.0}\n{\"feature\":\"age\",\"coef\":1.5}\n{\"feature\":\"body mass\",\"coef\":0}\n", bare},
	{"PyTorch", `{"linear.weight": [[1.5, 0.0, -2.0]], "linear.bias": [3.0]}`, all},
	{"PyTorch, one layer alone", `{"weight": [[1.5, 0.0, -2.0]], "bias": [3.0]}`, all},
	{"PyTorch, flat", `{"weight": [1.5, 0.0, -2.0], "bias": [3.0]}`, all},
	{"people's own", `{"w": [1.5, 0.0, -2.0], "b": 3.0}`, all},
	{"Spark, as Databricks shows it", `{"intercept": 3.0, "coefficients": {"vectorType": "sparse", "length": 3, "indices": [0, 2], "values": [1.5, -2.0]}}`, all},
	{"PyTorch without bias", `{"0.weight": [[1.5, 0.0, -2.0]]}`, "[1.5 0 -2] 0"},
	{"Spark, dense", `{"intercept": 3.0, "coefficients": {"type": 1, "values": [1.5, 0.0, -2.0]}}`, all},
	{"Spark, sparse", `{"intercept": 3.0, "coefficients": {"type": 0, "size": 3, "indices": [0, 2], "values": [1.5, -2.0]}, "scale": 1.0}`, all},
	{"Spark, printed", `{"intercept": 3.0, "coefficients": "(3,[0,2],[1.5,-2.0])"}`, all},
	{"Spark, printed and dense", `{"intercept": 3.0, "coefficients": "[1.5,0.0,-2.0]"}`, all},
	{"Spark, a vector alone", "(3,[0, 2],[1.5, -2.0])\n", bare},
	{"xgboost, text", "booster[0]:\nbias:\n2.5\nweight:\n1.5\n0\n-2\n", bare + " (" + xgboostNote + ")"},
	{"xgboost, JSON", `[ { "bias": [ 2.5 ], "weight": [ 1.5, 0, -2 ] } ]`, bare + " (" + xgboostNote + ")"},
	{"xgboost, one dump", `{ "bias": [ 2.5 ], "weight": [ 1.5, 0, -2 ] }`, bare + " (" + xgboostNote + ")"},
	{"xgboost, model", `{"learner":{"feature_names":["x2","age","body mass"],"gradient_booster":{"model":{"boosted_rounds":3,"weights":[-2E0,1.5E0,0E0,2.5E0]},"name":"gblinear"},"learner_model_param":{"base_score":"[5E-1]","num_feature":"3"},"objective":{"name":"reg:squarederror"}},"version":[2,0,0]}`, all},
	{"xgboost, model without names", `{"learner":{"feature_names":[],"gradient_booster":{"model":{"weights":[1.5E0,0E0,-2E0,2.5E0]},"name":"gblinear"},"learner_model_param":{"base_score":"5E-1"},"objective":{"name":"reg:squarederror"}}}`, all},
	{"xgboost, model of classes", `{"learner":{"feature_names":[],"gradient_booster":{"model":{"weights":[1.5E0,0E0,-2E0,3E0]},"name":"gblinear"},"learner_model_param":{"base_score":"5E-1"},"objective":{"name":"binary:logistic"}}}`, all},
	{"xgboost, model of counts", `{"learner":{"feature_names":[],"gradient_booster":{"model":{"weights":[1.5E0,0E0,-2E0,3E0]},"name":"gblinear"},"learner_model_param":{"base_score":"1"},"objective":{"name":"count:poisson"}}}`, all},
	{"Vowpal Wabbit", vw + ":0\nConstant:116060:3\nage:165201:1.5\nx2:229902:-2\n", all + " " + nozero},
	{"Vowpal Wabbit 9", vw + ":1\ninitial_t 0\nnorm normalizer 15\nt 4\nsd::oec.weighted_labeled_examples 3\nConstant:116060:3 12 1\nage:165201:1.5 8 1\nx2:229902:-2 4 1\n", all + " " + nozero},
	{"Vowpal Wabbit with a namespace", vw + "Constant:116060:3[0]\nf^age:165201:1.5[0]\nf^x2:229902:-2[0]\n", all + " " + nozero},
	{"liblinear, regression", "solver_type L2R_L2LOSS_SVR\nnr_class 2\nnr_feature 3\nbias 1\nw\n1.5 \n0 \n-2 \n3 \n", all},
	{"liblinear, without bias", "solver_type L2R_L2LOSS_SVR\nnr_class 2\nnr_feature 3\nbias -1\nw\n1.5 \n0 \n-2 \n", "[1.5 0 -2] 0"},
	{"liblinear, bias of 10", "solver_type L1R_LR\nnr_class 2\nlabel 1 -1\nnr_feature 3\nbias 10\nw\n1.5 \n0 \n-2 \n0.3 \n", all},
	{"liblinear, the first label is smaller", "solver_type L1R_LR\nnr_class 2\nlabel 0 1\nnr_feature 3\nbias 1\nw\n-1.5 \n-0 \n2 \n-3 \n", all},
}

func TestRead(t *testing.T) {
	for _, g := range good {
		if got := read(t, g.text, []string{"age", "body mass", "x2"}); got != g.want {
			t.Errorf("%s:\n got %s\nwant %s", g.why, got, g.want)
		}
	}
}

// Names count, and not places: of files that number rows, and of columns that are
// called by numbers or as the intercept or a header often are.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		why, names, text, want string
	}{
		{"numbers are names", "2 0 1", ",0\n0,1.5\n1,0.0\n2,-2.0\n", "[-2 1.5 0] -"},
		{"numbers are names in a row", "2 0 1", ",0,1,2\n0,1.5,0,-2\n", "[-2 1.5 0] -"},
		{"decimal commas or names?", "a b c", "0,5\n1,25\n2,75\n", `stdin:1:1: no columns "0", "1", "2"; there are "a", "b", "c"`},
		{"a column called const", "const a", "(intercept),1\nconst,2\na,0\n", "[2 0] 1"},
		{"a column called name", "name a", "name,2\na,0\n", "[2 0] -"},
		{"a column called weight", "age weight", "age,weight\n1.5,2\n", "[1.5 2] -"},
		{"columns called weight and value", "value age weight", ",age,weight,value\n0,1,2,3\n", "[3 1 2] -"},
		{"one column", "age", ",0\nage,1.5\n", "[1.5] -"},
		{"one column, no header", "age", "age,1.5\n", "[1.5] -"},
		{"one number", "age", "1.5\n", "[1.5] -"},
		{"guarded, as a spreadsheet needs", "=a @b 'c", "'=a,1\n'@b,2\n'c,3\n", "[1 2 3] -"},
		{"not guarded", "=a @b", "=a,1\n@b,2\n", "[1 2] -"},
		{"two that differ by a guard", "=a '=a", "''=a,1\n'=a,2\n", "[2 1] -"},
	} {
		if got := read(t, c.text, strings.Fields(c.names)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

// Files of other tools, for the same data: what each fitted, to the digits that it
// prints.
func TestTools(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/tools.txtar")
	if err != nil {
		t.Fatal(err)
	}
	lasso := Model{Beta: []float64{0.963465157207732, -2.01379948695061, -0.0804682361196638, 0.435934714091183, -0.000158750851711475}, Intercept: 4.18536394796028, HasIntercept: true}
	squares := Model{Beta: []float64{1.01017922688164, -2.05543223888315, -0.120985014627888, 0.466548079166574, -0.0266939099517463}, Intercept: 4.23014178360935, HasIntercept: true}
	logistic := Model{Beta: []float64{0.650187554905520, -1.68899488673584, 0.0208473611268979, 0.303560388173792, -0.115231606396121}, Intercept: 2.02950352241033, HasIntercept: true}
	path := []Model{
		{Beta: []float64{0.654369419509359, -1.73330765438471, 0, 0.231036179541039, 0}, Intercept: 3.81442885521022, Lambda: 2},
		{Beta: []float64{0.830855676849183, -1.89376605330089, 0, 0.347520397162914, 0}, Intercept: 4.04641013104093, Lambda: 1},
		{Beta: []float64{0.919200221641574, -1.97385395140051, -0.0354862618929538, 0.406223513249197, 0}, Intercept: 4.14693999444001, Lambda: 0.5},
		{Beta: lasso.Beta, Intercept: lasso.Intercept, Lambda: 0.25},
	}
	groups := map[string][]Model{
		"lasso": {lasso}, "lasso-without-intercept": {{Beta: lasso.Beta}}, "least-squares": {squares}, "logistic": {logistic},
		"svr":              {{Beta: []float64{1.00498691259734, -2.05241351154819, -0.131350097571062, 0.464693231416800, -0.0266737606064815}, Intercept: 4.18558791230734, HasIntercept: true}},
		"svr-without-bias": {{Beta: []float64{0.617806661944278, -1.79447997568860, -0.410140776134464, 0.277719262897826, 0.0621557003741395}, HasIntercept: true}},
		"path":             path, "path-without-intercept": path, "path-without-lambda": path,
	}
	slack := map[string]float64{ // half a unit of the last digit, or single precision
		"sm_table.csv": 5e-5, "r_lm.txt": 5e-6, "sm_print.txt": 5e-7, "sm_tex.txt": 5e-7, "p_print.txt": 5e-7, "p_printframe.txt": 5e-7, "p_tostring.txt": 5e-7,
		"r_printlm.txt": 5e-9, "r_printpath.txt": 5e-8, "xgb.txt": 5e-6, "xgb.json": 5e-6, "xgb_getdump.txt": 5e-6, "xgb_getdump.json": 5e-6, "xgb_model.json": 1e-6,
	}
	seen := map[string]bool{}
	for _, file := range archive.Files {
		group, name, _ := strings.Cut(file.Name, "/")
		seen[group] = true
		var lambdas []float64
		if group == "path-without-lambda" {
			lambdas = []float64{2, 1, 0.5, 0.25}
		}
		f, err := Read(t.Context(), bytes.NewReader(file.Data), "-")
		if err == nil {
			err = f.Label(lambdas)
		}
		var models []*Model
		if err == nil {
			models, err = f.Models([]string{"age", "bmi", "s1", "s2", "s3"})
		}
		if want := groups[group]; err != nil || len(models) != len(want) || f.Series != (len(want) > 1) {
			t.Errorf("%s: %d models, error %v", name, len(models), err)
			continue
		}
		for k, m := range models {
			want := groups[group][k]
			far := func(a, b float64) bool { return math.Abs(a-b) > 1e-10+slack[name] }
			for j, v := range m.Beta {
				if far(v, want.Beta[j]) {
					t.Errorf("%s: model %d, column %d: got %v, want %v", name, k, j, v, want.Beta[j])
				}
			}
			if m.HasIntercept && far(m.Intercept, want.Intercept) || want.HasIntercept && !m.HasIntercept || group == "lasso-without-intercept" && m.HasIntercept || m.Lambda != want.Lambda {
				t.Errorf("%s: model %d: intercept %v (%v), lambda %v", name, k, m.Intercept, m.HasIntercept, m.Lambda)
			}
		}
	}
	for group := range groups {
		if !seen[group] {
			t.Errorf("no file of %s", group)
		}
	}
}
