package exactsearch

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// Hunt is a search. Its fields are flags of the test that runs it.
type Hunt struct {
	Count    int           // -search: how many problems are tried
	Seed     uint64        // -seed: of the random numbers
	Only     int           // -only: try this one alone
	Patience time.Duration // -patience: for one answer
}

// Flags adds the flags of a hunt of so many problems to the command line.
func Flags(count int) *Hunt {
	h := &Hunt{}
	flag.IntVar(&h.Count, "search", count, "how many random problems are tried")
	flag.Uint64Var(&h.Seed, "seed", 1, "of the random problems")
	flag.IntVar(&h.Only, "only", -1, "try this one of them alone")
	flag.DurationVar(&h.Patience, "patience", enough, "for one answer; shorter than by default, being late is no fault of a wild problem")
	return h
}

// enough is the time in which any answer on so small a problem must come.
const enough = 10 * time.Second

// Case returns the k-th case: the even ones are tame.
func (h *Hunt) Case(k int) (c *Case, wild bool) {
	wild = k%2 == 1
	return Generate(rand.New(rand.NewPCG(h.Seed, uint64(k))), wild), wild
}

// Run tries the cases. Every kind of fault is reported once, with how often it came and
// its smallest case, shrunk; of missing answers that may be only the number is.
func (h *Hunt) Run(t *testing.T, try func(*Case) []Fault) {
	from, to := 0, h.Count
	if h.Only >= 0 {
		from, to = h.Only, h.Only+1
	}
	counts, examples := map[string]int{}, map[string]example{}
	for k := from; k < to; k++ {
		c, wild := h.Case(k)
		seen := map[string]bool{}
		for _, f := range try(c) {
			key := "tame, " + f.Kind
			if wild {
				key = "wild, " + f.Kind
			}
			if seen[key] {
				continue
			}
			seen[key] = true
			if counts[key]++; counts[key] == 1 {
				t.Logf("%d: %s: %s", k, key, f.Detail)
			}
			if e, ok := examples[key]; !ok || c.Rows()*c.Cols() < e.c.Rows()*e.c.Cols() {
				examples[key] = example{f, c, k, wild}
			}
		}
	}
	until := time.Now().Add(30 * time.Second) // for shrinking
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		e := examples[key]
		text := fmt.Sprintf("%s: %d of %d", key, counts[key], to-from)
		if e.fault.Honest(e.wild) && !(strings.HasSuffix(key, Late) && h.Patience >= enough) {
			t.Log(text)
			continue
		}
		small, fault := e.shrunk(try, min(4*time.Second, time.Until(until)))
		t.Errorf("%s; replay with -seed %d -only %d\n\t%s\n\tshrunk: %v\n\t%s", text, h.Seed, e.k, e.fault.Detail, small, fault.Detail)
	}
}

// example is a fault and where it came from.
type example struct {
	fault Fault
	c     *Case
	k     int
	wild  bool
}

// shrunk returns a smaller case with a fault of the same kind.
func (e example) shrunk(try func(*Case) []Fault, limit time.Duration) (*Case, Fault) {
	fault := e.fault
	small := Shrink(e.c, func(c *Case) bool {
		for _, f := range try(c) {
			if f.Kind == e.fault.Kind {
				fault = f
				return true
			}
		}
		return false
	}, limit)
	return small, fault
}
