package main

import (
	"fmt"
	"image/color"
	"math"

	plot "github.com/lassocheck/lassocheck/internal/figure"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/lassocheck/lassocheck/models"
)

// plot draws the mean of the measure against lambda, the largest left, with its standard
// errors, both lambdas marked and the numbers of coefficients on top; the curves of other
// mixes in grey.
func (r *validated) plot(file string) error {
	best, one := r.best(), r.oneSE()
	p := newChart()
	p.Title.Text = fmt.Sprintf("%s: %s, λ_min = %.4g, λ_1se = %.4g", shortened(r.m.TargetName), count(r.Folds, "fold"), best.Lambda[r.Min.Lambda], one.Lambda[r.OneSE.Lambda])
	p.X.Label.Text, p.Y.Label.Text = "λ ("+string(r.m.Spec.Convention)+")", string(r.Measure)
	if len(r.Curves) > 1 {
		p.Title.Text += fmt.Sprintf(", α = %g", best.Curve.Alpha)
	}
	if r.relaxed() {
		p.Title.Text += fmt.Sprintf(", γ = %g", best.Gamma)
	}
	var drawn []answer
	low, high := math.Inf(1), math.Inf(-1)
	first, last := math.Inf(-1), math.Inf(1)
	for k := range r.Curves {
		c := &r.Curves[k]
		line := points(c)
		for _, at := range line {
			low, high = min(low, at.Y), max(high, at.Y)
			first, last = max(first, at.X), min(last, at.X)
		}
		if k == r.Min.Curve {
			continue
		}
		other, err := plot.NewLine(line)
		if err != nil {
			return err
		}
		other.Color, other.Width = color.Gray{190}, vg.Points(0.8)
		p.Add(other)
	}
	for k, l := range best.Lambda {
		if drawable(best.Mean[k]) && l > 0 {
			drawn = append(drawn, best.at(k))
			low, high = min(low, best.Mean[k]-best.SD[k]), max(high, best.Mean[k]+best.SD[k])
		}
	}
	if drawn == nil {
		return fmt.Errorf("--plot %s: there is nothing to draw: no lambda is positive, or all errors are infinite", file)
	}
	if !(low < high) {
		low, high = low-1, high+1
	}
	if first-last < 0.1 {
		first, last = first+0.5, last-0.5
	}
	margin := 0.08 * (high - low)
	p.X.Min, p.X.Max = last, first
	p.Y.Min, p.Y.Max = low-margin/2, high+1.5*margin
	p.X.Scale = plot.InvertedScale{Normalizer: plot.LinearScale{}}
	p.X.Tick.Marker, p.Y.Tick.Marker = decades{last, first}, plainTicks{}
	for k, l := range best.Lambda {
		if !drawable(best.Mean[k]) || l <= 0 {
			continue
		}
		x := math.Log10(l)
		bar, err := plot.NewLine(plot.XYs{{X: x, Y: best.Mean[k] - best.SD[k]}, {X: x, Y: best.Mean[k] + best.SD[k]}})
		if err != nil {
			return err
		}
		bar.Color, bar.Width = color.Gray{150}, vg.Points(0.7)
		p.Add(bar)
	}
	line, err := plot.NewLine(points(best.Curve))
	if err != nil {
		return err
	}
	dots, err := plot.NewScatter(points(best.Curve))
	if err != nil {
		return err
	}
	line.Color, line.Width = palette[0], vg.Points(1)
	dots.Color, dots.Radius = palette[0], vg.Points(1.6)
	p.Add(line, dots)
	for _, mark := range []struct {
		name   string
		lambda float64
		align  text.XAlignment
	}{{"min", best.Lambda[r.Min.Lambda], text.XLeft}, {"1se", one.Lambda[r.OneSE.Lambda], text.XRight}} {
		if !(mark.lambda > 0) {
			continue
		}
		x := math.Log10(mark.lambda)
		rule, _ := plot.NewLine(plot.XYs{{X: x, Y: p.Y.Min}, {X: x, Y: high + 0.4*margin}})
		rule.Color, rule.Width, rule.Dashes = color.Gray{90}, vg.Points(0.7), []vg.Length{vg.Points(3), vg.Points(3)}
		name, _ := plot.NewLabels(plot.XYLabels{XYs: plot.XYs{{X: x, Y: high + 0.5*margin}}, Labels: []string{" " + mark.name + " "}})
		sans(&name.TextStyle[0], 9)
		name.TextStyle[0].XAlign = mark.align
		p.Add(rule, name)
	}
	nonzeroCounts(p, thinned(drawn), first, last, high+1.2*margin)
	return picture{plotWidth, plotHeight, p.Title.Text, r.describe(), p.Draw}.write(file)
}

func drawable(v float64) bool { return !math.IsInf(v, 0) && !math.IsNaN(v) }

// points are those of a curve that have a place.
func points(c *models.Curve) (xy plot.XYs) {
	for k, l := range c.Lambda {
		if drawable(c.Mean[k]) && l > 0 {
			xy = append(xy, plot.XY{X: math.Log10(l), Y: c.Mean[k]})
		}
	}
	return xy
}

// describe says in words what the picture shows.
func (r *validated) describe() string {
	c, one := r.best(), r.oneSE()
	return fmt.Sprintf("The %s over %s against λ on a logarithmic axis, with bars of one standard error, from %.4g at λ = %.4g with %s at the left to %.4g at λ = %.4g with %s at the right. It is best, %.4g, at λ_min = %.4g with %s, and within one standard error of that up to λ_1se = %.4g with %s.",
		r.Measure, count(r.Folds, "fold"),
		c.Mean[0], c.Lambda[0], count(c.NonZero[0], "coefficient"),
		c.Mean[len(c.Mean)-1], c.Lambda[len(c.Lambda)-1], count(c.NonZero[len(c.NonZero)-1], "coefficient"),
		c.Mean[r.Min.Lambda], c.Lambda[r.Min.Lambda], count(c.NonZero[r.Min.Lambda], "coefficient"),
		one.Lambda[r.OneSE.Lambda], count(one.NonZero[r.OneSE.Lambda], "coefficient"))
}
