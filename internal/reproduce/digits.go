package reproduce

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/autodiff"
	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/testdata"
)

// images are 8 x 8 grey levels from 0 to 1 with their digits.
type images struct {
	x     []float64
	digit []int
}

const pixels, side, trainingImages = 64, 8, 256

// handwritten returns the embedded digits.
func handwritten() images {
	var d images
	for line := range strings.Lines(testdata.Digits) {
		for _, c := range line[:pixels] {
			d.x = append(d.x, float64(strings.IndexRune("0123456789abcdefg", c))/16)
		}
		d.digit = append(d.digit, int(line[pixels+1]-'0'))
	}
	return d
}

// convnet is a small convolutional network: two layers of 3 x 3 filters, with channels[0] and
// channels[1] of them, and a linear layer, under cross-entropy, for n images at once.
type convnet struct {
	network
	x      []float64
	digit  []int
	scores *autodiff.Var
}

var channels = [2]int{4, 8}

func newConvnet(n int, act autodiff.Func) *convnet {
	c := &convnet{x: make([]float64, n*pixels), digit: make([]int, n)}
	const one, two = side - 2, side - 4 // the sides of what the filters leave
	fans := [3]int{9, 9 * channels[0], two * two * channels[1]}
	outs := [3]int{channels[0], channels[1], 10}
	for k, fan := range fans {
		c.fans = append(append(c.fans, slices.Repeat([]int{fan}, fan*outs[k])...), slices.Repeat([]int{-fan}, outs[k])...)
	}
	c.theta, c.grad = make([]float64, len(c.fans)), make([]float64, len(c.fans))
	used := 0
	param := func(rows, cols int) *autodiff.Var {
		used += rows * cols
		return c.tape.Param(rows, cols, c.theta[used-rows*cols:used], c.grad[used-rows*cols:used])
	}
	z := c.tape.Input(n*pixels, 1, c.x)
	for k, size := range []int{side, one} {
		w, b := param(outs[k], fans[k]), param(1, outs[k])
		z = c.tape.Gather(z, n*(size-2)*(size-2), fans[k], patches(n, size, z.Cols))
		z = c.tape.Apply(act, c.tape.Affine(z, w, b))
	}
	whole := make([]int, len(z.Value))
	for i := range whole {
		whole[i] = i
	}
	w, b := param(outs[2], fans[2]), param(1, outs[2])
	c.scores = c.tape.Affine(c.tape.Gather(z, n, fans[2], whole), w, b)
	c.loss = c.tape.CrossEntropy(c.scores, c.digit)
	return c
}

// patches are the places of the entries of all 3 x 3 patches in n images of size x size pixels
// with so many channels, a row for each patch.
func patches(n, size, channels int) (at []int) {
	for image := range n {
		for r := range size - 2 {
			for q := range size - 2 {
				for dr := range 3 {
					for dq := range 3 {
						pixel := (image*size+r+dr)*size + q + dq
						for c := range channels {
							at = append(at, pixel*channels+c)
						}
					}
				}
			}
		}
	}
	return at
}

// load makes some of the images the batch.
func (c *convnet) load(d images, rows []int) {
	for k, i := range rows {
		copy(c.x[k*pixels:(k+1)*pixels], d.x[i*pixels:(i+1)*pixels])
		c.digit[k] = d.digit[i]
	}
}

// train runs epochs of mini-batches of the size of c at a constant step from start, shuffled from
// seed, and returns the parameters.
func (c *convnet) train(d images, start []float64, step float64, epochs int, seed uint64) []float64 {
	copy(c.theta, start)
	rng, order, size := rand.New(rand.NewPCG(seed, 0)), make([]int, trainingImages), len(c.digit)
	for i := range order {
		order[i] = i
	}
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for from := 0; from+size <= len(order); from += size {
			c.load(d, order[from:from+size])
			c.tape.Forward()
			c.tape.Backward(c.loss)
			axpy(-step, c.grad, c.theta)
		}
	}
	return slices.Clone(c.theta)
}

