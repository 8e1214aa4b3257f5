package rational

import "math/big"

// minimum returns the minimiser over the moving coefficients, on the sides that they
// are on, the others resting where they are.
func (s *search) minimum() point {
	p := point{num: make([]dyadic, len(s.b)), den: exactly(1)}
	moves := make([]bool, len(s.b))
	for _, j := range s.moving {
		moves[j] = true
	}
	for j, b := range s.b {
		if !moves[j] {
			p.num[j] = knot(b)
		}
	}
	rhs := make([]dyadic, len(s.moving))
	for k, j := range s.moving {
		rhs[k] = s.c[j].minus(s.l1[j].timesSign(s.side[j])).minus(dot(s.h[j], p.num))
	}
	z, det := s.system(s.moving, rhs)
	for j := range p.num {
		p.num[j] = p.num[j].times(det)
	}
	for k, j := range s.moving {
		p.num[j] = z[k]
	}
	p.den = det
	return p
}

// knot returns a resting coefficient, which is 0 or a float.
func knot(b *big.Rat) dyadic {
	return dyad(new(big.Int).Set(b.Num()), 1-b.Denom().BitLen())
}

// flat returns the null vector of the moving columns that takes the last one, which has
// just been set free, in the given direction; nil where they are independent.
func (s *search) flat(direction int) []*big.Rat {
	last := len(s.moving) - 1
	j, others := s.moving[last], s.moving[:last]
	rhs := make([]dyadic, last)
	for k, i := range others {
		rhs[k] = s.h[i][j].negated()
	}
	z, det := s.system(others, rhs)
	rest := s.h[j][j].times(det) // the Schur complement
	for k, i := range others {
		rest = rest.plus(s.h[j][i].times(z[k]))
	}
	if rest.sign() != 0 {
		return nil
	}
	d := make([]*big.Rat, last+1)
	for k := range others {
		d[k] = ratio(z[k].timesSign(direction), det)
	}
	d[last] = big.NewRat(int64(direction), 1)
	return d
}

// system solves H_AA z/det = rhs for a positive definite H_AA, by elimination without
// fractions. Reference: Bareiss, Sylvester's identity and multistep integer-preserving
// Gaussian elimination (1968).
func (s *search) system(a []int, rhs []dyadic) (z []dyadic, det dyadic) {
	n := len(a)
	m := make([][]dyadic, n)
	for k, i := range a {
		m[k] = make([]dyadic, n+1)
		for l, j := range a {
			m[k][l] = s.h[i][j]
		}
		m[k][n] = rhs[k]
	}
	det = exactly(1)
	for k := range m {
		pivot := m[k][k]
		if pivot.sign() <= 0 {
			panic("rational: the moving columns are dependent")
		}
		for i := k + 1; i < n; i++ {
			for j := k + 1; j <= n; j++ {
				m[i][j] = pivot.times(m[i][j]).minus(m[i][k].times(m[k][j])).over(det)
			}
		}
		det = pivot
	}
	z = make([]dyadic, n)
	for k := n - 1; k >= 0; k-- {
		v := det.times(m[k][n])
		for j := k + 1; j < n; j++ {
			v = v.minus(m[k][j].times(z[j]))
		}
		z[k] = v.over(m[k][k])
	}
	return z, det
}
