package losses

import (
	"cmp"
	"slices"

	"github.com/lassocheck/lassocheck/internal/doubled"
)

// riskSets has the risk sets of the times of events as a forest: the set of a time is what
// is stored along the way from a root to the node of that time, and the events of that time,
// which are apart. So sums over all sets, and over all times that a row is at risk, are sums
// down and up the forest, of positive numbers and without a difference that would cancel.
//
// Where all rows of a stratum are at risk from the first event on its sets are nested, and
// the tree is a chain from the last time to the first. Otherwise it is a segment tree over
// the times, whose nodes have the rows that are at risk at all times below: a row is at risk
// over an interval, and so in no more than 2 log K nodes.
type riskSets struct {
	total, heaviest float64 // weights of all rows, and of the events of a stratum

	parent []int32 // of each node, -1 for a root; parents come first
	from   []int32 // entries of a node are rows[from[v]:from[v+1]]
	rows   []int32
	times  []eventTime // by stratum, earliest first
	nested bool        // all trees are chains
	last   []int32     // the latest time at which a row is at risk, -1 for none
}

// eventTime is a time of events.
type eventTime struct {
	node   int32
	first  bool    // of its stratum
	events []int32 // rows
	weight float64 // of the events
	parts  int     // S_kr of this time: 1, or as many as events
}

// part returns c of every part, and the factor b of the events in part r.
func (t *eventTime) part(r int) (c, b float64) {
	m := float64(t.parts)
	return t.weight / m, (m - float64(r)) / m
}

func newRiskSets(f *Cox) *riskSets {
	s := &riskSets{nested: true, last: slices.Repeat([]int32{-1}, len(f.Time))}
	var total doubled.Number
	var order []int32
	for i := range f.Time {
		if w := f.weight(i); w > 0 {
			total.Add(w)
			order = append(order, int32(i))
		}
	}
	s.total = total.Value()
	stratum := func(i int32) int {
		if f.Strata == nil {
			return 0
		}
		return f.Strata[i]
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(stratum(a), stratum(b)), cmp.Compare(f.Time[a], f.Time[b]))
	})
	var at [][]int32 // rows by node
	for lo := 0; lo < len(order); {
		hi := lo
		for hi < len(order) && stratum(order[hi]) == stratum(order[lo]) {
			hi++
		}
		at = s.plant(f, order[lo:hi], at)
		lo = hi
	}
	s.from = make([]int32, len(at)+1)
	for v, rows := range at {
		s.rows = append(s.rows, rows...)
		s.from[v+1] = int32(len(s.rows))
	}
	return s
}

// plant adds the tree of a stratum, whose rows are sorted by time, and its rows by node.
func (s *riskSets) plant(f *Cox, rows []int32, at [][]int32) [][]int32 {
	base, early := int32(len(s.parent)), len(s.times)
	var moments []float64
	weight := 0.0
	for _, i := range rows {
		if f.event(int(i)) == 0 {
			continue
		}
		if t := f.Time[i]; len(moments) == 0 || t > moments[len(moments)-1] {
			moments = append(moments, t)
			s.times = append(s.times, eventTime{first: len(moments) == 1, parts: 1})
		}
		t := &s.times[len(s.times)-1]
		t.events = append(t.events, i)
		t.weight += f.event(int(i))
		weight += f.event(int(i))
		if f.Ties == Efron {
			t.parts = len(t.events)
		}
	}
	s.heaviest = max(s.heaviest, weight)
	k := int32(len(moments))
	if k == 0 {
		return at
	}
	chain := true
	if f.Start != nil {
		for _, i := range rows {
			chain = chain && f.Start[i] < moments[0]
		}
	}
	s.nested = s.nested && chain
	if chain {
		for v := range k {
			s.parent = append(s.parent, base+v-1)
			s.times[early+int(v)].node = base + k - 1 - v
		}
		at = append(at, make([][]int32, k)...)
	} else {
		for v := int32(1); v < 2*k; v++ { // node v has the children 2v and 2v+1, leaves from k on
			s.parent = append(s.parent, base+v/2-1)
			if v >= k {
				s.times[early+int(v-k)].node = base + v - 1
			}
		}
		at = append(at, make([][]int32, 2*k-1)...)
	}
	s.parent[base] = -1
	for _, i := range rows {
		end := firstAfter(moments, f.Time[i])
		begin := 0
		if !chain {
			begin = firstAfter(moments, f.Start[i])
		}
		if begin < end {
			s.last[i] = int32(early + end - 1)
		}
		if f.event(int(i)) > 0 {
			end-- // at its own time it is with the events
		}
		if chain {
			if end > 0 {
				v := base + k - int32(end)
				at[v] = append(at[v], i)
			}
			continue
		}
		for l, r := int32(begin)+k, int32(end)+k; l < r; l, r = l/2, r/2 {
			if l&1 == 1 {
				at[base+l-1] = append(at[base+l-1], i)
				l++
			}
			if r&1 == 1 {
				r--
				at[base+r-1] = append(at[base+r-1], i)
			}
		}
	}
	return at
}

// firstAfter returns the place of the first of sorted moments that is after t.
func firstAfter(moments []float64, t float64) int {
	at, _ := slices.BinarySearchFunc(moments, t, func(m, t float64) int {
		if m <= t {
			return -1
		}
		return 1
	})
	return at
}
