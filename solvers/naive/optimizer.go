package naive

import (
	"errors"
	"math"
)

// Optimizer is a rule that turns a gradient into a step. A value holds its knobs only;
// what it remembers of a run is lent to it, so that a value serves any number of runs.
type Optimizer interface {
	// Memory returns how many vectors of the length of x the rule remembers.
	Memory() int
	// Step moves x in step t = 1, 2, ... of a run, along grad, at the given rate.
	// memory is what the rule remembers, one vector behind the other, and 0 at first.
	// It must not change grad, keep no argument and allocate nothing.
	Step(x, grad, memory []float64, rate float64, t int)
}

// vectors cuts memory into three vectors of n entries.
func vectors(memory []float64, n int) (a, b, c []float64) {
	return memory[:n], memory[n : 2*n], memory[2*n : 3*n]
}

// orDefault reads a knob: 0 stands for the default and a negative value for 0.
func orDefault(v, def float64) float64 {
	switch {
	case v == 0:
		return def
	case v < 0:
		return 0
	}
	return v
}

// decayed adds decay x to the slope g. A decay of 0 adds 0 even to infinite x.
func decayed(g, decay, x float64) float64 {
	if decay != 0 {
		g += decay * x
	}
	return g
}

// rule is an error with this text unless it is kept.
func rule(kept bool, text string) error {
	if kept {
		return nil
	}
	return errors.New("naive: " + text)
}

// weight tells whether v is finite and not negative.
func weight(v float64) bool { return v >= 0 && v < math.Inf(1) }
