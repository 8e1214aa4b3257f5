package dataio

import (
	"slices"
	"strconv"
)

// Labels is a column of texts, or of numbers taken for texts, that labels the rows: what
// they are called, or which group they belong to.
type Labels struct {
	Name   string
	Levels []string // the different texts in the order of their first row, "" of missing cells
	Code   []int    // of each row, into Levels

	place   map[string]int
	request int // in Options.Labels
	column  int // of the design that it is taken out of
}

// Of returns the text of row i.
func (l *Labels) Of(i int) string { return l.Levels[l.Code[i]] }

// code returns the number of a text, as a cell of the table.
func (l *Labels) code(text []byte) float64 {
	k, known := l.place[string(text)]
	if !known {
		if l.place == nil {
			l.place = map[string]int{}
		}
		k = len(l.Levels)
		l.Levels = append(l.Levels, string(text))
		l.place[l.Levels[k]] = k
	}
	return float64(k)
}

// drop leaves out the rows that are marked.
func (l *Labels) drop(rows []bool) {
	kept := l.Code[:0]
	for i, k := range l.Code {
		if !rows[i] {
			kept = append(kept, k)
		}
	}
	l.Code = kept
}

// labelling tells whether column j of the file labels the rows.
func (c *csvReader) labelling(j int) bool { return c.labels != nil && c.labels[j] != nil }

// findLabels marks the columns that label the rows, and keeps them.
func (c *csvReader) findLabels(keep []bool) error {
	if len(c.o.Labels) == 0 {
		return nil
	}
	c.labels = make([]*Labels, c.p)
	for k, name := range c.o.Labels {
		j, err := findColumn(c.names, name)
		if err != nil {
			return c.errorf("%w", err)
		}
		if j == c.target || c.labels[j] != nil {
			return c.errorf("column %s cannot label the rows too: it is asked for twice", quote([]byte(c.names[j])))
		}
		keep[j], c.labels[j] = true, &Labels{Name: c.names[j], request: k}
	}
	return nil
}

// takeLabels takes the columns that label the rows out of the design. Formats other than
// separated values have numbers in them.
func (d *Data) takeLabels(o Options, c *content) error {
	if c.labels == nil {
		for k, name := range o.Labels {
			j, err := findColumn(d.Names, name)
			if err != nil {
				return err
			}
			c.labels = append(c.labels, Labels{Name: d.Names[j], request: k, column: j})
		}
	}
	slices.SortFunc(c.labels, func(a, b Labels) int { return b.column - a.column })
	for _, l := range c.labels { // the last column first
		if l.column < c.target {
			c.target--
		}
		var numbers []float64
		d.X, numbers = takeColumn(d.X, l.column)
		d.Names = slices.Delete(d.Names, l.column, l.column+1)
		read := l.Levels != nil
		for _, v := range numbers {
			if !read {
				v = l.code(strconv.AppendFloat(nil, v, 'g', -1, 64))
			}
			l.Code = append(l.Code, int(v))
		}
		d.Labels = append(d.Labels, l)
	}
	slices.SortFunc(d.Labels, func(a, b Labels) int { return a.request - b.request })
	return nil
}
