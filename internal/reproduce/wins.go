package reproduce

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lassocheck/lassocheck/internal/report"
)

// wins counts how often one came out below another.
type wins struct{ n, of int }

func (w *wins) add(won bool) {
	w.of++
	if won {
		w.n++
	}
}

// interval is Wilson's for the share, at 95% (1927).
func (w wins) interval() (lo, hi float64) {
	const z = 1.96
	n := float64(w.of)
	share := float64(w.n) / n
	centre := (share + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	return centre - half, centre + half
}

// String prints the count and the interval.
func (w wins) String() string {
	lo, hi := w.interval()
	return fmt.Sprintf("%d of %d (%.0f%% to %.0f%%)", w.n, w.of, 100*lo, 100*hi)
}

// contest is a count for each smooth activation.
type contest struct {
	names []string
	wins  map[string]*wins
}

func (c *contest) add(name string, won bool) {
	if c.wins == nil {
		c.wins = map[string]*wins{}
	}
	if c.wins[name] == nil {
		c.wins[name] = &wins{}
		c.names = append(c.names, name)
	}
	c.wins[name].add(won)
}

// verdict on “they all win”: it holds where all intervals lie above a half, fails where none
// does, and else holds for some.
func (c *contest) verdict() (v report.Verdict, above int, numbers []report.Measure) {
	for _, name := range c.names {
		lo, _ := c.wins[name].interval()
		if lo > 0.5 {
			above++
		}
		w := c.wins[name]
		numbers = append(numbers, report.Counted(name+"_cells", w.of), report.Counted(name+"_wins", w.n), report.Held(name+"_interval_from", lo, ">", 0.5))
	}
	return report.Of(above, len(c.names)), above, numbers
}

// summary says who wins and who loses, as far as the intervals tell.
func (c *contest) summary() string {
	var ahead, behind []string
	for _, name := range c.names {
		lo, hi := c.wins[name].interval()
		text := fmt.Sprintf("%s (%d of %d)", name, c.wins[name].n, c.wins[name].of)
		if lo > 0.5 {
			ahead = append(ahead, text)
		} else if hi < 0.5 {
			behind = append(behind, text)
		}
	}
	list := func(names []string) string {
		if names == nil {
			return "none"
		}
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("Against ReLU more often lower than not, as far as 95%% intervals tell: %s; more often higher: %s.", list(ahead), list(behind))
}

// String lists the counts.
func (c *contest) String() string {
	s := ""
	for k, name := range c.names {
		if k > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%s %d of %d", name, c.wins[name].n, c.wins[name].of)
	}
	return s
}

// each calls do for k = 0 to n-1 on all processors.
func each(n int, do func(k int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for k := int(next.Add(1)) - 1; k < n; k = int(next.Add(1)) - 1 {
				do(k)
			}
		})
	}
	all.Wait()
}
