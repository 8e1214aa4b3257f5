package losses

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/doubled"
)

// atRisk is all that is known of the risk sets at a prediction. Weights w exp(η) are in
// units of 2^(512 q), so that none of them that counts leaves the range of doubles: those of
// a node in units of its own, which is that of its largest set below.
type atRisk struct {
	*riskSets
	f    *Cox
	eta  []float64
	own  []float64 // of each row that is an event, in the unit of its time
	all  []float64 // by entry of the forest
	unit []float64 // q of each node, nil for zeros
	rest []doubled.Number
	tied []doubled.Number // of the events, by time
}

const (
	stepBits = 512
	stepHigh = 0x1.62e42fefap+08 // 512 log 2 = stepHigh + stepLow
	stepLow  = stepBits*math.Ln2 - stepHigh
)

// power returns 2^(512 q) for q <= 0.
func power(q float64) float64 {
	switch {
	case q == 0:
		return 1
	case q < -3:
		return 0
	}
	return math.Ldexp(1, int(stepBits*q))
}

// at evaluates the risk sets at z.
func (f *Cox) at(z []float64) *atRisk {
	s := &atRisk{riskSets: f.risk(), f: f, eta: make([]float64, len(z)), own: make([]float64, len(z))}
	var q []float64
	for i, v := range z {
		if f.weight(i) == 0 {
			continue
		}
		s.eta[i] = v + f.offset(i)
		if math.Abs(s.eta[i]) > stepHigh/2 && q == nil {
			q = make([]float64, len(z))
		}
	}
	e := s.own
	for i, eta := range s.eta {
		if q != nil {
			q[i] = math.Round(eta / stepHigh)
			eta = math.FMA(-q[i], stepHigh, eta) - q[i]*stepLow
		}
		e[i] = f.weight(i) * math.Exp(eta)
	}
	s.scale(q)
	s.all = make([]float64, len(s.rows))
	for v := range s.parent {
		for a := s.from[v]; a < s.from[v+1]; a++ {
			i := s.rows[a]
			if s.all[a] = e[i]; q != nil {
				s.all[a] *= power(q[i] - s.unit[v])
			}
		}
	}
	if q != nil {
		for k := range s.times {
			for _, i := range s.times[k].events {
				e[i] *= power(q[i] - s.unit[s.times[k].node])
			}
		}
	}
	s.rest, s.tied = s.sums(nil)
	return s
}

// scale finds the units of the nodes for rows in units of their own.
func (s *atRisk) scale(q []float64) {
	if q == nil {
		return
	}
	top := make([]float64, len(s.parent))
	for v, up := range s.parent {
		if top[v] = math.Inf(-1); up >= 0 {
			top[v] = top[up]
		}
		for _, i := range s.rows[s.from[v]:s.from[v+1]] {
			top[v] = max(top[v], q[i])
		}
	}
	s.unit = slices.Repeat([]float64{math.Inf(1)}, len(top))
	for k := range s.times {
		t := &s.times[k]
		s.unit[t.node] = top[t.node]
		for _, i := range t.events {
			s.unit[t.node] = max(s.unit[t.node], q[i])
		}
	}
	for v := len(top) - 1; v >= 0; v-- {
		if up := s.parent[v]; up >= 0 {
			s.unit[up] = min(s.unit[up], s.unit[v])
		}
	}
}

// fade is the unit of the parent of v in that of v.
func (s *atRisk) fade(v int) float64 {
	if s.unit == nil {
		return 1
	}
	return power(s.unit[s.parent[v]] - s.unit[v])
}

// sums returns Σ w exp(η) x over the risk set of each time without its events, by node, and
// over the events, by time; x nil stands for ones.
func (s *atRisk) sums(x []float64) (rest, tied []doubled.Number) {
	rest, tied = make([]doubled.Number, len(s.parent)), make([]doubled.Number, len(s.times))
	for v, up := range s.parent {
		if up >= 0 {
			by := s.fade(v)
			rest[v] = doubled.Number{Hi: by * rest[up].Hi, Lo: by * rest[up].Lo}
		}
		for a := s.from[v]; a < s.from[v+1]; a++ {
			if x == nil {
				rest[v].Add(s.all[a])
			} else {
				rest[v].AddProduct(s.all[a], x[s.rows[a]])
			}
		}
	}
	for k := range s.times {
		for _, i := range s.times[k].events {
			if x == nil {
				tied[k].Add(s.own[i])
			} else {
				tied[k].AddProduct(s.own[i], x[i])
			}
		}
	}
	return rest, tied
}

