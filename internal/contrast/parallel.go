package contrast

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls do for k = 0 to n-1 on all processors, each with a trainer of its own on m.
// It stops early when ctx is done.
func parallel(ctx context.Context, m *Model, b Budget, n int, do func(k int, t *trainer)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			t := m.trainer(b)
			for ctx.Err() == nil {
				k := int(next.Add(1)) - 1
				if k >= n {
					return
				}
				do(k, t)
			}
		})
	}
	all.Wait()
}
