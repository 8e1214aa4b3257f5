//go:build !amd64 || purego

package kernel

func dot(x, y []float64) float64     { return dotGo(x, y) }
func wdot(w, x, y []float64) float64 { return wdotGo(w, x, y) }
func sum(x []float64) float64        { return sumGo(x) }
func axpy(a float64, x, y []float64) { axpyGo(a, x, y) }

func axpy4(a *[4]float64, x0, x1, x2, x3, y []float64) { axpy4Go(a, x0, x1, x2, x3, y) }

func dot4(x0, x1, x2, x3, v []float64) (d0, d1, d2, d3 float64) {
	return dot4Go(x0, x1, x2, x3, v)
}

func dotQuads(dst, x []float64, stride int, v []float64) { dotQuadsGo(dst, x, stride, v) }

func gramTile(out *tile, x *[tileX][]float64, y [][]float64, lo, hi int) {
	gramTileGo(out, x, y, lo, hi)
}

func gatherBlock(dst []float64, w int, ptr []int, row []int32, val, v []float64) {
	gatherBlockGo(dst, w, ptr, row, val, v)
}

func nextBeyond(u, t []float64, s float64, lo, hi int) int { return nextBeyondGo(u, t, s, lo, hi) }

func expMany(dst, x []float64) int                 { return 0 }
func logMany(dst, x []float64) int                 { return 0 }
func log1pMany(dst, x []float64) int               { return 0 }
func softplusMany(dst, x []float64) int            { return 0 }
func logisticMany(slope, curv, y, z []float64) int { return 0 }