// each calls do with each term of the times: c, b, and S in the unit of its time.
func (s *atRisk) each(do func(k int, c, b, sum float64)) {
	for k := range s.times {
		t := &s.times[k]
		rest, tied := s.rest[t.node].Value(), s.tied[k].Value()
		for r := range t.parts {
			c, b := t.part(r)
			do(k, c, b, rest+b*tied)
		}
	}
}

// log is log S, of a sum in the unit of time k.
func (s *atRisk) log(k int, sum float64) float64 { return math.Log(sum) + s.shift(k) }

// shift is the logarithm of the unit of a time.
func (s *atRisk) shift(k int) float64 {
	if s.unit == nil {
		return 0
	}
	q := s.unit[s.times[k].node]
	return math.FMA(q, stepHigh, q*stepLow)
}

// share sets dst_i = Σ_kr weight_i(kr) g(kr) over the sets that row i is in, given Σ_r g and,
// for the events of the time, Σ_r b g. Squared takes the squares of the weights.
func (s *atRisk) share(dst []float64, others, events []doubled.Number, squared bool) {
	clear(dst)
	for v := len(s.parent) - 1; v >= 0; v-- {
		if up := s.parent[v]; up >= 0 {
			by := s.fade(v)
			if squared {
				by *= by
			}
			others[up].Add(by * others[v].Hi)
			others[up].Lo += by * others[v].Lo
		}
		g := others[v].Value()
		for a := s.from[v]; a < s.from[v+1]; a++ {
			w := s.all[a]
			if squared {
				w *= w
			}
			dst[s.rows[a]] += w * g
		}
	}
	for k := range s.times {
		g := events[k].Value()
		for _, i := range s.times[k].events {
			w := s.own[i]
			if squared {
				w *= w
			}
			dst[i] += w * g
		}
	}
}

// hazards returns Σ_r c/S by node, and Σ_r b c/S by time.
func (s *atRisk) hazards() (others, events []doubled.Number) {
	others, events = make([]doubled.Number, len(s.parent)), make([]doubled.Number, len(s.times))
	s.each(func(k int, c, b, sum float64) {
		h := c / sum
		others[s.times[k].node].Add(h)
		events[k].Add(b * h)
	})
	return others, events
}

// expected sets dst_i = Σ_kr c π_i: the expected events of each row.
func (s *atRisk) expected(dst []float64) {
	others, events := s.hazards()
	s.share(dst, others, events, false)
}

// residual sets dst to what is expected of each row less the weight of its event.
func (s *atRisk) residual(dst []float64) {
	others, events := s.hazards()
	for k := range s.times {
		if len(s.times[k].events) == 1 {
			events[k] = doubled.Number{}
		}
	}
	s.share(dst, others, events, false)
	for k := range s.times {
		t := &s.times[k]
		for _, i := range t.events {
			lack := s.f.event(int(i))
			if len(t.events) == 1 { // 1 - π, which keeps the digits that are left of it
				rest := s.rest[t.node].Value()
				lack *= rest / (rest + s.own[i])
			}
			dst[i] -= lack
		}
	}
}

// squares returns Σ_kr c π_i².
func (s *atRisk) squares() []float64 {
	others, events := make([]doubled.Number, len(s.parent)), make([]doubled.Number, len(s.times))
	s.each(func(k int, c, b, sum float64) {
		h := c / sum / sum
		others[s.times[k].node].Add(h)
		events[k].Add(b * b * h)
	})
	dst := make([]float64, len(s.eta))
	s.share(dst, others, events, true)
	return dst
}

// spread sets dst = Σ_kr c π <π, v>.
func (s *atRisk) spread(dst, v []float64) {
	sumRest, sumTied := s.sums(v)
	others, events := make([]doubled.Number, len(s.parent)), make([]doubled.Number, len(s.times))
	s.each(func(k int, c, b, sum float64) {
		node := s.times[k].node
		h := c / sum * ((sumRest[node].Value() + b*sumTied[k].Value()) / sum)
		others[node].Add(h)
		events[k].Add(b * h)
	})
	s.share(dst, others, events, false)
}
