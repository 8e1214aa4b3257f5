package models

import (
	"cmp"
	"slices"
)

// byStratum lists the rows of each stratum.
func (s *Survival) byStratum(n int) [][]int {
	if s.Strata == nil {
		return [][]int{upTo(n)}
	}
	at := map[int]int{}
	var groups [][]int
	for i, k := range s.Strata {
		g, ok := at[k]
		if !ok {
			g = len(groups)
			at[k], groups = g, append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// pairs counts the comparable pairs of some rows by their weights, and of these the ones in
// the right order. It goes back in time, with the rows that are at risk beyond the present in
// a [ranking].
func (s *Survival) pairs(rows []int, time, z, w []float64) (right, all float64) {
	rank := newRanking(rows, z)
	by := func(v []float64) []int {
		order := slices.Clone(rows)
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v[b], v[a]) })
		return order
	}
	ends := by(time)
	var starts []int
	if s.Start != nil {
		starts = by(s.Start)
	}
	for lo := 0; lo < len(ends); {
		t, hi := time[ends[lo]], lo
		for ; hi < len(ends) && time[ends[hi]] == t; hi++ {
			if i := ends[hi]; s.Status[i] == 0 { // known to be beyond t
				rank.add(i, w[i])
			}
		}
		for ; len(starts) > 0 && s.Start[starts[0]] >= t; starts = starts[1:] {
			rank.add(starts[0], -w[starts[0]])
		}
		for _, i := range ends[lo:hi] {
			if s.Status[i] == 1 {
				below, same, total := rank.around(i)
				right += w[i] * (below + same/2)
				all += w[i] * total
			}
		}
		for _, i := range ends[lo:hi] {
			if s.Status[i] == 1 {
				rank.add(i, w[i])
			}
		}
		lo = hi
	}
	return right, all
}

// ranking has weights by rank of z, in a tree of sums that is known for [Fenwick, A new data
// structure for cumulative frequency tables (1994)].
type ranking struct {
	rank map[int]int // of rows, from 1, equal for equal z
	sums []float64
	own  []float64 // by rank
}

func newRanking(rows []int, z []float64) *ranking {
	order := slices.Clone(rows)
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(z[a], z[b]) })
	r := &ranking{rank: make(map[int]int, len(rows)), sums: make([]float64, len(rows)+1), own: make([]float64, len(rows)+1)}
	top := 0
	for k, i := range order {
		if k == 0 || z[i] != z[order[k-1]] {
			top++
		}
		r.rank[i] = top
	}
	return r
}

func (r *ranking) add(i int, w float64) {
	k := r.rank[i]
	r.own[k] += w
	for ; k < len(r.sums); k += k & -k {
		r.sums[k] += w
	}
}

func (r *ranking) upTo(k int) (sum float64) {
	for ; k > 0; k -= k & -k {
		sum += r.sums[k]
	}
	return sum
}

// around returns the weights of the rows below row i, of those equal to it, and of all.
func (r *ranking) around(i int) (below, same, total float64) {
	k := r.rank[i]
	return r.upTo(k - 1), r.own[k], r.upTo(len(r.sums) - 1)
}
