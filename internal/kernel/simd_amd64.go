//go:build !purego

package kernel

//go:generate go run -modfile=../../tools/go.mod gen/main.go gen/scan.go gen/elementary.go -out avx2_amd64.s -stubs avx2_amd64.go -pkg kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

var avx2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA

func dot(x, y []float64) float64 {
	if avx2 {
		return dotAVX2(unsafe.SliceData(x), unsafe.SliceData(y), len(x))
	}
	return dotGo(x, y)
}

func wdot(w, x, y []float64) float64 {
	if avx2 {
		return wdotAVX2(unsafe.SliceData(w), unsafe.SliceData(x), unsafe.SliceData(y), len(w))
	}
	return wdotGo(w, x, y)
}

func sum(x []float64) float64 {
	if avx2 {
		return sumAVX2(unsafe.SliceData(x), len(x))
	}
	return sumGo(x)
}

func axpy(a float64, x, y []float64) {
	if avx2 {
		axpyAVX2(a, unsafe.SliceData(x), unsafe.SliceData(y), len(x))
		return
	}
	axpyGo(a, x, y)
}

func axpy4(a *[4]float64, x0, x1, x2, x3, y []float64) {
	if avx2 {
		axpy4AVX2(a, unsafe.SliceData(x0), unsafe.SliceData(x1), unsafe.SliceData(x2), unsafe.SliceData(x3), unsafe.SliceData(y), len(y))
		return
	}
	axpy4Go(a, x0, x1, x2, x3, y)
}

func dot4(x0, x1, x2, x3, v []float64) (d0, d1, d2, d3 float64) {
	if avx2 {
		var d [4]float64
		dot4AVX2(&d, unsafe.SliceData(x0), unsafe.SliceData(x1), unsafe.SliceData(x2), unsafe.SliceData(x3), unsafe.SliceData(v), len(v))
		return d[0], d[1], d[2], d[3]
	}
	return dot4Go(x0, x1, x2, x3, v)
}

// dotQuads sets dst[k] = <column k, v>, a multiple of four columns at least four.
func dotQuads(dst, x []float64, stride int, v []float64) {
	if avx2 {
		dotBlockAVX2(unsafe.SliceData(dst), unsafe.SliceData(x), stride, unsafe.SliceData(v), len(v), len(dst)/4)
		return
	}
	dotQuadsGo(dst, x, stride, v)
}

func gramTile(out *tile, x *[tileX][]float64, y [][]float64, lo, hi int) {
	if !avx2 {
		gramTileGo(out, x, y, lo, hi)
		return
	}
	switch len(y) {
	case 1:
		gram4x1AVX2(out, x, (*[1][]float64)(y), lo, hi-lo)
	case 2:
		gram4x2AVX2(out, x, (*[2][]float64)(y), lo, hi-lo)
	default:
		gram4x3AVX2(out, x, (*[3][]float64)(y), lo, hi-lo)
	}
}

func gatherBlock(dst []float64, w int, ptr []int, row []int32, val, v []float64) {
	if avx2 {
		var inside bool
		d, p, r, x, y := unsafe.SliceData(dst), unsafe.SliceData(ptr), unsafe.SliceData(row), unsafe.SliceData(val), unsafe.SliceData(v)
		if w == 4 {
			inside = gatherBlock4AVX2(d, p, len(ptr)-1, r, x, len(row), y, len(v)/4)
		} else {
			inside = gatherBlock8AVX2(d, p, len(ptr)-1, r, x, len(row), y, len(v)/8)
		}
		if inside {
			return
		}
	}
	gatherBlockGo(dst, w, ptr, row, val, v) // panics at the row that is out of range, if one is
}

// nextBeyond returns the first k of lo, lo+4, ... with an entry beyond among the four
// from there, and hi if there is none.
func nextBeyond(u, t []float64, s float64, lo, hi int) int {
	if avx2 {
		return beyondAVX2(unsafe.SliceData(u), unsafe.SliceData(t), s, lo, hi)
	}
	return nextBeyondGo(u, t, s, lo, hi)
}

// The elementary functions return how many entries they have done; the twins do the rest.

func expMany(dst, x []float64) int {
	if !avx2 {
		return 0
	}
	n := len(x) &^ 3
	expAVX2(unsafe.SliceData(dst), unsafe.SliceData(x), n)
	return n
}

func logMany(dst, x []float64) int {
	if !avx2 {
		return 0
	}
	n := len(x) &^ 3
	logAVX2(unsafe.SliceData(dst), unsafe.SliceData(x), n)
	return n
}

func log1pMany(dst, x []float64) int {
	if !avx2 {
		return 0
	}
	n := len(x) &^ 3
	log1pAVX2(unsafe.SliceData(dst), unsafe.SliceData(x), n)
	return n
}

func softplusMany(dst, x []float64) int {
	if !avx2 {
		return 0
	}
	n := len(x) &^ 3
	softplusAVX2(unsafe.SliceData(dst), unsafe.SliceData(x), n)
	return n
}

func logisticMany(slope, curv, y, z []float64) int {
	if !avx2 {
		return 0
	}
	n := len(z) &^ 3
	logisticAVX2(unsafe.SliceData(slope), unsafe.SliceData(curv), unsafe.SliceData(y), unsafe.SliceData(z), n)
	return n
}
