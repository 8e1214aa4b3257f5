package dataio

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/problems"
)

// maxLevels is the number of different texts of a column beyond which it is
// taken for an identifier.
const maxLevels = 1000

// level returns the number of the level that a cell of text names. A column is
// text when no number has come before.
func (c *csvReader) level(j int, cell []byte) (float64, error) {
	name := quote([]byte(c.names[j]))
	switch {
	case !utf8.Valid(cell):
		return 0, c.lineErrorf(j+1, "%s is not UTF-8 text; save the file as UTF-8", quote(cell))
	case j == c.target:
		return 0, c.lineErrorf(j+1, "%s is not a number, and column %s is the target; code it in numbers", quote(cell), name)
	case c.rows.p == 1 && len(bytes.Fields(cell)) > 1:
		return 0, c.lineErrorf(j+1, "%s is not a number; separate columns by commas, semicolons or tabs", quote(cell))
	case !c.oneHot && c.rows.p == 1:
		return 0, c.lineErrorf(j+1, "%s is not a number", quote(cell))
	case !c.oneHot:
		return 0, c.lineErrorf(j+1, "%s is not a number in column %s; --one-hot turns text columns into 0/1 columns", quote(cell), name)
	case c.levels[j] == nil && c.hasNumbers(j):
		return 0, c.lineErrorf(j+1, "%s is not a number, as the cells above it in column %s are", quote(cell), name)
	}
	if c.levels[j] == nil {
		c.levels[j] = make(map[string]int)
	}
	k, known := c.levels[j][string(cell)]
	if !known {
		k = len(c.levels[j])
		if k == maxLevels {
			return 0, c.lineErrorf(j+1, "column %s has more than %d different texts; leave it out", name, maxLevels)
		}
		c.levels[j][string(cell)] = k
	}
	return float64(k), nil
}

// hasNumbers reports whether column j has a number in a row before the last.
func (c *csvReader) hasNumbers(j int) bool {
	i := 0
	for _, b := range c.rows.blocks {
		for k := j; k < len(b); k += c.rows.p {
			if i++; i < c.rows.n && !math.IsNaN(b[k]) {
				return true
			}
		}
	}
	return false
}

// expand is content for a file with text columns. The design is sparse where
// that takes less memory.
func (c *csvReader) expand() (*content, error) {
	out := &content{target: -1}
	first := make([]int, c.rows.p) // column of the result where column j begins
	rank := make([][]int, c.rows.p)
	for j, levels := range c.levels {
		first[j] = len(out.names)
		if j == c.target {
			out.target = first[j]
		}
		if levels == nil {
			out.names = append(out.names, c.names[j])
			continue
		}
		rank[j] = make([]int, len(levels))
		for r, level := range slices.Sorted(maps.Keys(levels)) {
			rank[j][levels[level]] = r
			out.names = append(out.names, c.names[j]+"="+level)
		}
	}
	seen := make(map[string]bool)
	for _, name := range out.names {
		if seen[name] {
			return nil, c.errorf("two columns are called %s once text columns are expanded; rename one", quote([]byte(name)))
		}
		seen[name] = true
	}
	nonzeros := 0
	c.eachNonzero(first, rank, func(i, j int, v float64) { nonzeros++ })
	n, p := c.rows.n, len(out.names)
	if n <= math.MaxInt32 && 3*nonzeros < 2*n*p {
		e := &entries{}
		c.eachNonzero(first, rank, e.add)
		c.rows = table{} // give the memory back before the columns take theirs
		out.x = e.csc(n, p)
		return out, nil
	}
	dense := make([]float64, n*p)
	c.eachNonzero(first, rank, func(i, j int, v float64) { dense[j*n+i] = v })
	out.x = &problems.Dense{N: n, P: p, Data: dense}
	return out, nil
}

// eachNonzero visits the nonzero entries of the expanded table by rows. A missing
// text is missing in every column of its levels.
func (c *csvReader) eachNonzero(first []int, rank [][]int, visit func(i, j int, v float64)) {
	i := 0
	for _, b := range c.rows.blocks {
		for ; len(b) > 0; b = b[c.rows.p:] {
			for j, v := range b[:c.rows.p] {
				switch {
				case rank[j] == nil && v != 0:
					visit(i, first[j], v)
				case rank[j] == nil:
				case math.IsNaN(v):
					for r := range rank[j] {
						visit(i, first[j]+r, v)
					}
				default:
					visit(i, first[j]+rank[j][int(v)], 1)
				}
			}
			i++
		}
	}
}
