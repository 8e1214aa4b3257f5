package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/ticks"
)

// frame is the small coordinate system that a plot is drawn in, so that its labels stay
// readable when it is squeezed to the width of a phone.
type frame struct {
	width, height            int
	left, right, top, bottom int
	ticks                    int // the most along an axis
}

// Of the looks of a series, all must differ before one comes again: 9 colours, 4 dashes
// and 7 marks, which tell them apart without colour.
const palette, patterns, shapes = 9, 4, 7

const (
	lineHeight = 14 // of labels beside lines
	rowHeight  = 22 // of categories
	letter     = 7  // the width of one, about
	direct     = 4  // so many lines are labelled at their ends, more by a legend
)

// frame returns the frame of f, as a small multiple or by itself.
func (f Figure) frame(small bool) frame {
	r := frame{width: 480, height: 310, left: 64, right: 468, top: 28, bottom: 268, ticks: 6}
	if small {
		r = frame{width: 300, height: 200, left: 56, right: 290, top: 28, bottom: 162, ticks: 4}
	}
	if n := len(f.Y.Names); n > 0 {
		r.left, r.ticks = 24+letter*longest(f.Y.Names), 5
		r.bottom = r.top + rowHeight*n
		r.height = r.bottom + 42
	}
	if f.direct() {
		var names []string
		for _, s := range f.Series {
			names = append(names, s.Name)
		}
		r.right -= letter*longest(names) + 4
	}
	return r
}

func longest(names []string) int {
	n := 0
	for _, s := range names {
		n = max(n, len([]rune(s)))
	}
	return n
}

// direct tells whether the lines are few enough to be labelled where they end.
func (f Figure) direct() bool {
	return len(f.Series) <= direct && !slices.ContainsFunc(f.Series, func(s Series) bool { return s.Points || len([]rune(s.Name)) > 16 })
}

// Legend tells whether the figure needs one.
func (f Figure) Legend() bool { return !f.direct() }

// SVG draws the figure. Each point carries its values as a title, which is what
// hovering and the arrow keys show.
func (f Figure) SVG() template.HTML { return f.draw(f.frame(false)) }

// SmallSVG draws it as a small multiple.
func (f Figure) SmallSVG() template.HTML { return f.draw(f.frame(true)) }

func (f Figure) draw(r frame) template.HTML {
	var b strings.Builder
	x := newScale(f.X, f.Series, func(s Series) Floats { return s.X }, r.left, r.right)
	y := newScale(f.Y, f.Series, func(s Series) Floats { return s.Y }, r.bottom, r.top)
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" tabindex="0" aria-label="%s"><title>%s</title><desc>%s</desc>`, r.width, r.height,
		html.EscapeString(f.Title), html.EscapeString(f.Title), html.EscapeString(f.describe()))
	if f.Y.Names == nil {
		for _, v := range y.ticks(r.ticks) {
			fmt.Fprintf(&b, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`,
				r.left, y.at(v), r.right, r.left-6, y.at(v)+4, ticks.Label(v))
		}
	}
	for k, name := range f.Y.Names {
		fmt.Fprintf(&b, `<path class="grid" d="M%d %.1fH%d"/><text class="label" x="%d" y="%.1f" text-anchor="end">%s</text>`,
			r.left, y.at(float64(k+1)), r.right, r.left-8, y.at(float64(k+1))+4, html.EscapeString(name))
	}
	for _, v := range x.ticks(r.ticks) {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`,
			x.at(v), r.top, r.bottom, x.at(v), r.bottom+17, ticks.Label(v))
	}
	fmt.Fprintf(&b, `<path class="axis" d="M%d %dV%dH%d"/>`, r.left, r.top, r.bottom, r.right)
	fmt.Fprintf(&b, `<text class="label" x="4" y="15">%s</text>`, html.EscapeString(f.Y.Label))
	fmt.Fprintf(&b, `<text class="label" x="%d" y="%d" text-anchor="end">%s</text>`, r.right, r.height-5, html.EscapeString(f.X.Label))
	for k, s := range f.Series {
		s.draw(&b, f.look(k), x, y, f)
	}
	if f.direct() {
		f.labels(&b, r, x, y)
	}
	b.WriteString(`<circle class="cursor" r="7" cx="-20" cy="-20"/></svg>`)
	return template.HTML(b.String())
}

