package solvers

import "reflect"

//go:generate go test -run TestMethodsPage -update .

// Entry describes one method of the package, see [Catalogue].
type Entry struct {
	Name      string `json:"name"` // of the type
	Family    string `json:"family"`
	Problem   string `json:"problem"` // what it minimises, and what it assumes
	Oracle    string `json:"oracle"`  // what an iteration costs
	Rate      string `json:"rate"`    // of convergence, P(x) - P* unless it says otherwise
	Reference string `json:"reference"`
	Solve     string `json:"solve,omitempty"` // names for [Settings.Method] and lassocheck solve --method
	Of        Method `json:"-"`               // a value of the type
}

// Catalogue lists the methods of the package by family.
func Catalogue() []Entry {
	list := make([]Entry, len(catalogue))
	for k, e := range catalogue {
		t := reflect.TypeOf(e.Of)
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		e.Name = t.Name()
		list[k] = e
	}
	return list
}

// catalogue has one row for each exported type with an Iterates method; a test
// compares it with the source. F is smooth where its gradient is spoken of; G and H
// have proxes; L is a Lipschitz constant of ∇F, R = ‖x0 - x*‖.
var catalogue = []Entry{
	{Family: "forward-backward", Of: ForwardBackward{}, Solve: "ista",
		Problem: "F + G, F smooth", Oracle: "1 gradient, 1 value, 1 prox",
		Rate: "LR²/2k, monotone", Reference: "Beck and Teboulle (2009), theorem 3.1"},
	{Family: "forward-backward", Of: FISTA{}, Solve: "fista",
		Problem: "F + G, F smooth", Oracle: "1 gradient, 1 value, 1 prox",
		Rate: "2LR²/(k+1)²; with restart linear where P grows quadratically", Reference: "Beck and Teboulle (2009), theorem 4.4; O'Donoghue and Candès (2015)"},

	{Family: "forward-backward", Of: SpaRSA{}, Solve: "sparsa",
		Problem: "F + G, F smooth", Oracle: "1 gradient, 1 value, 1 prox",
		Rate: "linear where P grows quadratically; not monotone", Reference: "Wright, Nowak and Figueiredo (2009)"},
	{Family: "forward-backward", Of: PANOC{}, Solve: "panoc",
		Problem: "F + G, F smooth", Oracle: "1 gradient, 1 value, 1 prox, memory for 20 vectors",
		Rate: "as ForwardBackward; superlinear at strong minima", Reference: "Stella, Themelis, Sopasakis and Patrinos (2017)"},
	{Family: "forward-backward", Of: AndersonForwardBackward{}, Solve: "anderson",
		Problem: "F + G, F smooth", Oracle: "1 gradient, 1 value, 1 prox",
		Rate: "as ForwardBackward; as a Krylov method once the support is found", Reference: "Mai and Johansson (2020); Bertrand and Massias (2021)"},
	{Family: "forward-backward", Of: ProxNewton{}, Solve: "newton",
		Problem: "F(Xb) + G, F twice differentiable, G separable", Oracle: "1 gradient, 1 curvature, up to 20 passes of coordinate descent",
		Rate: "linear; quadratic with exact directions", Reference: "Lee, Sun and Saunders (2014)"},
	{Family: "forward-backward", Of: FrankWolfe{},
		Problem: "F smooth over the convex hull of atoms", Oracle: "1 gradient, 1 value, 1 scan of the atoms",
		Rate: "linear with F strongly convex, else O(1/k)", Reference: "Lacoste-Julien and Jaggi (2015), theorem 1; Pedregosa et al. (2020)"},

	{Family: "coordinate", Of: &CoordinateDescent{}, Solve: "cd",
		Problem: "least squares + elastic net with bounds", Oracle: "1 pass over the columns, and epochs on a working set",
		Rate: "linear once the support is found", Reference: "Friedman, Hastie and Tibshirani (2010); Bertrand and Massias (2021)"},

	{Family: "coordinate", Of: ProxCoordinate{}, Solve: "coordinate random greedy",
		Problem: "F(Xb) + G, G separable", Oracle: "p coordinate steps, cyclic or random; or 1 gradient and 1 step, greedy",
		Rate: "O(1/k); linear where P grows quadratically; monotone", Reference: "Beck and Tetruashvili (2013); Richtárik and Takáč (2014), theorem 5; Nutini et al. (2015)"},
	{Family: "coordinate", Of: BlockDescent{}, Solve: "block",
		Problem: "F(Xb) + Σ G_g(b_g) over disjoint blocks", Oracle: "1 step for each block",
		Rate: "O(1/k); linear where P grows quadratically; monotone", Reference: "Beck and Tetruashvili (2013); Qin, Scheinberg and Goldfarb (2013)"},

	{Family: "splitting", Of: DouglasRachford{}, Solve: "dr",
		Problem: "F + G", Oracle: "2 proxes",
		Rate: "o(1/√k) for the residual; linear near sharp optima", Reference: "Lions and Mercier (1979); Bauschke and Combettes (2017), corollary 28.3"},
	{Family: "splitting", Of: ADMM{}, Solve: "admm",
		Problem: "F + G", Oracle: "2 proxes",
		Rate: "O(1/k) for averages, o(1/√k) for residuals", Reference: "Boyd, Parikh, Chu, Peleato and Eckstein (2011); Eckstein and Bertsekas (1992)"},
	{Family: "splitting", Of: PPXA{}, Solve: "ppxa",
		Problem: "F₁ + ... + Fₘ", Oracle: "m proxes",
		Rate: "o(1/√k) for the disagreement", Reference: "Combettes and Pesquet (2008), algorithm 3.1"},
	{Family: "splitting", Of: ChambollePock{}, Solve: "pdhg",
		Problem: "F + H(Ax)", Oracle: "2 proxes, A and A′ once",
		Rate: "O(1/k) for averages; ‖x−x*‖² = O(1/k²) with F strongly convex", Reference: "Chambolle and Pock (2011), theorems 1 and 2; Goldstein et al. (2013)"},
	{Family: "splitting", Of: CondatVu{},
		Problem: "F + G + H(Ax), F smooth", Oracle: "1 gradient, 2 proxes, A and A′ once",
		Rate: "O(1/k) for averages", Reference: "Condat (2013), theorem 3.1; Vũ (2013), theorem 3.1"},
	{Family: "splitting", Of: HalpernPrimalDual{},
		Problem: "F + G + H(Ax), F smooth", Oracle: "1 gradient, 2 proxes, A and A′ once",
		Rate: "O(1/k) for the residual; linear for piecewise linear and quadratic terms", Reference: "Lieder (2021); Lu and Yang (2024)"},
	{Family: "splitting", Of: DavisYin{},
		Problem: "F + G + H, F smooth", Oracle: "1 gradient, 2 proxes",
		Rate: "o(1/√k) for the residual", Reference: "Davis and Yin (2017)"},
	{Family: "splitting", Of: Tseng{},
		Problem: "F + G + H(Ax), F smooth", Oracle: "2 gradients, 2 proxes, A and A′ twice",
		Rate: "O(1/k) for averages", Reference: "Tseng (2000), theorem 3.4; Combettes and Pesquet (2012), theorem 4.2"},

	{Family: "stochastic", Of: ProxSGD{}, Solve: "sgd",
		Problem: "(1/n) Σ f_i + G, f_i smooth", Oracle: "n times 1 gradient of an f_i and 1 prox",
		Rate: "O(log k/√k) in expectation", Reference: "Robbins and Monro (1951); Duchi and Singer (2009)"},
	{Family: "stochastic", Of: ProxSVRG{}, Solve: "svrg",
		Problem: "(1/n) Σ f_i + G, f_i smooth", Oracle: "1 gradient, and 2n times 1 gradient of an f_i and 1 prox",
		Rate: "linear in expectation for strongly convex P", Reference: "Xiao and Zhang (2014), theorem 3.1"},
	{Family: "stochastic", Of: SAGA{}, Solve: "saga",
		Problem: "(1/n) Σ f_i + G, f_i smooth", Oracle: "n times 1 gradient of an f_i and 1 prox",
		Rate: "linear in expectation for strongly convex F, else O(1/k)", Reference: "Defazio, Bach and Lacoste-Julien (2014), theorem 1"},

	{Family: "subgradient", Of: ProjectedSubgradient{}, Solve: "subgradient",
		Problem: "F over a set, F Lipschitz", Oracle: "1 subgradient, 1 projection",
		Rate: "best value (R² + Σs²‖g‖²)/2Σs", Reference: "Polyak (1987), section 5.3; Boyd (2014), section 3"},
	{Family: "subgradient", Of: TargetLevel{}, Solve: "level",
		Problem: "F over a set, F Lipschitz, F* unknown", Oracle: "1 subgradient, 1 projection",
		Rate: "best value O(1/√k)", Reference: "Goffin and Kiwiel (1999)"},
	{Family: "subgradient", Of: DualAveraging{}, Solve: "dual-averaging",
		Problem: "F over a set, F Lipschitz", Oracle: "1 subgradient, 1 projection",
		Rate: "best value GR(1 + √2k)/k", Reference: "Nesterov (2009)"},
	{Family: "subgradient", Of: MirrorDescent{},
		Problem: "F over a simplex, F Lipschitz in ‖·‖₁", Oracle: "1 subgradient",
		Rate: "best value G√(2 log p/k), up to log k", Reference: "Beck and Teboulle (2003), theorem 5.1"},
	{Family: "subgradient", Of: ProximalLevel{},
		Problem: "F over a compact set, F Lipschitz; proves a lower bound", Oracle: "1 subgradient, 1 small quadratic problem",
		Rate: "best value − lower bound O(1/√k), much less in practice", Reference: "Lemaréchal, Nemirovskii and Nesterov (1995); Kiwiel (1995)"},
}
