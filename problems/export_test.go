package problems

// The tables of fits, penalties and linear operators, for the laws in another package.
var (
	Fits      = fits
	Penalties = penalties
	Operators = operators
)
