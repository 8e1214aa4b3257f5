package main

import (
	"cmp"
	plot "github.com/lassocheck/lassocheck/internal/figure"
	"math"
	"slices"
)

// curve is the coefficient of one column along the path.
type curve struct {
	name    string
	xy      plot.XYs
	end     float64 // its last value
	largest float64 // its largest absolute value
	entry   int     // the first lambda at which it is not zero, counted from the largest
	label   float64 // where its name is written
	colour  int     // of the palette
	dash    int     // of dashes
}

// thinned keeps at most mostPoints answers, the first and the last among them.
func thinned(answers []answer) []answer {
	if len(answers) <= mostPoints {
		return answers
	}
	kept := make([]answer, mostPoints)
	for k := range kept {
		kept[k] = answers[k*(len(answers)-1)/(mostPoints-1)]
	}
	return kept
}

// curves are those of the columns that ever enter, the largest at the end and the
// first to enter by turns, as many as are drawn, the number of all, and the range of
// their values.
func (m *model) curves(answers []answer) (curves []*curve, all int, low, high float64) {
	value := func(a *answer, i int) float64 {
		v := float64(a.Coefficients[i])
		if m.Spec.Standardize {
			v *= m.Net.Scale[a.Support[i]]
		}
		return v
	}
	of := map[int]*curve{}
	for k := range answers {
		for i, j := range answers[k].Support {
			c := of[j]
			if c == nil {
				c = &curve{name: m.Names[j], entry: k}
				of[j] = c
				curves = append(curves, c)
			}
			v := value(&answers[k], i)
			c.largest = max(c.largest, math.Abs(v))
			if k == len(answers)-1 {
				c.end = v
			}
			low, high = min(low, v), max(high, v)
		}
	}
	all = len(curves)
	curves = ranked(curves)[:min(all, mostCurves)]
	for _, c := range curves {
		c.xy = make(plot.XYs, len(answers))
		for k := range answers {
			c.xy[k].X = math.Log10(float64(answers[k].Lambda))
		}
	}
	for k := range answers {
		for i, j := range answers[k].Support {
			if c := of[j]; c.xy != nil {
				c.xy[k].Y = value(&answers[k], i)
			}
		}
	}
	for _, c := range curves {
		for len(c.xy) > 1 && c.xy[1].Y == 0 { // not there yet
			c.xy = c.xy[1:]
		}
	}
	return curves, all, low, high
}

// ranked puts the curves in the order of their right to a label: the largest at the
// end, the first to enter, the second largest, the second to enter ...
func ranked(curves []*curve) (order []*curve) {
	size, entry := slices.Clone(curves), slices.Clone(curves)
	slices.SortStableFunc(size, bySize)
	slices.SortStableFunc(entry, byEntry)
	seen := map[*curve]bool{}
	for k := range curves {
		for _, c := range []*curve{size[k], entry[k]} {
			if !seen[c] {
				seen[c] = true
				order = append(order, c)
			}
		}
	}
	return order
}

func bySize(a, b *curve) int {
	return cmp.Or(cmp.Compare(math.Abs(b.end), math.Abs(a.end)), cmp.Compare(b.largest, a.largest))
}

func byEntry(a, b *curve) int { return cmp.Or(cmp.Compare(a.entry, b.entry), bySize(a, b)) }

// spread places labels as near to the ends of their curves as a distance of at
// least gap from one to the next allows, in least squares: an isotonic regression
// of the ends less multiples of gap, by pooling adjacent violators.
func spread(curves []*curve, gap, low, high float64) {
	byEnd := slices.Clone(curves)
	slices.SortStableFunc(byEnd, func(a, b *curve) int { return cmp.Compare(a.end, b.end) })
	type pool struct{ sum, n float64 }
	var pools []pool
	for i, c := range byEnd {
		pools = append(pools, pool{c.end - float64(i)*gap, 1})
		for k := len(pools) - 1; k > 0 && pools[k].sum/pools[k].n < pools[k-1].sum/pools[k-1].n; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].n += pools[k].n
			pools = pools[:k]
		}
	}
	i := 0
	for _, q := range pools {
		at := min(max(q.sum/q.n, low), high-float64(len(byEnd)-1)*gap)
		for range int(q.n) {
			byEnd[i].label = at + float64(i)*gap
			i++
		}
	}
}
