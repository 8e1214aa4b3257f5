package dataio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/lassocheck/lassocheck/problems/design"
)

var nan = math.NaN()

// inDir writes files to a new directory, and makes it the current one so that
// errors show bare names.
func inDir(t testing.TB, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// rowsOf returns a design by rows.
func rowsOf(x design.Design) [][]float64 {
	n, p := x.Dims()
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, p)
	}
	col := make([]float64, n)
	for j := range p {
		clear(col)
		x.ColAxpy(j, 1, col)
		for i, v := range col {
			rows[i][j] = v
		}
	}
	return rows
}

// valid reports whether a design keeps the promises of its type.
func valid(x design.Design) error {
	switch x := x.(type) {
	case *design.Dense:
		_, err := design.NewDense(x.N, x.P, x.Data)
		return err
	case *design.CSC:
		_, err := design.NewCSC(x.N, x.P, x.ColPtr, x.Row, x.Val)
		return err
	}
	return fmt.Errorf("design of type %T", x)
}

func equal(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(v, w float64) bool { return math.Float64bits(v) == math.Float64bits(w) })
}

// good lists files that are read, with what must come out.
var good = []struct {
	why, file, text string
	o               Options
	names           string // separated by blanks
	rows            string // as fmt prints them
	y               string
	target          string
	missing         int
	dropped         int
	imputed         int
}{
	{why: "header and target by name", file: "a.csv", text: "a,b,y\n1,2,3\n4,5,6\n", o: Options{Target: "y"},
		names: "a b", rows: "[[1 2] [4 5]]", y: "[3 6]", target: "y"},
	{why: "target by number", file: "a.csv", text: "a,b,y\n1,2,3\n4,5,6\n", o: Options{Target: "1"},
		names: "a y", rows: "[[1 3] [4 6]]", y: "[2 5]", target: "b"},
	{why: "target from the end", file: "a.csv", text: "a,b,y\n1,2,3\n4,5,6\n", o: Options{Target: "-3"},
		names: "b y", rows: "[[2 3] [5 6]]", y: "[1 4]", target: "a"},
	{why: "a name goes before a number", file: "a.csv", text: "a,0,c\n1,2,3\n", o: Options{Target: "0"},
		names: "a c", rows: "[[1 3]]", y: "[2]", target: "0"},
	{why: "no header", file: "a.csv", text: "1,2,3\n4,5,6", o: Options{Target: "0"},
		names: "x1 x2", rows: "[[2 3] [5 6]]", y: "[1 4]", target: "x0"},
	{why: "no header, first cell missing", file: "a.csv", text: "NA,2\n4,5", o: Options{Missing: "drop"},
		names: "x0 x1", rows: "[[4 5]]", y: "[]", missing: 1, dropped: 1},
	{why: "no target", file: "a.csv", text: "a\n1\n", names: "a", rows: "[[1]]", y: "[]"},
	{why: "byte order mark, CRLF, comments, blank lines, spaces", file: "a.csv",
		text:  "\ufeff# made by hand\r\n\r\n a , b\r\n 1 ,\t2 \r\n   \r\n# more\r\n+3, -4.50e+0\r\n\r\n",
		names: "a b", rows: "[[1 2] [3 -4.5]]", y: "[]"},
	{why: "quotes", file: "a.csv", text: "\"a,\"\"1\"\"\",\"b\nc\" , ' \n\"1\", \"2\" ,\" 3\"\n", names: "a,\"1\" b\nc '", rows: "[[1 2 3]]", y: "[]"},
	{why: "a quote within a field", file: "a.csv", text: "5\" pipe,b\n1,2\n", names: "5\"_pipe b", rows: "[[1 2]]", y: "[]"},
	{why: "a first column without a name labels the rows", file: "a.csv", text: ",b\n1,2\n", names: "b", rows: "[[2]]", y: "[]"},
	{why: "an empty name", file: "a.csv", text: "a,,b\n1,2,3\n", names: "a x1 b", rows: "[[1 2 3]]", y: "[]"},
	{why: "tabs", file: "a.tsv", text: "a\tb c\n1\t2\n", names: "a b_c", rows: "[[1 2]]", y: "[]"},
	{why: "tabs found out", file: "a.csv", text: "a\tb, c\n1\t2\n", names: "a b,_c", rows: "[[1 2]]", y: "[]"},
	{why: "semicolons found out", file: "a.txt", text: "a;b\n1.5;2\n", names: "a b", rows: "[[1.5 2]]", y: "[]"},
	{why: "decimal commas", file: "a.csv", text: "1,5;2,25;-1e3\n3,5;4,0;,5\n", names: "x0 x1 x2", rows: "[[1.5 2.25 -1000] [3.5 4 0.5]]", y: "[]"},
	{why: "missing dropped", file: "a.csv", text: "a,b,y\n1,NA,3\n4,5,\n7,8,9\nnan,?,n/A\n10,11,12\n", o: Options{Target: "y", Missing: "drop"},
		names: "a b", rows: "[[7 8] [10 11]]", y: "[9 12]", target: "y", missing: 5, dropped: 3},
	{why: "missing filled in", file: "a.csv", text: "a,b,y\n1,NULL,3\n4,5,6\n,8,9\n", o: Options{Target: "y", Missing: "mean"},
		names: "a b", rows: "[[1 6.5] [4 5] [2.5 8]]", y: "[3 6 9]", target: "y", missing: 2, imputed: 2},
	{why: "nothing missing", file: "a.csv", text: "a\n1\n", o: Options{Missing: "drop"}, names: "a", rows: "[[1]]", y: "[]"},
	{why: "text columns", file: "a.csv", text: "c,v\nred,1\nblue,2\nred,3\n", o: Options{OneHot: true},
		names: "c=blue c=red v", rows: "[[0 1 1] [1 0 2] [0 1 3]]", y: "[]"},
	{why: "text column with missing cells and numbers", file: "a.csv", text: "c,v,y\nNA,0,1\nb,0,2\n7,0,3\n", o: Options{OneHot: true, Target: "2", Missing: "mean"},
		names: "c=7 c=b v", rows: "[[0.5 0.5 0] [0 1 0] [1 0 0]]", y: "[1 2 3]", target: "y", missing: 1, imputed: 1},
	{why: "many levels make a sparse design", file: "a.csv", text: "c,y\na,1\nb,2\nc,3\nd,4\n", o: Options{OneHot: true, Target: "y"},
		names: "c=a c=b c=c c=d", rows: "[[1 0 0 0] [0 1 0 0] [0 0 1 0] [0 0 0 1]]", y: "[1 2 3 4]", target: "y"},

	{why: "svmlight", file: "a.svm", text: "# head\n+1 1:2 3:4.5 # tail\n\n-1 qid:7 2:1e-3\n0.5\n",
		names: "x0 x1 x2", rows: "[[2 0 4.5] [0 0.001 0] [0 0 0]]", y: "[1 -1 0.5]", target: "label"},
	{why: "svmlight found out", file: "a.txt", text: "1 1:2\r\n2 2:3\r\n", names: "x0 x1", rows: "[[2 0] [0 3]]", y: "[1 2]", target: "label"},
	{why: "svmlight, zeros written out", file: "a.svm", text: "1 1:0 5:0\n2 2:3\n", names: "x0 x1 x2 x3 x4", rows: "[[0 0 0 0 0] [0 3 0 0 0]]", y: "[1 2]", target: "label"},
	{why: "svmlight with missing values", file: "a.svm", text: "1 1:4 2:nan\n2 1:2 2:3\n3 2:1\n", o: Options{Missing: "mean"},
		names: "x0 x1", rows: "[[4 2] [2 3] [0 1]]", y: "[1 2 3]", target: "label", missing: 1, imputed: 1},
	{why: "svmlight with missing rows", file: "a.svm", text: "1 1:4 2:nan\n2 1:2 2:3\nnan 2:1\n4 1:5", o: Options{Missing: "drop"},
		names: "x0 x1", rows: "[[2 3] [5 0]]", y: "[2 4]", target: "label", missing: 2, dropped: 2},

	{why: "coordinate, any order, repeated", file: "a.mtx", text: "%%MatrixMarket matrix coordinate real general\n% note\n\n3 2 5\n3 1 4\n1 2 1\n1 1 2\n3 1 0.5\n2 2 0\n",
		names: "x0 x1", rows: "[[2 1] [0 0] [4.5 0]]", y: "[]"},
	{why: "coordinate, target", file: "a.mtx", text: "%%MatrixMarket matrix coordinate integer general\n3 3 4\n1 1 4\n1 2 1\n3 2 5\n2 3 2\n", o: Options{Target: "x1"},
		names: "x0 x2", rows: "[[4 0] [0 2] [0 0]]", y: "[1 0 5]", target: "x1"},
	{why: "symmetric pattern", file: "a.mtx", text: "%%matrixmarket MATRIX coordinate pattern symmetric\n2 2 2\n1 1\n2 1\n", names: "x0 x1", rows: "[[1 1] [1 0]]", y: "[]"},
	{why: "skew-symmetric", file: "a.mtx", text: "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n2 1 3\n", names: "x0 x1", rows: "[[0 -3] [3 0]]", y: "[]"},
	{why: "array by columns", file: "a.mtx", text: "%%MatrixMarket matrix array real general\n2 3\n1\n2\n3\n4\n5\n6\n", o: Options{Target: "-1"},
		names: "x0 x1", rows: "[[1 3] [2 4]]", y: "[5 6]", target: "x2"},
	{why: "array, symmetric", file: "a.mtx", text: "%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n3\n", names: "x0 x1", rows: "[[1 2] [2 3]]", y: "[]"},
	{why: "array, skew-symmetric", file: "a.mtx", text: "%%MatrixMarket matrix array real skew-symmetric\n3 3\n1\n2\n3\n", names: "x0 x1 x2", rows: "[[0 -1 -2] [1 0 -3] [2 3 0]]", y: "[]"},
}

