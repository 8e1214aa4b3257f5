package naive

import "github.com/lassocheck/lassocheck/solvers"

// Family is that of all entries of [Catalogue].
const Family = "naive"

// Catalogue describes the optimizers, and says which of [Methods] train by them.
func Catalogue() []solvers.Entry {
	const problem, oracle = "1/n Σ f_i, as if differentiable", "n/batch steps, each 1 gradient of a batch"
	list := []solvers.Entry{
		{Name: "SGD", Solve: "gd sgd-constant sgd-decay sgd-average momentum nesterov",
			Rate: "none with constant rates at a kink; O(log k/√k) for the best value with falling ones", Reference: "Robbins and Monro (1951); Polyak (1964); Sutskever et al. (2013)"},
		{Name: "Adagrad", Solve: "adagrad",
			Rate: "O(1/√k) for averages over a bounded set", Reference: "Duchi, Hazan and Singer (2011)"},
		{Name: "RMSprop", Solve: "rmsprop",
			Rate: "none: ends in a cycle as wide as its rate", Reference: "Tieleman and Hinton (2012); Graves (2013)"},
		{Name: "Adam", Solve: "adam adam-restarts",
			Rate: "none: there are convex problems on which it does not converge", Reference: "Kingma and Ba (2015); Reddi, Kale and Kumar (2018), theorem 1"},
		{Name: "AdamW", Solve: "adamw",
			Rate: "none: its decay is no part of the objective", Reference: "Loshchilov and Hutter (2019)"},
	}
	for k := range list {
		list[k].Family, list[k].Problem, list[k].Oracle = Family, problem, oracle
	}
	return list
}
