package equations

import "github.com/lassocheck/lassocheck/problems/design"

// projectStacked is Project response by response: the equations of one have nothing to do
// with those of another.
func projectStacked(s design.Stacked, free []Column, theta, h []float64) (equations []int) {
	one := design.Stacked{X: s.X, K: 1, Intercept: s.Intercept}
	_, p := s.X.Dims()
	for k := range s.K {
		var own []Column
		for _, f := range free {
			if j, of := s.At(f.J); of == k {
				own = append(own, Column{j, f.Up, f.Down})
			}
		}
		theta, h := s.Block(theta, k), s.Block(h, k)
		switch {
		case own == nil:
		case len(own) == 1 && own[0] == (Column{p, true, true}): // as a rule
			Centre(theta, h)
			equations = append(equations, p*s.K+k)
		default:
			for _, j := range Project(one, false, own, theta, h) {
				equations = append(equations, j*s.K+k)
			}
		}
	}
	return equations
}

// Explain adds to step what the intercept, if there is one, and the columns explain of theta,
// and removes that; see [Basis.Explain]. It goes response by response where it can.
func Explain(x design.Design, intercept bool, h []float64, columns []int, step, theta []float64) {
	s, ok := x.(design.Stacked)
	if !ok || intercept || s.K == 1 {
		Span(x, intercept, h, columns).Explain(step, theta, h)
		return
	}
	one := design.Stacked{X: s.X, K: 1, Intercept: s.Intercept}
	for k := range s.K {
		var own []int
		for _, c := range columns {
			if j, of := s.At(c); of == k {
				own = append(own, j)
			}
		}
		h := s.Block(h, k)
		Span(one, false, h, own).Explain(s.Block(step, k), s.Block(theta, k), h)
	}
}
