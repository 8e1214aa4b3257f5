package dataio

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Categories is a text column that became 0/1 columns, one a level.
type Categories struct {
	Name   string
	Levels int
	Texts  []string // the levels, sorted
}

// slot is where a column of the table goes: to one column of the result, or one
// a level, or none.
type slot struct {
	kind  kind
	first int
	rank  []int // of the levels in order
	odd   *column
}

// expand turns the table into a design by what the columns are. It is sparse
// where text columns make that take less memory.
func (c *csvReader) expand(kinds []kind) (*content, error) {
	out := &content{target: -1, chosen: true}
	slots := make([]slot, c.rows.p)
	plain := true
	for j, k := range c.at {
		if k < 0 {
			continue
		}
		s := &slots[k]
		s.kind, s.first, s.odd = kinds[j], len(out.names), c.odd[j]
		plain = plain && (kinds[j] == numeric || kinds[j] == labelling) && (s.odd == nil || s.odd.texts.count == 0)
		switch {
		case kinds[j] == textual:
			c.rank(s)
			texts := make([]string, len(s.rank))
			for k, r := range order(s.rank) {
				texts[k] = s.odd.levels[r].text
				out.names = append(out.names, c.names[j]+"="+texts[k])
			}
			out.categories = append(out.categories, Categories{c.names[j], len(s.rank), texts})
		case kinds[j] == labelling:
			c.labels[j].column = len(out.names)
			out.labels = append(out.labels, *c.labels[j])
			out.names = append(out.names, c.names[j])
		case kinds[j] == numeric, kinds[j] == classes:
			if j == c.target {
				out.target = len(out.names)
			}
			out.names = append(out.names, c.names[j])
			if kinds[j] == classes {
				c.rank(s)
				for _, r := range order(s.rank) {
					out.levels = append(out.levels, s.odd.levels[r].text)
				}
			}
		}
	}
	p := len(out.names)
	if !c.named && len(out.categories) == 0 && p == c.p {
		out.names = nil
	}
	if plain {
		out.x = &design.Dense{N: c.rows.n, P: c.rows.p, Data: c.rows.columns()}
		return out, nil
	}
	seen := make(map[string]bool, len(out.names))
	for _, name := range out.names {
		if seen[name] {
			return nil, c.errorf("two columns are called %s once text columns are expanded; rename one", quote([]byte(name)))
		}
		seen[name] = true
	}
	nonzeros := 0
	c.eachNonzero(slots, func(i, j int, v float64) { nonzeros++ })
	n := c.rows.n
	if p == 0 {
		return nil, c.errorf("no feature columns are left")
	}
	if len(out.categories) > 0 && n <= math.MaxInt32 && 3*nonzeros < 2*n*p {
		e := &entries{}
		c.eachNonzero(slots, e.add)
		c.rows = table{} // give the memory back before the columns take theirs
		out.x = e.csc(n, p)
		return out, nil
	}
	dense := make([]float64, n*p)
	c.eachNonzero(slots, func(i, j int, v float64) { dense[j*n+i] = v })
	out.x = &design.Dense{N: n, P: p, Data: dense}
	return out, nil
}

// rank sorts the levels of a text column.
func (c *csvReader) rank(s *slot) {
	levels := s.odd.levels
	sorted := make([]int, len(levels))
	for k := range sorted {
		sorted[k] = k
	}
	slices.SortFunc(sorted, func(a, b int) int {
		if levels[a].text < levels[b].text {
			return -1
		}
		return 1
	})
	s.rank = make([]int, len(levels))
	for r, k := range sorted {
		s.rank[k] = r
	}
}

// order is the inverse of a permutation.
func order(rank []int) []int {
	out := make([]int, len(rank))
	for k, r := range rank {
		out[r] = k
	}
	return out
}

// eachNonzero visits the nonzero entries of the expanded table by rows. A missing
// text is missing in every column of its levels; a text among numbers is missing.
func (c *csvReader) eachNonzero(slots []slot, visit func(i, j int, v float64)) {
	i := 0
	for _, b := range c.rows.blocks {
		for ; len(b) > 0; b = b[c.rows.p:] {
			for k, v := range b[:c.rows.p] {
				s := &slots[k]
				l, isLevel := unbox(v)
				switch {
				case s.kind == dropped:
				case s.kind == textual && isLevel:
					visit(i, s.first+s.rank[l], 1)
				case s.kind == textual:
					for r := range s.rank {
						visit(i, s.first+r, math.NaN())
					}
				case s.kind == classes && isLevel:
					if r := s.rank[l]; r > 0 {
						visit(i, s.first, float64(r))
					}
				case isLevel && s.odd.levels[l].number:
					visit(i, s.first, s.odd.levels[l].value)
				case isLevel:
					visit(i, s.first, math.NaN())
				case v != 0:
					visit(i, s.first, v)
				}
			}
			i++
		}
	}
}
