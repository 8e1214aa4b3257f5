package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// The plot is drawn in a small coordinate system, so that its labels stay
// readable when it is squeezed to the width of a phone.
const (
	svgWidth, svgHeight         = 480, 310
	leftEdge, rightEdge         = 52, 468
	topEdge, bottomEdge         = 26, 268
	palette                     = 10
	maxTicks            float64 = 6
)

// SVG draws the figure. Each point carries its values as a title, which is what
// hovering shows.
func (f Figure) SVG() template.HTML {
	var b strings.Builder
	x := newScale(f.X, f.Series, func(s Series) Floats { return s.X }, leftEdge, rightEdge)
	y := newScale(f.Y, f.Series, func(s Series) Floats { return s.Y }, bottomEdge, topEdge)
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, svgWidth, svgHeight, html.EscapeString(f.Title))
	for _, v := range y.ticks() {
		fmt.Fprintf(&b, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`,
			leftEdge, y.at(v), rightEdge, leftEdge-6, y.at(v)+4, tickLabel(v))
	}
	for _, v := range x.ticks() {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`,
			x.at(v), topEdge, bottomEdge, x.at(v), bottomEdge+17, tickLabel(v))
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

// Class names the colour of series k: the reference has its own.
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
	return "s" + strconv.Itoa(n%palette)
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
		every := math.Ceil((s.hi - s.lo) / maxTicks)
		for e := math.Ceil(s.lo/every) * every; e <= s.hi; e += every {
			out = append(out, math.Pow(10, e))
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
	step := math.Pow(10, math.Floor(math.Log10((s.hi-s.lo)/maxTicks)))
	for _, m := range []float64{1, 2, 5, 10} {
		if (s.hi-s.lo)/(m*step) <= maxTicks {
			step *= m
			break
		}
	}
	for k := math.Ceil(s.lo / step); k*step <= s.hi; k++ {
		out = append(out, k*step)
	}
	return out
}

// tickLabel writes powers of ten far from one as such.
func tickLabel(v float64) string {
	if e := math.Log10(v); v > 0 && math.Abs(e) > 3.5 && math.Abs(e-math.Round(e)) < 1e-9 {
		return fmt.Sprintf(`10<tspan dy="-5" font-size="9">%d</tspan>`, int(math.Round(e)))
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
