package exactsearch

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"
	"time"
)

var (
	count    = flag.Int("search", 300, "how many random problems are tried")
	seed     = flag.Uint64("seed", 1, "of the random problems")
	patience = flag.Duration("patience", 5*time.Second, "for one call of the library")
	only     = flag.Int("only", -1, "try this one of them alone")
)

// drawn returns the k-th case of the seed: the even ones are tame.
func drawn(k int) (c *Case, wild bool) {
	wild = k%2 == 1
	return Generate(rand.New(rand.NewPCG(*seed, uint64(k))), wild), wild
}

// TestSearch: no claim of the library is false on any problem, and every tame problem
// is certified.
func TestSearch(t *testing.T) {
	type example struct {
		fault Fault
		k     int
		wild  bool
	}
	counts, examples := map[string]int{}, map[string]example{}
	from, to := 0, *count
	if *only >= 0 {
		from, to = *only, *only+1
	}
	for k := from; k < to; k++ {
		c, wild := drawn(k)
		seen := map[string]bool{}
		for _, f := range Try(c, *patience) {
			key := f.Kind
			if wild {
				key = "wild, " + key
			} else {
				key = "tame, " + key
			}
			if seen[key] {
				continue
			}
			seen[key] = true
			if counts[key]++; counts[key] == 1 {
				t.Logf("%d: %s: %s", k, key, f.Detail)
			}
			if e, ok := examples[key]; !ok || smaller(c, e.k) {
				examples[key] = example{f, k, wild}
			}
		}
	}
	until := time.Now().Add(30 * time.Second) // for shrinking
	var keys []string
	for key := range counts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		e := examples[key]
		if e.wild && !e.fault.Broken() {
			t.Logf("%s: %d of %d", key, counts[key], (to-from)/2)
			continue
		}
		c, _ := drawn(e.k)
		small := Shrink(c, func(d *Case) bool {
			for _, f := range Try(d, *patience/4) {
				if f.Kind == e.fault.Kind {
					return true
				}
			}
			return false
		}, min(4*time.Second, time.Until(until)))
		detail := ""
		for _, f := range Try(small, *patience) {
			if f.Kind == e.fault.Kind {
				detail = f.Detail
			}
		}
		t.Errorf("%s: %d of %d problems; replay with -seed %d -only %d\n\t%s\n\tshrunk: %v\n\t%s", key, counts[key], (to-from)/2, *seed, e.k, e.fault.Detail, small, detail)
	}
}

// smaller tells that c has fewer numbers than the k-th case.
func smaller(c *Case, k int) bool {
	d, _ := drawn(k)
	return c.Rows()*c.Cols() < d.Rows()*d.Cols()
}

// TestLiteral: what is printed says all that the case does.
func TestLiteral(t *testing.T) {
	c, _ := drawn(1)
	if text := fmt.Sprint(c); len(text) < 50 {
		t.Error(text)
	}
}