func checkGood(t *testing.T, k int, d *Data, err error) {
	t.Helper()
	g := good[k]
	if err != nil {
		t.Error(err)
		return
	}
	if err := valid(d.X); err != nil {
		t.Error(err)
	}
	var names []string
	for _, name := range d.Names {
		names = append(names, strings.ReplaceAll(name, " ", "_"))
	}
	for _, c := range [][2]string{
		{g.names, strings.Join(names, " ")}, {g.rows, fmt.Sprint(rowsOf(d.X))}, {g.y, fmt.Sprint(d.Y)}, {g.target, d.TargetName},
		{fmt.Sprint(g.missing, g.dropped, g.imputed), fmt.Sprint(d.Missing, d.Dropped, d.Imputed)},
	} {
		if c[0] != c[1] {
			t.Errorf("want %s, got %s", c[0], c[1])
		}
	}
}

func TestRead(t *testing.T) {
	for k, g := range good {
		t.Run(g.why, func(t *testing.T) {
			inDir(t, map[string]string{g.file: g.text})
			d, err := Read(t.Context(), nil, g.file, g.o)
			checkGood(t, k, d, err)
			if sum := sha256.Sum256([]byte(g.text)); err == nil && d.SHA256 != hex.EncodeToString(sum[:]) {
				t.Error("wrong digest")
			}
		})
	}
}

