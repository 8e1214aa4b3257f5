package kernel

import "math"

// The Go twins: what runs where there is no assembly, and what the assembly is
// tested beside. Lengths are checked by the callers.

func dotGo(x, y []float64) float64 {
	y = y[:len(x)]
	var s0, s1, s2, s3 float64
	k := 0
	for ; k <= len(x)-4; k += 4 {
		s0 += x[k] * y[k]
		s1 += x[k+1] * y[k+1]
		s2 += x[k+2] * y[k+2]
		s3 += x[k+3] * y[k+3]
	}
	for ; k < len(x); k++ {
		s0 += x[k] * y[k]
	}
	return (s0 + s1) + (s2 + s3)
}

func wdotGo(w, x, y []float64) float64 {
	x, y = x[:len(w)], y[:len(w)]
	var s0, s1, s2, s3 float64
	k := 0
	for ; k <= len(w)-4; k += 4 {
		s0 += w[k] * x[k] * y[k]
		s1 += w[k+1] * x[k+1] * y[k+1]
		s2 += w[k+2] * x[k+2] * y[k+2]
		s3 += w[k+3] * x[k+3] * y[k+3]
	}
	for ; k < len(w); k++ {
		s0 += w[k] * x[k] * y[k]
	}
	return (s0 + s1) + (s2 + s3)
}

func sumGo(x []float64) float64 {
	var s0, s1, s2, s3 float64
	k := 0
	for ; k <= len(x)-4; k += 4 {
		s0 += x[k]
		s1 += x[k+1]
		s2 += x[k+2]
		s3 += x[k+3]
	}
	for ; k < len(x); k++ {
		s0 += x[k]
	}
	return (s0 + s1) + (s2 + s3)
}

func axpyGo(a float64, x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += a * v
	}
}

func axpy4Go(a *[4]float64, x0, x1, x2, x3, y []float64) {
	for k, x := range [4][]float64{x0, x1, x2, x3} {
		axpyGo(a[k], x[:len(y)], y)
	}
}

func dot4Go(x0, x1, x2, x3, v []float64) (d0, d1, d2, d3 float64) {
	n := len(v)
	x0, x1, x2, x3 = x0[:n], x1[:n], x2[:n], x3[:n]
	for i, w := range v {
		d0 += x0[i] * w
		d1 += x1[i] * w
		d2 += x2[i] * w
		d3 += x3[i] * w
	}
	return d0, d1, d2, d3
}

func dotQuadsGo(dst, x []float64, stride int, v []float64) {
	col := func(k int) []float64 { return x[k*stride:][:len(v)] }
	for k := 0; k+4 <= len(dst); k += 4 {
		dst[k], dst[k+1], dst[k+2], dst[k+3] = dot4Go(col(k), col(k+1), col(k+2), col(k+3), v)
	}
}

func gramTileGo(out *tile, x *[tileX][]float64, y [][]float64, lo, hi int) {
	for b, v := range y {
		o := &out[b]
		o[0], o[1], o[2], o[3] = dot4Go(x[0][lo:hi], x[1][lo:hi], x[2][lo:hi], x[3][lo:hi], v[lo:hi])
	}
}

func gatherBlockGo(dst []float64, w int, ptr []int, row []int32, val, v []float64) {
	for j := range len(ptr) - 1 {
		for c := 0; c < w; c += 4 {
			var d0, d1, d2, d3 float64
			for k := ptr[j]; k < ptr[j+1]; k++ {
				u, x := (*[4]float64)(v[w*int(row[k])+c:]), val[k]
				d0 += x * u[0]
				d1 += x * u[1]
				d2 += x * u[2]
				d3 += x * u[3]
			}
			*(*[4]float64)(dst[w*j+c:]) = [4]float64{d0, d1, d2, d3}
		}
	}
}

func nextBeyondGo(u, t []float64, s float64, lo, hi int) int {
	u, t = u[:hi], t[:hi]
	for k := lo; k < hi; k++ {
		if !(math.Abs(u[k]) <= s*t[k]) {
			return lo + (k-lo)&^3
		}
	}
	return hi
}
