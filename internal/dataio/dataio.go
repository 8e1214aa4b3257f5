// Package dataio reads data, and writes files whole or not at all.
//
// # Formats
//
// A format is chosen by Options.Format, or else by the first bytes (.npy,
// Matrix Market), or else by the extension, or else by the shape of the first
// line. Any file may be compressed by gzip or zstd, which is recognised by its
// first bytes. The path "-" stands for standard input.
//
//   - csv, tsv: fields separated by commas, semicolons, tabs, pipes or blanks, see
//     below. Fields may be quoted, also over several lines. A byte order mark,
//     CRLF, blank lines, spaces around fields and a first line sep=; are skipped
//     over.
//   - svm: LIBSVM and svmlight lines "label index:value ... # comment", indices
//     from 1 and strictly increasing, qid skipped. The labels are y.
//   - mtx: Matrix Market coordinate (a sparse design) and array (a dense one);
//     real, integer or pattern; general, symmetric or skew-symmetric. Entries
//     given twice are added up.
//   - npy: arrays of one or two dimensions of bool, integers, float32 or
//     float64, in either byte order and either memory order, versions 1 to 3.
//
// Columns without a name are called x0, x1, ... by their place in the file.
//
// # Separated values
//
// Nothing is guessed that would read another table in silence. A sample of the
// first lines settles the separator, the number of columns and the header; then
// all cells are read and what is odd is counted by column; then the file is
// judged as a whole: read, read with a word in Data.Notes, or refused with the
// flag ([Dialect], [Options]) that says how it is meant. [Examine] lists all
// that Read would refuse.
//
//   - header: texts above columns of numbers. Refused are numbers that look like
//     names (years, even steps, whole above fractions), a mix of texts and
//     numbers, texts that come again below. A line "# a,b" of as many fields as a
//     row without text is the header too.
//   - lines beginning with # are rows where they have as many fields as a row, or
//     begin with a missing token such as #N/A; the others are comments.
//   - decimal mark: the point; also the comma where it separates no fields.
//     Refused are both in one file, and numbers like 1.200 of which no other
//     number tells whether the mark groups thousands (the point: between
//     semicolons, or beside whole numbers below 1000). Exponents may have D.
//   - missing cells are empty or a token of pandas, R, SQL, SAS, Stata or Excel.
//   - text: a column is text when its texts come first, are no fewer than its
//     numbers, and are not numbers with marks that a flag would read; Options.OneHot
//     then makes one 0/1 column per level, levels sorted, none left out. A text in a column of
//     numbers is refused, always.
//   - index: a first column without a name of which all cells differ is left out,
//     with a word. Columns called like an index that number the rows are refused.
//
// # Promises
//
// Reading streams: memory stays within three times that of the result, and what
// a header claims is believed only as far as the content bears it out. A value
// that is infinite or larger than [MaxAbs] is refused. An error is one line that
// says file, line, field (both from 1) and remedy:
//
//	x.csv:17:3: "abc" is not a number
//
// Writing is atomic: a file is complete or untouched.
package dataio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Options of Read. The zero value reads a file of features without missing cells.
type Options struct {
	Target  string // column taken out as y: a name, or a number from 0, or from -1 for the last
	Y       string // path of y, where it has a file of its own: one column in any format; goes before svmlight labels
	Missing string // what to do with missing cells: "" fail, "drop" their rows, "mean" of their column
	OneHot  bool   // text columns become 0/1 columns called column=level
	Classes bool   // a response of text is classes: its numbers are their places in Data.Levels
	Format  string // "" find out, or csv, tsv, svm, mtx, npy

	Features []string // the columns to read: lists of names, numbers as of Target, patterns with * and ?; none for all
	Exclude  []string // columns to leave out, in such lists
	Known    []string // names of columns that are there: a first row that has them all is the header
	Labels   []string // columns that are no features but say what a row is or belongs to, as of Target; see Data.Labels
	Also     []string // names of columns to keep although Features and Exclude leave them out, where they exist

	Dialect // how a file of separated values is written

	lenient bool // see Examine
	second  bool // a file of y: Header speaks of the first file, and of this where it is in doubt
}