// Compression, and standard input where the format allows, change nothing but
// the digest, which is that of the bytes as stored.
func TestReadCompressed(t *testing.T) {
	for _, z := range []string{"gz", "zst"} {
		for k, g := range good {
			text := compressed(z, g.text)
			inDir(t, map[string]string{g.file + "." + z: text})
			d, err := Read(t.Context(), nil, g.file+"."+z, g.o)
			checkGood(t, k, d, err)
			if sum := sha256.Sum256([]byte(text)); d.SHA256 != hex.EncodeToString(sum[:]) {
				t.Error("wrong digest")
			}
			d, err = Read(t.Context(), strings.NewReader(text), "-", g.o)
			checkGood(t, k, d, err)
		}
	}
}

func compressed(z, text string) string {
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if z == "zst" {
		w, _ = zstd.NewWriter(&b)
	}
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func TestReadTwoFiles(t *testing.T) {
	inDir(t, map[string]string{
		"x.csv": "a,b\n1,2\n3,NA\n5,6\n", "y.csv": "price\n7\n8\n9\n", "gap.csv": "7\n8\n?\n", "short.csv": "1\n2\n",
		"y.mtx": "%%MatrixMarket matrix array real general\n3 1\n7\n8\n9\n", "x.svm": "1 1:1\n1 1:2\n1 1:3\n",
		"row.csv": "7,8,9\n",
	})
	for _, c := range []struct{ x, y, missing, want string }{
		{"x.csv", "y.csv", "mean", "[[1 2] [3 4] [5 6]] [7 8 9] price"},
		{"x.csv", "y.csv", "drop", "[[1 2] [5 6]] [7 9] price"},
		{"x.csv", "gap.csv", "drop", "[[1 2]] [7] y"},
		{"x.csv", "y.mtx", "mean", "[[1 2] [3 4] [5 6]] [7 8 9] y"},
		{"x.csv", "row.csv", "mean", "[[1 2] [3 4] [5 6]] [7 8 9] y"},
		{"x.svm", "y.csv", "", "[[1] [2] [3]] [7 8 9] price"},
		{"x.csv", "gap.csv", "mean", "x.csv: the target \"y\" is missing in row 3"},
		{"x.csv", "short.csv", "drop", "short.csv: 2 values for the 3 rows of x.csv"},
		{"x.csv", "x.csv", "drop", "x.csv: 2 columns where one was expected"},
		{"x.csv", "y.csv", "", "x.csv:3:2: column \"b\": missing value; --missing drop"},
	} {
		d, err := Read(t.Context(), nil, c.x, Options{Y: c.y, Missing: c.missing})
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(rowsOf(d.X), d.Y, " ", d.TargetName)
			if d.SHA256 == "" || d.YSHA256 == "" {
				t.Error("no digest")
			}
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s with %s: want %s, got %s", c.x, c.y, c.want, got)
		}
	}
}

