package solvers

import (
	"fmt"
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// Block is a term G of a penalty and the coordinates that it acts on.
type Block struct {
	Index []int
	G     prox.Function
}

// BlockDescent minimises F(X b) + Σ_g G_g(b_g) over disjoint blocks g, in turn:
//
//	b_g ← prox_{G_g/L_g}( b_g - X_g'∇F(X b)/L_g ),   L_g = Smoothness ‖X_g‖².
//
// The group lasso has prox.L2 for G_g, the sparse group lasso prox.SparseGroup of one
// group, an intercept prox.Zero. Coordinates in no block stay as they are. The
// objective never increases. An iterate is one pass: a product with every X_g and
// X_g', and O(n) for each block. O(1/k) for the objective; linear where P grows
// quadratically.
//
// References: Beck and Tetruashvili (2013); Qin, Scheinberg and Goldfarb, Efficient
// block-coordinate descent algorithms for the group lasso (2013).
type BlockDescent struct {
	X      design.Design
	F      problems.DataFit
	Blocks []Block
}

// Validate reports what makes m unusable from x0.
func (m BlockDescent) Validate(x0 []float64) error {
	if err := fitted("BlockDescent", m.X, m.F, len(x0)); err != nil {
		return err
	}
	taken := make([]bool, len(x0))
	for g, block := range m.Blocks {
		for _, j := range block.Index {
			if j < 0 || j >= len(x0) {
				return fmt.Errorf("solvers: block %d of BlockDescent has column %d; there are %d columns", g, j, len(x0))
			}
			if taken[j] {
				return fmt.Errorf("solvers: column %d is in two blocks of BlockDescent; blocks must be disjoint", j)
			}
			taken[j] = true
		}
		if err := term("BlockDescent.Blocks.G", block.G, len(block.Index)); err != nil {
			return err
		}
	}
	return rule(m.F.Smoothness() < math.Inf(1), "BlockDescent needs an F with a finite Smoothness")
}

// Iterates yields b1, b2, ...
func (m BlockDescent) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		s := newSlopes(m.X, m.F)
		b, largest := append([]float64(nil), x0...), 0
		l := make([]float64, len(m.Blocks))
		for g, block := range m.Blocks {
			size := safeNorm(Matrix{X: design.Select(m.X, block.Index)})
			l[g] = m.F.Smoothness() * size * size
			largest = max(largest, len(block.Index))
		}
		buffer := make([]float64, largest)
		st := &State{X: b}
		for {
			s.start(b)
			for g, block := range m.Blocks {
				if l[g] == 0 {
					continue
				}
				v := buffer[:len(block.Index)]
				for k, j := range block.Index {
					v[k] = b[j] - m.X.ColDot(j, s.grad)/l[g]
				}
				block.G.Prox(v, v, 1/l[g])
				for k, j := range block.Index {
					if d := v[k] - b[j]; d != 0 {
						m.X.ColAxpy(j, d, s.z)
						b[j] = v[k]
					}
				}
				m.F.Grad(s.grad, s.z)
			}
			if !yield(st) {
				return
			}
		}
	}
}

// groupBlocks restates a group lasso: its groups, and the columns in none.
func groupBlocks(pen *problems.GroupLasso, cols int) []Block {
	var blocks []Block
	grouped := make([]bool, cols)
	for g, index := range pen.Groups {
		all := make([]int, len(index))
		for k, j := range index {
			all[k] = k
			grouped[j] = true
		}
		term := prox.SparseGroup{Lambda: pen.Lambda, Alpha: pen.Alpha, Groups: [][]int{all}}
		if pen.Weights != nil {
			term.Weights = pen.Weights[g : g+1]
		}
		blocks = append(blocks, Block{index, term})
	}
	for j, in := range grouped {
		if !in {
			blocks = append(blocks, Block{[]int{j}, prox.L1{Lambda: pen.Lambda * pen.Alpha}})
		}
	}
	return blocks
}
