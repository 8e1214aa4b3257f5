// Package kernel holds the inner loops: inner products, updates and Gram blocks on
// raw slices, and a loop over chunks in parallel.
//
// On amd64 with AVX2 and FMA the dense kernels, GatherBlock and Beyond run assembly,
// which gen generates; elsewhere, and under the build tag purego, they run the
// Go twins in twin.go. Time as a fraction of the plain Go loop's, BenchmarkKernels
// in one run on an AMD EPYC (Zen 5); n is the length, or the number of entries stored:
//
//	n =           72   442   1000  20000
//	Dot          0.30  0.15  0.13  0.16
//	WDot         0.36  0.22  0.20  0.25
//	Sum          0.23  0.09  0.08  0.09
//	Axpy         0.29  0.18  0.18  0.21
//	AxpyMany     0.13  0.10  0.10  0.14   8 columns
//	DotBlock     0.11  0.14  0.13  0.15   16 columns
//	Gram         0.13  0.08  0.07  0.08   8 x 8 columns
//	GatherDot    0.83  0.59  0.73  0.86
//	GatherBlock  0.17  0.13  0.14  0.16   eight plain loops
//	ScatterAxpy  0.68  0.62  0.70  0.82
//	Beyond       0.27  0.20  0.19  0.19   none beyond
//
// No kernel starts a goroutine or allocates, though Beyond appends, and the order of
// its sums is fixed by the lengths alone, so the same input gives the same bits on one
// machine whatever GOMAXPROCS and wherever the slices start. The assembly sums in more
// lanes and fuses multiplications with additions, the twins do neither (but on arm64,
// where the compiler fuses), so that between these paths results agree to rounding and
// not in every bit: a sum of n products p_i is within n 2^-52 sum_i |p_i| of exact,
// where none underflows. Bounds on rounding count on no more than that.
//
// NaN and infinities propagate as in the plain loop. A slice that is too short is a
// programmer's mistake and panics.
package kernel

import "math"

// Dot returns sum_i x_i y_i over i < len(x). y may be longer than x.
func Dot(x, y []float64) float64 {
	if len(y) < len(x) {
		panic("kernel: Dot: y is shorter than x")
	}
	return dot(x, y)
}

// SumSq returns sum_i x_i^2.
func SumSq(x []float64) float64 { return dot(x, x) }

// WDot returns sum_i w_i x_i y_i over i < len(w). x and y may be longer than w.
func WDot(w, x, y []float64) float64 {
	if len(x) < len(w) || len(y) < len(w) {
		panic("kernel: WDot: x or y is shorter than w")
	}
	return wdot(w, x, y)
}

// Sum returns sum_i x_i.
func Sum(x []float64) float64 { return sum(x) }

// Axpy adds a x to y over i < len(x). y may be longer than x, and may be x, but
// may not overlap it otherwise. Each entry is computed alike wherever it stands, so
// rows can be split at will.
func Axpy(a float64, x, y []float64) {
	if len(y) < len(x) {
		panic("kernel: Axpy: y is shorter than x")
	}
	axpy(a, x, y)
}

// AxpyMany adds a[k] x[k] to y for all k < len(a), over i < len(y), with the bits of that many
// calls of Axpy and y read once for every four. The x[k] may be longer than y, and may
// not overlap it.
func AxpyMany(a []float64, x [][]float64, y []float64) {
	if len(x) < len(a) {
		panic("kernel: AxpyMany: fewer columns than factors")
	}
	for k := range a {
		if len(x[k]) < len(y) {
			panic("kernel: AxpyMany: a column is shorter than y")
		}
	}
	k := 0
	for ; k <= len(a)-4; k += 4 {
		axpy4((*[4]float64)(a[k:]), x[k], x[k+1], x[k+2], x[k+3], y)
	}
	for ; k < len(a); k++ {
		axpy(a[k], x[k][:len(y)], y)
	}
}

// DotBlock sets dst[k] = <x[k*stride : k*stride+len(v)], v> for k < len(dst).
// The bits of dst[k] depend on its column and v alone, not on k or len(dst).
func DotBlock(dst, x []float64, stride int, v []float64) {
	n := len(v)
	if len(dst) > 0 && (stride < 0 || len(x) < (len(dst)-1)*stride+n) {
		panic("kernel: DotBlock: x is too short")
	}
	k := len(dst) &^ 3
	if k > 0 {
		dotQuads(dst[:k], x, stride, v)
	}
	col := func(k int) []float64 { return x[k*stride:][:n] }
	switch len(dst) - k {
	case 1:
		dst[k], _, _, _ = dot4(col(k), col(k), col(k), col(k), v)
	case 2:
		dst[k], dst[k+1], _, _ = dot4(col(k), col(k+1), col(k), col(k), v)
	case 3:
		dst[k], dst[k+1], dst[k+2], _ = dot4(col(k), col(k+1), col(k+2), col(k), v)
	}
}

// Beyond appends to dst the k with |u_k| > s t_k, in order, NaN counting as beyond.
// t may be longer than u.
func Beyond(dst []int, u, t []float64, s float64) []int {
	if len(t) < len(u) {
		panic("kernel: Beyond: t is shorter than u")
	}
	whole := len(u) &^ 3
	for k := 0; k < len(u); {
		to := len(u)
		if k < whole {
			if k = nextBeyond(u, t, s, k, whole); k == whole {
				continue
			}
			to = k + 4
		}
		for ; k < to; k++ {
			if !(math.Abs(u[k]) <= s*t[k]) {
				dst = append(dst, k)
			}
		}
	}
	return dst
}