// bad lists input that is refused, with what the error must say.
var bad = []struct {
	file, text string
	o          Options
	want       string
}{
	{"x.csv", "", Options{}, "x.csv: empty file"},
	{"x.csv", "\n# nothing\n", Options{}, "x.csv: no data"},
	{"x.csv", "a,b\n", Options{}, "x.csv: a header and no rows"},
	{"x.csv", "a,b\n1,2\n3\n", Options{}, "x.csv:3: the number of fields is 1, in the first record 2"},
	{"x.csv", "a,b\n1,2\n3,4,5\n", Options{}, "x.csv:3: the number of fields is 3, in the first record 2"},
	{"x.csv", "a,b\n1,2\n\"3\"\n", Options{}, "x.csv:3: the number of fields is 1, in the first record 2"},
	{"x.csv", "a,b\n1,2,3\n", Options{}, "x.csv:2: the number of fields is 3, in the header 2; if the first are row names, --exclude 0"},
	{"x.csv", "a,b\n1,2\n\n3,abc\n", Options{}, "x.csv:4:2: \"abc\" is not a number in column \"b\", where 1 cell is and 1 not; --na abc"},
	{"x.csv", "a,b\n1,2\n\n3,abc\n", Options{OneHot: true}, "x.csv:4:2: \"abc\" is not a number in column \"b\", where 1 cell is and 1 not; --na abc"},
	{"x.csv", "a,b\n1,2x\n", Options{}, "x.csv:2:2: \"2x\" is not a number"},
	{"x.csv", "a,b\n1,0x10\n", Options{}, "x.csv:2:2: \"0x10\" is not a number"},
	{"x.csv", "a,b\n1,1_0\n", Options{}, "x.csv:2:2: \"1_0\" is not a number"},
	{"x.csv", "a,b\n1,red\n", Options{OneHot: true, Target: "b"}, "x.csv:2:2: \"red\" is not a number, and column \"b\" is the target"},
	{"x.csv", "a b\nred wine\n", Options{}, "x.csv:2:1: \"red wine\" is not a number; if it is several, --delimiter"},
	{"x.csv", "a,b\n1,NA\n", Options{}, "x.csv:2:2: column \"b\": missing value; --missing drop"},
	{"x.csv", "a,b\n1,\n", Options{}, "x.csv:2:2: column \"b\": missing value; --missing drop"},
	{"x.csv", "a,b\n1,NaN\n", Options{}, "x.csv:2:2: column \"b\": missing value; --missing drop"},
	{"x.csv", "a,y\n1,NaN\n", Options{Target: "y", Missing: "mean"}, "x.csv: the target \"y\" is missing in row 1"},
	{"x.csv", "a,y\nNA,1\n", Options{Target: "y", Missing: "mean"}, "x.csv: every cell of column \"a\" is missing"},
	{"x.csv", "a,y\nNA,1\n2,NA\n", Options{Target: "y", Missing: "drop"}, "x.csv: every row has a missing cell"},
	{"x.csv", "a,b\n1,2\n1,-Inf\n", Options{Missing: "drop"}, "x.csv:3:2: column \"b\": infinite value"},
	{"x.csv", "a,b\n1,2\n1e300,2\n", Options{}, "x.csv:3:1: column \"a\": 1e+300 is too large"},
	{"x.csv", "a,b\n1,2\n1e999,2\n", Options{}, "x.csv:3:1: column \"a\": infinite value"},
	{"x.csv", "a,y\n1,-1e200\n", Options{Target: "y"}, "x.csv:2:2: column \"y\": -1e+200 is too large"},
	{"x.csv", "a,a\n1,2\n", Options{}, "x.csv:1:2: columns 1 and 2 are both called \"a\""},
	{"x.csv", "a,\"b\n1,2\n", Options{}, "x.csv:1: a quote is not closed"},
	{"x.csv", "a,b\n1,\"2\"3\n", Options{}, "x.csv:2:2: \"3\" comes after a closing quote"},
	{"x.csv", "caf\xe9,b\n1,2\n", Options{}, "x.csv:1:1: \"caf\\xe9\" is not UTF-8 text"},
	{"x.csv", "a,b\n1,caf\xe9\n", Options{OneHot: true}, "x.csv:2:2: \"caf\\xe9\" is not UTF-8 text"},
	{"x.csv", "\xff\xfea\x00", Options{}, "x.csv: is UTF-16 text"},
	{"x.csv", "1,5;2,5\n1.5;2\n", Options{}, "x.csv:2: decimal commas (line 1) and decimal points (line 2)"},
	{"x.csv", "age,target\n1,2\n", Options{Target: "tagret"}, "x.csv: no column \"tagret\"; did you mean \"target\"?"},
	{"x.csv", "age,target\n1,2\n", Options{Target: "Age"}, "x.csv: no column \"Age\"; did you mean \"age\"?"},
	{"x.csv", "age,target\n1,2\n", Options{Target: "price"}, "x.csv: no column \"price\"; there are \"age\", \"target\""},
	{"x.csv", "age,target\n1,2\n", Options{Target: "2"}, "x.csv: no column 2: there are 2, numbered from 0"},
	{"x.csv", "age,target\n1,2\n", Options{Target: "-3"}, "x.csv: no column -3"},
	{"x.csv", "1,2\n", Options{Target: "y"}, "x.csv: no column \"y\"; there are \"x0\", \"x1\" (the first row was read as data: --header=yes"},
	{"x.csv", "y\n1\n", Options{Target: "y"}, "x.csv: no feature columns"},
	{"x.csv", "id,v\n" + manyTexts(maxLevels+1), Options{OneHot: true}, "x.csv:1002:1: column \"id\" has more than 1000 different texts"},
	{"x.csv", "a,y\n1,2\n", Options{Target: "y", Y: "x.csv"}, "a target column and a file of y were given"},
	{"x.csv", "a,y\n1,2\n", Options{Missing: "median"}, "unknown treatment of missing cells \"median\""},
	{"x.csv", "a,y\n1,2\n", Options{Format: "xls"}, "unknown format \"xls\""},
	{"x.csv", "a,a=b\nb,2\n", Options{OneHot: true}, "x.csv: two columns are called \"a=b\""},
	{"x.bin", "\x00\x01\x02", Options{}, "x.bin: is binary"},
	{"x.csv", "PK\x03\x04abc", Options{}, "x.csv: is a zip archive"},
	{"x.csv.gz", compressed("gz", strings.Repeat("1,2\n", 100))[:25], Options{}, "x.csv.gz: the file is cut short"},
	{"x.csv.gz", "\x1f\x8b", Options{}, "x.csv.gz: the file is cut short"},
	{"x.csv.gz", "\x1f\x8babcdefgh", Options{}, "x.csv.gz: damaged file"},
	{"x.csv.zst", compressed("zst", strings.Repeat("1,2\n3,4\n", 100))[:20], Options{}, "x.csv.zst: the file is cut short"},
	{"x.csv.gz", compressed("gz", ""), Options{}, "x.csv.gz: empty file"},

	{"x.svm", "1 0:1\n", Options{}, "x.svm:1: index 0: indices count from 1"},
	{"x.svm", "1 1:1\n1 3:1 2:1\n", Options{}, "x.svm:2: index 2 comes after index 3"},
	{"x.svm", "1 3:1 3:1\n", Options{}, "x.svm:1: index 3 comes after index 3"},
	{"x.svm", "1 1:1 2\n", Options{}, "x.svm:1: \"2\" is not of the form index:value"},
	{"x.svm", "1 -1:2\n", Options{}, "x.svm:1: \"-1:2\" is not of the form index:value"},
	{"x.svm", "1 1:2:3\n", Options{}, "x.svm:1: index 1: \"2:3\" is not a number"},
	{"x.svm", "1 1:inf\n", Options{}, "x.svm:1: index 1: infinite value"},
	{"x.svm", "1 1:nan\n", Options{}, "x.svm:1: index 1: missing value; --missing drop"},
	{"x.svm", "1 1:-1e300\n", Options{}, "x.svm:1: index 1: -1e+300 is too large"},
	{"x.svm", "yes 1:1\n", Options{}, "x.svm:1: label: \"yes\" is not a number"},
	{"x.svm", "1 99999999999:1\n", Options{}, "x.svm:1: index \"99999999999\" makes more than 100000000 columns"},
	{"x.svm", "# nothing\n", Options{}, "x.svm: no data"},
	{"x.svm", "1\n2\n", Options{}, "x.svm: no feature columns"},
	{"x.svm", "1 1:1\n", Options{Target: "0"}, "x.svm: the labels of an svmlight file are the target"},

	{"x.mtx", "1 1 1\n", Options{}, "x.mtx:1: the first line of a Matrix Market file"},
	{"x.mtx", "%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1 1\n", Options{}, "x.mtx:1: entries are \"complex\""},
	{"x.mtx", "%%MatrixMarket matrix coordinate real hermitian\n1 1 1\n", Options{}, "x.mtx:1: symmetry \"hermitian\""},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n", Options{}, "x.mtx: the line of sizes is missing"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n1 x 1\n", Options{}, "x.mtx:2: \"x\" is not a size"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n", Options{}, "x.mtx: 1 entries of the 2"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1\n2 2 2\n", Options{}, "x.mtx:4: \"2 2 2\" after the last entry"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n0 1 1\n", Options{}, "x.mtx:3:1: 0 is outside 1 to 2"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 3 1\n", Options{}, "x.mtx:3:2: 3 is outside 1 to 2"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1e300\n", Options{}, "x.mtx:3:3: 1e+300 is too large"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1e150\n1 1 1e150\n", Options{}, "x.mtx: row 1, column 1: 2e+150 is too large"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1\n", Options{}, "x.mtx:3:3: an entry is a row, a column and a value"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2000000000 1\n1 1 1\n", Options{}, "x.mtx: 2 x 2000000000 is more than its 1 entries bear out"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real symmetric\n2 3 1\n1 1 1\n", Options{}, "x.mtx:2: a symmetric matrix of 2 x 3"},
	{"x.mtx", "%%MatrixMarket matrix array real general\n2000000000 2000000000\n1\n", Options{}, "x.mtx: an array of 2000000000 x 2000000000 is too large"},
	{"x.mtx", "%%MatrixMarket matrix array real general\n400000000 1\n1\n", Options{}, "x.mtx: 1 values of the 400000000"},
	{"x.mtx", "%%MatrixMarket matrix array real general\n0 1\n", Options{}, "x.mtx:2: a matrix of 0 x 1 has no entries"},
	{"x.mtx", "%%MatrixMarket matrix array real general\n1 1\nabc\n", Options{}, "x.mtx:3: \"abc\" is not a number"},
	{"x.mtx", "%%MatrixMarket matrix sparse real general\n1 1 1\n", Options{}, "x.mtx:1: format \"sparse\" is neither coordinate nor array"},
	{"x.mtx", "%%MatrixMarket matrix array pattern general\n1 1\n", Options{}, "x.mtx:1: an array has no pattern"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n1 1 1 1\n", Options{}, "x.mtx:2: \"1\" after the sizes"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n1 1\n", Options{}, "x.mtx:2: \"\" is not a size"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n3000000000 1 1\n", Options{}, "x.mtx:2: a matrix of 3000000000 x 1 is too large"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 b 1\n", Options{}, "x.mtx:3:2: \"b\" is not a row or column number"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1 1\n", Options{}, "x.mtx:3: \"1\" after the entry"},
	{"x.mtx", "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1\n", Options{}, "x.mtx:3: a skew-symmetric matrix has no diagonal"},

	{"x.npy", "\x93NUMPY", Options{}, "x.npy: the file is cut short"},
	{"x.npy", npy(1, "<f8", false, "(20000, 20000)", make([]byte, 64)), Options{}, "x.npy: the header promises 20000 x 20000 values of 8 bytes and the file has"},
	{"x.npy.gz", compressed("gz", npy(1, "<f8", false, "(20000, 20000)", make([]byte, 64))), Options{}, "x.npy.gz: the file ends before the 20000 x 20000 values"},
	{"x.npy.gz", compressed("gz", npy(1, "<f8", false, "(2, 1000000000000)", make([]byte, 64))), Options{}, "x.npy.gz: the file ends before"},
	{"x.npy", npy(1, "<f8", false, "(99999999999, 99999999999)", nil), Options{}, "x.npy: an array of shape (99999999999, 99999999999) is too large"},
	{"x.npy", npy(1, "<f8", false, "(1, 2)", make([]byte, 24)), Options{}, "x.npy: goes on after the 1 x 2 values"},
	{"x.npy", npy(1, "<f8", false, "(1, 2, 3)", make([]byte, 48)), Options{}, "x.npy: has 3 dimensions"},
	{"x.npy", npy(1, "<f8", false, "(0, 2)", nil), Options{}, "x.npy: an array of shape (0, 2) has no values"},
	{"x.npy", npy(1, "<c16", false, "(1, 2)", make([]byte, 32)), Options{}, "x.npy: holds values of type \"c16\""},
	{"x.npy", npy(1, "<f8", false, "(1, x)", make([]byte, 32)), Options{}, "x.npy: the shape \"(1, x)\" makes no sense"},
	{"x.npy", npyMagic + "\x02\x00\xff\xff\xff\xff", Options{}, "x.npy: an .npy header of 4294967295 bytes"},
	{"x.npy", npy(1, "|O", false, "(1, 2)", make([]byte, 32)), Options{}, "x.npy: holds no plain numbers"},
	{"x.npy", npy(4, "<f8", false, "(1, 2)", make([]byte, 16)), Options{}, "x.npy: is of .npy version 4"},
	{"x.npy", npy(1, "<f8", false, "(2, 2)", f8(1, 2, 3, nan)), Options{}, "x.npy: row 1, column 1 (from 0): missing value; --missing drop"},
	{"x.npy", npy(1, "<f8", true, "(2, 3)", f8(1, 2, 3, 4, 5, math.Inf(1))), Options{}, "x.npy: row 1, column 2 (from 0): infinite value"},
	{"x.npy", npy(1, "<f8", true, "(2, 3)", f8(1, 2, 1e300, 4, 5, 6)), Options{}, "x.npy: row 0, column 1 (from 0): 1e+300 is too large"},
	{"x.npy", "abc", Options{}, "x.npy: the file is cut short"},
	{"x.npy", "abcdefghijklmn", Options{}, "x.npy: is not an .npy file"},
}

