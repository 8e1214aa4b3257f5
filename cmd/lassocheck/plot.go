package main

import (
	"fmt"
	plot "github.com/lassocheck/lassocheck/internal/figure"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	plotWidth, plotHeight = 8 * vg.Inch, 5 * vg.Inch
	mostLabels            = 20
	mostCurves            = 500  // beyond, only the first in rank are drawn
	mostPoints            = 1000 // of a curve: more than the plot has dots across
)

// plot draws the coefficients against lambda, largest left, on a log axis, names
// at the right end. Standardised coefficients are drawn as they are penalised.
func (m *model) plot(file string, answers []answer) error {
	if len(answers) == 0 {
		return nil
	}
	drawn := thinned(answers)
	curves, all, low, high := m.curves(drawn)
	if low == high {
		low, high = low-1, high+1
	}
	p := newChart()
	worst := 0.0
	for _, a := range answers {
		worst = max(worst, a.proven.error())
	}
	p.Title.Text = fmt.Sprintf("%s: %s, optimal to %.0e of the null loss", shortened(m.TargetName), count(len(answers), "lambda"), worst)
	if all > len(curves) {
		p.Title.Text += fmt.Sprintf("; %d of %d coefficients: the largest, the first to enter", len(curves), all)
	}
	p.X.Label.Text = "λ (" + string(m.Spec.Convention) + ")"
	p.Y.Label.Text = "coefficient"
	if m.Spec.Standardize {
		p.Y.Label.Text += " × standard deviation"
	}
	first, last := math.Log10(float64(answers[0].Lambda)), math.Log10(float64(answers[len(answers)-1].Lambda))
	if first-last < 0.1 {
		first, last = first+0.5, last-0.5
	}
	margin := 0.08 * (high - low)
	p.Y.Min, p.Y.Max = low-margin/2, high+margin
	gap := 0.042 * (p.Y.Max - p.Y.Min)
	labelled := paint(curves[:min(len(curves), mostLabels)], 3*gap)
	names := make([]string, len(labelled))
	for k, c := range labelled {
		names[k] = c.name
	}
	names = shortLabels(names)
	room := 0.02
	for _, n := range names {
		room = max(room, 0.05+0.0135*float64(len([]rune(n))))
	}
	p.X.Min, p.X.Max = last-room*(first-last), first
	p.X.Scale = plot.InvertedScale{Normalizer: plot.LinearScale{}}
	p.X.Tick.Marker, p.Y.Tick.Marker = decades{last, first}, plainTicks{}

	zero, _ := plot.NewLine(plot.XYs{{X: first, Y: 0}, {X: last, Y: 0}})
	zero.Color = color.Gray{160}
	zero.Width = vg.Points(0.5)
	p.Add(zero)
	for _, c := range curves {
		if slices.Contains(labelled, c) {
			continue
		}
		line, err := plot.NewLine(c.xy)
		if err != nil {
			return err
		}
		line.Color, line.Width = color.Gray{200}, vg.Points(0.6)
		p.Add(line)
	}
	spread(labelled, gap, p.Y.Min, p.Y.Max-0.7*margin)
	for k := len(labelled) - 1; k >= 0; k-- { // the first in rank on top
		c := labelled[k]
		line, err := plot.NewLine(c.xy)
		if err != nil {
			return err
		}
		line.Color, line.Width, line.Dashes = palette[c.colour], vg.Points(1.2), dashes[c.dash]
		at := last - 0.03*(first-last)
		end := c.xy[len(c.xy)-1]
		if len(c.xy) == 1 {
			dot, _ := plot.NewScatter(c.xy)
			dot.GlyphStyle = draw.GlyphStyle{Color: palette[c.colour], Radius: vg.Points(2.5), Shape: draw.CircleGlyph{}}
			p.Add(dot)
		}
		leader, _ := plot.NewLine(plot.XYs{end, {X: at, Y: c.label}})
		leader.Color, leader.Width = line.Color, vg.Points(0.4)
		name, _ := plot.NewLabels(plot.XYLabels{XYs: plot.XYs{{X: at - 0.006*(first-last), Y: c.label}}, Labels: names[k : k+1]})
		sans(&name.TextStyle[0], 9)
		name.TextStyle[0].Color, name.TextStyle[0].YAlign = line.Color, text.YCenter
		p.Add(line, leader, name)
	}
	nonzeroCounts(p, drawn, first, last, high+0.6*margin)
	return picture{plotWidth, plotHeight, p.Title.Text, m.describe(drawn, curves), p.Draw}.write(file)
}

// newChart returns an empty chart with our sizes of text.
func newChart() *plot.Plot {
	p := plot.New()
	for _, t := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle} {
		sans(t, 11)
	}
	sans(&p.X.Tick.Label, 9)
	sans(&p.Y.Tick.Label, 9)
	p.Title.Padding = vg.Points(8)
	return p
}

// describe says in words what the picture of a path shows.
func (m *model) describe(drawn []answer, curves []*curve) string {
	end := drawn[len(drawn)-1]
	text := fmt.Sprintf("Lines of %s against λ on a logarithmic axis, from λ = %.4g at the left to %.4g at the right, where %d of %d are not zero.",
		count(len(curves), "coefficient"), float64(drawn[0].Lambda), float64(end.Lambda), end.NNZ, len(m.Names))
	entry, size := make([]string, 0, 5), make([]string, 0, 5)
	for _, c := range slices.SortedStableFunc(slices.Values(curves), byEntry)[:min(len(curves), 5)] {
		entry = append(entry, fmt.Sprintf("%s at %.4g", c.name, float64(drawn[c.entry].Lambda)))
	}
	for _, c := range slices.SortedStableFunc(slices.Values(curves), bySize)[:min(len(curves), 5)] {
		size = append(size, fmt.Sprintf("%s %.4g", c.name, c.end))
	}
	if len(curves) > 0 {
		text += " The first to enter: " + strings.Join(entry, ", ") + ". The largest at the right: " + strings.Join(size, ", ") + "."
	}
	return text
}

// nonzeroCounts writes the number of nonzero coefficients along the top.
func nonzeroCounts(p *plot.Plot, answers []answer, first, last, y float64) {
	most := min(9, len(answers))
	for t := range most {
		at := math.Log10(float64(answers[0].Lambda))
		if most > 1 {
			at = first + (last-first)*float64(t)/float64(most-1)
		}
		best := 0
		for k, a := range answers {
			if math.Abs(math.Log10(float64(a.Lambda))-at) < math.Abs(math.Log10(float64(answers[best].Lambda))-at) {
				best = k
			}
		}
		label := strconv.Itoa(answers[best].NNZ)
		if t == 0 {
			label += " nonzero"
		}
		l, _ := plot.NewLabels(plot.XYLabels{XYs: plot.XYs{{X: at, Y: y}}, Labels: []string{label}})
		sans(&l.TextStyle[0], 8)
		l.TextStyle[0].Color, l.TextStyle[0].YAlign = color.Gray{110}, text.YCenter
		if t > 0 {
			l.TextStyle[0].XAlign = text.XCenter
		}
		p.Add(l)
	}
}
