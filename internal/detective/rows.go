package detective

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// partOfRows looks for rows in one piece, or all but one fold in one piece, of which
// the point is the optimum. At an optimum the residuals of its rows sum to zero, and
// so do x_ij r_i less lambda's share for every active column j: running sums tell for
// every piece at once. The rows that are out get the weight 0.
func partOfRows(q *inquiry, v *variant) bool {
	if q.n < 10 {
		return false
	}
	all, weight := q.conditions()
	if len(all) < 2 {
		return false
	}
	lasso, ridge := q.units()
	sums := q.sumOfLosses()
	best, off := piece{}, 0.05
	for _, p := range pieces(q.n) {
		total := p.sum(weight)
		if !(total > 0) {
			continue
		}
		k := 1.0 // of lambda: a sum of losses has fewer of them
		if sums {
			k = weight[q.n] / total
		}
		worst := 0.0
		for _, c := range all {
			worst = max(worst, c.off(p, total, k))
		}
		if worst < off {
			best, off = p, worst
		}
	}
	if best.hi == 0 {
		return false
	}
	w := make([]float64, q.n)
	for i := range w {
		if best.has(i) {
			w[i] = q.rows.weight(i)
		}
	}
	v.weights = w
	v.Fit = v.fit()
	lassoOfPart, ridgeOfPart := q.Units(&v.Problem, v.total())
	v.l1, v.l2 = v.l1*lassoOfPart/lasso, v.l2*ridgeOfPart/ridge
	v.text = "it was fitted to " + best.words(q.n)
	v.advice = "leave the other rows out of the file"
	return true
}

// sumOfLosses tells whether the user's lambda goes with a sum in place of a mean.
func (q *inquiry) sumOfLosses() bool {
	v := q.stated()
	w := make([]float64, q.n)
	for i := range q.n {
		w[i] = 2 * q.rows.weight(i)
	}
	v.weights = w
	v.Fit = v.fit()
	one, _ := q.units()
	two, _ := q.Units(&v.Problem, v.total())
	return math.Abs(two/one-0.5) < 1e-6
}

// condition is a sum over the rows that is to vanish. All slices are running sums.
type condition struct {
	terms        []float64
	size         float64   // of one term
	mean         []float64 // of w x, and of w x², about the mean of all; nil where no scale is needed
	square       []float64
	l1, l2, coef float64 // of lambda's share, for scale 1: l1 has the sign of the coefficient
}

// off tells how far from 0 the sum is for a piece, with k times lambda, in units of
// what it would be by chance.
func (c *condition) off(p piece, total, k float64) float64 {
	s := 1.0
	if c.mean != nil {
		m := p.sum(c.mean) / total
		s = math.Sqrt(max(0, p.sum(c.square)/total-m*m))
	}
	return math.Abs(p.sum(c.terms)-k*total*(c.l1*s+c.l2*s*s*c.coef)) / (math.Sqrt(total) * c.size)
}

// conditions returns those of the intercept and of the largest coefficients, and the
// running sum of the weights.
func (q *inquiry) conditions() (all []*condition, weight []float64) {
	z := make([]float64, q.n)
	q.Problem.Predict(z, q.Beta)
	r, one := make([]float64, q.n), make([]float64, q.n) // w (y - mean), in any family
	q.Problem.Fit.Grad(r, z)
	total := q.rows.total()
	for i := range r {
		one[i] = q.rows.weight(i)
		r[i] *= -total
	}
	weight = running(one)
	add := func(c *condition, terms []float64) {
		squares := 0.0
		for _, t := range terms {
			squares += t * t
		}
		if c.terms, c.size = running(terms), math.Sqrt(squares/float64(q.n)); c.size > 0 {
			all = append(all, c)
		}
	}
	if q.Problem.Intercept {
		add(&condition{}, r)
	}
	var active []int
	for j, b := range q.coef {
		if b != 0 {
			active = append(active, j)
		}
	}
	slices.SortFunc(active, func(a, b int) int {
		return cmp.Compare(math.Abs(q.coef[b])*q.sd[b], math.Abs(q.coef[a])*q.sd[a])
	})
	const most = 8
	for _, j := range active[:min(most, len(active))] {
		net, b := *q.net, q.coef[j]
		net.Scale = nil
		t := net.Term(j)
		c := &condition{l1: math.Copysign(t.L1, b), l2: t.L2, coef: b}
		x := make([]float64, q.n)
		q.Problem.X.ColAxpy(j, 1, x)
		if q.net.Scale != nil {
			m, _ := q.Problem.X.ColMoments(j, vector.NormalWeights(q.rows.weights))
			first, second := make([]float64, q.n), make([]float64, q.n)
			for i, v := range x {
				first[i] = one[i] * (v - m)
				second[i] = first[i] * (v - m)
			}
			c.mean, c.square = running(first), running(second)
		}
		for i := range x {
			x[i] *= r[i]
		}
		add(c, x)
	}
	return all, weight
}

// running returns the running sums of v, 0 first.
func running(v []float64) []float64 {
	s := make([]float64, len(v)+1)
	for i, x := range v {
		s[i+1] = s[i] + x
	}
	return s
}

// piece is rows lo to hi-1, or all but those.
type piece struct {
	lo, hi int
	but    bool
}

func (p piece) has(i int) bool { return (p.lo <= i && i < p.hi) != p.but }

// sum returns the sum over the rows of p, of running sums.
func (p piece) sum(running []float64) float64 {
	d := running[p.hi] - running[p.lo]
	if p.but {
		return running[len(running)-1] - d
	}
	return d
}

func (p piece) words(n int) string {
	switch {
	case p.but:
		return fmt.Sprintf("all rows but %d to %d", p.lo+1, p.hi)
	case p.lo == 0:
		return fmt.Sprintf("the first %d of %d rows", p.hi, n)
	}
	return fmt.Sprintf("the last %d of %d rows", n-p.lo, n)
}

// pieces lists beginnings, ends, and what is left for training by folds in one piece,
// as scikit-learn cuts them.
func pieces(n int) []piece {
	var all []piece
	for m := max(2, n/20); m < n; m++ {
		all = append(all, piece{0, m, false}, piece{n - m, n, false})
	}
	for _, folds := range []int{3, 4, 5, 10, 20} {
		lo := 0
		for k := range folds {
			hi := lo + n/folds
			if k < n%folds {
				hi++
			}
			if k > 0 && k < folds-1 && hi > lo {
				all = append(all, piece{lo, hi, true})
			}
			lo = hi
		}
	}
	return all
}
