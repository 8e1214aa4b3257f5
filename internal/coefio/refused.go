package coefio

import (
	"bytes"
	"strings"
)

// convert is the line for what has no better one.
const convert = `write lines name,coefficient; in Python: pd.Series(model.coef_, index=names).to_csv("coef.csv"), in R: write.csv(as.matrix(coef(fit, s = lambda)), "coef.csv")`

// sparkSnippet writes a model of Spark.
const sparkSnippet = `json.dump({"intercept": m.intercept, "coefficients": m.coefficients.toArray().tolist()}, open("coef.json", "w"))`

// foreign are the formats that are known and not read, by their first bytes.
var foreign = []struct{ magic, is, remedy string }{
	{"PK\x03\x04", "a zip archive (.npz, .pt, .xlsx, .keras)", `in Python: np.savetxt("coef.csv", np.load(FILE)["arr_0"]), or json.dump({k: v.tolist() for k, v in torch.load(FILE).items()}, open("coef.json", "w"))`},
	{"\x80", "a Python pickle (joblib, scikit-learn, statsmodels)", `in Python: m = joblib.load(FILE); json.dump({"coef_": m.coef_.tolist(), "intercept_": m.intercept_}, open("coef.json", "w"))`},
	{"X\n\x00\x00", "an R object", `in R: write.csv(as.matrix(coef(readRDS(FILE), s = lambda)), "coef.csv")`},
	{"RDX", "an R workspace", `in R: load(FILE); write.csv(as.matrix(coef(fit, s = lambda)), "coef.csv")`},
	{"structure(", "R source", `in R: b <- dget(FILE); write.csv(as.matrix(b), "coef.csv")`},
	{"c(", "R source", `in R: b <- dget(FILE); write.csv(as.matrix(b), "coef.csv")`},
	{"\x89HDF", "an HDF5 file", `in Python: np.savetxt("coef.csv", model.get_weights()[0])`},
	{"PAR1", "a Parquet file", `in Python: pd.read_parquet(FILE).to_csv("coef.csv"); a model of Spark: ` + sparkSnippet},
	{"MATLAB 5.0", "a MATLAB file", `in MATLAB: writematrix(B, "coef.csv")`},
	{"binf", "a binary model of xgboost", `in Python: booster.save_model("model.json")`},
	{"{L", "a binary model of xgboost", `in Python: booster.save_model("model.json")`},
	{"svm_type", "a model of LIBSVM, which holds support vectors and no coefficients", `train with liblinear, or for a linear kernel: np.savetxt("coef.csv", model.coef_)`},
	{"minimise ", "what lassocheck prints for people", `write it by --coef-out coef.csv`},
	{"SparseVector(", "the repr of a vector of Spark", `in Python: print(str(v), file=open("coef.txt", "w"))`},
	{"DenseVector(", "the repr of a vector of Spark", `in Python: print(str(v), file=open("coef.txt", "w"))`},
	{"tree", "a model of LightGBM, which holds trees and no coefficients", convert},
	{"booster[0]:\n0:", "a dump of xgboost's trees, which holds no coefficients", `train with booster="gblinear"`},
	{"<", "XML or HTML", convert},
	{"\xff\xfe", "UTF-16 text", "iconv -f UTF-16 -t UTF-8 FILE > coef.csv"},
	{"\xfe\xff", "UTF-16 text", "iconv -f UTF-16 -t UTF-8 FILE > coef.csv"},
}

func isForeign(c content) bool {
	_, _, ok := foreignKind(c)
	return ok
}

func foreignKind(c content) (is, remedy string, ok bool) {
	text := bytes.TrimLeft(c.text, " \r\n")
	for _, f := range foreign {
		if bytes.HasPrefix(text, []byte(f.magic)) && (f.magic != "{L" || bytes.IndexByte(text, 0) >= 0) {
			return f.is, f.remedy, true
		}
	}
	if strings.Contains(firstLine(text), "Regression Results") {
		return "a summary of statsmodels", `in Python: results.params.to_csv("coef.csv")`, true
	}
	if bytes.IndexByte(c.text, 0) >= 0 {
		return "binary, in no format that is known here", convert, true
	}
	return "", "", false
}

// refuse says what a file is and how to convert it.
func refuse(c content) (*File, error) {
	is, remedy, _ := foreignKind(c)
	return nil, c.errorf("is %s; %s", is, strings.ReplaceAll(remedy, "FILE", quote(c.name)))
}
