package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"

	"github.com/lassocheck/lassocheck/internal/ticks"
)

// The plot is drawn in a small coordinate system, so that its labels stay
// readable when it is squeezed to the width of a phone.
const (
	svgWidth, svgHeight = 480, 310
	leftEdge, rightEdge = 52, 468
	topEdge, bottomEdge = 26, 268
	palette             = 10
	patterns            = 3 // of dashes
	maxTicks            = 6
)

// SVG draws the figure. Each point carries its values as a title, which is what
// hovering shows.
func (f Figure) SVG() template.HTML {
	var b strings.Builder
	x := newScale(f.X, f.Series, func(s Series) Floats { return s.X }, leftEdge, rightEdge)
	y := newScale(f.Y, f.Series, func(s Series) Floats { return s.Y }, bottomEdge, topEdge)
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img"><title>%s</title><desc>%s</desc>`, svgWidth, svgHeight,
		html.EscapeString(f.Title), html.EscapeString(f.describe()))
	for _, v := range y.ticks() {
		fmt.Fprintf(&b, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`,
			leftEdge, y.at(v), rightEdge, leftEdge-6, y.at(v)+4, ticks.Label(v))
	}
	for _, v := range x.ticks() {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`,
			x.at(v), topEdge, bottomEdge, x.at(v), bottomEdge+17, ticks.Label(v))
	}
	fmt.Fprintf(&b, `<path class="axis" d="M%d %dV%dH%d"/>`, leftEdge, topEdge, bottomEdge, rightEdge)
	fmt.Fprintf(&b, `<text class="label" x="4" y="15">%s</text>`, html.EscapeString(f.Y.Label))
	fmt.Fprintf(&b, `<text class="label" x="%d" y="%d" text-anchor="middle">%s</text>`, (leftEdge+rightEdge)/2, svgHeight-5, html.EscapeString(f.X.Label))
	for k, s := range f.Series {
		s.draw(&b, f.Class(k), x, y, f)
	}
	b.WriteString(`<circle class="cursor" r="6" cx="-20" cy="-20"/></svg>`)
	return template.HTML(b.String())
}

// describe says in words what the figure shows.
func (f Figure) describe() string {
	axis := func(a Axis) string {
		if a.Log {
			return a.Label + " (logarithmic)"
		}
		return a.Label
	}
	names := make([]string, len(f.Series))
	for k, s := range f.Series {
		names[k] = s.Name
	}
	return fmt.Sprintf("%s against %s: %s.", axis(f.Y), axis(f.X), strings.Join(names, ", "))
}

// Class names the colour of series k and its dashes, which tell it from others without
// colour: the reference has its own.
func (f Figure) Class(k int) string {
	if f.Series[k].Reference {
		return "ref"
	}
	n := 0
	for _, s := range f.Series[:k] {
		if !s.Reference {
			n++
		}
	}
	return fmt.Sprintf("s%d d%d", n%palette, n%patterns)
}

func (s Series) draw(b *strings.Builder, class string, x, y scale, f Figure) {
	fmt.Fprintf(b, `<g class="%s">`, class)
	if !s.Points {
		pen := "M"
		b.WriteString(`<path class="line" d="`)
		for i := range s.X {
			if !finite(s.X[i]) || !finite(s.Y[i]) {
				pen = "M"
				continue
			}
			fmt.Fprintf(b, "%s%.1f %.1f", pen, x.at(s.X[i]), y.at(s.Y[i]))
			pen = "L"
		}
		b.WriteString(`"/>`)
	}
	for i := range s.X {
		if !finite(s.X[i]) || !finite(s.Y[i]) {
			continue
		}
		shape := `class="spot" r="6"`
		if s.Points {
			shape = `class="dot" r="3.2"`
		}
		fmt.Fprintf(b, `<circle %s cx="%.1f" cy="%.1f"><title>%s: %s %s, %s %s</title></circle>`, shape, x.at(s.X[i]), y.at(s.Y[i]),
			html.EscapeString(s.Name), html.EscapeString(f.X.Label), Number(s.X[i]), html.EscapeString(f.Y.Label), Number(s.Y[i]))
	}
	b.WriteString(`</g>`)
}

// scale maps numbers to positions along an axis.
type scale struct {
	log      bool
	lo, hi   float64 // in numbers, or their logarithms
	from, to float64 // in the drawing
}

func newScale(a Axis, series []Series, values func(Series) Floats, from, to float64) scale {
	s := scale{log: a.Log, lo: math.Inf(1), hi: math.Inf(-1), from: from, to: to}
	for _, one := range series {
		for _, v := range values(one) {
			if !finite(v) || (a.Log && v <= 0) {
				continue
			}
			s.lo, s.hi = min(s.lo, s.unit(v)), max(s.hi, s.unit(v))
		}
	}
	switch {
	case s.lo > s.hi:
		s.lo, s.hi = 0, 1
	case s.lo == s.hi:
		s.lo, s.hi = s.lo-0.5, s.hi+0.5
	}
	if !a.Log && s.lo > 0 && s.lo < s.hi/2 {
		s.lo = 0
	}
	margin := 0.03 * (s.hi - s.lo)
	if a.Log || s.lo != 0 {
		s.lo -= margin
	}
	s.hi += margin
	return s
}

func (s scale) unit(v float64) float64 {
	if s.log {
		return math.Log10(v)
	}
	return v
}

func (s scale) at(v float64) float64 {
	u := s.lo
	if !s.log || v > 0 {
		u = s.unit(v)
	}
	return s.from + (s.to-s.from)*(u-s.lo)/(s.hi-s.lo)
}

// ticks returns round numbers along the axis.
func (s scale) ticks() (out []float64) {
	if s.log && s.hi-s.lo >= 1.5 {
		for _, e := range ticks.Powers(s.lo, s.hi, maxTicks) {
			out = append(out, math.Pow(10, float64(e)))
		}
		return out
	}
	if s.log {
		for e := math.Floor(s.lo); e <= s.hi; e++ {
			for _, m := range []float64{1, 2, 5} {
				if v := m * math.Pow(10, e); s.unit(v) >= s.lo && s.unit(v) <= s.hi {
					out = append(out, v)
				}
			}
		}
		return out
	}
	return ticks.Linear(s.lo, s.hi, maxTicks)
}
