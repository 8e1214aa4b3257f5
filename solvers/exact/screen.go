package exact

import (
	"math"
	"slices"
	"sort"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
)

// screen guesses which columns outside E violate their optimality condition. The
// proof is the audit of the points, which looks at every column; what the screen
// overlooks costs time and nothing else. So it may hope, twice:
//
//   - that a slope changes no faster than lambda, and a column whose slope is far
//     from the threshold of the batch's last lambda need not be watched at all (the
//     strong rule of Tibshirani et al., Strong rules for discarding predictors in
//     lasso-type problems, 2012, for several lambdas at a time);
//   - that of a watched column, given past residuals R, their slopes C = X'R and
//     any weights a, what is left of
//     |<x_j, r>| <= |C_j a| + ‖x_j‖ ‖r - R a‖
//     is a share, trust, of its bound: the bound is met by columns parallel to
//     r - R a alone, others see about 1/√n of it.
//
// Along a path the residual is piecewise linear in lambda, and a few of them all but
// span the next.
type screen struct {
	s     *lsq.Problem
	unit  []float64 // the threshold at lambda 1, rounded down; +Inf for never
	trust float64

	watched   []int
	norm, bar []float64 // of the watched: ‖x_j - m_j e‖, and unit
	refs      []reference
	inner     [][]float64 // R'R
	guess     []float64   // C a
	corr      []float64   // <x_j, r> where visited
	left      []float64
}

// reference is a past residual and the slopes of the watched columns there.
type reference struct{ r, c []float64 }

const references = 4

func newScreen(s *lsq.Problem) *screen {
	k := &screen{s: s, unit: make([]float64, s.P), trust: min(1, 4/math.Sqrt(float64(s.N))), left: make([]float64, s.N)}
	one := s.Penalty.WithLambda(1).(*problems.ElasticNet)
	kernel.Parallel(s.P, kernel.Grain(16), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			t := one.Term(j)
			k.unit[j] = t.L1 * (1 - 4*vector.Eps)
			if s.Curv[j] == 0 || t.Lower == t.Upper {
				k.unit[j] = math.Inf(1)
			}
		}
	})
	return k
}

// past is an audited residual: -∇F and its slopes.
type past struct{ descent, slopes []float64 }

// watch prepares for a batch of lambdas that ends at last, given what is known at
// the lambda now, the latest of the history last; pos is not negative for columns of E.
func (k *screen) watch(history []past, pos []int32, now, last float64) {
	latest := history[len(history)-1]
	k.watched = kernel.Beyond(k.watched[:0], latest.slopes, k.unit, max(2*last-now, last/2))
	k.watched = slices.DeleteFunc(k.watched, func(j int) bool {
		return pos[j] >= 0 || k.held(j, latest.slopes[j])
	})
	size := len(k.watched)
	k.norm, k.bar = resize(k.norm, size), resize(k.bar, size)
	k.guess, k.corr = resize(k.guess, size), resize(k.corr, size)
	for i, j := range k.watched {
		k.norm[i], k.bar[i] = math.Sqrt(k.s.Curv[j]), k.unit[j]
	}
	if size == 0 {
		return
	}
	var picks []int // spread over the history
	for i := range min(references, len(history)) {
		picks = append(picks, (len(history)-1)*(i+1)/min(references, len(history)))
	}
	for len(k.refs) < len(picks) {
		k.refs = append(k.refs, reference{r: make([]float64, k.s.N)})
	}
	k.refs = k.refs[:len(picks)]
	for i, pick := range picks {
		ref := &k.refs[i]
		k.s.ResidualOf(ref.r, history[pick].descent)
		ref.c = resize(ref.c, size)
		for w, j := range k.watched {
			ref.c[w] = history[pick].slopes[j]
		}
	}
	k.inner = make([][]float64, len(k.refs))
	for i := range k.refs {
		k.inner[i] = make([]float64, len(k.refs))
		for j := range i + 1 {
			k.inner[i][j] = kernel.Dot(k.refs[i].r, k.refs[j].r)
			k.inner[j][i] = k.inner[i][j]
		}
		k.inner[i][i] *= 1 + 1e-12
	}
}

