package composite

import (
	"image"
	"image/color"
	"math"
)

// Pixels returns the brightness of a picture, 0 for black to 1 for white, column-major
// as [NewTV2D] and [NewDeblur] take it.
func Pixels(p image.Image) (x []float64, rows, cols int) {
	box := p.Bounds()
	rows, cols = box.Dy(), box.Dx()
	x = make([]float64, 0, rows*cols)
	for j := range cols {
		for i := range rows {
			g := color.Gray16Model.Convert(p.At(box.Min.X+j, box.Min.Y+i)).(color.Gray16)
			x = append(x, float64(g.Y)/math.MaxUint16)
		}
	}
	return x, rows, cols
}

// Picture returns the grey picture of a column-major x of rows x cols, clipped to
// [0, 1].
func Picture(x []float64, rows, cols int) *image.Gray {
	p := image.NewGray(image.Rect(0, 0, cols, rows))
	for k, v := range x {
		p.SetGray(k/rows, k%rows, color.Gray{Y: uint8(math.Round(255 * min(max(v, 0), 1)))})
	}
	return p
}
