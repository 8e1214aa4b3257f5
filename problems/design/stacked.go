package design

import (
	"fmt"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// Stacked is the design X ⊗ I of models with K responses to the same n rows, with nothing
// copied. A prediction has K blocks of n entries, one a response,
//
//	z_k = Σ_j x_j b_jk + b_0k,
//
// and the coefficients are p blocks of K, one a column of X: coefficient (j, k) is number
// j K + k. If Intercept is set there is one more block, that of a column of ones: its K
// coefficients are the intercepts, and it is for the penalty to leave them free.
//
// Products with all of it are products of X with K vectors.
type Stacked struct {
	X         Design
	K         int
	Intercept bool
}

// Dims returns n K rows and p K columns, and K more with intercepts.
func (s Stacked) Dims() (n, p int) {
	n, p = s.X.Dims()
	if s.Intercept {
		p++
	}
	return n * s.K, p * s.K
}

// At returns which column of X a column is made of, p for the ones of the intercepts, and
// for which response.
func (s Stacked) At(column int) (j, k int) { return column / s.K, column % s.K }

// Block returns the entries of v, one for each row, that belong to response k.
func (s Stacked) Block(v []float64, k int) []float64 {
	n, _ := s.X.Dims()
	return v[k*n : (k+1)*n : (k+1)*n]
}

// ones tells that column j of X is that of the intercepts.
func (s Stacked) ones(j int) bool {
	_, p := s.X.Dims()
	return j == p
}

// ColDot returns <x_j, v_k>.
func (s Stacked) ColDot(column int, v []float64) float64 {
	j, k := s.At(column)
	if s.ones(j) {
		return vector.Total(s.Block(v, k))
	}
	return s.X.ColDot(j, s.Block(v, k))
}

// ColAxpy adds a x_j to block k of dst.
func (s Stacked) ColAxpy(column int, a float64, dst []float64) {
	j, k := s.At(column)
	dst = s.Block(dst, k)
	if s.ones(j) {
		for i := range dst {
			dst[i] += a
		}
		return
	}
	s.X.ColAxpy(j, a, dst)
}

// ColMoments returns the weighted mean and variance over all n K rows, of which those of
// the other responses are zero.
func (s Stacked) ColMoments(column int, w []float64) (mean, variance float64) {
	j, k := s.At(column)
	share := 1 / float64(s.K)
	if w != nil {
		w = s.Block(w, k)
		if share = vector.Total(w); share == 0 {
			return 0, 0
		}
		w = vector.NormalWeights(w)
	}
	mean, variance = 1, 0
	if !s.ones(j) {
		mean, variance = s.X.ColMoments(j, w)
	}
	return share * mean, share*variance + share*max(0, 1-share)*mean*mean
}

// mul sets dst = X B, response by response.
func (s Stacked) mul(dst, b []float64) {
	_, p := s.X.Dims()
	column := make([]float64, p)
	for k := range s.K {
		for j := range column {
			column[j] = b[j*s.K+k]
		}
		z := s.Block(dst, k)
		Mul(z, s.X, column)
		if s.Intercept {
			for i := range z {
				z[i] += b[p*s.K+k]
			}
		}
	}
}

func (s Stacked) mulTrans(dst, v []float64) { s.mulTransMany([][]float64{dst}, [][]float64{v}) }

// mulTransMany reads X once for the blocks of all vectors.
func (s Stacked) mulTransMany(dst, v [][]float64) {
	_, p := s.X.Dims()
	var blocks, out [][]float64
	for _, v := range v {
		for k := range s.K {
			blocks, out = append(blocks, s.Block(v, k)), append(out, make([]float64, p))
		}
	}
	MulTransMany(out, s.X, blocks)
	for m := range v {
		for k := range s.K {
			for j, u := range out[m*s.K+k] {
				dst[m][j*s.K+k] = u
			}
			if s.Intercept {
				dst[m][p*s.K+k] = vector.Total(blocks[m*s.K+k])
			}
		}
	}
}

// Validate reports a missing design and a number of responses below one.
func (s Stacked) Validate() error {
	if s.X == nil || s.K < 1 {
		return fmt.Errorf("design: a stacked design needs X and at least one response, not %d", s.K)
	}
	if v, ok := s.X.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}
