package problems

import (
	"errors"
	"math"
)

// Null is the null model: the penalised coefficients at rest, the intercept and
// the unpenalised columns fitted.
type Null struct {
	// Loss is F at the null model, the yardstick of relative gaps: n times the
	// variance of y over 2n for least squares with an intercept. Other packages
	// know it as the null deviance.
	Loss float64
	// Theta is -∇F there.
	Theta []float64
	// LambdaMax is the smallest lambda whose solution is the null model.
	LambdaMax float64
}

// Null fits the null model, by Newton's method on the intercept and the
// unpenalised columns. It returns an error where the penalty is not [Scalable].
// O(n k²) for k unpenalised columns, and one pass over X.
func (p *Problem) Null() (Null, error) {
	pen, ok := p.Penalty.(Scalable)
	if !ok {
		return Null{}, errors.New("problems: this penalty has no lambda to scale")
	}
	n, cols := p.X.Dims()
	start, free := make([]float64, cols), []boxed(nil)
	for j := range cols {
		start[j] = pen.Start(j)
		if lo, hi, ok := pen.Unpenalised(j); ok {
			free = append(free, boxed{j: j, b: start[j], lo: lo, hi: hi})
		}
	}
	z, theta := make([]float64, n), make([]float64, n)
	Mul(z, p.X, start)
	h, step := make([]float64, n), make([]float64, n)
	for range 50 {
		p.Fit.Grad(theta, z)
		for i := range theta {
			theta[i] = -theta[i]
		}
		p.Fit.Curvature(h, z)
		if !p.newton(step, theta, h, free) {
			break
		}
		for i, d := range step {
			z[i] += d
		}
	}
	null := Null{Loss: p.Fit.Value(z), Theta: theta}
	u := make([]float64, cols)
	MulTrans(u, p.X, theta)
	for _, f := range free {
		u[f.j] = 0
	}
	for j, v := range u {
		null.LambdaMax = max(null.LambdaMax, pen.LambdaAt(j, v))
	}
	return null, nil
}

// LambdaMax returns the smallest lambda at which every penalised coefficient of
// the solution is at rest: max_j |<x_j, theta>| / (Alpha f_j s_j) at the null
// model, over the directions that the bounds leave open. It is right with
// weights, offset, bounds, and unpenalised columns.
func LambdaMax(p *Problem) (float64, error) {
	null, err := p.Null()
	return null.LambdaMax, err
}

// boxed is an unpenalised coefficient and its bounds.
type boxed struct {
	j         int
	b, lo, hi float64
}

// newton sets step to the change of the prediction that minimises the quadratic
// model <-theta, d> + Σ h_i d_i²/2 over the intercept and the free columns, and
// reports whether it is worth taking.
func (p *Problem) newton(step, theta, h []float64, free []boxed) bool {
	rest := append([]float64(nil), theta...)
	columns, bounded := make([]int, len(free)), false
	for k, f := range free {
		columns[k] = f.j
		bounded = bounded || !math.IsInf(f.lo, -1) || !math.IsInf(f.hi, 1)
	}
	if bounded {
		p.boxNewton(rest, h, free)
	} else {
		p.basis(h, columns).remove(rest, h)
	}
	var size, change float64
	for i := range step {
		step[i] = 0
		if h[i] > 0 {
			step[i] = (theta[i] - rest[i]) / h[i]
		}
		size = max(size, math.Abs(theta[i]))
		change = max(change, math.Abs(theta[i]-rest[i]))
	}
	return change > 4*eps*size
}

// boxNewton removes from theta what the intercept and the bounded free columns
// explain, by cyclic coordinate descent on columns that are first made
// orthogonal to the intercept.
func (p *Problem) boxNewton(theta, h []float64, free []boxed) {
	q := p.basis(h, nil)
	q.remove(theta, h)
	x := make([][]float64, len(free))
	for k, f := range free {
		x[k] = make([]float64, len(theta))
		p.X.ColAxpy(f.j, 1, x[k])
		for _, v := range q {
			axpy(-inner(h, v, x[k]), v, x[k])
		}
	}
	for range 100000 {
		var moved float64
		for k := range free {
			f := &free[k]
			curvature := inner(h, x[k], x[k])
			if curvature == 0 {
				continue
			}
			var g sum
			for i, t := range theta {
				g.add(x[k][i] * t)
			}
			b := min(max(f.b+g.total()/curvature, f.lo), f.hi)
			d := b - f.b
			f.b = b
			for i := range theta {
				theta[i] -= d * h[i] * x[k][i]
			}
			moved = max(moved, math.Abs(d)*math.Sqrt(curvature))
		}
		if moved <= eps*norm2(theta) {
			return
		}
	}
}

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}