// Data is a design with or without a response.
type Data struct {
	Path       string        // as given to Read
	Names      []string      // of the columns of X, unique
	X          design.Design // *design.Dense or *design.CSC
	Y          []float64     // nil without target
	Levels     []string      // of a response of text, sorted; nil for one of numbers
	TargetName string
	Missing    int      // missing cells of the files
	Dropped    int      // rows left out for them
	Imputed    int      // cells set to the mean of their column
	Labels     []Labels // of the columns of Options.Labels
	SHA256     string   // of the file as stored, in hexadecimal
	YSHA256    string   // the same of Options.Y, "" without

	Notes      []string     // what was guessed or left out, with the flag against it; for people to read
	Faults     []Fault      // of Examine: what Read would refuse
	Mended     bool         // of Examine: the flags of the faults make Read read the file
	Categories []Categories // text columns that became 0/1 columns
}

// content is what one file holds. Missing cells are NaN.
type content struct {
	names  []string // nil when the file has none
	x      design.Design
	y      []float64 // labels, nil when the format has none
	target int       // column of x to take out as y, -1 for none
	labels []Labels  // columns of x that have the numbers of their levels
	levels []string  // of a target of text

	chosen     bool // columns were chosen already
	notes      []string
	faults     []Fault
	categories []Categories
}

const missingHint = "; --missing drop leaves its row out, --missing mean fills it in"

// Read reads a design, and the response where the options or the format say
// which it is. Reading stops with the context's error when that is canceled. in
// is read where the path is "-", and may be nil otherwise.
func Read(ctx context.Context, in io.Reader, path string, o Options) (*Data, error) {
	o.lenient = false
	return read(ctx, in, path, o)
}

// read is Read, or a round of Examine.
func read(ctx context.Context, in io.Reader, path string, o Options) (*Data, error) {
	if o.Missing != "" && o.Missing != "drop" && o.Missing != "mean" {
		return nil, fmt.Errorf("unknown treatment of missing cells %q: use drop or mean", o.Missing)
	}
	if o.Target != "" && o.Y != "" {
		return nil, errors.New("a target column and a file of y were given: leave one of them out")
	}
	d := &Data{Path: path}
	numbers := accept{limit: MaxAbs, hint: missingHint}
	if o.Missing != "" || o.lenient {
		numbers.missing = &d.Missing
	}
	c, sum, err := readFile(ctx, in, path, o, numbers)
	if err != nil {
		return nil, err
	}
	d.Names, d.X, d.Y, d.Levels, d.SHA256 = c.names, c.x, c.y, c.levels, sum
	if _, p := d.X.Dims(); p > 1<<20 { // names, and what any look at the columns needs
		if err := affordable(100 * float64(p)); err != nil {
			return nil, fmt.Errorf("%s: a matrix of %d columns %w", shown(path), p, err)
		}
	}
	d.Notes, d.Faults, d.Categories = c.notes, c.faults, c.categories
	if c.y != nil {
		d.TargetName = "label"
	}
	n, p := d.X.Dims()
	if d.Names == nil {
		d.Names = columnNames(p)
	}
	if err := d.takeLabels(o, c); err != nil {
		return nil, fmt.Errorf("%s: %w", shown(path), err)
	}
	if !c.chosen && o.chooses() {
		if err := d.choose(o, c); err != nil {
			return nil, fmt.Errorf("%s: %w", shown(path), err)
		}
	}
	if c.target >= 0 {
		d.TargetName = d.Names[c.target]
		d.Names = slices.Delete(d.Names, c.target, c.target+1)
		d.X, d.Y = takeColumn(d.X, c.target)
	}
	if o.Y != "" {
		if path == "-" {
			in = nil
		}
		own := Options{Dialect: o.Dialect, Classes: o.Classes, second: true}
		y, err := readColumn(ctx, in, o.Y, own, numbers)
		misread := err != nil || len(y.values) == n-1
		if missing := d.Missing; misread && o.Y != "-" && own.Header == "" { // the number of rows settles whether there is a header
			own.Header, own.second, own.Target = "no", false, "0"
			if all, again := readColumn(ctx, nil, o.Y, own, numbers); again == nil && len(all.values) == n {
				y, err = all, nil
			} else {
				d.Missing = missing
			}
		}
		if err != nil {
			return nil, err
		}
		d.Y, d.TargetName, d.Levels, d.YSHA256 = y.values, y.name, y.levels, y.sum
		if len(d.Y) != n {
			return nil, fmt.Errorf("%s: %d values for the %d rows of %s", shown(o.Y), len(d.Y), n, shown(path))
		}
	}
	if len(d.Names) == 0 {
		return nil, fmt.Errorf("%s: no feature columns", shown(path))
	}
	if err := d.treatMissing(o); err != nil {
		return nil, fmt.Errorf("%s: %w", shown(path), err)
	}
	return d, nil
}

