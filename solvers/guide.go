package solvers

// Advice says which method to use if something is true of the problem.
type Advice struct{ If, Use string }

// Guide answers which method to use, the first that is true first.
func Guide() []Advice {
	return []Advice{
		{"least squares with an elastic net, with or without bounds", "leave it to `Solve` or `Path`: their exact engine, an active set on a factored Gram matrix, is right to the last digits and by far the fastest; `cd` is what takes over where supports outgrow its memory"},
		{"a logistic, Poisson, Huber or squared hinge loss, or one of your own that is smooth in one prediction each, with an elastic net", "leave it to `Solve` or `Path`: the exact engine is Newton's method there, on a factor that is kept over iterations and lambdas"},
		{"a quantile, absolute or hinge loss with a lasso", "leave it to `Solve` or `Path`: a simplex method that ends at a vertex, and is exact there"},
		{"F smooth, and G with a prox", "`FISTA`; no knob needs turning"},
		{"F smooth, and G with a prox, and digits wanted", "`PANOC` or `SpaRSA`: half the gradients of `FISTA` on most problems, for memory or for a guarantee"},
		{"F twice differentiable in one prediction each and G separable", "`ProxNewton`: few iterations, each a coordinate descent"},
		{"any smooth loss, G separable or over disjoint groups", "`ProxCoordinate` or `BlockDescent`; cyclic order, unless columns come in an order that means something"},
		{"many observations and a moderate accuracy", "`SAGA`; `ProxSVRG` where its n slopes do not fit in memory"},
		{"F smooth over a ball of atoms, where projecting is dear", "`FrankWolfe`"},
		{"no smooth term, and two proxes", "`DouglasRachford`, or `ADMM` with `Balance` where the scales of the terms are unknown"},
		{"a kink behind a linear operator, H(Ax)", "leave it to `SolveComposite`, which takes `HalpernPrimalDual`: a half to a twentieth of the iterations of `ChambollePock` and `CondatVu`, but for pure denoising"},
		{"a smooth term and two proxes", "`DavisYin`"},
		{"more than two proxes", "`PPXA`"},
		{"nothing but subgradients, over a compact set", "`ProximalLevel`: it proves how far it is"},
		{"nothing but subgradients, over a simplex of high dimension", "`MirrorDescent`"},
		{"nothing but subgradients otherwise", "`ProjectedSubgradient` with `Polyak` steps if the optimal value is known, `TargetLevel` or `DualAveraging` if not; expect two digits"},
	}
}
