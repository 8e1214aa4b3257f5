package contrast

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

// run is a finished training run.
type run struct {
	Choice
	rate      float64
	steps     int
	gradients int       // of the whole data, or as many rows in mini-batches
	w         []float64 // the last iterate, in the coordinates of training
	diverged  bool
	// The objective after some of the epochs, closer together at the beginning, and
	// evenly over the last half.
	epoch, objective []float64
	// Of the last tenth of the epochs, at least one, step by step: the range and
	// number of sign changes of each parameter, the mean L1 norm, and the mean
	// number of exact zeros.
	lo, hi       []float64
	signChanges  []int
	norm, zeros  float64
	watched      int
	trainingTime time.Duration
}

// trainer trains on one model; what it records on tapes serves all its runs in turn.
type trainer struct {
	*Model
	Budget
	form  form      // overrides that of the method where it is a control
	from  []float64 // where training begins, nil for where it does by default
	whole *objective
}

func (m *Model) trainer(b Budget) *trainer {
	t := &trainer{Model: m, Budget: b, whole: m.record(m.n, form{})}
	t.whole.load(m, nil)
	return t
}

// train makes one run. It is deterministic. It returns early, with what there is, when ctx
// is done. Only with watch are the last epochs looked at step by step.
func (t *trainer) train(ctx context.Context, c Choice, seed uint64, watch bool) *run {
	begin := time.Now()
	r := &run{Choice: c, steps: t.Epochs, lo: make([]float64, t.p), hi: make([]float64, t.p), signChanges: make([]int, t.p)}
	for j := range t.p {
		r.lo[j], r.hi[j] = math.Inf(1), math.Inf(-1)
	}
	if c.own != nil {
		t.search(ctx, r, watch)
	} else {
		t.descend(ctx, r, seed, watch)
	}
	if r.watched > 0 {
		r.norm /= float64(r.watched)
		r.zeros /= float64(r.watched)
	}
	r.trainingTime = time.Since(begin)
	return r
}

// search runs a method with a line search of its own.
func (t *trainer) search(ctx context.Context, r *run, watch bool) {
	before := t.start()
	r.w = r.own(t.Model, t.Epochs, func(w []float64) bool {
		r.gradients++
		if watch && r.gradients > t.watchFrom() {
			r.watch(t.Model, w, before)
			copy(before, w)
		}
		t.look(r, w, r.gradients, watch)
		return ctx.Err() != nil
	})
	r.epoch, r.objective = append(r.epoch, float64(r.gradients)), append(r.objective, t.whole.at(r.w))
	r.diverged = math.IsNaN(r.final())
}

// watchFrom is the epoch after which iterates are watched.
func (t *trainer) watchFrom() int { return t.Epochs - max(1, t.Epochs/10) }

func (t *trainer) descend(ctx context.Context, r *run, seed uint64, watch bool) {
	f := r.form()
	if t.form.control() {
		f = t.form
	}
	o := t.slopes(f)
	loop := naive.Descent{F: o, Seed: seed, Steps: 1, VarianceReduction: r.Reduced}
	if r.optimizer != nil {
		loop.Optimizer = r.optimizer(t.Model)
	}
	if r.Single {
		if loop.Optimizer == nil {
			loop.Optimizer = naive.SGD{}
		}
		loop.Optimizer = single{loop.Optimizer}
	}
	perEpoch := 1
	if size := r.batch(t.Model, t.Budget); size < t.n {
		loop.Batch, perEpoch = size, t.n/size
	}
	r.rate, r.steps, r.gradients = r.Method.rate(t.Model, r.Multiple), t.Epochs*perEpoch, t.Epochs
	loop.Rate = r.Schedule.at(r.rate, r.steps)
	if r.Schedule.Average {
		loop.Average = naive.TailAverage(r.steps / 2)
	}
	if r.shrinks() {
		weights := make([]float64, t.dim()) // the intercept has none
		copy(weights, t.l1)
		loop.G = prox.L1{Lambda: 1, Weights: weights}
	}
	buffer := make([]float64, t.dim())
	start := t.begin(f)
	if t.from != nil {
		start = t.from
	}
	before := slices.Clone(t.weights(f, start, buffer))
	k := 0
	for st := range loop.Iterates(start) {
		w := t.weights(f, st.X, buffer)
		if watch && k >= t.watchFrom()*perEpoch {
			r.watch(t.Model, w, before)
			copy(before, w)
		}
		k++
		if k%perEpoch != 0 {
			continue
		}
		r.diverged = !t.look(r, w, k/perEpoch, watch)
		if r.diverged || k == r.steps || ctx.Err() != nil {
			r.w = slices.Clone(w)
			break
		}
	}
}

// look notes the objective after an epoch, of some, and tells whether it is finite. Where
// the run is not watched it only looks for divergence, and at the end.
func (t *trainer) look(r *run, w []float64, epoch int, watch bool) bool {
	due := epoch == t.Epochs || epoch&(epoch-1) == 0
	if watch && len(r.epoch) > 0 {
		half := t.Epochs / 2
		due = due || float64(epoch) >= 1.08*r.epoch[len(r.epoch)-1] || epoch > half && (epoch-half)%max(1, half/64) == 0
	}
	if !due {
		return true
	}
	v := t.whole.at(w)
	r.epoch, r.objective = append(r.epoch, float64(epoch)), append(r.objective, v)
	return !(math.IsNaN(v) || math.IsInf(v, 0) || v > 1e30*(1+r.objective[0]))
}

// watch takes in one iterate of the last epochs.
func (r *run) watch(m *Model, w, before []float64) {
	r.watched++
	r.norm += m.penaltyNorm(w)
	for j := range m.p {
		v := w[j]
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
	if r.diverged || len(r.objective) == 0 {
		return math.Inf(1)
	}
	return r.objective[len(r.objective)-1]
}
