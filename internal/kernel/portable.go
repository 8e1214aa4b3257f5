package kernel

func dot(x, y []float64) float64                       { return dotGo(x, y) }
func wdot(w, x, y []float64) float64                   { return wdotGo(w, x, y) }
func sum(x []float64) float64                          { return sumGo(x) }
func axpy(a float64, x, y []float64)                   { axpyGo(a, x, y) }
func gramTile(out *tile, x, y [][]float64, lo, hi int) { gramTileGo(out, x, y, lo, hi) }

func dot4(x0, x1, x2, x3, v []float64) (d0, d1, d2, d3 float64) {
	return dot4Go(x0, x1, x2, x3, v)
}
