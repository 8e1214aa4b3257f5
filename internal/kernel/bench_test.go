package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func plainDot(x, y []float64) float64 {
	var s float64
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

// Each kernel beside the plain loops that do the same work, timed in one run: the
// metric of-plain is the ratio of the times.
func BenchmarkKernels(b *testing.B) {
	var sink float64
	var found []int
	for _, n := range []int{6, 72, 442, 1000, 20000} {
		r := rand.New(rand.NewPCG(17, 18))
		v := random(r, 16, n)
		for k := range v[1] {
			v[1][k] = 1 + math.Abs(v[1][k])
		}
		row := make([]int32, n)
		for k, i := range r.Perm(8 * n)[:n] {
			row[k] = int32(i)
		}
		wide, wide8, flat, out := make([]float64, 8*n), make([]float64, 64*n), make([]float64, 16*n), make([]float64, 64)
		for _, c := range []struct {
			name          string
			kernel, plain func()
		}{
			{"Dot", func() { sink += Dot(v[0], v[1]) }, func() { sink += plainDot(v[0], v[1]) }},
			{"WDot", func() { sink += WDot(v[0], v[1], v[2]) }, func() {
				x, y, s := v[1], v[2], 0.0
				for i, w := range v[0] {
					s += w * x[i] * y[i]
				}
				sink += s
			}},
			{"Sum", func() { sink += Sum(v[0]) }, func() {
				s := 0.0
				for _, x := range v[0] {
					s += x
				}
				sink += s
			}},
			{"Axpy", func() { Axpy(1e-9, v[0], v[1]) }, func() {
				y := v[1]
				for i, x := range v[0] {
					y[i] += 1e-9 * x
				}
			}},
			{"AxpyMany8", func() { AxpyMany(out[:8], v[:8], v[8]) }, func() {
				for k := range 8 {
					y, a := v[8], out[k]
					for i, x := range v[k] {
						y[i] += a * x
					}
				}
			}},
			{"DotBlock16", func() { DotBlock(out[:16], flat, n, v[0]) }, func() {
				for k := range 16 {
					out[k] = plainDot(flat[k*n:(k+1)*n], v[0])
				}
			}},
			{"Gram8x8", func() { Gram(out, 8, v[:8], v[8:]) }, func() {
				for k := range 64 {
					out[k] = plainDot(v[k%8], v[8+k/8])
				}
			}},
			{"GatherDot", func() { sink += GatherDot(row, v[0], wide) }, func() {
				val, s := v[0], 0.0
				for k, i := range row {
					s += val[k] * wide[i]
				}
				sink += s
			}},
			{"GatherBlock8", func() { GatherBlock(out, 8, []int{0, n}, row, v[0], wide8) }, func() {
				for c := range 8 {
					val, s := v[0], 0.0
					for k, i := range row {
						s += val[k] * wide[i]
					}
					out[c] = s
				}
			}},
			{"Beyond", func() { found = Beyond(found[:0], v[0], v[1], 9) }, func() {
				found = found[:0]
				for k, u := range v[0] {
					if !(math.Abs(u) <= 9*v[1][k]) {
						found = append(found, k)
					}
				}
			}},
			{"ScatterAxpy", func() { ScatterAxpy(1e-9, row, v[0], wide) }, func() {
				val := v[0]
				for k, i := range row {
					wide[i] += 1e-9 * val[k]
				}
			}},
		} {
			b.Run(fmt.Sprintf("%s/n=%d", c.name, n), func(b *testing.B) {
				for b.Loop() {
					c.kernel()
				}
				kernel := b.Elapsed()
				start := time.Now()
				for range b.N {
					c.plain()
				}
				b.ReportMetric(float64(kernel)/float64(time.Since(start)), "of-plain")
			})
		}
	}
	_ = sink
}

// The elementary functions beside package math, in one run.
func BenchmarkElementary(b *testing.B) {
	const n = 1000
	r := rand.New(rand.NewPCG(19, 20))
	v := random(r, 4, n)
	x := make([]float64, n)
	for i, a := range v[0] {
		x[i] = math.Abs(a)
	}
	for _, c := range []struct {
		name          string
		kernel, plain func()
	}{
		{"Exp", func() { Exp(v[1], v[0]) }, func() {
			for i, a := range v[0] {
				v[1][i] = math.Exp(a)
			}
		}},
		{"Log", func() { Log(v[1], x) }, func() {
			for i, a := range x {
				v[1][i] = math.Log(a)
			}
		}},
		{"Log1p", func() { Log1p(v[1], x) }, func() {
			for i, a := range x {
				v[1][i] = math.Log1p(a)
			}
		}},
		{"Softplus", func() { Softplus(v[1], v[0]) }, func() {
			for i, a := range v[0] {
				v[1][i] = math.Max(a, 0) + math.Log1p(math.Exp(-math.Abs(a)))
			}
		}},
		{"Logistic", func() { Logistic(v[1], v[2], v[3], v[0]) }, func() {
			for i, a := range v[0] {
				p := 1 / (1 + math.Exp(-a))
				v[1][i], v[2][i] = p-v[3][i], p*(1-p)
			}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var fast, slow time.Duration
			for b.Loop() {
				start := time.Now()
				c.kernel()
				middle := time.Now()
				c.plain()
				fast, slow = fast+middle.Sub(start), slow+time.Since(middle)
			}
			b.ReportMetric(float64(fast)/float64(slow), "of-plain")
			b.ReportMetric(float64(fast.Nanoseconds())/float64(b.N*n), "ns/entry")
		})
	}
}
