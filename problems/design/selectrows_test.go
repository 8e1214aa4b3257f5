package design

import (
	"math/rand/v2"
	"testing"
)

// Chosen rows are those of the matrix, however it is stored.
func TestSelectRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		n, p := 2+rng.IntN(12), 1+rng.IntN(9)
		m := randomMatrix(rng, n, p, 0.5)
		dense, err := New(m)
		if err != nil {
			t.Fatal(err)
		}
		ptr := []int{0}
		var row []int32
		var val []float64
		for j := range p {
			for i := range n {
				if v := m.At(i, j); v != 0 {
					row, val = append(row, int32(i)), append(val, v)
				}
			}
			ptr = append(ptr, len(row))
		}
		csc, err := NewCSC(n, p, ptr, row, val)
		if err != nil {
			t.Fatal(err)
		}
		var rows []int
		for i := range n {
			if rng.IntN(2) == 0 {
				rows = append(rows, i)
			}
		}
		for _, rows := range [][]int{rows, rng.Perm(n), {n - 1, 0, 0}, {}} {
			for _, x := range []Design{dense, csc, Standardize(csc, nil, true), Select(dense, []int{0})} {
				s := SelectRows(x, rows)
				_, columns := x.Dims()
				if k, c := s.Dims(); k != len(rows) || c != columns {
					t.Fatalf("%d x %d for %d rows", k, c, len(rows))
				}
				for j := range columns {
					got, from := make([]float64, len(rows)), make([]float64, n)
					s.ColAxpy(j, 1, got)
					x.ColAxpy(j, 1, from)
					for k, i := range rows {
						if got[k] != from[i] {
							t.Errorf("%T, row %d, column %d: %v, want %v", x, i, j, got[k], from[i])
						}
					}
				}
				if c, ok := s.(*CSC); ok {
					if _, err := NewCSC(c.N, c.P, c.ColPtr, c.Row, c.Val); err != nil {
						t.Error(err)
					}
				}
			}
		}
	}
}
