package coefio

import (
	"slices"
	"strings"
	"testing"
)

// bad are files that are refused, for the columns age, body mass and x2, with how the
// error begins.
var bad = []struct{ text, want string }{
	{"", "stdin: empty file"},
	{"\n\n", "stdin: no coefficients: blank lines or comments only"},
	{"name,coefficient\n", "stdin: no coefficients below the header"},
	{"age,1\nbody mass,0\n", `stdin: no coefficient for "x2"`},
	{"age,body mass\n1,0\n", `stdin: no coefficient for "x2"`},
	{"age,1\nbody mas,2\nx2,3\n", `stdin:2:1: no column "body mas"; did you mean "body mass"?`},
	{"age,1\nbody mass,2\nx2,3\nheight,4\n", `stdin:4:1: no column "height"; there are "age", "body mass", "x2"`},
	{"age,1\nheight,2\nweight,3\n", `stdin:2:1: no columns "height", "weight"; there are`},
	{"age,body mass,x3\n1,0,2\n", `stdin:1:3: no column "x3"; did you mean "x2"?`},
	{"0,1\n1,2\n2,3\n", `stdin:1:1: no columns "0", "1", "2"`},
	{"age,1\nage,2\nx2,3\n", `stdin:2:1: a second coefficient for "age"`},
	{"const,1\n(intercept),2\n", `stdin:2:1: a second coefficient for "(intercept)"`},
	{"name,coefficient\nage,abc\n", `stdin:2:2: "abc" is not a number`},
	{"name,coefficient\nage,NA\n", "stdin:2:2: missing value"},
	{"age,NA\nbody mass,NA\nx2,1\n", "stdin:1:2: missing value"},
	{"age,inf\nx2,0\n", "stdin:1:2: infinite value"},
	{"age,1e300\nx2,0\n", "stdin:1:2: 1e+300 is too large"},
	{"age,0x1p3\nx2,0\n", "stdin:1:2: the coefficient is not a number"},
	{"age,1.5x\nbody mass,2\nx2,3\n", "stdin:1:2: the coefficient is not a number"},
	{"name;coef\nage;1.200\nx2;850,5\n", "stdin: decimal commas (line 3) and decimal points (line 2) in one file"},
	{"name;coef\nage;1.200\nbody mass;850\nx2;12.340\n", `stdin:4: "." may mark decimals or thousands`},
	{"name\tcoef\nage\t1,200\nbody mass\t850\nx2\t-12,340\n", `stdin:4: "," may mark decimals or thousands`},
	{"(Intercept),3x\nage,1\nbody mass,0\nx2,4\n", "stdin:1:2: the coefficient is not a number"},
	{"age,1,2\nx2,3,4\n", "stdin:1: the number of fields is 3 where name,coefficient was expected"},
	{"name,low,high\nage,1,2\nx2,3,4\n", `stdin:1: which column holds the coefficients? Call one of "low", "high" coefficient; for a path say --lambdas`},
	{"\"\",\"s0\",\"s1\"\n\"age\",1,2\n\"x2\",3,4\n", `stdin:1: which column holds the coefficients? Call one of "s0", "s1" coefficient; for a path say --lambdas`},
	{",0,1\nage,1,2\nx2,3,4\n", `stdin:1: which column holds the coefficients? Call one of "0", "1"`},
	{",alpha,age,body mass,x2\n0,2,1,0,0\n1,1,2,0,0\n", "stdin: 2 rows of coefficients and no column called lambda, which scikit-learn calls alpha; for a path say --lambdas"},
	{"\"\",\"i\",\"j\",\"x\"\n\"1\",1,1,3\n\"2\",2,1,1.5\n", "stdin: holds row and column numbers of a sparse matrix and no names; in R: write.csv("},
	{"age,1\n2\n", "stdin:2: the number of fields is 1, in the first record 2"},
	{"\"age,1\n", "stdin:1: "},
	{"lambda,age,body mass,x2\n1,x,0,2\n", `stdin:2:2: "x" is not a number`},
	{"lambda,age,body mass,x2\nabc,1,0,2\n", `stdin:2:1: "abc" is not a lambda`},
	{"lambda,age,x2\n1,1,2\n2,3,4\n", `stdin: no coefficient for "body mass"`},
	{"1\n2\n3\n4\n", "stdin: 4 coefficients for 3 columns: which one is the intercept?"},
	{"\"\",\"x\"\n\"1\",3\n\"2\",1.5\n\"3\",0\n\"4\",-2\n", "stdin: 4 coefficients for 3 columns: which one is the intercept?"},
	{"1\n2\n", "stdin: 2 coefficients for 3 columns"},
	{"n\xe4me,1\n", "stdin: is not UTF-8 text"},
	{"age  0.5\n...\nx2   0.1\nLength: 99, dtype: float64\n", "stdin:2: the print is cut short"},
	{npy("(4,)", 1, 2, 3, 4), "stdin: 4 coefficients for 3 columns: which one"},
	{npy("(2, 2)", 1, 2, 3, 4), "stdin: a matrix of 2 x 2, of several models without lambdas; for a path say --lambdas"},
	{"%%MatrixMarket matrix array real general\n4 1\n3\n1.5\n0\n-2\n", "stdin: 4 coefficients for 3 columns: which one"},
	{"%%MatrixMarket matrix coordinate real general\n3 1 1\n4 1 1\n", "stdin:3:1: 4 is outside 1 to 3"},

	{`[1, "a"]`, "stdin: coefficients: entry 2 is not a number"},
	{`[1, null]`, "stdin: coefficients: entry 2 is not a number"},
	{`[[1, 2, 3], [4, 5, 6]]`, "stdin: coefficients of 2 x 3 where one equation was expected"},
	{`{"class": "org.apache.spark.ml.regression.LinearRegressionModel", "uid": "x"}`, `stdin: "class" is not the name of a number: no coefficients were found; write`},
	{`{"coefficients": [1, 2]`, "stdin:1: is not JSON: unexpected EOF; write"},
	{"{\"coefficients\":\n[1,, 2]}", "stdin:2: is not JSON: invalid character ','"},
	{`{'age': 1.5}`, `stdin:1: is not JSON: invalid character '\''`},
	{`{"age": 1, "age": 2}`, `stdin:1: is not JSON: a second value for "age"`},
	{`{"coefficients": [NaN]}`, "stdin:1: is not JSON: invalid character 'N'"},
	{`{"coefficients": [1, 2]}`, "stdin: 2 coefficients for 3 columns"},
	{`{"coefficients": [1, 2, 1e300]}`, "stdin: 1e+300 is too large"},
	{`{"coefficients": [1, 2, 3], "intercept": 1e300}`, "stdin: intercept: 1e+300 is too large"},
	{`{"coef_": [1, 2, 3], "intercept_": [1, 2]}`, "stdin: 2 numbers as intercept where one was expected"},
	{`{"coef_": [1, 2, 3], "intercept_": "x"}`, "stdin: intercept is not a number"},
	{`{"names": ["age"], "coefficients": [1, 2]}`, "stdin: 2 coefficients and 1 names"},
	{`{"names": ["age", "x2"], "coefficients": [1, 0]}`, `stdin: no coefficient for "body mass"`},
	{`{"support": [3], "coefficients": [1]}`, "stdin: support has column 3; there are 3, numbered from 0"},
	{`{"support": [0.5], "coefficients": [1]}`, "stdin: 0.5 is not an index"},
	{`{"support": [1, 1], "coefficients": [1, 2]}`, `stdin: a second coefficient for "body mass"`},
	{`{"support": [1, 2], "coefficients": [1]}`, "stdin: 1 coefficients and a support of 2"},
	{`{"support": [1], "names": ["age"], "coefficients": [1]}`, `stdin: column 1 is called "age" here and "body mass" in the data`},
	{`{"path": []}`, "stdin: a path without entries"},
	{`{"path": [{"lambda": 1, "coefficients": [1, 2, 3]}, {"lambda": 2}]}`, `stdin: entry 1 of the path: `},
	{`{"problem": {}, "optimal": true, "features": [{"name": "age", "coefficient": null}]}`, `stdin: the coefficient of "age" is not a number`},
	{`{"0.weight": [[1]], "2.weight": [[2]]}`, "stdin: 2 layers of PyTorch where one was expected"},
	{`{"fc.weight": [[1, 2, 3], [4, 5, 6]], "fc.bias": [1, 2]}`, "stdin: weights of 2 x 3 where one equation was expected"},
	{`{"intercept": 3, "coefficients": {"type": 0, "size": 4, "indices": [0], "values": [1]}}`, "stdin: coefficients of 4 columns for 3 columns"},
	{`{"intercept": 3, "coefficients": "(3,[0],[1.0,2.0])"}`, "stdin: 1 indices for 2 values"},
	{`{"intercept": 3, "coefficients": "many"}`, `stdin: "many" is not a vector of Spark`},
	{"(3,[0,3],[1.0,2.0])", "stdin: support has column 3"},
	{"SparseVector(3, {0: 1.0})", "stdin: is the repr of a vector of Spark; in Python: print(str(v)"},
	{"bias:\n1\n2\nweight:\n1\n2\n3\n4\n5\n6\n", "stdin: a dump of 2 equations where one was expected"},
	{"booster[0]:\n0:[f0<1] yes=1,no=2\n", "stdin: is a dump of xgboost's trees"},
	{`{"learner":{"gradient_booster":{"name":"gbtree"}}}`, `stdin: a model of xgboost with the booster "gbtree", which has no coefficients`},
	{`{"learner":{"gradient_booster":{"model":{"weights":[1,2,3,4]},"name":"gblinear"},"learner_model_param":{"base_score":"5E-1"},"objective":{"name":"multi:softprob"}}}`, `stdin: a model of xgboost with the objective "multi:softprob"`},
	{`{"learner":{"gradient_booster":{"model":{"weights":[1,2,3,4]},"name":"gblinear"},"learner_model_param":{"base_score":"1"},"objective":{"name":"binary:logistic"}}}`, `stdin: a model of xgboost with a base_score that its objective "binary:logistic" does not take`},
	{vw + "116060:3\n165201:1.5\n", "stdin:11: holds hashes and no names; write it by vw -t -i MODEL -d DATA --invert_hash coef.txt"},
	{vw + "age:165201:1.5[0]\nage:165202:1.5[1]\n", "stdin:12: several models in one"},
	{vw, "stdin: a model of Vowpal Wabbit without weights"},
	{"solver_type L2R_LR\nnr_class 3\nlabel 1 2 3\nnr_feature 3\nbias -1\nw\n1 2 3\n", "stdin:3: a model of 3 classes where two were expected"},
	{"solver_type MCSVM_CS\nnr_class 2\nlabel 1 -1\nnr_feature 3\nbias -1\nw\n1 2\n", `stdin:7: "1 2" is not one weight`},
	{"solver_type L2R_LR\nnr_class 2\nlabel 1 -1\nnr_feature 3\nbias -1\nw\n1\n2\n", "stdin: 2 weights for 3 features"},
	{"solver_type ONECLASS_SVM\nnr_class 2\nnr_feature 3\nbias -1\nrho 0.5\nw\n1\n2\n3\n", `stdin:5: "rho 0.5" is not of a linear model`},
	{"solver_type L2R_LR\nnr_class 2\n", "stdin: the model of liblinear is cut short"},
	{"svm_type c_svc\nkernel_type linear\n", "stdin: is a model of LIBSVM, which holds support vectors"},
	{"PK\x03\x04", "stdin: is a zip archive (.npz, .pt, .xlsx, .keras); in Python: np.savetxt("},
	{"\x80\x04\x95", "stdin: is a Python pickle"},
	{gzipped("X\n\x00\x00\x00\x03"), `stdin: is an R object; in R: write.csv(as.matrix(coef(readRDS("stdin")`},
	{"RDX3\nX\n", "stdin: is an R workspace"},
	{"c(age = 1.5)\n", "stdin: is R source"},
	{"\xff\xfea\x00", "stdin: is UTF-16 text"},
	{"<?xml version='1.0'?><PMML/>", "stdin: is XML or HTML"},
	{"{L\x00\x00\x00\x00", "stdin: is a binary model of xgboost"},
	{"minimise 1/(2n) ...\n", "stdin: is what lassocheck prints for people; write it by --coef-out coef.csv"},
	{"     OLS Regression Results\n====\n", "stdin: is a summary of statsmodels; in Python: results.params.to_csv("},
	{"age,1\x00\n", "stdin: is binary, in no format that is known here"},
}

