package dataio

// blockLen is the number of values that are collected before a new block is
// begun. Collecting blocks, not one growing slice, bounds the memory of reading
// by twice that of the result.
const blockLen = 1 << 15

// table collects the rows of a dense matrix of unknown height and p columns.
type table struct {
	p, n   int
	blocks [][]float64 // each of whole rows
}

// row adds a row and returns it to be filled.
func (t *table) row() []float64 {
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last])+t.p > cap(t.blocks[last]) {
		rows := max(1, min(blockLen/max(t.p, 1), 2*t.n+16)) // small files need small blocks
		t.blocks = append(t.blocks, make([]float64, 0, rows*t.p))
		last++
	}
	b := t.blocks[last]
	k := len(b)
	t.blocks[last] = b[:k+t.p]
	t.n++
	return t.blocks[last][k : k+t.p]
}

// lastRow returns the row that was added last.
func (t *table) lastRow() []float64 {
	b := t.blocks[len(t.blocks)-1]
	return b[len(b)-t.p:]
}

// undo takes the last row out again.
func (t *table) undo() {
	last := len(t.blocks) - 1
	t.blocks[last] = t.blocks[last][:len(t.blocks[last])-t.p]
	t.n--
}

// columns moves the rows into one slice, column by column, and empties the table.
func (t *table) columns() []float64 {
	out := make([]float64, t.n*t.p)
	first := 0
	for k, b := range t.blocks {
		rows := len(b) / max(t.p, 1)
		for j := range t.p {
			col := out[j*t.n+first:][:rows]
			for i := range col {
				col[i] = b[i*t.p+j]
			}
		}
		first += rows
		t.blocks[k] = nil
	}
	t.blocks = nil
	return out
}

// chunks is a sequence that grows without being copied.
type chunks[T any] struct {
	blocks [][]T
	n      int
}

func (c *chunks[T]) add(v T) {
	last := len(c.blocks) - 1
	if last < 0 || len(c.blocks[last]) == cap(c.blocks[last]) {
		c.blocks = append(c.blocks, make([]T, 0, min(blockLen, 2*c.n+16)))
		last++
	}
	c.blocks[last] = append(c.blocks[last], v)
	c.n++
}

// flatten returns the values in one slice and empties c.
func (c *chunks[T]) flatten() []T {
	out := make([]T, 0, c.n)
	for k, b := range c.blocks {
		out = append(out, b...)
		c.blocks[k] = nil
	}
	*c = chunks[T]{}
	return out
}
