package kernel

import (
	"runtime"
	"slices"
	"sync"
	"testing"
)

// Every index is visited once, in the same chunks whatever GOMAXPROCS.
func TestParallelChunks(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{0, 1, 7, 64, 1000} {
		for _, grain := range []int{1, 3, 64, 2000} {
			var want [][2]int
			for lo := 0; lo < n; lo += grain {
				want = append(want, [2]int{lo, min(lo+grain, n)})
			}
			for _, procs := range []int{1, 2, 5} {
				runtime.GOMAXPROCS(procs)
				var mu sync.Mutex
				var got [][2]int
				Parallel(n, grain, func(lo, hi int) {
					mu.Lock()
					defer mu.Unlock()
					got = append(got, [2]int{lo, hi})
				})
				slices.SortFunc(got, func(a, b [2]int) int { return a[0] - b[0] })
				if !slices.Equal(got, want) {
					t.Fatalf("n = %d, grain %d, %d procs: chunks %v", n, grain, procs, got)
				}
			}
		}
	}
}

// A panic in any chunk reaches the caller, who can recover it.
func TestParallelPanics(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for bad := range 8 {
		func() {
			defer func() {
				if e := recover(); e != bad {
					t.Errorf("chunk %d: recovered %v", bad, e)
				}
			}()
			Parallel(8, 1, func(lo, hi int) {
				if lo == bad {
					panic(bad)
				}
			})
		}()
	}
	defer func() {
		if recover() == nil {
			t.Error("grain 0: no panic")
		}
	}()
	Parallel(8, 0, func(lo, hi int) {})
}
