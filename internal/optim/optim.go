// Package optim holds the optimizers of deep learning in PyTorch's exact form,
// for any gradient oracle. They expect a gradient; what they do with one number
// out of a subdifferential is the subject of this project's experiments.
package optim

import "math"

// Oracle sets grad to the gradient at x, or to what passes for it, and returns the
// value there. It may be stochastic.
type Oracle func(grad, x []float64) float64

// Optimizer moves x in place, given the gradient at x and the step size. Its
// state belongs to one run: use a fresh value for each. grad is not kept.
type Optimizer interface {
	Step(x, grad []float64, lr float64)
}

// Schedule returns the step size of step k = 0, 1, 2, ...
type Schedule func(k int) float64

// Constant is the schedule lr for ever.
func Constant(lr float64) Schedule { return func(int) float64 { return lr } }

// Power is the schedule lr (1+k/knee)^-power: constant up to about the knee, then
// falling. Sums of steps diverge and sums of squares converge for 1/2 < power <= 1,
// as Robbins and Monro (1951) ask.
func Power(lr, knee, power float64) Schedule {
	return func(k int) float64 { return lr * math.Pow(1+float64(k)/knee, -power) }
}

// Cosine is the schedule that falls from lr to 0 in total steps along half a
// cosine (Loshchilov and Hutter, SGDR, 2017, equation 5 without restarts).
func Cosine(lr float64, total int) Schedule {
	return func(k int) float64 {
		return lr * (1 + math.Cos(math.Pi*math.Min(float64(k)/float64(total), 1))) / 2
	}
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

// state returns *s, allocated at the first call.
func state(s *[]float64, n int) []float64 {
	if *s == nil {
		*s = make([]float64, n)
	}
	if len(*s) != n {
		panic("optim: an optimizer was used for vectors of different lengths")
	}
	return *s
}
