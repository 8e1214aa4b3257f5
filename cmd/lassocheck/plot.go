package main

import (
	"cmp"
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
)

const (
	plotWidth, plotHeight = 8 * vg.Inch, 5 * vg.Inch
	mostLabels            = 20
	mostCurves            = 500  // beyond, only the largest are drawn
	mostPoints            = 1000 // of a curve: more than the plot has dots across
)

// palette is that of Okabe and Ito, Color universal design (2008), without its
// yellow, which is too faint for lines.
var palette = []color.Color{
	color.RGBA{0, 114, 178, 255}, color.RGBA{213, 94, 0, 255}, color.RGBA{0, 158, 115, 255},
	color.RGBA{204, 121, 167, 255}, color.RGBA{86, 180, 233, 255}, color.RGBA{230, 159, 0, 255},
	color.RGBA{0, 0, 0, 255},
}

// curve is the coefficient of one column along the path.
type curve struct {
	name    string
	xy      plotter.XYs
	end     float64 // its last value
	largest float64 // its largest absolute value
	label   float64 // where its name is written
}

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
	p := plot.New()
	sans := func(t *text.Style, size float64) {
		t.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
	}
	for _, t := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle} {
		sans(t, 11)
	}
	sans(&p.X.Tick.Label, 9)
	sans(&p.Y.Tick.Label, 9)
	worst := 0.0
	for _, a := range answers {
		worst = max(worst, a.proof.error())
	}
	p.Title.Text = fmt.Sprintf("%s: %s, optimal to %.0e of the null loss", shortened(m.TargetName), count(len(answers), "lambda"), worst)
	if all > len(curves) {
		p.Title.Text += fmt.Sprintf("; the largest %d of %d coefficients", len(curves), all)
	}
	p.Title.Padding = vg.Points(8)
	p.X.Label.Text = "λ (" + string(m.Spec.Convention) + ")"
	p.Y.Label.Text = "coefficient"
	if m.Spec.Standardize {
		p.Y.Label.Text += " × standard deviation"
	}
	first, last := math.Log10(float64(answers[0].Lambda)), math.Log10(float64(answers[len(answers)-1].Lambda))
	if first-last < 0.1 {
		first, last = first+0.5, last-0.5
	}
	room := 0.02
	for _, c := range curves[:min(len(curves), mostLabels)] {
		room = max(room, 0.05+0.0125*float64(len([]rune(shortened(c.name)))))
	}
	p.X.Min, p.X.Max = last-room*(first-last), first
	p.X.Scale = plot.InvertedScale{Normalizer: plot.LinearScale{}}
	p.X.Tick.Marker = decades{last, first}
	margin := 0.08 * (high - low)
	p.Y.Min, p.Y.Max = low-margin/2, high+margin

	zero, _ := plotter.NewLine(plotter.XYs{{X: first, Y: 0}, {X: last, Y: 0}})
	zero.Color = color.Gray{160}
	zero.Width = vg.Points(0.5)
	p.Add(zero)
	spread(curves[:min(len(curves), mostLabels)], 0.042*(p.Y.Max-p.Y.Min), p.Y.Min, p.Y.Max-0.7*margin)
	for k := len(curves) - 1; k >= 0; k-- { // the largest on top
		c := curves[k]
		line, err := plotter.NewLine(c.xy)
		if err != nil {
			return err
		}
		line.Color, line.Width = color.Gray{200}, vg.Points(0.6)
		p.Add(line)
		if k >= mostLabels {
			continue
		}
		line.Color, line.Width = palette[k%len(palette)], vg.Points(1.2)
		at := last - 0.03*(first-last)
		leader, _ := plotter.NewLine(plotter.XYs{{X: last, Y: c.end}, {X: at, Y: c.label}})
		leader.Color, leader.Width = line.Color, vg.Points(0.4)
		name, _ := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: at - 0.006*(first-last), Y: c.label}}, Labels: []string{shortened(c.name)}})
		sans(&name.TextStyle[0], 9)
		name.TextStyle[0].Color, name.TextStyle[0].YAlign = line.Color, text.YCenter
		p.Add(leader, name)
	}
	m.nonzeroCounts(p, drawn, first, last, high+0.6*margin, sans)
	return dataio.WriteFile(file, func(w io.Writer) error {
		out, err := p.WriterTo(plotWidth, plotHeight, pictureFormat(file))
		if err != nil {
			return err
		}
		_, err = out.WriteTo(w)
		return err
	})
}

// thinned keeps at most mostPoints answers, the first and the last among them.
func thinned(answers []answer) []answer {
	if len(answers) <= mostPoints {
		return answers
	}
	kept := make([]answer, mostPoints)
	for k := range kept {
		kept[k] = answers[k*(len(answers)-1)/(mostPoints-1)]
	}
	return kept
}

