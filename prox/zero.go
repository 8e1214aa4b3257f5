package prox

// Zero is the zero function, the indicator of the whole space: an absent term.
//
//	f(x) = 0,   prox(x) = x,   f*(u) = 0 if u = 0, else +Inf.
//
// Prox copies, O(n), and does not allocate.
type Zero struct{}

// Free is the indicator of the whole space: no constraint.
type Free = Zero

// Value returns 0.
func (f Zero) Value(x []float64) float64 { return sumValue(f, x) }

// Prox copies x to dst and returns 0.
func (f Zero) Prox(dst, x []float64, gamma float64) float64 { return eachProx(f, dst, x, gamma) }

// Conj returns 0 at the origin and +Inf elsewhere.
func (f Zero) Conj(u []float64) float64 { return sumConj(f, u) }

// ValueAt returns 0.
func (f Zero) ValueAt(j int, x float64) float64 { return indicator(true, x) }

// ProxAt returns x.
func (f Zero) ProxAt(j int, x, gamma float64) float64 { return x }

func (f Zero) conjAt(j int, u float64) float64 { return indicator(u == 0, u) }
