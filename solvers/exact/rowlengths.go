package exact

// lengths minimises the model over the lengths of the rows that are not zero, along their
// directions: a quadratic program with an l1 norm and bounds at zero, solved exactly by an
// active set, as in [coupledNet]. Rows of columns that nearly are copies trade their
// lengths at next to no cost, which neither descent nor a smooth step sees through.
func (r *rowDescent) lengths() {
	x := r.x
	var rows []int
	var units [][]float64
	for _, w := range r.at {
		if x.terms[w].l1 > 0 {
			_, unit := r.bend(w)
			rows, units = append(rows, w), append(units, unit)
		}
	}
	// The Hessian along the directions: what moving one of them takes from the slopes.
	n := len(rows)
	h := make([][]float64, n)
	for i, w := range rows {
		taken := make([][]float64, x.K)
		for k := range taken {
			taken[k] = make([]float64, len(x.rows))
		}
		r.h.update(taken, w, units[i])
		r.h.flush(taken)
		h[i] = make([]float64, n)
		for j, v := range rows {
			for k, u := range units[j] {
				h[i][j] -= u * taken[k][v]
			}
		}
	}
	const slack = 4e-13 // of a diagonal, so that copies have a factor
	var f factor
	for i := range rows {
		f.stiffen(append([]float64(nil), h[i][:i]...), h[i][i]*(1+slack)+x.terms[rows[i]].l2)
	}
	length, slope := make([]float64, n), make([]float64, n)
	active := make([]int, n)
	for i, w := range rows {
		active[i], length[i] = i, r.length(w)
		for k, u := range units[i] {
			slope[i] += u * r.slope[k][w]
		}
	}
	was := append([]float64(nil), length...)
	step := make([]float64, n)
	for range n + 3 {
		for a, i := range active {
			t := x.terms[rows[i]]
			step[a] = slope[i] - t.l1 - t.l2*length[i]
		}
		f.solve(step[:f.k])
		t, stop := 1.0, -1
		for a, i := range active {
			if s := -length[i] / step[a]; step[a] < 0 && s < t {
				t, stop = s, a
			}
		}
		for a, i := range active {
			d := t * step[a]
			if a == stop {
				d = -length[i]
			}
			length[i] += d
			for j := range slope {
				slope[j] -= h[i][j] * d
			}
		}
		if stop < 0 {
			break
		}
		f.delete(stop)
		active = append(active[:stop], active[stop+1:]...)
	}
	for i, w := range rows {
		if length[i] != was[i] {
			for k, u := range units[i] {
				r.step[k] = length[i]*u - r.b[k][w]
				r.b[k][w] = length[i] * u
			}
			r.h.update(r.slope, w, r.step)
		}
	}
	r.h.flush(r.slope)
}