// curves are those of the columns that ever enter, the largest at the end first, as
// many as are drawn, the number of all, and the range of their values.
func (m *model) curves(answers []answer) (curves []*curve, all int, low, high float64) {
	value := func(a *answer, i int) float64 {
		v := float64(a.Coefficients[i])
		if m.Spec.Standardize {
			v *= m.Net.Scale[a.Support[i]]
		}
		return v
	}
	of := map[int]*curve{}
	for k := range answers {
		for i, j := range answers[k].Support {
			c := of[j]
			if c == nil {
				c = &curve{name: m.Names[j]}
				of[j] = c
				curves = append(curves, c)
			}
			v := value(&answers[k], i)
			c.largest = max(c.largest, math.Abs(v))
			if k == len(answers)-1 {
				c.end = v
			}
			low, high = min(low, v), max(high, v)
		}
	}
	all = len(curves)
	slices.SortStableFunc(curves, func(a, b *curve) int {
		return cmp.Or(cmp.Compare(math.Abs(b.end), math.Abs(a.end)), cmp.Compare(b.largest, a.largest))
	})
	curves = curves[:min(all, mostCurves)]
	for _, c := range curves {
		c.xy = make(plotter.XYs, len(answers))
		for k := range answers {
			c.xy[k].X = math.Log10(float64(answers[k].Lambda))
		}
	}
	for k := range answers {
		for i, j := range answers[k].Support {
			if c := of[j]; c.xy != nil {
				c.xy[k].Y = value(&answers[k], i)
			}
		}
	}
	for _, c := range curves {
		for len(c.xy) > 1 && c.xy[1].Y == 0 { // not there yet
			c.xy = c.xy[1:]
		}
	}
	return curves, all, low, high
}

// spread places labels as near to the ends of their curves as a distance of at
// least gap from one to the next allows, in least squares: an isotonic regression
// of the ends less multiples of gap, by pooling adjacent violators.
func spread(curves []*curve, gap, low, high float64) {
	byEnd := slices.Clone(curves)
	slices.SortStableFunc(byEnd, func(a, b *curve) int { return cmp.Compare(a.end, b.end) })
	type pool struct{ sum, n float64 }
	var pools []pool
	for i, c := range byEnd {
		pools = append(pools, pool{c.end - float64(i)*gap, 1})
		for k := len(pools) - 1; k > 0 && pools[k].sum/pools[k].n < pools[k-1].sum/pools[k-1].n; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].n += pools[k].n
			pools = pools[:k]
		}
	}
	i := 0
	for _, q := range pools {
		at := min(max(q.sum/q.n, low), high-float64(len(byEnd)-1)*gap)
		for range int(q.n) {
			byEnd[i].label = at + float64(i)*gap
			i++
		}
	}
}

// nonzeroCounts writes the number of nonzero coefficients along the top.
func (m *model) nonzeroCounts(p *plot.Plot, answers []answer, first, last, y float64, style func(*text.Style, float64)) {
	const most = 9
	for t := range most {
		at := first + (last-first)*float64(t)/(most-1)
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
		l, _ := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: at, Y: y}}, Labels: []string{label}})
		style(&l.TextStyle[0], 8)
		l.TextStyle[0].Color, l.TextStyle[0].YAlign = color.Gray{110}, text.YCenter
		if t > 0 {
			l.TextStyle[0].XAlign = text.XCenter
		}
		p.Add(l)
	}
}

// pictureFormat is the ending of a file, or svg where it has none, as a stream.
func pictureFormat(file string) string {
	return cmp.Or(strings.TrimPrefix(filepath.Ext(file), "."), "svg")
}

// shortened keeps long names from taking the plot over.
func shortened(name string) string {
	name = printable.Line(name)
	if r := []rune(name); len(r) > 20 {
		return string(r[:19]) + "…"
	}
	return name
}

// decades ticks the powers of ten between two exponents, and their multiples
// where there are few.
type decades struct{ low, high float64 }

func (d decades) Ticks(_, _ float64) []plot.Tick {
	var ticks []plot.Tick
	few := d.high-d.low < 2.5
	for e := math.Floor(d.low); e <= d.high; e++ {
		for f := 1; f < 10; f++ {
			at := e + math.Log10(float64(f))
			if at < d.low-1e-9 || at > d.high+1e-9 {
				continue
			}
			t := plot.Tick{Value: at}
			if f == 1 || few && (f == 2 || f == 5) {
				t.Label = strconv.FormatFloat(float64(f)*math.Pow(10, e), 'g', 3, 64)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}
