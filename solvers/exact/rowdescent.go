package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// rowDescent minimises a quadratic model with row norms. Rows come and go by block
// coordinate descent; what remains is smooth, and Newton's method finishes it where
// descent is slow.
//
// Reference: Qin, Scheinberg and Goldfarb, Efficient block-coordinate descent algorithms
// for the group lasso (2013).
type rowDescent struct {
	x *Stacked
	h rowHessian

	slope  [][]float64 // what is left of them at b, by response
	b      [][]float64
	at     []int       // the rows that are not zero, and the free ones
	points [][]float64 // of the last sweeps, b and slopes
	to     []float64   // scratch
	step   []float64
}

// rowHessian is the Hessian of the model by rows of K coefficients.
type rowHessian interface {
	// bound returns an L with H_ww <= L I, 0 for a row that has nothing to say.
	bound(w int) float64
	// own adds H_ww b_w to dst.
	own(dst []float64, w int, b [][]float64)
	// update subtracts H_.w d from the slopes, which may wait for the others of a few rows:
	// read has the slopes of a row in any case, and flush brings all to them.
	update(slope [][]float64, w int, d []float64)
	read(dst []float64, slope [][]float64, w int)
	flush(slope [][]float64)
	// direction returns the Newton direction on the rows at, given what is left of the
	// slopes there less the penalty's.
	direction(r *rowDescent, rest [][]float64) [][]float64
	// costs counts the multiplications of a sweep over so many rows, and of a direction.
	costs(rows int) (sweep, direction float64)
}

// depth is how many sweeps are extrapolated.
const depth = 4

// minimise goes down by sweeps, extrapolating every few, and by Newton steps where as many
// sweeps as are still wanted would cost more.
func (r *rowDescent) minimise(d [][]float64, tol float64) {
	x := r.x
	r.slope, r.b, r.points = clone(r.slope, x.slope), clone(r.b, x.b), r.points[:0]
	r.to, r.step = make([]float64, x.K), make([]float64, x.K)
	first := math.Inf(1)  // the residual when the points begin
	before := math.Inf(1) // and before the last Newton step
	for range 200 {
		r.sweep()
		residual := x.residual(r.b, r.slope)
		if residual <= tol {
			break
		}
		if r.push(); len(r.points) == 1 {
			first = residual
		}
		if len(r.points) <= depth {
			continue
		}
		r.support()
		rate := math.Log(residual/first) / depth // of one sweep
		sweep, direction := r.h.costs(len(r.at))
		if wanted := math.Log(tol/residual) / rate; !(rate < 0) || wanted*sweep > direction {
			if residual > 0.1*before { // the last Newton step was of little use
				r.lengths()
				r.support()
			}
			before = residual
			r.newton()
		} else {
			r.extrapolate()
		}
		r.points = r.points[:0]
		x.steps++
	}
	for k := range d {
		for w, b := range r.b[k] {
			d[k][w] = b - x.b[k][w]
		}
	}
}

// clone copies src to dst, whose memory it takes if it has enough.
func clone(dst, src [][]float64) [][]float64 {
	if len(dst) != len(src) {
		dst = make([][]float64, len(src))
	}
	for k := range src {
		dst[k] = append(dst[k][:0], src[k]...)
	}
	return dst
}

// sweep minimises over every row once, with L in place of H_ww.
func (r *rowDescent) sweep() {
	for w, t := range r.x.terms {
		l := r.h.bound(w)
		if l == 0 {
			continue
		}
		r.h.read(r.step, r.slope, w)
		clear(r.to)
		r.h.own(r.to, w, r.b)
		length := 0.0
		for k, s := range r.step {
			v := r.to[k] + s // at b_w = 0
			length += v * v
			r.to[k] = l*r.b[k][w] + s
		}
		shrink := 0.0
		if math.Sqrt(length) > t.l1 {
			shrink = max(0, 1-t.l1/vector.Norm(r.to)) / (l + t.l2)
		}
		moved := false
		for k, v := range r.to {
			r.step[k] = shrink*v - r.b[k][w]
			moved = moved || r.step[k] != 0
			r.b[k][w] = shrink * v
		}
		if moved {
			r.h.update(r.slope, w, r.step)
		}
	}
	r.h.flush(r.slope)
}