// labels writes the names of the lines where they end, apart from one another.
func (f Figure) labels(b *strings.Builder, r frame, x, y scale) {
	type label struct {
		at   float64
		k    int
		name string
	}
	var all []label
	for k, s := range f.Series {
		for i := len(s.X) - 1; i >= 0; i-- {
			if finite(s.X[i]) && finite(s.Y[i]) {
				all = append(all, label{y.at(s.Y[i]) + 4, k, s.Name})
				break
			}
		}
	}
	slices.SortStableFunc(all, func(p, q label) int { return int(math.Copysign(1, p.at-q.at)) })
	for i := 1; i < len(all); i++ {
		all[i].at = math.Max(all[i].at, all[i-1].at+lineHeight)
	}
	for i, limit := len(all)-1, float64(r.bottom)+2; i >= 0; i-- {
		all[i].at = math.Min(all[i].at, limit)
		limit = all[i].at - lineHeight
	}
	for _, l := range all {
		fmt.Fprintf(b, `<text class="%s end" x="%d" y="%.1f">%s</text>`, f.Class(l.k), r.right+6, l.at, html.EscapeString(l.name))
	}
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

// look is the number of a series among those that are not the reference, -1 for that.
func (f Figure) look(k int) int {
	if f.Series[k].Reference {
		return -1
	}
	n := 0
	for _, s := range f.Series[:k] {
		if !s.Reference {
			n++
		}
	}
	return n
}

// Class names the colour of series k and its dashes: the reference has its own.
func (f Figure) Class(k int) string {
	n := f.look(k)
	if n < 0 {
		return "ref"
	}
	return fmt.Sprintf("s%d d%d", n%palette, n%patterns)
}

// Swatch draws a piece of series k for the legend.
func (f Figure) Swatch(k int) template.HTML {
	var b strings.Builder
	b.WriteString(`<svg viewBox="0 0 34 12" aria-hidden="true">`)
	if !f.Series[k].Points {
		b.WriteString(`<path class="line" d="M0 6H34"/>`)
	}
	mark(&b, f.look(k), 17, 6)
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// marks are outlines about a point, one for each look.
var marks = [shapes]string{
	"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", // circle
	"m-3.6-3.6h7.2v7.2h-7.2z",            // square
	"m0-4.6l4.4 8h-8.8z",                 // triangle
	"m0-5l4.4 5l-4.4 5l-4.4-5z",          // diamond
	"m0 4.6l4.4-8h-8.8z",                 // triangle, point down
	"m-4-4l8 8m0-8l-8 8",                 // cross
	"m-5 0h10m-5-5v10",                   // plus
}

// mark draws the mark of a look; the reference has none.
func mark(b *strings.Builder, look int, x, y float64) {
	if look >= 0 {
		fmt.Fprintf(b, `<path class="mark" d="M%.1f %.1f%s"/>`, x, y, marks[look%shapes])
	}
}

func (s Series) draw(b *strings.Builder, look int, x, y scale, f Figure) {
	class := "ref"
	if look >= 0 {
		class = fmt.Sprintf("s%d d%d", look%palette, look%patterns)
	}
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
	last := math.Inf(-1)
	for i := range s.X {
		if !finite(s.X[i]) || !finite(s.Y[i]) {
			continue
		}
		px, py := x.at(s.X[i]), y.at(s.Y[i])
		if s.Points || math.Abs(px-last) >= 60 {
			mark(b, look, px, py)
			last = px
		}
		fmt.Fprintf(b, `<circle class="spot" r="6" cx="%.1f" cy="%.1f"><title>%s</title></circle>`, px, py, html.EscapeString(f.value(s, i)))
	}
	b.WriteString(`</g>`)
}

// value says where point i of a series is.
func (f Figure) value(s Series, i int) string {
	if f.Y.Names != nil {
		return fmt.Sprintf("%s, %s: %s %s", f.Y.Names[int(s.Y[i])-1], s.Name, f.X.Label, Number(s.X[i]))
	}
	return fmt.Sprintf("%s: %s %s, %s %s", s.Name, f.X.Label, Number(s.X[i]), f.Y.Label, Number(s.Y[i]))
}
