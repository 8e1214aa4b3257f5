package composite

import (
	"fmt"
	"math"
	"slices"
)

// Incidence takes differences along the edges of a graph,
//
//	(A x)_e = w_e (x_v - x_u)   for edge e = (u, v),
//
// with w = Weights, nil for ones: ‖A x‖₁ is the total variation of x on the graph, and A'A
// its Laplacian, of edges that weigh w². The norm is the bound
// max_e √(d_u + d_v) by the weighted degrees d_u = Σ w², over the edges at u.
//
// Reference: Anderson and Morley, Eigenvalues of the Laplacian of a graph (1985), for the
// bound; Wang, Sharpnack, Smola and Tibshirani, Trend filtering on graphs (2016).
type Incidence struct {
	Nodes   int
	Edges   [][2]int
	Weights []float64
}

// Dims returns the number of edges and of nodes.
func (a Incidence) Dims() (rows, cols int) { return len(a.Edges), a.Nodes }

func (a Incidence) weight(e int) float64 {
	if a.Weights == nil {
		return 1
	}
	return a.Weights[e]
}

// Apply sets dst to the differences.
func (a Incidence) Apply(dst, x []float64) {
	for e, uv := range a.Edges {
		dst[e] = a.weight(e) * (x[uv[1]] - x[uv[0]])
	}
}

// Adjoint sets dst to what flows into each node and not out of it: the flow along edge e
// is w_e y_e.
func (a Incidence) Adjoint(dst, y []float64) {
	clear(dst)
	for e, uv := range a.Edges {
		flow := a.weight(e) * y[e]
		dst[uv[0]] -= flow
		dst[uv[1]] += flow
	}
}

// Norm returns max √(d_u + d_v) over the edges.
func (a Incidence) Norm() (norm float64, upper bool) {
	degree, top := make([]float64, a.Nodes), 0.0
	for e, uv := range a.Edges {
		w := a.weight(e)
		degree[uv[0]] += w * w
		degree[uv[1]] += w * w
	}
	for e, uv := range a.Edges {
		if a.weight(e) != 0 {
			top = max(top, degree[uv[0]]+degree[uv[1]])
		}
	}
	return math.Sqrt(top) * (1 + 1e-15*float64(len(a.Edges))), true
}

// Validate reports edges between nodes that do not exist or from a node to itself, and
// weights that are not finite or too few.
func (a Incidence) Validate() error {
	if a.Weights != nil && len(a.Weights) != len(a.Edges) {
		return fmt.Errorf("composite: Incidence has %d weights for %d edges", len(a.Weights), len(a.Edges))
	}
	for e, uv := range a.Edges {
		switch u, v := uv[0], uv[1]; {
		case min(u, v) < 0 || max(u, v) >= a.Nodes:
			return fmt.Errorf("composite: edge %d of Incidence goes from %d to %d; there are nodes 0 to %d", e, u, v, a.Nodes-1)
		case u == v:
			return fmt.Errorf("composite: edge %d of Incidence goes from %d to itself", e, u)
		case math.IsNaN(a.weight(e)) || math.IsInf(a.weight(e), 0):
			return fmt.Errorf("composite: weight %d of Incidence is %v; it must be finite", e, a.weight(e))
		}
	}
	return nil
}

func (a Incidence) applyAbs(dst, x []float64) {
	for e, uv := range a.Edges {
		dst[e] = math.Abs(a.weight(e)) * (x[uv[0]] + x[uv[1]])
	}
}

func (a Incidence) adjointAbs(dst, y []float64) {
	clear(dst)
	for e, uv := range a.Edges {
		flow := math.Abs(a.weight(e)) * y[e]
		dst[uv[0]] += flow
		dst[uv[1]] += flow
	}
}

func (a Incidence) roundings() (apply, adjoint int) {
	degree := make([]int, a.Nodes)
	for _, uv := range a.Edges {
		degree[uv[0]]++
		degree[uv[1]]++
	}
	return 2, slices.Max(append(degree, 0)) + 1
}

func (a Incidence) entrywise() bool { return true }
