// Package coefio reads coefficients of linear models as the tools that fit them
// write them, and writes our own.
//
// Reading has two steps, so that a wrong file is reported before long data are
// read: [Read] takes a file apart, [File.Models] matches it to the columns.
//
// # Formats
//
// A format is known by its content, whatever the name of the file; gzip and zstd
// are unpacked. There is one reader a file of this package:
//
//   - separated values (table.go): one row a coefficient, one row a model, or one
//     row a coefficient and lambda, with row numbers and further columns or
//     without; what write.csv and write.csv2 of R, to_csv of pandas, statsmodels and
//     numpy.savetxt write, and what R and pandas print (printed.go);
//   - JSON (json.go): our own (ours.go), scikit-learn's attributes (sklearn.go),
//     what pandas and jsonlite make of names and numbers (pandas.go), Spark ML
//     (spark.go), the state_dict of one linear layer of PyTorch (torch.go);
//   - xgboost's gblinear as dump and as saved model (xgboost.go);
//   - Vowpal Wabbit's --invert_hash (vw.go) and liblinear's models (liblinear.go);
//   - Matrix Market and .npy (matrix.go).
//
// Everything else is refused with what it is and the line that converts it
// (refused.go).
//
// # Rules
//
// Names are matched, and never passed over for a place. A name that no column has
// is an error, and so is a column without a coefficient, unless the file lists
// nothing but coefficients that are not zero: then it is zero, and the model says
// so in its Note. Coefficients without names go by the order of the columns. The
// intercept is called (intercept), intercept, const, bias or the like, in any case
// and unless a column is called so. A decimal comma is understood where the comma
// does not separate, and a lone point as the zero that R prints.
package coefio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Model is a linear model of columns.
type Model struct {
	Beta         []float64 // one for every column
	Intercept    float64
	HasIntercept bool
	Response     string  // of several responses, the one that it is of; "" for the only one
	Lambda       float64 // of the problem that it solves: 0 when unknown, NaN where a path lacks it
	Note         string  // what had to be assumed, "" for nothing
}

// File is a file of coefficients, not matched to columns yet.
type File struct {
	Path   string // as errors show it
	Series bool   // a path: one model a lambda
	models []listing
	x      design.Design // of a matrix of several models, before [File.Label]
	mute   error         // why the models of a series need lambdas from elsewhere
}

// listing is one model as its file lists it.
type listing struct {
	entries   []entry
	named     bool     // or else in the order of the columns
	numbered  bool     // names may be but numbers that count the columns
	support   []int    // columns of the entries, all others being zero; nil when they are all
	size      int      // number of columns, where the file says it
	whole     bool     // the file says that no column is left out
	intercept *float64 // where it has a place of its own
	first     bool     // where there is one entry more than columns, the first is the intercept
	guarded   bool     // names may be guarded as [Write] does for spreadsheets
	spaces    bool     // names are written namespace^name
	header    *entry   // a first row that has no number
	lambda    float64
	response  string // that it is of, as the file calls it
	note      string
}

// entry is one coefficient.
type entry struct {
	name   string
	value  float64
	doubt  bool  // a header if it is no coefficient
	nameAt place // where the name is
	at     place // where the value is
}

// place is a line and a field, from 1, or 0 where there are none to speak of.
type place struct{ line, field int }

// Read reads a file of coefficients. in is read where the path is "-", and may be
// nil otherwise. An error is one line: file, line and field, what was found, and
// what to do.
func Read(ctx context.Context, in io.Reader, path string) (*File, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, content{name: path}.errorf("is a directory; of a model that Spark saved, in Python: %s", sparkSnippet)
	}
	text, err := dataio.ReadContent(ctx, in, path)
	if err != nil {
		return nil, err
	}
	c := content{name: path, text: text}
	if path == "-" {
		c.name = "stdin"
	}
	f, err := c.read()
	if err != nil {
		return nil, err
	}
	f.Path = c.name
	return f, f.check(c)
}

// check refuses what is not finite.
func (f *File) check(c content) error {
	for _, l := range f.models {
		for _, e := range l.entries {
			if err := check(e.value); err != nil {
				return c.at(e.at, err)
			}
		}
		if l.intercept != nil {
			if err := check(*l.intercept); err != nil {
				return c.errorf("intercept: %w", err)
			}
		}
	}
	return nil
}

// readers know what they can read by its beginning. They are asked in this order.
var readers = []struct {
	claims func(c content) bool
	read   func(c content) (*File, error)
}{
	{isMatrix, readMatrix},
	{isForeign, refuse},
	{isLiblinear, readLiblinear},
	{isVW, readVW},
	{isXGBoostDump, readXGBoostDump},
	{isSparkText, readSparkText},
	{isJSON, readJSON},
	{func(content) bool { return true }, readTable},
}

func (c content) read() (*File, error) {
	for _, r := range readers {
		if r.claims(c) {
			return r.read(c)
		}
	}
	panic("coefio: no reader takes what is left")
}

// check returns an error for what is not a coefficient.
func check(v float64) error {
	switch {
	case math.IsNaN(v):
		return errors.New("missing value")
	case math.IsInf(v, 0):
		return errors.New("infinite value")
	case math.Abs(v) > dataio.MaxAbs:
		return fmt.Errorf("%.6g is too large: squares beyond 1e300 overflow; rescale the column", v)
	}
	return nil
}

// one is the file of a single model.
func one(l listing) *File { return &File{models: []listing{l}} }

// ordered lists coefficients without names.
func ordered(values []float64) listing {
	l := listing{entries: make([]entry, len(values))}
	for k, v := range values {
		l.entries[k].value = v
	}
	return l
}
