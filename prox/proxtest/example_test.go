package proxtest_test

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/prox/proxtest"
)

// Lasso is somebody's own L1 norm; its threshold has forgotten gamma.
type Lasso struct{ Lambda float64 }

func (f Lasso) Value(x []float64) float64 { return prox.L1{Lambda: f.Lambda}.Value(x) }

func (f Lasso) Prox(dst, x []float64, gamma float64) float64 {
	if len(dst) != len(x) || !(gamma > 0) {
		panic("Lasso: bad call")
	}
	for j, v := range x {
		dst[j] = math.Copysign(max(math.Abs(v)-f.Lambda, 0), v)
	}
	return f.Value(dst)
}

func ExampleCheck() {
	fmt.Println(proxtest.Check(prox.L1{Lambda: 1}))
	err := proxtest.Check(Lasso{Lambda: 1}).(*proxtest.Violation)
	fmt.Println(err.Law)
	fmt.Printf("x = %v, gamma = %.2g\n", err.Input.X, err.Input.Gamma)
	// Output:
	// <nil>
	// p = Prox(x) minimises f(u) + |u-x|²/(2 gamma)
	// x = [1], gamma = 0.5
}
