package problems

import (
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// ErrNullAtInfinity is what errors of [Problem.Null] wrap where the loss keeps falling
// along the intercept and the unpenalised columns: no lambda gives the problem a solution.
var ErrNullAtInfinity = errors.New("problems: the null model is at infinity")

const fallsFree = "along the intercept and the columns without a penalty the loss falls to no end: they separate the classes, or a count of 0 from the others, or put the events in order; penalise these columns, or bound them"

// receding is a fit that knows where its losses keep falling.
type receding interface {
	// recedes tells whether the loss of observation i comes down to its infimum, without
	// reaching it, as the prediction goes to +Inf and to -Inf, and whether it stays down
	// where it does reach it. counts is false for an observation without a weight.
	recedes(i int) (up, down recession, counts bool)
	response(i int) float64
}

// recession is what a loss does as the prediction goes to one of its ends.
type recession int

const (
	rises recession = iota
	flattens
	falls
)

// recedes reports an intercept along which no loss rises and some fall to no end. Of
// rows alone, and without rounding.
func (p *Problem) recedes() error {
	f, ok := p.Fit.(receding)
	if !ok || !p.Intercept {
		return nil
	}
	n, _ := p.X.Dims()
	least, all := [2]recession{falls, falls}, [2]recession{}
	response, same := math.NaN(), true
	for i := range n {
		up, down, counts := f.recedes(i)
		if !counts {
			continue
		}
		for k, r := range []recession{up, down} {
			least[k], all[k] = min(least[k], r), max(all[k], r)
		}
		if y := f.response(i); response != response {
			response = y
		} else {
			same = same && y == response
		}
	}
	for k, way := range []string{"grows", "falls"} {
		if least[k] != rises && all[k] == falls {
			if same {
				return fmt.Errorf("%w: every row that has a weight has the response %v, and the loss falls for as long as the intercept %s", ErrNullAtInfinity, response, way)
			}
			return fmt.Errorf("%w: the loss falls for as long as the intercept %s", ErrNullAtInfinity, way)
		}
	}
	return nil
}

// settled reports a refit at z that is no minimiser: where Newton's method goes on to where
// no loss rises, that it is at infinity.
func (p *Problem) settled(theta, z []float64, free []boxed) error {
	h := make([]float64, len(z))
	p.Fit.Curvature(h, z)
	step, _ := p.newton(theta, h, append([]boxed(nil), free...))
	theta = append([]float64(nil), theta...)
	length := vector.MaxAbs(step)
	for i, v := range z { // what rounding alone makes of a gradient of 0
		if math.Abs(theta[i]) <= 1e-12*h[i]*(1+math.Abs(v)) {
			theta[i] = 0
		}
	}
	if length <= 1e-6*(1+vector.MaxAbs(z)) && p.meets(theta, free, 1e-3) {
		return nil
	}
	f, ok := p.Fit.(receding)
	recedes := ok && length > 0
	for i := 0; recedes && i < len(step); i++ {
		if up, down, counts := f.recedes(i); counts && math.Abs(step[i]) > 1e-6*length {
			recedes = step[i] > 0 && up != rises || step[i] < 0 && down != rises
		}
	}
	if recedes {
		return fmt.Errorf("%w: %s", ErrNullAtInfinity, fallsFree)
	}
	return errors.New("problems: no null model was found: along the intercept and the columns without a penalty Newton's method comes to no end")
}
