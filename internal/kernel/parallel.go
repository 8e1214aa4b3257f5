package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Parallel calls f(lo, hi) for the chunks [0, grain), [grain, 2 grain), ... of
// [0, n), on at most GOMAXPROCS goroutines, and returns when all are done. f may
// write only what belongs to its own indices. The chunks are the same whatever
// GOMAXPROCS, and each index is computed by the same code on the same data
// whichever goroutine takes it, so the results have the same bits.
//
// With one chunk or GOMAXPROCS = 1 the chunks run in order on the caller's
// goroutine, without allocation here. Starting the others costs some
// microseconds: choose a grain worth tens of them. Where f panics, Parallel
// panics with the value of one of the panics. It panics if grain < 1.
func Parallel(n, grain int, f func(lo, hi int)) {
	if grain < 1 {
		panic("kernel: Parallel: grain < 1")
	}
	if n <= grain || runtime.GOMAXPROCS(0) == 1 {
		for lo := 0; lo < n; lo += grain {
			f(lo, min(lo+grain, n))
		}
		return
	}
	parallel(n, grain, f)
}

// Grain returns how many items, of so many entries to multiply and add each, make a
// chunk of work worth handing to another processor: some tens of microseconds of it.
// An entry that is gathered counts as four.
func Grain(entries int) int { return 1 + 1<<18/(entries+1) }

func parallel(n, grain int, f func(lo, hi int)) {
	chunks := (n-1)/grain + 1
	var next atomic.Int64
	var failed atomic.Pointer[any]
	work := func() {
		defer func() {
			if e := recover(); e != nil {
				failed.CompareAndSwap(nil, &e)
			}
		}()
		for c := int(next.Add(1)) - 1; c < chunks && failed.Load() == nil; c = int(next.Add(1)) - 1 {
			lo := c * grain
			f(lo, min(lo+grain, n))
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), chunks) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if e := failed.Load(); e != nil {
		panic(*e)
	}
}