func TestRefuse(t *testing.T) {
	for _, b := range bad {
		got := read(t, b.text, []string{"age", "body mass", "x2"})
		if !strings.HasPrefix(got, b.want) || strings.ContainsAny(got, "\r\n") {
			t.Errorf("%q:\n got %s\nwant %s", b.text, got, b.want)
		}
	}
}

// Deep JSON is an error and no overflow of the stack.
func TestDeepJSON(t *testing.T) {
	if got := read(t, strings.Repeat("[", 1<<20), nil); !strings.HasPrefix(got, "stdin:1: is not JSON: more than 100 lists or objects in each other") {
		t.Error(got)
	}
}

// A directory is what Spark saves.
func TestDirectory(t *testing.T) {
	_, err := Read(t.Context(), nil, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "is a directory; of a model that Spark saved, in Python: json.dump(") {
		t.Error(err)
	}
}

// Lambdas from elsewhere name the models of a path that has none, and of no other.
func TestLabel(t *testing.T) {
	path := "%%MatrixMarket matrix coordinate real general\n4 2 6\n1 1 0.5\n2 1 1\n1 2 3\n2 2 1.5\n4 2 -2\n3 1 0\n"
	rows := npy("(2, 3)", 1, 0, 0, 1.5, 0, -2)
	first := " (the first of 4 entries is taken as the intercept, where R has it)"
	for _, c := range []struct {
		text    string
		lambdas []float64
		want    string
	}{
		{path, []float64{2, 0.25}, "2: [1 0 0] 0.5" + first + "; 0.25: [1.5 0 -2] 3" + first},
		{rows, []float64{2, 0.25}, "2: [1 0 0] -; 0.25: [1.5 0 -2] -"},
		{"\"\",\"s0\",\"s1\"\n\"(Intercept)\",0.5,3\n\"age\",1,1.5\n\"body mass\",0,0\n\"x2\",0,-2\n", []float64{2, 0.25}, series},
		{",age,body mass,x2\n0,1,0,0\n1,1.5,0,-2\n", []float64{2, 0.25}, "2: [1 0 0] -; 0.25: [1.5 0 -2] -"},
		{rows, []float64{2}, "stdin: a matrix of 2 x 3 for 1 lambdas"},
		{npy("(2, 2)", 1, 0, 0, 1.5), []float64{2, 1}, "stdin: a matrix of 2 x 2: is a model a row or a column?"},
		{",s0,s1\nage,1,2\nx2,1,2\n", []float64{2}, "stdin: 2 models for 1 lambdas"},
		{"age,1\n", []float64{2}, "stdin: holds one model: say --lambda in place of --lambdas"},
		{"name,2,1\nage,1,2\n", []float64{2, 1}, "stdin: has a lambda for each model: leave out --lambdas"},
	} {
		if got := read(t, c.text, []string{"age", "body mass", "x2"}, c.lambdas...); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// What is meant is asked of the next of kin only.
func TestUnknownNames(t *testing.T) {
	names := slices.Repeat([]string{"x"}, 20)
	for j := range names {
		names[j] += strings.Repeat("y", j)
	}
	if got := read(t, "zzzzzz,1\n", names); !strings.HasSuffix(got, "and 12 more") {
		t.Error(got)
	}
}
