package contrast

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

// Budget is how long each run trains.
type Budget struct {
	Epochs, Batch int
	Seed          uint64
}

// withDefaults fills in what is 0: batches of 32 rows, and up to 2000 epochs, fewer
// where the data are large.
func (b Budget) withDefaults(m *Model) Budget {
	if b.Batch <= 0 {
		b.Batch = 32
	}
	b.Batch = min(b.Batch, m.n)
	if b.Epochs <= 0 {
		b.Epochs = min(2000, max(20, int(5e7/(float64(m.n)*float64(m.p)))))
	}
	return b
}

// run is a finished training run.
type run struct {
	method   Method
	multiple float64
	rate     float64
	steps    int
	w        []float64 // the last iterate, in the coordinates of training
	diverged bool
	// Of the last tenth of the epochs, at least one, step by step: the range and
	// number of sign changes of each parameter, the mean L1 norm, and the mean
	// number of exact zeros.
	lo, hi       []float64
	signChanges  []int
	norm, zeros  float64
	objective    []float64 // after each epoch
	trainingTime time.Duration
}

// train runs one method with one step size. It is deterministic. It returns early,
// with what there is, when ctx is done.
func (m *Model) train(ctx context.Context, d Method, multiple float64, b Budget) *run {
	begin := time.Now()
	o := m.slopes(d.Proximal)
	whole := o.whole // the objective, kinks and all
	if d.Proximal {
		whole = m.record(m.n, false)
	}
	loop := naive.Descent{F: o, Optimizer: d.Optimizer, Seed: b.Seed, Steps: 1, VarianceReduction: d.Reduced}
	perEpoch := 1
	if d.Stochastic {
		loop.Batch, perEpoch = b.Batch, m.n/b.Batch
	}
	r := &run{method: d, multiple: multiple, rate: d.rate(m, multiple), steps: b.Epochs * perEpoch,
		lo: make([]float64, m.p), hi: make([]float64, m.p), signChanges: make([]int, m.p)}
	for j := range m.p {
		r.lo[j], r.hi[j] = math.Inf(1), math.Inf(-1)
	}
	loop.Rate = d.schedule(r.rate, r.steps)
	if d.Proximal {
		weights := make([]float64, m.dim()) // the intercept has none
		copy(weights, m.l1)
		loop.G = prox.L1{Lambda: 1, Weights: weights}
	}
	watchFrom := (b.Epochs - max(1, b.Epochs/10)) * perEpoch
	start := m.start()
	before := slices.Clone(start)
	k, watched := 0, 0
	for st := range loop.Iterates(start) {
		r.w = st.X
		if k >= watchFrom {
			watched++
			r.watch(m, before)
		}
		copy(before, r.w)
		k++
		if k%perEpoch != 0 {
			continue
		}
		v := whole.at(r.w)
		r.objective = append(r.objective, v)
		r.diverged = math.IsNaN(v) || v > 1e30*(1+r.objective[0]) || math.IsInf(v, 0)
		if r.diverged || k == r.steps || ctx.Err() != nil {
			break
		}
	}
	r.norm /= float64(watched)
	r.zeros /= float64(watched)
	r.trainingTime = time.Since(begin)
	return r
}

// watch takes in one iterate of the last epochs.
func (r *run) watch(m *Model, before []float64) {
	r.norm += m.penaltyNorm(r.w)
	for j := range m.p {
		v := r.w[j]
		r.lo[j], r.hi[j] = math.Min(r.lo[j], v), math.Max(r.hi[j], v)
		if v*before[j] < 0 {
			r.signChanges[j]++
		}
		if v == 0 {
			r.zeros++
		}
	}
}

// final is the objective at the end, +Inf where the run diverged.
func (r *run) final() float64 {
	if r.diverged {
		return math.Inf(1)
	}
	return r.objective[len(r.objective)-1]
}
