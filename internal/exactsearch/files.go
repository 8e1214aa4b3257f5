package exactsearch

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Files writes the data of the case to a folder and returns the arguments with which
// the command reads them, the data first: DATA --target y --alpha ...; lambda is left
// out. A sparse X goes to a Matrix Market file.
func (c *Case) Files(dir string) (args []string, err error) {
	write := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if e := os.WriteFile(file, text, 0o666); e != nil && err == nil {
			err = e
		}
		return file
	}
	if c.Sparse {
		args = []string{write("x.mtx", c.market()), "--y", write("y.txt", lines(c.Y))}
	} else {
		args = []string{write("data.csv", c.table()), "--target", "y"}
	}
	args = append(args, "--alpha", text(c.Alpha), fmt.Sprintf("--intercept=%v", c.Intercept), "--tol", text(c.Tol))
	if c.Standardize {
		args = append(args, "--standardize")
	}
	for _, f := range []struct {
		flag string
		v    []float64
	}{{"weights", c.Weights}, {"offset", c.Offset}, {"penalty-factor", c.Factor}, {"lower", c.Lower}, {"upper", c.Upper}} {
		if f.v != nil {
			args = append(args, "--"+f.flag, write(f.flag+".txt", lines(f.v)))
		}
	}
	return args, err
}

// text is v in full.
func text(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func lines(v []float64) []byte {
	var b bytes.Buffer
	for _, x := range v {
		fmt.Fprintln(&b, text(x))
	}
	return b.Bytes()
}

// table is X and y as CSV.
func (c *Case) table() []byte {
	var b bytes.Buffer
	for j := range c.X {
		fmt.Fprintf(&b, "x%d,", j)
	}
	b.WriteString("y\n")
	for i, y := range c.Y {
		row := make([]string, 0, c.Cols()+1)
		for _, x := range c.X {
			row = append(row, text(x[i]))
		}
		fmt.Fprintln(&b, strings.Join(append(row, text(y)), ","))
	}
	return b.Bytes()
}

// market is X in Matrix Market's coordinate format.
func (c *Case) market() []byte {
	var entries bytes.Buffer
	count := 0
	for j, x := range c.X {
		for i, v := range x {
			if v != 0 {
				fmt.Fprintf(&entries, "%d %d %s\n", i+1, j+1, text(v))
				count++
			}
		}
	}
	return append(fmt.Appendf(nil, "%%%%MatrixMarket matrix coordinate real general\n%d %d %d\n", c.Rows(), c.Cols(), count), entries.Bytes()...)
}
