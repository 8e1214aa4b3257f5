package contrast

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/prox"
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
	batch := m.n
	if d.Stochastic {
		batch = b.Batch
	}
	perEpoch := m.n / batch
	o := m.record(batch, d.Proximal)
	full := o
	if batch != m.n || d.Proximal {
		full = m.record(m.n, false)
	}
	r := &run{method: d, multiple: multiple, rate: d.rate(m, multiple), steps: b.Epochs * perEpoch, w: m.start(),
		lo: make([]float64, m.p), hi: make([]float64, m.p), signChanges: make([]int, m.p)}
	for j := range m.p {
		r.lo[j], r.hi[j] = math.Inf(1), math.Inf(-1)
	}
	opt, step, kink := d.optimizer(), d.schedule(r.rate, r.steps), prox.L1{Lambda: 1, Weights: m.l1}
	rng := rand.New(rand.NewPCG(b.Seed, 0))
	order := make([]int, m.n)
	for i := range order {
		order[i] = i
	}
	var anchor *anchor
	if d.Reduced {
		anchor = newAnchor(m, batch)
	}
	watchFrom := (b.Epochs - max(1, b.Epochs/10)) * perEpoch
	before := slices.Clone(r.w)
	watched := 0
	for k := range r.steps {
		if batch != m.n {
			if k%perEpoch == 0 {
				rng.Shuffle(m.n, func(i, j int) { order[i], order[j] = order[j], order[i] })
			}
			at := k % perEpoch * batch
			o.load(m, order[at:at+batch])
		}
		if anchor != nil && k%perEpoch == 0 {
			anchor.drop(r.w)
		}
		copy(o.theta, r.w)
		o.tape.Forward()
		o.tape.Backward(o.loss)
		if anchor != nil {
			anchor.correct(o)
		}
		lr := step(k)
		opt.Step(r.w, o.grad, lr)
		if d.Proximal {
			kink.Prox(r.w[:m.p], r.w[:m.p], lr)
		}
		if k >= watchFrom {
			watched++
			r.watch(m, before)
		}
		copy(before, r.w)
		if (k+1)%perEpoch != 0 {
			continue
		}
		copy(full.theta, r.w)
		full.tape.Forward()
		r.objective = append(r.objective, full.loss.Value[0])
		if v := full.loss.Value[0]; math.IsNaN(v) || v > 1e30*(1+r.objective[0]) || math.IsInf(v, 0) {
			r.diverged = true
			break
		}
		if ctx.Err() != nil {
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

// anchor is the point of an epoch at which the full gradient is known.
type anchor struct{ full, batch *objective }

func newAnchor(m *Model, batch int) *anchor {
	return &anchor{m.record(m.n, true), m.record(batch, true)}
}

// drop puts the anchor at w.
func (a *anchor) drop(w []float64) {
	copy(a.full.theta, w)
	copy(a.batch.theta, w)
	a.full.tape.Forward()
	a.full.tape.Backward(a.full.loss)
}

// correct takes from the gradient of o what its batch is off by at the anchor.
func (a *anchor) correct(o *objective) {
	copy(a.batch.x, o.x)
	copy(a.batch.y, o.y)
	a.batch.tape.Forward()
	a.batch.tape.Backward(a.batch.loss)
	for j, g := range a.full.grad {
		o.grad[j] += g - a.batch.grad[j]
	}
}
