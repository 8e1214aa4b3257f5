package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// The dual of Cox's partial likelihood. For any distributions π over the risk sets, with the
// entropies KL(π ‖ w b) = Σ_i π_i log(π_i / (w_i b_i)),
//
//	log S >= <π, η> - KL(π ‖ w b),   an equality where π_i = w_i b_i exp(η_i) / S,
//
// so that for v = 1/W (Σ_kr c_k π_kr - Σ_events w_i e_i) F*(v) is the least
// 1/W Σ_kr c_k KL(π_kr ‖ w b) - <v, o> of all π that give this v. docs/math.md has more.

// ConjGrad implements [problems.Radial]. The distributions are those of the risk sets at z,
// s of them and 1 - s of ones over the events of the time, by their weights, which give
// v = 0.
func (f *Cox) ConjGrad(z []float64, s float64) (value, size float64) {
	at := f.at(z)
	rest, tied := at.sums(at.eta)
	var sum doubled.Number
	most := vector.MaxAbs(at.eta)
	for k := range at.times {
		t := &at.times[k]
		tie := at.tie(k, s)
		mean, events := rest[t.node].Value(), tied[k].Value()
		others := at.rest[t.node].Value()
		for r := range t.parts {
			c, b := t.part(r)
			risk := others + b*tie.events
			log := at.log(k, risk)
			kl := (mean+b*events)/risk - log
			if s < 1 {
				kl = s*(mean/risk-others/risk*log) + xLogX(s)*others/risk + tie.entropy(b)
			}
			sum.AddProduct(c, kl)
			size += c * (4 + 2*most + math.Abs(log) + math.Abs(math.Log(t.weight)))
		}
	}
	value, size = sum.Value()/at.total, size/at.total
	if f.Offset != nil {
		grad := make([]float64, len(z))
		at.expected(grad)
		for i, e := range grad {
			o, d := f.Offset[i], f.event(i)
			value -= s * (e - d) / at.total * o
			size += (e + d) / at.total * math.Abs(o)
		}
	}
	return value, size
}

// tie is the events of a time in mixtures of s of what the prediction says and 1 - s by
// their weights. How the mass of the events is divided among them depends on the share that
// the first has in it, from the lowest to the highest of the parts, by a convex function:
// between these two its chord is not below it.
type tie struct {
	s, others, events float64
	shares, entropies [2]float64
}

// tie returns that of time k, without entropies where s is 1.
func (s *atRisk) tie(k int, share float64) *tie {
	t := &s.times[k]
	m := &tie{s: share, others: s.rest[t.node].Value(), events: s.tied[k].Value()}
	if share == 1 {
		return m
	}
	for end, r := range []int{t.parts - 1, 0} {
		_, b := t.part(r)
		m.shares[end], _ = m.share(b)
		for _, i := range t.events {
			w, e := s.f.event(int(i)), 0.0
			if m.events > 0 {
				e = m.shares[end] * (s.own[i] / m.events)
			}
			if p := e + (1-m.shares[end])*(w/t.weight); p > 0 {
				m.entropies[end] += p * math.Log(p/w)
			}
		}
	}
	return m
}

// share returns what the prediction has in the mass of the events, and that mass.
func (m *tie) share(b float64) (share, mass float64) {
	from := m.s * (b * m.events / (m.others + b*m.events))
	mass = from + 1 - m.s
	return from / mass, mass
}

// entropy returns what the events have of KL(π ‖ w b), or more.
func (m *tie) entropy(b float64) float64 {
	share, mass := m.share(b)
	inner := max(m.entropies[0], m.entropies[1])
	if width := m.shares[1] - m.shares[0]; width > 0 {
		part := min(max((share-m.shares[0])/width, 0), 1)
		inner = (1-part)*m.entropies[0] + part*m.entropies[1]
	}
	return mass * (math.Log(mass/b) + inner)
}

