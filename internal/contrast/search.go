package contrast

import (
	"context"
	"math"
)

// The steps that a search may try are 10^(k/2) of their unit, k from lowest to highest.
// All searches begin at the same one.
const first, lowest, highest = -2, -16, 8

// Search says in words how steps are searched for.
const Search = "0.01, 0.1 and 1 of the method's unit, on by factors of 10 until the best is not the last (down to 1e-8, up to 1e4), then half a decade either side"

// best finds the step that serves c best, its multiple aside, by the final objective, and
// returns all runs and which of them it is. edge tells that the best step is the last
// that may be tried, or that all diverge.
func (t *trainer) best(ctx context.Context, c Choice) (runs []*run, best *run, edge bool) {
	at := map[int]*run{}
	try := func(k int) *run {
		if at[k] == nil {
			c.Multiple = multiple(k)
			at[k] = t.train(ctx, c, t.Seed, false)
			runs = append(runs, at[k])
		}
		return at[k]
	}
	if c.own != nil {
		r := try(0)
		return runs, r, false
	}
	centre := first
	for ctx.Err() == nil {
		down, here, up := try(centre-2), try(centre), try(centre+2)
		switch {
		case better(up, here) && better(up, down) && centre+2 < highest:
			centre += 2
			continue
		case (better(down, here) || here.diverged) && centre-2 > lowest:
			centre -= 2
			continue
		}
		break
	}
	best, k := at[centre], centre
	for _, other := range []int{centre - 2, centre + 2, centre - 1, centre + 1} {
		if r := try(other); better(r, best) {
			best, k = r, other
		}
	}
	return runs, best, k <= lowest || k >= highest || best.diverged
}

// multiple is 10^(k/2), 3 for the root of 10.
func multiple(k int) float64 {
	m := math.Pow(10, math.Floor(float64(k)/2))
	if k%2 != 0 {
		m *= 3
	}
	return m
}

// better tells whether a ended lower than b. Differences within rounding do not count, so
// that the choice is the same on all machines.
func better(a, b *run) bool {
	return a.final() < b.final()-1e-12*math.Abs(b.final()) || b.diverged && !a.diverged
}