func manyTexts(n int) string {
	var b strings.Builder
	for k := range n {
		fmt.Fprintf(&b, "id%d,1\n", k)
	}
	return b.String()
}

func TestBadInput(t *testing.T) {
	withMemory(t, math.Inf(1)) // or else claims are refused by their size
	for _, b := range bad {
		inDir(t, map[string]string{b.file: b.text})
		d, err := Read(t.Context(), nil, b.file, b.o)
		if err == nil {
			t.Errorf("%s %q: read as %v %v %v", b.file, b.text, d.Names, rowsOf(d.X), d.Y)
			continue
		}
		if got := err.Error(); !strings.HasPrefix(got, b.want) || strings.ContainsRune(got, '\n') {
			t.Errorf("%s %.60q:\n got %s\nwant %s", b.file, b.text, got, b.want)
		}
	}
	inDir(t, nil)
	for path, want := range map[string]string{
		"no.csv": "open no.csv: no such file", ".": ".: is a directory", "-": "standard input can be read once only",
	} {
		if _, err := Read(t.Context(), nil, path, Options{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestReadCanceled(t *testing.T) {
	inDir(t, map[string]string{"x.csv": "a\n1\n"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, nil, "x.csv", Options{}); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestReadVector(t *testing.T) {
	inDir(t, map[string]string{"w.txt": "1\n0.5\n2\n", "h.csv": "weight\n1\n0.5\n2\n", "row.csv": "1,0.5,2\n", "inf.csv": "1\nInf\n-inf\n",
		"w.npy": npy(1, "<f8", false, "(3,)", f8(1, 0.5, 2)), "nan.csv": "1\nNA\n", "two.csv": "1,2\n3,4\n", "w.svm": "1 1:1\n", "b.csv": "1\nabc\n", "far.csv": "2\n0.5\n0.4\n0.2\n"})
	for file, want := range map[string]string{
		"w.txt": "[1 0.5 2]", "h.csv": "[1 0.5 2]", "row.csv": "[1 0.5 2]", "w.npy": "[1 0.5 2]", "inf.csv": "inf.csv:2:1: column \"x0\": infinite value",
		"nan.csv": "nan.csv:2:1: column \"x0\": missing value", "two.csv": "two.csv: 2 columns where one was expected", "w.svm": "w.svm: an svmlight file where one column of numbers was expected",
		"b.csv": "b.csv:2:1: \"abc\" is not a number",
	} {
		v, err := ReadVector(t.Context(), file, MaxAbs, 3)
		got := fmt.Sprint(v)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: want %s, got %s", file, want, got)
		}
	}
	// A first row that may be a name is a value where the rows are as many as they should be.
	if v, err := ReadVector(t.Context(), "far.csv", MaxAbs, 4); err != nil || !equal(v, []float64{2, 0.5, 0.4, 0.2}) {
		t.Error(v, err)
	}
	if v, err := ReadVector(t.Context(), "far.csv", MaxAbs, 5); err == nil {
		t.Error(v)
	}
	if v, err := ReadVector(t.Context(), "inf.csv", math.Inf(1), 3); err != nil || !equal(v, []float64{1, math.Inf(1), math.Inf(-1)}) {
		t.Error(v, err)
	}
}

// The data sets that the project ships.
func TestReadShipped(t *testing.T) {
	for file, c := range map[string]struct {
		target string
		n, p   int
	}{"diabetes.csv": {"target", 442, 10}, "breast_cancer.csv": {"benign", 569, 30}} {
		d, err := Read(t.Context(), nil, filepath.Join("../../testdata", file), Options{Target: c.target})
		if err != nil {
			t.Fatal(err)
		}
		if n, p := d.X.Dims(); n != c.n || p != c.p || len(d.Y) != n || len(d.Names) != p || d.TargetName != c.target {
			t.Errorf("%s: %d x %d, %d y, %d names", file, n, p, len(d.Y), len(d.Names))
		}
	}
}
