package kernel

// The Go twins: what runs where there is no assembly, and what the assembly is
// tested against. Lengths are checked by the callers.

func dotGo(x, y []float64) float64 {
	y = y[:len(x)]
	var s0, s1, s2, s3 float64
	for len(x) >= 4 && len(y) >= 4 {
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
		x, y = x[4:], y[4:]
	}
	for i, v := range x {
		s0 += v * y[i]
	}
	return (s0 + s1) + (s2 + s3)
}

func wdotGo(w, x, y []float64) float64 {
	x, y = x[:len(w)], y[:len(w)]
	var s0, s1, s2, s3 float64
	for len(w) >= 4 && len(x) >= 4 && len(y) >= 4 {
		s0 += w[0] * x[0] * y[0]
		s1 += w[1] * x[1] * y[1]
		s2 += w[2] * x[2] * y[2]
		s3 += w[3] * x[3] * y[3]
		w, x, y = w[4:], x[4:], y[4:]
	}
	for i, v := range w {
		s0 += v * x[i] * y[i]
	}
	return (s0 + s1) + (s2 + s3)
}

func sumGo(x []float64) float64 {
	var s0, s1, s2, s3 float64
	for len(x) >= 4 {
		s0 += x[0]
		s1 += x[1]
		s2 += x[2]
		s3 += x[3]
		x = x[4:]
	}
	for _, v := range x {
		s0 += v
	}
	return (s0 + s1) + (s2 + s3)
}

func axpyGo(a float64, x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += a * v
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