// held tells whether a bound holds column j against a slope of that sign.
func (k *screen) held(j int, slope float64) bool {
	pen := k.s.Penalty
	if pen.Lower == nil && pen.Upper == nil {
		return false
	}
	t, rest := pen.Term(j), pen.Start(j)
	return slope > 0 && rest >= t.Upper || slope < 0 && rest <= t.Lower
}

// resize returns v with n entries of any content.
func resize(v []float64, n int) []float64 { return slices.Grow(v[:0], n)[:n] }

// violators returns watched columns outside E that the residual r says must move, given
// what noise a slope may have, the worst of them if they are more than most; nil for none.
func (k *screen) violators(r []float64, pos []int32, most int, noise func(j int) float64) []int {
	s := k.s
	rest := k.trust * k.predict(r)
	lambda := s.Penalty.Lambda
	const grain = 4096
	chunks := make([][]int, (len(k.watched)+grain-1)/grain)
	kernel.Parallel(len(k.watched), grain, func(lo, hi int) {
		var found []int
		for w := lo; w < hi; w++ {
			if math.Abs(k.guess[w])+k.norm[w]*rest < lambda*k.bar[w] {
				continue
			}
			j := k.watched[w]
			if pos[j] >= 0 {
				continue
			}
			k.corr[w] = s.Dot(j, r, 0)
			if _, bad := entrance(s.Penalty.Term(j), s.Penalty.Start(j), k.corr[w], noise(j)); bad {
				found = append(found, w)
			}
		}
		chunks[lo/grain] = found
	})
	found := worst(slices.Concat(chunks...), most, func(w int) float64 {
		return math.Abs(k.corr[w]) / k.bar[w]
	})
	for i, w := range found {
		found[i] = k.watched[w]
	}
	return found
}

// worst keeps the entries furthest beyond their threshold, in order.
func worst(found []int, most int, excess func(int) float64) []int {
	if len(found) <= most {
		return found
	}
	sort.SliceStable(found, func(a, b int) bool { return excess(found[a]) > excess(found[b]) })
	found = found[:most]
	slices.Sort(found)
	return found
}

// overlooked tells by an audit's word whether columns must move that were outside
// E when it held only known of them, and returns those that still are, the worst if
// they are more than most. It makes the screen more careful.
func (k *screen) overlooked(f *problems.Finding, known int, pos []int32, most int, noise func(j int) float64) (missing []int, any bool) {
	for _, j := range f.Beyond {
		place := int(pos[j])
		if place >= 0 && place < known || k.s.Curv[j] == 0 {
			continue
		}
		if _, bad := entrance(k.s.Penalty.Term(j), k.s.Penalty.Start(j), f.Slopes[j], noise(j)); bad {
			if any = true; place < 0 {
				missing = append(missing, j)
			}
		}
	}
	if any {
		k.trust = min(1, 4*k.trust)
	}
	return worst(missing, most, func(j int) float64 { return math.Abs(f.Slopes[j]) / k.unit[j] }), any
}

// predict sets guess = C a for the weights that bring R a closest to r, and returns
// ‖r - R a‖. The weights need not be exact: the bound holds for any.
func (k *screen) predict(r []float64) (rest float64) {
	clear(k.guess)
	copy(k.left, r)
	system := make([][]float64, len(k.refs))
	for i := range system {
		system[i] = append(slices.Clone(k.inner[i]), kernel.Dot(k.refs[i].r, r))
	}
	for i, a := range vector.Solve(system) {
		kernel.Axpy(-a, k.refs[i].r, k.left)
		kernel.Axpy(a, k.refs[i].c, k.guess)
	}
	return math.Sqrt(2 * k.s.Loss(k.left))
}
