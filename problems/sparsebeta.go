package problems

// SparseBeta is a beta by its non-zero coefficients, as the points of a path are kept.
type SparseBeta struct {
	Support   []int     // columns, increasing
	Coef      []float64 // their coefficients
	Intercept float64
}

// SparseBeta returns beta by its non-zero coefficients.
func (p *Problem) SparseBeta(beta []float64) SparseBeta {
	b, b0 := p.Split(beta)
	s := SparseBeta{Intercept: b0}
	for j, v := range b {
		if v != 0 {
			s.Support = append(s.Support, j)
			s.Coef = append(s.Coef, v)
		}
	}
	return s
}

// check panics where s is no point of p.
func (s SparseBeta) check(p *Problem) {
	_, cols := p.X.Dims()
	last := -1
	for _, j := range s.Support {
		if j <= last || j >= cols {
			panic("problems: the support of a point must be increasing columns")
		}
		last = j
	}
	if len(s.Coef) != len(s.Support) {
		panic("problems: a point needs one coefficient a column of its support")
	}
	if s.Intercept != 0 && !p.Intercept {
		panic("problems: a point has an intercept that its problem has not")
	}
}

// scatter sets b to the coefficients.
func (s SparseBeta) scatter(b []float64) {
	clear(b)
	for i, j := range s.Support {
		b[j] = s.Coef[i]
	}
}

// Beta sets dst to the whole beta, with the intercept last if there is one.
func (s SparseBeta) Beta(dst []float64, intercept bool) {
	s.scatter(dst)
	if intercept {
		dst[len(dst)-1] = s.Intercept
	}
}
