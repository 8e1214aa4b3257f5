package figure

import (
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Axis has the range of one coordinate, its ticks and its label.
type Axis struct {
	Min, Max float64
	Label    struct {
		Text      string
		TextStyle text.Style
	}
	Tick struct {
		Label  text.Style
		Marker Ticker // nil for few round numbers
	}
	Scale Normalizer
}

// Ticker returns the ticks between two numbers.
type Ticker interface {
	Ticks(low, high float64) []Tick
}

// Tick is a mark on an axis; without a label it is a short one.
type Tick struct {
	Value float64
	Label string
}

// Normalizer maps a range to that from 0 to 1.
type Normalizer interface {
	Normalize(low, high, x float64) float64
}

// LinearScale maps in proportion.
type LinearScale struct{}

// Normalize returns (x - low)/(high - low).
func (LinearScale) Normalize(low, high, x float64) float64 { return (x - low) / (high - low) }

// InvertedScale maps the upper end to 0.
type InvertedScale struct{ Normalizer }

// Normalize returns 1 less what the scale inside does.
func (s InvertedScale) Normalize(low, high, x float64) float64 {
	return 1 - s.Normalizer.Normalize(low, high, x)
}

// Norm is the place of x, 0 and 1 the ends of the axis.
func (a *Axis) Norm(x float64) float64 { return a.Scale.Normalize(a.Min, a.Max, x) }

func (a *Axis) ticks() (within []Tick) {
	marker := a.Tick.Marker
	if marker == nil {
		marker = roundTicks{}
	}
	const slack = 1e-9
	for _, t := range marker.Ticks(a.Min, a.Max) {
		if at := a.Norm(t.Value); at >= -slack && at <= 1+slack {
			within = append(within, t)
		}
	}
	return within
}

// thickness is the room that ticks, labels and label take, of which size measures one.
func (a *Axis) thickness(ticks []Tick, size func(text.Style, string) vg.Length) vg.Length {
	labels := vg.Length(0)
	for _, t := range ticks {
		labels = max(labels, size(a.Tick.Label, t.Label))
	}
	all := labels + vg.Points(tickLength+2*space)
	if a.Label.Text != "" {
		all += a.Label.TextStyle.Height(a.Label.Text) + vg.Points(space)
	}
	return all
}

// draw draws the axis beside the area of the data, at its left if it is upright.
func (a *Axis) draw(c, area draw.Canvas, ticks []Tick, upright bool) {
	line := draw.LineStyle{Color: a.Label.TextStyle.Color, Width: vg.Points(0.5)}
	label, words := a.Label.TextStyle, a.Tick.Label
	if upright {
		x := area.Min.X - vg.Points(space)
		c.StrokeLine2(line, x, area.Min.Y, x, area.Max.Y)
		words.XAlign, words.YAlign = text.XRight, text.YCenter
		for _, t := range ticks {
			y := area.Y(a.Norm(t.Value))
			c.StrokeLine2(line, x, y, x-t.length(), y)
			c.FillText(words, vg.Point{X: x - vg.Points(tickLength+space), Y: y}, t.Label)
		}
		label.Rotation, label.XAlign, label.YAlign = math.Pi/2, text.XCenter, text.YTop
		c.FillText(label, vg.Point{X: c.Min.X, Y: area.Center().Y}, a.Label.Text)
		return
	}
	y := area.Min.Y - vg.Points(space)
	c.StrokeLine2(line, area.Min.X, y, area.Max.X, y)
	words.XAlign, words.YAlign = text.XCenter, text.YTop
	for _, t := range ticks {
		x := area.X(a.Norm(t.Value))
		c.StrokeLine2(line, x, y, x, y-t.length())
		c.FillText(words, vg.Point{X: x, Y: y - vg.Points(tickLength+space)}, t.Label)
	}
	label.XAlign, label.YAlign = text.XCenter, text.YBottom
	c.FillText(label, vg.Point{X: area.Center().X, Y: c.Min.Y}, a.Label.Text)
}

func (t Tick) length() vg.Length {
	if t.Label == "" {
		return vg.Points(tickLength / 2)
	}
	return vg.Points(tickLength)
}
