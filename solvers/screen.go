package solvers

import (
	"math"
	"slices"
	"sort"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
)

// screen finds the columns outside E that violate their optimality condition, and
// looks at as few as it can. It keeps a few past residuals R with the correlations
// C = X'R of all columns. For a new residual r and any weights a,
//
//	|<x_j, r>| <= |C_j a| + ‖x_j‖ ‖r - R a‖,
//
// so a column whose right side stays below its threshold need not be visited.
// Along a path the residual is piecewise linear in lambda, and two or three of
// them all but span the next.
type screen struct {
	s      *lsq
	usable int       // columns with anything to say
	norm   []float64 // ‖x_j - m_j e‖
	refs   []reference
	unit   []float64 // the threshold at lambda 1, rounded down
	guess  []float64 // C a
	corr   []float64 // <x_j, r> where visited
}

type reference struct {
	r, c []float64 // a residual and X'r
}

const references = 3

func newScreen(s *lsq) *screen {
	k := &screen{s: s, norm: make([]float64, s.p), unit: make([]float64, s.p),
		guess: make([]float64, s.p), corr: make([]float64, s.p)}
	one := s.pen.WithLambda(1).(*problems.ElasticNet)
	for j, v := range s.curv {
		k.unit[j] = one.Term(j).L1 * (1 - 4*eps)
		if v == 0 || s.pen.Term(j) == (problems.Term{}) {
			k.unit[j] = math.Inf(1) // never looked at
		} else {
			k.norm[j] = math.Sqrt(v)
			k.usable++
		}
	}
	return k
}

// violators returns columns outside E that the residual of x says must move, the
// worst of them if they are many; nil for none.
func (k *screen) violators(x *exact) []int {
	s := k.s
	rest := k.predict(x.r)
	lambda := s.pen.Lambda
	const grain = 4096
	chunks := make([]struct {
		visits int
		found  []int
	}, (s.p+grain-1)/grain)
	kernel.Parallel(s.p, grain, func(lo, hi int) {
		c := &chunks[lo/grain]
		for j := lo; j < hi; j++ {
			if math.Abs(k.guess[j])+k.norm[j]*rest < lambda*k.unit[j] || x.gram.pos[j] >= 0 {
				continue
			}
			c.visits++
			k.corr[j] = s.dot(j, x.r, 0)
			if _, bad := entrance(s.pen.Term(j), s.pen.Start(j), k.corr[j], x.noise(j)); bad {
				c.found = append(c.found, j)
			}
		}
	})
	visits, found := 0, []int(nil)
	for _, c := range chunks {
		visits += c.visits
		found = append(found, c.found...)
	}
	if visits > k.usable/8 {
		k.remember(x.r)
	}
	return k.worst(found, max(32, len(x.active)))
}

// worst keeps the columns furthest beyond their threshold, in column order.
func (k *screen) worst(found []int, most int) []int {
	if len(found) <= most {
		return found
	}
	excess := func(j int) float64 { return math.Abs(k.corr[j]) / k.s.pen.Term(j).L1 }
	sort.SliceStable(found, func(a, b int) bool { return excess(found[a]) > excess(found[b]) })
	found = found[:most]
	slices.Sort(found)
	return found
}

// predict sets guess = C a for the weights that bring R a closest to r, and returns
// ‖r - R a‖. The weights need not be exact: the bound holds for any.
func (k *screen) predict(r []float64) (rest float64) {
	clear(k.guess)
	left := append([]float64(nil), r...)
	m := len(k.refs)
	if m > 0 {
		system := make([][]float64, m)
		for i := range system {
			system[i] = make([]float64, m+1)
			for j := range m {
				system[i][j] = kernel.Dot(k.refs[i].r, k.refs[j].r)
			}
			system[i][i] *= 1 + 1e-12
			system[i][m] = kernel.Dot(k.refs[i].r, r)
		}
		for i, a := range gauss(system) {
			kernel.Axpy(-a, k.refs[i].r, left)
			kernel.Axpy(a, k.refs[i].c, k.guess)
		}
	}
	return math.Sqrt(2 * k.s.loss(left))
}

// remember makes r a reference, in place of the oldest.
func (k *screen) remember(r []float64) {
	var ref reference
	if len(k.refs) < references {
		ref = reference{make([]float64, k.s.n), make([]float64, k.s.p)}
	} else {
		ref = k.refs[0]
		k.refs = append(k.refs[:0], k.refs[1:]...)
	}
	copy(ref.r, r)
	problems.MulTrans(ref.c, k.s.x, r)
	for j := range ref.c {
		ref.c[j] *= k.s.c
	}
	k.refs = append(k.refs, ref)
}
