package layout

import "strings"

// Table is rows of cells under a head.
type Table struct {
	Head  []string // nil for none
	Right []bool   // columns that are aligned to the right, such as numbers
	Rows  [][]string
}

const (
	between = 2  // columns of space before each column of the table
	narrow  = 24 // no column is squeezed below it, unless its words are short
)

// Fit writes the table in lines of at most width. Columns of words are made narrower
// and their cells broken into lines; where that is not enough, the columns that
// do not fit come below, after the first column once more. A single column that is too
// wide stays so.
func (t Table) Fit(width int) string {
	columns := len(t.Head)
	if t.Head == nil && len(t.Rows) > 0 {
		columns = len(t.Rows[0])
	}
	wide, least := make([]int, columns), make([]int, columns)
	for j := range columns {
		for _, cell := range t.column(j) {
			wide[j] = max(wide[j], Len(cell))
			for word := range strings.FieldsSeq(cell) {
				least[j] = max(least[j], Len(word))
			}
		}
		least[j] = max(least[j], min(narrow, wide[j]))
		if t.right(j) { // only the head has words to break at
			least[j] = 0
			for k, cell := range t.column(j) {
				words := []string{cell}
				if k == 0 {
					words = strings.Fields(cell)
				}
				for _, word := range words {
					least[j] = max(least[j], Len(word))
				}
			}
		}
	}
	var b strings.Builder
	for k, part := range t.parts(least, width) {
		if k > 0 {
			b.WriteByte('\n')
		}
		t.write(&b, part, squeeze(part, wide, least, width))
	}
	return b.String()
}

// column returns the head of column j and its cells.
func (t Table) column(j int) []string {
	cells := []string{""}
	if t.Head != nil {
		cells[0] = t.Head[j]
	}
	for _, r := range t.Rows {
		cells = append(cells, r[j])
	}
	return cells
}

func (t Table) right(j int) bool { return j < len(t.Right) && t.Right[j] }

// parts are the columns that stand beside one another.
func (t Table) parts(least []int, width int) (parts [][]int) {
	part, used := []int{}, 0
	for j, n := range least {
		if used+between+n > width && len(part) > 1 {
			parts = append(parts, part)
			part, used = []int{0}, between+least[0]
		}
		part, used = append(part, j), used+between+n
	}
	return append(parts, part)
}

// squeeze takes from the widest columns what is too much.
func squeeze(part, wide, least []int, width int) map[int]int {
	is, total := map[int]int{}, 0
	for _, j := range part {
		is[j] = wide[j]
		total += between + wide[j]
	}
	for total > width {
		widest := -1
		for _, j := range part {
			if is[j] > least[j] && (widest < 0 || is[j] > is[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		is[widest]--
		total--
	}
	return is
}

// write writes those columns, each as wide as is says.
func (t Table) write(b *strings.Builder, part []int, is map[int]int) {
	for k := -1; k < len(t.Rows); k++ {
		row := t.Head
		if k >= 0 {
			row = t.Rows[k]
		} else if t.Head == nil {
			continue
		}
		lines, height := map[int][]string{}, 0
		for _, j := range part {
			lines[j] = []string{row[j]}
			if Len(row[j]) > is[j] {
				lines[j] = strings.Split(Wrap(row[j], is[j], ""), "\n")
			}
			height = max(height, len(lines[j]))
		}
		for i := range height {
			var line strings.Builder
			for _, j := range part {
				text := ""
				if at := i; k >= 0 && at < len(lines[j]) {
					text = lines[j][at]
				} else if at := i - height + len(lines[j]); k < 0 && at >= 0 { // heads stand on their cells
					text = lines[j][at]
				}
				pad := strings.Repeat(" ", max(0, is[j]-Len(text)))
				line.WriteString(strings.Repeat(" ", between))
				if t.right(j) {
					line.WriteString(pad + text)
				} else {
					line.WriteString(text + pad)
				}
			}
			b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		}
	}
}
