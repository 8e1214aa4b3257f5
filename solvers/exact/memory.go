package exact

import (
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// memory makes more of chords. All by one factor P on one set of columns, each shows what
// the true Hessian makes of a change of b: dr of db. A combination of what is remembered
// that takes most off the residual r, in the norm of P, goes in front of the next chord.
//
// Reference: Anderson, Iterative procedures for nonlinear integral equations (1965).
type memory struct {
	b, r, s    []float64 // at the last chord, s = P r; none where s is empty
	db, dr, ds [][]float64
}

// remembered is how many chords.
const remembered = 3

// forget everything: the factor or its columns have changed.
func (m *memory) forget() {
	m.db, m.dr, m.ds, m.s = m.db[:0], m.dr[:0], m.ds[:0], m.s[:0]
}

// pause keeps the pairs, but not the last point.
func (m *memory) pause() { m.s = m.s[:0] }

// improve turns the chord s = P r from the point b into the combination, in place.
func (m *memory) improve(s, r, b []float64) {
	if len(m.s) > 0 {
		if len(m.db) == remembered {
			for _, v := range []*[][]float64{&m.db, &m.dr, &m.ds} {
				first := (*v)[0]
				copy(*v, (*v)[1:])
				(*v)[remembered-1] = first
				*v = (*v)[:remembered-1]
			}
		}
		m.db, m.dr, m.ds = push(m.db, b, m.b), push(m.dr, r, m.r), push(m.ds, s, m.s)
	}
	m.b, m.r, m.s = append(m.b[:0], b...), append(m.r[:0], r...), append(m.s[:0], s...)
	k := len(m.db)
	if k == 0 {
		return
	}
	system := make([][]float64, k)
	for i := range system {
		for j := range k {
			system[i] = append(system[i], (kernel.Dot(m.dr[i], m.ds[j])+kernel.Dot(m.dr[j], m.ds[i]))/2)
		}
		system[i][i] *= 1 + 1e-10
		system[i] = append(system[i], kernel.Dot(m.dr[i], s))
	}
	for i, a := range vector.Solve(system) {
		kernel.Axpy(-a, m.db[i], s)
		kernel.Axpy(-a, m.ds[i], s)
	}
}

// push appends a - b, in a slice from beyond the length of list where there is one.
func push(list [][]float64, a, b []float64) [][]float64 {
	k := len(list)
	if k < cap(list) {
		list = list[:k+1]
	} else {
		list = append(list, nil)
	}
	list[k] = append(list[k][:0], a...)
	kernel.Axpy(-1, b, list[k])
	return list
}