// Cap implements [problems.Capped]: 1/W Σ c_k (h_k/2)², h_k being how far v reaches in the
// stratum of t_k, since a variance is at most the square of half of what its numbers span.
func (f *Cox) Cap(v []float64) float64 {
	s := f.risk()
	type span struct{ low, high, weight float64 }
	var spans []span
	stratum := make([]int, len(s.times))
	for k, t := range s.times {
		if t.first {
			spans = append(spans, span{math.Inf(1), math.Inf(-1), 0})
		}
		stratum[k] = len(spans) - 1
		spans[stratum[k]].weight += t.weight
	}
	for i, k := range s.last {
		if k >= 0 {
			p := &spans[stratum[k]]
			p.low, p.high = min(p.low, v[i]), max(p.high, v[i])
		}
	}
	sum := 0.0
	for _, p := range spans {
		half := (p.high - p.low) / 2
		sum += p.weight * half * half
	}
	return sum / s.total * (1 + 1e-12)
}

// GradSize returns ‖∇F‖ + 2/W ‖w‖ of the events; see [problems.Radial].
func (f *Cox) GradSize(grad []float64) float64 {
	var squares vector.Sum
	for i := range f.Status {
		d := f.event(i)
		squares.Add(d * d)
	}
	return vector.Norm(grad) + 2*math.Sqrt(squares.Total())/f.risk().total
}

// Conj returns F*(v), +Inf where there are no such distributions: where an expected number
// of events t_i = W v_i + w_i, w_i of the events alone, is negative, or they do not add up to
// the events of a stratum. What misses that by no more than rounding counts as meeting it.
//
// Where risk sets are nested and ties are Breslow's that is, with φ(x) = x log x and Q_k what
// the events before t_k have to give to rows still at risk,
//
//	W F*(v) = Σ_i t_i log(t_i/w_i) + Σ_k (φ(Q_k) - φ(Q_k + D_k)) - W <v, o>,
//	Q_k = Σ_{j<k} D_j - Σ_{i no more at risk at t_k} t_i.
//
// Otherwise it is known at v = 0, and along gradients by ConjGrad, and +Inf elsewhere.
func (f *Cox) Conj(v []float64) float64 {
	s := f.risk()
	t, zero, linear := make([]float64, len(v)), true, 0.0
	for i, a := range v {
		d := f.event(i)
		t[i] = s.total*a + d
		if math.Abs(t[i]) <= 8*vector.Eps*d {
			t[i] = 0
		}
		if t[i] < 0 || t[i] != 0 && (f.weight(i) == 0 || s.last[i] < 0) || math.IsNaN(a) {
			return math.Inf(1)
		}
		zero = zero && a == 0
		if a != 0 {
			linear += a * f.offset(i)
		}
	}
	switch {
	case zero:
		return -f.saturated()
	case !s.nested || f.Ties != Breslow:
		return math.Inf(1)
	}
	return f.queued(t)/s.total - linear
}

// saturated returns inf F: that of predictions that let all risk sets be their events.
func (f *Cox) saturated() float64 {
	var sum doubled.Number
	for k := range f.risk().times {
		t := &f.risk().times[k]
		for r := range t.parts {
			c, b := t.part(r)
			sum.AddProduct(c, math.Log(t.weight*b))
		}
	}
	return sum.Value() / f.risk().total
}

// queued is the closed form, +Inf where the events up to a time are fewer than the rows that
// are no more at risk need, or left at the end.
func (f *Cox) queued(t []float64) float64 {
	s := f.risk()
	sum, leaving := 0.0, make([]float64, len(s.times))
	for i, e := range t {
		if e > 0 {
			sum += e * math.Log(e/f.weight(i))
			leaving[s.last[i]] += e
		}
	}
	queue, mass := 0.0, 0.0
	for k := range s.times {
		if s.times[k].first {
			queue, mass = 0, 0
		}
		d := s.times[k].weight
		sum += xLogX(queue) - xLogX(queue+d)
		mass += d
		queue += d - leaving[k]
		noise := 16 * float64(len(t)) * vector.Eps * mass
		end := k+1 == len(s.times) || s.times[k+1].first
		if queue < -noise || end && queue > noise {
			return math.Inf(1)
		}
		queue = max(queue, 0)
	}
	return sum
}

func xLogX(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x * math.Log(x)
}