// support lists the rows that are not zero, and the free ones.
func (r *rowDescent) support() {
	r.at = r.at[:0]
	for w, t := range r.x.terms {
		if r.h.bound(w) > 0 && (t.l1 == 0 || r.length(w) > 0) {
			r.at = append(r.at, w)
		}
	}
}

func (r *rowDescent) length(w int) float64 {
	return r.x.size(func(k int) float64 { return r.b[k][w] })
}

// bend returns L1/‖b_w‖, and the unit vector of b_w; zeros for a free row.
func (r *rowDescent) bend(w int) (bend float64, unit []float64) {
	unit = make([]float64, r.x.K)
	if l1 := r.x.terms[w].l1; l1 > 0 {
		length := r.length(w)
		for k := range unit {
			unit[k] = r.b[k][w] / length
		}
		bend = l1 / length
	}
	return bend, unit
}

// newton is a Newton step on the support, halved until the model falls.
func (r *rowDescent) newton() {
	x := r.x
	if len(r.at) == 0 {
		return
	}
	rest := r.vectors()
	for i, w := range r.at {
		bend, _ := r.bend(w)
		for k := range rest {
			rest[k][i] = r.slope[k][w] - (bend+x.terms[w].l2)*r.b[k][w]
		}
	}
	d := r.h.direction(r, rest)
	curved := make([][]float64, x.K) // -H d
	for k := range curved {
		curved[k] = make([]float64, len(x.rows))
	}
	slope, bend := 0.0, 0.0
	for i, w := range r.at {
		for k := range d {
			r.step[k] = d[k][i]
			slope += d[k][i] * r.slope[k][w]
		}
		r.h.update(curved, w, r.step)
	}
	r.h.flush(curved)
	for i, w := range r.at {
		for k := range d {
			bend -= d[k][i] * curved[k][w]
		}
	}
	penalty := func(t float64) (s float64) {
		for i, w := range r.at {
			size := x.size(func(k int) float64 { return r.b[k][w] + t*d[k][i] })
			s += x.terms[w].l1*size + x.terms[w].l2/2*size*size
		}
		return s
	}
	before := penalty(0)
	for t := 1.0; t > 1e-4; t /= 2 {
		if penalty(t)-before-t*slope+t*t/2*bend <= 1e-14*before {
			for k := range d {
				for i, w := range r.at {
					r.b[k][w] += t * d[k][i]
				}
				vector.Axpy(t, curved[k], r.slope[k])
			}
			return
		}
	}
}

// vectors makes a zero for every row of the support, by response.
func (r *rowDescent) vectors() [][]float64 {
	v := make([][]float64, r.x.K)
	for k := range v {
		v[k] = make([]float64, len(r.at))
	}
	return v
}

// push keeps the present point and its slopes.
func (r *rowDescent) push() {
	if len(r.points) < cap(r.points) {
		r.points = r.points[:len(r.points)+1]
	} else {
		r.points = append(r.points, nil)
	}
	last := &r.points[len(r.points)-1]
	*last = (*last)[:0]
	for _, part := range [2][][]float64{r.b, r.slope} {
		for _, v := range part {
			*last = append(*last, v...)
		}
	}
}

// extrapolate moves to where the points are heading, if the model falls.
func (r *rowDescent) extrapolate() {
	width := len(r.x.rows)
	half := width * r.x.K
	to := vector.Extrapolate(r.points, half)
	if to == nil {
		return
	}
	b, slope := make([][]float64, r.x.K), make([][]float64, r.x.K)
	for k := range b {
		b[k], slope[k] = to[k*width:(k+1)*width], to[half+k*width:half+(k+1)*width]
	}
	if r.value(b, slope) < r.value(r.b, r.slope) {
		r.b, r.slope = clone(r.b, b), clone(r.slope, slope)
	}
}

// value returns the model at b, where slope is left of the slopes: for d = b less what it
// was and slopes s at first, -<s, d> + <d, H d>/2 = -<d, s + slope>/2.
func (r *rowDescent) value(b, slope [][]float64) (v float64) {
	x := r.x
	for k := range b {
		for w, c := range b[k] {
			v -= (c - x.b[k][w]) * (x.slope[k][w] + slope[k][w]) / 2
		}
	}
	for w, t := range x.terms {
		if size := x.size(func(k int) float64 { return b[k][w] }); size > 0 {
			v += t.l1*size + t.l2/2*size*size
		}
	}
	return v
}