// score returns the loss on the images of c at theta, +Inf where it is not a number, and the share of
// them that is recognised.
func (c *convnet) score(theta []float64) (loss, right float64) {
	copy(c.theta, theta)
	c.tape.Forward()
	for i, digit := range c.digit {
		row := c.scores.Value[i*10 : (i+1)*10]
		if slices.Index(row, slices.Max(row)) == digit {
			right += 1 / float64(len(c.digit))
		}
	}
	if loss = c.loss.Value[0]; math.IsNaN(loss) {
		loss = math.Inf(1)
	}
	return loss, right
}

// digits trains the convolutional network by mini-batches on handwritten digits.
func digits(size Size) (report.Section, report.Claim) {
	const title, batch, epochs = "A convolutional network on handwritten digits", 32, 12
	steps, seeds := []float64{0.03, 0.1, 0.3, 1}, size.Seeds
	d := handwritten()
	rows := make([]int, len(d.digit))
	for i := range rows {
		rows[i] = i
	}
	inits := []initialisation{he, uniform}
	type end struct{ loss, right, step float64 }
	results := make([][]end, len(inits)*seeds)
	each(len(results), func(k int) {
		how, seed := inits[k/seeds], uint64(k%seeds)
		for _, act := range activations {
			learn, fit, test := newConvnet(batch, act.f), newConvnet(trainingImages, act.f), newConvnet(len(rows)-trainingImages, act.f)
			fit.load(d, rows[:trainingImages])
			test.load(d, rows[trainingImages:])
			best := end{loss: math.Inf(1), step: math.NaN()}
			for _, step := range steps {
				theta := learn.train(d, learn.initial(how, seed), step, epochs, seed)
				if loss, _ := fit.score(theta); loss < best.loss {
					_, right := test.score(theta)
					best = end{loss, right, step}
				}
			}
			results[k] = append(results[k], best)
		}
	})
	table := report.Table{Caption: "At each activation's best step: median and range over the seeds", Head: []string{"initialisation", "activation", "training loss, median", "range", "best step", "recognised of the others, median"}}
	var lower contest
	for i, how := range inits {
		for k, act := range activations {
			losses, right, used := []float64{}, []float64{}, newSpread()
			for _, r := range results[i*seeds : (i+1)*seeds] {
				losses, right = append(losses, r[k].loss), append(right, r[k].right)
				used.add(r[k].step)
				if !act.kinked {
					lower.add(act.name, r[k].loss < r[0].loss)
				}
			}
			slices.Sort(losses)
			slices.Sort(right)
			table.Rows = append(table.Rows, report.Row{how.name, act.name, losses[seeds/2], spread{losses[0], losses[seeds-1]}.String(), used.String(), fmt.Sprintf("%.1f%%", 100*right[seeds/2])})
		}
	}
	verdict, above, numbers := lower.verdict()
	claim := report.Claim{ID: "smooth_convolutional_networks_train_faster", Section: title, Claim: "Convolutional networks with smooth activations have the lower loss than with ReLU on a classification after the same steps.", Verdict: verdict, Numbers: numbers,
		Evidence: fmt.Sprintf("Lower loss than ReLU: %s.", &lower),
		Because:  fmt.Sprintf("The 95%% interval of the share of wins lies above a half for %d of %d smooth activations, with 2 initialisations and %d seeds.", above, len(lower.names), seeds)}
	if verdict == report.HoldsUnder {
		claim.Verdict = report.Fails
	}
	wins := report.Table{Caption: "Wins against ReLU with the same first weights, batches and seed, and 95% intervals of their share", Head: []string{"activation", "lower training loss"}}
	for _, name := range lower.names {
		wins.Rows = append(wins.Rows, report.Row{name, lower.wins[name].String()})
	}
	return report.Section{Title: title, Tables: []report.Table{wins, table}, Text: []string{fmt.Sprintf(
		"%d images of 8 x 8 pixels (Alpaydin and Kaynak, 1998), %d and %d filters of 3 x 3, a linear layer, cross-entropy; batches of %d, %d epochs, constant steps over %s to %s; %d more images are recognised or not.",
		trainingImages, channels[0], channels[1], batch, epochs, report.Number(steps[0]), report.Number(steps[len(steps)-1]), len(rows)-trainingImages)}}, claim
}