// choose leaves out the columns that Options do not want, the target excepted.
func (d *Data) choose(o Options, c *content) error {
	keep, err := o.choose(d.Names)
	if err != nil {
		return err
	}
	if c.target >= 0 {
		keep[c.target] = true
	}
	d.X = keepColumns(d.X, keep)
	var names []string
	for j, name := range d.Names {
		if j == c.target {
			c.target = len(names)
		}
		if keep[j] {
			names = append(names, name)
		}
	}
	d.Names = names
	return nil
}

// readFile reads one file to its end.
func readFile(ctx context.Context, in io.Reader, path string, o Options, numbers accept) (*content, string, error) {
	s, err := open(ctx, in, path)
	if err != nil {
		return nil, "", err
	}
	defer s.close()
	format, err := s.format(o.Format)
	if err != nil {
		return nil, "", err
	}
	c, err := format.read(s, o, numbers)
	if err != nil {
		return nil, "", err
	}
	if o.Target != "" && c.target < 0 {
		if c.y != nil {
			return nil, "", s.errorf("the labels of an svmlight file are the target; leave --target out")
		}
		names := c.names
		if names == nil {
			_, p := c.x.Dims()
			names = columnNames(p)
		}
		if c.target, err = findColumn(names, o.Target); err != nil {
			return nil, "", s.errorf("%w", err)
		}
	}
	sum, err := s.digest()
	return c, sum, err
}

// ReadVector reads a file of one column or one row in any format: weights, an
// offset, penalty factors, bounds. Values are at most limit in magnitude:
// [MaxAbs], or math.Inf(1) where infinities have a meaning. Its order is that of
// the rows or columns it belongs to, want of them: where it is in doubt whether the file
// has a header, that settles it.
func ReadVector(ctx context.Context, path string, limit float64, want int) ([]float64, error) {
	v, err := readColumn(ctx, nil, path, Options{}, accept{limit: limit})
	if err != nil {
		plain := Options{}
		plain.Header = "no"
		if all, again := readColumn(ctx, nil, path, plain, accept{limit: limit}); again == nil && len(all.values) == want {
			return all.values, nil
		}
	}
	return v.values, err
}

// alone is a column that has a file of its own.
type alone struct {
	values    []float64
	levels    []string
	name, sum string
}

// readColumn reads the one column of a file.
func readColumn(ctx context.Context, in io.Reader, path string, o Options, numbers accept) (v alone, err error) {
	c, sum, err := readFile(ctx, in, path, o, numbers)
	if err != nil {
		return v, err
	}
	if c.y != nil {
		return v, fmt.Errorf("%s: an svmlight file where one column of numbers was expected", path)
	}
	v = alone{levels: c.levels, name: "y", sum: sum}
	n, p := c.x.Dims()
	if dense, ok := c.x.(*design.Dense); ok && n == 1 {
		v.values = dense.Data // a row, in order in memory too
		return v, nil
	}
	if p != 1 {
		return alone{}, fmt.Errorf("%s: %d columns where one was expected", path, p)
	}
	_, v.values = takeColumn(c.x, 0)
	if c.names != nil {
		v.name = c.names[0]
	}
	return v, nil
}
