package dataio

import (
	"slices"
)

// findSeparator tries tab, semicolon, pipe, comma and blanks. The right one cuts
// all rows into equally many fields, the first too, and fields into numbers.
func (c *csvReader) findSeparator() {
	if c.delimiter != 0 {
		c.use(c.delimiter)
		return
	}
	tries := []byte("\t;|, ")
	if c.point == ',' {
		tries = []byte("\t;|\x1f, ")
	}
	best, bestScore := byte(','), 0.0
	for _, sep := range tries {
		if score := c.score(sep); score > bestScore+1e-9 {
			best, bestScore = sep, score
		}
	}
	c.use(best)
}

// use takes up a separator.
func (c *csvReader) use(sep byte) {
	c.sep, c.commas, c.blanks = sep, sep == ',', sep == ' '
	if c.blanks {
		c.sep = '\t'
	}
}

// score is 0 where a separator does not fit at all.
func (c *csvReader) score(sep byte) float64 {
	c.use(sep)
	records, ok := c.splitSample()
	records = slices.DeleteFunc(records, func(r sampled) bool { return r.hash })
	if !ok || len(records) == 0 {
		return 0
	}
	p := width(records)
	if p < 2 && sep != nameless {
		return 0
	}
	alike, cells, numbers := 0, 0, 0
	for k, r := range records {
		if len(r.cells) == p {
			alike++
		}
		for _, cell := range r.cells {
			if k > 0 || len(records) == 1 {
				cells++
				if _, number := c.number(cell); number || c.isGap(cell) {
					numbers++
				}
			}
		}
	}
	share := float64(numbers) / float64(max(cells, 1))
	if sep == ' ' && share < 0.5 && c.point == '.' {
		return 0 // words of a text
	}
	score := float64(alike)/float64(len(records)) + share
	if len(records[0].cells) == p {
		score += 0.5
	}
	return score
}

// width returns the number of fields that most records after the first have, or
// else that of the first.
func width(records []sampled) int {
	first := len(records[0].cells)
	count := map[int]int{}
	best := 0
	for _, r := range records[1:] {
		f := len(r.cells)
		count[f]++
		if best == 0 || count[f] > count[best] || count[f] == count[best] && f == first {
			best = f
		}
	}
	if best == 0 {
		return first
	}
	return best
}
