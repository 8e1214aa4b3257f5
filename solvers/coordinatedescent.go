package solvers

import (
	"iter"
	"math"
	"sort"

	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
)

// CoordinateDescent minimises least squares with an elastic net penalty by exact
// minimisation over one coefficient after the other,
//
//	b_j ← prox_{term_j/‖x_j‖²}( b_j + <x_j, r>/‖x_j‖² ),
//
// on a working set of the columns that violate the optimality conditions most,
// extrapolated every few epochs. Columns and residual are kept orthogonal to the
// intercept. One iterate is one pass over all columns and the epochs on the
// working set that follow it. They end where the largest violation of the optimality
// conditions has not been halved for 30 iterates: columns that all but depend on one
// another can take longer than anybody waits.
//
// References: Friedman, Hastie and Tibshirani, Regularization paths for
// generalized linear models via coordinate descent (2010), section 2; Bertrand
// and Massias, Anderson acceleration of coordinate descent (2021), algorithm 1.
type CoordinateDescent struct{ p *problems.Problem }

// NewCoordinateDescent returns an error for a problem of another kind.
func NewCoordinateDescent(p *problems.Problem) (*CoordinateDescent, error) {
	if err := lsq.Fits(p); err != nil {
		return nil, err
	}
	return &CoordinateDescent{p}, nil
}

// Validate reports what makes m unusable from x0.
func (m *CoordinateDescent) Validate(x0 []float64) error {
	return rule(m != nil && m.p != nil, "a CoordinateDescent is made by NewCoordinateDescent")
}

// Iterates yields beta with the best intercept for its coefficients.
func (m *CoordinateDescent) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		s, err := lsq.New(m.p)
		if err != nil {
			panic(err) // NewCoordinateDescent has looked
		}
		d := newDescent(s, x0)
		best, since := math.Inf(1), 0
		for since < patience {
			worst := d.step()
			if since++; worst < best/2 {
				best, since = worst, 0
			}
			if !yield(&d.State) {
				return
			}
		}
	}
}

// descent is the state of coordinate descent.
type descent struct {
	State
	s        *lsq.Problem
	b        []float64 // the coefficients, the first p entries of X
	r        []float64
	b0       float64 // r = y - X b - (b0 taken out before) e; b0 is what moved since
	working  []int
	violated []float64
	past     anderson
	floor    float64 // a violation that may be rounding: there is no way on from there
}

func newDescent(s *lsq.Problem, x0 []float64) *descent {
	d := &descent{State: State{X: append([]float64(nil), x0...)}, s: s,
		r: make([]float64, s.N), violated: make([]float64, s.P)}
	d.b = d.X[:s.P]
	for j := range d.b {
		if t := s.Penalty.Term(j); s.Curv[j] == 0 {
			d.b[j] = min(max(0, t.Lower), t.Upper)
		} else {
			d.b[j] = min(max(d.b[j], t.Lower), t.Upper)
		}
	}
	copy(d.r, s.Y)
	s.Centre(d.r)
	d.floor = 4 * vector.Eps * math.Sqrt(2*s.Loss(d.r))
	d.fitUnpenalised()
	return d
}

// fitUnpenalised puts the columns that bear no penalty first, so that penalised
// ones do not stand in for them and then linger.
func (d *descent) fitUnpenalised() {
	for j := range d.b {
		if _, _, ok := d.s.Penalty.Unpenalised(j); ok && d.s.Curv[j] > 0 {
			d.working = append(d.working, j)
		}
	}
	if d.working != nil {
		d.s.Residual(d.r, d.b)
		d.epochs(1e-15 * math.Sqrt(2*d.s.Loss(d.r)))
	}
}

const (
	minWorking = 10
	maxEpochs  = 200
	innerShare = 0.1 // of the violation at the start that ends the epochs
	patience   = 30  // iterates that may not halve the violation
)

// step is one outer iteration. It returns the largest violation before it.
func (d *descent) step() (worst float64) {
	s := d.s
	s.Residual(d.r, d.b)
	for j, b := range d.b {
		d.violated[j] = 0
		if s.Curv[j] > 0 {
			// In units of the objective's square root, so that columns compare.
			d.violated[j] = s.Penalty.SubdiffDist(j, b, s.Dot(j, d.r, 0)) / math.Sqrt(s.Curv[j])
			worst = max(worst, d.violated[j])
		}
	}
	if worst > d.floor {
		d.choose()
		d.epochs(worst * innerShare)
	}
	b0 := s.Residual(d.r, d.b)
	if s.Intercept {
		d.X[s.P] = s.InterceptOf(b0, nil, d.b)
	}
	return worst
}

// choose fills the working set: the support, and as many of the worst violators
// again.
func (d *descent) choose() {
	d.working = d.working[:0]
	var rest []int
	for j, v := range d.violated {
		if d.b[j] != 0 && d.s.Curv[j] > 0 {
			d.working = append(d.working, j)
		} else if v > 0 {
			rest = append(rest, j)
		}
	}
	room := max(minWorking, len(d.working))
	if len(rest) > room {
		sort.SliceStable(rest, func(a, b int) bool { return d.violated[rest[a]] > d.violated[rest[b]] })
		rest = rest[:room]
	}
	d.working = append(d.working, rest...)
	sort.Ints(d.working)
}

// epochs cycles over the working set until no step is longer than tol.
func (d *descent) epochs(tol float64) {
	d.b0 = 0
	d.past.reset(d.b, d.working)
	for k := 1; k <= maxEpochs; k++ {
		longest := 0.0
		for _, j := range d.working {
			longest = max(longest, d.update(j))
		}
		if longest <= tol {
			return
		}
		if d.past.push(d.b, d.working) {
			d.extrapolate()
		}
	}
}

// update minimises over b_j and returns the length of the step in the metric of
// the objective.
func (d *descent) update(j int) float64 {
	s := d.s
	a := s.Curv[j]
	b := s.Penalty.ProxAt(j, d.b[j]+s.Dot(j, d.r, d.b0)/a, 1/a)
	delta := b - d.b[j]
	if delta == 0 {
		return 0
	}
	d.b[j] = b
	s.X.ColAxpy(j, -delta, d.r)
	d.b0 -= delta * s.Mean[j]
	return math.Abs(delta) * math.Sqrt(a)
}

// extrapolate tries the Anderson point and keeps it if the objective is lower.
func (d *descent) extrapolate() {
	s := d.s
	guess := d.past.extrapolate()
	if guess == nil {
		return
	}
	s.Residual(d.r, d.b) // also sheds the rounding of the updates
	d.b0 = 0
	value := s.Loss(d.r) + s.Penalty.Value(d.b)
	old := make([]float64, len(d.working))
	for k, j := range d.working {
		old[k] = d.b[j]
		t := s.Penalty.Term(j)
		d.b[j] = min(max(guess[k], t.Lower), t.Upper)
	}
	s.Residual(d.r, d.b)
	if s.Loss(d.r)+s.Penalty.Value(d.b) < value {
		return
	}
	for k, j := range d.working {
		d.b[j] = old[k]
	}
	s.Residual(d.r, d.b)
}
