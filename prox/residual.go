package prox

// Residual is the test of optimality for every function with a proximal operator:
//
//	max_j |x_j - p_j| / gamma,   p = prox_{gamma f}(x - gamma g),
//
// which is 0 just where -g is a subgradient of f at x, for a convex f: where x
// minimises the sum of f and a smooth function with gradient g. It has the units of g
// and costs one prox. gamma may be anything; 1/L for a gradient with Lipschitz
// constant L weighs both terms alike.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 4.2.1; Nesterov,
// Gradient methods for minimizing composite functions (2013), the gradient mapping.
func Residual(f Function, x, g []float64, gamma float64) float64 {
	if len(x) != len(g) {
		panic("prox: x and its gradient differ in length")
	}
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	p := *buffer
	for j, v := range x {
		p[j] = v - gamma*g[j]
	}
	f.Prox(p, p, gamma)
	var m float64
	for j, v := range x {
		d := v - p[j]
		m = max(m, d/gamma, -d/gamma)
	}
	return m
}
