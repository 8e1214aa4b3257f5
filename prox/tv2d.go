package prox

import (
	"cmp"
	"math"
)

// TV2D is the total variation of an image
//
//	f(X) = Lambda Σ_ij ‖(X_{i+1,j} - X_ij, X_{i,j+1} - X_ij)‖,   X of Rows x Cols,
//
// column-major, without the differences across the border. The norm is the absolute
// one (anisotropic), or the Euclidean one with Isotropic. Its conjugate is not known
// in closed form. Lambda must not be negative; the zero value is for no pixels.
//
// Prox solves the dual by accelerated projected gradients with restarts, to a duality
// gap of Tol relative to the cost (1e-9 if 0) or for MaxIter iterations (20000 if 0):
// [TV2D.ProxGap] says what was reached. O(Rows Cols) an iteration; a workspace of ten
// images is reused.
//
// Reference: Beck and Teboulle, Fast gradient-based algorithms for constrained total
// variation image denoising and deblurring problems (2009); O'Donoghue and
// Candès, Adaptive restart for accelerated gradient schemes (2015).
type TV2D struct {
	Lambda     float64
	Rows, Cols int
	Isotropic  bool
	Tol        float64
	MaxIter    int
}

func (f TV2D) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: TV2D needs Lambda >= 0"),
		unless(f.Tol >= 0, "prox: TV2D needs Tol >= 0"),
		unless(f.MaxIter >= 0, "prox: TV2D needs MaxIter >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f TV2D) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("TV2D", f.Rows, f.Cols, n))
}

// Value returns Lambda times the sum of the lengths of the gradients.
func (f TV2D) Value(x []float64) float64 {
	f.check(x)
	buffer := borrow(2 * len(x))
	defer scratch.Put(buffer)
	g := *buffer
	f.gradient(g, x)
	var s float64
	for k := range x {
		s += f.length(g[2*k], g[2*k+1])
	}
	return times(f.Lambda, s) + indicator(true, sum(x))
}

func (f TV2D) check(x []float64) {
	if len(x) != f.Rows*f.Cols {
		panic("prox: x does not have Rows x Cols entries")
	}
}

func (f TV2D) length(a, b float64) float64 {
	if f.Isotropic {
		return math.Hypot(a, b)
	}
	return math.Abs(a) + math.Abs(b)
}

// gradient sets g to the differences down and right of each pixel, 0 at the border.
func (f TV2D) gradient(g, x []float64) {
	for k := range x {
		g[2*k], g[2*k+1] = 0, 0
		if (k+1)%f.Rows != 0 {
			g[2*k] = x[k+1] - x[k]
		}
		if k+f.Rows < len(x) {
			g[2*k+1] = x[k+f.Rows] - x[k]
		}
	}
}

// residual sets p = y - D'v, where D is the gradient.
func (f TV2D) residual(p, y, v []float64) {
	for k := range p {
		s := y[k] + v[2*k] + v[2*k+1]
		if k%f.Rows != 0 {
			s -= v[2*k-2]
		}
		if k >= f.Rows {
			s -= v[2*(k-f.Rows)+1]
		}
		p[k] = s
	}
}

// Prox denoises the image and returns f(dst).
func (f TV2D) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	v, _ := f.ProxGap(dst, x, gamma)
	return v
}

// ProxGap is Prox, and also returns how much f(dst) + ‖dst-x‖²/(2 gamma) may exceed
// its minimum.
func (f TV2D) ProxGap(dst, x []float64, gamma float64) (value, gap float64) {
	check(dst, x, gamma)
	f.check(x)
	m := normInf(x)
	switch {
	case math.IsNaN(m):
		return poison(dst), m
	case m == 0 || f.Lambda == 0:
		copy(dst, x)
		return 0, 0
	}
	m = powerOfTwo(m) // to scale without rounding
	n := len(x)
	buffer := borrow(10 * n)
	defer scratch.Put(buffer)
	b := *buffer
	y, p, g, v, w, last := b[:n], b[n:2*n], b[2*n:4*n], b[4*n:6*n], b[6*n:8*n], b[8*n:]
	for j, a := range x {
		y[j] = a / m
	}
	t := gamma * f.Lambda / m
	if t >= 2*float64(n) {
		// More than any edge has to carry to level the image: the answer is its mean.
		mean := sum(y) / float64(n) * m
		for j := range p {
			p[j] = mean
		}
		gap = 4e-15*f.Lambda*norm1(p) + rounded(p, x, gamma)
		copy(dst, p)
		return 0, gap
	}
	tol, most := f.Tol, f.MaxIter
	if tol == 0 {
		tol = 1e-9
	}
	if most == 0 {
		most = 20000
	}
	clear(v)
	clear(last)
	clear(w)
	momentum := 1.0
	for k := 0; ; k++ {
		if k%10 == 0 || k == most {
			f.residual(p, y, v)
			f.gradient(g, p)
			cost := squaredDistance(p, y) / 2
			gap = 0
			for i := range n {
				a := t * f.length(g[2*i], g[2*i+1])
				cost += a
				gap += a - g[2*i]*v[2*i] - g[2*i+1]*v[2*i+1]
			}
			if gap <= tol*cost || k >= most {
				break
			}
		}
		f.residual(p, y, w)
		f.gradient(g, p)
		var uphill float64
		for i := range n {
			a, c := f.clip(w[2*i]+g[2*i]/8, w[2*i+1]+g[2*i+1]/8, t)
			uphill += (w[2*i]-a)*(a-v[2*i]) + (w[2*i+1]-c)*(c-v[2*i+1])
			last[2*i], last[2*i+1] = v[2*i], v[2*i+1]
			v[2*i], v[2*i+1] = a, c
		}
		next := (1 + math.Sqrt(1+4*momentum*momentum)) / 2
		if uphill > 0 {
			momentum, next = 1, 1
		}
		for i := range v {
			w[i] = v[i] + (momentum-1)/next*(v[i]-last[i])
		}
		momentum = next
	}
	for j, a := range p {
		p[j] = m * a
	}
	rounding := 4e-15*f.Lambda*norm1(p) + rounded(p, x, gamma)
	copy(dst, p) // it may be x
	return f.Value(dst), gap*m/gamma*m + rounding
}

// rounded bounds what some roundings of p change in ‖p-x‖²/(2 gamma), which is not
// little where gamma is small and x is large.
func rounded(p, x []float64, gamma float64) float64 {
	var s float64
	for j, v := range p {
		d := 1e-15 * (math.Abs(v) + math.Abs(x[j]))
		s += d / gamma * (math.Abs(v-x[j]) + d/2)
	}
	return s
}

// powerOfTwo returns the least power of two above m, positive and finite.
func powerOfTwo(m float64) float64 {
	_, e := math.Frexp(m)
	return math.Ldexp(1, min(e, 1023))
}

// clip projects a dual vector onto the ball of radius t of the dual norm.
func (f TV2D) clip(a, b, t float64) (float64, float64) {
	if !f.Isotropic {
		return clip(a, -t, t), clip(b, -t, t)
	}
	if s := math.Hypot(a, b); s > t {
		return a / s * t, b / s * t
	}
	return a, b
}
