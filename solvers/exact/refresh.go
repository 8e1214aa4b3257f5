package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// rent decides when the factor is made anew, as one decides when to buy what one rents:
// when what was paid for the old one, in steps that gained less than new ones would have
// gained, has come up to a share of the price. It is never far dearer than knowing the
// future. All is counted in operations, so that the same input takes the same path.
//
// Reference: Karlin, Manasse, Rudolph and Sleator, Competitive snoopy caching (1988).
type rent struct{ paid float64 }

const (
	// A step by a new factor leaves so much.
	gain = 0.03
	// The share of the price, flat in its effect from 0.05 to 0.4.
	enough = 0.3
)

// pay notes a step that left a share of the residual.
func (r *rent) pay(share float64) {
	r.paid += max(0, 1-math.Log(max(share, 1e-9))/math.Log(gain))
}

// due tells whether to refresh before the next step.
func (x *newton) due() bool { return !x.iterative && x.rent.paid > 0 && x.rent.paid > enough*x.price() }

// price is what a refresh costs, in steps. The numbers are nanoseconds an operation,
// as measured once; only their ratios matter, and little.
func (x *newton) price() float64 {
	k, n, entries := float64(len(x.active)), float64(x.s.N), float64(x.entries(x.active))
	step, refresh := 1.5*n+0.15*k*k, k*k+0.04/3*k*k*k
	switch _, dense := x.s.Near.(*design.Dense); {
	case x.joint != nil: // a rough count of Cox's sums over risk sets
		return (refresh + n*k*(12+0.05*k)) / (step + 25*n + entries)
	case !dense:
		pairs := entries * entries / n / 2
		return (refresh + 1.3*pairs + 0.7*float64(x.rows.entries())) / (step + 0.75*entries)
	case entries > 1<<17: // more than the second cache holds
		step += 0.4 * entries
	default:
		step += 0.12 * entries
	}
	return (refresh + n*k*(0.7+0.025*k)) / step
}

// refresh makes the factor of the moving columns anew, at the present curvature.
func (x *newton) refresh() {
	x.gauge()
	copy(x.ref, x.h)
	x.memory.forget()
	x.rent, x.ridge = rent{}, x.curvature()
	if x.joint != nil {
		x.joint.at = append(x.joint.at[:0], x.z...)
	}
	es := x.active
	x.active = make([]int, 0, len(es)+8)
	x.factor.k = 0
	for _, e := range es {
		x.place[e] = -1
	}
	x.compose(es)
}
