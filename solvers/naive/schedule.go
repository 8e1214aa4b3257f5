package naive

import "math"

// Schedule returns the rate of step k = 0, 1, 2, ... of a run, whatever the epoch.
// It must be finite and not negative.
type Schedule func(k int) float64

// positive panics unless a number that a schedule divides by is above zero.
func positive(v float64) {
	if !(v > 0) {
		panic("naive: the length of a schedule must be > 0")
	}
}

// Constant is the schedule rate for ever.
func Constant(rate float64) Schedule { return func(int) float64 { return rate } }

// Power is the schedule rate (1 + k/knee)^-power: constant up to about the knee, then
// falling. Sums of steps diverge and sums of squares converge for 1/2 < power <= 1,
// as Robbins and Monro (1951) ask. It panics unless knee > 0.
func Power(rate, knee, power float64) Schedule {
	positive(knee)
	return func(k int) float64 { return rate * math.Pow(1+float64(k)/knee, -power) }
}

// InverseSqrt is the schedule rate / √(1 + k/knee), [Power] at 1/2: that of convex
// functions with kinks.
func InverseSqrt(rate, knee float64) Schedule { return Power(rate, knee, 0.5) }

// InverseTime is the schedule rate / (1 + k/knee), [Power] at 1: that of strongly
// convex functions, where knee is 1/(rate μ).
func InverseTime(rate, knee float64) Schedule { return Power(rate, knee, 1) }

// StepDecay is the schedule rate factor^⌊k/every⌋ (torch.optim.lr_scheduler.StepLR).
// It panics unless every > 0.
func StepDecay(rate, factor float64, every int) Schedule {
	positive(float64(every))
	return func(k int) float64 { return rate * math.Pow(factor, float64(k/every)) }
}

// Cosine is the schedule that falls from rate to 0 in total steps along half a cosine,
// and stays there: rate (1 + cos(π k/total))/2 (Loshchilov and Hutter, SGDR, 2017,
// equation 5 without restarts). It panics unless total > 0.
func Cosine(rate float64, total int) Schedule {
	positive(float64(total))
	return func(k int) float64 { return halfCosine(rate, math.Min(float64(k)/float64(total), 1)) }
}

// WarmRestarts is the schedule of half cosines one after the other, the first of
// length steps and each growth times as long as the one before (Loshchilov and Hutter,
// SGDR: stochastic gradient descent with warm restarts, 2017, equation 5;
// torch.optim.lr_scheduler.CosineAnnealingWarmRestarts). The rate of step k costs
// O(log k), or O(1) for growth 1. It panics unless length > 0 and growth > 0.
func WarmRestarts(rate float64, length, growth int) Schedule {
	positive(float64(min(length, growth)))
	return func(k int) float64 {
		n := length
		if growth == 1 {
			k %= n
		}
		for k >= n {
			k -= n
			n *= growth
		}
		return halfCosine(rate, float64(k)/float64(n))
	}
}

func halfCosine(rate, share float64) float64 { return rate * (1 + math.Cos(math.Pi*share)) / 2 }
