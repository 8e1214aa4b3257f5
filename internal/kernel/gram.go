package kernel

// A tile of a Gram block is held in registers: tileX columns of x against tileY
// of y, 12 running sums of four lanes each.
const (
	tileX = 4
	tileY = 3
	rows  = 512 // rows a pass: a tile's columns are then 28 KB, which the first cache holds
	panel = 60  // columns of y a pass: 240 KB of them, which the second cache holds
)

type tile = [tileY][tileX]float64

// Gram sets dst[a+b*ldd] = <x[a], y[b]> for a < len(x), b < len(y): the block X'Y,
// stored by columns with stride ldd >= len(x). All columns have one length; they
// need not be neighbours in memory, and x and y may share columns. The bits of an
// entry depend on its two columns alone, not on where they stand or which comes
// first, so Gram(dst, ldd, x, x) is exactly symmetric and a block may be computed
// in pieces.
//
// dst may not overlap a column.
//
// Cost: len(x) len(y) n multiplications, with each entry of y read from memory once
// and of x once for every 60 columns of y.
func Gram(dst []float64, ldd int, x, y [][]float64) {
	if len(x) == 0 || len(y) == 0 {
		return
	}
	if ldd < len(x) || len(dst) < (len(y)-1)*ldd+len(x) {
		panic("kernel: Gram: dst is too small")
	}
	n := len(y[0])
	for _, cols := range [2][][]float64{x, y} {
		for _, c := range cols {
			if len(c) != n {
				panic("kernel: Gram: columns differ in length")
			}
		}
	}
	for b := range y {
		clear(dst[b*ldd : b*ldd+len(x)])
	}
	for b := 0; b < len(y); b += panel {
		ys := y[b:min(b+panel, len(y))]
		for lo := 0; lo < n; lo += rows {
			gramPass(dst[b*ldd:], ldd, x, ys, lo, min(lo+rows, n))
		}
	}
}

// gramPass adds the rows lo <= i < hi of X'Y to dst, tile by tile.
func gramPass(dst []float64, ldd int, x, y [][]float64, lo, hi int) {
	var out tile
	for a := 0; a < len(x); a += tileX {
		var xs [tileX][]float64
		width := copy(xs[:], x[a:])
		for k := width; k < tileX; k++ {
			xs[k] = x[a] // fills the tile; its sums are dropped
		}
		for b := 0; b < len(y); b += tileY {
			ys := y[b:min(b+tileY, len(y))]
			gramTile(&out, &xs, ys, lo, hi)
			for k := range ys {
				d := dst[(b+k)*ldd+a:][:width]
				for i := range d {
					d[i] += out[k][i]
				}
			}
		}
	}
}
